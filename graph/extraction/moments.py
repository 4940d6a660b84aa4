"""Moments: a year with its month and day as far as known, and the little reckoning they need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, a month of a year, a day, or a month or day of a year not known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str | None:
        """ISO 8601 cut to what is known, ``--05`` without a year; ``None`` for no such year."""
        if self.year is not None and not 1000 <= self.year <= 9999:
            return None
        if self.month is None:
            return f"{self.year:04d}" if self.year else None
        text = f"{self.year:04d}-{self.month:02d}" if self.year else f"--{self.month:02d}"
        return f"{text}-{self.day:02d}" if self.day else text

    def calendar(self) -> date | None:
        """The calendar day; ``None`` when it isn't a whole one or no calendar has it."""
        try:
            return date(self.year or 0, self.month or 0, self.day or 0)
        except ValueError:
            return None

    def months_later(self, shift: int) -> Moment:
        """The month so many months on, or back when negative."""
        if self.month is None:
            return self
        months = (self.year or 0) * 12 + self.month - 1 + shift
        return Moment(months // 12 if self.year else None, months % 12 + 1)


def parse_moment(text: str) -> Moment | None:
    """The moment an ISO 8601 date (whole or cut) tells."""
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    return Moment(year, month, day)
