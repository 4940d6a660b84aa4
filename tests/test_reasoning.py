"""The closure against owlrl itself, on an ontology that holds every construct the rules know."""

from __future__ import annotations

import random
from functools import cache

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from caregraph.graph.errors import InputError
from caregraph.graph.reasoning import (
    Schema,
    closure,
    compile_rules,
    read_schema,
    second_opinion,
)
from caregraph.graph.reasoning.rules import LANGUAGE, Rules
from caregraph.graph.reasoning.schema import Term, Triple
from caregraph.graph.reasoning.second_opinion import Difference, compare
from caregraph.graph.reasoning.worklist import Pairs, Worklist

EX = Namespace("http://example.org/")

SCHEMA = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Trust rdfs:subClassOf :Provider . :Provider rdfs:subClassOf :Organisation .
:Watchdog owl:equivalentClass :Regulator .
:leads rdfs:subPropertyOf :holds ; rdfs:domain :Person ; rdfs:range :Post .
:runs owl:inverseOf :runBy . :sister a owl:SymmetricProperty . :within a owl:TransitiveProperty .
:worksFor owl:propertyChainAxiom ( :holds :postIn ) .
:answersTo owl:propertyChainAxiom ( :holds :postIn :within ) .
:Failing owl:equivalentClass [
    a owl:Restriction ; owl:onProperty :grade ; owl:hasValue :inadequate ] .
:Runner owl:equivalentClass [
    a owl:Restriction ; owl:onProperty :runs ; owl:someValuesFrom owl:Thing ] .
:FailingRunner owl:equivalentClass [ owl:intersectionOf ( :Failing :Runner ) ] .
:Host owl:equivalentClass [
    a owl:Restriction ; owl:onProperty :runs ; owl:someValuesFrom :Failing ] .
:Trust rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :runs ; owl:allValuesFrom :Site ] .
:Either owl:unionOf ( :Failing :Site ) .
"""
CLASSES = [
    "Trust",
    "Provider",
    "Watchdog",
    "Regulator",
    "Failing",
    "Runner",
    "Site",
    "FailingRunner",
]
PROPERTIES = [
    "leads",
    "holds",
    "postIn",
    "runs",
    "runBy",
    "sister",
    "within",
    "grade",
    "worksFor",
]


def random_facts(seed: int) -> Graph:
    rng = random.Random(seed)
    things = [EX[f"thing{number}"] for number in range(8)]
    graph = Graph()
    for _ in range(35):
        if rng.random() < 0.3:
            graph.add((rng.choice(things), RDF.type, EX[rng.choice(CLASSES)]))
        else:
            value: Node = rng.choice([*things, EX.inadequate])
            graph.add((rng.choice(things), EX[rng.choice(PROPERTIES)], value))
    graph.add((things[0], EX.grade, Literal("no resource")))
    return graph


def oxigraph_term(node: Node) -> ox.NamedNode | ox.Literal:
    return ox.Literal(str(node)) if isinstance(node, Literal) else ox.NamedNode(str(node))


def terms(facts: Graph) -> list[Triple]:
    return [tuple(oxigraph_term(node) for node in triple) for triple in facts]  # type: ignore[misc]


def ours(facts: Graph) -> set[str]:
    found = closure(compile_rules(read_schema(SCHEMA)), terms(facts))
    return {str(ox.Triple(*triple)) for triple in found}  # type: ignore[arg-type]


@cache
def schema() -> Schema:
    return read_schema(SCHEMA)


@pytest.mark.parametrize("seed", range(6))
def test_closure_is_what_owlrl_finds(seed: int) -> None:
    assert compare(schema(), terms(random_facts(seed))) == Difference((), ())


TYPES = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
:kind rdfs:subPropertyOf rdf:type . :members owl:inverseOf rdf:type .
:rank owl:propertyChainAxiom ( :within rdf:type ) . :Trust rdfs:subClassOf :Provider .
"""


def test_rules_about_being_of_a_class_are_followed_as_those_of_other_properties() -> None:
    facts = Graph().parse(
        data="""@prefix : <http://example.org/> .
        :a :kind :Trust . :b :within :a . :Watchdog :members :c . :c :within :b, "words" .""",
        format="turtle",
    )
    assert compare(read_schema(TYPES), terms(facts)) == Difference((), ())


