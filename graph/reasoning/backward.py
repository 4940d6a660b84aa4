"""The compiled rules read backwards: which instances of them conclude a triple.

Each carries its name in OWL 2 RL, its premises, and the axiom that makes it a rule. Nothing here
runs while the closure is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import pyoxigraph as ox

from ..vocabulary import OWL, RDF, RDFS
from .rules import Rules
from .schema import Term, Triple

Key = TypeVar("Key")
Value = TypeVar("Value")

RULES = {
    "cax-sco": "what is of a class is of the class above",
    "cax-eqc1": "what is of a class is of the class that equals it",
    "cax-eqc2": "what is of a class is of the class that equals it",
    "cls-int1": "what is of every part is of their intersection",
    "cls-int2": "what is of an intersection is of its parts",
    "cls-uni": "what is of a part is of the union",
    "cls-svf1": "it has such a value for the property",
    "cls-svf2": "it has a value for the property",
    "cls-avf": "all values of the property are of that class",
    "cls-hv1": "all of the class have that value for the property",
    "cls-hv2": "it has that value for the property",
    "prp-dom": "what has the property is of its domain",
    "prp-rng": "what is a value of the property is of its range",
    "prp-spo1": "the property is under the other",
    "prp-eqp1": "the properties are equal",
    "prp-eqp2": "the properties are equal",
    "prp-spo2": "a chain of properties makes the property",
    "prp-trp": "the property is transitive",
    "prp-symp": "the property holds both ways",
    "prp-inv1": "the properties are each other's inverse",
    "prp-inv2": "the properties are each other's inverse",
    "scm-sco": "classes one above the other",
    "scm-spo": "properties one above the other",
    "scm-dom1": "the domain's class is under the other",
    "scm-dom2": "the property is under the other, which has the domain",
    "scm-rng1": "the range's class is under the other",
    "scm-rng2": "the property is under the other, which has the range",
    "scm": "follows within the ontology",
}
"""The rules of OWL 2 RL that proofs are made of, each in a few words."""


class World(Protocol):
    """The triples known, asserted and inferred."""

    def asserted(self, triple: Triple) -> bool:
        """Whether a source states it."""
        ...

    def matching(
        self, subject: Term | None, predicate: Term, object_: Term | None
    ) -> Iterable[Triple]:
        """The triples of a subject or of an object; a proof is of the first that will do."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """One use of a rule: its name, the axiom it comes from, and the triples it needs.

    The axiom's object is ``None`` where it is a list: a chain's links, an intersection's parts.
    """

    rule: str
    axiom: tuple[Term, ox.NamedNode, Term | None]
    premises: tuple[Triple, ...]


class Backward:
    """Finds the instances of rules that conclude a triple, given what else is known."""

    def __init__(self, rules: Rules) -> None:
        self._below = _turned(rules.classes)
        self._sub_properties = _turned(rules.properties)
        self._domains = _turned(rules.domains)
        self._ranges = _turned(rules.ranges)
        self._inverses = _turned(rules.inverses)
        self._values = _turned(rules.values)
        self._filled = _turned(rules.filled)
        self._somes = _grouped(
            (name, (filler, on)) for on, pairs in rules.somes.items() for filler, name in pairs
        )
        self._alls = _grouped(
            (filler, (on, name)) for name, pairs in rules.alls.items() for on, filler in pairs
        )
        self._parts = rules.parts
        self._links = _grouped((end, (first, second)) for first, second, end in rules.chains)

    def links(self, chain: Term) -> list[tuple[Term, Term]]:
        """The pairs of links that make a property, which may be a link without a name."""
        return self._links.get(chain, [])

    def instances(self, triple: Triple, world: World) -> Iterator[Instance]:
        """The instances whose conclusion is the triple; their premises may not hold."""
        subject, predicate, object_ = triple
        if isinstance(subject, ox.Literal):
            return
        if predicate == RDF.type:
            yield from self._of_class(subject, object_, world)
        yield from self._of_property(subject, predicate, object_, world)
        for first, second in self._links.get(predicate, ()):
            yield from self._of_chain(triple, first, second, world)

    def _of_class(self, subject: Term, name: Term, world: World) -> Iterator[Instance]:
        kind = RDF.type
        for below in self._below.get(name, ()):
            axiom = (below, RDFS.subClassOf, name)
            yield Instance("cax-sco", axiom, ((subject, kind, below),))
        for on in self._domains.get(name, ()):
            for found in _foremost(world.matching(subject, on, None), world):
                yield Instance("prp-dom", (on, RDFS.domain, name), (found,))
        for on in self._ranges.get(name, ()):
            for found in _foremost(world.matching(None, on, subject), world):
                yield Instance("prp-rng", (on, RDFS.range, name), (found,))
        for on, value in self._values.get(name, ()):
            yield Instance("cls-hv2", (name, OWL.hasValue, value), ((subject, on, value),))
        yield from self._of_fillers(subject, name, world)
        if name in self._parts:
            needed = tuple((subject, kind, part) for part in self._parts[name])
            yield Instance("cls-int1", (name, OWL.intersectionOf, None), needed)

    def _of_fillers(self, subject: Term, name: Term, world: World) -> Iterator[Instance]:
        kind = RDF.type
        for filler, on in self._somes.get(name, ()):
            for found in world.matching(subject, on, None):
                if filler is None:
                    anything = (name, OWL.someValuesFrom, OWL.Thing)
                    yield Instance("cls-svf2", anything, (found,))
                else:
                    needed = (found, (found[2], kind, filler))
                    yield Instance("cls-svf1", (name, OWL.someValuesFrom, filler), needed)
        for on, whole in self._alls.get(name, ()):
            for found in world.matching(None, on, subject):
                holder = (found[0], kind, whole)
                yield Instance("cls-avf", (whole, OWL.allValuesFrom, name), (holder, found))

    def _of_property(
        self, subject: Term, predicate: Term, object_: Term, world: World
    ) -> Iterator[Instance]:
        for below in self._sub_properties.get(predicate, ()):
            axiom = (below, RDFS.subPropertyOf, predicate)
            yield Instance("prp-spo1", axiom, ((subject, below, object_),))
        for other in self._inverses.get(predicate, ()):
            turned = ((object_, other, subject),)
            if other == predicate:
                yield Instance("prp-symp", (predicate, RDF.type, OWL.SymmetricProperty), turned)
            else:
                yield Instance("prp-inv1", (other, OWL.inverseOf, predicate), turned)
        for name in self._filled.get((predicate, object_), ()):
            axiom = (name, OWL.hasValue, object_)
            yield Instance("cls-hv1", axiom, ((subject, RDF.type, name),))

    def _of_chain(
        self, triple: Triple, first: Term, second: Term, world: World
    ) -> Iterator[Instance]:
        subject, predicate, object_ = triple
        transitive = first == second == predicate
        for path in self._paths(subject, first, second, object_, world):
            if transitive:
                yield Instance("prp-trp", (predicate, RDF.type, OWL.TransitiveProperty), path)
            else:
                yield Instance("prp-spo2", (predicate, OWL.propertyChainAxiom, None), path)

    def _paths(
        self, start: Term, first: Term, second: Term, end: Term, world: World
    ) -> Iterator[tuple[Triple, ...]]:
        """The ways from start to end by both links; a blank node stands for links of its own."""
        if isinstance(first, ox.BlankNode):
            for last in world.matching(None, second, end):
                for one, two in self._links.get(first, ()):
                    for path in self._paths(start, one, two, last[0], world):
                        yield (*path, last)
        else:
            for found in world.matching(start, first, None):
                yield found, (found[2], second, end)


def _foremost(found: Iterable[Triple], world: World) -> Iterator[Triple]:
    """Of many witnesses for one premise an asserted one is as good as any."""
    for triple in found:
        yield triple
        if world.asserted(triple):
            return


def _turned(of: dict[Key, tuple[Value, ...]]) -> dict[Value, list[Key]]:
    return _grouped((value, key) for key, values in of.items() for value in values)


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    grouped: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return {key: sorted(values, key=str) for key, values in grouped.items()}
