"""Figures: numbers with what they count, read from what stands beside them.

Money, a share, a length of time or a thing counted (``lexicon/units.tsv``); a number alone takes
the unit of the figure before it ("it was 75").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..facts import Span
from .dates import DateMention
from .document import Document
from .figures_ahead import carried, labelled, span_end, span_start, stood_at
from .lexicon import Lexicon, table
from .numbers import DIGIT_NUMBER, WORD_NUMBER, Number, find_numbers, parse_number, tidy
from .placed import Placed
from .units import THING, THINGS, TIMES, Figure, either

_LINES = r"(?:999|111|101)"  # telephone lines: "999 calls" counts none
_LINE_NUMBERS = ("999", "111", "101")
_STOP = (
    r"(?:of|in|and|to|for|the|a|an|were|was|at|on|with|had|has|have|by|from|who|that|or|per|as"
    r"|than|is|are|be"
    r"|it|its|they|we|he|she|out|which|when|while|but|if|not|said|told|hours?|minutes?|days?|weeks?"
    r"|months?|years?|grades?|services?|hospitals?|trusts?|wards?|sites?|in|into|did|would|will"
    r"|could|after|before)"
)
_SHARE = re.compile(r"\s*(?:per\s?cent\b|percent\b|%|pc\b)")
_TIME = re.compile(rf"\s+({either(TIMES)})\b(?!')")
_COUNTED = re.compile(
    rf"((?:\s+(?!{_STOP}\b)(?:[a-z][a-z'-]*|{_LINES})){{0,3}}?)\s+({THING})(?:\s+({THING}))?"
)
_OF_COUNTED = re.compile(
    rf"\s+of\s+(?:(?:the|its|my|our|their|those|these|his|her|all)\s+)?(?:(?:{DIGIT_NUMBER}"
    rf"|{WORD_NUMBER})\s+)?"
    rf"(?:[a-z]+\s)?(?:[a-z]+'s?\s+)?(?:(?!{_STOP}\b)[a-z]+\s+)??({THING})"
)
_BEDS = re.compile(r"-bed(?:ded|s)?\b")
_OUT_OF = re.compile(
    rf"(?:\s+(?:times?|child|children|wom[ae]n|m[ae]n|person|people|patients?|cases?|calls?"
    rf"|shifts?|of\s+them))?"
    rf"\s+(in|out\s+of)\s+(?:every\s+)?({DIGIT_NUMBER}"
    rf"|{WORD_NUMBER})\b(?!\s+(?:{either(TIMES)})\b)(?!-)"
)
_OF_PEOPLE = re.compile(r"\s+of\s+(?:our\s+|all\s+)?(?:patients|people|staff)\b")
_WAITS = re.compile(
    r"\b(?:wait\w*|average|median|up\s+to|takes?|took|taking|delay\w*|overdue|stay\w*"
    r"|unrepaired|target|standard|backlog|gone|trolley\w*|stood\s+at"
    r"|grown|grew|risen|rose|fallen|fell|down|limit|longer\s+than|not\s+been\s+outside|missing"
    r"|missed)\b"
)
_FOR_WAIT = re.compile(
    r"[^.;]{0,24}\b(?:waits?|waiting|for\s+(?:a|an|their|the)\s+(?:first\s+)?(?:appointment"
    r"|operation|treatment|scan|bed)|without|allowed|late|overdue)\b"
)
_ROUND = re.compile(
    r"\b(?:last|past|next|first|previous|coming|another|final|recent|these|those|opening|under"
    r"|over|space\s+of|after|in)\s+(?:the\s+)?(?:last\s+|past\s+|about\s+|just\s+|only\s+)?\Z"
)
_STRICT_ROUND = re.compile(
    r"\b(?:last|past|next|first|previous|coming|another|final|recent|these|after)\s+\Z"
)
_ON_AVERAGE = re.compile(r"\s+on\s+average\b")
_TEAM = re.compile(r"\b(?:team|party|group)\s+of\s+\Z")
_AFTER_TIME = re.compile(
    r"\s+(?:ago|later|earlier|before|after|running|apart|on\b(?!\s+average)|in\s+(?:special|charge|a\s+row"
    r"|post|the\s+(?:job|role|post))|of\s+(?:his|her|the\s+year|inspection)|old\b|into\b)"
)
_THRESHOLD = re.compile(
    r"\b(?:within|in|inside|under|over|beyond|more\s+than|longer\s+than|less\s+than"
    r"|fewer\s+than|at\s+least|exceed\w*|above)\s+(?:the\s+|about\s+|a\s+)?\Z"
)
_VISITING = re.compile(r"\b(?:inspectors?|inspection|cqc|commission|team|visit\w*)\b[^.;]{0,80}\Z")
_SCORE = re.compile(r"\b(?:scor(?:ed?|es|ing)|a score of)\b[^.;:%]{0,12}\Z")
_NUMBERED = ("category ", "grade ", "band ", "level ", "stage ", "phase ")
_FAMILY = re.compile(
    r"\b(?:her|his|their|my|mother[ -]of|father[ -]of|mum[ -]of|dad[ -]of|parents[ -]of|has"
    r"|with)[\s-]\Z"
)
_FRACTION_BY = re.compile(
    r"\bby\s+(?:nearly\s+|about\s+|almost\s+|more\s+than\s+|over\s+|around\s+)?\Z"
)
_FRACTION_OF = re.compile(
    r"\s+of\s+(?!an?\s|(?:19|20)\d\d|the\s+(?:year|century|way|day|week|month|decade|inspect)"
    r"|what\b)"
)


@cache
def _fractions() -> Lexicon:
    return Lexicon((row["wording"], row["percent"]) for row in table("fractions"))


def find_figures(document: Document, dates: Sequence[DateMention]) -> list[Figure]:
    """The figures of the text in order; numbers within a date are none."""
    lower = document.lower
    placed = Placed(dates)
    found: list[Figure] = list(_word_shares(lower))
    reached = 0
    last: Figure | None = None
    for number in find_numbers(lower):
        if number.start < reached or placed.covers(number.start):
            continue
        if lower[number.start : number.end] in _LINE_NUMBERS:
            continue
        for figure in _read(document, number, last):
            found.append(figure)
            reached, last = figure.end, figure
    return sorted(found)


def _read(document: Document, number: Number, last: Figure | None) -> Iterator[Figure]:
    """The figures that a number starts: none, one, or the two of "from 30 days to ten"."""
    lower = document.lower
    sentence = _near(document, number)
    figure = (
        _money(lower, number)
        or _share(lower, number)
        or _ratio(lower, number)
        or _beds(lower, number)
        or _time(document, sentence, number, last)
        or labelled(lower, sentence, number)
        or _count(lower, number)
    )
    if figure is None:
        figure = (
            span_start(lower, sentence, number)
            or stood_at(lower, sentence, number)
            or carried(document, number, last)
        )
    if figure is None:
        return
    yield figure
    if figure.unit != "percent" or figure.rule == "measures.span":
        yield from span_end(lower, figure)


def _near(document: Document, number: Number) -> Span:
    """The number's sentence, cut where it is endless."""
    sentence = document.sentence_at(number.start)
    return Span(max(sentence.start, number.start - 400), min(sentence.end, number.end + 400))


