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
from .chronology import entry_date
from .coming import is_denied, tells_visit
from .dates import DateMention
from .document import Document
from .holders import Holders
from .lexicon import Lexicon, Wording, table
from .placed import Placed
from .visit_dates import dated_words, is_apart, is_year, last_day

_EARLIER = re.compile(
    r"\b(?:last|since|previous\w*|earlier(?! this)|back in|had been|before that|once)\b"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One telling of a visit; ``start`` and ``end`` are empty when no date is told.

    ``dated``: the sentence that told the dates, where it isn't the one that told of the visit;
    ``also``: where else it is told.
    """

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
    dated: int | None = None
    also: tuple[Span, ...] = ()


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
        words = [word for word in words if tells_visit(document, sentence, word)]
        if not words:
            continue
        dated = list(dated_words(document, sentence, placed.within(*sentence), words))
        dated = dated or _answered(document, sentence, placed, words)
        if not dated:
            words = [word for word in words if not is_denied(document.lower, word)]
        if not words:
            continue
        yield from _told_in(document, sentence, index, holders, words, dated)


def _answered(
    document: Document, question: Span, placed: Placed[DateMention], words: list[Wording]
) -> list[tuple[DateMention, Wording]]:
    """ "When did they go in? On 22 and 23 January.": the date that the answer opens with."""
    if not _WHEN_ASKED.match(document.lower, *question):
        return []
    index = document.sentence_index(question.start) + 1
    if index == len(document.sentences):
        return []
    answer = document.sentences[index]
    opening = placed.within(answer.start, min(answer.end, answer.start + _OPENING))
    return [(opening[0], words[0])] if opening else []


_WHEN_ASKED = re.compile(r"[\W\d]*when (?:did|was|were)\b[^?]*\?")
_OPENING = 24  # characters that "It was between the" may take before the answer's date


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


def _headed(document: Document, visit: Span) -> str:
    """In the first sentence below "MAY 2017" an inspection without a date was then."""
    opening = document.sentence_at(document.block_at(visit.start).start)
    month = entry_date(document, visit.start) if visit.start < opening.end else None
    return (month.iso() or "") if month else ""


def _moved(
    holders: Holders, held: tuple[DateMention, Wording], told: tuple[DateMention, Wording]
) -> str | None:
    """Whom "visits to A in March and to B in April" names between its dates."""
    if held[1] is not told[1]:
        return None
    return holders.named_within(held[0].span.end, told[0].span.start)


def _told_in(
    document: Document,
    sentence: Span,
    index: int,
    holders: Holders,
    words: list[Wording],
    dated: list[tuple[DateMention, Wording]],
) -> Iterator[Visit]:
    lower = document.lower
    earlier = _EARLIER.search(lower, *sentence) is not None
    if not dated:
        firm = [word for word in words if word.values[0] != "verb"] or words
        span = Span(firm[0].start, firm[0].end)
        kind = firm[0].values[0]
        month = _headed(document, span) if kind == "noun" else ""
        for of in holders.all_at(firm[0].start):
            firmly = kind in ("noun", "inspect", "passive") and not earlier
            rule = f"inspections.{kind}" + ("-headed" if month else "")
            yield Visit(of, span, index, rule, month, month, firm=firmly)
    for at, (date, word) in enumerate(dated):
        span = Span(word.start, word.end)
        apart = at > 0 and is_apart(lower, dated[at - 1], dated[at])
        moved = _moved(holders, dated[at - 1], dated[at]) if at else None
        for of in (moved,) if moved else holders.all_at(word.start):
            yield Visit(
                of, span, index, f"inspections.{word.values[0]}-dated",
                date.start, last_day(lower, date), date.span,
                earlier=is_year(date) and earlier, apart=apart,
            )  # fmt: skip
