"""Which dates of a sentence are those of the visits told in it, and not of a rating or a report."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator

from ..facts import Span
from .dates import DateMention
from .document import Document
from .lexicon import Wording
from .numbers import WORD_NUMBER, parse_number

# Between a visit and its date these give the date to something else.
_CLAIMS_DATE = re.compile(
    r"\b(?:rat(?:ed|ing|ings)|grade[sd]?|report|published|released|issued|appointed|opened"
    r"|joined|became"
    r"|received|given|since|said|whose|verdict|told|warning notice|special measures|findings"
    r"|came out"
    r"|made public|meeting|briefed|discuss\w*|considered"
    r"|deaths?|died|killed|whistle-?blow\w*"
    r"|programme|hired|recruited|who started"
    r"|(?:been|was|were|is|are) (?:due|planned|scheduled|expected)"
    r"|gave|wrote|left|retired|resigned|quit|served|imposed|against|compared)\b"
)
# These do so only right before the date: "after concerns raised in April".
_CLAIMS_NEXT = re.compile(
    r"\b(?:reported|emerged|announced|revealed|disclosed|confirmed|declared|raised|incidents?)\b"
    r"[^,.;:]{0,25}\Z"
)
# Between two dates these begin something that is no visit, so the later date is not one's.
_NEW_EVENT = re.compile(r"\b(?:who|that|staff|patients)\b")
_SAW_ELSE = re.compile(r"[,;:]|\b(?:who|which|that|since|after|before|because|as|he|she)\b")
# Another visit: not the unannounced days that follow the announced ones within weeks, which the
# regulator reports on as one inspection, nor the part that looks at the board.
_ONE_MORE = re.compile(
    r"(?<!with )(?<!including )"
    r"\b(?:another|(?:an?|the) (?:second|third|further|follow-up|return)"
    r"(?! (?:week|half|day|month)))\b"
)
_DAYS_FROM = re.compile(
    rf"\b({WORD_NUMBER}|\d)[ -]days?(?:'?s?')?(?: [\w-]+){{0,8}} (?:from|starting"
    r"|beginning|that began)(?: on)?(?: \w+day,?)?(?: the)? \Z"
)
_FULL = 2  # hyphens of a date with its day: 2020-01-28
_AND_RATED = re.compile(
    r"^,? and (?:was |were )?(?:rated|found to be|given)(?: [\w'\"-]+){1,3}? in\b"
)
_REPORTS = re.compile(r" reports?\b")  # "an inspection report" is no visit with a date
_AND_AGAIN = re.compile(r",? and (?:then )?again,? (?:in|on) \Z")
_ASIDE = re.compile(r",\s(?:which|who|whose|prompted|triggered|ordered|rated)\b[^,.;]{0,120},")
_CLAUSE_START = re.compile(
    r"(?:[,;:(-]|\band|\bbut|\bwhen|\buntil|\bthat)\s*(?:then\s+)?(?:back\s+)?(?:in"
    r"|on)\s+(?:the\s+\w+\s+of\s+)?\Z"
)
_WHEN = re.compile(
    r",? when (?:it|they|the \w+|inspectors|the cqc) (?:(?:was|were|had|been|last) )*(?:last )?"
)
_NOT_SINCE = re.compile(r"\b(?:not|never|n't|no inspection)\b[^.;]{0,40}\bsince(?:\s+\w+)?\s+\Z")
_SINCE = re.compile(r"\bsince(?:\s+the)?(?:\s+(?:spring|summer|autumn|winter)\s+of)?\s+\Z")


def dated_words(
    document: Document, sentence: Span, dates: Iterable[DateMention], words: list[Wording]
) -> Iterator[tuple[DateMention, Wording]]:
    """Each date that belongs to a visit; a second one only while no other event has begun."""
    held: tuple[DateMention, Wording] | None = None
    for date in dates:
        word = _governing(document, sentence, date, words)
        if word is None:
            continue
        if held is not None and word is held[1] and word.end <= held[0].span.start:
            gap = document.lower[held[0].span.end : date.span.start]
            vaguer = is_year(date) and not is_year(held[0])
            if vaguer or _NEW_EVENT.search(gap):
                continue
        held = (date, word)
        yield held


def is_year(date: DateMention) -> bool:
    return len(date.start) == 4 and date.start[0] != "-"


def last_day(lower: str, date: DateMention) -> str:
    """The end of a visit, worked out where it is told as "for three days from 28 January"."""
    told = _DAYS_FROM.search(lower, max(0, date.span.start - 90), date.span.start)
    days = parse_number(told[1]) if told else None
    if not days or date.start != date.end or date.start.count("-") < _FULL:
        return date.end
    head, _, day = date.start.rpartition("-")
    year, month = (int(part) for part in head.split("-")) if date.start[0] != "-" else (0, 0)
    last = int(day) + int(days) - 1
    return f"{head}-{last:02}" if last <= (monthrange(year, month)[1] if year else 28) else date.end


def is_apart(
    lower: str, held: tuple[DateMention, Wording], told: tuple[DateMention, Wording]
) -> bool:
    """Whether the sentence counts the second visit as another one: "and again on 4 May"."""
    return bool(_ONE_MORE.search(lower, held[0].span.end, told[0].span.start))


def _governing(
    document: Document, sentence: Span, date: DateMention, words: list[Wording]
) -> Wording | None:
    """The visit word that the date belongs to, if any."""
    lower = document.lower
    start, end = date.span
    opening = lower[sentence.start : start]
    if _SINCE.search(opening) and not _NOT_SINCE.search(opening):
        return next((word for word in words if 0 <= word.start - end <= 1), None)
    before = [word for word in words if word.end <= start]
    while before and before[-1].values[0] == "saw" and not _saw_then(lower[before[-1].end : start]):
        before.pop()
    if before:
        gap = lower[before[-1].end : start]
        blocked = _claimed(gap) and not _NOT_SINCE.search(opening)
        if not blocked and len(gap) <= 220:
            return before[-1]
    after = next((word for word in words if word.start >= end), None)
    if after is not None and after.start - end > 1 and _REPORTS.match(lower, after.end):
        return None
    return after if after is not None and _leads(opening, lower[end : after.start]) else None


def _claimed(gap: str) -> bool:
    """Whether words between visit and date, asides left out, give the date to something else."""
    if _CLAIMS_NEXT.search(gap):
        return True
    if not _CLAIMS_DATE.search(gap):
        return False
    if _AND_AGAIN.search(gap):
        return False
    return bool(_CLAIMS_DATE.search(_AND_RATED.sub("", _ASIDE.sub("", gap))))


def _saw_then(gap: str) -> bool:
    """What was seen leads to its date only when that follows at once."""
    return len(gap) <= 45 and not _SAW_ELSE.search(gap)


def _leads(opening: str, gap: str) -> bool:
    """Whether a date stands before its visit: "the 2018 visit", "and in 2018 inspectors came"."""
    if len(gap) <= 1 or gap.strip() in ("cqc", "report", "full", "'s", "'s cqc"):
        return True
    if _WHEN.fullmatch(gap):
        return True
    if _CLAIMS_DATE.search(gap):
        return False
    if len(opening.strip(" -*•\"'(").split()) <= 4 and not _CLAIMS_DATE.search(opening):
        return True
    return bool(_CLAUSE_START.search(opening)) and len(gap) <= 45 and "," not in gap[1:]
