"""The article's own date: a line near its top, or the day that it calls today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from .date_parts import Part, read_parts
from .document import Document
from .moments import Moment

_BESIDE_TODAY = re.compile(r"\s*[(,]?\s*(?:that is,?\s+)?(?:on\s+)?\Z")
_STAMP = re.compile(r"[(*• ]*(?:last )?(?:posted|published|updated|issued|date)\b")
_LEAD_BLOCKS = 8
_LINE = 90
_MONTHLY = re.compile(
    r"(?:[\w&':-]+ ){0,4}(?:issue|edition|newsletter|bulletin|news|magazine|briefing|update)"
    r"(?: \d+)?(?: (?:from|of|for) (?:[\w&'-]+ ){0,4}[\w&'-]+)?(?:[,:|]| [-|])? ?[a-z]+ \d{4}"
)  # a newsletter's dateline; a month alone may be an entry of a chronology


@lru_cache(maxsize=1)  # several stages ask for it
def article_date(document: Document) -> str | None:
    """The date the article gives for itself or for "today"; what its source says comes first."""
    if document.published:
        return document.published
    parts = read_parts(document)
    return _dateline(document, parts) or _told_today(document, parts)


def _told_today(document: Document, parts: Sequence[Part]) -> str | None:
    """ "Today (July 12)", "tomorrow (30 September)": the date beside it gives the day."""
    for left, right in pairwise(parts):
        kind, _, shift = left.relation.partition(":")
        gap = document.lower[left.end : right.start]
        if kind == "day" and right.grain == "day" and len(gap) < 16 and _BESIDE_TODAY.match(gap):
            return _day_from(right, parts, int(shift))
    return None


def _day_from(part: Part, parts: Sequence[Part], shift: int) -> str | None:
    """The article's day, ``shift`` days before the one told; its year from the other dates."""
    year = part.year
    if year is None:
        dated = [(p.year, p.month or 0, p.last or 0) for p in parts if p.year and p.month]
        if not dated:
            return None
        latest = max(dated)
        year = latest[0] + (latest[1:] > (part.month or 0, part.first or 0))
    day = Moment(year, part.month, part.first).calendar()
    return (day - timedelta(days=shift)).isoformat() if day else None


def _dateline(document: Document, parts: Sequence[Part]) -> str | None:
    """A full date in a short line near the top, or in one that begins "Last updated"."""
    for part in parts:
        if part.grain not in ("day", "month") or not part.year or part.first != part.last:
            continue
        line = _line(document, part)
        if line is None or (part.grain == "month" and not _MONTHLY.fullmatch(line)):
            continue
        near = document.block_index(part.start) < _LEAD_BLOCKS and not line.endswith(".")
        if near or _STAMP.match(line):
            return Moment(part.year, part.month, part.first).iso()
    return None


def _line(document: Document, part: Part) -> str | None:
    """The line that holds the date, when it is short."""
    lower, block = document.lower, document.block_at(part.start)
    left = max(block.start, part.start - _LINE)
    right = min(len(lower), part.end + _LINE)
    line_start = max(lower.rfind("\n", left, part.start) + 1, left)
    line_end = lower.find("\n", part.end, right)
    line = lower[line_start : line_end if line_end >= 0 else right].strip()
    return line if len(line) <= _LINE else None
