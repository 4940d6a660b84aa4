"""What an analysis answers: rows of plain values and named things, the same for every form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """An entity of the network: what to call it, its IRI and its kind ("trust", "inspector")."""

    name: str
    iri: str
    kind: str = ""


Plain: TypeAlias = str | int | float | None
Cell: TypeAlias = Thing | Plain
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows under the names of their columns; notes say how they came about and what they lack.

    ``things`` names the columns that hold things. ``found`` counts the rows there are, where only
    the first of them are kept.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    things: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    found: int | None = None

    @property
    def cut(self) -> str | None:
        """What was left out, in a sentence."""
        if self.found is None or self.found <= len(self.rows):
            return None
        verb = "is" if len(self.rows) == 1 else "are"
        return f"only the first {len(self.rows)} of {self.found} rows {verb} here"

    def names(self) -> list[str]:
        """The columns with each thing's as two: ``person_name`` and ``person``, its IRI."""
        return [name for column in self.columns for name in self._names(column)]

    def flat(self) -> Iterator[list[Plain]]:
        """The rows as ``names`` has their columns."""
        for row in self.rows:
            yield [
                value
                for column, cell in zip(self.columns, row, strict=True)
                for value in self._values(column, cell)
            ]

    def _names(self, column: str) -> tuple[str, ...]:
        return (f"{column}_name", column) if column in self.things else (column,)

    def _values(self, column: str, cell: Cell) -> tuple[Plain, ...]:
        if isinstance(cell, Thing):
            return cell.name, cell.iri
        return (cell, None) if column in self.things else (cell,)


def first_of(
    rows: Sequence[Row], most: int, columns: tuple[str, ...], things: tuple[str, ...], *notes: str
) -> Answer:
    """An answer of so many of the rows, with the number that there are."""
    return Answer(columns, tuple(rows[:most]), things, notes, len(rows))
