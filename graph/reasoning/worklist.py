"""Runs compiled rules over triples until nothing new follows.

Terms become small integers. The pairs of a property, and the members of a class, are followed as
one set: what a hundred thousand claims conclude alike (``domains``, classes above) takes a few
operations on sets. Properties that no rule reads or concludes are passed over unread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count

import pyoxigraph as ox

from .. import collector
from ..vocabulary import RDF
from .forward import Forward, Plan
from .rules import Rules
from .schema import Term, Triple

Things = set[int]
Pairs = set[tuple[int, int]]


def closure(rules: Rules, triples: Iterable[Triple]) -> Iterator[Triple]:
    """What follows from the triples and is not among them, in the same order each time.

    Literals are no subjects, and what is about a blank node or a class without a name is used
    and not told.
    """
    with collector.paused():
        worklist = Worklist(rules)
        worklist.run(triples)
    return worklist.told()


class Worklist:
    """What is known of each property and class, what of it is new, and what was not stated.

    Known is also what still waits; ``_objects`` and ``_subjects`` have what was looked at, so a
    pair of premises meets when the later one is.
    """

    def __init__(self, rules: Rules) -> None:
        self._numbers: dict[Term, int] = defaultdict(count().__next__)
        self._rules = Forward(rules, self._numbers.__getitem__)
        self._type = kind = self._numbers[RDF.type]
        self._reads_types = self._rules.plans[kind] != Plan() or kind in self._rules.joined
        self._literals: Things = set()
        self._pairs: dict[int, Pairs] = defaultdict(set)
        self._members: dict[int, Things] = defaultdict(set)
        self._new_pairs: dict[int, Pairs] = {}
        self._new_members: dict[int, Things] = {}
        self._found_pairs: dict[int, list[Pairs]] = defaultdict(list)
        self._found_members: dict[int, list[Things]] = defaultdict(list)
        self._objects: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._subjects: dict[tuple[int, int], list[int]] = defaultdict(list)

    def run(self, triples: Iterable[Triple]) -> None:
        """Follow the triples, and what follows from them, to the end."""
        self._read(triples)
        while self._new_pairs or self._new_members:
            while self._new_pairs:
                self.follow_pairs(*self._new_pairs.popitem())
            if self._new_members:
                self._follow_members(*self._new_members.popitem())

    def told(self) -> Iterator[Triple]:
        """What was found, but for what has no name."""
        terms = list(self._numbers)
        blank = {place for place, term in enumerate(terms) if isinstance(term, ox.BlankNode)}
        kind = terms[self._type]
        for name, members in self._found_members.items():
            if name not in blank:
                for member in chain.from_iterable(members):
                    if member not in blank:
                        yield terms[member], kind, terms[name]
        for predicate, pairs in self._found_pairs.items():
            if predicate not in blank:
                for subject, object_ in chain.from_iterable(pairs):
                    if subject not in blank and object_ not in blank:
                        yield terms[subject], terms[predicate], terms[object_]

    def _read(self, triples: Iterable[Triple]) -> None:
        number = self._numbers
        plans, concluded = self._rules.plans, self._rules.concluded
        stated: dict[Term, Callable[[tuple[int, int]], None]] = {
            term: self._pairs[place].add
            for term, place in number.items()
            if place in plans or place in concluded
        }
        for subject, predicate, object_ in triples:
            add = stated.get(predicate)
            if add is not None:
                add((number[subject], number[object_]))
        self._literals.update(n for term, n in number.items() if isinstance(term, ox.Literal))
        for subject_, name in self._pairs.pop(self._type, ()):
            self._members[name].add(subject_)
        self._new_members = {name: things.copy() for name, things in self._members.items()}
        self._new_pairs = {on: pairs.copy() for on, pairs in self._pairs.items() if pairs}

    def _relate(self, predicate: int, pairs: Pairs) -> None:
        """Conclude that the pairs are of the property."""
        if predicate == self._type:
            for subject, name in pairs:
                self._classify(name, {subject})
            return
        known = self._pairs[predicate]
        fresh = pairs - known
        if fresh:
            known |= fresh
            self._found_pairs[predicate].append(fresh)
            self._new_pairs.setdefault(predicate, set()).update(fresh)

    def _classify(self, name: int, things: Things) -> None:
        """Conclude that the things, none a literal, are of the class."""
        known = self._members[name]
        fresh = things - known
        if fresh:
            known |= fresh
            self._found_members[name].append(fresh)
            self._new_members.setdefault(name, set()).update(fresh)

    def follow_pairs(self, predicate: int, pairs: Pairs) -> None:
        """Conclude what pairs of a property do, however many, in a few steps."""
        plan = self._rules.plans.get(predicate)
        if plan is None:
            return
        for above in plan.above:
            self._relate(above, pairs)
        if plan.domains:
            subjects = {subject for subject, _ in pairs}
            for name in plan.domains:
                self._classify(name, subjects)
        if plan.ranges:
            objects = {object_ for _, object_ in pairs} - self._literals
            for name in plan.ranges:
                self._classify(name, objects)
        if plan.inverses:
            turned = {(o, s) for s, o in pairs if o not in self._literals}
            for inverse in plan.inverses:
                self._relate(inverse, turned)
        for value, names in plan.values.items():
            having = {subject for subject, object_ in pairs if object_ == value}
            for name in names:
                self._classify(name, having)
        if predicate in self._rules.joined:
            self._join(predicate, pairs)

    def _join(self, predicate: int, pairs: Pairs) -> None:
        for subject, object_ in pairs:
            self._objects[predicate, subject].append(object_)
            self._subjects[predicate, object_].append(subject)
        nothing: list[int] = []
        for second, conclusion in self._rules.firsts.get(predicate, ()):
            ends = self._objects.get
            reached = {(s, end) for s, o in pairs for end in ends((second, o), nothing)}
            self._relate(conclusion, reached)
        for first, conclusion in self._rules.seconds.get(predicate, ()):
            starts = self._subjects.get
            reached = {(start, o) for s, o in pairs for start in starts((first, s), nothing)}
            self._relate(conclusion, reached)
        for filler, name in self._rules.somes.get(predicate, ()):
            of_class = self._members[filler] if filler is not None else None
            having = {s for s, o in pairs if of_class is None or o in of_class}
            self._classify(name, having)
        for name, filler in self._rules.needed_alls.get(predicate, ()):
            holders = self._members[name]
            values = {o for s, o in pairs if s in holders}
            self._classify(filler, values - self._literals)

    def _follow_members(self, name: int, things: Things) -> None:
        rules = self._rules
        if self._reads_types:
            self.follow_pairs(self._type, {(thing, name) for thing in things})
        for above in rules.classes.get(name, ()):
            self._classify(above, things)
        for on, value in rules.filled.get(name, ()):
            self._relate(on, {(thing, value) for thing in things})
        for whole, parts in rules.wholes.get(name, ()):
            self._classify(whole, things.intersection(*(self._members[part] for part in parts)))
        for on, restriction in rules.fillers.get(name, ()):
            having = (self._subjects.get((on, thing), ()) for thing in things)
            self._classify(restriction, set(chain.from_iterable(having)))
        for on, filler in rules.alls.get(name, ()):
            values = (self._objects.get((on, thing), ()) for thing in things)
            self._classify(filler, set(chain.from_iterable(values)) - self._literals)
