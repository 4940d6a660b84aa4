"""What an ontology's classes and properties entail among themselves: the ``scm`` rules.

A few hundred axioms are closed in some milliseconds, so that no reasoner is needed before the
first rule can run. Tested against owlrl on random ontologies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..vocabulary import OWL, RDFS
from .schema import Schema, Term

Pair = tuple[Term, Term]
Restriction = tuple[Term, Term, Term]


class Above:
    """What lies above each term, itself left out, in an order that doesn't change."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._direct: dict[Term, dict[Term, None]] = defaultdict(dict)
        self._closed: dict[Term, tuple[Term, ...]] = {}
        for below, above in pairs:
            self.add(below, above)

    def __getitem__(self, term: Term) -> tuple[Term, ...]:
        if term not in self._closed:
            self._closed[term] = self._reached(term)
        return self._closed[term]

    def add(self, below: Term, above: Term) -> bool:
        """Put one term directly under the other; whether that is new."""
        if below == above or above in self._direct[below]:
            return False
        self._direct[below][above] = None
        self._closed.clear()
        return True

    def terms(self) -> list[Term]:
        """All that has something above it."""
        return [term for term, above in self._direct.items() if above]

    def at_most(self, low: Term, high: Term) -> bool:
        """Whether one is the other or under it."""
        return low == high or high in self[low]

    def _reached(self, term: Term) -> tuple[Term, ...]:
        seen: dict[Term, None] = {}
        waiting = [term]
        while waiting:
            for above in self._direct.get(waiting.pop(), ()):
                if above not in seen and above != term:
                    seen[above] = None
                    waiting.append(above)
        return tuple(seen)


def properties(schema: Schema) -> Above:
    """Sub-properties and equal properties: scm-spo, scm-eqp1."""
    return Above(_both(schema, RDFS.subPropertyOf, OWL.equivalentProperty))


def classes(schema: Schema, above: Above) -> Above:
    """Sub-classes, equal classes, intersections, unions and restrictions under one another.

    ``above``: the properties. Rules: scm-sco, scm-eqc1, scm-int, scm-uni, scm-hv, scm-svf1,
    scm-svf2, scm-avf1, scm-avf2.
    """
    found = Above(_both(schema, RDFS.subClassOf, OWL.equivalentClass))
    for whole, head in schema.pairs(OWL.intersectionOf):
        for part in schema.listed(head):
            found.add(whole, part)
    for whole, head in schema.pairs(OWL.unionOf):
        for part in schema.listed(head):
            found.add(part, whole)
    while any([found.add(*pair) for pair in _restrictions_above(schema, found, above)]):
        pass
    return found


def restrictions(schema: Schema, kind: Term) -> Iterator[Restriction]:
    """Each restriction of a kind with its property and its value or filler."""
    for restriction, value in schema.pairs(kind):
        for on in schema.objects(restriction, OWL.onProperty):
            yield restriction, on, value


def ends(
    schema: Schema, relation: Term, classes: Above, properties: Above
) -> dict[Term, tuple[Term, ...]]:
    """All domains (or ranges) of each property: scm-dom1 and -dom2, scm-rng1 and -rng2."""
    written: dict[Term, list[Term]] = defaultdict(list)
    for on, name in schema.pairs(relation):
        written[on] += (name, *classes[name])
    every = dict.fromkeys([*written, *properties.terms()])
    found = {
        on: dict.fromkeys(name for each in (on, *properties[on]) for name in written.get(each, ()))
        for on in every
    }
    return {on: tuple(names) for on, names in found.items() if names}


def _both(schema: Schema, under: Term, equal: Term) -> Iterator[Pair]:
    yield from schema.pairs(under)
    for left, right in schema.pairs(equal):
        yield left, right
        yield right, left


def _restrictions_above(schema: Schema, classes: Above, properties: Above) -> list[Pair]:
    """Restrictions that follow from the order of their properties, values and fillers."""
    valued = list(restrictions(schema, OWL.hasValue))
    some = list(restrictions(schema, OWL.someValuesFrom))
    every = list(restrictions(schema, OWL.allValuesFrom))
    found = [
        (one, two)
        for one, on, value in valued
        for two, other, same in valued
        if value == same and properties.at_most(on, other)
    ]
    found += [
        (one, two)
        for one, on, filler in some
        for two, other, wider in some
        if properties.at_most(on, other) and _at_most(classes, filler, wider)
    ]
    found += [
        (one, two)
        for one, on, filler in every
        for two, other, wider in every
        if properties.at_most(other, on) and classes.at_most(filler, wider)
    ]
    return found


def _at_most(classes: Above, filler: Term, wider: Term) -> bool:
    return wider == OWL.Thing or classes.at_most(filler, wider)
