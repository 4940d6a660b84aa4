"""The closure against owlrl itself, on an ontology that holds every construct the rules know."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from caregraph.graph.errors import InputError
from caregraph.graph.reasoning.rules import LANGUAGE, compile_rules
from caregraph.graph.reasoning.worklist import closure

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


def schema() -> Graph:
    return Graph().parse(data=SCHEMA, format="turtle")


def random_facts(seed: int) -> Graph:
    rng = random.Random(seed)
    things = [EX[f"thing{number}"] for number in range(8)]
    graph = Graph()
    for _ in range(25):
        if rng.random() < 0.3:
            graph.add((rng.choice(things), RDF.type, EX[rng.choice(CLASSES)]))
        else:
            value: Node = rng.choice([*things, EX.inadequate])
            graph.add((rng.choice(things), EX[rng.choice(PROPERTIES)], value))
    graph.add((things[0], EX.grade, Literal("no resource")))
    return graph


def oxigraph_term(node: Node) -> ox.NamedNode | ox.Literal:
    return ox.Literal(str(node)) if isinstance(node, Literal) else ox.NamedNode(str(node))


def ours(facts: Graph) -> set[str]:
    asserted = [tuple(oxigraph_term(node) for node in triple) for triple in facts]
    return {str(triple) for triple in closure(compile_rules(schema()), asserted)}  # type: ignore[arg-type]


def theirs(facts: Graph) -> set[str]:
    """What owlrl adds about the facts' own things, less what is left out on purpose."""
    with_facts = schema() + facts
    DeductiveClosure(OWLRL_Semantics).expand(with_facts)
    without = schema()
    DeductiveClosure(OWLRL_Semantics).expand(without)
    return {
        str(ox.Triple(*(oxigraph_term(node) for node in triple)))  # type: ignore[arg-type]
        for triple in with_facts - without - facts
        if not left_out(*triple)
    }


def left_out(subject: Node, predicate: Node, object_: Node) -> bool:
    """Blank nodes, literal subjects, typings by the language, and what is the same as itself."""
    return (
        isinstance(subject, BNode | Literal)
        or isinstance(object_, BNode)
        or predicate in (OWL.sameAs, OWL.differentFrom)
        or (predicate == RDF.type and str(object_).startswith(LANGUAGE))
        or (isinstance(predicate, URIRef) and predicate in (RDFS.subClassOf, RDFS.subPropertyOf))
    )


@pytest.mark.parametrize("seed", range(12))
def test_closure_is_what_owlrl_finds(seed: int) -> None:
    facts = random_facts(seed)
    assert ours(facts) == theirs(facts)


def test_long_chain_leaves_no_trace_of_its_links() -> None:
    facts = Graph().parse(
        data="""@prefix : <http://example.org/> .
        :ann :leads :chief . :chief :postIn :ward . :ward :within :trust .""",
        format="turtle",
    )
    found = ours(facts)
    assert f"<{EX.ann}> <{EX.answersTo}> <{EX.trust}>" in found
    assert not [triple for triple in found if "_:" in triple]


@pytest.mark.parametrize("construct", ["a owl:FunctionalProperty", "owl:sameAs :other"])
def test_a_construct_that_is_not_compiled_is_refused(construct: str) -> None:
    graph = Graph().parse(data=SCHEMA + f":holds {construct} .", format="turtle")
    with pytest.raises(InputError, match="does not support"):
        compile_rules(graph)
