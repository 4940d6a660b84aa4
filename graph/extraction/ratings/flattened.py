"""A table flattened to one cell a line: its columns, then a label and grades for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .cells import Cell

_COLUMN_KINDS = ("question", "holder", "service", "time")


@dataclass(frozen=True, slots=True)
class Place:
    """A grade's cell with the cells that say of what: label, head of the column, section."""

    cell: Cell
    heads: tuple[Cell, ...]
    movement: Cell | None = None


def columns(cells: Sequence[Cell], count: int) -> tuple[Cell, ...]:
    """The last ``count`` cells that all name the same kind of thing, where there are so many."""
    for kind in _COLUMN_KINDS:
        for end in range(len(cells), count - 1, -1):
            part = cells[end - count : end]
            named = {cell.of(kind) for cell in part}
            if count > 1 and len(named) == count and () not in named:
                return tuple(part)
    return ()


def streamed(cells: Sequence[Cell]) -> list[Place]:
    """A table flattened to one cell a line: columns, then a label and a grade for each."""
    segments = list(_segments(cells))
    if not segments or not segments[0][0]:
        return []
    count, often = Counter(len(values) for _, values in segments).most_common(1)[0]
    if often * 3 < len(segments) * 2:
        return []
    if count == 1:
        return _paired(segments) if len(segments) > 1 else []
    heads, _ = segments[0]
    tops = columns(heads[:-1], count)
    if not tops and len(segments) == 1:
        tops = columns(heads, count)
        pairs = zip(segments[0][1], tops, strict=bool(tops))
        return [Place(cell, (head,)) for cell, head in pairs if cell.sense == "grade"]
    if not tops:
        return []
    found: list[Place] = []
    section = _section(heads[: heads.index(tops[0]) + 1], ())
    for at, (names, values) in enumerate(segments):
        fresh = names[names.index(tops[-1]) + 1 :] if at == 0 else names
        section = _section(fresh, section)
        label = next((name for name in reversed(fresh) if name.sense == "name"), None)
        if label is not None and len(values) == count:
            found += [
                Place(c, (label, h, *section))
                for c, h in zip(values, tops, strict=True)
                if c.sense == "grade"
            ]
    return found


def _section(names: Sequence[Cell], section: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """What stands before a row's label opens a section."""
    opened = tuple(name for name in names[:-1] if name.of("holder") or name.of("whole"))
    return opened[-1:] or section


def _paired(segments: Sequence[tuple[list[Cell], list[Cell]]]) -> list[Place]:
    found: list[Place] = []
    section: tuple[Cell, ...] = ()
    for names, values in segments:
        section = _section(names, section)
        if len(values) == 1 and values[0].sense == "grade" and names and names[-1].sense == "name":
            found.append(Place(values[0], (names[-1], *section)))
    return found


def _segments(cells: Sequence[Cell]) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """Names, then the grades that follow them, and so on."""
    names: list[Cell] = []
    values: list[Cell] = []
    for cell in cells:
        if cell.sense in ("grade", "empty"):
            values.append(cell)
        elif cell.sense == "name" and not (
            values and set(cell.of("time")) and len(cell.tokens) == 1
        ):
            if values:
                yield names, values
                names, values = [], []
            names.append(cell)
        elif cell.sense == "head" and not values:
            names.append(cell)
    if values:
        yield names, values
