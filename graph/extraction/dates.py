"""Dates worked out: each date of the text as ISO 8601, its year from the article's own dates.

``date_parts.py`` reads what is written; here "last October", "on Tuesday", "the following year"
and months without a year get theirs, when the text gives enough to know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..facts import Span
from .date_parts import Part, Range, join_parts, read_parts
from .document import Document


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a span of dates in the text, as ISO 8601 cut to what is known (``--05``: a May)."""

    span: Span
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class _Moment:
    """A year with month and day as far as known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str | None:
        if self.year is not None and not 1000 <= self.year <= 9999:
            return None
        if self.month is None:
            return f"{self.year:04d}" if self.year else None
        text = f"{self.year:04d}-{self.month:02d}" if self.year else f"--{self.month:02d}"
        return f"{text}-{self.day:02d}" if self.day else text


def find_dates(document: Document, published: str | None) -> tuple[DateMention, ...]:
    """All dates in text order; years follow from ``published``, else from the text's latest day."""
    parts = read_parts(document)
    now = _parse(published) if published else _latest_day(document, parts)
    return tuple(_resolve(document, join_parts(document, parts), now, published))


def article_date(document: Document) -> str | None:
    """The date the article gives for itself or for "today"; what its source says comes first."""
    if document.published:
        return document.published
    parts = read_parts(document)
    return _dateline(document, parts) or _told_today(document, parts)


def _parse(published: str) -> _Moment | None:
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", published)
    if match is None:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    return _Moment(year, month, day)


def _latest_day(document: Document, parts: Sequence[Part]) -> _Moment | None:
    """The latest full date, when the text tells of nothing later: the article is of about then."""
    told = [p for p in parts if p.year and not _is_future(document, p)]
    full = [(p.year or 0, p.month or 0, p.last or 0) for p in told if p.grain == "day"]
    if not full:
        return _counted_year(document, parts)
    latest = max(full)
    if any((p.year or 0, p.month or 0) > latest[:2] for p in told):
        return None
    return _Moment(*latest)


def _counted_year(document: Document, parts: Sequence[Part]) -> _Moment | None:
    """ "Four years ago, in 2015" tells that the article is of 2019."""
    for left, right in zip(parts, parts[1:], strict=False):
        kind, _, value = left.relation.partition(":")
        gap = document.lower[left.end : right.start]
        if kind == "year-shift" and right.grain == "year" and gap in (", in ", " in ", " (in ", " ("):
            return _Moment((right.year or 0) - int(value))
    return None


# --- years ---------------------------------------------------------------------------------------

_FUTURE = re.compile(
    r"(?:\b(?:by|until|before)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    r"(?:early\s+|mid\s+|late\s+|spring\s+|summer\s+|autumn\s+|winter\s+|start\s+of\s+)?"
    r"|\b(?:due|next|will|opens?|starts?|ready|planned|in post|aims? to|promised)\b[^.;:]{0,24})\Z"
)
_RELEASED = re.compile(r"\b(?:published|released|issued|came out|out|made public)\s+(?:on|in)\s+\Z")
_SHIFTS = {"last": -1, "previous": -1, "following": 1, "next": 1, "this": 0, "that": 0, "same": 0}


def _resolve(
    document: Document, ranges: Iterator[Range], now: _Moment | None, published: str | None
) -> Iterator[DateMention]:
    told = _Moment()
    for item in ranges:
        future = _is_future(document, item.first)
        timeline = _timeline(document, item.first)
        if published is None and not future:
            future = bool(_RELEASED.search(document.lower, max(0, item.first.start - 24), item.first.start))
        ends = _moments(item, timeline or now, told, future=future)
        if ends is None:
            continue
        start, end = ends[0].iso(), ends[1].iso()
        if start and end:
            yield DateMention(Span(item.first.start, item.last.end), start, end)
            if ends[1].year:
                told = ends[1] if ends[1].month or not told.month else replace(ends[1], month=None)


def _is_future(document: Document, part: Part) -> bool:
    """Whether the words before tell of something still to come."""
    return bool(_FUTURE.search(document.lower, max(0, part.start - 32), part.start))


def _timeline(document: Document, part: Part) -> _Moment | None:
    """In an entry of a chronology ("June 2014: …") the months are of the entry's year."""
    block = document.block_at(part.start)
    match = _ENTRY.match(document.lower, block.start, min(block.end, block.start + 40))
    if match is None or part.start < match.end():
        return None
    return _Moment(int(match["year"]), 12, 31)


_ENTRY = re.compile(r"(?:[-*•]\s*)?(?:\w+\s+){0,2}(?P<year>(?:19|20)\d\d)\s*(?::|-\s)")


def _moments(
    item: Range, now: _Moment | None, told: _Moment, *, future: bool
) -> tuple[_Moment, _Moment] | None:
    """First and last day (month, year) of a range; each end lends the other its year."""
    first, last = item.first, item.last
    anchor = last if last.year or last.relation or not (first.year or first.relation) else first
    known = _moment(anchor, now, told, future=future)
    if known is None:
        return None
    if first is last:
        opened = replace(known, day=first.first) if first.month else known
        return opened, _until(known, first)
    if anchor is last:
        return _beside(first, known, -1), known
    return replace(known, day=first.first), _beside(last, known, 1)


def _until(moment: _Moment, part: Part) -> _Moment:
    return replace(moment, year=part.until) if part.until else moment


def _beside(part: Part, other: _Moment, sign: int) -> _Moment:
    """The other end of a range: in the same year, or over the turn of the year."""
    day = part.first if sign < 0 else part.last
    if part.month is None:
        return _Moment(part.year or other.year)
    if part.year or other.year is None or other.month is None:
        return _Moment(part.year or other.year, part.month, day)
    crosses = (part.month - other.month) * sign < 0
    return _Moment(other.year + sign * crosses, part.month, day)


