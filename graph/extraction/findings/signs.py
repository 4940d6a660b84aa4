"""The words that findings are told by, looked up once per text and asked for by place.

All tables share one pass over the text with its marks blanked out; within a table the leftmost
and longest wording wins, and each table looks for its own.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from ..lexicon import automaton, table

# Marks become gaps, so that a wording is sought with a gap on either side.
# Each is replaced on its own: a table of translation is slower by far where a text isn't ASCII.
_GAPS = (*'\n.,;:!?()[]"*•|/', " '", "'s ", "' ")

Table = Literal["polarity", "finding_cues", "regulator_subjects", "finding_words"]
TABLES: tuple[Table, ...] = ("polarity", "finding_cues", "regulator_subjects", "finding_words")
_COLUMNS = (("weight", "note"), ("place", "polarity"), ("pronoun",), ("kinds",))
KINDS = (
    "care", "now", "demand", "plan", "rating", "visit", "enforce", "talk", "thanks", "own", "told",
    "scene", "outsider", "provider", "money", "figures", "target", "relief", "up", "down", "verb",
    "contrast", "must", "will",
)  # fmt: skip
"""What a word of ``finding_words.tsv`` may be; its place here is its bit in a sign's ``value``."""
BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}
_LEANS = {"praise": 1, "concern": -1}


class Sign(NamedTuple):
    """A wording of a table found, what its row says, and that as a number.

    ``value``: the weight of a polarity, the lean of a cue, the kinds of a word as bits.
    """

    start: int
    end: int
    says: tuple[str, ...]
    value: int


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[int, tuple[str, ...], int]]]:
    """All wordings with a gap on either side; by their number their table, sayings and value."""
    rows = _rows()
    known = [(number, said, _value(number, said)) for (number, _), said in rows.items()]
    patterns = [f" {wording} " for _, wording in rows]
    return automaton(patterns), known


def _rows() -> dict[tuple[int, str], tuple[str, ...]]:
    rows: dict[tuple[int, str], tuple[str, ...]] = {}
    for number, name in enumerate(TABLES):
        for row in table(name):
            key = number, row["wording"]
            said = " ".join(row[column] for column in _COLUMNS[number]).split()
            rows[key] = rows.get(key, ()) + tuple(said)
    return rows


def _value(number: int, said: tuple[str, ...]) -> int:
    if TABLES[number] == "polarity":
        return int(said[0])
    if TABLES[number] == "finding_words":
        return sum(BIT[kind] for kind in sorted({*said}))
    return next((_LEANS[word] for word in said if word in _LEANS), 0)


class Signs:
    """The wordings of all tables found in a text."""

    def __init__(self, lower: str) -> None:
        """``lower``: the folded text in lower case."""
        spaced = f" {lower} "
        for mark in _GAPS:
            spaced = spaced.replace(mark, " " * len(mark))
        self._spaced = spaced
        self._found: tuple[list[Sign], ...] = tuple([] for _ in TABLES)
        self._find()
        self._places = {
            name: ([sign.start for sign in found], found)
            for name, found in zip(TABLES, self._found, strict=True)
        }

    def _find(self) -> None:
        words, known = _automaton()
        matches = [
            (start, -end, number)
            for number, start, end in words.find_matches_as_indexes(self._spaced, overlapping=True)
        ]
        matches.sort()
        reached = [0] * len(TABLES)
        make = tuple.__new__  # what a named tuple's own constructor comes to, at half its time
        for start, minus_end, number in matches:
            place, says, value = known[number]
            if start >= reached[place]:
                end = -minus_end - 2
                reached[place] = end
                self._found[place].append(make(Sign, (start, end, says, value)))

    def within(self, name: Table, start: int, end: int) -> list[Sign]:
        """The signs of a table that start in the span."""
        places, found = self._places[name]
        first = bisect_left(places, start)
        return found[first : bisect_left(places, end, first)]

    def kinds(self, start: int, end: int) -> int:
        """The kinds of words in the span, as bits."""
        bits = 0
        for word in self.within("finding_words", start, end):
            bits |= word.value
        return bits

    def count(self, start: int, end: int) -> int:
        """How many words the span holds."""
        return len(self._spaced[start + 1 : end + 1].split())
