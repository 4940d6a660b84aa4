"""Visits told of: where the text says that inspectors came, of whom and when.

A word of ``lexicon/visits.tsv`` tells a visit when inspectors are the ones who came and it took
place; the dates of its sentence that no other word (a rating, a report) claims are its dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..facts import Span
from .dates import DateMention
from .document import Document
from .holders import Holders
from .lexicon import Lexicon, Wording, table
from .placed import Placed

INSPECTORS = re.compile(
    r"\b(?:(?<!fire )inspectors?|inspection teams?|cqc(?:'s)?|care quality commission|commission"
    r"|watchdogs?|regulators?"
    r"|teams? of inspectors|(?:its|whose|their|his|her|an?(?: \w+)?) teams?|assessors)\b"
)
_OTHERS = re.compile(
    r"\b(?:ofsted|estyn|healthcare inspectorate wales|hiw|hse|health and safety executive|hmp"
    r"|fire (?:service|inspectors)|royal college|coroner|ofgem|human tissue authority"
    r"|general medical council)\b"
)
_UNTOLD = re.compile(  # before the word: a visit that did not happen, or not yet; "may" but not May
    r"\b(?:(?i:if|would|will|next|due|planned|expected|future|unless|could|might|any|await\w*"
    r"|did not|didn't|to be|own|(?:head|director|chief inspector|manager) of"
    r"|ask(?:ed|ing|s)? for|requested|call(?:s|ed|ing)? for|cancelled|postponed|mock)|may)\b"
    r"|\bto\s+\Z"
)
_NEGATED = re.compile(r"\b(?:not|never|n't)\s+(?:yet\s+)?(?:been\s+)?\Z")
_STOPPED = re.compile(  # after the word: not a visit, or not one that took place
    r"\s+(?:stop|stopped|paused?|suspended|were (?:paused|suspended)|teams?|managers?|leads?|heads?"
    r"|programmes?|regime|framework|chief|department|room|fees?|will|would"
    r"|(?:(?:is|are|was|were|had been) )?(?:due|planned|scheduled|expected|cancelled|postponed"
    r"|called off)|(?:is|are|was|were) to)\b"
)
# Between a visit and its date these give the date to something else.
_CLAIMS_DATE = re.compile(
    r"\b(?:rat(?:ed|ing|ings)|grade[sd]?|report|published|released|issued|appointed|opened"
    r"|joined|became"
    r"|received|given|since|said|whose|verdict|told|warning notice|special measures|findings"
    r"|came out"
    r"|made public|meeting|briefed|discuss\w*|considered"
    r"|deaths?|died|killed|whistle-?blow\w*|programme|hired|recruited|who started"
    r"|gave|wrote|left|retired|resigned|quit|served|imposed|against|compared)\b"
)
# Between two dates these begin something that is no visit, so the later date is not one's.
_NEW_EVENT = re.compile(r"\b(?:who|that|staff|patients)\b")
_SAW_ELSE = re.compile(r"[,;:]|\b(?:who|which|that|since|after|before|because|as|he|she)\b")
_ONE_MORE = re.compile(r"\b(?:another|a (?:second|further))\b")
_AND_RATED = re.compile(
    r"^,? and (?:was |were )?(?:rated|found to be|given)(?: [\w'\"-]+){1,3}? in\b"
)
_CLAUSE_START = re.compile(
    r"(?:[,;:(-]|\band|\bbut|\bwhen|\buntil|\bthat)\s*(?:then\s+)?(?:back\s+)?(?:in"
    r"|on)\s+(?:the\s+\w+\s+of\s+)?\Z"
)
_WHEN = re.compile(
    r",? when (?:it|they|the \w+|inspectors|the cqc) (?:(?:was|were|had|been|last) )*(?:last )?"
)
_NOT_SINCE = re.compile(r"\b(?:not|never|n't|no inspection)\b[^.;]{0,40}\bsince(?:\s+\w+)?\s+\Z")
_SINCE = re.compile(r"\bsince(?:\s+the)?(?:\s+(?:spring|summer|autumn|winter)\s+of)?\s+\Z")
_QUALIFIED = re.compile(
    r"\b(?:surprise|follow-up|unannounced|announced|last|latest|return|first|second|third"
    r"|focused|routine"
    r"|recent|earlier|previous|report|based on|rated|our)\b"
)
_PRONOUN = re.compile(r"\b(?:they|it|we)\s+(?:had\s+|then\s+|were\s+|was\s+|last\s+)*\Z")
_PERSON = re.compile(
    r"\b(?:chief executive|mp|minister|chair|director|he|she|mother|father|who (?:became|took))\b"
)


_EARLIER = re.compile(
    r"\b(?:last|since|previous\w*|earlier(?! this)|back in|had been|before that|once)\b"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One telling of a visit; ``start`` and ``end`` are empty when no date is told."""

    of: str
    span: Span
    sentence: int
    rule: str
    start: str = ""
    end: str = ""
    date: Span | None = None
    earlier: bool = False
    firm: bool = False
    apart: bool = False


