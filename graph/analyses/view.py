"""The network as analyses look at it: ties of some kinds and of a time, and what they are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any, TypeVar

import pyoxigraph as ox

from ..folding import Edge, edges, first_day, known_as, last_day
from ..network import kinds_of, labels_of
from ..store import Store
from ..vocabulary import PREFIXES
from .answers import Thing

Kept = TypeVar("Kept")

BETWEEN = ("inspected", "operates", "leads", "works for", "spoke about")
"""The kinds of ties between two entities; ratings and enforcement stay with whom they met."""

_MANY = 2_000


class View:
    """What analyses ask of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: dict[tuple[object, ...], Any] = {}

    def once(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """What is made for the key, once: a table and its drawing rest on the same."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: Kept = self._kept[key]
        return kept

    def ties(
        self, kinds: Collection[str] = BETWEEN, since: str = "", until: str = ""
    ) -> list[Edge]:
        """The ties of these kinds in a span of days; one without a date is of no span."""
        found = edges(self.store, kinds=kinds)
        if not since and not until:
            return found
        return [edge for edge in found if within(edge.start, edge.end, since, until)]

    def known(self, term: ox.NamedNode) -> str:
        """The IRI by which a person, organisation or site is known, whatever IRI articles have."""
        return self._known.get(term.value, term.value)

    @cached_property
    def _known(self) -> dict[str, str]:
        return known_as(self.store)

    def things(self, iris: Iterable[str]) -> dict[str, Thing]:
        """IRI → thing with its label and its kind."""
        wanted = sorted(set(iris))
        labels, kinds = labels_of(self.store, wanted), kinds_of(self.store, wanted)
        return {iri: Thing(labels[iri], iri, kinds[iri]) for iri in wanted}

    def sentences(self, claims: Iterable[str]) -> dict[str, str]:
        """Claim → the sentences it rests on, in the order of the text."""
        wanted = sorted(set(claims))
        found: dict[str, dict[int, str]] = {}
        for at in range(0, len(wanted), _MANY):
            values = " ".join(f"<{claim}>" for claim in wanted[at : at + _MANY])
            for row in self.rows(f"""SELECT DISTINCT ?claim ?start ?words {{
                VALUES ?claim {{ {values} }}
                ?claim cg:evidence ?evidence .
                ?evidence cg:sentence ?words ; oa:start ?start }}"""):
                places = found.setdefault(row["claim"].value, {})
                places[int(row["start"].value)] = " ".join(row["words"].value.split())
        return {
            claim: " … ".join(dict.fromkeys(_in_order(places))) for claim, places in found.items()
        }

    def rows(self, query: str) -> list[ox.QuerySolution]:
        """The solutions of a SELECT over all graphs, our prefixes known."""
        solutions = self.store.query(query, prefixes=PREFIXES)
        assert isinstance(solutions, ox.QuerySolutions)
        return list(solutions)


def _in_order(places: dict[int, str]) -> list[str]:
    return [places[start] for start in sorted(places)]


def within(start: str, end: str, since: str, until: str) -> bool:
    """Whether what is dated from ``start`` to ``end`` (cut ISO 8601) meets the span of days."""
    begun, over = first_day(start), last_day(end or start)
    return bool(begun) and begun <= (until or "9999-12-31") and over >= (since or "")