def _moment(part: Part, now: _Moment | None, told: _Moment, *, future: bool) -> _Moment | None:
    if part.year:
        return _Moment(part.year, part.month, part.last)
    kind, _, value = part.relation.partition(":")
    if part.month is not None:
        return _Moment(_year_of(part, value, now, told, future=future), part.month, part.last)
    if kind.startswith("told"):
        return _told(kind, int(value), told)
    return _from_now(part, kind, value, now, future=future)


def _told(kind: str, shift: int, told: _Moment) -> _Moment | None:
    """ "The following year", "the same month": counted from what the text told last."""
    if kind == "told-year":
        return _Moment(told.year + shift) if told.year else None
    if told.month is None:
        return None
    return _shift_months(_Moment(told.year, told.month), shift)


def _from_now(
    part: Part, kind: str, value: str, now: _Moment | None, *, future: bool
) -> _Moment | None:
    """ "Yesterday", "last month", "two years ago", "on Tuesday": counted from the article's day."""
    if now is None or now.year is None:
        return None
    if kind == "year-shift":
        return _Moment(now.year + int(value))
    if kind == "season":
        return _Moment(now.year - (now.month is None or now.month < int(value) + 3))
    if kind == "month-shift":
        return _shift_months(_Moment(now.year, now.month), int(value)) if now.month else None
    if now.month is None or now.day is None or (kind == "weekday" and future):
        return None
    today = _day(now)
    if today is None:
        return None
    back = (today.weekday() - (part.weekday or 0)) % 7 if kind == "weekday" else -int(value)
    day = today - timedelta(days=back)
    return _Moment(day.year, day.month, day.day)


def _day(moment: _Moment) -> date | None:
    """The calendar day; ``None`` for one that no calendar has."""
    try:
        return date(moment.year or 0, moment.month or 0, moment.day or 0)
    except ValueError:
        return None


def _shift_months(moment: _Moment, shift: int) -> _Moment:
    if moment.month is None:
        return moment
    months = (moment.year or 0) * 12 + moment.month - 1 + shift
    return _Moment(months // 12 if moment.year else None, months % 12 + 1)


def _year_of(
    part: Part, told_as: str, now: _Moment | None, told: _Moment, *, future: bool
) -> int | None:
    """The year of a month (or day) told without one."""
    words = told_as.split()
    month = part.month or 0
    if "year" in words and words[-2] in ("last", "this"):
        return now.year + _SHIFTS[words[-2]] if now and now.year else None
    if "year" in words:
        return told.year + _SHIFTS[words[-2]] if told.year else None
    if words and words[-1] in ("that", "same", "previous", "following") and told.year:
        return told.year + _turn(words[-1], month, told.month)
    if now is None or now.year is None or now.month is None:
        return now.year if now else None
    later = (month, part.last or 0) > (now.month, (now.day or 31) if part.last else 0)
    if future and words[-1:] != ["last"]:
        return now.year + (month < now.month)
    return now.year - later


def _turn(word: str, month: int, told_month: int | None) -> int:
    """How many years "the previous September" or "that April" lies from the year told last."""
    if told_month is None or word in ("that", "same"):
        return 0
    if word == "previous":
        return -(month >= told_month)
    return int(month <= told_month)


# --- the article's own date ----------------------------------------------------------------------

_BESIDE_TODAY = re.compile(r"\s*[(,]?\s*(?:that is,?\s+)?(?:on\s+)?\Z")
_STAMP = re.compile(r"(?:last )?(?:posted|published|updated|issued|date)\b")
_LEAD_BLOCKS = 8
_LINE = 90


def _told_today(document: Document, parts: Sequence[Part]) -> str | None:
    """ "Today (July 12)", "tomorrow (30 September)": the day in brackets gives the article's day."""
    for left, right in zip(parts, parts[1:], strict=False):
        kind, _, shift = left.relation.partition(":")
        gap = document.lower[left.end : right.start]
        if kind == "day" and right.grain == "day" and _BESIDE_TODAY.match(gap) and len(gap) < 16:
            return _day_from(right, parts, int(shift))
    return None


def _day_from(part: Part, parts: Sequence[Part], shift: int) -> str | None:
    """The article's day, ``shift`` days before the one told; its year from the other dates."""
    assert part.month is not None and part.first is not None  # its grain is a day
    year = part.year
    if year is None:
        dated = [(p.year, p.month or 0, p.last or 0) for p in parts if p.year and p.month]
        if not dated:
            return None
        latest = max(dated)
        year = latest[0] + (latest[1:] > (part.month, part.first))
    day = _day(_Moment(year, part.month, part.first))
    return (day - timedelta(days=shift)).isoformat() if day else None


def _dateline(document: Document, parts: Sequence[Part]) -> str | None:
    """A full date in a short line near the top, or in one that begins "Last updated"."""
    for part in parts:
        if part.grain != "day" or not part.year or part.first != part.last:
            continue
        index = document.block_index(part.start)
        block = document.blocks[index]
        line_start = document.lower.rfind("\n", 0, part.start) + 1
        line_end = document.lower.find("\n", part.end)
        line_end = line_end if line_end >= 0 else len(document.lower)
        line = document.lower[max(line_start, block.start) : line_end].strip()
        stamped = _STAMP.match(line.lstrip("(*• ")) and len(line) <= _LINE
        if stamped or (index < _LEAD_BLOCKS and len(line) <= _LINE and not line.endswith(".")):
            return _Moment(part.year, part.month, part.first).iso()
    return None
