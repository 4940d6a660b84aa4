"""An article's text parted where facts begin and end, so that overlaps stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..graph.facts import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the facts that cover it, those ending with it, spans beginning."""

    text: str
    facts: tuple[int, ...]
    ending: tuple[int, ...]
    beginning: tuple[Span, ...]


Marks = dict[Span, list[int]]
"""Spans of the text with the numbers of the facts that rest on them."""


def paragraphs(text: str, marks: Marks) -> list[list[Segment]]:
    """The text's lines that hold words, each parted into segments."""
    found: list[list[Segment]] = []
    spans = sorted(marks)
    for start, end in _lines(text):
        spans_here = [span for span in spans if span.start < end and span.end > start]
        found.append(list(_segments(text, start, end, spans_here, marks)))
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _segments(
    text: str, start: int, end: int, spans: Iterable[Span], marks: Marks
) -> Iterator[Segment]:
    """One line's segments: cut at every begin and end of a span in it."""
    spans = list(spans)
    inner = {edge for span in spans for edge in span if start < edge < end}
    edges = sorted({start, end, *inner})
    for left, right in pairwise(edges):
        covering = [span for span in spans if span.start <= left and span.end >= right]
        last = [span for span in covering if min(span.end, end) == right and span.end <= end]
        begin = [
            span for span in covering if max(span.start, start) == left and span.start >= start
        ]
        narrow = sorted(covering, key=lambda span: (span.end - span.start, span.start))
        yield Segment(
            text[left:right],
            tuple(dict.fromkeys(number for span in narrow for number in marks[span])),
            tuple(sorted({number for span in last for number in marks[span]})),
            tuple(begin),
        )
