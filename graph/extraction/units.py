"""What figures count, from ``lexicon/units.tsv``, and a figure as read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .lexicon import table

_UNITS = table("units")
THINGS = {row["wording"]: row["value"] for row in _UNITS if row["kind"] == "thing"}
TIMES = {row["wording"]: row["value"] for row in _UNITS if row["kind"] == "time"}


def either(wordings: Iterable[str]) -> str:
    """An alternation of the wordings, the longest first."""
    return "|".join(re.escape(w) for w in sorted(wordings, key=len, reverse=True))


THING = rf"(?:{either(THINGS)})(?![\w'])"


class Figure(NamedTuple):
    """A figure read: where, how much of what, by which rule, how surely."""

    start: int
    end: int
    value: float | int
    unit: str
    rule: str
    confidence: float
