"""The dates of a text as they are written, before anything is worked out: a small grammar.

Anchors (months, years, weekdays, relative words) come from one pass over ``lexicon/dates.tsv``;
around each a short pattern reads the rest, so the text itself is never searched by a large pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from .document import Document
from .lexicon import Lexicon, table
from .numbers import WORD_NUMBER, parse_number


@dataclass(frozen=True, slots=True)
class Part:
    """A date as written: any field may be missing; ``relation`` says how the rest is told."""

    start: int
    end: int
    month: int | None = None
    first: int | None = None
    last: int | None = None
    year: int | None = None
    until: int | None = None
    relation: str = ""
    weekday: int | None = None

    @property
    def grain(self) -> str:
        return "day" if self.first else "month" if self.month else "year" if self.year else ""


_ROWS = table("dates")
_ANCHORS = Lexicon((row["wording"], f"{row['kind']}:{row['value']}") for row in _ROWS)
_WEEKDAYS = {row["wording"]: int(row["value"]) for row in _ROWS if row["kind"] == "weekday"}
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_YEAR = re.compile(
    r"(?<![\d.,£$/-])(?:19[4-9]\d|20[0-4]\d)(?![\d%]|[.,]\d|'?s\b)(?:[/-](\d\d|20\d\d)(?![\d/-]))?"
)
_DAY = (
    r"(?<![\d.,£])(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%/]|[.,:]\d|\w)"
    r"(?!\s(?:per|patients|people|staff|beds|nurses|out\sof|hours|minutes|years|weeks|days))"
)
_SEPARATOR = (
    r"(?:\s*,\s*(?:and\s+|then\s+)?|\s+(?:and|to|until|or|through)\s+|\s*[-&]\s*)"
    rf"(?:on\s+)?(?:{_WEEKDAY}\s+)?(?:the\s+)?"
)
_DAYS = rf"{_DAY}(?:{_SEPARATOR}{_DAY}){{0,8}}"
_BEFORE = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?:the\s+)?(?P<days>{_DAYS})(?:\s+of)?\s+\Z"
)
_TOLD_BEFORE = re.compile(r"\b(last|this|that|the previous|the following|the same|next)\s+\Z")
_AFTER = re.compile(
    rf"(?:\s+(?:the\s+)?(?P<days>{_DAYS}))?"
    r"(?:,?\s+(?P<year>(?:19[4-9]|20[0-4])\d)(?!\d|[,.]\d)(?!\s(?:patients|people|staff))"
    r"|,?\s+(?:of\s+)?(?P<told>(?:last|this|that|the\s+same|the\s+following|the\s+previous"
    r"|the\s+next)"
    r"\s+year))?"
)
_DIGITS = re.compile(r"[0-9]\d*")  # not \d+: the engine skips to a digit only where one opens it
_STROKES = ("-", "/", ".")
_NUMERIC = re.compile(
    r"(?<![\d/-])(?:(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.]"
    r"(?P<y2>20\d\d|\d\d))(?![\d/-])"
)
_NUMBER_BEFORE = re.compile(rf"\b({WORD_NUMBER}|\d{{1,2}}|a couple of|several)\s+\Z")
_JOIN = re.compile(
    r"\s*(?:,\s*)?(?:-|/|to|and|until|or|&|and then|through)?\s*(?:(?:between|from|on|the|in"
    r"|early|mid|late|end of"
    r"|start of|beginning of|again)[\s-]+)*\Z"
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?\Z")


@lru_cache(maxsize=1)  # the article's own date and all its dates are asked for one after the other
def read_parts(document: Document) -> tuple[Part, ...]:
    """The single dates of the text, in order, none overlapping."""
    return tuple(_parts(document))


def _parts(document: Document) -> Iterator[Part]:
    reached = 0
    weekday: Part | None = None
    for start, end, kind, value in _anchors(document):
        if start < reached or (kind == "weekday" and _is_no_day(document.lower, start, end)):
            continue
        part = _read(document, start, end, kind, value, reached)
        if part is None:
            continue
        reached = part.end
        if weekday is not None:
            if part.grain == "day" and _WEEKDAY_GAP.match(document.lower[weekday.end : part.start]):
                part = replace(part, start=weekday.start)
            else:
                yield weekday
        weekday = part if part.relation == "weekday" else None
        if weekday is None:
            yield part
    if weekday is not None:
        yield weekday


def _is_no_day(lower: str, start: int, end: int) -> bool:
    """Whether a weekday only opens a fuller date, or is any such day: "one Tuesday in May"."""
    return bool(_DAY_FOLLOWS.match(lower, end) or _ANY_DAY.search(lower, max(0, start - 8), start))


_ANY_DAY = re.compile(r"\b(?:an?|one|every|each)\s\Z")
_DAY_FOLLOWS = re.compile(
    r",?\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\b(?!\s(?:people|patients|staff))"
)
_WEEKDAY_GAP = re.compile(r"[,\s]{1,3}\Z")


def _anchors(document: Document) -> list[tuple[int, int, str, str]]:
    lower = document.lower
    found = list(_in_digits(lower))
    for wording in _ANCHORS.find(lower):
        kind, _, value = wording.values[0].partition(":")
        found.append((wording.start, wording.end, kind, value))
    return sorted(found)


def _in_digits(lower: str) -> Iterator[tuple[int, int, str, str]]:
    """Years and dates in figures; a plain scan for digits first, as most digits are neither."""
    for digits in _DIGITS.finditer(lower):
        start, end = digits.span()
        if lower[end : end + 1] in _STROKES and (date := _NUMERIC.match(lower, start)):
            yield start, date.end(), "numeric", ""
        elif end - start == 4 and (year := _YEAR.match(lower, start)):
            yield start, year.end(), "year", year.group()


def _read(
    document: Document, start: int, end: int, kind: str, value: str, reached: int
) -> Part | None:
    if kind in ("month", "short-month"):
        return _read_month(document, start, end, int(value), kind == "short-month", reached)
    if kind == "year":
        return _read_year(start, end, value)
    if kind == "numeric":
        return _read_numeric(document.lower, start, end)
    if kind == "weekday":
        return Part(start, end, relation="weekday", weekday=int(value))
    if kind in ("years-ago", "months-ago", "years-later", "years-earlier"):
        return _read_counted(document.lower, max(reached, start - 24), start, end, kind)
    return Part(start, end, relation=f"{kind}:{value}")


def _read_month(
    document: Document, start: int, end: int, month: int, short: bool, reached: int
) -> Part | None:
    lower = document.lower
    if not document.folded[start].isupper():
        return None
    before = None
    if _DIGITS.search(lower, max(reached, start - 8), start):  # a day can only stand right before
        before = _BEFORE.search(lower, max(reached, start - 70), start)
    after = _AFTER.match(lower, end + (short and lower[end : end + 1] == "."))
    assert after is not None  # every part of it is optional
    days = before["days"] if before else after["days"]
    stop = after.end("told") if after["told"] else after.end("year") if after["year"] else end
    if not before and after["days"]:
        stop = max(stop, after.end("days"))
    if (
        not days
        and not after["year"]
        and not after["told"]
        and (short or _is_name(document, start, end))
    ):
        return None
    told = _TOLD_BEFORE.search(lower, max(reached, start - 16), start) if not before else None
    relation = after["told"] or (told.group(1) if told else "")
    first, last = _ends(days) if days else (None, None)
    if max(first or 0, last or 0) > _LONGEST[month - 1]:
        return None
    left = before.start() if before else told.start() if told else start
    year = int(after["year"]) if after["year"] else None
    return Part(left, stop, month, first, last, year, relation=f"of:{relation}" if relation else "")


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _ends(days: str) -> tuple[int, int]:
    numbers = [int(n) for n in re.findall(r"\d+", days)]
    return numbers[0], numbers[-1]


def _is_name(document: Document, start: int, end: int) -> bool:
    """Whether a bare April, May or June is rather a person's name or the verb."""
    before = document.folded[max(0, start - 24) : start].split()
    word = before[-1] if before else ""
    if document.lower[start:end] not in ("april", "may", "june", "august", "march"):
        return False
    if word[:1].isupper() and word.lower() not in _LEADING:
        return True
    follows = document.folded[end : end + 2]
    return follows[:1] == " " and follows[1:].isupper() and word.lower() not in _LEADING


