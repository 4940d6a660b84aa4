"""What follows differently once some graphs have changed: time in proportion to the change.

Triples that are stated no longer are followed forwards as long as no proof is left for what they
gave (``support``); then new ones are followed to what they give. The graph of inferences is as a
whole closure would make it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..store import Difference
from ..vocabulary import RDF
from .backward import Backward
from .forward import Forward
from .rules import Rules
from .schema import Term, Triple
from .stored import INFERRED, StoredFacts
from .support import Support

if TYPE_CHECKING:
    from ..store import Store

MOST_GRAPHS = 200
"""Changed graphs from which on a whole closure is made: for so many it is quicker, or soon is."""


class NotByChange(Exception):  # noqa: N818 - reads as what happened
    """A blank node takes part: only the whole closure knows what follows about it."""


@dataclass(slots=True)
class Changes:
    """The graphs that a build or retraction changes: what they state no longer, and what anew.

    ``fresh``: graphs all of which is new. ``everything``: there were too many to remember.
    """

    gone: set[Triple] = field(default_factory=set)
    new: dict[ox.NamedNode, set[Triple]] = field(default_factory=dict)
    fresh: set[ox.NamedNode] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.new or self.fresh)

    def add(self, name: ox.NamedNode) -> None:
        """A new graph is stored."""
        if self._remembers():
            self.fresh.add(name)

    def remove(self, store: Store, name: ox.NamedNode) -> None:
        """A graph is about to be taken out."""
        self.replace(name, Difference(set(store.graph(name)), set()))

    def replace(self, name: ox.NamedNode, difference: Difference) -> None:
        """A graph has become another."""
        if self._remembers():
            self.gone.update(map(_triple, difference.gone))
            self.new[name] = {_triple(quad) for quad in difference.new}

    def states_anew(self, quad: ox.Quad) -> bool:
        """Whether the quad came with the changes."""
        name = quad.graph_name
        if not isinstance(name, ox.NamedNode):
            return False
        return name in self.fresh or _triple(quad) in self.new.get(name, ())

    def net(
        self, store: Store, derived: Collection[ox.NamedNode]
    ) -> tuple[set[Triple], set[Triple]]:
        """What no graph states any more, and what none stated before, but for those derived."""

        def stands(triple: Triple) -> bool:
            return any(quad.graph_name not in derived for quad in _stating(store, triple))

        def stood(triple: Triple) -> bool:
            return any(
                quad.graph_name not in derived and not self.states_anew(quad)
                for quad in _stating(store, triple)
            )

        came = {_triple(quad) for name in self.fresh for quad in store.graph(name)}
        came.update(*self.new.values())
        gone = {triple for triple in self.gone if not stands(triple)}
        return gone, {triple for triple in came - self.gone if not stood(triple)}

    def _remembers(self) -> bool:
        if len(self.new) + len(self.fresh) >= MOST_GRAPHS:
            self.everything = True
            for kept in (self.gone, self.new, self.fresh):
                kept.clear()
        return not self.everything


class ChangedRules:
    """The rules for changes: read forwards and backwards over the terms of a store."""

    def __init__(self, rules: Rules) -> None:
        self.forward: Forward[Term] = Forward(rules, lambda term: term)
        self.backward = Backward(rules)


def infer_changes(store: Store, rules: ChangedRules, changes: Changes) -> None:
    """Bring ``graph/inferred`` up to date, given that it was before the changes.

    Raises NotByChange where the whole closure has to be made instead.
    """
    gone, new, told = _difference(store, rules, changes)
    lost = _lost(StoredFacts(store, rules.backward, gone), rules, gone)
    kept = [triple for triple in gone if triple not in lost]
    store.change(_quads([*lost, *told]), _quads(kept))
    found = _found(StoredFacts(store, rules.backward), rules, new)
    store.change((), _quads(found))


def _difference(
    store: Store, rules: ChangedRules, changes: Changes
) -> tuple[list[Triple], list[Triple], list[Triple]]:
    """Triples no longer stated; those that are new; those that were inferred and are now stated."""
    facts = StoredFacts(store, rules.backward)
    gone, came = changes.net(store, (INFERRED,))
    told = {triple for triple in came if facts.inferred(triple)}
    if any(isinstance(term, ox.BlankNode) for triple in (*gone, *came) for term in triple):
        raise NotByChange
    return list(gone), [triple for triple in came if triple not in told], list(told)


def _lost(facts: StoredFacts, rules: ChangedRules, gone: list[Triple]) -> set[Triple]:
    """What has no proof any more, of what was stated and of what was inferred."""
    support = Support(rules.backward, facts)
    lost: set[Triple] = set()
    seen = set(gone)
    waiting = list(gone)

    def conclude(triple: Triple) -> None:
        if triple not in seen and _about_a_thing(triple):
            seen.add(triple)
            waiting.append(triple)

    while waiting:
        triple = waiting.pop()
        if not support.proves(triple):
            lost.add(triple)
            rules.forward.follow(triple, facts, conclude)
    return lost


def _found(facts: StoredFacts, rules: ChangedRules, new: list[Triple]) -> list[Triple]:
    """What follows from the new triples and what was known, and was not known itself."""
    found: list[Triple] = []
    hidden: set[Triple] = set()
    waiting = list(new)

    def conclude(triple: Triple) -> None:
        if triple in hidden or not _about_a_thing(triple):
            return
        if _hidden(triple):
            hidden.add(triple)
        elif facts.holds(*triple):
            return
        else:
            found.append(triple)
        facts.add(triple)
        waiting.append(triple)

    while waiting:
        rules.forward.follow(waiting.pop(), facts, conclude)
    return found


def _about_a_thing(triple: Triple) -> bool:
    """Whether it can be concluded: a literal is no subject, and of blank nodes too little is known.

    Raises NotByChange at a blank node that stands for a thing rather than for a class or a link.
    """
    subject, predicate, object_ = triple
    of_class = predicate == RDF.type
    if isinstance(subject, ox.BlankNode) or (isinstance(object_, ox.BlankNode) and not of_class):
        raise NotByChange
    return not isinstance(subject, ox.Literal)


def _hidden(triple: Triple) -> bool:
    return isinstance(triple[1], ox.BlankNode) or isinstance(triple[2], ox.BlankNode)


def _stating(store: Store, triple: Triple) -> Iterable[ox.Quad]:
    return store.engine.quads_for_pattern(*triple)  # type: ignore[arg-type]


def _triple(quad: ox.Quad) -> Triple:
    return quad.subject, quad.predicate, quad.object  # type: ignore[return-value]


def _quads(triples: Iterable[Triple]) -> list[ox.Quad]:
    """The triples that the graph of inferences keeps."""
    return [
        ox.Quad(*triple, INFERRED)  # type: ignore[arg-type]
        for triple in triples
        if not _hidden(triple)
    ]
