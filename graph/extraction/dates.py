"""Dates worked out: each date of the text as ISO 8601, its year from the article's own dates.

``date_parts.py`` reads what is written; here "last October", "on Tuesday", "the following year"
and months without a year get theirs, when the text gives enough to know it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from ..facts import Span
from .chronology import entry_date
from .date_parts import Part, Range, join_parts, read_parts
from .dateline import article_date
from .document import Document
from .moments import Moment, parse_moment

__all__ = ["DateMention", "article_date", "find_dates"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a span of dates in the text, as ISO 8601 cut to what is known (``--05``: a May)."""

    span: Span
    start: str
    end: str


def find_dates(document: Document, published: str | None) -> tuple[DateMention, ...]:
    """All dates in text order; years follow from ``published``, else from the text's latest day."""
    parts = read_parts(document)
    now = parse_moment(published) if published else _latest_day(document, parts)
    return tuple(_resolve(document, join_parts(document, parts), now, published))


def _latest_day(document: Document, parts: Sequence[Part]) -> Moment | None:
    """The latest full date, when the text tells of nothing later: the article is of about then."""
    told = [p for p in parts if p.year and not _is_future(document, p)]
    full = [(p.year or 0, p.month or 0, p.last or 0) for p in told if p.grain == "day"]
    if not full:
        return (
            _counted_year(document, parts)
            or _released_month(document, told)
            or _deadline(document, parts)
        )
    latest = max(full)
    if any((p.year or 0, p.month or 0) > latest[:2] for p in told):
        return None
    return Moment(*latest)


def _released_month(document: Document, told: Sequence[Part]) -> Moment | None:
    """ "Published in March 2018" tells of when the article is, if it tells of nothing later."""
    latest = max(((p.year or 0, p.month or 0, p.start) for p in told), default=(0, 0, 0))
    if not latest[1] or not _RELEASED.search(document.lower, max(0, latest[2] - 24), latest[2]):
        return None
    return Moment(latest[0], latest[1])


def _deadline(document: Document, parts: Sequence[Part]) -> Moment | None:
    """ "Must reply by 30 April 2021" tells that the article is of some weeks before."""
    days = [
        (p.year or 0, p.month or 0, p.last or 0)
        for p in parts
        if p.grain == "day" and p.year and _BY.search(document.lower, max(0, p.start - 24), p.start)
    ]
    latest = max((p.year or 0 for p in parts), default=0)
    return Moment(*min(days)) if days and min(days)[0] >= latest else None


def _counted_year(document: Document, parts: Sequence[Part]) -> Moment | None:
    """ "Six years ago, in 2012" tells that the article is of 2018."""
    for left, right in pairwise(parts):
        kind, _, value = left.relation.partition(":")
        gap = document.lower[left.end : right.start]
        if (
            kind == "year-shift"
            and right.grain == "year"
            and gap in (", in ", " in ", " (in ", " (")
        ):
            return Moment((right.year or 0) - int(value))
    return None


# --- years ---------------------------------------------------------------------------------------

_FUTURE = re.compile(
    r"(?:\b(?:by|until|before)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    r"(?:early\s+|mid\s+|late\s+|spring\s+|summer\s+|autumn\s+|winter\s+|start\s+of\s+)?"
    r"|\b(?:due|next|will|opens?|starts?(?! of)|ready|planned|in post|aims? to|promised)\b"
    r"[^.;:]{0,24})\Z"
)
_BY = re.compile(r"\b(?:by|until|before|deadline (?:is|of))\s+\Z")
_RELEASED = re.compile(
    r"\b(?:published|released|issued|came out|(?<!carried )out|made public)\s+(?:on|in)\s+\Z"
)
_SHIFTS = {"last": -1, "previous": -1, "following": 1, "next": 1, "this": 0, "that": 0, "same": 0}


def _resolve(
    document: Document, ranges: Iterator[Range], now: Moment | None, published: str | None
) -> Iterator[DateMention]:
    told, told_at = Moment(), 0
    headings = [block.start for block in document.blocks if block.kind == "heading"]
    for item in ranges:
        above = bisect_right(headings, item.first.start)
        if now and above and told_at <= headings[above - 1]:  # a new heading tells anew
            told = now
        future = not item.last.year and _is_future(document, item.first)
        timeline = _timeline(document, item.first)
        if published is None and not future:
            future = bool(
                _RELEASED.search(document.lower, max(0, item.first.start - 24), item.first.start)
            )
        then = timeline or now or _narrated(document, item.first, told, told_at)
        if published is None and timeline is None and _goes_on(document, item.first, told, told_at):
            then = Moment(told.year, 12, 31)
        ends = _moments(item, then, told, future=future)
        if ends is None:
            continue
        start, end = ends[0].iso(), ends[1].iso()
        if start and end:
            yield DateMention(Span(item.first.start, item.last.end), start, end)
            if ends[1].year:
                told_at = item.last.end
                told = ends[1] if ends[1].month or not told.month else replace(ends[1], month=None)


