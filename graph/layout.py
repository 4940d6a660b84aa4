"""Where boxes go: near what they are tied to, and never on top of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_GAP = (0.45, 0.3)
_SPREAD = 2.6
_ROUNDS = 2000


class Place(NamedTuple):
    """A box's middle and its width and height, in inches."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Place) -> bool:
        """Whether the two boxes share any room."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


def arrange(
    sizes: Mapping[str, tuple[float, float]], ties: Iterable[tuple[str, str]]
) -> dict[str, Place]:
    """A place for each box, the same for the same boxes and ties; sizes in inches."""
    if not sizes:
        return {}
    keys = list(sizes)
    extents = np.array([sizes[key] for key in keys], dtype=np.float64)
    middles = _apart(_drawn_together(keys, extents, ties), extents)
    return {
        key: Place(round(float(x), 4), round(float(y), 4), float(width), float(height))
        for key, (x, y), (width, height) in zip(keys, middles, extents, strict=True)
    }


def _drawn_together(keys: list[str], extents: Array, ties: Iterable[tuple[str, str]]) -> Array:
    """Springs between tied boxes, over room enough for all of them; wider than high."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from(ties)
    distance = 1.6 / math.sqrt(len(keys))
    found = nx.spring_layout(graph, k=distance, iterations=300, seed=7)
    side = math.sqrt(float((extents + _GAP).prod(axis=1).sum()) * _SPREAD)
    return np.array([found[key] for key in keys], dtype=np.float64) * (side * 0.62, side * 0.42)


def _apart(middles: Array, extents: Array) -> Array:
    """Boxes that overlap pushed apart, each pair along the shorter way, until none does."""
    needed = (extents[:, None, :] + extents[None, :, :]) / 2 + _GAP
    for round_number in range(_ROUNDS):
        offsets = middles[:, None, :] - middles[None, :, :]
        lacking = needed - np.abs(offsets)
        clash = (lacking > 1e-3).all(axis=2)
        np.fill_diagonal(clash, False)
        if not clash.any():
            break
        middles = middles + _push(offsets, lacking, clash) * (0.5 if round_number < 200 else 0.9)
    return middles


def _push(offsets: Array, lacking: Array, clash: NDArray[np.bool_]) -> Array:
    count = len(offsets)
    earlier = np.sign(np.arange(count)[:, None] - np.arange(count)[None, :])[:, :, None]
    way = np.where(offsets == 0, earlier, np.sign(offsets))
    along = np.stack([lacking[:, :, 0] <= lacking[:, :, 1], lacking[:, :, 0] > lacking[:, :, 1]], 2)
    moves: Array = (way * lacking * along / 2 * clash[:, :, None]).sum(axis=1)
    return moves
