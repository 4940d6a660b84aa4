"""The ontology by SPARQL: within OWL 2 RL, no term misspelt, none lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    SOSA,
    VANN,
    XSD,
    Graph,
    URIRef,
)

from caregraph.graph.vocabulary import PREFIXES

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"


@pytest.fixture
def schema() -> ox.Store:
    store = ox.Store()
    for path in (ONTOLOGY / "caregraph.ttl", *sorted((ONTOLOGY / "alignments").glob("*.ttl"))):
        store.load(path=path)
    return store


HEAD = """
    PREFIX cg: <https://w3id.org/caregraph/ontology#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
"""What the checks below and what breaks them have in common."""

_SOME = "[ a owl:Restriction ; owl:onProperty cg:about ; owl:someValuesFrom cg:Claim ]"
_ALL = "[ a owl:Restriction ; owl:onProperty cg:about ; owl:allValuesFrom cg:Claim ]"
_TWO = "[ a owl:Restriction ; owl:onProperty cg:about ; owl:maxCardinality 2 ]"

CHECKS: dict[str, tuple[str, str]] = {
    "a super-class is none that OWL 2 RL can't infer": (
        """?class rdfs:subClassOf ?above . ?above (owl:intersectionOf/rdf:rest*/rdf:first)* ?part .
        ?part owl:someValuesFrom|owl:unionOf|owl:oneOf|owl:minCardinality|owl:cardinality
            |owl:minQualifiedCardinality|owl:qualifiedCardinality|owl:hasSelf ?no .""",
        f"cg:Claim rdfs:subClassOf {_SOME} .",
    ),
    "a sub-class is none that OWL 2 RL can't match": (
        """?below rdfs:subClassOf ?class . ?below (owl:intersectionOf/rdf:rest*/rdf:first)* ?part .
        ?part owl:allValuesFrom|owl:complementOf|owl:maxCardinality|owl:minCardinality
            |owl:cardinality|owl:hasSelf ?no .""",
        f"{_ALL} rdfs:subClassOf cg:Claim .",
    ),
    "an equivalent class is made of names and values": (
        """?class owl:equivalentClass ?other .
        ?other (owl:intersectionOf/rdf:rest*/rdf:first)* ?part .
        ?part owl:someValuesFrom|owl:allValuesFrom|owl:unionOf|owl:oneOf|owl:complementOf
            |owl:maxCardinality|owl:minCardinality|owl:cardinality|owl:hasSelf ?no .""",
        f"cg:Claim owl:equivalentClass {_SOME} .",
    ),
    "no cardinality is more than one": (
        """?part owl:maxCardinality|owl:maxQualifiedCardinality ?most FILTER(?most > 1)""",
        f"cg:Claim rdfs:subClassOf {_TWO} .",
    ),
    "domains and ranges have names": (
        "?property rdfs:domain|rdfs:range ?class FILTER(ISBLANK(?class))",
        f"cg:about rdfs:range {_SOME} .",
    ),
    "nothing is said that OWL 2 RL has no word for": (
        """{ ?it a ?kind VALUES ?kind { owl:ReflexiveProperty owl:NamedIndividual
            owl:DataRange rdfs:Datatype } }
        UNION { ?it owl:disjointUnionOf|owl:onDatatype|owl:datatypeComplementOf ?no }
        UNION { ?it rdfs:subPropertyOf owl:topObjectProperty }
        UNION { ?it ?any ?no VALUES ?no { owl:real owl:rational } }""",
        "cg:about a owl:ReflexiveProperty .",
    ),
    "a datatype is one of OWL 2 RL": (
        """?property a owl:DatatypeProperty ; rdfs:range ?type FILTER(?type NOT IN (xsd:string,
        xsd:integer, xsd:decimal, xsd:boolean, xsd:dateTime, xsd:anyURI, rdfs:Literal))""",
        "cg:rank rdfs:range xsd:date .",
    ),
    "a chain is of object properties": (
        """?made owl:propertyChainAxiom ?list . ?list rdf:rest*/rdf:first ?part .
        FILTER NOT EXISTS { ?part a owl:ObjectProperty }""",
        "cg:worksFor owl:propertyChainAxiom ( cg:rank cg:about ) .",
    ),
    "what a chain or transitivity makes is not counted": (
        """{ ?complex owl:propertyChainAxiom ?list } UNION { ?complex a owl:TransitiveProperty }
        ?complex rdfs:subPropertyOf* ?property . { ?property a owl:FunctionalProperty }
        UNION { ?property a owl:IrreflexiveProperty } UNION { ?property a owl:AsymmetricProperty }
        UNION { ?part owl:onProperty ?property ; owl:maxCardinality ?most }""",
        "cg:worksFor a owl:AsymmetricProperty .",
    ),
    "what is deprecated has a replacement that isn't": (
        """?old owl:deprecated true . FILTER NOT EXISTS { ?old dcterms:isReplacedBy ?new .
            ?new rdfs:isDefinedBy ?ontology . FILTER NOT EXISTS { ?new owl:deprecated true } }""",
        "cg:about owl:deprecated true ; dcterms:isReplacedBy cg:nothing .",
    ),
    "no axiom builds on what is deprecated": (
        """?old owl:deprecated true . ?term rdfs:subClassOf|rdfs:subPropertyOf|rdfs:domain
            |rdfs:range|owl:inverseOf|owl:onProperty|rdf:first ?old .
        FILTER NOT EXISTS { ?term owl:deprecated true }""",
        "cg:Claim owl:deprecated true ; dcterms:isReplacedBy cg:Rating .",
    ),
    "the version's IRI is the ontology's with its number": (
        """?ontology a owl:Ontology FILTER NOT EXISTS { ?ontology owl:versionIRI ?iri ;
            owl:versionInfo ?number FILTER(STR(?iri) = CONCAT(STR(?ontology), "/", ?number)) }""",
        "cg:other a owl:Ontology ; owl:versionInfo '1' .",
    ),
}
"""What must find nothing in the ontology and its alignments, and axioms in which it finds some."""


