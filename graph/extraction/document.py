"""Text → folded text, blocks and sentences: the structure that every later stage stands on.

Folding is one to one, so an offset in any of the three texts is an offset in the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ..facts import Span
from .lexicon import table

BlockKind = Literal["headline", "heading", "paragraph", "bullet", "row"]

# Typographic variants and what they fold to, one character for one.
FOLDS = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ",
    "\t": " ", "\u000b": " ", "\u000c": " ", "…": ".", "\u2028": "\n", "\u2029": "\n",
    "\u0085": "\n",
}  # fmt: skip

_BULLET = re.compile(r"[ ]*(?:[-*•·▪‣◦o]|\d{1,2}[.)])[ ]+")
_ROW = re.compile(r"\|[^|\n]*\||\S {3,}\S")
_ROW_MARKS = ("|", "   ")
"""One of these is in every row: looking for them is far cheaper than the pattern."""
# Begins with one character, not with a repeat: then the engine skips to the next such character.
_TERMINAL = re.compile(r"[.!?][.!?]*+[\"')\]]*+(?=\s|$)")
ABBREVIATIONS = frozenset(row["wording"] for row in table("abbreviations"))
"""A full stop after these ends no sentence."""
_NUMBERS = ("no", "nos")
"""Nor after these before a number: "ward No. 3", but "at Eastmere, no."."""


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, heading, paragraph, bullet or table row."""

    kind: BlockKind
    start: int
    end: int


def fold(text: str) -> str:
    """Typographic variants as their plain characters, one for one.

    One replacement per variant: a table of translation is slower by far where a text isn't ASCII.
    """
    if not text.isascii():
        for variant, plain in FOLDS.items():
            text = text.replace(variant, plain)
        return text
    for variant in _ASCII_FOLDS:
        text = text.replace(variant, FOLDS[variant])
    return text


_ASCII_FOLDS = tuple(variant for variant in FOLDS if variant.isascii())


def lower_fold(folded: str) -> str:
    """Lower case, one character for one: a letter whose lower case is longer stays as it is."""
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in folded)


class Document:
    """An article's text with its structure; built once, read by every stage."""

    def __init__(self, text: str, published: str | None = None) -> None:
        self.text = text
        self.published = published
        self.folded = fold(text)
        self.lower = lower_fold(self.folded)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in order; lines of one paragraph that were wrapped belong to one block."""
        return tuple(_blocks(self.folded, self.text))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences in order, without outer spaces; none runs across two blocks."""
        return tuple(
            span
            for block in self.blocks
            for span in _sentences(self.folded, block.start, block.end)
        )

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def sentence_index(self, offset: int) -> int:
        """The index of the sentence that holds the offset (or the last that starts before it)."""
        return (bisect_right(self._sentence_starts, offset) or 1) - 1

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds the offset."""
        return self.sentences[self.sentence_index(offset)]

    def block_index(self, offset: int) -> int:
        """The index of the block that holds the offset (or the last that starts before it)."""
        return (bisect_right(self._block_starts, offset) or 1) - 1

    def block_at(self, offset: int) -> Block:
        """The block that holds the offset."""
        return self.blocks[self.block_index(offset)]


def _blocks(folded: str, text: str) -> list[Block]:
    """Blank lines, bullets and table rows part blocks; a wrapped line goes on with its block."""
    lines: list[tuple[int, int]] = []
    position = 0
    for line in folded.split("\n"):
        lines.append((position, position + len(line)))
        position += len(line) + 1
    blocks: list[Block] = []
    open_start = open_end = -1

    def close() -> None:
        nonlocal open_start
        if open_start >= 0:
            blocks.append(Block("paragraph", open_start, open_end))
        open_start = -1

    wrapped = _wrap_width(folded, lines)
    tabbed = "\t" in text  # folding turns tabs into spaces
    previous_length = 0
    for start, end in lines:
        raw = folded[start:end]
        body = raw.strip()
        if not body:
            close()
            previous_length = 0
            continue
        left = start + len(raw) - len(raw.lstrip())
        right = left + len(body)
        if any(mark in body for mark in _ROW_MARKS) and _ROW.search(body):
            close()
            blocks.append(Block("row", left, right))
        elif _BULLET.match(raw):
            close()
            blocks.append(Block("bullet", left, right))
        elif tabbed and "\t" in text[left:right]:
            close()
            blocks.append(Block("row", left, right))
        elif open_start >= 0 and wrapped and previous_length >= wrapped - 22:
            open_end = right
        elif (
            blocks
            and open_start < 0
            and blocks[-1].kind == "bullet"
            and raw[:1] == " "
            and previous_length
        ):
            blocks[-1] = Block("bullet", blocks[-1].start, right)
        else:
            close()
            open_start, open_end = left, right
        previous_length = len(raw.rstrip())
    close()
    return [_name(block, folded, first=index == 0) for index, block in enumerate(blocks)]


def _wrap_width(folded: str, lines: list[tuple[int, int]]) -> int:
    """The width at which a text was hard-wrapped, or 0 when its lines are whole paragraphs."""
    lengths = sorted(end - start for start, end in lines if end > start)
    if len(lengths) < 4:
        return 0
    widest = lengths[-1]
    return widest if widest <= 100 else 0


_SENTENCES = re.compile(r"[a-z]{2}(?<!\bvs)[\"')]*[.!][\"')]* [A-Z\"'(]")
_STATEMENT = re.compile(r"[:,] [\"'][A-Z].*[.!?][\"']$")


def _name(block: Block, folded: str, *, first: bool) -> Block:
    """A paragraph of one line without a full stop is the headline or a heading."""
    if block.kind != "paragraph":
        return block
    body = folded[block.start : block.end]
    if len(body) > 160 or "\n" in body or body.rstrip("\"')")[-1:] in ".!,;":
        return block
    if len(body.split()) > 22 or _SENTENCES.search(body) or _STATEMENT.search(body):
        return block
    return Block("headline" if first else "heading", block.start, block.end)


def _sentences(folded: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    left = start
    for match in _TERMINAL.finditer(folded, start, end):
        stop = match.end()
        if match.group().startswith(".") and not _ends_sentence(
            folded, left, match.start(), stop, end
        ):
            continue
        spans.append(Span(left, stop))
        while stop < end and folded[stop].isspace():
            stop += 1
        left = stop
    if left < end:
        spans.append(Span(left, end))
    return spans


def _ends_sentence(folded: str, left: int, dot: int, stop: int, end: int) -> bool:
    """Whether a full stop ends the sentence: not after an abbreviation, not before lower case."""
    word_start = dot
    while word_start > left and not folded[word_start - 1].isspace():
        word_start -= 1
    word = folded[word_start:dot].strip("\"'([").lower()
    if word in _NUMBERS and folded[stop : stop + 2].strip().isdigit():
        return False
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    rest = stop
    while rest < end and folded[rest].isspace():
        rest += 1
    return rest >= end or not folded[rest].islower()
