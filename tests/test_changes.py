"""What follows once graphs have come and gone is what follows from those that are there."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from caregraph.graph import background, identifiers
from caregraph.graph.derivation import derive, load_background
from caregraph.graph.identity import IDENTITY, operators
from caregraph.graph.ledger import LEDGER
from caregraph.graph.pipeline import build, retract
from caregraph.graph.reasoning import Changes, Schema, closure, compile_rules, read_schema
from caregraph.graph.reasoning.changes import MOST_GRAPHS, ChangedRules, NotByChange, infer_changes
from caregraph.graph.reasoning.schema import Triple
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import CG, DCTERMS, RDFS, XSD

EX = "http://example.org/"
INFERRED = identifiers.graph("inferred")
ONTOLOGY = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Trust rdfs:subClassOf :Provider . :Provider rdfs:subClassOf :Organisation .
:Watchdog owl:equivalentClass :Regulator . :Regulator rdfs:subClassOf :Organisation .
:leads rdfs:subPropertyOf :holds ; rdfs:domain :Person ; rdfs:range :Post .
:runs owl:inverseOf :runBy ; owl:equivalentProperty :keeps .
:near a owl:SymmetricProperty, owl:TransitiveProperty . :near rdfs:subPropertyOf :knows .
:within a owl:TransitiveProperty .
:worksFor owl:propertyChainAxiom ( :holds :postIn ) .
:answersTo owl:propertyChainAxiom ( :holds :postIn :within :within ) .
:Failing owl:equivalentClass [ owl:onProperty :grade ; owl:hasValue :bad ] .
:Runner owl:equivalentClass [ owl:onProperty :runs ; owl:someValuesFrom owl:Thing ] .
:FailingRunner owl:equivalentClass [ owl:intersectionOf (
    :Provider
    [ owl:onProperty :grade ; owl:hasValue :bad ]
    [ owl:onProperty :runs ; owl:someValuesFrom [ owl:intersectionOf ( :Site :Failing ) ] ]
) ] .
:Trust rdfs:subClassOf [ owl:onProperty :runs ; owl:allValuesFrom :Site ] .
:Site rdfs:subClassOf [ owl:onProperty :near ; owl:allValuesFrom [
    owl:onProperty :grade ; owl:hasValue :fair ] ] .
:Either owl:unionOf ( :Failing :Site ) .
"""
CLASSES = ("Trust", "Provider", "Watchdog", "Regulator", "Failing", "Runner", "Site", "Either")
PROPERTIES = (
    "leads",
    "holds",
    "postIn",
    "runs",
    "runBy",
    "keeps",
    "near",
    "within",
    "grade",
    "worksFor",
)


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def random_graph(rng: random.Random) -> list[ox.Triple]:
    """A few statements of few things, so that graphs share some and follow from each other."""
    things = [node(f"t{number}") for number in range(7)]
    stated = []
    for _ in range(rng.randrange(9)):
        if rng.random() < 0.25:
            stated.append(ox.Triple(rng.choice(things), TYPE, node(rng.choice(CLASSES))))
        else:
            value = rng.choice([*things, node("bad"), ox.Literal("words")])
            stated.append(ox.Triple(rng.choice(things), node(rng.choice(PROPERTIES)), value))
    return stated


NAMES = [ox.NamedNode(f"{EX}graph{number}") for number in range(6)]
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def whole(store: Store, schema: Schema) -> set[ox.Triple]:
    stated: list[Triple] = [
        (quad.subject, quad.predicate, quad.object)  # type: ignore[misc]
        for quad in store.engine
        if quad.graph_name != INFERRED
    ]
    found = closure(compile_rules(schema), stated)
    return {ox.Triple(*triple) for triple in found}  # type: ignore[arg-type]


def change(store: Store, changes: Changes, name: ox.NamedNode, statements: list[ox.Triple]) -> None:
    """Put the statements in the place of a graph, or take it out where there are none."""
    if not store.has_graph(name):
        changes.add(name)
        store.replace_graph(name, statements)
    elif statements:
        changes.replace(name, store.replace_graph(name, statements))
    else:
        changes.remove(store, name)
        store.remove_graph(name)


