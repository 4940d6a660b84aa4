"""The wordings that rules look for, in tables that someone who knows CQC but no Python can extend.

A table is a ``.tsv`` file here: a header row, tab between cells, ``#`` opens a comment line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind


class Wording(NamedTuple):
    """A wording found: offsets, and the payloads of all rows that share it."""

    start: int
    end: int
    values: tuple[str, ...]


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``NAME.tsv`` in order, each cell stripped."""
    lines = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(
        (line for line in lines if line.strip() and not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    return tuple({key: (cell or "").strip() for key, cell in row.items() if key} for row in rows)


class Lexicon:
    """Finds wordings in one pass: whole words, the leftmost and longest first, none overlapping."""

    def __init__(self, wordings: Iterable[tuple[str, str]]) -> None:
        """``wordings``: pairs of lower-case folded wording and payload."""
        values: dict[str, list[str]] = {}
        for wording, value in wordings:
            held = values.setdefault(wording, [])
            if value not in held:
                held.append(value)
        self._values = [tuple(held) for held in values.values()]
        self._automaton = AhoCorasick(list(values), matchkind=MatchKind.Standard)

    def find(self, lower: str) -> list[Wording]:
        """All wordings in a lower-case folded text, in order."""
        matches = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        candidates = [(start, -end, index) for index, start, end in matches]
        candidates.sort()
        found: list[Wording] = []
        reached = 0
        for start, minus_end, index in candidates:
            if start >= reached and _stands_alone(lower, start, -minus_end):
                found.append(Wording(start, -minus_end, self._values[index]))
                reached = -minus_end
        return found


def _stands_alone(lower: str, start: int, end: int) -> bool:
    """Whether neither neighbour goes on with the word."""
    if start and lower[start].isalnum() and lower[start - 1].isalnum():
        return False
    return not (end < len(lower) and lower[end - 1].isalnum() and lower[end].isalnum())
