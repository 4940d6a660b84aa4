"""Namespaces and terms: every IRI of a vocabulary that caregraph writes or asks for starts here.

``CG.RatingClaim`` is a pyoxigraph ``NamedNode``; names with a hyphen are ``RATING["good"]``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

DEFAULT_BASE = "https://w3id.org/caregraph/"


def _base(setting: str | None) -> str:
    base = (setting or DEFAULT_BASE).strip()
    return base if base.endswith(("/", "#")) else base + "/"


BASE = _base(os.environ.get("CAREGRAPH_BASE"))
"""The base of all IRIs of ours; the setting ``CAREGRAPH_BASE`` changes it."""


def rebase(text: str) -> str:
    """A shipped Turtle or SPARQL text with its IRIs under the base that is set."""
    return text if BASE == DEFAULT_BASE else text.replace(DEFAULT_BASE, BASE)


class Namespace:
    """The terms under one IRI, each made once."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __str__(self) -> str:
        return self._base

    def __getitem__(self, name: str) -> NamedNode:
        node = NamedNode(self._base + name)
        self.__dict__[name] = node
        return node

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


CG = Namespace(f"{BASE}ontology#")
RATING = Namespace(f"{BASE}rating/")
QUESTION = Namespace(f"{BASE}question/")
SERVICE = Namespace(f"{BASE}service/")
MOVEMENT = Namespace(f"{BASE}movement/")
POLARITY = Namespace(f"{BASE}polarity/")
ACTION = Namespace(f"{BASE}action/")
MANNER = Namespace(f"{BASE}manner/")
VOICE = Namespace(f"{BASE}voice/")
STANDING = Namespace(f"{BASE}standing/")
VERDICT = Namespace(f"{BASE}verdict/")
TOPIC = Namespace(f"{BASE}topic/")
UNIT = Namespace(f"{BASE}unit/")

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
QB = Namespace("http://purl.org/linked-data/cube#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SOSA = Namespace("http://www.w3.org/ns/sosa/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: dict[str, str] = {
    prefix: str(namespace)
    for prefix, namespace in (
        ("cg", CG),
        ("rating", RATING),
        ("question", QUESTION),
        ("service", SERVICE),
        ("movement", MOVEMENT),
        ("polarity", POLARITY),
        ("action", ACTION),
        ("manner", MANNER),
        ("voice", VOICE),
        ("standing", STANDING),
        ("verdict", VERDICT),
        ("topic", TOPIC),
        ("unit", UNIT),
        ("adms", ADMS),
        ("dcterms", DCTERMS),
        ("foaf", FOAF),
        ("oa", OA),
        ("org", ORG),
        ("owl", OWL),
        ("prov", PROV),
        ("qb", QB),
        ("rdf", RDF),
        ("rdfs", RDFS),
        ("schema", SCHEMA),
        ("skos", SKOS),
        ("sosa", SOSA),
        ("xsd", XSD),
    )
}
"""Prefix → namespace IRI, for serialisers and for the head of a query."""


def bind(graph: Graph | Dataset) -> None:
    """Give an rdflib graph or dataset all prefixes of caregraph."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