def inferred(store: Store) -> set[ox.Triple]:
    return {quad.triple for quad in store.graph(INFERRED)}


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_the_inferences_are_those_of_a_whole_closure(seed: int) -> None:
    rng = random.Random(seed)
    schema = read_schema(ONTOLOGY)
    rules = ChangedRules(compile_rules(schema))
    with Store.open() as store:
        for step in range(25):
            changes = Changes()
            for name in rng.sample(NAMES, rng.choice([1, 1, 2, 4])):
                change(store, changes, name, random_graph(rng))
            infer_changes(store, rules, changes)
            assert inferred(store) == whole(store, schema), step


def test_a_blank_node_is_left_to_the_whole_closure() -> None:
    rules = ChangedRules(compile_rules(read_schema(ONTOLOGY)))
    for subject, value in ((ox.BlankNode("b"), node("x")), (node("x"), ox.BlankNode("b"))):
        with Store.open() as store:
            changes = Changes()
            change(store, changes, NAMES[0], [ox.Triple(subject, node("leads"), value)])
            with pytest.raises(NotByChange):
                infer_changes(store, rules, changes)


def test_many_changed_graphs_are_not_remembered_one_by_one() -> None:
    changes = Changes()
    for number in range(MOST_GRAPHS + 1):
        changes.add(node(f"graph{number}"))
    assert changes.everything
    assert not changes.fresh


DERIVED = {INFERRED.value, LEDGER.value, IDENTITY.value}


# --- a store of articles, as the pipeline changes it --------------------------------------------


def copy_of(store: Store, left_out: tuple[str, ...] = (), *, reasoning: bool = True) -> Store:
    """The graphs of sources again, and what is derived from them, made as a whole."""
    copy = Store.open()
    for iri in store.graphs():
        if iri not in left_out and iri not in DERIVED:
            copy.engine.extend(store.graph(iri))
    derive(copy, Changes(), reasoning=reasoning, progress=lambda step, done: None)
    return copy


def digest(store: Store) -> str:
    """Of the canonical form of all quads (RDFC-1.0), whatever blank nodes are called."""
    dataset = ox.Dataset(store.engine)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join(sorted(map(str, dataset))).encode()).hexdigest()


def test_articles_retracted_in_any_order_leave_what_a_fresh_build_makes(small_store: Store) -> None:
    articles = tuple(iri for iri in small_store.graphs() if "/article/" in iri)
    for order in list(itertools.permutations(articles))[::2]:
        with copy_of(small_store) as store:
            for number, iri in enumerate(order, start=1):
                retract(store, iri)
                with copy_of(small_store, order[:number]) as fresh:
                    assert digest(store) == digest(fresh), order[:number]


def test_articles_that_come_one_by_one_make_what_they_make_together(small_store: Store) -> None:
    articles = tuple(iri for iri in small_store.graphs() if "/article/" in iri)
    with copy_of(small_store, articles) as store, copy_of(small_store) as whole_store:
        for iri in articles:
            changes = Changes()
            changes.add(ox.NamedNode(iri))
            store.engine.extend(small_store.graph(iri))
            derive(store, changes, reasoning=True, progress=lambda step, done: None)
        assert digest(store) == digest(whole_store)


def test_identity_and_ledger_do_not_hang_on_what_is_inferred(small_store: Store) -> None:
    with copy_of(small_store) as store:
        changes = Changes(new={ox.NamedNode("x:none"): set()})
        derive(store, changes, reasoning=True, progress=lambda step, done: None)
        assert not changes.gone
        assert not any(changes.new.values())


