"""Titles, role words, kinship words and reporting verbs in one pass: what points at a person."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .document import Document
from .lexicon import Lexicon, table


class Cue(NamedTuple):
    """A cue word found: where it stands and, by what it can be, what its table says of it.

    ``honorific``, ``role``, ``relation`` and ``subject`` hold the table's value, or "" when
    the word is none.
    """

    start: int
    end: int
    honorific: str
    role: str
    relation: str
    subject: str
    verb: bool


_SHORT = 4
"""Words of so few letters stand inside countless others: they are sought with their gaps."""


@cache
def _lexicon() -> Lexicon:
    wordings: list[tuple[str, str]] = []
    wordings += [(row["wording"], "h" + row["written"]) for row in table("honorifics")]
    wordings += [(row["wording"], "r" + row["class"]) for row in table("roles")]
    wordings += [(row["wording"], "v") for row in table("reporting_verbs")]
    for name, mark, column in (("relations", "k", "gender"), ("subjects", "s", "kind")):
        for row in table(name):
            word = row["wording"]
            forms = (f" {word} ", f"\n{word} ") if len(word) <= _SHORT else (word,)
            wordings += [(form, mark + row[column]) for form in forms]
    return Lexicon(wordings)


@cache
def _cue_values(values: tuple[str, ...]) -> tuple[str, str, str, str, bool]:
    held = {value[0]: value[1:] for value in values}
    return (
        held.get("h", ""), held.get("r", ""), held.get("k", ""), held.get("s", ""), "v" in held
    )  # fmt: skip


@cache
def bonds() -> dict[str, str]:
    """Word of kinship or work → what its bearer shares with the one spoken of: post or work."""
    return {row["wording"]: row["bond"] for row in table("relations") if row["bond"]}


def find_cues(document: Document) -> tuple[Cue, ...]:
    """All cues in the order of the text."""
    lower = document.lower
    cues: list[Cue] = []
    for start, end, values in _lexicon().find(lower):
        if lower[start].isspace():
            start, end = start + 1, end - 1
        cues.append(Cue(start, end, *_cue_values(values)))
    return tuple(cues)
