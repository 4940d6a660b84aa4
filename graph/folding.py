"""How claims, which tie many things together, fold into edges between two.

| edge | from → to | made of | its date |
|---|---|---|---|
| rated | holder → service, or itself as a whole | RatingClaim | the rating's, if past |
| inspected | Care Quality Commission → holder, sites visited | InspectionClaim | the visit's |
| operates | organisation → site | OperatorClaim | |
| leads | executive → organisation | RoleClaim | |
| works for | any other person → organisation | RoleClaim | |
| spoke about | person or organisation → what else the words are about | QuoteClaim | |
| enforcement | holder → itself | ActionClaim | the action's |

Where a claim gives no date, or has none of its own, the edge has its article's. A holder is an
organisation or site.

Ratings are the Commission's, so that inspections start from it; who took an action is often not
said, so that an action stays with the one it met. Findings and measures are no edges.

What is known as the same (``graph/identity``) is one end, whatever IRIs the articles have for it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from .identifiers import organisation
from .store import Store
from .vocabulary import PREFIXES

COMMISSION = organisation("cqc").value
"""The regulator whose inspections and ratings all articles are about."""

_ENDS = "source target"
_FOLDS: dict[str, tuple[str, str]] = {
    "rated": (
        "source",
        """?claim a cg:RatingClaim ; cg:about ?source ; cg:question ?question ; cg:grade ?grade .
        OPTIONAL { ?claim cg:service ?service }
        OPTIONAL { ?claim cg:previousGrade ?previous }
        OPTIONAL { ?claim cg:movement ?movement }
        OPTIONAL { ?claim cg:standing ?standing }
        OPTIONAL { ?claim cg:ratedIn ?start }
        BIND(COALESCE(?service, ?source) AS ?target)""",
    ),
    "inspected": (
        _ENDS,
        f"""VALUES ?source {{ <{COMMISSION}> }}
        ?claim a cg:InspectionClaim ; cg:inspection ?inspection .
        {{ ?inspection cg:inspected ?target }} UNION {{ ?inspection cg:visited ?target }}
        OPTIONAL {{ ?inspection cg:startedOn ?begun }}
        OPTIONAL {{ ?inspection cg:reportedOn ?reported }}
        OPTIONAL {{ ?inspection cg:endedOn ?end }}
        BIND(COALESCE(?begun, ?reported) AS ?start)""",
    ),
    "operates": (_ENDS, "?claim a cg:OperatorClaim ; cg:operator ?source ; cg:about ?target ."),
    "leads": (
        _ENDS,
        """?claim a cg:RoleClaim ; cg:about ?source ; cg:organisation ?target ; cg:roleName ?words .
        FILTER EXISTS { GRAPH ?any { ?source a cg:Executive } }""",
    ),
    "works for": (
        _ENDS,
        """?claim a cg:RoleClaim ; cg:about ?source ; cg:organisation ?target ; cg:roleName ?words .
        FILTER NOT EXISTS { GRAPH ?any { ?source a cg:Executive } }""",
    ),
    "spoke about": (
        _ENDS,
        """?claim a cg:QuoteClaim ; cg:speaker ?source ; cg:about ?target ; cg:quote ?words .
        FILTER(?source != ?target)""",
    ),
    "enforcement": (
        "source",
        """?claim a cg:ActionClaim ; cg:about ?source ; cg:action ?action .
        OPTIONAL { ?claim cg:takenOn ?start }
        BIND(?source AS ?target)""",
    ),
}
"""Kind of edge → the ends by which a neighbourhood may reach it, and the pattern that makes it.

