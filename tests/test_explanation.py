"""Explanations: every rule has its proof, every proof its sources, every fact its sentence."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.cli import cli
from caregraph.api.explained_text import fact_lines, marked, proof_lines
from caregraph.graph import identifiers
from caregraph.graph.article import Article
from caregraph.graph.article_names import stored_article
from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.explanation import (
    KINDS,
    NoProof,
    explain_article,
    explain_triple,
)
from caregraph.graph.explanation.axioms import Axiom, Knowledge, knowledge_of
from caregraph.graph.explanation.proofs import Step, prove
from caregraph.graph.explanation.terms import resource, value, words
from caregraph.graph.reading import read
from caregraph.graph.reasoning import Schema, closure, compile_rules, infer, read_schema
from caregraph.graph.reasoning.backward import RULES
from caregraph.graph.reasoning.schema import Triple
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import CG, FOAF, RDF, RDFS

EX = "http://example.org/"
INFERRED = identifiers.graph("inferred")
STATED = ox.NamedNode(f"{EX}stated")
HEAD = """@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

# What the ontology says, what is stated, what follows, and the rules of its proof from the top.
PROOFS = {
    "cax-sco": (":Trust rdfs:subClassOf :Body .", ":a a :Trust .", ":a a :Body .", "cax-sco"),
    "cax-eqc1": (
        ":Watchdog owl:equivalentClass :Judge .",
        ":a a :Watchdog .",
        ":a a :Judge .",
        "cax-eqc1",
    ),
    "cax-eqc2": (
        ":Watchdog owl:equivalentClass :Judge .",
        ":a a :Judge .",
        ":a a :Watchdog .",
        "cax-eqc2",
    ),
    "prp-dom": (":leads rdfs:domain :Person .", ":a :leads :b .", ":a a :Person .", "prp-dom"),
    "prp-rng": (":leads rdfs:range :Post .", ":a :leads :b .", ":b a :Post .", "prp-rng"),
    "prp-spo1": (
        ":leads rdfs:subPropertyOf :holds .",
        ":a :leads :b .",
        ":a :holds :b .",
        "prp-spo1",
    ),
    "prp-eqp1": (
        ":runs owl:equivalentProperty :keeps .",
        ":a :runs :b .",
        ":a :keeps :b .",
        "prp-eqp1",
    ),
    "prp-eqp2": (
        ":runs owl:equivalentProperty :keeps .",
        ":a :keeps :b .",
        ":a :runs :b .",
        "prp-eqp2",
    ),
    "prp-inv1": (":runs owl:inverseOf :runBy .", ":a :runs :b .", ":b :runBy :a .", "prp-inv1"),
    "prp-inv2": (":runs owl:inverseOf :runBy .", ":a :runBy :b .", ":b :runs :a .", "prp-inv2"),
    "prp-symp": (
        ":sister a owl:SymmetricProperty .",
        ":a :sister :b .",
        ":b :sister :a .",
        "prp-symp",
    ),
    "prp-trp": (
        ":within a owl:TransitiveProperty .",
        ":a :within :b . :b :within :c .",
        ":a :within :c .",
        "prp-trp",
    ),
    "prp-spo2": (
        ":worksFor owl:propertyChainAxiom ( :holds :postIn ) .",
        ":a :holds :b . :b :postIn :c .",
        ":a :worksFor :c .",
        "prp-spo2",
    ),
    "prp-spo2 of three": (
        ":answersTo owl:propertyChainAxiom ( :holds :postIn :within ) .",
        ":a :holds :b . :b :postIn :c . :c :within :d .",
        ":a :answersTo :d .",
        "prp-spo2",
    ),
    "cls-hv1": (
        ":Failing rdfs:subClassOf [ owl:onProperty :grade ; owl:hasValue :bad ] .",
        ":a a :Failing .",
        ":a :grade :bad .",
        "cls-hv1 cax-sco",
    ),
    "cls-hv2": (
        ":Failing owl:equivalentClass [ owl:onProperty :grade ; owl:hasValue :bad ] .",
        ":a :grade :bad .",
        ":a a :Failing .",
        "cax-eqc2 cls-hv2",
    ),
    "cls-svf1": (
        ":Host owl:equivalentClass [ owl:onProperty :runs ; owl:someValuesFrom :Site ] .",
        ":a :runs :b . :b a :Site .",
        ":a a :Host .",
        "cax-eqc2 cls-svf1",
    ),
    "cls-svf2": (
        ":Runner owl:equivalentClass [ owl:onProperty :runs ; owl:someValuesFrom owl:Thing ] .",
        ":a :runs :b .",
        ":a a :Runner .",
        "cax-eqc2 cls-svf2",
    ),
    "cls-avf": (
        ":Trust rdfs:subClassOf [ owl:onProperty :runs ; owl:allValuesFrom :Site ] .",
        ":a a :Trust . :a :runs :b .",
        ":b a :Site .",
        "cls-avf cax-sco",
    ),
    "cls-int1": (
        ":Both owl:intersectionOf ( :One :Two ) .",
        ":a a :One, :Two .",
        ":a a :Both .",
        "cls-int1",
    ),
    "cls-int2": (
        ":Both owl:intersectionOf ( :One :Two ) .",
        ":a a :Both .",
        ":a a :Two .",
        "cls-int2",
    ),
    "cls-uni": (":Either owl:unionOf ( :One :Two ) .", ":a a :Two .", ":a a :Either .", "cls-uni"),
}


