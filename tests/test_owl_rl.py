"""The rules of OWL 2 RL one by one, and the W3C's own cases where they are at hand.

Each row is a rule of the tables in section 4.3 of OWL 2 Profiles: what an ontology says, what is
stated, and what has to follow. Left out are the rules of docs/reasoning.md.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from caregraph.graph.errors import InputError
from caregraph.graph.reasoning import Schema, closure, compile_rules, read_schema
from caregraph.graph.reasoning.rules import LANGUAGE
from caregraph.graph.reasoning.schema import Triple
from caregraph.graph.vocabulary import RDF

HEAD = """@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

RULES = {
    "prp-dom": (":p rdfs:domain :C .", ":x :p :y .", ":x a :C ."),
    "prp-rng": (":p rdfs:range :C .", ":x :p :y .", ":y a :C ."),
    "prp-symp": (":p a owl:SymmetricProperty .", ":x :p :y .", ":y :p :x ."),
    "prp-trp": (":p a owl:TransitiveProperty .", ":x :p :y . :y :p :z .", ":x :p :z ."),
    "prp-spo1": (":p rdfs:subPropertyOf :q .", ":x :p :y .", ":x :q :y ."),
    "prp-spo1 to a label": (
        ":p rdfs:subPropertyOf rdfs:label .",
        ':x :p "words" .',
        ':x rdfs:label "words" .',
    ),
    "prp-spo2": (
        ":p owl:propertyChainAxiom ( :q :r :s ) .",
        ":x :q :y . :y :r :z . :z :s :w .",
        ":x :p :w .",
    ),
    "prp-spo2 of itself": (
        ":p owl:propertyChainAxiom ( :p :p ) .",
        ":x :p :y . :y :p :z .",
        ":x :p :z .",
    ),
    "prp-eqp1": (":p owl:equivalentProperty :q .", ":x :p :y .", ":x :q :y ."),
    "prp-eqp2": (":p owl:equivalentProperty :q .", ":x :q :y .", ":x :p :y ."),
    "prp-inv1": (":p owl:inverseOf :q .", ":x :p :y .", ":y :q :x ."),
    "prp-inv2": (":p owl:inverseOf :q .", ":x :q :y .", ":y :p :x ."),
    "cls-int1": (":C owl:intersectionOf ( :A :B ) .", ":x a :A , :B .", ":x a :C ."),
    "cls-int2": (":C owl:intersectionOf ( :A :B ) .", ":x a :C .", ":x a :A , :B ."),
    "cls-uni": (":C owl:unionOf ( :A :B ) .", ":x a :B .", ":x a :C ."),
    "cls-svf1": (
        ":C owl:onProperty :p ; owl:someValuesFrom :A .",
        ":x :p :y . :y a :A .",
        ":x a :C .",
    ),
    "cls-svf2": (
        ":C owl:onProperty :p ; owl:someValuesFrom owl:Thing .",
        ":x :p :y .",
        ":x a :C .",
    ),
    "cls-avf": (":C owl:onProperty :p ; owl:allValuesFrom :A .", ":x a :C ; :p :y .", ":y a :A ."),
    "cls-hv1": (":C owl:onProperty :p ; owl:hasValue :v .", ":x a :C .", ":x :p :v ."),
    "cls-hv2": (":C owl:onProperty :p ; owl:hasValue :v .", ":x :p :v .", ":x a :C ."),
    "cls-hv2 of a literal": (":C owl:onProperty :p ; owl:hasValue 3 .", ":x :p 3 .", ":x a :C ."),
    "cax-sco": (":A rdfs:subClassOf :B .", ":x a :A .", ":x a :B ."),
    "cax-eqc1": (":A owl:equivalentClass :B .", ":x a :A .", ":x a :B ."),
    "cax-eqc2": (":A owl:equivalentClass :B .", ":x a :B .", ":x a :A ."),
    "scm-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", ":x a :C ."),
    "scm-eqc1": (
        ":A owl:equivalentClass :B . :B rdfs:subClassOf :C . :D rdfs:subClassOf :A .",
        ":x a :A . :y a :D .",
        ":x a :C . :y a :B , :C .",
    ),
    "scm-spo": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
        ":x :p :y .",
        ":x :r :y .",
    ),
    "scm-eqp1": (
        ":p owl:equivalentProperty :q . :q rdfs:subPropertyOf :r .",
        ":x :p :y .",
        ":x :r :y .",
    ),
    "scm-dom1": (":p rdfs:domain :A . :A rdfs:subClassOf :B .", ":x :p :y .", ":x a :B ."),
    "scm-dom2": (":q rdfs:domain :A . :p rdfs:subPropertyOf :q .", ":x :p :y .", ":x a :A ."),
    "scm-rng1": (":p rdfs:range :A . :A rdfs:subClassOf :B .", ":x :p :y .", ":y a :B ."),
    "scm-rng2": (":q rdfs:range :A . :p rdfs:subPropertyOf :q .", ":x :p :y .", ":y a :A ."),
    "scm-hv": (
        ":A owl:onProperty :p ; owl:hasValue :v . :B owl:onProperty :q ; owl:hasValue :v ."
        " :p rdfs:subPropertyOf :q .",
        ":x a :A .",
        ":x a :B .",
    ),
    "scm-svf1": (
        ":A owl:onProperty :p ; owl:someValuesFrom :C ."
        " :B owl:onProperty :p ; owl:someValuesFrom :D . :C rdfs:subClassOf :D .",
        ":x a :A .",
        ":x a :B .",
    ),
    "scm-svf2": (
        ":A owl:onProperty :p ; owl:someValuesFrom :C ."
        " :B owl:onProperty :q ; owl:someValuesFrom :C . :p rdfs:subPropertyOf :q .",
        ":x a :A .",
        ":x a :B .",
    ),
    "scm-avf1": (
        ":A owl:onProperty :p ; owl:allValuesFrom :C ."
        " :B owl:onProperty :p ; owl:allValuesFrom :D . :C rdfs:subClassOf :D .",
        ":x a :A .",
        ":x a :B .",
    ),
    "scm-avf2": (
        ":A owl:onProperty :q ; owl:allValuesFrom :C ."
        " :B owl:onProperty :p ; owl:allValuesFrom :C . :p rdfs:subPropertyOf :q .",
        ":x a :A .",
        ":x a :B .",
    ),
    "scm-int": (
        ":C owl:intersectionOf ( :A :B ) . :A rdfs:subClassOf :D .",
        ":x a :C .",
        ":x a :D .",
    ),
    "scm-uni": (":C owl:unionOf ( :A :B ) . :C rdfs:subClassOf :D .", ":x a :A .", ":x a :D ."),
}

