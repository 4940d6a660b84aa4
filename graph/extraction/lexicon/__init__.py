"""The wordings that rules look for, in tables that someone who knows CQC but no Python can extend.

A table is a ``.tsv`` file here: a header row, tab between cells, ``#`` opens a comment line.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


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
        self._automaton = automaton(list(values))

    def find(self, lower: str) -> list[Wording]:
        """All wordings in a lower-case folded text, in order."""
        return self.scan(lower).within(0, len(lower))

    def scan(self, lower: str) -> Candidates:
        """The text looked through once, for asking stretch by stretch."""
        matches = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        if not matches:
            return Candidates([], self._values)
        inside = _inside_words(lower)
        found = [
            (start, -end, index)
            for index, start, end in matches
            if not (inside[start] or inside[end])
        ]
        found.sort()
        return Candidates(found, self._values)


class Candidates:
    """All wordings of a lexicon in a text, those that overlap others too, by where they start."""

    def __init__(
        self, found: list[tuple[int, int, int]], values: Sequence[tuple[str, ...]]
    ) -> None:
        """``found``: start, minus the end, and the number of the values; sorted."""
        self._found = found
        self._values = values

    def within(self, begin: int, stop: int) -> list[Wording]:
        """The wordings that lie wholly in the stretch, without overlaps."""
        make = tuple.__new__  # what a named tuple's own constructor comes to, at half its time
        values = self._values
        chosen: list[Wording] = []
        reached = begin
        first = bisect_left(self._found, (begin,))
        for start, minus_end, index in self._found[first : bisect_left(self._found, (stop,))]:
            if start >= reached and -minus_end <= stop:
                chosen.append(make(Wording, (start, -minus_end, values[index])))
                reached = -minus_end
        return chosen


def automaton(wordings: Sequence[str]) -> AhoCorasick:
    """Finds all the wordings at once: with few of them as the kind that is faster but larger."""
    few = len(wordings) <= _FEW
    kind = Implementation.DFA if few else Implementation.ContiguousNFA
    return AhoCorasick(wordings, matchkind=MatchKind.Standard, implementation=kind)


_FEW = 300
"""With more, the larger automaton drives too much else out of the processor's cache."""


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
