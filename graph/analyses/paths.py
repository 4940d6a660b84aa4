"""How two entities hang together: the shortest chain of ties, each with its sentence."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ..folding import COMMISSION, Edge
from .answers import Answer, Row
from .values import Values
from .view import View

if TYPE_CHECKING:
    import networkx as nx

COLUMNS = (
    "step",
    "one",
    "tie",
    "other",
    "said_as",
    "start",
    "end",
    "sentence",
    "others",
    "article",
    "claim",
)
_START, _END = "start", "end"
"""Nodes before all that the one name stands for, and after all that the other does."""
_DETOUR = 4.0
"""A way through the Commission, which inspects all, counts as so many more steps."""
_UNSURE = 0.1
"""What a tie of no confidence costs beyond its step: of two ways as long, the surer is taken."""


def path(view: View, values: Values) -> Answer:
    """The ties from one entity to another, in order; a name of several stands for the nearest."""
    starts, ends = values.things("from") or frozenset(), values.things("to") or frozenset()
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in view.ties(since=values.text("since"), until=values.text("until")):
        if edge.source != edge.target:
            between[_pair(edge.source, edge.target)].append(edge)
    if starts & ends:
        return Answer(COLUMNS, (), ("one", "other"), ("both names stand for the same",))
    nodes = shortest_way(between, starts, ends)
    if nodes is None:
        told = "no chain of ties leads from one to the other; co-mentions tells what names both"
        return Answer(COLUMNS, (), ("one", "other"), (told,))
    steps = [
        (one, other, surest_first(between[_pair(one, other)])) for one, other in pairwise(nodes)
    ]
    return _answer(view, steps)


def shortest_way(
    between: dict[tuple[str, str], list[Edge]], starts: frozenset[str], ends: frozenset[str]
) -> list[str] | None:
    """The entities along the cheapest way from any start to any end."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for (one, other), ties in sorted(between.items()):
        cost = 1 + _UNSURE * (1 - max(edge.confidence for edge in ties))
        for source, target in ((one, other), (other, one)):
            detour = _DETOUR if target == COMMISSION and target not in ends else 0
            graph.add_edge(source, target, cost=cost + detour)
    graph.add_edges_from([(_START, start) for start in sorted(starts & set(graph))], cost=0)
    graph.add_edges_from([(end, _END) for end in sorted(ends & set(graph))], cost=0)
    if _START not in graph or _END not in graph or not nx.has_path(graph, _START, _END):
        return None
    return nx.dijkstra_path(graph, _START, _END, weight="cost")[1:-1]


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def surest_first(ties: list[Edge]) -> list[Edge]:
    """Ties between two, the surest first; of equals the latest."""
    ordered = sorted(ties, key=Edge.order)
    ordered.sort(key=lambda edge: edge.end or edge.start, reverse=True)
    ordered.sort(key=lambda edge: -edge.confidence)
    return ordered


def _answer(view: View, steps: list[tuple[str, str, list[Edge]]]) -> Answer:
    named = view.things(iri for one, other, _ in steps for iri in (one, other))
    words = view.sentences(ties[0].claim for _, _, ties in steps)
    rows: list[Row] = [
        (
            number,
            named[one],
            _said(ties[0], one),
            named[other],
            ties[0].words if ties[0].kind in ("leads", "works for") else None,
            ties[0].start or None,
            ties[0].end or ties[0].start or None,
            words.get(ties[0].claim),
            len(ties) - 1,
            ties[0].article,
            ties[0].claim,
        )
        for number, (one, other, ties) in enumerate(steps, 1)
    ]
    return Answer(COLUMNS, tuple(rows), ("one", "other"))


_BACKWARDS = {
    "inspected": "was inspected by",
    "operates": "is operated by",
    "leads": "is led by",
    "works for": "employs",
    "spoke about": "was spoken about by",
}


def _said(edge: Edge, one: str) -> str:
    """The kind of tie as read from one end to the other."""
    return edge.kind if edge.source == one else _BACKWARDS[edge.kind]