NOT_ENTAILED = {
    "a domain is no condition": (":p rdfs:domain :C .", ":x a :C .", ":x :p :x ."),
    "all of nothing": (":C owl:onProperty :p ; owl:allValuesFrom :A .", ":x :p :y .", ":x a :C ."),
    "one part of two": (":C owl:intersectionOf ( :A :B ) .", ":x a :A .", ":x a :C ."),
    "which part of a union": (":C owl:unionOf ( :A :B ) .", ":x a :C .", ":x a :A ."),
    "a broken chain": (
        ":p owl:propertyChainAxiom ( :q :r ) .",
        ":x :q :y . :z :r :w .",
        ":x :p :w .",
    ),
    "all of the narrower property": (
        ":A owl:onProperty :p ; owl:allValuesFrom :C ."
        " :B owl:onProperty :q ; owl:allValuesFrom :C . :p rdfs:subPropertyOf :q .",
        ":x a :A .",
        ":x a :B .",
    ),
    "a literal is of no class": (":p rdfs:range :C .", ':x :p "y" .', ":y a :C ."),
}


def triples(turtle: str) -> set[Triple]:
    return set(read_schema(HEAD + turtle))


def follows(ontology: str, stated: str) -> set[Triple]:
    rules = compile_rules(read_schema(HEAD + ontology))
    return set(closure(rules, triples(stated)))


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_concludes(rule: str) -> None:
    ontology, stated, conclusion = RULES[rule]
    assert triples(conclusion) <= follows(ontology, stated)