def _money(lower: str, number: Number) -> Figure | None:
    left = number.start - 1
    while left >= 0 and lower[left] == " " and number.start - left < 3:
        left -= 1
    if left < 0 or lower[left] != "£":
        return None
    return Figure(left, number.end, tidy(round(number.value)), "GBP", "measures.money", 0.97)


def _share(lower: str, number: Number) -> Figure | None:
    match = _SHARE.match(lower, number.end)
    if match is not None and _SCORE.search(lower, max(0, number.start - 40), number.start):
        return None
    if match is not None:
        return Figure(
            number.start, match.end(), tidy(number.value), "percent", "measures.percent", 0.97
        )
    if number.value != int(number.value) and _OF_PEOPLE.match(lower, number.end):
        return Figure(
            number.start, number.end, number.value, "percent", "measures.bare-percent", 0.7
        )
    return None


def _ratio(lower: str, number: Number) -> Figure | None:
    """ "One in five", "nine out of ten": a share."""
    match = _OUT_OF.match(lower, number.end) if number.value < 100 else None
    if match is None:
        return None
    whole = parse_number(match.group(2))
    if whole is None or not 0 < number.value < whole or whole > 100:
        return None
    if match.group(1) == "in" and not (whole <= 20 or whole in (25, 30, 50, 100)):
        return None
    if whole == 100 and match.group(1) != "in":
        return None
    share = tidy(round(100 * number.value / whole, 2))
    return Figure(number.start, match.end(), share, "percent", "measures.ratio", 0.88)


