"""Facts → an article's graph: every fact a claim with its words, everything said in that graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph

from caregraph.graph import identifiers
from caregraph.graph.article import Article
from caregraph.graph.extraction.document import Document
from caregraph.graph.facts import (
    Action,
    ArticleFacts,
    Attribution,
    Finding,
    Inspection,
    Measure,
    Organisation,
    Person,
    Quote,
    Rating,
    Site,
    Span,
)
from caregraph.graph.mapping import map_article
from caregraph.graph.mapping.literals import dated, decimal
from caregraph.graph.vocabulary import (
    BASE,
    CG,
    DCTERMS,
    FOAF,
    OA,
    ORG,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
)

TEXT = """Larkfield Hospital falls to inadequate

Inspectors from the Care Quality Commission came to Larkfield Hospital in May 2021. Surgery there
is now inadequate for being safe, down from good. It was rated good in 2018.

“Nurses were kind 👍 but there were too few of them,” said Dr Ines Holt, chief inspector.

Brook Water NHS Trust said that 92.5 per cent of patients were seen within four hours. It has
14 ward sisters. It was fined in July."""

TRUST, CQC, HOSPITAL = "Brook Water NHS Trust", "Care Quality Commission", "Larkfield Hospital"


def on(words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    carried = {"evidence": (Span(start, start + len(words)),), "rule": "test.row"}
    return {**carried, "confidence": 0.9, **more}


def facts(**kinds: Any) -> ArticleFacts:
    """Facts of each kind; a kind that is given replaces its own."""
    default: dict[str, Any] = {
        "published": "2021-09-01",
        "organisations": (
            Organisation(name=CQC, kind="regulator", code="cqc", **on(CQC)),
            Organisation(name=TRUST, kind="trust", code="RXZ", ods="RXZ", **on(TRUST)),
        ),
        "sites": (Site(name=HOSPITAL, operator=TRUST, **on(HOSPITAL)),),
        "people": (
            Person(
                name="Ines Holt",
                kind="inspector",
                honorific="Dr",
                role="chief inspector",
                organisation=CQC,
                **on("Dr Ines Holt"),
            ),
        ),
        "inspections": (
            Inspection(
                of=TRUST,
                sites=(HOSPITAL,),
                services=("surgery",),
                start="2021-05",
                end="2021-05",
                published="--07-12",
                manner="focused",
                **on("in May 2021"),
            ),
        ),
        "ratings": (
            Rating(
                of=HOSPITAL,
                service="surgery",
                question="safe",
                rating="inadequate",
                previous="good",
                trend="down",
                attribution=Attribution("regulator", CQC),
                **on("inadequate for being safe, down from good"),
            ),
            Rating(
                of=HOSPITAL,
                service="surgery",
                question="overall",
                rating="good",
                when="2018",
                **on("rated good in 2018"),
            ),
        ),
        "findings": (
            Finding(
                polarity="concern",
                of=HOSPITAL,
                service="surgery",
                quote="too few of them",
                **on("too few of them"),
            ),
        ),
        "quotes": (
            Quote(
                speaker="Ines Holt",
                starts="Nurses were kind 👍 but there were too few",
                about=(HOSPITAL, HOSPITAL),
                attribution=Attribution("regulator", "Ines Holt"),
                **on("Nurses were kind 👍 but there were too few of them,"),
            ),
        ),
        "measures": (
            Measure(
                quote="92.5 per cent of patients",
                value=92.5,
                unit="percent",
                when="2021-06-01/2021-06-30",
                of=TRUST,
                **on("92.5 per cent of patients"),
            ),
            Measure(
                quote="14 ward sisters", value=14, unit="ward sisters", **on("14 ward sisters")
            ),
        ),
        "actions": (Action(kind="fine", of=TRUST, quote="fined", when="--07", **on("fined")),),
        "sentences": Document(TEXT).sentences,
    }
    return ArticleFacts(**{**default, **kinds})


ARTICLE = Article(TEXT, title="Larkfield falls", url="https://news.example/larkfield")
NODE = identifiers.article(ARTICLE.key)
HOSPITAL_NODE = identifiers.site("RXZ/larkfield-hospital")
TRUST_NODE = identifiers.organisation("RXZ")


def mapped(some: ArticleFacts | None = None, article: Article = ARTICLE) -> list[Quad]:
    return list(map_article(article, some or facts()))


def objects(quads: Iterable[Quad], subject: object, predicate: NamedNode) -> list[Any]:
    return [q.object for q in quads if q.subject == subject and q.predicate == predicate]


def claims(quads: Iterable[Quad], kind: NamedNode) -> list[Any]:
    return [q.subject for q in quads if q.predicate == RDF.type and q.object == kind]


def values(quads: list[Quad], node: object) -> dict[str, list[str]]:
    """What a node says, by the property's local name, values by their last path segment."""
    said: dict[str, list[str]] = {}
    for quad in quads:
        if quad.subject == node:
            name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
            value: Any = quad.object
            text = value.value if isinstance(value, Literal) else value.value.removeprefix(BASE)
            said.setdefault(name, []).append(text)
    return said