@pytest.mark.parametrize("case", NOT_ENTAILED)
def test_what_is_not_entailed_is_not_concluded(case: str) -> None:
    ontology, stated, conclusion = NOT_ENTAILED[case]
    assert triples(conclusion).isdisjoint(follows(ontology, stated))


# --- the cases of the W3C -----------------------------------------------------------------------

TEST = "http://www.w3.org/2007/OWL/testOntology#"
CASES = Path(__file__).parents[2] / "shared" / "conformance" / "owl"
"""Where the published files of cases (``profile-RL.rdf`` and its like) are looked for."""

RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns="http://example.org/">{}</rdf:RDF>"""
OWN = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:t="%s">
<t:PositiveEntailmentTest rdf:about="http://example.org/own"><t:identifier>own</t:identifier>
<t:rdfXmlPremiseOntology><![CDATA[%s]]></t:rdfXmlPremiseOntology>
<t:rdfXmlConclusionOntology><![CDATA[%s]]></t:rdfXmlConclusionOntology>
</t:PositiveEntailmentTest></rdf:RDF>"""

Case = tuple[list[Triple], list[Triple]]


def cases(rdf_xml: bytes) -> dict[str, Case]:
    """Premise and conclusion of each positive entailment given as RDF/XML, by identifier."""
    store = ox.Store()
    store.load(rdf_xml, ox.RdfFormat.RDF_XML, base_iri=TEST)
    rows = store.query(
        f"""PREFIX t: <{TEST}> SELECT ?name ?premise ?conclusion {{
            ?case a t:PositiveEntailmentTest ; t:identifier ?name ;
            t:rdfXmlPremiseOntology ?premise ; t:rdfXmlConclusionOntology ?conclusion }}"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {name.value: (_read(one.value), _read(other.value)) for name, one, other in rows}


def _read(rdf_xml: str) -> list[Triple]:
    quads = ox.parse(rdf_xml, ox.RdfFormat.RDF_XML, base_iri="http://example.org/")
    return [(quad.subject, quad.predicate, quad.object) for quad in quads]  # type: ignore[misc]


def missing(case: Case) -> list[Triple] | None:
    """What a case expects and doesn't get; ``None`` where it doesn't apply.

    It applies where its ontology has no construct that is refused, and where it expects something
    of things, without blank nodes and not by the language itself.
    """
    premise, conclusion = case
    expected = [triple for triple in conclusion if _of_things(triple) and triple not in premise]
    try:
        rules = compile_rules(Schema(premise))
    except InputError:
        return None
    found = set(closure(rules, premise))
    return [triple for triple in expected if triple not in found] if expected else None


def _of_things(triple: Triple) -> bool:
    language = any(
        isinstance(term, ox.NamedNode) and term.value.startswith(LANGUAGE) and term != RDF.type
        for term in triple
    )
    return not language and not any(isinstance(term, ox.BlankNode) for term in triple)


def test_cases_are_read_as_the_w3c_writes_them() -> None:
    ontology = (
        '<rdf:Description rdf:about="A"><rdfs:subClassOf rdf:resource="B"/></rdf:Description>'
    )
    premise = RDF_XML.format(f'{ontology}<A rdf:about="x"/>')
    for name, expected in (("B", []), ("C", [(node("x"), RDF.type, node("C"))])):
        conclusion = RDF_XML.format(f'<{name} rdf:about="x"/>')
        (case,) = cases((OWN % (TEST, premise, conclusion)).encode()).values()
        assert missing(case) == expected


def test_the_cases_of_the_w3c_that_apply_are_entailed() -> None:
    files = sorted(CASES.glob("*.rdf"))
    if not files:
        pytest.skip("the W3C's OWL 2 cases aren't here: ../shared/conformance/owl/*.rdf")
    found = {name: case for file in files for name, case in cases(file.read_bytes()).items()}
    results = {name: missing(case) for name, case in found.items()}
    assert any(result is not None for result in results.values())
    assert {name: result for name, result in results.items() if result} == {}


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://example.org/{name}")