def ontology(text: str, name: str = "b") -> Schema:
    return read_schema(HEAD + text, name)


def triples(text: str) -> list[Triple]:
    return [
        (quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(HEAD + text, ox.RdfFormat.TURTLE)
    ]  # type: ignore[misc]


def reasoned(schema: Schema, stated: list[Triple]) -> Store:
    """A store of what is stated and what follows from it."""
    store = Store.open()
    store.replace_graph(STATED, [ox.Triple(*triple) for triple in stated])  # type: ignore[arg-type]
    inferred = closure(compile_rules(schema), stated)
    store.replace_graph(INFERRED, [ox.Triple(*triple) for triple in inferred])  # type: ignore[arg-type]
    return store


def rules(step: Step) -> Iterator[str]:
    if step.rule:
        yield step.rule
    for premise in step.premises:
        yield from rules(premise)


def axioms(found: tuple[Axiom, ...]) -> Iterator[Axiom]:
    for axiom in found:
        yield axiom
        yield from axioms(axiom.premises)


@pytest.mark.parametrize("case", PROOFS)
def test_each_rule_has_its_proof(case: str) -> None:
    said, stated, follows, expected = PROOFS[case]
    schema = ontology(said)
    (goal,) = triples(follows)
    proof = prove(reasoned(schema, triples(stated)), goal, knowledge_of(schema))
    assert proof is not None
    assert " ".join(rules(proof)) == expected
    assert {leaf.triple for leaf in proof.leaves()} == set(triples(stated))
    assert set(expected.split()) <= set(RULES)


def test_an_axiom_that_is_not_written_shows_those_that_give_it() -> None:
    schema = ontology(
        ":A rdfs:subClassOf :B . :B owl:equivalentClass :C . :C rdfs:subClassOf :D ."
        " :p rdfs:subPropertyOf :q . :q rdfs:domain :A ."
    )
    (goal,) = triples(":x a :D .")
    proof = prove(reasoned(schema, triples(":x :p :y .")), goal, knowledge_of(schema))
    assert proof is not None
    assert (proof.rule, proof.size) == ("prp-dom", 1)
    found = list(axioms(proof.axioms))
    assert [axiom.rule for axiom in found if axiom.rule] == ["scm-dom1", "scm-dom2", "scm-sco"]
    assert [axiom.statement.replace(EX, "") for axiom in found if not axiom.rule] == [
        "<q> rdfs:domain <A>",
        "<p> rdfs:subPropertyOf <q>",
        "<A> rdfs:subClassOf <B>",
        "<B> owl:equivalentClass <C>",
        "<C> rdfs:subClassOf <D>",
    ]
    assert {axiom.rule for axiom in found if axiom.rule} <= set(RULES)


def test_of_several_proofs_the_shortest() -> None:
    schema = ontology(
        ":worksFor owl:propertyChainAxiom ( :holds :postIn ) . :holds rdfs:domain :Person ."
        " :leads rdfs:subPropertyOf :worksFor . :within a owl:TransitiveProperty ."
    )
    stated = triples(
        ":a :holds :b . :b :postIn :c . :a :leads :c ."
        " :s :within :t . :t :within :u . :u :within :v . :s :within :u ."
    )
    known, store = knowledge_of(schema), reasoned(schema, stated)
    works = prove(store, triples(":a :worksFor :c .")[0], known)
    assert works is not None
    assert list(rules(works)) == ["prp-spo1"]
    far = prove(store, triples(":s :within :v .")[0], known)
    assert far is not None
    assert far.size == 1


def test_what_gives_itself_is_cut() -> None:
    schema = ontology(
        ":sister a owl:SymmetricProperty, owl:TransitiveProperty ."
        " :near owl:equivalentProperty :sister ."
        " :A owl:equivalentClass :B . :B owl:equivalentClass :C ."
    )
    stated = triples(":a :near :b . :b :sister :c . :x a :C .")
    store, known = reasoned(schema, stated), knowledge_of(schema)
    for quad in store.graph(INFERRED):
        proof = prove(store, (quad.subject, quad.predicate, quad.object), known)  # type: ignore[arg-type]
        assert proof is not None, quad
        assert not _repeats(proof, ()), quad


def _repeats(step: Step, above: tuple[Triple, ...]) -> bool:
    return step.triple in above or any(
        _repeats(premise, (*above, step.triple)) for premise in step.premises
    )


@pytest.mark.parametrize("seed", range(6))
def test_all_that_follows_follows_from_the_leaves_of_its_proof(seed: int) -> None:
    schema = ontology(" ".join(said for said, *_ in PROOFS.values()))
    stated = _random_facts(random.Random(seed))
    compiled, known, store = compile_rules(schema), knowledge_of(schema), reasoned(schema, stated)
    for quad in list(store.graph(INFERRED)):
        triple: Triple = (quad.subject, quad.predicate, quad.object)  # type: ignore[assignment]
        proof = prove(store, triple, known)
        assert proof is not None, quad
        leaves = [leaf.triple for leaf in proof.leaves()]
        assert set(leaves) <= set(stated)
        assert tuple(triple) in set(closure(compiled, leaves)), quad


CLASSES = ("Trust", "Watchdog", "Failing", "Both", "One", "Two", "Site")
PROPERTIES = ("leads", "runs", "runBy", "sister", "within", "holds", "postIn", "keeps", "grade")


def _random_facts(rng: random.Random) -> list[Triple]:
    things = [ox.NamedNode(f"{EX}t{number}") for number in range(6)]
    classes = [ox.NamedNode(EX + name) for name in CLASSES]
    by = [ox.NamedNode(EX + name) for name in PROPERTIES]
    facts: list[Triple] = []
    for _ in range(20):
        if rng.random() < 0.3:
            facts.append((rng.choice(things), RDF.type, rng.choice(classes)))
        else:
            end = rng.choice([*things, ox.NamedNode(f"{EX}bad")])
            facts.append((rng.choice(things), rng.choice(by), end))
    return list(dict.fromkeys(facts))


@pytest.fixture(scope="module")
def inferred(small_store: Store) -> Iterator[Store]:
    """The small graph with what follows from it by the ontology."""
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        infer(store)
        yield store


def test_everything_inferred_has_a_proof_that_rests_on_what_is_stated(inferred: Store) -> None:
    checked = 0
    for quad in inferred.graph(INFERRED):
        proof = prove(inferred, (quad.subject, quad.predicate, quad.object))  # type: ignore[arg-type]
        assert proof is not None, quad
        assert set(rules(proof)) <= set(RULES)
        for leaf in proof.leaves():
            quads = inferred.engine.quads_for_pattern(*leaf.triple)  # type: ignore[arg-type]
            assert any(found.graph_name != INFERRED for found in quads), leaf
        assert all(axiom.rule != "scm" for axiom in axioms(proof.axioms)), quad
        checked += 1
    assert checked > 400


def test_proof_of_work_leads_to_the_sentence(inferred: Store) -> None:
    explained = explain_triple(inferred, "person/jo-marsh/XAV", "cg:worksFor", "organisation/XAV")
    assert explained["rules"] == 1
    assert explained["proof"]["rule"] == "prp-spo2"
    holds, post_in = explained["proof"]["premises"]
    assert holds["triple"]["words"] == "person/jo-marsh/XAV org:holds post/XAV/chief-executive"
    assert post_in["triple"]["words"] == "post/XAV/chief-executive org:postIn organisation/XAV"
    (source,) = holds["stated"]
    assert source["name"] == "Alder Vale told to improve"
    (claim,) = source["claims"]
    assert (claim["rule"], claim["confidence"]) == ("test.row", "0.95")
    (said,) = claim["evidence"]
    assert said["exact"] == "Jo Marsh, chief executive"
    assert said["before"] + said["exact"] + said["after"] == (
        'Jo Marsh, chief executive, said: "We know that we have much to put right."'
    )
    lines = list(proof_lines(explained))
    assert lines[0] == "person/jo-marsh/XAV cg:worksFor organisation/XAV"
    assert any("«Jo Marsh, chief executive»" in line for line in lines)
    assert any("[rule prp-spo2]" in line for line in lines)


def test_a_statement_of_a_source_explains_itself(inferred: Store) -> None:
    explained = explain_triple(inferred, "organisation/XAV", "a", "cg:Trust")
    assert explained["rules"] == 0
    names = [source["name"] for source in explained["proof"]["stated"]]
    assert "the reference tables" in names
    assert "Bramble Coast in trouble" in names


def test_a_literal_is_found_without_its_language(inferred: Store) -> None:
    explained = explain_triple(inferred, "rating:good", "skos:prefLabel", '"Good"')
    assert explained["triple"]["object"]["language"] == "en"


def test_axioms_between_terms_are_explained(inferred: Store) -> None:
    explained = explain_triple(inferred, "cg:Trust", "rdfs:subClassOf", "org:Organization")
    assert explained["proof"]["rule"] == "scm-sco"
    assert len(explained["proof"]["axioms"]) > 1


MISSING = [
    ("organisation/XAV", "cg:worksFor", "organisation/cqc", "'organisation/XAV cg:worksFor organ"),
    ("organisation/NONE", "a", "cg:Trust", "says nothing of 'organisation/NONE'"),
]


@pytest.mark.parametrize(("subject", "predicate", "object_", "told"), MISSING)
def test_what_is_not_there_is_said_in_a_sentence(
    inferred: Store, subject: str, predicate: str, object_: str, told: str
) -> None:
    with pytest.raises(NoProof, match="neither states nor infers") as error:
        explain_triple(inferred, subject, predicate, object_)
    assert told in str(error.value)


def test_a_store_without_inferences_says_so(small_store: Store) -> None:
    with pytest.raises(NoProof, match="without reasoning"):
        explain_triple(small_store, "person/jo-marsh/XAV", "cg:statedIn", "organisation/XAV")


@pytest.mark.parametrize("text", ["nope:thing", "two words", "", "<http://a b>", "http://a<b"])
def test_no_iri_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        resource(text)


def test_terms_are_read_as_they_are_written() -> None:
    ours = (identifiers.organisation("RNA"), identifiers.site("RNA/some-place"))
    evidence = identifiers.evidence("0" * 16, 3, 9)
    for term in (CG.worksFor, RDFS.label, FOAF.name, STATED, evidence, *ours):
        assert resource(words(term)) == term
        assert resource(term.value) == term
    for literal in (ox.Literal("a b"), ox.Literal("é", language="fr"), ox.Literal(3)):
        assert value(words(literal)) == literal
    assert value("plain words here") == ox.Literal("plain words here")


def test_proofs_are_the_same_whatever_the_blank_nodes() -> None:
    said = " ".join(said for said, *_ in PROOFS.values())
    store = reasoned(ontology(said), _random_facts(random.Random(7)))
    inferences = list(store.graph(INFERRED))

    def told(known: Knowledge) -> list[str]:
        return [
            _outline(prove(store, (quad.subject, quad.predicate, quad.object), known), known)  # type: ignore[arg-type]
            for quad in inferences
        ]

    assert told(knowledge_of(ontology(said))) == told(knowledge_of(ontology(said, "z")))


def _outline(step: Step | None, known: Knowledge) -> str:
    assert step is not None
    inner = "; ".join(_outline(premise, known) for premise in step.premises)
    why = ", ".join(axiom.statement for axiom in step.axioms)
    return f"{' '.join(map(known.axioms.words, step.triple))} {step.rule} {why} ({inner})"


# --- facts ------------------------------------------------------------------------------------

TEXT = """Alder Vale NHS Foundation Trust has been rated good by the Care Quality Commission.
Surgery at the trust improved from inadequate to good for being safe after a visit in March 2019.
Dr Jo Marsh, chief executive of the trust, said: "We are proud. Our staff have worked hard."
Inspectors found too few nurses on the wards, and 92 per cent of patients were seen in four hours.
The trust was served with a warning notice in 2017."""


def explained(text: str = TEXT, *kinds: str) -> dict[str, Any]:
    return explain_article(Article(text, published="2019-07-12"), kinds or KINDS)


def own_articles() -> list[Article]:
    folder = Path(__file__).parent
    sources = [folder / "articles", folder / "unseen"]
    return list(read(sources, lambda source, message: None))


@pytest.fixture(scope="module", params=range(len(own_articles())))
def article(request: pytest.FixtureRequest) -> Article:
    return own_articles()[request.param]


def test_every_fact_has_its_evidence_in_the_sentence_printed(article: Article) -> None:
    for facts in explain_article(article)["facts"].values():
        for fact in facts:
            shown = [span for passage in fact["passages"] for span in passage["evidence"]]
            wanted = {(span["start"], span["end"]) for span in fact["evidence"]}
            assert {(span["start"], span["end"]) for span in shown} == wanted
            assert wanted
            for passage in fact["passages"]:
                _check_passage(article.text, passage)


def _check_passage(text: str, passage: dict[str, Any]) -> None:
    start, end = passage["start"], passage["end"]
    assert passage["text"] == text[start:end]
    printed = marked(passage)
    bare = _without_marks(printed, passage)
    assert bare == re.sub(r"\s", " ", passage["text"])
    assert printed.count("«") - passage["text"].count("«") == len(passage["evidence"])
    reached = start
    for symbol in passage["symbols"]:
        assert reached <= symbol["start"] < symbol["end"] <= end
        assert symbol["words"] == text[symbol["start"] : symbol["end"]]
        reached = symbol["end"]


def _without_marks(printed: str, passage: dict[str, Any]) -> str:
    """The sentence again: what was put in is taken out."""
    for symbol in passage["symbols"]:
        if symbol["value"]:
            printed = printed.replace(f" = {symbol['value']}]", "]", 1)
        printed = printed.replace(f"[{symbol['kind']} ", "[", 1)
    for mark in "«»[]":
        if mark not in passage["text"]:
            printed = printed.replace(mark, "")
    return printed


def test_facts_are_those_of_extract_in_the_order_of_the_text(article: Article) -> None:
    from caregraph.graph.extraction import extract
    from caregraph.graph.facts_json import to_json

    found = to_json(extract(article))
    told = explain_article(article)["facts"]
    assert list(told) == list(KINDS)
    for kind, facts in told.items():
        assert len(facts) == len(found[kind])
        starts = [min(span["start"] for span in fact["evidence"]) for fact in facts]
        assert starts == sorted(starts)
        for fact in facts:
            alike = [one for one in found[kind] if one["evidence"] == fact["evidence"]]
            assert any(_same(fact, one) for one in alike)


def _same(fact: dict[str, Any], one: dict[str, Any]) -> bool:
    said = {**fact["fact"], "rule": fact["rule"], "confidence": fact["confidence"]}
    return all(one[key] == told for key, told in said.items())


def test_a_rating_shows_its_symbols_with_labels() -> None:
    (first, *_) = [
        fact
        for fact in explained(TEXT, "ratings")["facts"]["ratings"]
        if fact["fact"]["service"] == "surgery" and fact["fact"]["question"] == "safe"
    ]
    printed = " ".join(map(marked, first["passages"]))
    for label in (
        "[service Surgery]",
        "[holder trust = Alder Vale NHS Foundation Trust]",
        "[change improved = up]",
        "[grade inadequate]",
        "[grade good]",
        "[question being safe]",
        "[date March 2019 = 2019-03]",
    ):
        assert label in printed
    assert any(cue.startswith("improved (change up)") for cue in first["cues"])


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("people", "[role chief executive"),
        ("quotes", "[says said]"),
        ("findings", "[concern too few"),
        ("measures", "[figure 92 per cent"),
        ("actions", "[trigger notice]"),
        ("inspections", "[date March 2019"),
        ("organisations", "[organisation Alder Vale NHS Foundation Trust"),
    ],
)
def test_each_kind_shows_what_its_stage_saw(kind: str, label: str) -> None:
    lines = list(fact_lines(explained(TEXT, kind)))
    assert any(label in line for line in lines), lines


