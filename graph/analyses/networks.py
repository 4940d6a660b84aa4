"""Answers as networks for other programs: the ties with what was found of each entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ..folding import COMMISSION
from ..network import network
from .answers import Answer, Thing
from .values import Values
from .view import BETWEEN, View, within

if TYPE_CHECKING:
    from ..network import Network

Weave: TypeAlias = "Callable[[View, Values, Answer], Network]"


def ties_network(view: View, values: Values, answer: Answer) -> Network:
    """The ties that the answer lists, and what they tie together."""
    graph = network(view.store, values.things("about"), values.number("depth"))
    kept = {(row[9], row[1]) for row in answer.rows}
    dropped = [
        (source, target, key)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if (data["claim"], data["kind"]) not in kept
    ]
    graph.remove_edges_from(dropped)
    return _without_loners(graph)


def found_network(view: View, values: Values, answer: Answer) -> Network:
    """The ties that were counted; its entities carry what the answer says of them."""
    graph = network(view.store)
    since, until = values.text("since"), values.text("until")
    dropped = [
        (source, target, key)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if data["kind"] not in BETWEEN
        or (COMMISSION in (source, target) and values.text("commission") == "without")
        or (
            (since or until)
            and not within(data.get("start", ""), data.get("end", ""), since, until)
        )
    ]
    graph.remove_edges_from(dropped)
    place = answer.columns.index("entity")
    for row in answer.rows:
        thing = row[place]
        if isinstance(thing, Thing) and thing.iri in graph:
            said = dict(zip(answer.columns, row, strict=True))
            said.pop("entity")
            graph.nodes[thing.iri].update(said)
    return _without_loners(graph)


def _without_loners(graph: Network) -> Network:
    graph.remove_nodes_from([node for node in graph if not graph.degree(node)])
    return graph
