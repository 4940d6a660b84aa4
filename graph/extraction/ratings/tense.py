"""Whether the words around a grade, without any date, tell of the time before."""

from __future__ import annotations

import re

from .frames import Frame
from .patterns import words

_BEFORE = re.compile(rf"\b{words('past before')} (?:{words('filler')} )*['\"]?$")
_AFTER = re.compile(
    rf"^['\"]?(?: (?:overall|rating|for \w+|at both|itself))?,? ?\(?{words('past after')}"
)
_OPENING = re.compile(rf"[\"'\s]*(?:and |but )?{words('past opening')}")
_WHICH_WAS = re.compile(r", which (?:was|were) ['\"]?$")
# "Good except for surgery, which was outstanding" tells of now.
_SAVE_FOR = re.compile(
    r"\b(?:apart from|except(?: for)?|exception (?:of|was|being|is)|bar|other than|save for|"
    r"aside from)\b[^.;]*, which"
)
# "Where surgery was good, it is now inadequate."
_WHERE_WAS = re.compile(
    r"['\" ]*(?:and |but )?where (?!inspectors|they)[^,.;]{1,60} (?:was|were|had been) ['\"]?$"
)
_COST = re.compile(
    r"\b(?:costs?|costing|robbed|stripped) [^.;]{1,90}? (?:of )?(?:its|their) ['\"]?$"
)
# "The good ratings for care and safety were not repeated": those before.
_NOT_AGAIN = re.compile(
    r"['\"]? (?:ratings?|grades?|marks?|scores?)\b[^.;]*?"
    r"\b(?:was|were|has been|have been) (?:not (?:repeated|kept|retained|matched|held)|lost)\b"
)
_FAR = 120
_PREVIOUS = re.compile(r"\bprevious\b")
_HEARD = re.compile(
    rf"\b{words('heard')}\b[^.;]{{0,80}}"
    r"\bhad (?:also )?been (?:rated|given|awarded|judged|moved|upgraded|downgraded|found|marked|"
    r"graded|raised|lifted|lowered)\b"
)


def is_past(frame: Frame, lower: str) -> bool:
    """Whether the grade is told as one of the past: "had been good", "good last time"."""
    start, end = frame.grade_span
    left = lower[max(frame.clause.start, start - 60) : start]
    if "loss" in frame.tags or _COST.search(lower, frame.clause.start, start):
        return True
    if _NOT_AGAIN.match(lower, end, end + _FAR):
        return True
    if _WHICH_WAS.search(left):
        return _SAVE_FOR.search(lower, max(0, start - 90), start) is None
    if _WHERE_WAS.match(lower, frame.clause.start, start):
        return True
    if _OPENING.match(lower[frame.clause.start : start]):
        return True
    if frame.previous is None and _AFTER.match(lower[end : end + 60]):
        return True
    return _BEFORE.search(left) is not None and not _is_news(frame, lower, left)


def _is_news(frame: Frame, lower: str, left: str) -> bool:
    """Whether the past is only the telling's, or a rating's that is kept."""
    if "same" in frame.tags and _PREVIOUS.search(left):
        return True
    return _HEARD.search(lower, frame.clause.start, frame.grade_span.start) is not None
