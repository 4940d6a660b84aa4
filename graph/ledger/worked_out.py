"""Which date a statement really has, where its article alone does not settle it.

An article may tell of an inspection's months without the year. When exactly one known inspection
of the same organisation was in the same months, and its report grades nothing otherwise than the
article does, the article tells of that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from .sources import INSPECTED, ISSUED, REPORTED, Statement, Subject
from .times import Visit, span


class _Report(NamedTuple):
    kind_of_date: int
    when: str
    visit: Visit
    date: Literal


def with_years(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements; where one choice is left, the undated with the report's date as theirs."""
    told = list(_with_dates_of_their_own(list(statements)))
    reports = _reports(told)
    graded = {(s.subject, s.when): s.grade for s in told if s.when and not s.past}
    chosen = _chosen(told, reports, graded)
    for statement in told:
        report = chosen.get(_occasion(statement)) if _waits(statement) else None
        yield statement if report is None else _dated(statement, report)


def _with_dates_of_their_own(told: list[Statement]) -> Iterator[Statement]:
    """Without the date of an inspection that the article itself gives for ratings of the past."""
    before = {(s.article, s.family, s.when) for s in told if s.past and s.when}
    for s in told:
        by_inspection = not s.past and s.kind_of_date in (INSPECTED, REPORTED)
        if by_inspection and (s.article, s.family, s.when) in before:
            # A visit in months of no year may still be that of the present rating.
            kept = s.visit is not None and s.visit.days is None
            yield replace(
                s,
                when=s.issued,
                kind_of_date=ISSUED,
                visit=s.visit if kept else None,
                inspection=s.inspection if kept else None,
            )
        else:
            yield s


def _reports(told: list[Statement]) -> dict[NamedNode, set[_Report]]:
    """Family → the known inspections with their reports."""
    reports: dict[NamedNode, set[_Report]] = defaultdict(set)
    for s in told:
        if s.family is None or s.when is None or s.past or s.kind_of_date not in (REPORTED, ISSUED):
            continue
        rests_on_it = s.inspection is not None or s.article is None
        if rests_on_it and s.visit is not None and s.visit.days and span(s.when):
            reports[s.family].add(_Report(s.kind_of_date, s.when.value, s.visit, s.when))
    return reports


def _chosen(
    told: list[Statement],
    reports: dict[NamedNode, set[_Report]],
    graded: Mapping[tuple[Subject, Literal], NamedNode],
) -> dict[tuple[object, ...], _Report]:
    """Article, family and months → the one report that fits; one that grades otherwise does not."""
    chosen: dict[tuple[object, ...], _Report] = {}
    refused: set[tuple[object, ...]] = set()
    for statement in told:
        if _waits(statement):
            report = _only_one(statement, reports)
            grade = graded.get((statement.subject, report.date), statement.grade) if report else 0
            if report is None or grade != statement.grade:
                refused.add(_occasion(statement))
            else:
                chosen[_occasion(statement)] = report
    return {occasion: report for occasion, report in chosen.items() if occasion not in refused}


def _waits(statement: Statement) -> bool:
    """Whether all that is known of its date is that inspectors came from one month to another."""
    visit = statement.visit
    if statement.when is not None or statement.past or visit is None or visit.days is not None:
        return False
    return visit.months[0] != visit.months[-1]


def _occasion(statement: Statement) -> tuple[object, ...]:
    return statement.article, statement.family, statement.visit


def _only_one(statement: Statement, reports: dict[NamedNode, set[_Report]]) -> _Report | None:
    visit, family = statement.visit, statement.family
    if visit is None or family is None:
        return None
    found = sorted(
        (report for report in reports.get(family, ()) if report.visit.months == visit.months),
        key=lambda report: report[:2],
    )
    one = bool(found) and all(found[0].visit.same(report.visit) for report in found)
    return found[0] if one else None


def _dated(statement: Statement, report: _Report) -> Statement:
    because = f"no year is told: the months are those of the inspection reported {report.when}"
    return replace(statement, when=report.date, kind_of_date=report.kind_of_date, because=because)
