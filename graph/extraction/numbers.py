"""Numbers as newspapers print them: 1,204, 16.9, eleven, twenty-one, two hundred."""

from __future__ import annotations

import re

from .lexicon import table

NUMERALS: dict[str, int] = {row["wording"]: int(row["value"]) for row in table("numerals")}
_SMALL = "|".join(sorted((w for w, n in NUMERALS.items() if n < 100), key=len, reverse=True))
WORD_NUMBER = (
    rf"(?:(?:{_SMALL})(?:[- ](?:{_SMALL}))?(?:\s(?:hundred|thousand))?|an?\s(?:hundred|thousand))"
)
"""Pattern text for a number in words, over lower-case folded text."""

DIGIT_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""Pattern text for a number in digits."""

_SPLIT = re.compile(r"[\s-]+")


def parse_number(text: str) -> int | float | None:
    """The value of a number in digits or words (lower case); ``None`` when it is none."""
    text = text.strip()
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
