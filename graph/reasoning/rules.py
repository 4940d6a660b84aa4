"""An ontology, closed by its own rules, as rules over instance triples.

Only what OWL 2 RL says of instances is compiled; a construct that the rules would pass over in
silence is refused, so that the closure is never quietly incomplete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from ..errors import InputError
from ..vocabulary import OWL, RDF, RDFS
from . import hierarchy
from .schema import Schema, Term

Key = TypeVar("Key")
Value = TypeVar("Value")

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

AXIOMS = (
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.inverseOf,
    RDFS.domain,
    RDFS.range,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
)
"""Axioms are read from the ontology, never concluded: no property may lie under one of these."""

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


def compile_rules(schema: Schema) -> Rules:
    """The rules of an ontology; raises InputError on a construct that is not supported."""
    _refuse(schema)
    properties = hierarchy.properties(schema)
    classes = hierarchy.classes(schema, properties)
    has_value = list(hierarchy.restrictions(schema, OWL.hasValue))
    some_values = list(hierarchy.restrictions(schema, OWL.someValuesFrom))
    every_value = list(hierarchy.restrictions(schema, OWL.allValuesFrom))
    return Rules(
        classes=_told({name: classes[name] for name in classes.terms()}),
        properties={on: properties[on] for on in properties.terms()},
        domains=_told(hierarchy.ends(schema, RDFS.domain, classes, properties)),
        ranges=_told(hierarchy.ends(schema, RDFS.range, classes, properties)),
        inverses=_grouped(_inverses(schema)),
        chains=tuple(_chains(schema)),
        values=_grouped(((on, value), name) for name, on, value in has_value),
        filled=_grouped((name, (on, value)) for name, on, value in has_value),
        somes=_grouped((on, (_filler(some), name)) for name, on, some in some_values),
        alls=_grouped((name, (on, every)) for name, on, every in every_value),
        parts=_grouped(_intersections(schema)),
    )


def _refuse(schema: Schema) -> None:
    for construct in REFUSED:
        if schema.instances(construct) or schema.pairs(construct):
            raise InputError(
                f"the reasoner does not support {construct.value!r}; state it as a check instead"
            )
    for below, above in schema.pairs(RDFS.subPropertyOf):
        if above in AXIOMS:
            raise InputError(
                f"the reasoner does not let {_words(below)} make axioms, as a sub-property of"
                f" {_words(above)}; write the axioms themselves"
            )


def _told(above: dict[Term, tuple[Term, ...]]) -> dict[Term, tuple[Term, ...]]:
    """Without the classes of the language, of which nothing is said to be a member."""
    return {
        term: told
        for term, names in above.items()
        if (told := tuple(name for name in names if not _of_language(name)))
    }


def _of_language(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(LANGUAGE)


def _inverses(schema: Schema) -> Iterator[tuple[Term, Term]]:
    for left, right in schema.pairs(OWL.inverseOf):
        yield left, right
        yield right, left
    for symmetric in schema.instances(OWL.SymmetricProperty):
        yield symmetric, symmetric


def _chains(schema: Schema) -> Iterator[tuple[Term, Term, Term]]:
    for transitive in schema.instances(OWL.TransitiveProperty):
        yield transitive, transitive, transitive
    for number, (conclusion, head) in enumerate(schema.pairs(OWL.propertyChainAxiom)):
        first, *links = _links(schema, conclusion, head)
        for place, link in enumerate(links, start=1):
            last = place == len(links)
            reached = conclusion if last else ox.BlankNode(f"chain-{number}-{place}")
            yield first, link, reached
            first = reached


def _links(schema: Schema, conclusion: Term, head: Term) -> list[Term]:
    links = schema.listed(head)
    if len(links) < 2:
        raise InputError(
            f"the chain of {_words(conclusion)} has {len(links)} links; it takes two or more"
        )
    return links


def _filler(filler: Term) -> Term | None:
    return None if filler == OWL.Thing else filler


def _intersections(schema: Schema) -> Iterator[tuple[Term, Term]]:
    for name, head in schema.pairs(OWL.intersectionOf):
        for part in schema.listed(head):
            yield name, part


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    grouped: dict[Key, dict[Value, None]] = {}
    for key, value in pairs:
        grouped.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in grouped.items()}


def _words(term: Term) -> str:
    return repr(term.value)