def test_all_is_in_the_articles_graph_once_and_without_blank_nodes() -> None:
    quads = mapped()
    assert {quad.graph_name for quad in quads} == {NODE}
    assert len(quads) == len(set(quads))
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)


def test_same_input_same_quads_in_the_same_order() -> None:
    assert mapped() == mapped()


def test_the_store_gives_back_what_was_put_in() -> None:
    quads = mapped()
    store = ox.Store()
    store.extend(quads)
    assert set(store) == set(quads)


def test_turtle_round_trips_through_rdflib() -> None:
    triples = [quad.triple for quad in mapped()]
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert turtle is not None
    once = Graph().parse(data=turtle.decode(), format="turtle")
    assert len(once) == len(triples)
    twice = Graph().parse(data=once.serialize(format="turtle"), format="turtle")
    # rdflib writes the decimal 14 as 14.0: the same value, so values are compared.
    assert {values_of(triple) for triple in once} == {values_of(triple) for triple in twice}


def values_of(triple: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        (str(term.datatype), term.toPython()) if getattr(term, "datatype", None) else term
        for term in triple
    )


def test_the_article_itself() -> None:
    said = values(mapped(), NODE)
    assert said["title"] == said["label"] == ["Larkfield falls"]
    assert said["issued"] == ["2021-09-01"]
    assert said["source"] == ["https://news.example/larkfield"]
    assert said["articleBody"] == [TEXT]
    assert said["mentions"] == [
        "organisation/cqc",
        "organisation/RXZ",
        "site/RXZ/larkfield-hospital",
        "person/ines-holt/cqc",
    ]


def test_an_article_without_title_is_called_by_its_first_line() -> None:
    quads = mapped(article=Article(TEXT))
    assert objects(quads, NODE, RDFS.label) == [Literal("Larkfield Hospital falls to inadequate")]
    assert objects(quads, NODE, DCTERMS.title) == []


def test_every_thing_that_is_named_has_kind_and_label() -> None:
    quads = mapped()
    described = {quad.subject for quad in quads if quad.predicate == RDFS.label}
    typed = {quad.subject for quad in quads if quad.predicate == RDF.type}
    for quad in quads:
        value: Any = quad.object
        path = value.value.removeprefix(BASE).partition("/")[0]
        if path in ("organisation", "site", "person", "post", "inspection", "article", "run"):
            assert value in typed
            assert value in described or "#char=" in value.value


def test_entities() -> None:
    quads = mapped()
    assert objects(quads, TRUST_NODE, RDF.type) == [CG.Trust]
    assert objects(quads, TRUST_NODE, CG.odsCode) == [Literal("RXZ")]
    assert objects(quads, HOSPITAL_NODE, RDF.type) == [CG.Hospital]
    assert objects(quads, HOSPITAL_NODE, CG.operatedBy) == [TRUST_NODE]
    person = identifiers.person("Ines Holt", "cqc")
    post = identifiers.post("cqc", "chief inspector")
    assert objects(quads, person, RDF.type) == [CG.Inspector, FOAF.Person]
    assert objects(quads, person, FOAF.title) == [Literal("Dr")]
    assert objects(quads, person, ORG.holds) == [post]
    assert objects(quads, post, ORG.postIn) == [identifiers.organisation("cqc")]