def test_text_tells_rule_confidence_voice_and_cues() -> None:
    lines = list(fact_lines(explained(TEXT, "ratings")))
    details = [line for line in lines if line.startswith("   rule ratings.")]
    assert details
    assert all(" · confidence 0." in line and " · voice " in line for line in details)


def test_an_article_without_facts_is_explained_too() -> None:
    assert list(fact_lines(explained("Nothing to see."))) != []
    assert explained("")["facts"] == {kind: [] for kind in KINDS}


def test_a_stored_article_is_found_by_key_and_iri(small_store: Store) -> None:
    iri = next(iri for iri in small_store.graphs() if "/article/" in iri)
    for name in (iri, iri.rpartition("/")[2], f"article/{iri.rpartition('/')[2]}", f"<{iri}>"):
        found = stored_article(small_store, name)
        assert identifiers.article(found.key).value == iri
    assert stored_article(small_store, "Alder Vale turns").title == "Alder Vale turns a corner"
    for name in ("0" * 16, "a title"):
        with pytest.raises(UnknownName, match=f"no article named '{name}'"):
            stored_article(small_store, name)


# --- the command and the address ----------------------------------------------------------------


@pytest.fixture(scope="module")
def on_disk(inferred: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explained") / "store"
    with Store.open(path) as store:
        store.engine.bulk_extend(iter(inferred.engine))
        store.flush()
    return path


def run(*args: object) -> Any:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def test_command_explains_a_file_a_stored_article_and_a_triple(
    on_disk: Path, tmp_path: Path, inferred: Store
) -> None:
    file = tmp_path / "news.txt"
    file.write_text(TEXT, encoding="utf-8")
    shown = run("explain", file, "--kind", "ratings")
    assert shown.exit_code == 0
    assert "[grade good]" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert "\npeople" not in shown.stdout
    written = json.loads(run("explain", file, "--format", "json").stdout)
    assert list(written["facts"]) == list(KINDS)
    iri = next(iri for iri in inferred.graphs() if "/article/" in iri)
    stored = run("explain", iri, "--store", on_disk)
    assert stored.exit_code == 0
    assert "other rules" not in stored.stdout
    proof = run(
        "explain", "person/jo-marsh/XAV", "cg:worksFor", "organisation/XAV", "--store", on_disk
    )
    assert proof.stdout.startswith("person/jo-marsh/XAV cg:worksFor organisation/XAV\n")


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("a", "b"), 2, "not 2 words"),
        (("none.txt",), 1, "no file 'none.txt'"),
        (("a", "b", "c", "--kind", "ratings"), 2, "--kind goes with an article"),
        (("x.txt", "--kind", "rating"), 1, "no kind of fact 'rating'"),
        (("organisation/XAV", "cg:worksFor", "organisation/cqc"), 1, "neither states nor infers"),
    ],
)
def test_command_says_what_is_wrong(
    on_disk: Path, args: tuple[str, ...], status: int, told: str
) -> None:
    result = run("explain", *args, "--store", on_disk)
    assert result.exit_code == status
    assert told in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("no_colour", [False, True])
