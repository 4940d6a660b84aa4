"""Flattened tables: a heading row of questions, holders or services, then rows of grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...facts import Span
from ..document import Block, Document
from .symbols import Symbol

_CELL = re.compile(r"[^|]+")
_WIDE = re.compile(r"\S+(?: {1,2}\S+)*")
_ARROWS = {"↑": "up", "▲": "up", "↓": "down", "▼": "down", "↗": "up", "↘": "down", "=": "same", "→": "same", "↔": "same"}
_ARROW_NOTE = re.compile(r"\barrow|(?:↑|↓|▲|▼)\s*(?:=|means|shows)")

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


def read_table(document: Document, rows: Sequence[Block], symbols: Sequence[Symbol]) -> Iterator[Entry]:
    """The grades of a table whose first row names the columns and whose first cells name the rows."""
    marked = _ARROW_NOTE.search(document.lower[: rows[0].start]) is not None or any(
        arrow in document.text[rows[0].start : rows[-1].end] for arrow in ("↑", "↓", "▲", "▼")
    )
    parsed = [_cells(document, row, symbols) for row in rows]
    parsed = [row for row in parsed if row]
    head = parsed[0]
    for row in parsed[1:]:
        for column, cell in enumerate(row[1:], 1):
            grades = [s for s in cell.symbols if s.kind == "grade"]
            if not grades:
                continue
            top = head[column] if column < len(head) else None
            yield _entry(document, grades, row[0], top, cell, marked=marked)


def _entry(document: Document, grades: list[Symbol], side: Cell, top: Cell | None, cell: Cell, *, marked: bool) -> Entry:
    def both(kind: str) -> tuple[str, ...]:
        return side.of(kind) or (top.of(kind) if top else ())

    text = document.text[cell.span.start : cell.span.end]
    movement = next((_ARROWS[char] for char in text if char in _ARROWS), "same" if marked else None)
    heads = (side.span,) if top is None else (side.span, top.span)
    grade = grades[0]
    previous = grades[1].values[0] if len(grades) > 1 and _BEFORE.search(document.lower[grade.end : grades[1].start]) else None
    return Entry(
        grade.values[0], Span(grade.start, grade.end), both("holder"), both("service"), both("question"), movement, previous, heads
    )


def _cells(document: Document, row: Block, symbols: Sequence[Symbol]) -> list[Cell]:
    text = document.folded[row.start : row.end]
    pattern = _CELL if "|" in text else _WIDE
    found = []
    for match in pattern.finditer(text):
        start, end = row.start + match.start(), row.start + match.end()
        body = match.group().strip()
        if pattern is _CELL and not body:
            continue
        if set(body) <= set("-=: +"):
            continue
        inside = tuple(s for s in symbols if start <= s.start and s.end <= end)
        found.append(Cell(Span(start, end), inside))
    return found
