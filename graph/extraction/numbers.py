"""Numbers as newspapers print them: 1,204, 4.5m, eleven, two hundred, half a million."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .lexicon import Lexicon, table

NUMERALS: dict[str, int] = {row["wording"]: int(row["value"]) for row in table("numerals")}
_WORDS = Lexicon((row["wording"], row["value"]) for row in table("numerals"))
_SMALL = "|".join(sorted((w for w, n in NUMERALS.items() if n < 100), key=len, reverse=True))
WORD_NUMBER = (
    rf"(?:(?:{_SMALL})(?:[- ](?:{_SMALL})\b)?(?:\s(?:hundred|thousand))?|an?\s(?:hundred|thousand))"
)
"""Pattern text for a number in words, over lower-case folded text."""

DIGIT_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,9})?(?!\d)"
"""Pattern text for a number in digits."""

# As DIGIT_NUMBER, but opening with a single digit: then the engine skips to the next digit.
_DIGITS = re.compile(r"[0-9](?:\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d{0,14}(?:\.\d{1,9})?(?!\d))(?!\.?\d)")
_IN_WORDS = re.compile(rf"(?:{WORD_NUMBER})(?![\w])")
_MULTIPLIER = re.compile(r"[\s-]?(million|billion|thousand|hundred|bn|m|k)\b(?!\.\d)")
_HALF = re.compile(r"\sand\sa\shalf\b")
_TIMES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6,
          "billion": 10**9, "bn": 10**9}  # fmt: skip
_SPLIT = re.compile(r"[\s-]+")


class Number(NamedTuple):
    """A number in the text; ``words`` tells one in words from one in digits."""

    start: int
    end: int
    value: float | int
    words: bool


def find_numbers(lower: str) -> Iterator[Number]:
    """All numbers in text order, compounds and multipliers taken in."""
    starts = [
        (match.start(), match.end(), False)
        for match in _DIGITS.finditer(lower)
        if not _goes_on(lower, match.start())
    ]
    starts += [(word.start, word.end, True) for word in _WORDS.find(lower)]
    reached = 0
    for start, end, words in sorted(starts):
        if start < reached:
            continue
        if words and (match := _IN_WORDS.match(lower, start)) and match.end() > end:
            end = match.end()
        value = parse_number(lower[start:end])
        if value is not None:
            reached, value = _multiplied(lower, end, value)
            yield Number(start, reached, value, words)


def _goes_on(lower: str, start: int) -> bool:
    """Whether the digits belong to a word, a longer number or a date."""
    before = lower[start - 1 : start]
    return before in (".", ",", "/", "_") or before.isalnum()


def _multiplied(lower: str, end: int, value: float | int) -> tuple[int, float | int]:
    """The number with "million" or "and a half" after it."""
    half = _HALF.match(lower, end)
    if half is not None:
        return half.end(), value + 0.5
    times = _MULTIPLIER.match(lower, end)
    if times is None:
        return end, value
    return times.end(), tidy(round(value * _TIMES[times.group(1)], 2))


def parse_number(text: str) -> int | float | None:
    """The value of a number in digits or words (lower case); ``None`` when it is none."""
    text = text.strip()
    if text in NUMERALS:
        return NUMERALS[text]
    if text[:1].isdigit():
        plain = text.replace(",", "")
        return float(plain) if "." in plain else int(plain)
    total = 0
    for word in _SPLIT.split(text):
        if word in ("hundred", "thousand"):
            total = max(total, 1) * NUMERALS[word]
        elif word in NUMERALS:
            total += NUMERALS[word]
        elif word not in ("a", "an", "and"):
            return None
    return total or None


def tidy(value: float | int) -> float | int:
    """A whole number as ``int``, so that 20.0 is written 20."""
    return int(value) if value == int(value) else round(value, 6)
