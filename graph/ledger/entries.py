"""One rating of the ledger: its statements, why each is there, and what they say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..facts import GRADES
from ..vocabulary import MOVEMENT, RATING
from .sources import Statement
from .times import Days, Visit, span

_RANKS: dict[NamedNode, int] = {RATING[name]: rank for rank, name in enumerate(GRADES, start=1)}


class Placed(NamedTuple):
    """A statement in its rating; ``because`` it belongs there, unless it was the first."""

    statement: Statement
    because: str | None


class Dating(NamedTuple):
    """What one or more statements say of the time of their rating."""

    when: Literal | None
    kind_of_date: int
    visit: Visit | None
    inspection: NamedNode | None
    from_article: bool
    past: bool


@dataclass(slots=True, eq=False)
class Entry:
    """The statements of one rating.

    ``when`` is the best date they give: a report's, else the first article's, else the visit's,
    else one told for a past; ``None`` if no date places any of them.
    """

    placed: list[Placed] = field(default_factory=list)
    datings: dict[Dating, None] = field(default_factory=dict)
    when: Literal | None = None
    _weights: _Weights = field(default_factory=lambda: _Weights())

    def add(self, statement: Statement, because: str | None = None) -> None:
        """Take a statement in; a date that was worked out is part of the reason."""
        reasons = [reason for reason in (statement.because, because) if reason]
        self._take(Placed(statement, "; ".join(reasons) or None))

    def absorb(self, other: Entry, because: str) -> None:
        """Take in all statements of an entry that turns out to be of the same rating."""
        for placed in other.placed:
            self._take(Placed(placed.statement, placed.because or because))

    def _take(self, placed: Placed) -> None:
        self.placed.append(placed)
        self._weights.add(placed.statement, placed.statement.grade)
        dating = _dating(placed.statement)
        if dating not in self.datings:
            self.datings[dating] = None
            self.when = _best_date(self.datings)

    @property
    def statements(self) -> Iterator[Statement]:
        """Its statements, in the order in which they came."""
        return (placed.statement for placed in self.placed)

    @property
    def supporting(self) -> list[Statement]:
        """The statements that give its grade."""
        grade = self.grade
        return [statement for statement in self.statements if statement.grade == grade]

    @property
    def days(self) -> Days | None:
        """The days that its date can mean."""
        return span(self.when)

    @property
    def grade(self) -> NamedNode:
        """The grade with the most weight behind it; of equals the worse, so as not to flatter."""
        return self._weights.heaviest

    @property
    def known_from(self) -> Literal | None:
        """The first publication that gives the grade."""
        issued = [statement.issued for statement in self.supporting if statement.issued]
        return min(issued, key=lambda literal: literal.value, default=None)

    @property
    def inspections(self) -> list[NamedNode]:
        """The inspections that its statements name, sorted."""
        named = {it.inspection for it in self.datings if it.inspection and not it.past}
        return sorted(named, key=str)

    @property
    def only_past(self) -> bool:
        """Whether it is told only as a rating of the past."""
        return all(statement.past for statement in self.statements)

    @property
    def left_in_place(self) -> bool:
        """Whether it is told only as left as it was, and no inspection for it."""
        told = [statement for statement in self.supporting if not statement.past]
        return bool(told) and all(
            statement.article is not None
            and statement.inspection is None
            and statement.movement == MOVEMENT.same
            for statement in told
        )

    @property
    def key(self) -> str:
        """What tells the rating from others of its subject: its date, else its article."""
        if (when := self.when) is not None:
            return when.value
        article = self.placed[0].statement.article
        return f"article-{identifiers.key_of(article)}" if article is not None else "undated"


def weightiest(said: Iterable[tuple[Statement, NamedNode]]) -> NamedNode:
    """The grade most weight is behind, of those that statements give or tell of."""
    weights = _Weights()
    for statement, grade in said:
        weights.add(statement, grade)
    return weights.heaviest


class _Weights:
    """The weight behind each grade; an article counts once for each, as its surest statement."""

    def __init__(self) -> None:
        self._by_source: dict[tuple[NamedNode, NamedNode], float] = {}
        self._totals: dict[NamedNode, float] = defaultdict(float)

    def add(self, statement: Statement, grade: NamedNode) -> None:
        """Put a statement's weight behind a grade."""
        key = grade, statement.article or statement.source
        more = statement.weight - self._by_source.get(key, 0.0)
        if more > 0:
            self._by_source[key] = statement.weight
            self._totals[grade] += more

    @property
    def heaviest(self) -> NamedNode:
        """The grade with the most weight; of equals the worse."""
        if len(self._totals) == 1:
            return next(iter(self._totals))
        # To four digits, so that no order of adding makes a difference.
        return min(
            self._totals,
            key=lambda grade: (-round(self._totals[grade], 4), rank_of(grade), str(grade)),
        )


def _best_date(datings: Iterable[Dating]) -> Literal | None:
    dates = [(it.kind_of_date, it.when) for it in datings if it.when and span(it.when)]
    best = min(dates, key=lambda it: (it[0], span(it[1]), it[1].value), default=None)
    return best[1] if best else None


def _dating(statement: Statement) -> Dating:
    return Dating(
        statement.when,
        statement.kind_of_date,
        statement.visit,
        statement.inspection,
        statement.article is not None,
        statement.past,
    )


def rank_of(grade: NamedNode) -> int:
    """The grade's place in the order of grades, 1 the worst; 0 for what is none."""
    return _RANKS.get(grade, 0)


def movement(before: NamedNode, after: NamedNode) -> NamedNode:
    """Which way a grade went."""
    step = rank_of(after) - rank_of(before)
    return MOVEMENT.up if step > 0 else MOVEMENT.down if step < 0 else MOVEMENT.same


def last_part(node: NamedNode) -> str:
    """A concept's own name: what stands last in its IRI."""
    return node.value.rpartition("/")[2]
