"""Who is in the middle: centrality of entities, by ties, by betweenness or by closeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actors import Actors, actors
from .answers import Answer, Row, first_of
from .values import Values
from .view import View

if TYPE_CHECKING:
    import networkx as nx

COLUMNS = ("rank", "entity", "kind", "score", "neighbours", "ties")
_AFFORDABLE = 2_000_000
_FEWEST, _SEED = 50, 1


def centrality(view: View, values: Values) -> Answer:
    """Entities by the measure, the highest first; scores are from 0 to 1."""
    found = actors(view, values)
    scores, notes = _scores(found.graph, values.text("by"))
    kind = values.text("kind")
    chosen = [node for node in found.graph if not kind or found.things[node].kind == kind]
    chosen.sort(key=lambda node: (-scores[node], -found.ties(node), found.things[node]))
    rows = [_row(found, node, rank, scores[node]) for rank, node in enumerate(chosen, 1)]
    return first_of(rows, values.number("limit"), COLUMNS, ("entity",), *notes)


def _row(found: Actors, node: int, rank: int, score: float) -> Row:
    thing, neighbours = found.things[node], int(found.graph.degree(node))
    return rank, thing, thing.kind, score, neighbours, found.ties(node)


def _scores(graph: nx.Graph[int], measure: str) -> tuple[dict[int, float], tuple[str, ...]]:
    import networkx as nx

    notes: tuple[str, ...] = ()
    if measure == "degree":
        scores = nx.degree_centrality(graph)
    elif measure == "closeness":
        scores = nx.closeness_centrality(graph)
    else:
        pivots = _pivots(graph)
        if pivots:
            notes = (f"betweenness is estimated from {pivots} of {len(graph)} entities",)
        scores = nx.betweenness_centrality(graph, k=pivots, seed=_SEED)
    # To six digits: the order of adding differs between versions of the library.
    return {node: round(score, 6) for node, score in scores.items()}, notes


def _pivots(graph: nx.Graph[int]) -> int | None:
    """From how many entities to start, where starting from each would take too long."""
    import networkx as nx

    parts = [graph.subgraph(part) for part in nx.connected_components(graph)]
    steps = sum(len(part) * part.number_of_edges() for part in parts)
    if steps <= _AFFORDABLE:
        return None
    return max(_FEWEST, _AFFORDABLE // graph.number_of_edges())