def test_every_fact_is_a_claim() -> None:
    quads = mapped()
    counts = {
        kind: len(claims(quads, CG[f"{kind}Claim"]))
        for kind in (
            "Mention",
            "Operator",
            "Role",
            "Inspection",
            "Rating",
            "Finding",
            "Quote",
            "Measure",
            "Action",
        )
    }
    assert counts == {
        "Mention": 4,
        "Operator": 1,
        "Role": 1,
        "Inspection": 1,
        "Rating": 2,
        "Finding": 1,
        "Quote": 1,
        "Measure": 2,
        "Action": 1,
    }


def test_a_rating_claim_in_full() -> None:
    quads = mapped()
    now, past = (values(quads, node) for node in claims(quads, CG.RatingClaim))
    assert now["label"] == ["Surgery at Larkfield Hospital: inadequate for safe (down from good)"]
    assert now["about"] == ["site/RXZ/larkfield-hospital"]
    assert now["service"] == ["service/surgery"]
    assert now["question"] == ["question/safe"]
    assert now["grade"] == ["rating/inadequate"]
    assert now["previousGrade"] == ["rating/good"]
    assert now["movement"] == ["movement/down"]
    assert now["standing"] == ["standing/current"]
    assert now["voice"] == ["voice/regulator"]
    assert now["wasAttributedTo"] == ["organisation/cqc"]
    assert now["fromInspection"] == ["inspection/RXZ/2021-05"]
    assert now["confidence"] == ["0.9"]
    assert now["rule"] == ["test.row"]
    assert "ratedIn" not in now
    assert past["standing"] == ["standing/past"]
    assert past["ratedIn"] == ["2018"]
    assert "fromInspection" not in past


def test_the_other_claims() -> None:
    quads = mapped()
    (inspection,) = claims(quads, CG.Inspection)
    said = values(quads, inspection)
    assert said["visited"] == ["site/RXZ/larkfield-hospital"]
    assert said["coveredService"] == ["service/surgery"]
    assert said["manner"] == ["manner/focused"]
    assert objects(quads, inspection, CG.reportedOn) == [dated("--07-12")]
    (role,) = claims(quads, CG.RoleClaim)
    assert values(quads, role)["heldOn"] == ["2021-09-01"]
    (finding,) = claims(quads, CG.FindingClaim)
    assert values(quads, finding)["polarity"] == ["polarity/concern"]
    (quote,) = claims(quads, CG.QuoteClaim)
    assert values(quads, quote)["quote"] == ["Nurses were kind 👍 but there were too few of them,"]
    assert values(quads, quote)["about"] == ["site/RXZ/larkfield-hospital"]
    share, count = claims(quads, CG.MeasureClaim)
    assert values(quads, share)["value"] == ["92.5"]
    assert values(quads, share)["periodEnd"] == ["2021-06-30"]
    assert "about" not in values(quads, count)
    assert objects(quads, identifiers.unit("ward sisters"), RDF.type) == [CG.CountedThing]
    (action,) = claims(quads, CG.ActionClaim)
    assert objects(quads, action, CG.takenOn) == [dated("--07")]


def test_evidence_is_the_slice_with_its_sentence() -> None:
    quads = mapped()
    for node in claims(quads, CG.Evidence):
        said = values(quads, node)
        start, end = int(said["start"][0]), int(said["end"][0])
        assert said["exact"] == [TEXT[start:end]]
        assert said["prefix"] == [TEXT[max(start - 32, 0) : start]]
        assert said["suffix"] == [TEXT[end : end + 32]]
        assert said["exact"][0] in said["sentence"][0]
        assert node.value == f"{NODE.value}#char={start},{end}"
    (finding,) = claims(quads, CG.FindingClaim)
    (rest,) = objects(quads, finding, CG.evidence)
    (sentence,) = objects(quads, rest, CG.sentence)
    assert sentence.value.startswith("“Nurses were kind")
    assert sentence.value.endswith("inspector.")


