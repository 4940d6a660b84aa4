"""What a table says: each grade with its holder, service, question, time and movement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...facts import Span
from .cells import Cell
from .flattened import Place
from .grids import Grid

_PAST = "past"
_LATEST = "now"
# A column of a year is of today when no more years lie between it and the article.
_RECENT = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A grade in a table, with what its row and its column name and how it moved.

    ``whole``: of the organisation that the article is about; ``when``: a year, ``past`` or
    ``None`` for today's; ``carries``: whether a service left open may be the text's.
    """

    grade: str
    span: Span
    holders: tuple[str, ...]
    services: tuple[str, ...]
    questions: tuple[str, ...]
    movement: str | None
    previous: str | None
    heads: tuple[Span, ...]
    whole: bool = False
    when: str | None = None
    carries: bool = True


def read_table(grid: Grid, year: int | None) -> Iterator[Entry]:
    """The grades of a table; of columns for several years the last is today's.

    In a table with arrows a grade without one stayed what it was. ``year``: the article's.
    """
    moved = any(_has_arrow(place.cell) for place in grid.places)
    told = [_entry(place, "same" if moved else None) for place in grid.places]
    services = any(entry.services for entry in told)
    for entry in _timed(told, year):
        yield replace(entry, carries=not services)


def _has_arrow(cell: Cell) -> bool:
    """Whether a sign, not a word, says that the grade moved."""
    return any(
        t.kind == "move" and t.end - t.start == 1 and t.values != ("same",) for t in cell.tokens
    )


def _entry(place: Place, unmarked: str | None) -> Entry:
    def first(kind: str) -> tuple[str, ...]:
        return next((values for head in place.heads if (values := head.of(kind))), ())

    cell = place.cell
    holders = first("holder")
    moves = cell.of("move") or (place.movement.of("move") if place.movement else ())
    return Entry(
        grade=cell.grade.values[0],
        span=Span(cell.grade.start, cell.grade.end),
        holders=holders,
        services=first("service"),
        questions=_questions(place.heads),
        movement=next(iter(moves), unmarked),
        previous=cell.previous,
        heads=tuple(head.span for head in place.heads),
        whole=not holders and bool(first("whole")),
        when=next(iter(first("time")), None),
    )


def _questions(heads: Sequence[Cell]) -> tuple[str, ...]:
    """A key question in the label or the head wins over "overall" in the other."""
    told = [values for head in heads if (values := head.of("question"))]
    return next((values for values in told if values != ("overall",)), told[0] if told else ())


def _timed(entries: Iterable[Entry], year: int | None) -> Iterator[Entry]:
    """The entries by what they rate and when: the last is of today, the one before its previous."""
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        key = (entry.holders, entry.whole, entry.services, entry.questions)
        groups.setdefault(key, []).append(entry)
    for group in groups.values():
        group.sort(key=lambda entry: _order(entry.when))
        times = [entry.when for entry in group]
        if len(group) > 1 and len(set(times)) < len(times):
            continue
        yield from _series(group, year)


def _order(when: str | None) -> tuple[int, str]:
    return (0 if when == _PAST else 1 if when and when.isdigit() else 2, when or "")


def _series(group: Sequence[Entry], year: int | None) -> Iterator[Entry]:
    before: str | None = None
    for entry in group:
        told = entry if before is None else replace(entry, previous=before, movement=None)
        before = entry.grade
        if entry is group[-1] and entry.when != _PAST and not _is_old(entry.when, year):
            yield replace(told, when=None)
        elif entry.when != _PAST or len(group) == 1:
            yield told


def _is_old(when: str | None, year: int | None) -> bool:
    return bool(when and when.isdigit() and year and int(when) < year - _RECENT)
