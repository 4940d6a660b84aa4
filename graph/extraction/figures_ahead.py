"""Figures whose thing was told before them: labels, "rose to 138", "from 70 to 22", "it was 75"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Span
from .document import Document
from .numbers import DIGIT_NUMBER, WORD_NUMBER, Number, parse_number, tidy
from .units import THING, THINGS, Figure

_PER = r"(?:\s+(?:a|an|per|each|every)\s+(?:day|week|month|year|shift))?"
_TO_NUMBER = re.compile(
    rf"{_PER}\s+to\s+(?:just\s+|only\s+|about\s+|nearly\s+|around\s+)?({DIGIT_NUMBER}"
    rf"|{WORD_NUMBER})\b(?!\s*(?:per\s?cent|%|pc\b|-))"
)
_FROM = re.compile(r"\bfrom\s+(?:about\s+|around\s+|nearly\s+|more\s+than\s+)?\Z")
_BEFORE_CARRIED = re.compile(
    r"(?:\bit\s+(?:was|is|has|had)|\bfigure\s+(?:was|is)|\bthere\s+(?:were|are)|\b(?:we|they"
    r"|now|trust)\s+(?:have|has|had)"
    r"|\bdown\s+to|\bfrom|\b(?:limit|target|average|median|standard)\s+(?:is|was)|\btakes?|\btake"
    r"|\bagainst|\bcompared\s+with|\bspace\s+for"
    r"|\bmeant\s+to\s+have|\bto\s+have\s+been|\bhas\s+(?:fallen|risen|grown)\s+to|\band\s+has"
    r"|\bsees?\s+more\s+than|\bto\s+see|\bwithin|\bit\s+has|\bthere\s+(?:had\s+been|have\s+been))"
    r"\s+(?:only\s+|just\s+|about\s+|around\s+|more\s+than\s+|nearly\s+|fewer\s+than\s+|now\s+)?\Z"
)
_AFTER_CARRIED = re.compile(
    r"\s*(?:[.,;:)\"]|\Z|'(?!s)|(?:now|today|last|this|the\s+(?:year|month)\s+before"
    r"|a\s+(?:year|month|week)\s+ago|in\s+(?:19|20)\d\d)\b)"
)
# "Nursing vacancies: 129"; "vacancies for midwives stood at 37"
_LABELLED = re.compile(rf"\b({THING})[^.:;\n]{{0,60}}:\s*\Z")
_ROSE = (
    "stood at", "stands at", "rose to", "risen to", "fell to", "fallen to", "dropped to",
    "climbed to", "grew to", "grown to", "totalled", "numbered", "reached",
)  # fmt: skip
# One of these stands so close before the count wherever the pattern below matches.
_ROSE_SIGNS, _ROSE_REACH = tuple(verb.split()[0] for verb in _ROSE), 60
_ROSE_WORDS = "|".join(verb.replace(" ", r"\s+") for verb in _ROSE)
_STOOD_AT = re.compile(
    rf"\b({THING})(?:\s+[a-z]+){{0,5}}?\s+(?:had\s+|has\s+|have\s+)?(?:already\s+)?"
    rf"(?:{_ROSE_WORDS})\s+(?:just\s+|only\s+|about\s+|around\s+|nearly\s+)?\Z"
)
_ENDS_LABEL = re.compile(r"\s*(?:\n|\Z|[,;.](?!\d))")


def labelled(lower: str, sentence: Span, number: Number) -> Figure | None:
    """ "Nursing vacancies: 129", at the end of its line."""
    if not _ENDS_LABEL.match(lower, number.end):
        return None
    return _ahead(_LABELLED.search(lower, _reach(sentence, number), number.start), number)


def stood_at(lower: str, sentence: Span, number: Number) -> Figure | None:
    """ "Complaints rose to 40", "vacancies stood at 37"."""
    near = lower[max(0, number.start - _ROSE_REACH) : number.start]
    if not any(sign in near for sign in _ROSE_SIGNS):
        return None
    return _ahead(_STOOD_AT.search(lower, _reach(sentence, number), number.start), number)


def _reach(sentence: Span, number: Number) -> int:
    return max(sentence.start, number.start - 110)


def _ahead(told: re.Match[str] | None, number: Number) -> Figure | None:
    """The figure whose thing stands before its count."""
    if told is None or number.value < 2 or number.value != int(number.value):
        return None
    return Figure(
        number.start, number.end, int(number.value), THINGS[told[1]], "measures.ahead", 0.85
    )


def span_start(lower: str, sentence: Span, number: Number) -> Figure | None:
    """ "Complaints fell from 70 a month to 22": the thing stands before."""
    if not _TO_NUMBER.match(lower, number.end):
        return None
    if not _FROM.search(lower, max(sentence.start, number.start - 24), number.start):
        return None
    things = re.findall(rf"\b{THING}", lower[sentence.start : number.start])
    if not things:
        return None
    return Figure(number.start, number.end, number.value, THINGS[things[-1]], "measures.span", 0.85)


def span_end(lower: str, figure: Figure) -> Iterator[Figure]:
    """The second of "from 30 days to ten", in the unit of the first."""
    match = _TO_NUMBER.match(lower, figure.end)
    if match is None or not _FROM.search(lower, max(0, figure.start - 24), figure.start):
        return
    value = parse_number(match.group(1))
    if value is not None:
        yield Figure(match.start(1), match.end(1), value, figure.unit, "measures.span", 0.85)


def carried(document: Document, number: Number, last: Figure | None) -> Figure | None:
    """ "It was 75": the unit of the figure told before."""
    lower = document.lower
    if last is None or last.unit == "GBP" or number.start - last.end > 260 or number.value < 2:
        return None
    if not _AFTER_CARRIED.match(lower, number.end):
        return None
    if not _BEFORE_CARRIED.search(lower, max(0, number.start - 44), number.start):
        return None
    if "\n" in lower[last.end : number.start]:
        return None
    return Figure(number.start, number.end, tidy(number.value), last.unit, "measures.carried", 0.8)
