"""When a rating holds, as far as its text tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """``now``: the rating holds today; ``date``: its date, or "past" for an undated past.

    ``previous_date`` is that of the grade before; ``again`` holds further dates of the same grade.
    ``kept``: nobody looked again, so it stands. ``entry``: the date heads the paragraph.
    """

    now: bool
    date: str | None = None
    previous_date: str | None = None
    again: tuple[str, ...] = ()
    kept: bool = False
    entry: bool = False

    def shared(self) -> Standing:
        """The standing of what a following sentence says the same of."""
        return Standing(self.now, None if self.now else self.date)
