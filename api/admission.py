"""Which queries are let in: what can be told from a query's text before an engine sees it.

Oxigraph reads ``SERVICE`` and calls the address named, and nesting without end overflows its
stack. Nothing here replaces the limits of the worker that runs the query; both must hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..graph.outside import calls_outside
from ..graph.query_text import UPDATES, Reading, has_pattern, read
from .links import is_web
from .problems import Problem, Refused

_CHANCES = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
_CHANCE = re.compile(rf"\b(?:{'|'.join(_CHANCES)})\b", re.IGNORECASE)


def is_repeatable(text: str) -> bool:
    """Whether the same query over the same data gives the same answer: no clock, no chance."""
    capitals = text.upper()
    return not any(map(capitals.__contains__, _CHANCES)) or _CHANCE.search(text) is None


def admit(text: str, *, longest: int, deepest: int) -> Reading:
    """Refuse what this endpoint doesn't run, saying why."""
    if len(text) > longest:
        raise Problem(
            413, "query-too-long", f"the query has {len(text)} characters; {longest} are the most"
        )
    reading = read(text, shallow=deepest)
    if reading.form in UPDATES:
        raise Refused(
            f"this endpoint only reads: {reading.form} is an update; ask with SELECT, ASK,"
            " CONSTRUCT or DESCRIBE"
        )
    if reading.depth > deepest:
        raise Refused(
            f"the query nests {reading.depth} brackets deep; {deepest} are the most", status=400
        )
    if calls_outside(text):
        raise Refused(
            "SERVICE is refused: this endpoint calls no other; ask it and the other one in turn"
        )
    return reading


def admit_graphs(
    query: str, in_query: Iterable[str], in_request: Iterable[str], *, holds: Callable[[str], bool]
) -> str | None:
    """Refuse a dataset with a graph that isn't held, wherever it is named.

    But for what the protocol's suite asks of every store: a query that has no pattern (``ASK {}``)
    is answered though the request names a graph of the web that isn't held. What to tell of that
    comes back. A dataset in the request goes before the query's own.
    """
    missing = [graph for graph in in_request if not holds(graph)]
    let_pass = bool(missing) and all(map(is_web, missing)) and not has_pattern(query)
    for where, graphs in (("the graph", () if let_pass else missing), ("FROM", in_query)):
        for graph in graphs:
            if not holds(graph):
                raise Refused(f"{where} <{graph}> is refused: {_NOT_HELD}")
    if not missing:
        return None
    return f"nothing of {', '.join(f'<{graph}>' for graph in missing)} is here: {_NOT_HELD}"


_NOT_HELD = (
    "nothing is fetched from outside, and the store holds no graph of that name;"
    " SELECT DISTINCT ?g { GRAPH ?g {} } lists those it holds"
)
