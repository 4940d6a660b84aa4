"""Finds the words that a model quotes: exact, then folded, then nearly; what is not found is none.

| how | found when |
|---|---|
| exact | the very characters stand in the piece |
| folded | they do once quotes, dashes, spaces and case are folded |
| near | rapidfuzz finds a stretch so much alike, with the same numbers, grades and negations |
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ..extraction.document import Document
from ..facts import Span

How = Literal["exact", "folded", "near"]

_LEAST_ALIKE = 92.0
# Shorter words are found exactly or not at all: too much is like them.
_SHORTEST_NEAR = 24
_ENDS = ".,;:!?\"'"
_SPACES = re.compile(r"\s+")
_TELLING = re.compile(
    r"\d+(?:[.,]\d+)*|n't\b|\b(?:not?|never|nor|neither|none|without|cannot|un\w+|in\w+|dis\w+"
    r"|outstanding|good|adequate|requir\w+|improve\w*|remain\w*|higher|lower|up|down|more|less|fewer)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where quoted words stand in the article, and how alike they are."""

    span: Span
    how: How


class Finder:
    """Finds quoted words in one article."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def find(self, words: str, within: Span) -> Found | None:
        """The first place in a stretch of the article where the words stand."""
        words = words.strip()
        if not words:
            return None
        if (span := _whole(self._document.text, words, *within)) is not None:
            return Found(span, "exact")
        folded = _squeezed(Document(words).lower)
        left, right = (bisect_left(self._offsets, offset) for offset in within)
        if (span := _whole(self._squeezed, folded, left, right)) is not None:
            return Found(self._unsqueezed(span), "folded")
        if (span := self._near(folded, left, right)) is not None:
            return Found(self._unsqueezed(span), "near")
        return None

    @cached_property
    def _offsets(self) -> list[int]:
        """For each character of the squeezed text its offset in the article."""
        lower = self._document.lower
        return [
            offset
            for offset, char in enumerate(lower)
            if not (char.isspace() and lower[offset - 1 : offset].isspace())
        ]

    @cached_property
    def _squeezed(self) -> str:
        """The folded text with one space for each run of them."""
        lower = self._document.lower
        return "".join(" " if lower[at].isspace() else lower[at] for at in self._offsets)

    def _unsqueezed(self, span: Span) -> Span:
        return Span(self._offsets[span.start], self._offsets[span.end - 1] + 1)

    def _near(self, folded: str, left: int, right: int) -> Span | None:
        """The most similar stretch of whole words, unless it differs in what matters."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        if not _SHORTEST_NEAR <= len(folded) <= right - left:
            return None
        stretch = self._squeezed[left:right]
        aligned = partial_ratio_alignment(folded, stretch, score_cutoff=_LEAST_ALIKE)
        if aligned is None:
            return None
        start, end = aligned.dest_start, aligned.dest_end
        while start and _inside(stretch, start):
            start -= 1
        while end < len(stretch) and _inside(stretch, end):
            end += 1
        found = _tightened(stretch[start:end], folded)
        if sorted(_TELLING.findall(found)) != sorted(_TELLING.findall(folded)):
            return None
        start = stretch.index(found, start)
        return Span(left + start, left + start + len(found))


def _tightened(found: str, words: str) -> str:
    """The stretch without what stands at its ends and makes it less alike."""
    from rapidfuzz.fuzz import ratio

    while True:
        found = found.strip() if words[-1:] in _ENDS else found.strip(_ENDS + " ")
        shorter = (found.partition(" ")[2], found.rpartition(" ")[0])
        alike, better = max((ratio(each, words), each) for each in shorter)
        if alike <= ratio(found, words):
            return found
        found = better


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _whole(text: str, words: str, left: int, right: int) -> Span | None:
    """The first place where the words stand and neither neighbour goes on with a word."""
    start = text.find(words, left, right) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (_inside(text, start) or _inside(text, end)):
            return Span(start, end)
        start = text.find(words, start + 1, right)
    return None


def _inside(text: str, offset: int) -> bool:
    """Whether an offset parts a word or a number in two."""
    return text[offset - 1 : offset].isalnum() and text[offset : offset + 1].isalnum()
