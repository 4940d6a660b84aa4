"""The concepts: each sorted and labelled, grades in their order, ids as facts have them."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection

from caregraph.graph import facts
from caregraph.graph.background import GRAPHS
from caregraph.graph.mapping.statements import UNITS
from caregraph.graph.reference import load_reference
from caregraph.graph.topics import topics, topics_of
from caregraph.graph.vocabulary import BASE, CG


@pytest.fixture(scope="module")
def concepts() -> Graph:
    statements = "\n".join(f"{quad.triple} ." for quad in GRAPHS["ontology"]())
    return Graph().parse(data=statements, format="nt")


def members(graph: Graph, scheme: str) -> set[str]:
    found = graph.subjects(SKOS.inScheme, URIRef(f"{BASE}scheme/{scheme}"))
    return {str(concept).rpartition("/")[2] for concept in found}


def test_every_concept_has_one_label_and_one_scheme(concepts: Graph) -> None:
    found = set(concepts.subjects(RDF.type, SKOS.Concept))
    assert len(found) > 80
    for concept in found:
        assert len(list(concepts.objects(concept, SKOS.prefLabel))) == 1, concept
        (scheme,) = concepts.objects(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in concepts, concept
        assert (concept, SKOS.topConceptOf, scheme) in concepts, concept


def test_labels_are_unique_within_a_scheme(concepts: Graph) -> None:
    for scheme in concepts.subjects(RDF.type, SKOS.ConceptScheme):
        labels = [
            str(concepts.value(concept, SKOS.prefLabel))
            for concept in concepts.subjects(SKOS.inScheme, scheme)
        ]
        assert len(labels) == len(set(labels)), scheme


@pytest.mark.parametrize(
    ("scheme", "kind"),
    [
        ("rating", facts.Grade),
        ("question", facts.Question),
        ("movement", facts.Trend),
        ("manner", facts.Manner),
        ("polarity", facts.Polarity),
        ("action", facts.ActionKind),
        ("voice", facts.Voice),
    ],
)
def test_concepts_are_those_of_the_facts(concepts: Graph, scheme: str, kind: object) -> None:
    assert members(concepts, scheme) == set(get_args(kind))


def test_services_topics_and_units_are_those_of_the_tables(concepts: Graph) -> None:
    assert members(concepts, "service") == set(load_reference().services)
    assert members(concepts, "topic") == {topic.id for topic in topics()}
    assert members(concepts, "unit") == UNITS


def test_every_unit_has_its_match_in_qudt(concepts: Graph) -> None:
    for unit in UNITS:
        match = concepts.value(URIRef(f"{BASE}unit/{unit}"), SKOS.exactMatch)
        assert str(match).startswith("http://qudt.org/vocab/unit/"), unit


def test_grades_are_ranked_in_their_order(concepts: Graph) -> None:
    collection = URIRef(f"{BASE}rating/worst-to-best")
    head = concepts.value(collection, SKOS.memberList)
    assert head is not None
    ordered = list(Collection(concepts, head))
    assert [str(grade).rpartition("/")[2] for grade in ordered] == list(facts.GRADES)
    rank, better = URIRef(CG.rank.value), URIRef(CG.betterThan.value)
    assert [concepts.value(grade, rank) for grade in ordered] == [Literal(n) for n in (1, 2, 3, 4)]
    for worse, grade in pairwise(ordered):
        assert (grade, better, worse) in concepts


def test_what_is_no_rating_has_no_rank(concepts: Graph) -> None:
    unrated = members(concepts, "unrated")
    assert {"not-rated", "insufficient-evidence"} <= unrated
    for name in unrated:
        assert concepts.value(URIRef(f"{BASE}rating/{name}"), URIRef(CG.rank.value)) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("too few nurses were on duty", ("staffing",)),
        ("Staff’s mandatory training was out of date", ("training",)),
        ("medicines were not stored safely", ("medicines",)),
        ("patients’ records were left open and wards were dirty", ("infection-control", "records")),
        ("the drugstore", ()),
        ("", ()),
    ],
)
def test_topics_of_a_finding(words: str, expected: tuple[str, ...]) -> None:
    assert topics_of(words) == expected


def test_topic_wordings_are_lower_case_and_lead_to_one_topic() -> None:
    wordings = [wording for topic in topics() for wording in topic.wordings]
    assert all(wording and wording == wording.lower().strip() for wording in wordings)
    assert len(wordings) == len(set(wordings))