@pytest.mark.parametrize("check", CHECKS)
def test_it_is_owl_2_rl_and_well_kept(schema: ox.Store, check: str) -> None:
    pattern, breaks = CHECKS[check]
    assert not schema.query(f"{HEAD} ASK {{ {pattern} }}")
    schema.load(f"{HEAD} {breaks}".encode(), ox.RdfFormat.TURTLE)
    assert schema.query(f"{HEAD} ASK {{ {pattern} }}")


VOCABULARIES: Mapping[str, Any] = {
    str(namespace): namespace
    for namespace in (
        *(DCTERMS, FOAF, ORG, OWL, PROV),
        *(QB, RDF, RDFS, SDO, SH),
        *(SKOS, SOSA, VANN, XSD),
    )
} | {
    "http://www.w3.org/ns/oa#": {
        f"http://www.w3.org/ns/oa#{name}"
        for name in (
            *("Selector", "TextPositionSelector", "TextQuoteSelector", "start", "end", "exact"),
            *("prefix", "suffix", "hasSource"),
        )
    },
    "http://www.w3.org/ns/adms#": {
        f"http://www.w3.org/ns/adms#{name}" for name in ("Identifier", "identifier")
    },
}
"""Namespace → its terms, as rdflib ships them; of two vocabularies those that are in use here."""


def unknown_terms(iris: Iterable[str]) -> set[str]:
    """The terms that their vocabularies don't have."""
    return {
        iri
        for iri in iris
        for namespace, terms in VOCABULARIES.items()
        if iri.startswith(namespace) and iri != namespace and iri not in terms
    }


def test_no_term_of_another_vocabulary_is_misspelt() -> None:
    graph = Graph()
    for path in ONTOLOGY.rglob("*.ttl"):
        graph.parse(path)
    used = {str(node) for triple in graph for node in triple if isinstance(node, URIRef)}
    prefixed = re.compile(rf"\b({'|'.join(PREFIXES)}):([A-Za-z]\w*)")
    attributes = re.compile(r"\b([A-Z]{2,8})\.([A-Za-z]\w*)")
    for folder in ("api", "graph", "queries", "ontology"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".rq", ".html"):
                text = path.read_text("utf-8")
                found = [*prefixed.findall(text), *attributes.findall(text)]
                used |= {PREFIXES[p.lower()] + name for p, name in found if p.lower() in PREFIXES}
    assert len(used) > 300
    assert unknown_terms(used) == set()
    misspelt = {f"{PREFIXES['org']}postin", f"{PREFIXES['oa']}exakt"}
    assert unknown_terms(used | misspelt) == misspelt
