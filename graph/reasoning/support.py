"""Whether a triple still follows from what is stated: the backward half of forgetting.

A triple is given up only when no proof of it is left, so that what has many reasons is not taken
out and put back (the backward/forward algorithm of Motik, Nenov, Piro and Horrocks, 2015).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .backward import Backward, Instance
from .schema import Triple
from .stored import StoredFacts


class Support:
    """Looks for proofs from what is stated now, among triples that held before.

    What it has proved, and what it found to have no proof, is remembered.
    """

    def __init__(self, rules: Backward, facts: StoredFacts) -> None:
        self.rules = rules
        self.facts = facts
        self.proved: set[Triple] = set()
        self.refuted: set[Triple] = set()  # and some that have been proved since

    def proves(self, goal: Triple) -> bool:
        """Whether there is a proof that doesn't go in a circle."""
        known = self.at_once(goal)
        if known is None:
            search = _Search(self)
            known = search.proves(goal)
            if not known:
                self.refuted |= search.entered
        return known

    def at_once(self, triple: Triple) -> bool | None:
        """Whether it is stated or proved, or can't be; ``None`` where that takes a search."""
        if triple in self.proved:
            return True
        if triple in self.refuted:
            return False
        if self.facts.asserted(triple):
            self.proved.add(triple)
            return True
        return None if self.facts.holds(*triple) else False


class _Search:
    """One search: depth first, as far as needed, each triple entered once.

    An instance of a rule waits for its open premises; the last one proved proves its conclusion.
    """

    def __init__(self, support: Support) -> None:
        self._support = support
        self._waiting: dict[Triple, list[tuple[Triple, set[Triple]]]] = defaultdict(list)
        self.entered: set[Triple] = set()

    def proves(self, goal: Triple) -> bool:
        proved = self._support.proved
        stack = [(goal, self._instances(goal))]
        while stack and goal not in proved:
            triple, instances = stack[-1]
            instance = None if triple in proved else next(instances, None)
            if instance is None:
                stack.pop()
            elif (pending := self._pending(instance)) is not None:
                self._await(triple, pending)
                fresh = pending - self.entered
                stack += [(premise, self._instances(premise)) for premise in fresh]
        return goal in proved

    def _instances(self, triple: Triple) -> Iterator[Instance]:
        self.entered.add(triple)
        return self._support.rules.instances(triple, self._support.facts)

    def _pending(self, instance: Instance) -> set[Triple] | None:
        """The premises without a proof so far; ``None`` where one can have none."""
        pending: set[Triple] = set()
        for premise in instance.premises:
            if premise in self._support.proved:
                continue
            if premise not in self.entered:
                known = self._support.at_once(premise)
                if known is False:
                    return None
                if known:
                    continue
            pending.add(premise)
        return pending

    def _await(self, conclusion: Triple, pending: set[Triple]) -> None:
        for premise in pending:
            self._waiting[premise].append((conclusion, pending))
        proved = [] if pending else [conclusion]
        while proved:
            triple = proved.pop()
            self._support.proved.add(triple)
            for waiting, others in self._waiting.pop(triple, ()):
                others.discard(triple)
                if not others:
                    proved.append(waiting)
