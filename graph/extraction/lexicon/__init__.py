"""The wordings that rules look for, in tables that someone who knows CQC but no Python can extend.

A table is a ``.tsv`` file here: a header row, tab between cells, ``#`` opens a comment line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache, lru_cache
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
    lines = files(__name__).joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
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
        if not matches:
            return []
        inside, values = _inside_words(lower), self._values
        candidates = [
            (start, -end, index)
            for index, start, end in matches
            if not (inside[start] or inside[end])
        ]
        candidates.sort()
        make = tuple.__new__  # what a named tuple's own constructor comes to, at half its time
        found: list[Wording] = []
        reached = 0
        for start, minus_end, index in candidates:
            if start >= reached:
                found.append(make(Wording, (start, -minus_end, values[index])))
                reached = -minus_end
        return found


@lru_cache(maxsize=2)  # every table is looked for in the same text, one after the other
def _inside_words(lower: str) -> bytes:
    """For each offset 1 where it lies within a word, between two letters or digits, else 0."""
    marks = _letters(lower)
    # All neighbours at once: each byte with the one before it, as two long numbers.
    number = int.from_bytes(marks, "little")
    return (number & number << 8).to_bytes(len(marks) + 1, "little")


def _letters(lower: str) -> bytes:
    """For each character 1 where it is a letter or digit, else 0."""
    try:
        plain = lower.encode("latin-1")
    except UnicodeEncodeError:
        for letter in {char for char in set(lower) if char > "\xff" and char.isalnum()}:
            lower = lower.replace(letter, "x")
        plain = lower.encode("latin-1", "replace")  # marks and arrows, as question marks
    return plain.translate(_IS_LETTER)


_IS_LETTER = bytes(chr(code).isalnum() for code in range(256))
