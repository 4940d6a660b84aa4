"""Whether a date near a grade is that of another event: an opening, a scandal, an inspection."""

from __future__ import annotations

import re

from ..dates import DateMention
from .frames import Frame
from .patterns import words

_AFTER_IT = re.compile(r",? (?:after|when) (?!an? (?:inspection|visit)|inspectors)")
_OTHER_EVENT = re.compile(rf"\b{words('other event')}\b[^.;,]{{0,25}}$")
_IN_WHICH = re.compile(r",? (?:the year )?(?:in which|when|that) ")
_HELD = re.compile(rf"\b{words('held')}\b[^.;]*$")
_SINCE_DATE = re.compile(r"\bsince (?:\w+ )?$")
_MOVED_ON = re.compile(
    r"\b(?:and|but) (?:is|are|has been|have been|now)\b|, (?:it|they) (?:now|is now|are now)\b"
)
# "Will come to the committee in April" is no rating's date.
_WILL = re.compile(r"\bwill (?:\w+ ){1,5}(?:in|on|by|next) $")
_LAST_SEASON = re.compile(r"(?:last|in the) (?:autumn|summer|winter|spring)\b")
_INSPECTING = re.compile(rf"\b{words('inspecting')}\b[^.;,]{{0,45}}$")
_INSPECTION = re.compile(rf" (?:\w+ )?{words('inspecting')}\b")
# "The 2015 inquiry": the year only says which.
_WHICH_ONE = re.compile(r"(?:\b(?:the|a|that|this|its|their)|'s) (?:[a-z-]+ )?$")
_NOUN = re.compile(rf" (?!{words('rating event')}\b)(?:[a-z-]+)\b")
# An aside that opens before the date, and is closed again before the grade.
_ASIDE_OPENS = re.compile(
    r"(?:, | - |\()(?:which|who|whose|where|when|having|last|most recently|"
    r"(?:re-?)?inspected|visited|looked at|assessed|seen|"
    r"(?:the|a|an) (?:[\w-]+ ){1,5}?(?:at|of|in|behind|that|which|from|by|hit|opened|built))\b"
    r"[^,;()]*$"
)
# "X, taken over by the trust in 2014, was good": not "X, inspected in 2014, was good".
_PARTICIPLE = re.compile(
    rf", (?!{words('rating participle')}\b)(?:\w+ly )?\w+(?:[eu]n|ed|[iu]lt|ought|dden)\b[^,;()]*$"
)
_ASIDE_CLOSES = re.compile(r"[^,;()]*?(?:,| -|\)) ")
_LASTING = re.compile(r"\b(?:is|are|remains?|keeps?|retains?|stays?|holds?|has|have|still)\b")
_RATED = re.compile(rf"\b{words('held')}\b")


def is_of_other(date: DateMention, frame: Frame, lower: str, *, recent: bool) -> bool:
    """Whether the date is no rating's, or that of a rating other than the frame's.

    ``recent``: the report of today can be of an inspection at the date.
    """
    start, end = date.span
    left = lower[max(frame.clause.start, start - 60) : start]
    if _is_which_one(date, left, lower):
        return True
    if _AFTER_IT.match(lower, end, frame.grade_span.start):
        return False
    if _OTHER_EVENT.search(left) and not _IN_WHICH.match(lower, end):
        return True
    if _WILL.search(left) or (_LAST_SEASON.match(lower, start) and _INSPECTING.search(left)):
        return True
    if left.endswith("done so since ") or (_SINCE_DATE.search(left) and not _HELD.search(left)):
        return True
    if recent and (_INSPECTING.search(left) or _INSPECTION.match(lower, end)):
        return True
    if _is_aside(date, frame, lower):
        return True
    return _MOVED_ON.search(lower, end, frame.grade_span.start) is not None


def _is_which_one(date: DateMention, left: str, lower: str) -> bool:
    """Whether a bare year only tells which event is meant: "the 2015 inquiry"."""
    bare = date.span.end - date.span.start == 4
    return bare and bool(_WHICH_ONE.search(left) and _NOUN.match(lower, date.span.end))


def _is_aside(date: DateMention, frame: Frame, lower: str) -> bool:
    """Whether the date stands in an aside before the grade: "X, where Y was held in 2015, is …".

    The date of an inspection told there is that of a grade which the clause does not say is held.
    """
    start, end = date.span
    opened = _ASIDE_OPENS.search(lower, frame.clause.start, start) or _PARTICIPLE.search(
        lower, frame.clause.start, start
    )
    closed = _ASIDE_CLOSES.match(lower, end, frame.grade_span.start)
    if opened is None or closed is None:
        return False
    inside = lower[opened.start() : closed.end()]
    if not _INSPECTING.search(lower, opened.start(), start):
        return True
    rest = lower[closed.end() : frame.grade_span.start]
    return bool(frame.tags & {"same", "now"} or _LASTING.search(rest) or _RATED.search(inside))
