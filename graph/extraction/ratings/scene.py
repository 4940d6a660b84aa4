"""What the words around a grade say of the past that a paragraph tells of, by words alone."""

from __future__ import annotations

import re

from ..numbers import NUMERALS
from .frames import Frame
from .patterns import words

PRESENT = re.compile(rf"\b{words('present')}\b|'s ")
"""Words that end a stretch told in the past."""
_LEFT_SO_LATER = re.compile(
    rf"['\"]?,? \(?{words('past after')}[^.;]{{0,30}}(?:,|and|but) {words('left so')}"
)
_LEFT_SO_LIST = re.compile(rf"['\"]?\)[^.;]*?, {words('left so')}")
_YEARS_AFTER = re.compile(
    r"\b(an?|one|two|three|four|five|six|seven|eight|nine|ten) years? (?:after|since) "
    r"(?:it|they|being|the \w+|inspectors)\b"
)
_THEN = re.compile(
    r"['\"]? (?:then|at the time|at that time|at that point|at that stage|that year)\b"
)
_THEN_WAS = re.compile(
    r"\brating then was\b|"
    r"\b(?:was|were|stood|had) (?:then|at the time|at that time|at that point)\b"
)
_SCENE = re.compile(
    r"['\" ]*(?:and |but )?(?:(?:in|at|after) (?:the|its|their|that) "
    r"(?:last|previous|earlier|first) |"
    r"(?:the|its|their|that) (?:last|previous|earlier|first) (?:\w+ )?"
    r"(?:inspection|report|visit)|(?:back )?in (?:\w+ )?\d{4}\b)"
)
# An aside's opening, and its end where the sentence goes on with the verb.
_ASIDE = re.compile(
    r"(?:, |\(|- )(?:which|who|previously|once|formerly|last|rated|judged|until|long|then|"
    r"originally|having)\b[^,;()]*$"
)
_RESUMED = re.compile(
    r"[^,;.()]{0,45}(?:,|\)| -) (?:\w+ )?(?:was|were|got|went|came|received|earned)\b"
)
# "In 2015 things were worse." opens a past; "This week …" ends it.
_SETS = re.compile(
    r"['\" ]*(?:but |and )?(?:as recently as|as long ago as|back in|in|by|at|before|until|around|"
    r"when [^.,;]*|those [^.,;]*)?(?: the| early| late| \w+ of)* ?(?=$|\Z)"
)
_RESETS = re.compile(r"['\" ]*(?:but |and )?(?:now|today|this|on|last|yesterday|the latest)\b")
_SIMPLE_PAST = re.compile(
    r"\b(?:was|were|got|received) (?:also |both |all |rated |judged |given |then )*(?:an? )?['\"]?$"
)


def sets_scene(lower: str, start: int, end: int) -> bool:
    """Whether a sentence opens with a date that it sets in the past: "As recently as 2015 …"."""
    return _SETS.match(lower, start, end) is not None


def ends_scene(lower: str, start: int, end: int) -> bool:
    """Whether a sentence turns to today: "This week …"."""
    return _RESETS.match(lower, start, end) is not None


def opens_in_past(frame: Frame, lower: str) -> bool:
    """Whether the clause is set in the past by how it opens: "In the report of 2018, …"."""
    return _SCENE.match(lower, frame.clause.start, frame.grade_span.start) is not None


def goes_on(frame: Frame, lower: str) -> bool:
    """Whether a clause in the simple past goes on with the past its paragraph tells of."""
    if frame.tags & {"now", "same", "up", "down"}:
        return False
    start = frame.grade_span.start
    left = lower[max(frame.clause.start, start - 40) : start]
    return _SIMPLE_PAST.search(left) is not None and PRESENT.search(left) is None


def is_resumed(frame: Frame, earlier: Frame, lower: str) -> bool:
    """Whether the clause goes on after an aside: "surgery, once inadequate, was rated good"."""
    aside = _ASIDE.search(lower, earlier.clause.start, earlier.grade_span.start) is not None
    return (
        aside and _RESUMED.match(lower, earlier.grade_span.end, frame.grade_span.start) is not None
    )


def tells_of_then(frame: Frame, lower: str) -> bool:
    """Whether the grade is one of the time told last: "it was good then", "was then good"."""
    start, end = frame.grade_span
    then = _THEN.match(lower, end) or _THEN_WAS.search(lower, frame.clause.start, start)
    return then is not None


def is_kept(frame: Frame, lower: str, *, past: bool) -> bool:
    """ "Surgery, rated good last time, was not revisited"."""
    end = frame.grade_span.end
    told = _LEFT_SO_LATER if past else _LEFT_SO_LIST
    return told.match(lower, end, end + 120) is not None


def years_before(frame: Frame, lower: str) -> int | None:
    """How many years ago "three years after it was rated good" was."""
    start = frame.grade_span.start
    told = _YEARS_AFTER.search(lower, max(frame.clause.start, start - 70), start)
    return NUMERALS.get(told.group(1), 1) if told else None
