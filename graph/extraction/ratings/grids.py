"""Lines of cells → grids: which grade stands under which head and beside which label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...facts import Span
from ..document import Document
from .cells import Cell
from .flattened import Place, columns, streamed
from .rows import Line, is_rule, read_line
from .symbols import Symbol

_LONGEST = 300
"""No row of a table is longer, in characters."""
_TALLEST = 500
"""Nor has a table more lines."""
_SHARE = 0.3
"""In a line longer than ``_BRIEF`` symbols cover at least so much."""
_BRIEF = 40
_BROKEN = "requires"
_NEAR = 2
"""A cell stands under a head when it begins within so many characters of its column."""
_MARKED = ("bars", "tabs")
"""What parts cells so that empty ones are seen."""


@dataclass(slots=True)
class Grid:
    """A table: where it stands, and its grades in order."""

    span: Span
    places: list[Place]


def grids(document: Document, symbols: Sequence[Symbol]) -> list[Grid]:
    """The tables of a text in order, those that aren't understood without any grade."""
    found = (_grid(run) for run in _runs(document, symbols))
    return [grid for grid in found if grid is not None]


def _runs(document: Document, symbols: Sequence[Symbol]) -> Iterator[list[Line]]:
    """Lines that may make a table, in runs that only blank lines and rules break up."""
    run: list[Line] = []
    at = 0
    for span in _lines(document.folded):
        while at < len(symbols) and symbols[at].start < span.start:
            at += 1
        stop = at
        while stop < len(symbols) and symbols[stop].end <= span.end:
            stop += 1
        line = None
        if _may_be_row(document, span, symbols[at:stop], begun=bool(run)):
            line = read_line(document, span, symbols[at:stop])
        if line is not None and _fits(line, begun=bool(run)):
            run.append(line)
        else:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _lines(folded: str) -> Iterator[Span]:
    """The lines but blank ones and rules; "requires" goes with the "improvement" below it."""
    start = opened = 0
    for line in folded.split("\n"):
        end = start + len(line)
        if line.strip() and line.strip().lower() != _BROKEN:
            if not is_rule(line):
                yield Span(opened, end)
            opened = end + 1
        elif not line.strip() and opened == start:
            opened = end + 1
        start = end + 1


def _may_be_row(document: Document, span: Span, symbols: Sequence[Symbol], *, begun: bool) -> bool:
    """Whether a line is worth reading as cells; ``begun``: the lines before may be a table's."""
    length = span.end - span.start
    if length > _LONGEST:
        return False
    line = document.folded[span.start : span.end]
    if "|" in line or "  " in line or "..." in line or "\t" in document.text[slice(*span)]:
        return True
    if length <= _BRIEF:
        return begun or bool(symbols)
    covered = sum([symbol.end - symbol.start for symbol in symbols])
    return covered >= _SHARE * length and not line.rstrip().endswith((".", "!", "?", '"'))


def _fits(line: Line, *, begun: bool) -> bool:
    """Whether a line may be one of a table: unknown words only beside cells that are known."""
    senses = line.senses()
    if len(senses) == 1:
        return senses[0] not in ("unknown", "empty") or (begun and senses[0] == "empty")
    return senses.count("unknown") < len(senses)


def _grid(run: list[Line]) -> Grid | None:
    """The run as a grid; ``None`` when it is none, so that its lines are read as sentences."""
    if len(run) > _TALLEST:
        return None
    span = Span(run[0].span.start, run[-1].span.end)
    if any(len(line.cells) == 1 and line.cells[0].sense == "grade" for line in run):
        places = streamed([cell for line in run for cell in line.cells])
        return Grid(span, places) if places else None
    rows = [line for line in run if _is_row(line)]
    listed = any(row.parting == "listed" for row in rows) and not any(row.short for row in rows)
    if len(rows) < 2 or listed:
        return None
    return Grid(span, _Rows(run).places())


def _is_row(line: Line) -> bool:
    senses = line.senses()
    return len(senses) > 1 and "grade" in senses[1:]