def _beds(lower: str, number: Number) -> Figure | None:
    match = _BEDS.match(lower, number.end)
    if match is None:
        return None
    return Figure(number.start, match.end(), number.value, "beds", "measures.beds", 0.95)


def _time(document: Document, sentence: Span, number: Number, last: Figure | None) -> Figure | None:
    lower = document.lower
    match = _TIME.match(lower, number.end)
    if match is None:
        return None
    unit = TIMES[match.group(1)]
    if unit == "seconds" and number.value == 1:
        return None
    before, after = lower[sentence.start : number.start], lower[match.end() : sentence.end]
    if _AFTER_TIME.match(after) or not _is_wait(unit, before, after):
        return None
    if last is not None and last.start >= sentence.start and _is_threshold(lower, last, number):
        return None
    return Figure(number.start, match.end(), tidy(number.value), unit, "measures.time", 0.9)


def _is_wait(unit: str, before: str, after: str) -> bool:
    """Whether a length of time is a figure of care rather than of the calendar."""
    if _VISITING.search(before) and "wait" not in before and unit not in ("seconds", "minutes"):
        return False
    if _ON_AVERAGE.match(after):
        return True
    if unit in ("seconds", "minutes", "hours"):
        return not _STRICT_ROUND.search(before)
    if _ROUND.search(before):
        return False
    near = before[-70:]
    if unit in ("days", "weeks"):
        return bool(_WAITS.search(near) or _FOR_WAIT.match(after))
    return bool(re.search(r"\bwait\w*|\bbacklog", near) or re.match(r"[^.;]{0,24}\bwait", after))


def _is_threshold(lower: str, last: Figure, number: Number) -> bool:
    """ "88 per cent … within a minute", "30 callers … more than an hour": part of that figure."""
    between = lower[last.end : number.start]
    if last.unit == "GBP" or ";" in between:
        return False
    return bool(_THRESHOLD.search(between)) and last.unit not in TIMES.values()


def _count(lower: str, number: Number) -> Figure | None:
    """A number of people or things; one of anything is none."""
    if number.value < 2 or number.value != int(number.value):
        return None
    if lower.endswith(_NUMBERED, max(0, number.start - 12), number.start):
        return None
    match = _COUNTED.match(lower, number.end)
    if match is not None:
        thing, end = match.group(3) or match.group(2), match.end()
    else:
        match = _OF_COUNTED.match(lower, number.end)
        if match is None:
            return None
        thing, end = match.group(1), number.end
    if thing == "inspectors" and not _TEAM.search(lower, max(0, number.start - 12), number.start):
        return None
    if thing in ("children", "babies") and _FAMILY.search(
        lower, max(0, number.start - 14), number.start
    ):
        return None
    return Figure(number.start, end, int(number.value), THINGS[thing], "measures.count", 0.9)


def _word_shares(lower: str) -> Iterator[Figure]:
    """ "Cut by a quarter", "a fifth of callers"."""
    for word in _fractions().find(lower):
        by = _FRACTION_BY.search(lower, max(0, word.start - 20), word.start)
        if by or _FRACTION_OF.match(lower, word.end):
            value = tidy(float(word.values[0]))
            yield Figure(word.start, word.end, value, "percent", "measures.fraction", 0.8)
