"""All of the documentation put together from the ontology and shapes that are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ..background import ontology_quads
from ..reasoning.schema import Schema, Triple
from ..vocabulary import BASE, CG, DCTERMS, OWL, RDFS, SKOS
from .shapes import Carried, carried
from .terms import Fact, Link, Term, link, said, terms

ONTOLOGY = ox.NamedNode(f"{BASE}ontology")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of concepts: what it is for, and each concept with its label and definition."""

    key: str
    name: str
    definition: str
    concepts: tuple[tuple[Link, str, str], ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a reader of the ontology is told: its terms, what their things carry, its concepts."""

    title: str
    comment: str
    version: str
    version_iri: str
    licence: str
    terms: tuple[Term, ...]
    carried: dict[str, tuple[Carried, ...]]
    schemes: tuple[Scheme, ...]


@cache
def documentation() -> Documentation:
    """The documentation of the ontology as it is shipped."""
    return document(Schema(_triples()))


def _triples() -> Iterator[Triple]:
    for quad in ontology_quads():
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.Triple) and not isinstance(value, ox.Triple):
            yield subject, quad.predicate, value


def document(schema: Schema) -> Documentation:
    """The documentation of an ontology."""
    found = terms(schema)
    shaped = {
        term.fragment: ways
        for term in found
        if term.kind == "class" and (ways := carried(schema, CG[term.fragment]))
    }
    return Documentation(
        said(schema, ONTOLOGY, DCTERMS.title),
        said(schema, ONTOLOGY, RDFS.comment),
        said(schema, ONTOLOGY, OWL.versionInfo),
        _iri(schema, OWL.versionIRI),
        _iri(schema, DCTERMS.license),
        tuple(_with_carriers(term, shaped) for term in found),
        shaped,
        tuple(_scheme(schema, node) for node in _sorted(schema.instances(SKOS.ConceptScheme))),
    )


def _iri(schema: Schema, predicate: ox.NamedNode) -> str:
    value = schema.value(ONTOLOGY, predicate)
    return value.value if isinstance(value, ox.NamedNode) else ""


def _with_carriers(term: Term, shaped: dict[str, tuple[Carried, ...]]) -> Term:
    """A property with the classes whose things carry it."""
    iri = CG[term.fragment].value
    carriers = tuple(
        Link(f"cg:{name}", CG[name].value)
        for name, ways in shaped.items()
        if any(way.property.iri == iri for way in ways)
    )
    if not carriers:
        return term
    facts = (*term.facts, Fact("carried by", carriers))
    return Term(term.fragment, term.kind, term.name, term.comment, facts, term.deprecated)


def _scheme(schema: Schema, node: ox.NamedNode) -> Scheme:
    members = [concept for concept, scheme in schema.pairs(SKOS.inScheme) if scheme == node]
    return Scheme(
        node.value.rpartition("/")[2],
        said(schema, node, SKOS.prefLabel),
        said(schema, node, SKOS.definition),
        tuple(
            (
                link(schema, member),
                said(schema, member, SKOS.prefLabel),
                said(schema, member, SKOS.definition),
            )
            for member in members
        ),
    )


def _sorted(nodes: list[ox.NamedNode | ox.BlankNode | ox.Literal]) -> list[ox.NamedNode]:
    named = (node for node in nodes if isinstance(node, ox.NamedNode))
    return sorted(named, key=lambda node: node.value)
