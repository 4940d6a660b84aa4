"""When a rating held: now, in a year the text gives, or some time before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ..dates import DateMention
from ..document import Document
from .events import is_of_other
from .frames import Frame
from .patterns import words
from .scene import (
    PRESENT,
    ends_scene,
    goes_on,
    is_kept,
    is_resumed,
    opens_in_past,
    sets_scene,
    tells_of_then,
    years_before,
)
from .standing import Standing
from .tense import is_past

_AHEAD = re.compile(rf"\b{words('ahead')} (?:the )?(?:end of )?$")
_SINCE = re.compile(rf"\b{words('since')} (?:[a-z]+ )?$")
_AS_IN = re.compile(rf"\b{words('as in')} (?:[a-z]+ )?$")
_LEFT_SO = re.compile(rf",?(?: and| but| -)? {words('left so')}")
_COLON = re.compile(r"(?: -|:)? ['\"]?")
_WITH = re.compile(r"['\"]?(?: rating| overall)?, with\b")
_HOLDS = re.compile(rf"\b{words('holds')}\b")
_HAD_BEEN = re.compile(r"\bhad been\b")
_THAN_IN = re.compile(r"\bthan (?:it (?:was|had been|got) |they (?:were|had been) )?(?:back )?in $")
_EARLIER = re.compile(r"\b(?:earlier|previous) [^.;]{0,30}$")
_LEADS_UP = re.compile(r",? (?:(?:the year )?(?:in which|when|that)|after) ")
_IN_WHICH = re.compile(r",? (?:the year )?(?:in which|when|that) ")
_ATTACHED = re.compile(
    r"['\"]?(?: rating)?(?: overall)?(?: for (?:being )?[\w-]+)? (?:back )?(?:in|since|on) "
)
_AGAIN = re.compile(r",? (?:and |then )?(?:again|once more|once again) (?:in |on )?")
_AGAIN_NOW = re.compile(
    r",? (?:and|then) again (?:now|today|yesterday|this (?:week|month|year|time)|"
    r"last (?:week|month)|on \w+day|in (?:a|the|its|their) (?:new |latest |\w+ )?report)\b"
)
_AND_IN = re.compile(r",? and (?:in )?")
_LISTED = re.compile(r",? (?:and )?(?:again )?(?:in )?")
_ITS = re.compile(r"['\" ]*(?:and |but )?(?:its?|their|they) ")
# The grade's own words are in the present: "inadequate last time, it requires improvement".
_REQUIRES = ("requires ", "require ", "needs ")
_PAIR = 2
_ENDS = re.compile(r"['\"]?(?:[.,;)]|$)")
# A date goes with a grade no farther away than this, in characters, unless it opens the clause.
_NEAR, _OPENING = 75, 12
# A date that follows the grade before within this many characters is that grade's.
_BESIDE = 45
_OPENING_DATE = 40
# A report comes out within this many months of its inspection.
_REPORTING = 8


class Clock:
    """Dates of one article, and which year is "now" in it."""

    def __init__(
        self, document: Document, dates: Sequence[DateMention], published: str | None
    ) -> None:
        self.lower = document.lower
        self.dates = [d for d in dates if d.start[:4].isdigit()]
        self.starts = [d.span.start for d in self.dates]
        self.published = published
        self.dated = bool(published and published[:4].isdigit())
        self.year = self._year()
        self.told: str | None = None
        self._last: str | None = None
        # The past of which a paragraph tells since a sentence opened with it.
        self._scene: str | None = None
        self._headed: str | None = None
        self._before: Standing | None = None
        # Whether that is of the same paragraph.
        self._same_block = False
        self._legend = self._bracketed_year()

    def _bracketed_year(self) -> str | None:
        """The year of grades that a list gives "in brackets", if it says so."""
        end = self.lower.find(" in brackets")
        dates = self._within(max(0, end - _NEAR), end) if end > 0 else []
        return dates[-1].start if dates and self._is_past(dates[-1]) else None

    def _year(self) -> int:
        if self.published and self.dated:
            return int(self.published[:4])
        known = [
            int(d.start[:4])
            for d in self.dates
            if not _AHEAD.search(self.lower[max(0, d.span.start - 22) : d.span.start])
        ]
        return max(known, default=9999)

    def open_block(self, start: int, end: int, *, heading: bool = False) -> None:
        """A block like "May 2016: …", and all under a heading "May 2016", tell of that date."""
        self._scene = None
        if heading:
            self._headed = self._heading(start, end)
        self.told = self._headed
        self._same_block = False
        for date in self._within(start, min(end, start + 30)):
            follows = self.lower[date.span.end : date.span.end + 2]
            if date.span.start - start <= 3 and follows in (": ", " -"):
                self.told = date.start if int(date.start[:4]) < self.year else None

    def pass_by(self, start: int, end: int) -> None:
        """A sentence without ratings may open a past of which the next ones tell."""
        if ends_scene(self.lower, start, end):
            self._scene = None
            return
        date = next((d for d in self._within(start, min(end, start + _OPENING_DATE))), None)
        if (
            date is not None
            and self._is_past(date)
            and sets_scene(self.lower, start, date.span.start)
        ):
            self._scene = date.start

    def _heading(self, start: int, end: int) -> str | None:
        """The past date that a heading consists of."""
        date = next(iter(self._within(start, end)), None)
        if date is None or self.lower[start : date.span.start].strip():
            return None
        bare = not self.lower[date.span.end : end].strip(" :.-")
        return date.start if bare and int(date.start[:4]) < self.year else None

    def follow(self, frame: Frame, earlier: Frame | None, before: Standing | None) -> Standing:
        """The standing of a frame; without a time of its own it goes on with the one before."""
        standing = self._following(frame, earlier, before)
        self._before = standing
        self._same_block = True
        return standing

    def _following(self, frame: Frame, earlier: Frame | None, before: Standing | None) -> Standing:
        own = self.standing(frame)
        if earlier is None and "copied" in frame.notes and own == Standing(True) and self._before:
            return own if PRESENT.search(self.lower, *frame.grade_span) else self._before.shared()
        same = earlier is not None and before is not None and "copied" in frame.notes
        if same and before is not None and own == Standing(False, "past") and before.now:
            return own if self._had_so(frame) else before.shared()
        if own.date in (None, "past") and tells_of_then(frame, self.lower):
            return Standing(False, self._scene or self._last or "past")
        if own == Standing(True) and self._scene and goes_on(frame, self.lower):
            return Standing(False, self._scene)
        if own == Standing(True) and earlier is None and self._of_then(frame):
            return Standing(False, self._before.date if self._before else None)
        self._last = own.date if own.date and own.date != "past" else self._last
        if not own.now and own.date and opens_in_past(frame, self.lower):
            self._scene = own.date
        if earlier is None or before is None or before.now or own != Standing(True):
            return own
        stretch = self.lower[earlier.grade_span.end : frame.grade_span.start]
        apart = (
            frame.tags & {"now", "same"}
            or "loss" in earlier.tags
            or PRESENT.search(stretch)
            or (stretch.endswith(", ") and self.lower.startswith(_REQUIRES, frame.grade_span.start))
            or is_resumed(frame, earlier, self.lower)
        )
        if apart and not _WITH.match(stretch):
            return own
        return Standing(False, before.date)

    def _of_then(self, frame: Frame) -> bool:
        """Whether "its surgery was good" goes on with the year that the sentence before told."""
        told = self._before
        if told is None or told.now or told.date in (None, "past") or not self._same_block:
            return False
        refers = _ITS.match(self.lower, frame.clause.start) is not None
        return refers and goes_on(frame, self.lower)

    def _had_so(self, frame: Frame) -> bool:
        """Whether the ellipsis itself tells of the past: "so had surgery"."""
        return self.lower.startswith(("so had", "as had"), frame.grade_span.start)

    def standing(self, frame: Frame) -> Standing:
        """What the words around the grade say of its time."""
        past = is_past(frame, self.lower)
        dates, previous_date = self._dates(frame)
        date = self._nearest(dates, frame)
        if date is None:
            if self.told and not past:
                return Standing(False, self.told, previous_date, entry=True)
            if is_kept(frame, self.lower, past=past):
                return Standing(True, kept=True)
            return Standing(not past, self._years_before(frame) if past else None, previous_date)
        if _THAN_IN.search(self.lower[max(0, date.span.start - 25) : date.span.start]):
            return Standing(True, None, date.start)
        left_so = _LEFT_SO.match(self.lower, date.span.end) is not None
        now = left_so or (not past and self._lasts(frame, date))
        return Standing(now, date.start, previous_date, self._again(dates, date))

    def all_dates(self, span: tuple[int, int]) -> list[str]:
        """The dates with a year in a stretch of the text, without the article's own."""
        return [d.start for d in self._within(*span) if d.start != self.published]

    def stands_ahead(self, frame: Frame, date: str | None) -> bool:
        """Whether a month or day stands before the grade, and does not open the clause.

        It may be that of the visit; "in June 2014 after it was rated good" leads up to the rating.
        """
        start, end = frame.clause.start + _OPENING, frame.grade_span.start
        return any(
            d.start == date
            and len(d.start) > len("2014")
            and not _LEADS_UP.match(self.lower, d.span.end)
            and not _EARLIER.search(self.lower, frame.clause.start, d.span.start)
            for d in self._within(start, end)
        )

    def past_dates(self, span: tuple[int, int]) -> list[str]:
        """The dates before the article's year in a stretch of the text."""
        return [d.start for d in self._within(*span) if self._is_past(d)]

    def _years_before(self, frame: Frame) -> str:
        """ "Three years after it was rated good": counted back from the article's year."""
        years = years_before(frame, self.lower) if self.dated else None
        return str(self.year - years) if years else "past"

    def _dates(self, frame: Frame) -> tuple[list[DateMention], str | None]:
        """The past dates of the clause, without the one that belongs to the grade before."""
        dates = [d for d in self._within(*frame.clause) if self._is_past(d)]
        if frame.previous_span is None:
            return dates, None
        start, end = frame.previous_span
        if not dates and self.lower[start - 1] == "(":
            return dates, self._legend
        ahead = [d for d in dates if _COLON.fullmatch(self.lower[d.span.end : start])]
        if ahead:
            return [d for d in dates if d is not ahead[0]], ahead[0].start
        after = [d for d in dates if 0 <= d.span.start - end < _BESIDE]
        if after and end <= frame.grade_span.start < after[0].span.start:
            return dates, None
        if not after:
            return dates, None
        return [d for d in dates if d is not after[0]], after[0].start

    def _again(self, dates: list[DateMention], first: DateMention) -> tuple[str, ...]:
        """The further dates of "in 2014 and again in 2016", and of "and again this week"."""
        if _AGAIN_NOW.match(self.lower, first.span.end):
            return ("current",)
        run = self._run(dates, first)
        if len(run) > _PAIR:
            return tuple(d.start for d in run if d is not first)
        return tuple(
            d.start
            for d in dates
            if d.span.start > first.span.end
            and (
                _AGAIN.fullmatch(self.lower[first.span.end : d.span.start])
                or self._is_joined(first, d)
                or _AS_IN.search(self.lower, first.span.end, d.span.start)
            )
        )

    def _run(self, dates: list[DateMention], one: DateMention) -> list[DateMention]:
        """The dates listed together with one: "in 2014, 2016 and 2018"."""
        run: list[DateMention] = []
        for date in dates:
            if run and not _LISTED.fullmatch(self.lower, run[-1].span.end, date.span.start):
                if one in run:
                    break
                run = []
            run.append(date)
        return run if one in run else []

    def _is_joined(self, first: DateMention, date: DateMention) -> bool:
        """Whether a grade is of both dates: "good in 2017 and 2019", and nothing follows."""
        joined = _AND_IN.fullmatch(self.lower, first.span.end, date.span.start)
        return joined is not None and _ENDS.match(self.lower, date.span.end) is not None

    def _lasts(self, frame: Frame, date: DateMention) -> bool:
        """Whether the rating of the date still holds: "good since 2015", "as it was in 2015"."""
        ahead = self.lower[max(frame.clause.start, date.span.start - 40) : date.span.start]
        if _AS_IN.search(ahead):
            return True
        if not _SINCE.search(ahead):
            return False
        subject = self.lower[frame.clause.start : frame.grade_span.start]
        holds = not subject.strip(" '\"")
        holds = holds or (_HOLDS.search(subject) and not _HAD_BEEN.search(subject)) is not None
        return "same" in frame.tags or bool(holds)

    def _is_past(self, date: DateMention) -> bool:
        """Whether the date is before the article's year; a bare year is in an undated article."""
        bare = len(date.start) == 4 and date.span.end - date.span.start == 4
        return int(date.start[:4]) < self.year or (bare and not self.dated)

    def _within(self, start: int, end: int) -> list[DateMention]:
        return self.dates[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _nearest(self, dates: list[DateMention], frame: Frame) -> DateMention | None:
        """The date that goes with the grade: near it, or at the head of the clause."""
        ranked = [
            (distance, date)
            for date in dates
            if not is_of_other(date, frame, self.lower, recent=self._is_recent(date))
            and (distance := self._distance(date, frame)) is not None
        ]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _is_recent(self, date: DateMention) -> bool:
        """Whether a report of today can be of an inspection at the date, by the months between."""
        months = [_months(d) for d in (date.start, self.published or "") if _months(d)]
        return len(months) == 2 and 0 <= months[1] - months[0] <= _REPORTING

    def _distance(self, date: DateMention, frame: Frame) -> int | None:
        start, end = frame.grade_span
        if _ATTACHED.fullmatch(self.lower[end : date.span.start]):
            return -1
        if _IN_WHICH.match(self.lower, date.span.end):
            return 0
        distance = max(date.span.start - end, start - date.span.end, 0)
        opens = date.span.start - frame.clause.start <= _OPENING
        return distance if distance <= _NEAR or opens else None


def _months(date: str) -> int:
    """Months since the year 0, or 0 for a date without a month."""
    return int(date[:4]) * 12 + int(date[5:7]) if re.match(r"\d{4}-\d\d", date) else 0