class _Rows:
    """Reads a table line by line: heads, sections, rows."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.header: Line | None = None
        self.above: Line | None = None
        self.singles: list[Cell] = []
        self.section: tuple[Cell, ...] = ()
        self.lost = 0
        self.read = False  # whether rows were read since the last head or section

    def places(self) -> list[Place]:
        """The grades that have a label, unless more rows than these fit no head."""
        found: list[Place] = []
        rows = 0
        for line in self.lines:
            if _is_row(line):
                placed = list(self._row(line))
                rows += 1
                self.read = True
                self.lost += not placed
                found.extend(placed)
            else:
                self._head(line)
        return found if self.lost * 2 <= rows else []

    def _head(self, line: Line) -> None:
        """A line without grades: a section's name when it is one cell, else the columns' heads."""
        told = [cell for cell in line.cells if cell.sense != "empty"]
        if len(told) == 1:
            self.singles.append(told[0])
            self._open(told[0])
        elif self._is_head(line):
            if self.read:
                self.section = ()
            self.header, self.singles, self.read = line, [], False
            if told[0] is line.cells[0]:
                self._open(told[0], beside=told[1:])

    def _is_head(self, line: Line) -> bool:
        senses = line.senses()
        return "grade" not in senses and ("name" in senses or "head" in senses)

    def _open(self, cell: Cell, beside: Sequence[Cell] = ()) -> None:
        """Open a section; a name in the corner of a head is one unless it heads a column."""
        for kind in ("holder", "service", "whole"):
            if cell.of(kind) and not any(other.of(kind) for other in beside):
                self.section, self.read = (cell,), False

    def _row(self, line: Line) -> Iterator[Place]:
        labels = self._labels(line)
        self.above = line
        grades = [cell for cell in line.cells if cell.sense == "grade"]
        if not labels or line.cells[0] is grades[0]:
            return
        moves = [cell for cell in line.cells if cell.sense == "move"]
        move = moves[0] if len(grades) == 1 and moves else None
        heads = self._heads(line)
        if heads is None and self.header is None and self._is_pair(line):
            yield Place(grades[0], (*labels, *self.section), move)
        for cell, head in zip(line.cells[1:], heads or (), strict=False):
            if cell.sense == "grade" and head.sense in ("name", "head"):
                yield Place(cell, (*labels, head, *self.section), move)

    def _labels(self, line: Line) -> list[Cell]:
        """The names in a row; a blank under a head of names says what the row above says."""
        labels = []
        for index, cell in enumerate(line.cells):
            if cell.sense == "name":
                labels.append(cell)
            elif cell.sense == "empty" and self._repeats(line, index):
                labels.append(self.above.cells[index] if self.above else cell)
        return labels

    def _repeats(self, line: Line, index: int) -> bool:
        if self.header is None or self.above is None or line.parting not in _MARKED:
            return False
        cells = (self.header.cells, self.above.cells)
        head, above = (row[index].sense if index < len(row) else "empty" for row in cells)
        return head == "head" and above == "name"

    def _is_pair(self, line: Line) -> bool:
        """Whether a row without a head is a label and its grade, perhaps with how it moved."""
        senses = line.senses()
        return (
            senses[0] == "name"
            and senses[1:].count("grade") == 1
            and not ({"name", "head", "unknown"} & {*senses[1:]})
        )

    def _heads(self, line: Line) -> Sequence[Cell] | None:
        """The head of each cell after the first, or ``None`` when the row fits no head."""
        values = len(line.cells) - 1
        if self.header is None:
            heads = columns(self.singles, values)
            self.section = () if heads else self.section
            return heads or None
        heads = self.header.cells
        if len(heads) == values and heads[0].sense == "name":  # nothing heads the labels
            return heads
        same = line.parting == self.header.parting
        if len(heads) == values + 1 or (same and line.parting in _MARKED and values < len(heads)):
            return heads[1:]
        return self._aligned(line) if same and line.parting == "gaps" else None

    def _aligned(self, line: Line) -> Sequence[Cell] | None:
        """Heads by column, where cells are missing; each cell must begin where a head does."""
        assert self.header is not None
        found: list[Cell] = []
        for cell in line.cells[1:]:
            column = cell.span.start - line.span.start
            under = [
                head
                for head in self.header.cells
                if abs(head.span.start - self.header.span.start - column) <= _NEAR
            ]
            if len(under) != 1:
                return None
            found.append(under[0])
        return found