def test_a_fact_found_twice_is_one_claim_with_both_places() -> None:
    here = Finding(polarity="praise", of=TRUST, quote="kind", **on("kind", confidence=0.4))
    there = replace(here, evidence=(Span(0, 9),), confidence=0.8, rule="test.other")
    quads = mapped(facts(findings=(here, there)))
    (claim,) = claims(quads, CG.FindingClaim)
    assert len(objects(quads, claim, CG.evidence)) == 2
    assert values(quads, claim)["confidence"] == ["0.8"]
    assert values(quads, claim)["rule"] == ["test.other"]


def test_a_claims_name_does_not_depend_on_where_and_how_it_was_found() -> None:
    (finding,) = facts().findings
    moved = replace(finding, evidence=(Span(3, 9),), confidence=0.1, rule="other")
    other = replace(finding, polarity="praise")
    names = [
        claims(mapped(facts(findings=(each,))), CG.FindingClaim) for each in (finding, moved, other)
    ]
    assert names[0] == names[1] != names[2]


def test_two_quotations_that_start_alike_stay_two() -> None:
    one = Quote(speaker="Ines Holt", starts="Nurses", **on("Nurses were kind"))
    two = Quote(speaker="Ines Holt", starts="Nurses", **on("Nurses were kind 👍"))
    assert len(claims(mapped(facts(quotes=(one, two))), CG.QuoteClaim)) == 2


def test_a_role_without_organisation_makes_no_post() -> None:
    person = Person(name="Ann Lee", kind="other", role="patient", **on("kind"))
    quads = mapped(facts(people=(person,)))
    assert claims(quads, ORG.Post) == []
    (role,) = claims(quads, CG.RoleClaim)
    assert values(quads, role)["roleName"] == ["patient"]
    assert objects(
        quads, identifiers.person("Ann Lee", identifiers.nowhere(ARTICLE.key)), RDF.type
    ) == [FOAF.Person]


def test_names_that_no_fact_introduces_still_have_kind_and_label() -> None:
    action = Action(kind="fine", of="Unknown Care", quote="fined", **on("fined"))
    quote = Quote(speaker="A Passer-by", starts="Nurses", **on("Nurses were kind"))
    quads = mapped(facts(actions=(action,), quotes=(quote,)))
    unknown = identifiers.organisation("unknown-care")
    assert objects(quads, unknown, RDF.type) == [CG.Organisation]
    assert objects(quads, unknown, RDFS.label) == [Literal("Unknown Care")]
    speaker = identifiers.person("A Passer-by", identifiers.nowhere(ARTICLE.key))
    assert objects(quads, speaker, RDF.type) == [FOAF.Agent]
    assert unknown not in objects(quads, NODE, CG.mentions)


def inspection(**fields: Any) -> Inspection:
    return Inspection(**{"of": TRUST, **on("in May 2021"), **fields})


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"start": "2021-05-04"}, "RXZ/2021-05-04"),
        ({"start": "2021-05", "published": "2021-07-01"}, "RXZ/2021-05"),
        ({"published": "2021-07-01"}, "RXZ/2021-07-01"),
        ({"start": "--05", "published": "2021-07-01"}, "RXZ/2021-07-01"),
        ({"start": "--05"}, f"RXZ/article-{ARTICLE.key}-1"),
        ({"start": "2021"}, f"RXZ/article-{ARTICLE.key}-1"),
        ({}, f"RXZ/article-{ARTICLE.key}-1"),
        ({"of": HOSPITAL, "start": "2021-05"}, "RXZ/larkfield-hospital/2021-05"),
    ],
)
def test_inspections_are_named_by_a_date_that_tells_them_apart(
    given: dict[str, str], path: str
) -> None:
    (node,) = claims(mapped(facts(inspections=(inspection(**given),))), CG.Inspection)
    assert node == NamedNode(f"{BASE}inspection/{path}")


def test_two_inspections_of_one_day_stay_two() -> None:
    one = inspection(start="2021-05-04", services=("surgery",))
    two = inspection(start="2021-05-04", services=("maternity",))
    assert len(claims(mapped(facts(inspections=(one, two))), CG.Inspection)) == 2
    assert len(claims(mapped(facts(inspections=(one, one))), CG.Inspection)) == 1


