"""The proof of a triple: rules of OWL 2 RL from the triple down to what sources state.

Of several proofs the lowest is taken, of these the one with the fewest steps: a proof of least
height never needs its own conclusion, so no cycle is ever walked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from .. import identifiers
from ..reasoning.backward import Instance
from ..reasoning.schema import Term, Triple
from ..store import Store
from .axioms import Axiom, Knowledge, knowledge

INFERRED = identifiers.graph("inferred")
MOST_MATCHES = 1000
"""Triples that fit one premise, at most, that are tried."""

HIGHEST = 12
MOST_LOOKED_AT = 20_000
"""Where a search without success ends: rules upon rules, triples looked at."""


@dataclass(frozen=True, slots=True)
class Step:
    """A triple and what gives it: a rule with its premises and axioms; a source, without a rule."""

    triple: Triple
    rule: str | None = None
    premises: tuple[Step, ...] = ()
    axioms: tuple[Axiom, ...] = ()

    @property
    def size(self) -> int:
        """How many uses of rules there are in it."""
        return bool(self.rule) + sum(step.size for step in self.premises)

    def leaves(self) -> Iterator[Step]:
        """The stated triples that it rests on, from left to right, each once."""
        seen: dict[Triple, Step] = {}
        waiting: list[Step] = [self]
        while waiting:
            step = waiting.pop()
            if step.rule is None:
                seen.setdefault(step.triple, step)
            waiting.extend(reversed(step.premises))
        yield from seen.values()


class StoredWorld:
    """The triples of a store: stated in a graph of a source, or in ``graph/inferred``."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def asserted(self, triple: Triple) -> bool:
        """Whether a graph other than that of the inferences has it."""
        return any(quad.graph_name != INFERRED for quad in self._quads(*triple))

    def holds(self, triple: Triple) -> bool:
        """Whether any graph has it."""
        return next(iter(self._quads(*triple)), None) is not None

    def matching(self, subject: Term | None, predicate: Term, object_: Term | None) -> list[Triple]:
        """The triples that fit, stated ones first, each once, in the order of their words."""
        ranks: dict[Triple, bool] = {}
        for quad in islice(self._quads(subject, predicate, object_), MOST_MATCHES):
            triple: Triple = (quad.subject, quad.predicate, quad.object)  # type: ignore[assignment]
            inferred = quad.graph_name == INFERRED
            ranks[triple] = ranks.get(triple, True) and inferred
        return sorted(ranks, key=lambda triple: (ranks[triple], *map(str, triple)))

    def _quads(
        self, subject: Term | None, predicate: Term | None, object_: Term | None
    ) -> Iterator[ox.Quad]:
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            return iter(())
        return self._engine.quads_for_pattern(subject, predicate, object_)


def prove(store: Store, triple: Triple, known: Knowledge | None = None) -> Step | None:
    """The shortest proof of a triple that the store holds; ``None`` where there is none.

    ``known``: the rules to use, those of our ontology unless given.
    """
    world = StoredWorld(store)
    if world.asserted(triple):
        return Step(triple)
    known = known or knowledge()
    if world.holds(triple):
        return _Search(world, known).prove(triple)
    axiom = known.axioms.schema_axiom(*triple)
    return Step(triple, axiom.rule, (), axiom.premises) if axiom else None


class _Search:
    """Looks for proofs of growing height and keeps what it finds for each triple and height."""

    def __init__(self, world: StoredWorld, known: Knowledge) -> None:
        self._world = world
        self._known = known
        self._instances: dict[Triple, tuple[Instance, ...]] = {}
        self._found: dict[tuple[Triple, int], Step | None] = {}

    def prove(self, triple: Triple) -> Step | None:
        for height in range(HIGHEST + 1):
            found = self._within(triple, height)
            if found is not None or len(self._instances) > MOST_LOOKED_AT:
                return found
        return None

    def _within(self, triple: Triple, height: int) -> Step | None:
        key = (triple, height)
        if key not in self._found:
            self._found[key] = self._look(triple, height)
        return self._found[key]

    def _look(self, triple: Triple, height: int) -> Step | None:
        if self._world.asserted(triple):
            return Step(triple)
        if not height or not (_passing(triple) or self._world.holds(triple)):
            return None
        best: Step | None = None
        for instance in self._concluding(triple):
            premises = self._premises(instance, height - 1, best)
            if premises is not None:
                rule, axioms = self._known.axioms.of(instance)
                best = Step(triple, rule, premises, axioms)
        return best

    def _premises(
        self, instance: Instance, height: int, best: Step | None
    ) -> tuple[Step, ...] | None:
        """Proofs of all premises, if together they are shorter than the best so far."""
        proofs: list[Step] = []
        for premise in instance.premises:
            proof = self._within(premise, height)
            if proof is None:
                return None
            proofs.append(proof)
        if best is not None and 1 + sum(proof.size for proof in proofs) >= best.size:
            return None
        return tuple(proofs)

    def _concluding(self, triple: Triple) -> tuple[Instance, ...]:
        if triple not in self._instances:
            found = self._known.rules.instances(triple, self._world)
            self._instances[triple] = tuple(sorted(found, key=self._order))
        return self._instances[triple]

    def _order(self, instance: Instance) -> tuple[str, ...]:
        """By words: the ids of blank nodes differ from run to run."""
        name = self._known.axioms.words
        terms = (term for premise in instance.premises for term in premise)
        return instance.rule, *map(name, terms)


def _passing(triple: Triple) -> bool:
    """Whether it is of a class without a name, which proofs pass through and no graph keeps."""
    return isinstance(triple[2], ox.BlankNode)
