"""When a rating held: now, in a year the text gives, or some time before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..dates import DateMention
from ..document import Document
from .frames import Frame

_AHEAD = re.compile(r"\b(?:by|until|next|before|coming|from|due|spring|summer|autumn|winter|open|opens|start|starts) (?:the )?(?:end of )?$")
_PAST_LEFT = re.compile(
    r"(?:\bhaving been|\bhad been|\bhad|\bpreviously|\bused to be|\bformerly|\bonce|\bpreviously (?:rated|received)|\bhad previously been|\buntil then|\bwas previously|"
    r"\bthen|\bprevious (?:overall )?rating (?:was|of)|\bhad only been|\boriginally|\b(?:years?|months?|weeks?) (?:after|since) (?:it|they|being)(?: (?:was|were|had been))?|\bsince (?:it|they) (?:was|were)|\b(?:the one|when) (?:it|they|inspectors|the cqc) (?:last )?(?:was|were)?|\b(?:earlier|previous|last) (?:overall )?(?:verdict|rating|grade|score|mark) (?:was|had been|of)|\bhad been told (?:that )?(?:it|they)|\bhaving (?:previously )?(?:required|been)) (?:been |also |rated |judged |found |to be |as |a |an |its |overall |the |merely |graded |given |branded |their |received |in |under |them |at )*['\"]?$"
)
_PAST_RIGHT = re.compile(
    r"^['\"]?(?: (?:overall|rating|for \w+|at both|itself))?,? ?\(?(?:last time|then\b|the last time|before\b(?! that\b)|previously|at the last (?:two )?inspections?|at its (?:last|previous) |at the previous |when (?:it was |they were |inspectors )?last |"
    r"beforehand|a year (?:ago|earlier)|(?:two|three|four|five|six|seven|eight|ten) years (?:ago|earlier|before)|the year before|last year|until now|in its (?:last|previous)|on the previous|the time before|until then)"
)
_SINCE = re.compile(
    r"\b(?:since|(?:was|were|been)? ?(?:given|awarded|received|handed|earned|got|gained|won|achieved|held|holds) (?:it |them )?(?:in|back in|since)|"
    r"(?:which|that) (?:it |they )?(?:dates?|dating) from|dating from|dates from|granted in|from) (?:[a-z]+ )?$"
)
_AS_IN = re.compile(
    r"\b(?:unchanged (?:from|since)|the last time, in|(?:same|just) as in|as in|as (?:it|they) (?:was|were|had been|had|did|has been|have been) (?:also |back |given )?(?:in|since)|the same in|"
    r"the (?:same )?(?:grade|rating|mark|score|verdict) (?:that )?(?:it|they) (?:had|got|received|was given|were given|has held|have held|had been given) (?:in|since)|"
    r"where (?:\w+ ){1,2}(?:left|stood|was|were) (?:it )?in|the same (?:rating|grade|verdict) as (?:it received |it was given |it got )?in) (?:[a-z]+ )?$"
)
_PAST_WHICH = re.compile(r", which (?:was|were) ['\"]?$")
_PAST_HEAD = re.compile(
    r"[\"'\s]*(?:and |but )?(?:at|in|on) (?:its|the|their) (?:last|previous|earlier) (?:inspection|visit|report|full)|[\"' ]*(?:a year|(?:two|three|four|five|six) years|a decade) (?:ago|earlier|before)|[\"' ]*when (?:it|they|the \w+|inspectors) (?:was|were|had been|had|last) [^.]{0,30}(?:before|last|previously|visited)\b|[\"' ]*(?:previously|before that|last time)\b"
)
_NOW = re.compile(r"\b(?:now|today|this time|currently|is|are|remains?|has been|have been|keeps?|retains?|stays?|still)\b")


_HOLDS = re.compile(r"\b(?:is|are|has been|have been|it's been|been)\b")
_INSPECTED = re.compile(r"\b(?:merger|merged|inherited|transferred|acquired|opened|closed|founded|elected|born|died|joined|started|appointed|built|formed)\b[^.;,]{0,25}$")
_SINCE_RATING = re.compile(r"\b(?:been|held|good|outstanding|inadequate|improvement|unchanged|rating|rated|changed)\b[^.;]*$")
_NEAR = 75
_LEFT_SO = re.compile(
    r",?(?: and| but| -)? (?:that (?:rating|grade|verdict) (?:still )?stands|(?:was|were|has been|have been|has|have) not (?:been )?(?:looked at|inspected|visited|rated|re-?inspected|revisited)|still stands|it still stands|it keeps it)"
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|now|today|remains?|keeps?|stays?|goes|slides|drops|rises|falls|climbs|moves|slips|jumps|improves|comes|but|while|whereas|requires?)\b|'s ")
_REPORTED = re.compile(
    r"\b(?:told|heard|hear|learn\w+|announc\w+|reveal\w+|news|confirm\w+|discover\w+|said on \w+)(?: \w+){0,2} that\b[^.;]{0,60}\bhad been (?:rated|given|awarded|judged|moved|upgraded|downgraded)\b"
)
_MOVED_ON = re.compile(r"\b(?:and|but) (?:is|are|has been|have been|now)\b")
_THAN_IN = re.compile(r"\bthan (?:it (?:was|had been|got) |they (?:were|had been) )?(?:back )?in $")
_YEAR_IN_WHICH = re.compile(r",? (?:the year )?(?:in which|when|that) ")
_ATTACHED = re.compile(r"['\"]?(?: rating)?(?: overall)?(?: for (?:being )?[\w-]+)? (?:back )?(?:in|since|on) ")


@dataclass(frozen=True, slots=True)
class Standing:
    """``now``: the rating holds today; ``date``: the date told for it, or "past" for an undated past."""

    now: bool
    date: str | None = None
    previous_date: str | None = None
    again: tuple[str, ...] = ()


class Clock:
    """Dates of one article, and which year is "now" in it."""

    def __init__(self, document: Document, dates: Sequence[DateMention], published: str | None) -> None:
        self.lower = document.lower
        self.dates = [d for d in dates if d.start[:2] != "--" and d.start[:4].isdigit()]
        self.published = published
        self.starts = [d.span.start for d in self.dates]
        self.told: str | None = None
        self.dated = bool(published and published[:4].isdigit())
        self.year = self._year(published)

    def _year(self, published: str | None) -> int:
        if published and published[:4].isdigit():
            return int(published[:4])
        known = [
            int(d.start[:4])
            for d in self.dates
            if not _AHEAD.search(self.lower[max(0, d.span.start - 22) : d.span.start])
        ]
        return max(known, default=9999)

    def open_block(self, start: int, end: int) -> None:
        """A block like "May 2016: …" tells of its date throughout."""
        self.told = None
        for date in self._within(start, min(end, start + 30)):
            if date.span.start - start <= 3 and self.lower[date.span.end : date.span.end + 2] in (": ", " -") and int(date.start[:4]) < self.year:
                self.told = date.start

    def standing(self, frame: Frame) -> Standing:
        """What the words around the grade say of its time."""
        start, end = frame.grade_span
        left = self.lower[max(frame.clause.start, start - 60) : start]
        past = bool(
            (_PAST_LEFT.search(left) and not self._reported(frame) and not ("same" in frame.tags and re.search(r"\bprevious\b", left)))
            or (frame.previous is None and _PAST_RIGHT.match(self.lower[end : end + 60]))
            or _PAST_WHICH.search(left)
            or _PAST_HEAD.match(self.lower[frame.clause.start : start])
            or "loss" in frame.tags
        )
        dates = [d for d in self._within(*frame.clause) if self._is_past(d)]
        previous_date = None
        if frame.previous_span is not None:
            after = [d for d in dates if 0 <= d.span.start - frame.previous_span.end < 45]
            if after and not (0 <= start - after[0].span.start < 45):
                previous_date = after[0].start
            dates = [d for d in dates if d not in after]
        date = self._nearest(dates, frame)
        if date is not None and _THAN_IN.search(self.lower[max(0, date.span.start - 25) : date.span.start]):
            return Standing(True, None, date.start)
        if date is None:
            if self.told and not past:
                return Standing(False, self.told, previous_date)
            return Standing(not past, "past" if past else None, previous_date)
        now = not past and (self._lasts(frame, date) or _LEFT_SO.match(self.lower, date.span.end) is not None)
        return Standing(now, date.start, previous_date, self._again(dates, date))

    def _again(self, dates: list[DateMention], first: DateMention) -> tuple[str, ...]:
        """The further dates of "in 2014 and again in 2016"."""
        return tuple(
            d.start for d in dates
            if d.span.start > first.span.end and re.fullmatch(r",? (?:and |then )?(?:again|once more|once again) (?:in |on )?", self.lower[first.span.end : d.span.start])
        )

    def all_dates(self, span: tuple[int, int]) -> list[str]:
        """The dates with a year in a stretch of the text, without the article's own."""
        return [d.start for d in self._within(*span) if d.start != self.published]

    def past_dates(self, span: tuple[int, int]) -> list[str]:
        """The dates before the article's year in a stretch of the text."""
        return [d.start for d in self._within(*span) if self._is_past(d)]

    def _reported(self, frame: Frame) -> bool:
        """Whether "had been rated" is only what somebody heard today: "staff were told that it had been rated good"."""
        return _REPORTED.search(self.lower, frame.clause.start, frame.grade_span.start) is not None

    def follow(self, frame: Frame, earlier: Frame | None, before: Standing | None) -> Standing:
        """The standing of a frame, which without a time of its own goes on with that of the frame before it."""
        own = self.standing(frame)
        if earlier is None or before is None or before.now or own != Standing(True):
            return own
        stretch = self.lower[earlier.grade_span.end : frame.grade_span.start]
        if frame.tags & {"now", "same"} or _PRESENT.search(stretch):
            return own
        return Standing(False, before.date)

    def _lasts(self, frame: Frame, date: DateMention) -> bool:
        """Whether the rating given at the date still holds: "good since 2015", "keeps the good it got in 2015"."""
        before_date = self.lower[max(frame.clause.start, date.span.start - 40) : date.span.start]
        before_grade = self.lower[frame.clause.start : frame.grade_span.start]
        if _AS_IN.search(before_date):
            return True
        if not _SINCE.search(before_date):
            return False
        if "same" in frame.tags:
            return True
        return bool(_HOLDS.search(before_grade)) and not re.search(r"\bhad been\b", before_grade)

    def _is_past(self, date: DateMention) -> bool:
        """Whether the date is before the article's year; a bare year is when the article has no date."""
        return int(date.start[:4]) < self.year or (not self.dated and len(date.start) == 4 and date.span.end - date.span.start == 4)

    def _within(self, start: int, end: int) -> list[DateMention]:
        low = bisect_left(self.starts, start)
        return self.dates[low : bisect_left(self.starts, end)]

    def _nearest(self, dates: list[DateMention], frame: Frame) -> DateMention | None:
        """The date that goes with the grade: near it, or at the head of the clause."""
        near = []
        for date in dates:
            left = self.lower[max(frame.clause.start, date.span.start - 60) : date.span.start]
            distance = max(date.span.start - frame.grade_span.end, frame.grade_span.start - date.span.end, 0)
            if _INSPECTED.search(left) and not _YEAR_IN_WHICH.match(self.lower, date.span.end):
                continue
            if re.search(r"\bsince (?:\w+ )?$", left) and not _SINCE_RATING.search(left):
                continue
            if left.endswith("done so since "):
                continue
            if _MOVED_ON.search(self.lower[date.span.end : frame.grade_span.start]):
                continue
            if _YEAR_IN_WHICH.match(self.lower, date.span.end):
                distance = 0
            if distance > _NEAR and date.span.start - frame.clause.start > 12:
                continue
            if _ATTACHED.fullmatch(self.lower[frame.grade_span.end : date.span.start]):
                distance = -1
            near.append((distance, date))
        return min(near, key=lambda pair: pair[0])[1] if near else None
