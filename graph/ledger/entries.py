"""Which statements are of one rating, and in which order the ratings of a subject came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..facts import GRADES
from .sources import Statement

SAME_REPORT = timedelta(days=62)
"""How long after a report the press still tells of it as new."""

_Same = Callable[["Entry", Statement], bool]
_RANKS: dict[str, int] = {name: rank for rank, name in enumerate(GRADES, start=1)}
_DIGITS_OF_DAY, _DIGITS_OF_MONTH, _DIGITS_OF_YEAR = 10, 7, 4


@dataclass(slots=True)
class Entry:
    """The statements of one rating, and the date they go by (``None``: no date places them)."""

    when: Literal | None
    statements: list[Statement] = field(default_factory=list)

    @property
    def grade(self) -> NamedNode:
        """The grade with the most weight behind it; of equals the worse, so as not to flatter."""
        weights: dict[NamedNode, float] = defaultdict(float)
        for statement in self.statements:
            weights[statement.grade] += statement.weight
        return min(weights, key=lambda grade: (-weights[grade], _rank(grade), str(grade)))

    @property
    def rank(self) -> int:
        """The grade's place in the order of grades, 1 the worst."""
        return _rank(self.grade)

    @property
    def known_from(self) -> Literal | None:
        """The first publication that gives the grade."""
        issued = [s.issued for s in self.statements if s.issued and s.grade == self.grade]
        return min(issued, key=lambda literal: literal.value, default=None)

    @property
    def inspections(self) -> list[NamedNode]:
        """The inspections that its statements name, sorted."""
        named = {s.inspection for s in self.statements if s.inspection and not s.past}
        return sorted(named, key=str)

    @property
    def key(self) -> str:
        """What tells the rating from others of its subject: its date, else its article."""
        if self.when is not None:
            return self.when.value
        article = self.statements[0].article
        return f"article-{identifiers.key_of(article)}" if article is not None else "undated"


def entries(statements: Iterable[Statement]) -> list[Entry]:
    """The ratings of one subject: dated ones in the order of time, then those without a date."""
    current: list[Statement] = []
    past: list[Statement] = []
    undated: list[Statement] = []
    for statement in statements:
        kind = undated if span(statement.when) is None else past if statement.past else current
        kind.append(statement)
    found: list[Entry] = []
    for statement in sorted(current, key=_order):
        _join(found, statement, _same_report)
    for statement in sorted(past, key=_order):
        _join(found, statement, _same_time)
    found.sort(key=lambda entry: (span(entry.when) or (date.max, date.max), str(entry.when)))
    return found + _by_article(undated)


def span(when: Literal | None) -> tuple[date, date] | None:
    """First and last day that a date, month or year can mean; ``None`` without a year."""
    text = when.value if when is not None else ""
    try:
        if len(text) == _DIGITS_OF_DAY:
            day = date.fromisoformat(text)
            return day, day
        if len(text) == _DIGITS_OF_MONTH:
            first = date.fromisoformat(f"{text}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if len(text) == _DIGITS_OF_YEAR:
            return date(int(text), 1, 1), date(int(text), 12, 31)
    except ValueError:
        return None
    return None


def _join(found: list[Entry], statement: Statement, same: _Same) -> None:
    """Add the statement to the entry it belongs to, the latest first, else open one for it."""
    for entry in reversed(found):
        if same(entry, statement):
            entry.statements.append(statement)
            return
    found.append(Entry(statement.when, [statement]))


def _same_report(entry: Entry, statement: Statement) -> bool:
    if statement.inspection is not None and statement.inspection in entry.inspections:
        return True
    return _distance(entry.when, statement.when) <= SAME_REPORT


def _same_time(entry: Entry, statement: Statement) -> bool:
    return _distance(entry.when, statement.when) == timedelta(0)


def _distance(left: Literal | None, right: Literal | None) -> timedelta:
    """The days between two spans of time, none where they meet."""
    one, other = span(left), span(right)
    if one is None or other is None:
        return timedelta.max
    return max(one[0] - other[1], other[0] - one[1], timedelta(0))


def _by_article(statements: Iterable[Statement]) -> list[Entry]:
    by_article: dict[str, Entry] = {}
    for statement in statements:
        entry = by_article.setdefault(str(statement.article), Entry(None))
        entry.statements.append(statement)
    return [by_article[article] for article in sorted(by_article)]


def _order(statement: Statement) -> tuple[tuple[date, date], str]:
    return span(statement.when) or (date.max, date.max), str(statement.source)


def _rank(grade: NamedNode) -> int:
    return _RANKS.get(grade.value.rpartition("/")[2], 0)
