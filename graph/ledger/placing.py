"""Which dated statements of one subject are of the same rating, and why.

Statements are taken in the order of time, so their order of coming makes no difference. Those of
ratings in force go first; then those of a past year or date join what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ..vocabulary import MOVEMENT
from .entries import Dating, Entry
from .sources import INSPECTED, REPORTED, Statement
from .times import ONE_INSPECTION, Days, apart, span

SAME_REPORT = ONE_INSPECTION
"""How long after a report the press still tells of it as new."""
_LEAK = timedelta(days=3)
"""How long before a report the press may already tell of it."""
_NEWS = timedelta(days=7)
"""Within these days a grade told as changed is another account of one report, not a new rating."""
_LAST = (date.max, date.max)
_YEAR = len("2019")


def dated_entries(statements: Iterable[Statement]) -> tuple[list[Entry], list[Statement]]:
    """The ratings of one subject in the order of time, and the statements that no rating takes."""
    known = sorted((s for s in statements if span(s.when)), key=_order)
    found: list[Entry] = []
    for statement in known:
        if not statement.past:
            _place(found, statement)
    left = [s for s in known if s.past and not _place_past(found, s)]
    return in_order(found), left


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Dated entries in the order of time; those that come to one date are one."""
    by_key: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.days or _LAST, entry.key)):
        held = by_key.setdefault(entry.key, entry)
        if held is not entry:
            held.absorb(entry, "it comes to the same date")
    return list(by_key.values())


def _place(found: list[Entry], statement: Statement) -> None:
    """Add the statement to the entry it belongs to, the latest first, else open one for it."""
    for entry in reversed(found):
        because = _why(entry, statement, latest=entry is found[-1])
        if because is not None:
            entry.add(statement, because)
            return
    found.append(Entry())
    found[-1].add(statement)


def _why(entry: Entry, statement: Statement, *, latest: bool) -> str | None:
    """Why the statement is of the entry's rating; ``None`` if it is not."""
    assert statement.when is not None
    if statement.inspection is not None and statement.inspection in entry.inspections:
        return "it names the same inspection"
    if _contradicts(entry, statement):
        return None
    if _same_visit(entry, statement):
        return "it tells of an inspection in the same months"
    if apart(entry.days, span(statement.when)) <= SAME_REPORT:
        return f"it is dated within {SAME_REPORT.days} days: {statement.when.value}"
    if latest and _told_again(entry, statement):
        return "it gives the rating then in force, and its article tells of no inspection"
    return None


def _same_visit(entry: Entry, statement: Statement) -> bool:
    """Whether both rest on inspections in the same months, by what is told of these ratings."""
    mine = statement.visit
    if mine is None or (statement.inspection is None and statement.article is not None):
        return False
    told = (it.visit for it in entry.datings if it.inspection or not it.from_article)
    return any(visit.same(mine) for visit in told if visit is not None)


def _contradicts(entry: Entry, statement: Statement) -> bool:
    """Whether something says that the two are not of one report."""
    told = entry.datings
    if any(s.when == statement.when and s.kind_of_date == statement.kind_of_date for s in told):
        return False
    if statement.visit and any(s.visit and s.visit.contradicts(statement.visit) for s in told):
        return True
    if any(_out_too_late(s, statement) or _out_too_late(statement, s) for s in told):
        return True
    if statement.previous is None or statement.previous == statement.grade:
        return False
    long_after = apart(entry.days, span(statement.when)) > _NEWS
    return long_after and statement.previous == entry.grade


def _out_too_late(reported: Statement | Dating, told: Statement | Dating) -> bool:
    """Whether the report came out only after the other had been told."""
    if reported.kind_of_date != REPORTED or told.kind_of_date == INSPECTED:
        return False
    out, known = span(reported.when), span(told.when)
    return out is not None and known is not None and out[0] - known[1] > _LEAK


def _told_again(entry: Entry, statement: Statement) -> bool:
    return (
        statement.article is not None
        and statement.visit is None
        and statement.movement in (None, MOVEMENT.same)
        and statement.previous in (None, statement.grade)
        and statement.grade == entry.grade
    )


def _place_past(found: list[Entry], statement: Statement) -> bool:
    """Join the one rating of its time, else open one; false when several could be meant."""
    assert statement.when is not None
    time = span(statement.when)
    fitting = [entry for entry in found if _meets(entry, time) and not _newer(entry, statement)]
    same = [entry for entry in fitting if entry.grade == statement.grade]
    if len(same) > 1:
        return False
    exact = len(statement.when.value) > _YEAR
    told = [entry for entry in fitting if entry.when == statement.when]
    for entry in same or told or (fitting if exact and len(fitting) == 1 else []):
        entry.add(statement, f"it tells of a rating of {statement.when.value}, and one is known")
        return True
    found.append(Entry())
    found[-1].add(statement)
    return True


def _newer(entry: Entry, statement: Statement) -> bool:
    """Whether the article of a past rating tells of the entry as the present one."""
    return any(not s.past and s.article == statement.article for s in entry.statements)


def _meets(entry: Entry, time: Days | None) -> bool:
    return any(apart(days, time) == timedelta(0) for days in _times(entry))


def _times(entry: Entry) -> Iterator[Days | None]:
    """When it was published, and when the inspectors came."""
    yield entry.days
    for dating in entry.datings:
        if dating.visit is not None and not dating.past:
            yield dating.visit.days


def _order(statement: Statement) -> tuple[Days, int, str]:
    return span(statement.when) or _LAST, statement.kind_of_date, str(statement.source)
