"""Inspections: the visits that the text tells of, what is told twice taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..facts import Inspection, Manner, Span
from .coming import INSPECTORS
from .dates import DateMention, article_date
from .document import Document
from .entities import Entities
from .holders import Holders
from .lexicon import table
from .placed import Placed
from .services import ServiceMention
from .visited import Visited, latest
from .visits import Visit, find_visits

_REPORT_DATE = re.compile(  # but no date of the visit that the report is of
    r"\b(?:publish\w*|released|issued|came out|(?<!carried )(?<!carries )(?<!carrying )out"
    r"|report|reports|verdict|findings|website|made public|announced|appeared)\b"
    r"(?:(?!inspect|visit)[^.;]){0,60}\Z"
)


_LATEST_REPORT = 15
"""Months from a visit to its report at most."""
_ITS_VISIT = (" inspection", " visit", " assessment")  # "its findings from the July visit"


@cache
def _manners() -> tuple[tuple[str, Manner], ...]:
    return tuple((row["wording"], row["manner"]) for row in table("manners"))  # type: ignore[misc]


def find_inspections(
    document: Document,
    entities: Entities,
    dates: Sequence[DateMention],
    services: Sequence[ServiceMention],
) -> tuple[Inspection, ...]:
    """The inspections of the article, the chief one of each provider before its earlier ones."""
    holders = Holders(document, entities)
    told = _took_place(document, find_visits(document, holders, dates))
    visits = _merge(told) or list(_implied(document, entities))
    published = _published(document, visits, dates)
    visited = Visited(document, entities, Placed(services))
    return tuple(
        _inspection(
            document,
            visited,
            visit,
            published.get(index),
            _confidence(visit, len(visits) == 1),
        )
        for index, visit in enumerate(visits)
    )


def _took_place(document: Document, told: Iterable[Visit]) -> list[Visit]:
    """The visits but for those later than the article itself: they're plans."""
    today = article_date(document)
    return [v for v in told if today is None or v.start <= today[: len(v.start)]]


def _merge(told: list[Visit]) -> list[Visit]:
    """One visit for all that is told of it; an undated telling adds none to a dated one."""
    visits: list[Visit] = []
    for visit in told:
        if not visit.start:
            continue
        index = next((i for i, held in enumerate(visits) if _same(held, visit)), None)
        if index is None:
            visits.append(visit)
        else:
            earlier = visits[index].earlier and visit.earlier
            also = (*visits[index].also, visit.span)
            visits[index] = replace(_joined(visits[index], visit), earlier=earlier, also=also)
    named = {visit.of for visit in visits if not visit.earlier}
    for visit in told:
        if not visit.start and visit.of not in named and (visit.firm or not visits):
            visits.append(visit)
            named.add(visit.of)
    if visits:
        chief = latest([visit.start for visit in visits])
        visits[chief] = _told_again(visits[chief], told)
    return visits


def _told_again(visit: Visit, told: Iterable[Visit]) -> Visit:
    """The chief visit with the tellings that give no date and do not speak of an earlier one."""
    undated = (v.span for v in told if not v.start and not v.earlier and v.of == visit.of)
    return replace(visit, also=(*visit.also, *undated))


def _implied(document: Document, entities: Entities) -> Iterator[Visit]:
    """Inspectors who found or said something have been there, even if no visit is told of."""
    match = INSPECTORS.search(document.lower)
    if match is not None and entities.lead is not None:
        index = document.sentence_index(match.start())
        yield Visit(entities.lead, Span(*match.span()), index, "inspections.implied")


def _same(held: Visit, visit: Visit) -> bool:
    """Whether two dated tellings are of one visit: the same days, or told in one breath."""
    if held.of != visit.of:
        return False
    if (held.start, held.end) == (visit.start, visit.end):
        return True
    if _covers(held, visit) or _covers(visit, held):
        return True
    together = visit.sentence in (held.sentence, held.dated)
    if visit.apart and together:
        return False
    finer = min(len(held.start), len(visit.start)) > 4
    return together and finer and _near(held, visit)


def _covers(wide: Visit, narrow: Visit) -> bool:
    """Whether the narrower date lies within a date told more loosely."""
    return len(wide.start) <= len(narrow.start) and (
        narrow.start.startswith(wide.start) or narrow.end.startswith(wide.end)
    )


