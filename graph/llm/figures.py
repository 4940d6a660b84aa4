"""Whether words hold a figure: its value in digits, words or as a share, and its unit near by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..extraction.document import Document
from ..extraction.lexicon import Lexicon, table
from ..extraction.numbers import find_numbers
from ..facts import Span

_FRACTIONS = Lexicon((row["wording"], row["percent"]) for row in table("fractions"))
_OUT_OF = re.compile(r"\s(?:times?\s)?(?:in|out\sof)\s(?:every\s)?")
# How a unit shows in the text, where it is not by its own name.
_SIGNS = {
    "percent": re.compile(r"%|\bper ?cent\b|\d ?pc\b"),
    "gbp": re.compile(r"£|\bpounds?\b"),
}


def holds_value(lower: str, value: float) -> bool:
    """Whether the words tell the value."""
    return any(abs(told - value) < 1e-6 for told in _numbers(lower))


def holds_share(lower: str, percent: float) -> bool:
    """Whether the words tell a share as "one in five" or "a quarter" does."""
    return any(abs(told - percent) < 0.5 for told in _shares(lower))


def tells_unit(document: Document, words: Span, unit: str) -> bool:
    """Whether a unit stands in the words, or in their sentence or the one before ("it was 75")."""
    if len(unit) < 2:
        return False
    sign = _SIGNS.get(unit.lower())
    if sign is None:
        sign = re.compile(rf"\b{re.escape(unit.lower().removesuffix('s'))}s?\b")
    index = document.sentence_index(words.start)
    before = document.sentences[max(index - 1, 0)].start if document.sentences else words.start
    end = document.sentences[index].end if document.sentences else words.end
    return sign.search(document.lower, min(before, words.start), max(end, words.end)) is not None


def _numbers(lower: str) -> Iterator[float]:
    return (number.value for number in find_numbers(lower))


def _shares(lower: str) -> Iterator[float]:
    for fraction in _FRACTIONS.find(lower):
        yield from (float(value) for value in fraction.values)
    for part, whole in pairwise(find_numbers(lower)):
        if whole.value and _OUT_OF.fullmatch(lower[part.end : whole.start]):
            yield 100 * part.value / whole.value