RATING = Rating(of=HOSPITAL, service="surgery", question="safe", rating="good", **on("good"))


@pytest.mark.parametrize(
    ("inspections", "rating", "expected"),
    [
        ([{"start": "2021-05"}], RATING, "2021-05"),
        ([{"start": "2018-05"}, {"start": "2021-05"}], RATING, "2021-05"),
        ([{"start": "--05"}, {"start": "2021-05"}], RATING, None),
        ([{"start": "2018-05"}, {"start": "2021-05"}], replace(RATING, when="2018"), "2018-05"),
        ([{"start": "2021-05"}], replace(RATING, when="2018"), None),
        ([{"start": "2021-05"}], replace(RATING, when="past"), None),
        ([{"start": "2021-05", "services": ("maternity",)}], RATING, None),
        (
            [{"start": "2021-05", "services": ("surgery",)}],
            replace(RATING, service=None, trend="same"),
            None,
        ),
        ([{"start": "2021-05", "of": CQC}], RATING, None),
        ([], RATING, None),
    ],
)
def test_a_rating_comes_from_an_inspection_only_when_that_is_plain(
    inspections: list[dict[str, Any]], rating: Rating, expected: str | None
) -> None:
    some = facts(inspections=tuple(inspection(**each) for each in inspections), ratings=(rating,))
    quads = mapped(some)
    (claim,) = claims(quads, CG.RatingClaim)
    found = [node.value.rpartition("/")[2] for node in objects(quads, claim, CG.fromInspection)]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("iso", "datatype"),
    [
        ("2019-07-12", "date"),
        ("2019-07-12T08:00:00Z", "date"),
        ("2019-07", "gYearMonth"),
        ("2019", "gYear"),
        ("--05", "gMonth"),
        ("--07-12", "gMonthDay"),
        ("--02-29", "gMonthDay"),
    ],
)
def test_dates_keep_their_precision(iso: str, datatype: str) -> None:
    literal = dated(iso)
    assert literal is not None
    assert literal.value == iso.partition("T")[0]
    assert literal.datatype.value == f"http://www.w3.org/2001/XMLSchema#{datatype}"


@pytest.mark.parametrize(
    "iso", ["2019-13", "2019-02-30", "--13", "0000", "past", "", None, "٢٠١٩x"]
)
def test_what_is_no_date_makes_no_statement(iso: str | None) -> None:
    assert dated(iso) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (92.8, "92.8"),
        (38, "38"),
        (1.0, "1"),
        (16900000, "16900000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
    ],
)
def test_numbers_are_short_decimals(number: float, text: str) -> None:
    literal = decimal(number)
    assert literal is not None
    assert literal.value == text


def test_what_is_not_finite_is_no_number() -> None:
    assert decimal(float("nan")) is None
    assert decimal(float("inf")) is None


@settings(deadline=None)
@given(name=st.text(max_size=30), role=st.text(max_size=30), unit=st.text(max_size=12))
def test_hostile_names_make_valid_quads(name: str, role: str, unit: str) -> None:
    some = facts(
        organisations=(Organisation(name=name, kind="body", **on("kind")),),
        sites=(Site(name=name, operator=name, **on("kind")),),
        people=(Person(name=name, kind="other", role=role, organisation=name, **on("kind")),),
        measures=(Measure(quote="kind", value=1, unit=unit, **on("kind")),),
    )
    quads = mapped(some)
    nquads = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert nquads is not None
    assert set(ox.parse(nquads, ox.RdfFormat.N_QUADS)) == set(quads)


def test_the_run_says_which_rules_made_the_claims() -> None:
    quads = mapped()
    (run,) = claims(quads, CG.ExtractionRun)
    said = values(quads, run)
    assert run.value.endswith("-" + said["ruleSet"][0])
    generated = {quad.object for quad in quads if quad.predicate == PROV.wasGeneratedBy}
    assert generated == {run}


def test_an_article_with_no_facts_still_has_its_text() -> None:
    quads = mapped(ArticleFacts())
    assert objects(quads, NODE, SCHEMA.articleBody) == [Literal(TEXT)]
    assert not any(quad.predicate == OA.exact for quad in quads)