_LEADING = frozenset(
    "in since by until from to and or of late early mid during last this that next between through"  # noqa: SIM905
    " before after previous following for on".split()
)


def _read_year(start: int, end: int, value: str) -> Part:
    year, _, second = value.replace("/", "-").partition("-")
    first = int(year)
    if not second:
        return Part(start, end, year=first)
    until = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return Part(start, end, year=first, until=until if until > first else None)


def _read_numeric(lower: str, start: int, end: int) -> Part | None:
    match = _NUMERIC.match(lower, start, end)
    if match is None:
        return None
    year = int(match["y"] or match["y2"])
    month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]):
        return None
    return Part(start, end, month, day, day, year + 2000 if year < 100 else year)


def _read_counted(lower: str, left: int, start: int, end: int, kind: str) -> Part | None:
    match = _NUMBER_BEFORE.search(lower, left, start)
    count = parse_number(match.group(1)) if match else None
    if match is None or count is None:
        return None
    sign = 1 if kind == "years-later" else -1
    shift = {"years-ago": "year-shift", "months-ago": "month-shift"}.get(kind, "told-year")
    return Part(match.start(), end, relation=f"{shift}:{sign * int(count)}")


@dataclass(frozen=True, slots=True)
class Range:
    """One date, or the first and the last of several told together."""

    first: Part
    last: Part


def join_parts(document: Document, parts: Sequence[Part]) -> Iterator[Range]:
    held: Range | None = None
    for part in parts:
        if held is not None and _belong(document.lower, held, part):
            held = Range(held.first, part)
            continue
        if held is not None:
            yield held
        held = Range(part, part)
    if held is not None:
        yield held


def _belong(lower: str, held: Range, part: Part) -> bool:
    """Whether two neighbouring dates are the two ends of one span of dates."""
    left = held.last
    gap = lower[left.end : part.start]
    if left.grain != part.grain or not left.grain or len(gap) > 24 or "\n" in gap:
        return False
    if not gap.strip() or not _JOIN.match(gap) or left.until or part.until:
        return False
    spanned = gap.strip() in ("to", "-", "until", "through")
    opened = spanned or bool(
        _BETWEEN.search(lower, max(0, held.first.start - 14), held.first.start)
    )
    if left.grain == "year":
        return opened
    if left.year and part.year and not opened:
        return 0 <= (part.year - left.year) * 12 + (part.month or 0) - (left.month or 0) <= 2
    return True
