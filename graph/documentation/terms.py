"""The terms of the ontology, each with what its axioms say of it, in words and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from ..explanation.expressions import expression
from ..explanation.terms import words
from ..reasoning.schema import Schema
from ..reasoning.schema import Term as Node
from ..vocabulary import CG, DCTERMS, OWL, RDF, RDFS


@dataclass(frozen=True, slots=True)
class Link:
    """Words that may lead to the thing they name."""

    words: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What axioms say of a term under one heading."""

    heading: str
    values: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property: ``fragment`` is the end of its IRI, the anchor on its page."""

    fragment: str
    kind: str
    name: str
    comment: str
    facts: tuple[Fact, ...]
    deprecated: bool = False

    @property
    def term(self) -> str:
        """The term as it is written in SPARQL."""
        return f"cg:{self.fragment}"


KINDS: dict[ox.NamedNode, str] = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
}
"""What the ontology declares → what to call it."""

_Find = Callable[[Schema, Node], Iterable[Node]]


def _objects(predicate: ox.NamedNode) -> _Find:
    return lambda schema, node: schema.objects(node, predicate)


def _subjects(predicate: ox.NamedNode) -> _Find:
    return lambda schema, node: (one for one, value in schema.pairs(predicate) if value == node)


def _both(predicate: ox.NamedNode) -> _Find:
    return lambda schema, node: chain(
        _objects(predicate)(schema, node), _subjects(predicate)(schema, node)
    )


_CHARACTERISTICS = {
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.FunctionalProperty: "functional",
}

_AXIOMS: tuple[tuple[str, _Find], ...] = (
    ("replaced by", _objects(DCTERMS.isReplacedBy)),
    ("kind of", _objects(RDFS.subClassOf)),
    ("kinds", _subjects(RDFS.subClassOf)),
    ("defined as", _objects(OWL.equivalentClass)),
    ("never also", _both(OWL.disjointWith)),
    ("properties", _subjects(RDFS.domain)),
    ("value of", _subjects(RDFS.range)),
    ("from", _objects(RDFS.domain)),
    ("to", _objects(RDFS.range)),
    ("kind of", _objects(RDFS.subPropertyOf)),
    ("kinds", _subjects(RDFS.subPropertyOf)),
    ("the other way", _both(OWL.inverseOf)),
)
"""Headings in order, and what stands under each."""


def terms(schema: Schema) -> tuple[Term, ...]:
    """Our terms by kind, then in the order of the alphabet."""
    found = [
        _term(schema, node, called)
        for kind, called in KINDS.items()
        for node in schema.instances(kind)
        if isinstance(node, ox.NamedNode) and node.value.startswith(str(CG))
    ]
    order = {called: place for place, called in enumerate(KINDS.values())}
    return tuple(sorted(found, key=lambda term: (order[term.kind], term.fragment.lower())))


def _term(schema: Schema, node: ox.NamedNode, kind: str) -> Term:
    facts = [
        Fact(heading, tuple(link(schema, value) for value in dict.fromkeys(find(schema, node))))
        for heading, find in _AXIOMS
    ]
    facts += [_chains(schema, node), _characteristics(schema, node)]
    return Term(
        node.value.removeprefix(str(CG)),
        kind,
        said(schema, node, RDFS.label),
        said(schema, node, RDFS.comment),
        tuple(fact for fact in facts if fact.values),
        any(value.value == "true" for value in _literals(schema, node, OWL.deprecated)),
    )


def link(schema: Schema, node: Node) -> Link:
    """A node in words: its name, or the expression that a blank node is the head of."""
    if isinstance(node, ox.NamedNode):
        return Link(words(node), node.value)
    return Link(expression(schema, node).removeprefix("[").removesuffix("]"))


def _chains(schema: Schema, node: ox.NamedNode) -> Fact:
    """What the property follows from: one property after the other."""
    steps = [schema.listed(head) for head in schema.objects(node, OWL.propertyChainAxiom)]
    return Fact("follows from", tuple(Link(" / ".join(map(words, each))) for each in steps))


def _characteristics(schema: Schema, node: ox.NamedNode) -> Fact:
    kinds = schema.objects(node, RDF.type)
    return Fact("is", tuple(Link(name) for kind, name in _CHARACTERISTICS.items() if kind in kinds))


def said(schema: Schema, node: Node, predicate: ox.NamedNode) -> str:
    """The text that something has for a property, or nothing."""
    return next((literal.value for literal in _literals(schema, node, predicate)), "")


def _literals(schema: Schema, node: Node, predicate: ox.NamedNode) -> list[ox.Literal]:
    return [value for value in schema.objects(node, predicate) if isinstance(value, ox.Literal)]