def test_what_many_things_conclude_alike_takes_no_more_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[object] = []

    def counted(self: Worklist, predicate: int, pairs: Pairs) -> None:
        steps.append(predicate)
        follow(self, predicate, pairs)

    follow = Worklist.follow_pairs
    monkeypatch.setattr(Worklist, "follow_pairs", counted)

    def taken(things: int) -> int:
        steps.clear()
        stated = [
            (ox.NamedNode(f"{EX}t{number}"), ox.NamedNode(str(EX.leads)), ox.NamedNode(f"{EX}p"))
            for number in range(things)
        ]
        assert len(list(closure(compile_rules(schema()), stated))) == 2 * things + 1
        return len(steps)

    assert taken(200) == taken(2) > 0


def test_a_closure_that_misses_a_rule_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "closure", lambda *_: ())
    difference = compare(schema(), terms(random_facts(0)))
    assert difference.ours_alone == ()
    assert len(difference.owlrls_alone) > 9


def test_long_chain_leaves_no_trace_of_its_links() -> None:
    facts = Graph().parse(
        data="""@prefix : <http://example.org/> .
        :ann :leads :chief . :chief :postIn :ward . :ward :within :trust .""",
        format="turtle",
    )
    found = ours(facts)
    assert f"<{EX.ann}> <{EX.answersTo}> <{EX.trust}>" in found
    assert not [triple for triple in found if "_:" in triple]


REFUSED = {
    "a owl:FunctionalProperty": "does not support",
    "owl:sameAs :other": "does not support",
    "rdfs:subPropertyOf rdfs:subClassOf": "does not let .* make axioms",
    "owl:propertyChainAxiom ( :leads )": "has 1 links",
}


@pytest.mark.parametrize("construct", REFUSED)
def test_a_construct_that_is_not_compiled_is_refused(construct: str) -> None:
    with pytest.raises(InputError, match=REFUSED[construct]):
        compile_rules(read_schema(SCHEMA + f":holds {construct} ."))


# --- the ontology closed by itself --------------------------------------------------------------


def random_ontology(seed: int) -> Graph:
    """Axioms of every kind that entails others, among a few names."""
    rng = random.Random(seed)
    names = [EX[name] for name in "ABCDEF"]
    by = [EX[name] for name in "pqrs"]
    restrictions = [EX[f"R{number}"] for number in range(6)]
    graph = Graph()
    for name in names:
        graph.add((name, RDF.type, OWL.Class))
    for number, restriction in enumerate(restrictions):
        kind = (OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom)[number % 3]
        value = rng.choice([EX.a, EX.b]) if kind == OWL.hasValue else rng.choice(names)
        graph.add((restriction, OWL.onProperty, rng.choice(by)))
        graph.add((restriction, kind, value))
    for _ in range(4):
        low, high = rng.choice(names), rng.choice([*names, *restrictions])
        relation = rng.choice([RDFS.subClassOf, RDFS.subClassOf, OWL.equivalentClass])
        graph.add((low, relation, high))
    for _ in range(2):
        relation = rng.choice([RDFS.subPropertyOf, RDFS.subPropertyOf, OWL.equivalentProperty])
        graph.add((rng.choice(by), relation, rng.choice(by)))
        graph.add((rng.choice(by), rng.choice([RDFS.domain, RDFS.range]), rng.choice(names)))
    for relation in (OWL.intersectionOf, OWL.unionOf):
        head = BNode()
        Collection(graph, head, [rng.choice([*names, *restrictions]) for _ in range(2)])
        graph.add((rng.choice(names), relation, head))
    return graph


def tabled(rules: Rules) -> set[tuple[str, str, str]]:
    """What the tables say of terms with names."""
    tables: dict[URIRef, dict[Term, tuple[Term, ...]]] = {
        RDFS.subClassOf: rules.classes,
        RDFS.subPropertyOf: rules.properties,
        RDFS.domain: rules.domains,
        RDFS.range: rules.ranges,
    }
    return {
        (one.value, str(relation), two.value)
        for relation, table in tables.items()
        for one, others in table.items()
        for two in others
        if isinstance(one, ox.NamedNode) and isinstance(two, ox.NamedNode)
    }


def closed_by_owlrl(ontology: Graph) -> set[tuple[str, str, str]]:
    """The same from owlrl, less the terms of the language and what is under itself."""
    DeductiveClosure(OWLRL_Semantics).expand(ontology)
    return {
        (str(one), str(relation), str(two))
        for relation in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        for one, two in ontology.subject_objects(relation)
        if one != two and isinstance(one, URIRef) and isinstance(two, URIRef)
        if not str(one).startswith(LANGUAGE) and not str(two).startswith(LANGUAGE)
    }


@pytest.mark.parametrize("seed", range(6))
def test_axioms_entail_what_owlrl_finds(seed: int) -> None:
    ontology = random_ontology(seed)
    rules = compile_rules(read_schema(ontology.serialize(format="turtle")))
    assert tabled(rules) == closed_by_owlrl(ontology)
