"""The words that findings are told by, looked up once per text and asked for by place.

All tables share one walk over the words: a word that opens a wording leads to its rows, the
longest that fits wins within its table, and each table looks for its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..lexicon import table

_WORD = re.compile(r"\w+(?:[-'.,]\w+)*|£")

GROUPS = ("polarity", "finding_cues", "regulator_subjects", "finding_words")
_PAYLOADS = {
    "polarity": lambda row: f"{row['weight']} {row['note']}",
    "finding_cues": lambda row: f"{row['place']} {row['polarity']}",
    "regulator_subjects": lambda row: row["pronoun"],
    "finding_words": lambda row: row["kinds"],
}


class Sign(NamedTuple):
    """A wording of a table found: offsets, and its row's payload, split at spaces."""

    start: int
    end: int
    says: tuple[str, ...]


_Rows = tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...]


@cache
def _index() -> dict[str, _Rows]:
    """First word → (all words, number of the table, payload), the longest wording first."""
    rows: dict[str, dict[tuple[int, tuple[str, ...]], tuple[str, ...]]] = {}
    for number, name in enumerate(GROUPS):
        for row in table(name):
            words = tuple(_WORD.findall(row["wording"]))
            said = tuple(_PAYLOADS[name](row).split())
            held = rows.setdefault(words[0], {})
            held[number, words] = held.get((number, words), ()) + said
    return {
        first: tuple(
            (words, number, said)
            for (number, words), said in sorted(held.items(), key=lambda item: -len(item[0][1]))
        )
        for first, held in rows.items()
    }


class Signs:
    """The words of a text and, per table, the wordings found in it."""

    def __init__(self, lower: str) -> None:
        """``lower``: the folded text in lower case."""
        spans = [match.span() for match in _WORD.finditer(lower)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.words = [lower[start:end] for start, end in spans]
        self._found: tuple[list[Sign], ...] = tuple([] for _ in GROUPS)
        self._find()
        self._places = tuple([sign.start for sign in found] for found in self._found)

    def _find(self) -> None:
        index, words = _index(), self.words
        reached = [0] * len(GROUPS)
        for place, word in enumerate(words):
            rows = index.get(word) or (index.get(word[:-2]) if word.endswith("'s") else None)
            for wording, number, said in rows or ():
                long = len(wording)
                if place < reached[number]:
                    continue
                if long == 1 or tuple(words[place : place + long]) == wording:
                    reached[number] = place + long
                    end = self.ends[place + long - 1]
                    self._found[number].append(Sign(self.starts[place], end, said))

    def within(self, name: str, start: int, end: int) -> list[Sign]:
        """The signs of a table that start in the span."""
        number = GROUPS.index(name)
        places = self._places[number]
        return self._found[number][bisect_left(places, start) : bisect_left(places, end)]

    def count(self, start: int, end: int) -> int:
        """How many words start in the span."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)