def _is_future(document: Document, part: Part) -> bool:
    """Whether the words before tell of something still to come."""
    return bool(_FUTURE.search(document.lower, max(0, part.start - 32), part.start))


def _timeline(document: Document, part: Part) -> Moment | None:
    """In an entry of a chronology ("June 2014: …") the months are of the entry's year."""
    if (heading := entry_date(document, part.start)) is not None:
        return heading
    block = document.block_at(part.start)
    match = _ENTRY.match(document.lower, block.start, min(block.end, block.start + 40))
    if match is None or part.start < match.end():
        return None
    return Moment(int(match["year"]), 12, 31)


def _goes_on(document: Document, part: Part, told: Moment, told_at: int) -> bool:
    """ "On 4 May 2023 and again on 9 June": what is told as coming after is of the same year.

    Not "out in March 2019 after a visit in June": most later months of a sentence lie before.
    """
    if part.month is None or not told.year or not told.month:
        return False
    if part.month == told.month:
        return told_at >= document.block_at(part.start).start
    if not 0 < part.month - told.month <= _SOON:
        return False
    return told_at >= document.sentence_at(part.start).start and bool(
        _AFTER_THAT.fullmatch(document.lower, told_at, part.start)
    )


def _narrated(document: Document, part: Part, told: Moment, told_at: int) -> Moment | None:
    """ "In 2018 it was poor. Inspectors had come in May": the past perfect tells of that year.

    So does a later month of the same paragraph, unless what was told was when a report came out.
    """
    near = part.month and told.year and told_at >= document.block_at(part.start).start
    if not near:
        return None
    on = (part.month or 0) > (told.month or 12) and not _REPORTED.search(
        document.lower, max(0, told_at - 90), told_at
    )
    if not on and not _HAD.search(document.lower, max(told_at, part.start - 120), part.start):
        return None
    return Moment(told.year, 12, 31)


_SOON = 3  # months
_AFTER_THAT = re.compile(
    r"[^.;]{0,40}\b(?:again|another|a (?:further|second|return)|followed by|returned|back"
    r"|with|including|unannounced)\b"
    r"(?:(?!after|following)[^.;]){0,30}"
)
_REPORTED = re.compile(r"\b(?:publish\w*|released|issued|out|reports?|ratings?|rated|verdict)\b")
_HAD = re.compile(r"\bhad\b[^.;]*\Z")
_ENTRY = re.compile(r"(?:[-*•]\s*)?(?:\w+\s+){0,2}(?P<year>(?:19|20)\d\d)\s*(?::|-\s)")


def _moments(
    item: Range, now: Moment | None, told: Moment, *, future: bool
) -> tuple[Moment, Moment] | None:
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


def _until(moment: Moment, part: Part) -> Moment:
    return replace(moment, year=part.until) if part.until else moment


def _beside(part: Part, other: Moment, sign: int) -> Moment:
    """The other end of a range: in the same year, or over the turn of the year."""
    day = part.first if sign < 0 else part.last
    if part.month is None:
        return Moment(part.year or other.year)
    if part.year or other.year is None or other.month is None:
        return Moment(part.year or other.year, part.month, day)
    crosses = (part.month - other.month) * sign < 0
    return Moment(other.year + sign * crosses, part.month, day)


def _moment(part: Part, now: Moment | None, told: Moment, *, future: bool) -> Moment | None:
    if part.year:
        return Moment(part.year, part.month, part.last)
    kind, _, value = part.relation.partition(":")
    if part.month is not None:
        return Moment(_year_of(part, value, now, told, future=future), part.month, part.last)
    if kind.startswith("told"):
        return _told(kind, int(value), told)
    return _from_now(part, kind, value, now, future=future)


def _told(kind: str, shift: int, told: Moment) -> Moment | None:
    """ "The following year", "the same month": counted from what the text told last."""
    if kind == "told-year":
        return Moment(told.year + shift) if told.year else None
    if told.month is None:
        return None
    return Moment(told.year, told.month).months_later(shift)


def _from_now(
    part: Part, kind: str, value: str, now: Moment | None, *, future: bool
) -> Moment | None:
    """ "Yesterday", "last month", "two years ago", "on Tuesday": counted from the article's day."""
    if now is None or now.year is None:
        return None
    if kind == "year-shift":
        return Moment(now.year + int(value))
    if kind == "season":
        return Moment(now.year - (now.month is None or now.month < int(value) + 3))
    if kind == "month-shift":
        return Moment(now.year, now.month).months_later(int(value)) if now.month else None
    if now.month is None or now.day is None or (kind == "weekday" and future):
        return None
    today = now.calendar()
    if today is None:
        return None
    back = (today.weekday() - (part.weekday or 0)) % 7 if kind == "weekday" else -int(value)
    day = today - timedelta(days=back)
    return Moment(day.year, day.month, day.day)


def _year_of(
    part: Part, told_as: str, now: Moment | None, told: Moment, *, future: bool
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