A pattern is matched in each article's graph by itself: in the union of all, an inspection that a
hundred articles date would have each of its dates a hundred times.
"""

_MERGED = frozenset({"operates", "leads", "works for"})
"""Kinds that several articles tell of one and the same fact: one edge from first to last proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One folded claim; concepts are IRIs, dates are ISO 8601 cut to what is known."""

    kind: str
    source: str
    target: str
    claim: str
    article: str
    confidence: float
    start: str = ""
    end: str = ""
    words: str = ""
    question: str = ""
    grade: str = ""
    previous: str = ""
    movement: str = ""
    standing: str = ""
    action: str = ""
    articles: int = 1

    def order(self) -> tuple[str, ...]:
        """What sorts edges, the same in every store."""
        return (self.source, self.target, self.kind, self.words, self.start, self.claim)


_OPTIONAL = (
    "start",
    "end",
    "words",
    "question",
    "grade",
    "previous",
    "movement",
    "standing",
    "action",
)


KINDS = tuple(_FOLDS)
"""The kinds of edges there are."""


def edges(
    store: Store, around: Iterable[str] | None = None, kinds: Collection[str] = KINDS
) -> list[Edge]:
    """The folded claims of the whole store, or those that touch the IRIs of ``around``, sorted.

    ``kinds`` asks for some kinds of edges alone.
    """
    known = known_as(store)
    nodes = None if around is None else _nodes(set(around), known)
    found: set[Edge] = set()
    for kind, (ends, pattern) in _FOLDS.items():
        if kind not in kinds:
            continue
        for end in ("",) if nodes is None else ends.split():
            limit = f"VALUES ?{end} {{ {nodes} }}" if end else ""
            found.update(_rows(store, kind, limit, pattern, known))
    return list(_merged(sorted(found, key=Edge.order)))


def known_as(store: Store) -> dict[str, str]:
    """IRI → the IRI by which the same person, organisation or site is known, if another."""
    rows = store.query("SELECT DISTINCT * { ?it cg:identifiedAs ?known }", prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return {row["it"].value: row["known"].value for row in rows}


def _nodes(around: set[str], known: Mapping[str, str]) -> str:
    """The IRIs, and all that are known by them."""
    also = {iri for iri, other in known.items() if other in around}
    return " ".join(str(ox.NamedNode(iri)) for iri in sorted(around | also))


def _rows(
    store: Store, kind: str, limit: str, pattern: str, known: Mapping[str, str]
) -> Iterator[Edge]:
    query = f"""SELECT DISTINCT * WHERE {{
        {limit}
        GRAPH ?article {{
            {pattern}
            ?claim cg:statedIn ?article ; cg:confidence ?confidence .
            OPTIONAL {{ ?article dcterms:issued ?issued }}
        }}
    }}"""
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    present = {variable.value for variable in rows.variables}
    optional = [name for name in _OPTIONAL if name in present]
    for row in rows:
        said: dict[str, Any] = {name: _text(row[name]) for name in optional}
        said["start"] = said.get("start") or _text(row["issued"])
        yield Edge(
            kind=kind,
            source=known.get(source := _text(row["source"]), source),
            target=known.get(target := _text(row["target"]), target),
            claim=_text(row["claim"]),
            article=_text(row["article"]),
            confidence=float(_text(row["confidence"])),
            **said,
        )


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def _merged(ordered: Iterable[Edge]) -> Iterator[Edge]:
    """Edges in order, with those that tell one fact of ``_MERGED`` kinds made one."""

    def fact(edge: Edge) -> tuple[str, ...]:
        whole = (edge.source, edge.target, edge.kind, edge.words)
        return whole if edge.kind in _MERGED else (*whole, edge.start, edge.claim)

    for _, same in groupby(ordered, key=fact):
        told = list(same)
        first = told[0]
        if first.kind not in _MERGED:
            yield first
            continue
        dates = sorted(edge.start for edge in told if edge.start)
        yield replace(
            first,
            start=dates[0] if dates else "",
            end=dates[-1] if dates else "",
            confidence=max(edge.confidence for edge in told),
            articles=len({edge.article for edge in told}),
        )


def first_day(date: str) -> str:
    """The first day of a day, month or year; nothing for a date without a year."""
    return date + "0000-01-01"[len(date) :] if re.match(r"\d{4}", date) else ""


def last_day(date: str) -> str:
    """The last day of a day, month or year; nothing for a date without a year."""
    if not re.match(r"\d{4}", date):
        return ""
    month = date if len(date) >= 7 else f"{date}-12"
    return date if len(date) == 10 else f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"
