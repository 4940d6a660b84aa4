"""The entities and how closely they are tied: a plain weighted graph, the base of what is counted.

Its nodes are numbers in the order of the IRIs: sets of numbers have the same order in every
process, sets of words have not, and communities would come out differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..folding import COMMISSION
from .answers import Thing
from .values import Values
from .view import View

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True, eq=False)
class Actors:
    """``graph`` has a node for each place in ``things``, and edges with ``weight``.

    The weight is the number of ties between the two; one that several articles tell counts once
    for each.
    """

    things: tuple[Thing, ...]
    graph: nx.Graph[int]

    def ties(self, node: int) -> int:
        """The weight of all edges of a node."""
        return int(self.graph.degree(node, weight="weight"))


def actors(view: View, values: Values) -> Actors:
    """Organisations, sites and people tied by inspections, operation, posts and quotations.

    Services are left out, and the Commission unless it is asked for: nearly everything is tied to
    them, so that all would be near to all.
    """
    told = (values.text("since"), values.text("until"), values.text("commission"))
    return view.once(("actors", *told), lambda: _actors(view, *told))


def _actors(view: View, since: str, until: str, commission: str) -> Actors:
    import networkx as nx

    weights: dict[tuple[str, str], int] = {}
    for edge in view.ties(since=since, until=until):
        pair = (min(edge.source, edge.target), max(edge.source, edge.target))
        if COMMISSION in pair and commission == "without":
            continue
        weights[pair] = weights.get(pair, 0) + edge.articles
    named = view.things(iri for pair in weights for iri in pair)
    numbers = {iri: number for number, iri in enumerate(sorted(named))}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(numbers)))
    for (one, other), weight in sorted(weights.items()):
        graph.add_edge(numbers[one], numbers[other], weight=weight)
    return Actors(tuple(named[iri] for iri in sorted(named)), graph)
