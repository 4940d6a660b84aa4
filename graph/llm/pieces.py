"""A long article in pieces that a model can take, cut between paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ..extraction.document import Block, Document
from ..facts import Span

LONGEST = 6_000
"""Characters in a piece: some 1,500 tokens, and as many again for the facts."""

MOST = 40
"""Pieces of one article that are asked about: an endless text must not cost endless money."""


def pieces(document: Document) -> tuple[Span, ...]:
    """The pieces in order; each is whole blocks, unless a single block is too long."""
    return tuple(islice(_joined(_short(document)), MOST))


def _short(document: Document) -> Iterator[Span]:
    for block in document.blocks:
        if block.end - block.start <= LONGEST:
            yield Span(block.start, block.end)
        else:
            yield from _joined(_sentences(document, block))


def _sentences(document: Document, block: Block) -> Iterator[Span]:
    """The sentences of an endless block, cut anywhere where even a sentence is endless."""
    first, last = document.sentence_index(block.start), document.sentence_index(block.end - 1)
    for start, end in document.sentences[first : last + 1]:
        for left in range(start, end, LONGEST):
            yield Span(left, min(left + LONGEST, end))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours made one as long as they are short enough together."""
    held: Span | None = None
    for span in spans:
        if held is not None and span.end - held.start <= LONGEST:
            held = Span(held.start, span.end)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held
