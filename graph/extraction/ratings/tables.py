"""Flattened tables: a heading row of questions, holders or services, then rows of grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...facts import Span
from ..document import Block, Document
from .scope import ARROWS
from .symbols import Symbol

_CELL = re.compile(r"[^|]+")
_WIDE = re.compile(r"\S+(?: {1,2}\S+)*")
_RULE = frozenset("-=: +")
_BEFORE = re.compile(r"\b(?:previously|was|were|from|before|last time)\b")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with the symbols in it."""

    span: Span
    symbols: tuple[Symbol, ...]

    def of(self, kind: str) -> tuple[str, ...]:
        """The values of the cell's symbols of one kind."""
        return tuple(dict.fromkeys(v for s in self.symbols if s.kind == kind for v in s.values))


@dataclass(frozen=True, slots=True)
class Entry:
    """A grade in a table, with what its row and its column name and how it moved."""

    grade: str
    span: Span
    holders: tuple[str, ...]
    services: tuple[str, ...]
    questions: tuple[str, ...]
    movement: str | None
    previous: str | None
    heads: tuple[Span, ...]


def tables(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Runs of at least two rows, as block indexes."""
    start = None
    for index, block in enumerate([*blocks, None]):
        if block is not None and block.kind == "row":
            start = index if start is None else start
        elif start is not None:
            if index - start > 1:
                yield start, index
            start = None


def read_table(
    document: Document, rows: Sequence[Block], symbols: Sequence[Symbol]
) -> Iterator[Entry]:
    """The grades of a table whose first row names the columns and whose first cells name the rows.

    In a table with arrows a grade without one stayed what it was.
    """
    text = document.text[rows[0].start : rows[-1].end]
    unmarked = "same" if any(ARROWS.get(char, "same") != "same" for char in text) else None
    parsed = [cells for row in rows if (cells := _cells(document, row, symbols))]
    for row in parsed[1:]:
        for column, cell in enumerate(row[1:], 1):
            grades = [s for s in cell.symbols if s.kind == "grade"]
            if grades:
                top = parsed[0][column : column + 1]
                yield _entry(document, grades, [row[0], *top], cell, unmarked)


def _entry(
    document: Document,
    grades: Sequence[Symbol],
    heads: Sequence[Cell],
    cell: Cell,
    unmarked: str | None,
) -> Entry:
    def first(kind: str) -> tuple[str, ...]:
        return next((values for head in heads if (values := head.of(kind))), ())

    grade = grades[0]
    text = document.text[cell.span.start : cell.span.end]
    return Entry(
        grade=grade.values[0],
        span=Span(grade.start, grade.end),
        holders=first("holder"),
        services=first("service"),
        questions=first("question"),
        movement=next((ARROWS[char] for char in text if char in ARROWS), unmarked),
        previous=_previous(document, grades),
        heads=tuple(head.span for head in heads),
    )


def _previous(document: Document, grades: Sequence[Symbol]) -> str | None:
    """The second grade of a cell like "Good (previously inadequate)"."""
    if len(grades) < 2 or not _BEFORE.search(document.lower, grades[0].end, grades[1].start):
        return None
    return grades[1].values[0]


def _cells(document: Document, row: Block, symbols: Sequence[Symbol]) -> list[Cell]:
    text = document.folded[row.start : row.end]
    pattern = _CELL if "|" in text else _WIDE
    found = []
    for match in pattern.finditer(text):
        start, end = row.start + match.start(), row.start + match.end()
        body = match.group().strip()
        if pattern is _CELL and not body:
            continue
        if set(body) <= _RULE:
            continue
        inside = tuple(s for s in symbols if start <= s.start and s.end <= end)
        found.append(Cell(Span(start, end), inside))
    return found
