"""Runs compiled rules over triples until nothing new follows.

Terms become small integers, each triple is looked at once, and only the properties that take part
in a rule with two premises are indexed: time grows with what is asserted and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..vocabulary import RDF
from .forward import Forward, Plan
from .rules import Rules
from .schema import Term, Triple

Numbered = tuple[int, int, int]


def closure(rules: Rules, triples: Iterable[Triple]) -> Iterator[ox.Triple]:
    """What follows from the triples and is not among them, in the order of its discovery.

    Literals are no subjects, and what is about a blank node or a class without a name is used
    and not told.
    """
    return _Worklist(rules).run(triples)


class _Numbers(dict[Term, int]):
    """Terms as integers, in the order in which they are first met."""

    def __init__(self) -> None:
        self.terms: list[Term] = []

    def __missing__(self, term: Term) -> int:
        number = self[term] = len(self.terms)
        self.terms.append(term)
        return number


class _Worklist:
    def __init__(self, rules: Rules) -> None:
        self._numbers = _Numbers()
        self._rules = Forward(rules, self._numbers.__getitem__)
        self._known: set[Numbered] = set()
        self._objects: dict[tuple[int, int], list[int]] = {}
        self._subjects: dict[tuple[int, int], list[int]] = {}

    def run(self, triples: Iterable[Triple]) -> Iterator[ox.Triple]:
        number, follow = self._numbers, self._rules.follow
        joined, plans, leading = self._rules.joined, self._rules.plans, self._rules.leading
        kind = number[RDF.type]
        if plans[kind] != Plan() or kind in joined:
            kind = -1  # to be of a class concludes something whatever the class
        asserted = {(number[s], number[p], number[o]) for s, p, o in triples}
        terms = number.terms
        literal = [isinstance(term, ox.Literal) for term in terms]
        blank = [isinstance(term, ox.BlankNode) for term in terms]
        self._known = known = asserted.copy()
        queue = [triple for triple in asserted if triple[1] in plans]

        def conclude(triple: Numbered) -> None:
            if triple not in known and not literal[triple[0]]:
                known.add(triple)
                queue.append(triple)

        while queue:
            subject, predicate, object_ = triple = queue.pop()
            if predicate in joined:
                self._index(*triple)
            if object_ in leading if predicate == kind else predicate in plans:
                follow(triple, self, conclude)
            hidden = blank[subject] or blank[predicate] or blank[object_]
            if not hidden and triple not in asserted:
                yield ox.Triple(terms[subject], terms[predicate], terms[object_])  # type: ignore[arg-type]

    def holds(self, subject: int, predicate: int, object_: int) -> bool:
        """Whether the triple is known, looked at or still waiting."""
        return (subject, predicate, object_) in self._known

    def objects(self, predicate: int, subject: int) -> Iterable[int]:
        """Of the triples looked at so far: a pair meets when the later one is."""
        return self._objects.get((predicate, subject), ())

    def subjects(self, predicate: int, object_: int) -> Iterable[int]:
        """As ``objects``."""
        return self._subjects.get((predicate, object_), ())

    def _index(self, subject: int, predicate: int, object_: int) -> None:
        self._objects.setdefault((predicate, subject), []).append(object_)
        self._subjects.setdefault((predicate, object_), []).append(subject)