def test_colour_is_for_terminals_that_want_it(tmp_path: Path, no_colour: bool) -> None:
    file = tmp_path / "news.txt"
    file.write_text(TEXT, encoding="utf-8")
    own, terminal = pty.openpty()
    environment = {key: word for key, word in os.environ.items() if key != "NO_COLOR"}
    environment |= {"TERM": "xterm", **({"NO_COLOR": ""} if no_colour else {})}
    code = (
        f"from caregraph.api.cli import cli; cli(['explain', {str(file)!r}, '--kind', 'ratings'])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=terminal, env=environment)
    os.close(terminal)
    shown = b"".join(iter(lambda: _piece(own), b""))
    os.close(own)
    assert process.wait(timeout=60) == 0
    assert (b"\x1b[" in shown) is not no_colour
    assert b"[grade " in shown


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux's way to say that the other side has closed
        return b""


@pytest.fixture
def client(inferred: Store) -> FlaskClient:
    return create_app(inferred).test_client()


ASKED = {"subject": "person/jo-marsh/XAV", "predicate": "cg:worksFor", "object": "organisation/XAV"}


def test_address_gives_json_and_a_page(client: FlaskClient, inferred: Store) -> None:
    answer = client.get("/explain", query_string=ASKED)
    assert answer.mimetype == "application/json"
    told = explain_triple(inferred, *ASKED.values())
    assert json.loads(answer.data) == json.loads(json.dumps(told))
    page = client.get("/explain", query_string=ASKED, headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "<mark>Jo Marsh, chief executive</mark>" in page.text
    assert "rule prp-spo2" in page.text
    assert client.get("/explain?format=html").status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "kind"),
    [
        ({"subject": ""}, 400, "bad-input"),
        ({"subject": "nope:x"}, 400, "bad-input"),
        ({"subject": "x" * 3000}, 400, "bad-input"),
        ({"object": "organisation/cqc"}, 404, "not-found"),
    ],
)
def test_address_says_what_is_wrong(
    client: FlaskClient, changed: dict[str, str], status: int, kind: str
) -> None:
    answer = client.get("/explain", query_string=ASKED | changed)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["type"].endswith(f"#{kind}")
    page = client.get("/explain", query_string=ASKED | changed | {"format": "html"})
    assert page.mimetype == "text/html"
