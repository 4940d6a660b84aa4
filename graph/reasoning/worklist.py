"""Runs compiled rules over triples until nothing new follows.

Terms become small integers, each triple is looked at once, and only the properties that take part
in a rule with two premises are indexed: time grows with what is asserted and what follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from .rules import Rules
from .schema import Term

Triple = tuple[int, int, int]
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def closure(rules: Rules, triples: Iterable[tuple[Term, Term, Term]]) -> Iterator[ox.Triple]:
    """What follows from the triples and is not among them, in the order of its discovery."""
    return _Worklist(rules).run(triples)


class _Numbers:
    """Terms as integers; only named nodes may stand in conclusions that leave the worklist."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._number: dict[Term, int] = {}

    def __getitem__(self, term: Term) -> int:
        number = self._number.get(term)
        if number is None:
            number = self._number[term] = len(self.terms)
            self.terms.append(term)
        return number


class _Worklist:
    def __init__(self, rules: Rules) -> None:
        self.numbers = number = _Numbers()
        self.type = number[RDF_TYPE]

        def table(of: dict[Term, tuple[Term, ...]]) -> dict[int, tuple[int, ...]]:
            return {number[key]: tuple(number[value] for value in of[key]) for key in of}

        self.classes = table(rules.classes)
        self.properties = table(rules.properties)
        self.domains = table(rules.domains)
        self.ranges = table(rules.ranges)
        self.inverses = table(rules.inverses)
        self.values = {
            (number[on], number[value]): tuple(number[name] for name in names)
            for (on, value), names in rules.values.items()
        }
        self.filled = {
            number[name]: tuple((number[on], number[value]) for on, value in pairs)
            for name, pairs in rules.filled.items()
        }
        self.somes = {
            number[on]: tuple((None if f is None else number[f], number[name]) for f, name in pairs)
            for on, pairs in rules.somes.items()
        }
        self.alls = {
            number[name]: tuple((number[on], number[filler]) for on, filler in pairs)
            for name, pairs in rules.alls.items()
        }
        self._compile_joins(rules)
        self.objects: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.subjects: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))

    def _compile_joins(self, rules: Rules) -> None:
        number = self.numbers
        self.firsts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.seconds: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for first, second, conclusion in rules.chains:
            self.firsts[number[first]].append((number[second], number[conclusion]))
            self.seconds[number[second]].append((number[first], number[conclusion]))
        self.wholes: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for whole, parts in rules.parts.items():
            numbered = tuple(number[part] for part in parts)
            for part in numbered:
                self.wholes[part].append((number[whole], numbered))
        self.fillers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for on, pairs in self.somes.items():
            for filler, name in pairs:
                if filler is not None:
                    self.fillers[filler].append((on, name))
        self.needed_alls: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for name, pairs in self.alls.items():
            for on, filler in pairs:
                self.needed_alls[on].append((name, filler))
        self.joined = {*self.firsts, *self.seconds, *self.somes, *self.needed_alls}

    def run(self, triples: Iterable[tuple[Term, Term, Term]]) -> Iterator[ox.Triple]:
        number = self.numbers
        asserted = {(number[s], number[p], number[o]) for s, p, o in triples}
        self.known: set[Triple] = set(asserted)
        self.queue: list[Triple] = list(asserted)
        self.is_literal = [isinstance(term, ox.Literal) for term in number.terms]
        while self.queue:
            triple = self.queue.pop()
            if triple not in asserted:
                yield from self._leaving(triple)
            self._follow(*triple)

    def _leaving(self, triple: Triple) -> Iterator[ox.Triple]:
        subject, predicate, object_ = (self.numbers.terms[number] for number in triple)
        if isinstance(object_, ox.BlankNode) or not isinstance(predicate, ox.NamedNode):
            return
        if isinstance(subject, ox.NamedNode):
            yield ox.Triple(subject, predicate, object_)

    def _conclude(self, subject: int, predicate: int, object_: int) -> None:
        triple = (subject, predicate, object_)
        if triple not in self.known and not self.is_literal[subject]:
            self.known.add(triple)
            self.queue.append(triple)

    def _follow(self, subject: int, predicate: int, object_: int) -> None:
        conclude = self._conclude
        if predicate == self.type:
            self._follow_class(subject, object_)
        for above in self.properties.get(predicate, ()):
            conclude(subject, above, object_)
        for name in self.domains.get(predicate, ()):
            conclude(subject, self.type, name)
        for name in self.ranges.get(predicate, ()):
            conclude(object_, self.type, name)
        for inverse in self.inverses.get(predicate, ()):
            conclude(object_, inverse, subject)
        for name in self.values.get((predicate, object_), ()):
            conclude(subject, self.type, name)
        if predicate in self.joined:
            self._join(subject, predicate, object_)

    def _follow_class(self, subject: int, name: int) -> None:
        conclude = self._conclude
        for above in self.classes.get(name, ()):
            conclude(subject, self.type, above)
        for on, value in self.filled.get(name, ()):
            conclude(subject, on, value)
        for whole, parts in self.wholes.get(name, ()):
            if all((subject, self.type, part) in self.known for part in parts):
                conclude(subject, self.type, whole)
        for on, restriction in self.fillers.get(name, ()):
            for holder in self.subjects[on].get(subject, ()):
                conclude(holder, self.type, restriction)
        for on, filler in self.alls.get(name, ()):
            for value in self.objects[on].get(subject, ()):
                conclude(value, self.type, filler)

    def _join(self, subject: int, predicate: int, object_: int) -> None:
        conclude = self._conclude
        self.objects[predicate][subject].append(object_)
        self.subjects[predicate][object_].append(subject)
        for second, conclusion in self.firsts.get(predicate, ()):
            for end in tuple(self.objects[second].get(object_, ())):
                conclude(subject, conclusion, end)
        for first, conclusion in self.seconds.get(predicate, ()):
            for start in tuple(self.subjects[first].get(subject, ())):
                conclude(start, conclusion, object_)
        for filler, name in self.somes.get(predicate, ()):
            if filler is None or (object_, self.type, filler) in self.known:
                conclude(subject, self.type, name)
        for name, filler in self.needed_alls.get(predicate, ()):
            if (subject, self.type, name) in self.known:
                conclude(object_, self.type, filler)
