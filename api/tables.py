"""Rows as an aligned table, cells wrapped to fit the width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

_NARROWEST = 8
_GAP = "  "


def table(header: Sequence[str], rows: Iterable[Sequence[str]], width: int | None) -> Iterator[str]:
    """The lines of the table, no longer than ``width`` where the columns allow it."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    if width is not None:
        widths = _fitted(widths, width - len(_GAP) * (len(widths) - 1))
    yield from _wrapped(header, widths)
    yield _GAP.join("-" * size for size in widths)
    for row in cells:
        yield from _wrapped(row, widths)


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widest columns give way until all fit, or are as narrow as can be read."""
    widths = list(widths)
    while sum(widths) > room and max(widths, default=0) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [
        textwrap.wrap(cell, max(size, 1)) or [""] for cell, size in zip(row, widths, strict=True)
    ]
    for number in range(max(map(len, columns), default=0)):
        pieces = [column[number] if number < len(column) else "" for column in columns]
        line = _GAP.join(piece.ljust(size) for piece, size in zip(pieces, widths, strict=True))
        yield line.rstrip()