@cache
def _visits() -> Lexicon:
    return Lexicon((row["wording"], row["kind"]) for row in table("visits"))


def find_visits(
    document: Document, holders: Holders, dates: Sequence[DateMention]
) -> Iterator[Visit]:
    """Every telling of a visit, in text order; one visit may be told several times."""
    placed = Placed(dates)
    for index, words in _by_sentence(document, _visits().find(document.lower)):
        sentence = _clipped(document.sentences[index], words)
        words = [word for word in words if _counts(document, sentence, word)]
        if not words:
            continue
        dated = list(_dated(document, sentence, placed.within(*sentence), words))
        if not dated:
            words = [word for word in words if not _is_denied(document.lower, word)]
        if not words:
            continue
        yield from _told_in(document.lower, sentence, index, holders, words, dated)


def _dated(
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
            vaguer = _is_year(date) and not _is_year(held[0])
            if vaguer or _NEW_EVENT.search(gap):
                continue
        held = (date, word)
        yield held


def _is_denied(lower: str, word: Wording) -> bool:
    """ "Had not been inspected": without a date nothing of a visit is told."""
    return bool(_NEGATED.search(lower, max(0, word.start - 24), word.start))


def _clipped(sentence: Span, words: list[Wording]) -> Span:
    """The sentence, cut where it is endless: a text without full stops is one."""
    first = words[0].start
    return Span(max(sentence.start, first - _STRETCH), min(sentence.end, first + 2 * _STRETCH))


_STRETCH = 600


def _by_sentence(
    document: Document, words: Iterable[Wording]
) -> Iterator[tuple[int, list[Wording]]]:
    held: list[Wording] = []
    current = -1
    for word in words:
        index = document.sentence_index(word.start)
        endless = held and word.start - held[0].start > _STRETCH
        if held and (index != current or endless):
            yield current, held
            held = []
        current = index
        held.append(word)
    if held:
        yield current, held


def _told_in(
    lower: str,
    sentence: Span,
    index: int,
    holders: Holders,
    words: list[Wording],
    dated: list[tuple[DateMention, Wording]],
) -> Iterator[Visit]:
    earlier = _EARLIER.search(lower, *sentence) is not None
    if not dated:
        firm = [word for word in words if word.values[0] != "verb"] or words
        span = Span(firm[0].start, firm[0].end)
        for of in holders.all_at(firm[0].start):
            firmly = firm[0].values[0] in ("noun", "inspect", "passive") and not earlier
            yield Visit(of, span, index, f"inspections.{firm[0].values[0]}", firm=firmly)
    for at, (date, word) in enumerate(dated):
        span = Span(word.start, word.end)
        apart = at > 0 and _is_apart(lower, dated[at - 1], dated[at])
        for of in holders.all_at(word.start):
            yield Visit(
                of, span, index, f"inspections.{word.values[0]}-dated",
                date.start, date.end, date.span,
                earlier=_is_year(date) and earlier, apart=apart,
            )  # fmt: skip


def _is_year(date: DateMention) -> bool:
    return len(date.start) == 4 and date.start[0] != "-"


def _is_apart(
    lower: str, held: tuple[DateMention, Wording], told: tuple[DateMention, Wording]
) -> bool:
    """Whether the sentence counts the second visit as another one: "and another on 4 May"."""
    (earlier, first), (later, second) = held, told
    return second is first and bool(_ONE_MORE.search(lower, earlier.span.end, later.span.start))


def _counts(document: Document, sentence: Span, word: Wording) -> bool:
    """Whether the word tells of a visit by the inspectors that took place."""
    lower = document.lower
    before = lower[sentence.start : word.start]
    clause = max(lower.rfind(stop, sentence.start, word.start) for stop in ".;:")
    near = max(clause, sentence.start, word.start - 52)
    if document.block_at(word.start).kind == "headline":
        return False
    if _UNTOLD.search(document.folded, near, word.start):
        return False
    whole = lower[sentence.start : sentence.end]
    if _OTHERS.search(whole) and not INSPECTORS.search(whole):
        return False
    kind = word.values[0]
    if kind == "event":
        return _is_event(document, sentence, before)
    if kind in ("noun", "inspect", "passive"):
        return not _STOPPED.match(lower, word.end)
    if kind == "visit-noun":
        return bool(
            INSPECTORS.search(whole)
            or _QUALIFIED.search(whole)
            or (
                _THE.search(before)
                and not _GUESTS.search(whole)
                and _after_inspectors(document, sentence)
            )
        )
    if kind == "saw":
        return bool(INSPECTORS.search(lower, max(sentence.start, word.start - 60), word.end))
    return _came(document, sentence, before, word)


_THE = re.compile(r"(?:\b(?:the|their|its|this|that|these|those|an?)|'s)\s+(?:[\w-]+\s+){0,2}\Z")
_GUESTS = re.compile(
    r"\b(?:minister\w*|mps?|secretary|royal|prince\w*|king|queen|duke|duchess|famil\w+|relatives"
    r"|visiting|visitors?|home visits?|patients?|gp|needs|risk|mental health)\b"
)


def _after_inspectors(document: Document, sentence: Span) -> bool:
    """ "The visit in May": the inspectors' own when those were spoken of shortly before."""
    return bool(INSPECTORS.search(document.lower, max(0, sentence.start - 500), sentence.start))


def _came(document: Document, sentence: Span, before: str, word: Wording) -> bool:
    """Whether those who came were the inspectors: named before the verb, or "they" after them."""
    subject = None
    for match in INSPECTORS.finditer(before):
        subject = match
    if subject is not None:
        if word.values[0] == "copula" and _NEW_SUBJECT.search(before, subject.end()):
            return False
        return not _PERSON.search(before, subject.end()) and not _is_idiom(document.lower, word)
    if word.values[0] == "copula" and "last" not in document.lower[word.start : word.end]:
        return False
    if not _PRONOUN.search(before):
        return False
    left = document.lower[max(0, sentence.start - 500) : sentence.start] + before
    return bool(INSPECTORS.search(left)) and not _PERSON.search(before)


_IDIOM = re.compile(
    r"\s+(?:down|out|up|across|under|away|off|the|a|it|for|them|him|her|that"
    r"|this)\b(?!\s+(?:hospital|trust|unit|ward))"
)
_BARE = ("came", "come", "called", "checked", "returned")
_NEW_SUBJECT = re.compile(
    r"\b(?:it|they|he|she|as|there|rated|rating|trust|hospital|service|which)\b"
)
_PRO_VISIT = re.compile(
    r"\b(?:first|second|latest|last|it|they|this|that|which|these|both|one|other|latter"
    r"|former)\s+\Z"
)
_VISIT_WORD = re.compile(r"\b(?:inspections?|visits?)\b")


def _is_idiom(lower: str, word: Wording) -> bool:
    """Whether the verb goes on as another one: "came down on", "called for"."""
    return lower[word.start : word.end] in _BARE and bool(_IDIOM.match(lower, word.end))


def _is_event(document: Document, sentence: Span, before: str) -> bool:
    """ "The first took place …": what took place is the visit of this or the last few sentences."""
    if _VISIT_WORD.search(before):
        return True
    left = document.lower[max(0, sentence.start - 300) : sentence.start]
    return bool(_PRO_VISIT.search(before) and _VISIT_WORD.search(left))


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
        gap = _AND_RATED.sub("", lower[before[-1].end : start])
        blocked = _CLAIMS_DATE.search(gap) and not _NOT_SINCE.search(opening)
        if not blocked and len(gap) <= 220:
            return before[-1]
    after = next((word for word in words if word.start >= end), None)
    return after if after is not None and _leads(opening, lower[end : after.start]) else None


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
