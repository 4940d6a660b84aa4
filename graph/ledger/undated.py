"""Where a statement without a date belongs: in a dated rating if one choice is left, else alone.

All statements of an article are weighed together: a report that grades more of its subjects
otherwise than alike is not the one the article tells of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .entries import Entry, movement
from .sources import Statement, Subject
from .times import span


@dataclass(slots=True)
class Timeline:
    """The ratings of one subject: dated ones in the order of time, then those without a date."""

    dated: list[Entry] = field(default_factory=list)
    undated: list[Entry] = field(default_factory=list)
    passed_over: list[tuple[Statement, str]] = field(default_factory=list)


def place_undated(timelines: Mapping[Subject, Timeline], statements: Iterable[Statement]) -> None:
    """Put each statement into its subject's timeline."""
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for statement in sorted(statements, key=lambda statement: str(statement.source)):
        by_article[str(statement.article)].append(statement)
    placements: list[tuple[Entry, Statement, str]] = []
    for article in sorted(by_article):
        told = by_article[article]
        placements += _joining(timelines, [s for s in told if not s.past])
        placements += _joining_past(timelines, [s for s in told if s.past])
    # Only now, so that no article's fate hangs on another's that is as undated.
    for entry, statement, because in placements:
        entry.add(statement, because)
    joined = {statement.source for _, statement, _ in placements}
    for article in sorted(by_article):
        _leave(timelines, [s for s in by_article[article] if s.source not in joined])


def _joining(
    timelines: Mapping[Subject, Timeline], told: list[Statement]
) -> list[tuple[Entry, Statement, str]]:
    """The statements of one article that have one dated rating to join."""
    options = {s.source: _options(timelines[s.subject], s) for s in told}
    against = Counter(
        entry.key
        for s in told
        for entry in timelines[s.subject].dated
        if entry not in options[s.source]
    )
    agreeing = Counter(entry.key for found in options.values() for entry in found)
    for s in told:
        options[s.source] = [e for e in options[s.source] if agreeing[e.key] > against[e.key]]
    reports = {found[0].key for found in options.values() if len(found) == 1}
    return [joined for s in told for joined in _choice(s, options[s.source], reports)]


def _choice(
    statement: Statement, options: list[Entry], reports: set[str]
) -> Iterator[tuple[Entry, Statement, str]]:
    if len(options) == 1:
        yield options[0], statement, "no date is told: of the dated ratings only this one fits"
        return
    of_report = [entry for entry in options if entry.key in reports]
    if len(of_report) == 1:
        because = "no date is told: of those that fit, other ratings of its article are of this"
        yield of_report[0], statement, because


def _options(timeline: Timeline, statement: Statement) -> list[Entry]:
    """The dated ratings that a statement of the present can be of."""
    return [
        entry
        for entry, before in zip(timeline.dated, [None, *timeline.dated], strict=False)
        if _fits(entry, before, statement)
    ]


def _fits(entry: Entry, before: Entry | None, statement: Statement) -> bool:
    if entry.only_past or entry.grade != statement.grade:
        return False
    visits = (dating.visit for dating in entry.datings)
    if statement.visit and any(it and it.contradicts(statement.visit) for it in visits):
        return False
    if any(s.past and s.article == statement.article for s in entry.statements):
        return False
    previous = {s.previous for s in entry.supporting if s.previous}
    if not previous and before is not None:
        previous = {before.grade}
    if statement.previous and previous and statement.previous not in previous:
        return False
    moved = {s.movement for s in entry.supporting if s.movement}
    if not moved and before is not None:
        moved = {movement(before.grade, entry.grade)}
    return statement.movement is None or not moved or statement.movement in moved


def _joining_past(
    timelines: Mapping[Subject, Timeline], told: list[Statement]
) -> list[tuple[Entry, Statement, str]]:
    """The statements of a past without a year that have one dated rating to join."""
    placements = []
    for s in told:
        options = [entry for entry in timelines[s.subject].dated if _fits_past(entry, s)]
        if len(options) == 1:
            placements.append((options[0], s, "it tells of a past rating: only this one fits"))
    return placements


def _fits_past(entry: Entry, statement: Statement) -> bool:
    if entry.grade != statement.grade:
        return False
    if any(not s.past and s.article == statement.article for s in entry.statements):
        return False
    issued, days = span(statement.issued), entry.days
    return issued is None or days is None or days[0] < issued[0]


def _leave(timelines: Mapping[Subject, Timeline], told: list[Statement]) -> None:
    """What joins no dated rating: of the present, one rating an article; of the past, none."""
    alone: dict[Subject, Entry] = {}
    for statement in told:
        timeline = timelines[statement.subject]
        if statement.past:
            timeline.passed_over.append((statement, _WHY_PASSED_OVER))
        elif statement.subject in alone:
            alone[statement.subject].add(statement, "it is of the same article, without a date")
        else:
            alone[statement.subject] = Entry()
            alone[statement.subject].add(statement)
            timeline.undated.append(alone[statement.subject])


_WHY_PASSED_OVER = "it tells of a past rating without a date, and none or several could be meant"
