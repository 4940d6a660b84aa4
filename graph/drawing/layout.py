"""Where boxes go: near what they are tied to, and never on top of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_GAP = (1.05, 0.48)
_SPREAD = 1.2
_ROUNDS = 2000
_TOUCH = 1e-3
_SPRINGS = 100
_FAR = 1e9
_TRIES, _CLEAR, _FEW = 12, 2, 40


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

    def crossed_by(self, one: Place, other: Place) -> bool:
        """Whether the line between the middles of two boxes runs over this one."""
        first, last = 0.0, 1.0
        for start, way, middle, half in (
            (one.x, other.x - one.x, self.x, self.width / 2),
            (one.y, other.y - one.y, self.y, self.height / 2),
        ):
            if way == 0:
                if abs(start - middle) >= half:
                    return False
                continue
            ends = sorted(((middle - half - start) / way, (middle + half - start) / way))
            first, last = max(first, ends[0]), min(last, ends[1])
        return first < last


def arrange(
    sizes: Mapping[str, tuple[float, float]], ties: Iterable[tuple[str, str]]
) -> dict[str, Place]:
    """A place for each box, the same for the same boxes and ties; sizes in inches.

    What is not tied together is laid out by itself, in rows, the largest group first.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sizes)
    graph.add_edges_from(ties)
    groups = [
        _group(graph.subgraph(sorted(part)), sizes) for part in nx.connected_components(graph)
    ]
    return _in_rows(sorted(groups, key=lambda group: (-_extent(group)[3], min(group))))


def _group(graph: nx.Graph[str], sizes: Mapping[str, tuple[float, float]]) -> dict[str, Place]:
    """The clearest of a few layouts: that with fewest lines across boxes and each other.

    When some have none at all, no more are tried.
    """
    keys = sorted(graph)
    ties = sorted((min(tie), max(tie)) for tie in graph.edges)
    extents = np.array([sizes[key] for key in keys], dtype=np.float64)
    tried: list[tuple[tuple[int, float], dict[str, Place]]] = []
    tries = _TRIES if 3 < len(keys) <= _FEW else 1
    for seed in range(tries):
        middles = _apart(_drawn_together(keys, ties, extents, seed), extents)
        places = {
            key: Place(round(float(x), 4), round(float(y), 4), float(width), float(height))
            for key, (x, y), (width, height) in zip(keys, middles, extents, strict=True)
        }
        if tries == 1:
            return places
        tried.append((_tangle(places, ties), places))
        if sum(tangled == 0 for (tangled, _), _ in tried) >= _CLEAR:
            break
    return min(tried, key=lambda each: each[0])[1]


def _tangle(places: Mapping[str, Place], ties: Sequence[tuple[str, str]]) -> tuple[int, float]:
    """How hard a layout is to read: lines across foreign boxes or each other, then its room."""
    across = sum(
        places[key].crossed_by(places[one], places[other])
        for one, other in ties
        for key in places
        if key not in (one, other)
    )
    crossings = sum(
        _cross(places[a], places[b], places[c], places[d])
        for (a, b), (c, d) in combinations(ties, 2)
        if len({a, b, c, d}) == 4
    )
    _, _, width, height = _extent(places)
    return 3 * across + crossings, width * height


def _cross(a: Place, b: Place, c: Place, d: Place) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: Place, b: Place, c: Place) -> bool:
    return (b.x - a.x) * (c.y - a.y) > (b.y - a.y) * (c.x - a.x)


def _extent(group: Mapping[str, Place]) -> tuple[float, float, float, float]:
    """Left, top, width and height of all places of a group, with room around them."""
    left = min(place.x - place.width / 2 for place in group.values()) - _GAP[0] / 2
    right = max(place.x + place.width / 2 for place in group.values()) + _GAP[0] / 2
    low = min(place.y - place.height / 2 for place in group.values()) - _GAP[1] / 2
    top = max(place.y + place.height / 2 for place in group.values()) + _GAP[1] / 2
    return left, top, right - left, top - low


def _in_rows(groups: Sequence[dict[str, Place]]) -> dict[str, Place]:
    """Groups side by side in rows about half as wide again as all rows are high."""
    extents = [_extent(group) for group in groups]
    room = sum(width * height for _, _, width, height in extents)
    widest = max([math.sqrt(room * 1.6), *(width for _, _, width, _ in extents)], default=0.0)
    placed: dict[str, Place] = {}
    x = y = row = 0.0
    for group, (left, top, width, height) in zip(groups, extents, strict=True):
        if x > 0 and x + width > widest:
            x, y, row = 0.0, y - row, 0.0
        for key, place in group.items():
            placed[key] = place._replace(x=place.x - left + x, y=place.y - top + y)
        x, row = x + width, max(row, height)
    return placed


def _drawn_together(
    keys: list[str], ties: Sequence[tuple[str, str]], extents: Array, seed: int
) -> Array:
    """Springs between tied boxes, over room enough for all of them; wider than high."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from(ties)
    found = nx.spring_layout(graph, k=1.6 / math.sqrt(len(keys)), iterations=_SPRINGS, seed=seed)
    side = math.sqrt(float((extents + _GAP).prod(axis=1).sum()) * _SPREAD)
    return np.array([found[key] for key in keys], dtype=np.float64) * (side * 0.62, side * 0.42)


def _apart(middles: Array, extents: Array) -> Array:
    """Boxes that overlap pushed apart, each pair along the shorter way, until none does."""
    places = np.arange(len(middles))
    earlier: Array = np.sign(places[:, None] - places).astype(np.float64)
    needed: list[Array] = [
        (of[:, None] + of) / 2 + gap for of, gap in zip(extents.T, _GAP, strict=True)
    ]
    for each in needed:  # none overlaps itself
        np.fill_diagonal(each, -_FAR)
    across, down = np.array(middles.T)
    for _ in range(_ROUNDS):
        offsets: list[Array] = [at[:, None] - at for at in (across, down)]
        wide, high = (need - np.abs(offset) for need, offset in zip(needed, offsets, strict=True))
        clash: NDArray[np.bool_] = (wide > _TOUCH) & (high > _TOUCH)
        asking = clash.sum(axis=1)
        if not asking.any():
            break
        sideways = wide <= high
        # The mean of what its neighbours ask for: their sum would fling a box out of a crowd.
        share: Array = 0.6 / np.maximum(asking, 1)
        across = across + _push(offsets[0], wide, clash & sideways, earlier) * share
        down = down + _push(offsets[1], high, clash & ~sideways, earlier) * share
    return np.column_stack([across, down])


def _push(offset: Array, lacking: Array, clash: NDArray[np.bool_], earlier: Array) -> Array:
    """How far each box is asked to move one way; of two in one place the later goes on."""
    way: Array = np.where(offset == 0, earlier, np.sign(offset))
    asked: Array = np.where(clash, way * lacking, 0.0).sum(axis=1)
    return asked
