"""The ontology, closed once by owlrl, as rules over instance triples.

Only what OWL 2 RL says of instances is compiled; a construct that the rules would pass over in
silence is refused, so that the closure is never quietly incomplete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from ..errors import InputError

Key = TypeVar("Key")
Value = TypeVar("Value")
Term = ox.NamedNode | ox.BlankNode | ox.Literal

REFUSED = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.hasKey,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.oneOf,
    OWL.sameAs,
)
"""Constructs that derive ``owl:sameAs`` between individuals; the ontology does without them."""

LANGUAGE = (str(OWL), str(RDF), str(RDFS))
"""A typing by OWL, RDF or RDFS itself (``owl:Thing``, ``rdfs:Resource``) is never concluded."""


@dataclass(frozen=True)
class Rules:
    """What each property or class entails, in the terms of the store.

    ``classes``, ``properties``: all that is above; ``domains``, ``ranges``: the classes of subject
    and object; ``inverses``: what holds the other way round (a symmetric property is its own);
    ``chains``: first link, second link, conclusion (a longer chain passes through blank nodes);
    ``values``: (property, value) → classes, and ``filled`` the same way back; ``somes``: property →
    (filler or ``None`` for anything, class); ``alls``: class → (property, filler of all values);
    ``parts``: intersection → the classes it is made of.
    """

    classes: dict[Term, tuple[Term, ...]]
    properties: dict[Term, tuple[Term, ...]]
    domains: dict[Term, tuple[Term, ...]]
    ranges: dict[Term, tuple[Term, ...]]
    inverses: dict[Term, tuple[Term, ...]]
    chains: tuple[tuple[Term, Term, Term], ...]
    values: dict[tuple[Term, Term], tuple[Term, ...]]
    filled: dict[Term, tuple[tuple[Term, Term], ...]]
    somes: dict[Term, tuple[tuple[Term | None, Term], ...]]
    alls: dict[Term, tuple[tuple[Term, Term], ...]]
    parts: dict[Term, tuple[Term, ...]]


def compile_rules(schema: Graph) -> Rules:
    """The rules of an ontology; raises InputError on a construct that is not supported."""
    _refuse(schema)
    closed = _closed(schema)
    has_value = list(_restrictions(closed, OWL.hasValue))
    some_values = list(_restrictions(closed, OWL.someValuesFrom))
    return Rules(
        classes=_above(closed, RDFS.subClassOf),
        properties=_above(closed, RDFS.subPropertyOf),
        domains=_above(closed, RDFS.domain),
        ranges=_above(closed, RDFS.range),
        inverses=_grouped(_inverses(closed)),
        chains=tuple(_chains(closed)),
        values=_grouped(((on, value), name) for name, on, value in has_value),
        filled=_grouped((name, (on, value)) for name, on, value in has_value),
        somes=_grouped((on, (_filler(some), name)) for name, on, some in some_values),
        alls=_grouped(
            (name, (on, every)) for name, on, every in _restrictions(closed, OWL.allValuesFrom)
        ),
        parts=_grouped(_intersections(closed)),
    )


def _refuse(schema: Graph) -> None:
    for construct in REFUSED:
        if (None, RDF.type, construct) in schema or (None, construct, None) in schema:
            raise InputError(
                f"the reasoner does not support {str(construct)!r}; state it as a check instead"
            )


def _closed(schema: Graph) -> Graph:
    from owlrl import DeductiveClosure, OWLRL_Semantics

    closed = Graph()
    for triple in schema:
        closed.add(triple)
    DeductiveClosure(OWLRL_Semantics).expand(closed)
    return closed


def _above(closed: Graph, relation: Node) -> dict[Term, tuple[Term, ...]]:
    """What each class or property has above it, less itself and the terms of the language."""
    return _grouped(
        (as_term(below), as_term(above))
        for below, _, above in closed.triples((None, relation, None))
        if below != above and not _speaks_of_language(above) and not isinstance(below, Literal)
    )


def _speaks_of_language(term: Node) -> bool:
    return str(term).startswith(LANGUAGE) and not isinstance(term, BNode)


def _inverses(closed: Graph) -> Iterator[tuple[Term, Term]]:
    for left, _, right in closed.triples((None, OWL.inverseOf, None)):
        yield as_term(left), as_term(right)
        yield as_term(right), as_term(left)
    for symmetric in closed.subjects(RDF.type, OWL.SymmetricProperty):
        yield as_term(symmetric), as_term(symmetric)


def _chains(closed: Graph) -> Iterator[tuple[Term, Term, Term]]:
    for transitive in closed.subjects(RDF.type, OWL.TransitiveProperty):
        yield as_term(transitive), as_term(transitive), as_term(transitive)
    for conclusion, _, head in closed.triples((None, OWL.propertyChainAxiom, None)):
        first, *links = [as_term(link) for link in Collection(closed, head)]
        for number, link in enumerate(links):
            last = number == len(links) - 1
            reached = as_term(conclusion) if last else ox.BlankNode(f"chain{head}{number}")
            yield first, link, reached
            first = reached


def _restrictions(closed: Graph, kind: Node) -> Iterator[tuple[Term, Term, Term]]:
    """Restriction, property and value or filler."""
    for restriction, _, value in closed.triples((None, kind, None)):
        for on in closed.objects(restriction, OWL.onProperty):
            yield as_term(restriction), as_term(on), as_term(value)


def _filler(filler: Term) -> Term | None:
    return None if filler == ox.NamedNode(str(OWL.Thing)) else filler


def _intersections(closed: Graph) -> Iterator[tuple[Term, Term]]:
    for name, _, head in closed.triples((None, OWL.intersectionOf, None)):
        for part in Collection(closed, head):
            yield as_term(name), as_term(part)


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    grouped: dict[Key, dict[Value, None]] = {}
    for key, value in pairs:
        grouped.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in grouped.items()}


def as_term(node: Node) -> Term:
    """A term of rdflib as one of the store."""
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, Literal):
        return ox.Literal(
            str(node),
            language=node.language,
            datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None,
        )
    return ox.NamedNode(str(node))
