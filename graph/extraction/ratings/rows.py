"""A line of a table as cells: parted by bars, tabs, wide gaps, leaders, or by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ...facts import Span
from ..document import Document
from .cells import SHORT, Cell, Sense, Token, read_cell, read_tokens
from .symbols import Symbol

Parting = Literal["bars", "tabs", "gaps", "listed", "words"]

_LEADER = re.compile(r" *\.{3,} *| {2,}")
_LISTED = re.compile(r" ?: ?| - ")
_RULE = frozenset("-=:+_ |*")
_DECORATION = re.compile(r"[ >*_#]*(?:(?:[-•·▪‣◦]|\d{1,2}[.)]) +)?")
_VALUES = ("grade", "none")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text as cells.

    ``span``: with its indent; ``parting``: what parts the cells; ``short``: whether a grade is
    abbreviated.
    """

    span: Span
    cells: tuple[Cell, ...]
    parting: Parting
    short: bool = False

    def senses(self) -> list[Sense]:
        """What each cell is for."""
        return [cell.sense for cell in self.cells]


def is_rule(line: str) -> bool:
    """Whether a line only rules off a table's head."""
    return len(line) > 2 and set(line) <= _RULE


def read_line(document: Document, span: Span, symbols: Sequence[Symbol]) -> Line | None:
    """The line at a span as cells, or ``None`` when it can't be one of a table.

    ``symbols``: those that lie in it.
    """
    folded = document.folded
    tokens = read_tokens(document, span, symbols)
    parting: Parting
    if "|" in folded[span.start : span.end]:
        spans, parting = _split(folded, span, "|"), "bars"
    elif "\t" in document.text[span.start : span.end].strip():
        spans, parting = _split(document.text, span, "\t"), "tabs"
    else:
        spans, parting = _gaps(folded, span), "gaps"
    cells = [read_cell(folded, part, tokens) for part in spans]
    crowded = parting == "gaps" and any(_holds_several(cell) for cell in cells)
    if len(cells) < 2 or crowded:
        return _worded(folded, span, tokens)
    return Line(span, tuple(cells), parting, _is_short(tokens))


def _holds_several(cell: Cell) -> bool:
    return cell.previous is None and sum(t.kind == "grade" for t in cell.tokens) > 1


def _worded(folded: str, span: Span, tokens: Sequence[Token]) -> Line | None:
    """A line whose cells only their words part, each of which must be known."""
    start, end = _body(folded, span)
    whole = read_cell(folded, Span(start, end), tokens)
    if not whole.known or not whole.tokens or _is_told(whole.tokens, folded, end):
        return None
    groups = list(_groups(whole.tokens, folded))
    if len(groups) == 1:
        return Line(span, (whole,), "words", _is_short(tokens))
    parting: Parting = "words"
    if len(groups) == 2 and groups[1][0].kind in _VALUES:
        gap = folded[groups[0][-1].end : groups[1][0].start]
        parting = "listed" if _LISTED.search(gap) else parting
    ends = [group[0].start for group in groups[1:]] + [end]
    spans = [Span(group[0].start, end) for group, end in zip(groups, ends, strict=True)]
    cells = tuple(read_cell(folded, part, tokens) for part in spans)
    return Line(span, cells, parting, _is_short(tokens))


def _is_told(tokens: Sequence[Token], folded: str, end: int) -> bool:
    """Whether the words are a sentence's: "surgery was good" is no row."""
    if folded[end - 1] in ".," or any(t.kind == "filler" for t in tokens):
        return True
    if not any(t.kind == "grade" for t in tokens):
        return False
    return any(
        t.kind == "time" and not t.values[0].isdigit() and folded[t.start - 1] != "("
        for t in tokens
    )


def _groups(tokens: Sequence[Token], folded: str) -> Iterator[list[Token]]:
    """Tokens by cell: all that stands before a row's first grade is its label."""
    graded = any(t.kind in _VALUES for t in tokens)
    labelled = tokens[0].kind not in _VALUES
    group = [tokens[0]]
    for token in tokens[1:]:
        value = token.kind in _VALUES
        gap = folded[group[-1].end : token.start]
        if graded:
            inside = ("(" in gap and ")" not in gap) or group[-1].kind == "time"
            opens = value and (labelled or not inside)
        else:
            opens = token.kind not in ("date", "move")
        if opens:
            yield group
            group, labelled = [], False
        group.append(token)
    yield group


def _split(text: str, span: Span, mark: str) -> list[Span]:
    """The cells between the marks, empty ones too; none before a first or after a last bar."""
    spans, position = [], span.start
    for part in text[span.start : span.end].split(mark):
        spans.append(Span(position, position + len(part)))
        position += len(part) + 1
    if mark == "|" and len(spans) > 1 and not text[spans[0].start : spans[0].end].strip(" >"):
        del spans[0]
    if len(spans) > 1 and not text[spans[-1].start : spans[-1].end].strip():
        del spans[-1]
    return spans


def _gaps(folded: str, span: Span) -> list[Span]:
    position, end = _body(folded, span)
    spans = []
    for gap in _LEADER.finditer(folded, position, end):
        if gap.start() > position:
            spans.append(Span(position, gap.start()))
        position = gap.end()
    return [*spans, Span(position, end)] if position < end else spans


def _body(folded: str, span: Span) -> Span:
    """The line without its bullet, number or mark of quoting and without spaces at its end."""
    lead = _DECORATION.match(folded, *span)
    start = lead.end() if lead else span.start
    return Span(start, max(start, span.start + len(folded[span.start : span.end].rstrip())))


def _is_short(tokens: Sequence[Token]) -> bool:
    return any(t.kind == "grade" and t.values[-1] == SHORT for t in tokens)
