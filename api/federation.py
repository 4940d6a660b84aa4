"""SERVICE for the hosts that the settings list: asked beforehand, their rows put into the query.

The processes that run queries have no network, and keep to that. A SERVICE clause says by itself
what its endpoint is to be asked; its rows stand in the query as VALUES when the engine sees it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.outside import calls_outside
from ..graph.query_text import Token, tokens
from ..graph.vocabulary import PREFIXES
from .endpoints import ask_endpoint
from .evaluation import Request
from .problems import Busy, Problem, Refused

MOST_ROWS, MOST_CALLS = 10_000, 5
"""Rows of one clause, and clauses of one query."""

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AT_A_TIME = threading.BoundedSemaphore(3)
"""Queries that wait for others; the server's other threads go on."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One SERVICE clause: where it stands, whom it asks, what, and whether a failure is nothing."""

    start: int
    end: int
    endpoint: str
    group: str
    silent: bool


def federated(asked: Request, hosts: Collection[str], seconds: float) -> Request:
    """The query with the answers of other endpoints in it; as it was where it calls none."""
    if not hosts or not calls_outside(asked.text):
        return asked
    if not _AT_A_TIME.acquire(blocking=False):
        raise Busy(0)
    try:
        text = "".join(_pieces(asked.text, hosts, seconds))
    finally:
        _AT_A_TIME.release()
    return asked._replace(text=text, inlined=max(0, len(text) - len(asked.text)))


def _pieces(text: str, hosts: Collection[str], seconds: float) -> Iterator[str]:
    read = list(tokens(text))
    found = list(clauses(text, read))
    if len(found) > MOST_CALLS:
        raise Refused(f"the query has {len(found)} SERVICE clauses; {MOST_CALLS} are the most")
    prologue, done = _prologue(text, read), 0
    for clause in found:
        yield text[done : clause.start]
        yield _rows(clause, prologue, hosts, seconds)
        done = clause.end
    yield text[done:]


def clauses(text: str, read: list[Token]) -> Iterator[Clause]:
    """The SERVICE clauses of a query, which name their endpoints and hold none within them."""
    here = 0
    while here < len(read):
        token = read[here]
        here += 1
        if token.kind != "word" or token.text.upper() != "SERVICE" or here + 1 >= len(read):
            continue
        silent = read[here].text.upper() == "SILENT"
        here += silent
        named, opening = read[here], read[here + 1] if here + 1 < len(read) else None
        if opening is None or opening.text != "{":
            continue
        if named.kind != "iri":
            raise Refused("a SERVICE clause is to name its endpoint as '<IRI>'")
        last = _closing(read, here + 1)
        end = read[last].start + 1
        group = text[opening.start : end]
        if calls_outside(group[1:]):
            raise Refused("SERVICE within SERVICE is refused")
        yield Clause(token.start, end, named.text[1:-1], group, silent)
        here = last


def _closing(read: list[Token], opening: int) -> int:
    nested = 0
    for place in range(opening, len(read)):
        nested += (read[place].text == "{") - (read[place].text == "}")
        if nested == 0:
            return place
    raise Problem(400, "query-error", "a SERVICE clause is not closed")


def _prologue(text: str, read: list[Token]) -> str:
    """The declarations before the query itself, after those that every query has here."""
    start = next(
        (each.start for each in read if each.kind == "word" and each.text.upper() in _FORMS), 0
    )
    ours = "".join(
        f"PREFIX {prefix}: <{names}>\n"
        for prefix, names in PREFIXES.items()
        if f"{prefix}:" in text
    )
    return f"{ours}{text[:start]}"


def _rows(clause: Clause, prologue: str, hosts: Collection[str], seconds: float) -> str:
    query = f"{prologue}\nSELECT * {clause.group} LIMIT {MOST_ROWS + 1}"
    try:
        return _values(clause, *ask_endpoint(clause.endpoint, query, hosts, seconds))
    except Refused:
        raise
    except Problem:
        if clause.silent:
            return "{}"
        raise


def _values(clause: Clause, variables: list[ox.Variable], found: list[ox.QuerySolution]) -> str:
    names = " ".join(map(str, variables))
    rows = [f"({' '.join(_term(clause, term) for term in solution)})" for solution in found]
    if len(rows) > MOST_ROWS:
        raise Problem(
            502, "endpoint-failed", f"<{clause.endpoint}> has more than {MOST_ROWS} rows for this"
        )
    return f"{{ VALUES ({names}) {{ {' '.join(rows)} }} }}"


def _term(clause: Clause, term: object) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.NamedNode | ox.Literal):
        return str(term)
    raise Problem(
        502, "endpoint-failed", f"<{clause.endpoint}> answers with a blank node; ask for names"
    )
