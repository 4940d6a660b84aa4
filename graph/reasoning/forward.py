"""The compiled rules read forwards: what a triple concludes, together with others that hold.

Terms may be anything that stands for them: the whole closure numbers them and reads the tables a
set at a time (``worklist``), the changes of a store are followed in its own terms, one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from ..vocabulary import RDF
from .rules import Rules
from .schema import Term

Symbol = TypeVar("Symbol", bound=Hashable)
Closed = Mapping[Term, tuple[Term, ...]]
Conclude = Callable[[tuple[Symbol, Symbol, Symbol]], None]


class Facts(Protocol[Symbol]):
    """The triples that hold."""

    def holds(self, subject: Symbol, predicate: Symbol, object_: Symbol) -> bool:
        """Whether the triple does."""
        ...

    def objects(self, predicate: Symbol, subject: Symbol) -> Iterable[Symbol]:
        """What the subject has for the property, which is one of ``joined``."""
        ...

    def subjects(self, predicate: Symbol, object_: Symbol) -> Iterable[Symbol]:
        """What has the object for the property, which is one of ``joined``."""
        ...


@dataclass(frozen=True, slots=True)
class Plan(Generic[Symbol]):
    """What triples of one property conclude by themselves; ``values``: by their object, classes."""

    above: tuple[Symbol, ...] = ()
    domains: tuple[Symbol, ...] = ()
    ranges: tuple[Symbol, ...] = ()
    inverses: tuple[Symbol, ...] = ()
    values: Mapping[Symbol, tuple[Symbol, ...]] = field(default_factory=dict)


class Forward(Generic[Symbol]):
    """The rules over symbols of terms; each step leads to the nearest, and these lead on.

    ``plans`` has the properties of which a triple concludes something; a triple of another needs
    no look. ``joined`` are those of them that meet a second premise, in one of the tables by
    property (``firsts`` and ``seconds`` of chains, ``somes``, ``needed_alls``); the other tables
    have what members of a class conclude. ``concluded``: properties that a rule concludes.
    """

    def __init__(self, rules: Rules, symbol: Callable[[Term], Symbol]) -> None:
        def table(of: Mapping[Term, tuple[Term, ...]]) -> dict[Symbol, tuple[Symbol, ...]]:
            return {symbol(key): tuple(map(symbol, values)) for key, values in of.items()}

        self._type = symbol(RDF.type)
        self.classes = table(
            {name: _nearest(above, rules.classes, name) for name, above in rules.classes.items()}
        )
        self.filled = {
            symbol(name): tuple((symbol(on), symbol(value)) for on, value in pairs)
            for name, pairs in rules.filled.items()
        }
        self._read_chains(rules, symbol)
        self._read_restrictions(rules, symbol)
        self.joined = {*self.firsts, *self.seconds, *self.somes, *self.needed_alls}
        self.plans = dict(_plans(rules, symbol))
        for predicate in self.joined:
            self.plans.setdefault(predicate, Plan())
        self.concluded = frozenset(self._concluded())

    def _read_chains(self, rules: Rules, symbol: Callable[[Term], Symbol]) -> None:
        self.firsts: dict[Symbol, list[tuple[Symbol, Symbol]]] = defaultdict(list)
        self.seconds: dict[Symbol, list[tuple[Symbol, Symbol]]] = defaultdict(list)
        for chain in rules.chains:
            first, second, conclusion = map(symbol, chain)
            self.firsts[first].append((second, conclusion))
            self.seconds[second].append((first, conclusion))

    def _read_restrictions(self, rules: Rules, symbol: Callable[[Term], Symbol]) -> None:
        self.wholes: dict[Symbol, list[tuple[Symbol, tuple[Symbol, ...]]]] = defaultdict(list)
        self.somes: dict[Symbol, list[tuple[Symbol | None, Symbol]]] = defaultdict(list)
        self.fillers: dict[Symbol, list[tuple[Symbol, Symbol]]] = defaultdict(list)
        self.alls: dict[Symbol, list[tuple[Symbol, Symbol]]] = defaultdict(list)
        self.needed_alls: dict[Symbol, list[tuple[Symbol, Symbol]]] = defaultdict(list)
        for whole, parts in rules.parts.items():
            for part in parts:
                self.wholes[symbol(part)].append((symbol(whole), tuple(map(symbol, parts))))
        for on, pairs in rules.somes.items():
            for some, name in pairs:
                filler = None if some is None else symbol(some)
                self.somes[symbol(on)].append((filler, symbol(name)))
                if filler is not None:
                    self.fillers[filler].append((symbol(on), symbol(name)))
        for name, every in rules.alls.items():
            for on, value in every:
                self.alls[symbol(name)].append((symbol(on), symbol(value)))
                self.needed_alls[symbol(on)].append((symbol(name), symbol(value)))

    def _concluded(self) -> Iterator[Symbol]:
        for plan in self.plans.values():
            yield from (*plan.above, *plan.inverses)
        for links in self.firsts.values():
            yield from (conclusion for _, conclusion in links)
        for filled in self.filled.values():
            yield from (on for on, _ in filled)

    def follow(
        self,
        triple: tuple[Symbol, Symbol, Symbol],
        facts: Facts[Symbol],
        conclude: Conclude[Symbol],
    ) -> None:
        """Pass every triple to ``conclude`` that follows from this one and the facts."""
        subject, predicate, object_ = triple
        plan = self.plans.get(predicate)
        if plan is None:
            return
        if predicate == self._type:
            self._follow_class(subject, object_, facts, conclude)
        for above in plan.above:
            conclude((subject, above, object_))
        for name in plan.domains:
            conclude((subject, self._type, name))
        for name in plan.ranges:
            conclude((object_, self._type, name))
        for inverse in plan.inverses:
            conclude((object_, inverse, subject))
        for name in plan.values.get(object_, ()):
            conclude((subject, self._type, name))
        if predicate in self.joined:
            self._join(triple, facts, conclude)

    def _follow_class(
        self, subject: Symbol, name: Symbol, facts: Facts[Symbol], conclude: Conclude[Symbol]
    ) -> None:
        kind = self._type
        for above in self.classes.get(name, ()):
            conclude((subject, kind, above))
        for on, value in self.filled.get(name, ()):
            conclude((subject, on, value))
        for whole, parts in self.wholes.get(name, ()):
            if all(facts.holds(subject, kind, part) for part in parts):
                conclude((subject, kind, whole))
        for on, restriction in self.fillers.get(name, ()):
            for holder in facts.subjects(on, subject):
                conclude((holder, kind, restriction))
        for on, filler in self.alls.get(name, ()):
            for value in facts.objects(on, subject):
                conclude((value, kind, filler))

    def _join(
        self,
        triple: tuple[Symbol, Symbol, Symbol],
        facts: Facts[Symbol],
        conclude: Conclude[Symbol],
    ) -> None:
        subject, predicate, object_ = triple
        kind = self._type
        for second, conclusion in self.firsts.get(predicate, ()):
            for end in facts.objects(second, object_):
                conclude((subject, conclusion, end))
        for first, conclusion in self.seconds.get(predicate, ()):
            for start in facts.subjects(first, subject):
                conclude((start, conclusion, object_))
        for filler, name in self.somes.get(predicate, ()):
            if filler is None or facts.holds(object_, kind, filler):
                conclude((subject, kind, name))
        for name, filler in self.needed_alls.get(predicate, ()):
            if facts.holds(subject, kind, name):
                conclude((object_, kind, filler))


def _plans(rules: Rules, symbol: Callable[[Term], Symbol]) -> Iterator[tuple[Symbol, Plan[Symbol]]]:
    values: dict[Term, dict[Symbol, tuple[Symbol, ...]]] = defaultdict(dict)
    for (on, value), names in rules.values.items():
        values[on][symbol(value)] = tuple(map(symbol, names))
    tables = (rules.properties, rules.domains, rules.ranges, rules.inverses, values)
    for on in dict.fromkeys([RDF.type, *(on for table in tables for on in table)]):
        above = _nearest(rules.properties.get(on, ()), rules.properties, on)
        yield (
            symbol(on),
            Plan(
                tuple(map(symbol, above)),
                tuple(map(symbol, _ends_of_its_own(on, rules.domains, rules))),
                tuple(map(symbol, _ends_of_its_own(on, rules.ranges, rules))),
                tuple(map(symbol, rules.inverses.get(on, ()))),
                values.get(on, {}),
            ),
        )


def _nearest(names: tuple[Term, ...], above: Closed, of: Term | None = None) -> tuple[Term, ...]:
    """Without those above another of them, to which that other leads.

    What equals ``of``, which the names are above, leads no further than ``of`` itself.
    """
    leading = [name for name in names if of is None or of not in above.get(name, ())]
    return tuple(
        name
        for name in names
        if not any(_strictly_above(name, other, above) for other in leading if other != name)
    )


def _ends_of_its_own(on: Term, ends: Closed, rules: Rules) -> tuple[Term, ...]:
    """The nearest domains or ranges, less those that a property above it has."""
    inherited = {
        name
        for other in rules.properties.get(on, ())
        if _strictly_above(other, on, rules.properties)
        for name in ends.get(other, ())
    }
    nearest = _nearest(ends.get(on, ()), rules.classes)
    return tuple(name for name in nearest if name not in inherited)


def _strictly_above(high: Term, low: Term, above: Closed) -> bool:
    return high in above.get(low, ()) and low not in above.get(high, ())
