"""The graphs known before any article: ontology, reference tables, official register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    changed = [
        store.replace_graph(identifiers.graph(name), quads()) for name, quads in GRAPHS.items()
    ]
    return any(changed)
