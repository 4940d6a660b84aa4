"""The graphs known before any article: ontology, reference tables, official register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from .. import identifiers
from .concepts import ontology_quads
from .register import register_quads
from .tables import reference_quads

if TYPE_CHECKING:
    from ..store import Store

__all__ = ["GRAPHS", "load_background", "ontology_quads", "reference_quads", "register_quads"]

GRAPHS: dict[str, Callable[[], Iterator[Quad]]] = {
    "ontology": ontology_quads,
    "reference": reference_quads,
    "register": register_quads,
}
"""The name of each graph and what makes it: the same quads in the same order each time."""


def load_background(store: Store) -> bool:
    """Bring the three graphs up to date, without writing one that is so already; was any not?"""
    return any([_load(store, name) for name in GRAPHS])


def _load(store: Store, name: str) -> bool:
    graph = identifiers.graph(name)
    if store.has_graph(graph):
        return bool(store.replace_graph(graph, _quads(name)))
    store.refill_graph(graph, _quads(name))
    return True


@cache
def _quads(name: str) -> tuple[Quad, ...]:
    """The graph's quads, kept: a process that builds often makes them once."""
    return tuple(GRAPHS[name]())