def _near(held: Visit, visit: Visit) -> bool:
    """Whether two visits of one sentence lie within the same few months."""
    months = [
        int(s[:4]) * 12 + int(s[5:7]) if s[0] != "-" else int(s[2:4])
        for s in (held.start, visit.start)
    ]
    return abs(months[0] - months[1]) <= 4


def _joined(held: Visit, visit: Visit) -> Visit:
    together = visit.sentence in (held.sentence, held.dated)
    if visit.apart and together:
        return held
    if _covers(held, visit) and (held.start == held.end or visit.start != visit.end):
        return replace(
            held, start=visit.start, end=visit.end, date=visit.date, dated=visit.sentence
        )
    if _covers(visit, held) or not together:
        return held
    return replace(held, start=min(held.start, visit.start), end=max(held.end, visit.end))


def _published(
    document: Document, visits: Sequence[Visit], dates: Sequence[DateMention]
) -> dict[int, str]:
    """When the report on each visit came out, by the visit's index.

    A report is on the latest visit before it; with no year told, on the chief one.
    """
    found: dict[int, str] = {}
    for date in _report_dates(document, dates):
        near = [
            (visit.end, index)
            for index, visit in enumerate(visits)
            if index not in found and _reported_within(visit.end, date)
            if index == 0 or len(visit.end) > 4
        ]
        if near:
            found[max(near)[1]] = date
        elif visits and not found and not (visits[0].end[:4].isdigit() and date[:4].isdigit()):
            found[0] = date
    return found


def _reported_within(visited: str, published: str) -> bool:
    """Whether a report of that date can be on that visit."""
    if not visited[:4].isdigit() or not published[:4].isdigit():
        return False
    years = int(published[:4]) - int(visited[:4])
    months = int(published[5:7]) - int(visited[5:7]) if len(visited) > 4 else 0
    return visited <= published and 12 * years + months <= _LATEST_REPORT


def _report_dates(document: Document, dates: Sequence[DateMention]) -> Iterator[str]:
    """When reports came out: full dates (or months) that a word of publishing claims."""
    for date in dates:
        sentence = document.sentence_at(date.span.start)
        opening = document.lower[sentence.start : date.span.start]
        if document.lower.startswith(_ITS_VISIT, date.span.end):
            continue
        if date.start == date.end and len(date.start) >= 7 and _REPORT_DATE.search(opening[-90:]):
            yield date.start


def _inspection(
    document: Document,
    visited: Visited,
    visit: Visit,
    published: str | None,
    confidence: float,
) -> Inspection:
    sentence = document.sentences[visit.sentence]
    start = max(sentence.start, visit.span.start - 600)
    evidence = (visit.span,) if visit.date is None else (visit.span, visit.date)
    return Inspection(
        of=visit.of,
        sites=visited.sites(visit),
        services=visited.services(visit),
        start=visit.start or None,
        end=visit.end or None,
        published=published,
        manner=_manner(document.lower[start : min(sentence.end, visit.span.end + 600)]),
        evidence=evidence,
        rule=visit.rule,
        confidence=confidence,
    )


# By cue: whether it's the article's only visit, has one date rather than a span, and is told by a
# word that stands for nothing else. As often right on development articles and on ones not
# written for, rounded down; the first row alone was never wrong (44 of 44).
_CONFIDENCE = {
    (True, True, True): 0.95,
    (True, True, False): 0.95,
    (True, False, True): 0.88,
    (True, False, False): 0.8,
    (False, True, True): 0.88,
    (False, True, False): 0.8,
    (False, False, True): 0.7,
    (False, False, False): 0.6,
}
_PLAIN = ("noun", "inspect", "event", "passive")


def _confidence(visit: Visit, only: bool) -> float:
    """How often a visit told like this one was right, holder and dates."""
    if not visit.start:
        return 0.4
    plain = visit.rule.removeprefix("inspections.").removesuffix("-dated") in _PLAIN
    return _CONFIDENCE[only, visit.start == visit.end, plain]


def _manner(sentence: str) -> Manner | None:
    for wording, manner in _manners():
        if wording in sentence and not (manner == "announced" and f"un{wording}" in sentence):
            return manner
    return None
