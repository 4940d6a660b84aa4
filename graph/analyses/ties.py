"""The edges themselves: the folded network, or a neighbourhood in it, as a list."""

from __future__ import annotations

from ..network import network
from .answers import Answer, Row, Thing, first_of
from .values import Values
from .view import View, within

COLUMNS = (
    "source",
    "tie",
    "target",
    "said_as",
    "start",
    "end",
    "articles",
    "confidence",
    "article",
    "claim",
)


def ties(view: View, values: Values) -> Answer:
    """Each edge from its source to its target, in the order of their names."""
    about = values.things("about")
    graph = network(view.store, about, values.number("depth"))
    since, until, kind = (values.text(name) for name in ("since", "until", "tie"))
    rows: list[Row] = []
    for source, target, data in graph.edges(data=True):
        start, end = data.get("start", ""), data.get("end", "")
        if kind and data["kind"] != kind:
            continue
        if (since or until) and not within(start, end, since, until):
            continue
        ends = [
            Thing(graph.nodes[iri]["label"], iri, graph.nodes[iri]["kind"])
            for iri in (source, target)
        ]
        rows.append(
            (
                ends[0],
                data["kind"],
                ends[1],
                data["label"],
                start or None,
                end or None,
                data["articles"],
                data["confidence"],
                data["article"],
                data["claim"],
            )
        )
    rows.sort(key=lambda row: (row[0], row[2], *map(str, row[1:])))
    return first_of(rows, values.number("limit"), COLUMNS, ("source", "target"))
