"""Dates as precise as they are told, and the months of an inspection, compared."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pyoxigraph import Literal

Days = tuple[date, date]
"""The first and the last day that something can mean."""

ONE_INSPECTION = timedelta(days=62)
"""The parts of one inspection lie no further apart."""

_DAY, _MONTH, _YEAR = len("2019-07-12"), len("2019-07"), len("2019")
_MONTH_ALONE = re.compile(r"--(\d\d)(?:-\d\d)?")
_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_WORDS = re.compile(rf"\b(?:{'|'.join(_MONTHS)}|(?:19|20)\d\d)\b")


def span(when: Literal | None) -> Days | None:
    """First and last day that a date, month or year can mean; ``None`` without a year."""
    return _span(when.value) if when is not None else None


@lru_cache(maxsize=4096)
def _span(text: str) -> Days | None:
    try:
        if len(text) == _DAY:
            day = date.fromisoformat(text)
            return day, day
        if len(text) == _MONTH:
            first = date.fromisoformat(f"{text}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if len(text) == _YEAR:
            return date(int(text), 1, 1), date(int(text), 12, 31)
    except (ValueError, OverflowError):
        return None
    return None


def apart(one: Days | None, other: Days | None) -> timedelta:
    """The days between two spans of time, none where they meet."""
    if one is None or other is None:
        return timedelta.max
    return max(one[0] - other[1], other[0] - one[1], timedelta(0))


@dataclass(frozen=True, slots=True)
class Visit:
    """When inspectors came, as far as it is told: days if the year is, and first and last month."""

    days: Days | None
    months: tuple[int, ...]

    def same(self, other: Visit) -> bool:
        """Whether both tell months of the same year that meet."""
        told = bool(self.months and other.months)
        return told and apart(self.days, other.days) == timedelta(0)

    def contradicts(self, other: Visit) -> bool:
        """Whether no one inspection can have been at both times."""
        if self.days and other.days:
            return apart(self.days, other.days) > ONE_INSPECTION
        if not (self.months and other.months):
            return False
        return not (_around(self.months) & set(_through(other.months)))


def visit(start: Literal | None, end: Literal | None) -> Visit | None:
    """The visit from its first to its last date; ``None`` when neither tells anything."""
    first, last = span(start), span(end)
    days = (first[0], max(first[1], last[1] if last else first[1])) if first else last
    months = tuple(month for literal in (start, end) if (month := _month(literal)))
    if days is None and not months:
        return None
    return Visit(days, months[:1] + months[-1:])


def months_named(words: str) -> tuple[str, str] | None:
    """First and last month of dates in words, as ``2019-01``; ``None`` when a year is missing."""
    found = _WORDS.findall(words)
    dated = list(_with_years(found))
    if not dated or found[-1] in _MONTHS:
        return None
    return min(dated), max(dated)


def _with_years(found: list[str]) -> Iterator[str]:
    """Each month with the year that stands next after it."""
    year = ""
    for word in reversed(found):
        if word not in _MONTHS:
            year = word
        elif year:
            yield f"{year}-{_MONTHS[word]:02}"


def _month(literal: Literal | None) -> int | None:
    text = literal.value if literal is not None else ""
    if alone := _MONTH_ALONE.fullmatch(text):
        return int(alone[1])
    return int(text[5:7]) if span(literal) and len(text) >= _MONTH else None


def _through(months: tuple[int, ...]) -> Iterator[int]:
    """The months from first to last, over the end of the year if need be."""
    first, last = months[0], months[-1]
    for step in range((last - first) % 12 + 1):
        yield (first - 1 + step) % 12 + 1


def _around(months: tuple[int, ...]) -> set[int]:
    """The same with a month more at each end."""
    return {(month - 1 + step) % 12 + 1 for month in _through(months) for step in (-1, 0, 1)}
