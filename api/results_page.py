"""An answer's rows as a page shows them: names lead where the data has an address for them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from .documents import compact
from .evaluation import Answer
from .links import address
from .statements import Shown

_LONG_PATH = 24

_NAME = "_name"
"""By convention of the queries, ``?trust_name`` is what to call ``?trust``."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results: the names of its columns, and its rows, ``None`` where unbound."""

    names: list[str]
    rows: list[list[Shown | None]]


def table_of(answer: Answer) -> Table:
    """The rows of an answer that came as SPARQL JSON, a term a cell."""
    names, rows = _read(answer)
    return Table(names, [[_shown(row.get(name)) for name in names] for row in rows])


def named_table_of(answer: Answer) -> Table:
    """The same with each name and its thing in one cell: the name, linked to the thing."""
    names, rows = _read(answer)
    named = [name for name in names if f"{name}{_NAME}" not in names]
    heads = [name.removesuffix(_NAME) for name in named]
    return Table(heads, [[_cell(row, name, names) for name in named] for row in rows])


def _read(answer: Answer) -> tuple[list[str], list[dict[str, Any]]]:
    members = json.loads(answer.body)
    return members["head"]["vars"], members["results"]["bindings"]


def _thing(name: str, names: list[str]) -> str:
    """The column that a name's column speaks of, if it is there."""
    thing = name.removesuffix(_NAME)
    return thing if thing in names else name


def _cell(row: dict[str, Any], name: str, names: list[str]) -> Shown | None:
    called, thing = _shown(row.get(name)), _thing(name, names)
    if thing == name:
        return _brief(called, name) if called else None
    target = _shown(row.get(thing))
    if called is None or target is None:
        return called or target
    return Shown(called.words, target.href, target.outside, called.note)


def _brief(shown: Shown, name: str) -> Shown:
    """A long path of ours says less to a reader than what it leads to."""
    if not shown.href.startswith("/") or "/" not in shown.words or len(shown.words) <= _LONG_PATH:
        return shown
    return replace(shown, words=name.replace("_", " "))


def _shown(term: dict[str, Any] | None) -> Shown | None:
    if term is None:
        return None
    if term["type"] == "uri":
        target = address(term["value"])
        return Shown(compact(term["value"]), target, outside=not target.startswith("/"))
    if term["type"] == "triple":
        return Shown(json.dumps(term["value"]))
    language = term.get("xml:lang", "")
    return Shown(term["value"], note="" if language == "en" else language)