@pytest.mark.parametrize("mark", [Store.begin, Store.edited])
def test_a_store_left_unfinished_or_edited_is_derived_as_a_whole(
    small_store: Store, mark: Callable[[Store], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "load_background", lambda store: False)
    (article, *_) = (iri for iri in small_store.graphs() if "/article/" in iri)
    with copy_of(small_store) as store, copy_of(small_store, (article,)) as fresh:
        store.engine.add(ox.Quad(node("a"), node("b"), node("c"), INFERRED))
        mark(store)
        load_background(store)
        assert not store.has_graph(INFERRED)
        store.engine.add(ox.Quad(node("a"), node("b"), node("c"), INFERRED))
        retract(store, article)
        assert store.settled
        assert digest(store) == digest(fresh)


# --- identity and ledger, by what a change touches ----------------------------------------------

SOMETIMES = {
    *(CG.operatedBy, CG.movement, CG.previousGrade, CG.standing, CG.fromInspection, CG.service),
    *(CG.reportedOn, CG.startedOn, CG.inspection, CG.organisation, CG.post, CG.heldOn),
    *(CG.linked, CG.mentions, DCTERMS.issued, RDFS.label),
}
OTHERWISE = (
    ("/XAV", "/XBC"),
    ("jo-marsh/XAV", "jo-marsh/XBC"),
    ("jo-marsh", "j-marsh"),
    ("2018-", "2021-"),
    ("2020-", "2018-"),
    ("Alder Vale NHS Foundation Trust", "Alder Vale NHS Trust"),
    ("site/XAV01", "site/XBC01"),
    ("rating/good", "rating/inadequate"),
)


def another(graph: list[ox.Quad], number: int, rng: random.Random) -> list[ox.Quad]:
    """An article like the one given, under a key of its own, that says this and that otherwise."""
    key = graph[0].graph_name.value.rpartition("/")[2]  # type: ignore[union-attr]
    kept = [quad for quad in graph if quad.predicate not in SOMETIMES or rng.random() < 0.7]
    text = ox.serialize(kept, format=ox.RdfFormat.N_QUADS).decode()  # type: ignore[union-attr]
    for old, new in ((key, f"{number:016}"), *rng.sample(OTHERWISE, 2)):
        text = text.replace(old, new)
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [19])
def test_after_any_changes_identity_and_ledger_are_as_if_made_anew(
    small_store: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operators, "_of_tables", lambda reference: ())
    operators.tables.cache_clear()
    rng = random.Random(seed)
    sources = tuple(iri for iri in small_store.graphs() if "/article/" in iri)
    graphs = [sorted(small_store.graph(iri), key=str) for iri in sources]
    # Without the tables, so that names and operators are told by articles alone.
    with copy_of(small_store, (*sources, identifiers.graph("reference").value)) as store:
        for step in range(18):
            changes = Changes()
            for key in rng.sample(range(9), rng.choice([1, 1, 2])):
                article = another(rng.choice(graphs), key, rng)
                name = article[0].graph_name
                assert isinstance(name, ox.NamedNode)
                gone = store.has_graph(name) and rng.random() < 0.5
                change(store, changes, name, [] if gone else [quad.triple for quad in article])
            derive(store, changes, reasoning=False, progress=lambda step, done: None)
            with copy_of(store, reasoning=False) as fresh:
                for graph in (IDENTITY, LEDGER):
                    assert set(store.graph(graph)) == set(fresh.graph(graph)), (step, graph)
    operators.tables.cache_clear()


def test_an_article_that_only_gets_another_day_is_derived_anew(small_store: Store) -> None:
    articles = [ox.NamedNode(iri) for iri in small_store.graphs() if "/article/" in iri]
    day = ox.Literal("2022-02", datatype=XSD.gYearMonth)
    with copy_of(small_store, reasoning=False) as store:
        for article in articles:
            before = set(store.graph(LEDGER))
            told = [quad.triple for quad in store.graph(article.value)]
            later = [triple for triple in told if triple.predicate != DCTERMS.issued]
            later.append(ox.Triple(article, DCTERMS.issued, day))
            changes = Changes()
            change(store, changes, article, later)
            derive(store, changes, reasoning=False, progress=lambda step, done: None)
            assert set(store.graph(LEDGER)) != before
            with copy_of(store, reasoning=False) as fresh:
                for graph in (IDENTITY, LEDGER):
                    assert set(store.graph(graph)) == set(fresh.graph(graph)), (article, graph)


def test_what_other_rules_derived_is_made_anew(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Newark Hospital was rated good by the Care Quality Commission.")
    with Store.open(tmp_path / "store") as store:
        build(store, [article])
        made = digest(store)
        stray = ox.Quad(node("a"), node("b"), node("c"), LEDGER)
        store.engine.add(stray)
        build(store, [article])
        assert stray in store.engine
        store.complete(derived_by="other")
        build(store, [article])
        assert digest(store) == made
