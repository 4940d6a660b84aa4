"""A cell of a table: the names, grades, times and arrows in it, and what the cell is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ...facts import Span
from ..document import Document
from ..lexicon import Lexicon, table
from .moves import ARROWS
from .symbols import Symbol

Sense = Literal["grade", "empty", "name", "head", "move", "unknown"]
SHORT = "short"
"""Marks a grade that is abbreviated: "RI"."""

_MARKS = frozenset(" .,:;?!()[]*_/&'\"-#>•·▪")
_YEAR = re.compile(r"\b20\d\d(?:[/-]\d\d)?\b")
_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
_ARROW = re.compile(f"[{''.join(mark for mark in ARROWS if mark != '=')}]")
_SYMBOLS = frozenset({"holder", "service", "question", "grade"})
_NAMES = frozenset({"holder", "service", "question", "time", "whole"})
_BROKEN = re.compile(r"\brequires *\n\s*improvement\b")
_BROKEN_GRADE = "requires-improvement"
_LEADS = ("→", "->", "=>", ">", "to", "up to", "down to")
_TWO = 2
_BEFORE = re.compile(r"\b(?:previously|previous|was|were|from|before|last time)\b|20\d\d")


class Token(NamedTuple):
    """A stretch of a cell that says one thing; ``values`` as in a symbol."""

    kind: str
    values: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what it says.

    ``known``: no letter of it is left unread; ``previous``: a second grade, which came before;
    ``led``: that one stands first, as in "inadequate → good".
    """

    span: Span
    tokens: tuple[Token, ...]
    known: bool
    previous: str | None = None
    led: bool = False

    def of(self, kind: str) -> tuple[str, ...]:
        """The values of the cell's tokens of one kind, each once."""
        return tuple(dict.fromkeys(v for t in self.tokens if t.kind == kind for v in t.values))

    @property
    def sense(self) -> Sense:
        """What the cell is for: a grade, a name of a row or column, the head of names, …"""
        kinds = [t.kind for t in self.tokens if t.kind not in ("filler", "date")]
        if not kinds:
            return "unknown" if self.tokens or not self.known else "empty"
        if not self.known:
            return "unknown"
        if kinds[0] == "grade":
            return "grade" if kinds.count("grade") == 1 or self.previous else "unknown"
        if "grade" in kinds:
            return "unknown"
        if kinds[0] == "none":
            return "empty"
        if _NAMES.intersection(kinds):
            return "name"
        return "move" if kinds[0] == "move" else "head"

    @property
    def grade(self) -> Token:
        """The token of the grade, in a cell whose sense is one."""
        grades = [t for t in self.tokens if t.kind == "grade"]
        return grades[-1] if self.led else grades[0]


def read_cell(folded: str, span: Span, tokens: Sequence[Token]) -> Cell:
    """The cell at a span of the folded text, without outer spaces and marks of emphasis."""
    text = folded[span.start : span.end]
    left = span.start + len(text) - len(text.lstrip(" *_"))
    right = max(left, span.end - len(text) + len(text.rstrip(" *_")))
    inside = tuple(t for t in tokens if left <= t.start and t.end <= right)
    known = _is_known(folded, left, right, inside)
    grades = [t for t in inside if t.kind == "grade"]
    if len(grades) != _TWO:
        return Cell(Span(left, right), inside, known)
    told = folded[grades[0].end : grades[1].start].lower()
    led = told.strip(" '\"") in _LEADS
    before = grades[0] if led else grades[1] if _BEFORE.search(told) else None
    return Cell(Span(left, right), inside, known, before.values[0] if before else None, led)


def _is_known(folded: str, left: int, right: int, tokens: Sequence[Token]) -> bool:
    """Whether the tokens leave only marks of the cell unread."""
    position = left
    for token in tokens:
        if not _MARKS.issuperset(folded[position : token.start]):
            return False
        position = token.end
    return _MARKS.issuperset(folded[position:right])


def read_tokens(document: Document, span: Span, symbols: Sequence[Symbol]) -> list[Token]:
    """The symbols of a line, and the words, years and arrows that only tables have.

    The longer of two that overlap wins: "overall trust rating" over "trust".
    """
    found = [
        Token(symbol.kind, symbol.values, symbol.start, symbol.end)
        for symbol in symbols
        if symbol.kind in _SYMBOLS and symbol.values[-1] != "told"
    ]
    found.extend(_worded(document, span))
    found.extend(
        Token("grade", (_BROKEN_GRADE,), *m.span()) for m in _BROKEN.finditer(document.lower, *span)
    )
    for kind, pattern in (("time", _YEAR), ("date", _DAY), ("move", _ARROW)):
        for match in pattern.finditer(document.folded, *span):
            word = match.group()
            value = ARROWS[word] if kind == "move" else word[:4]
            found.append(Token(kind, (value,), *match.span()))
    found.sort(key=lambda t: (t.start - t.end, t.start))
    kept: list[Token] = []
    for token in found:
        if all(token.end <= other.start or other.end <= token.start for other in kept):
            kept.append(token)
    kept.sort(key=lambda t: t.start)
    return kept


def _worded(document: Document, span: Span) -> Iterator[Token]:
    """The wordings of ``cells.tsv``; abbreviations in capitals only."""
    for start, end, values in _words().find(document.lower[span.start : span.end]):
        kind, _, value = values[0].partition(":")
        left, right = span.start + start, span.start + end
        if kind == "short":
            if document.folded[left:right].isupper():
                yield Token("grade", (value, SHORT), left, right)
        elif kind in ("past", "now"):
            yield Token("time", (kind,), left, right)
        else:
            yield Token(kind, (value or kind,), left, right)


@cache
def _words() -> Lexicon:
    return Lexicon((row["wording"], row["value"]) for row in table("cells"))
