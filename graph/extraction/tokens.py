"""Names, places and nouns in a text: what each wording found may stand for, capitals considered."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from .document import Document
from .handles import Handle, Strength, load_handles
from .lexicon import table

# Words of a name that newspapers also write small.
_SMALL = frozenset(
    {"the", "hospital", "hospitals", "trust", "unit", "centre", "clinic", "ward", "union"}
)
_ACRONYM = re.compile(r"(?=\w*[A-Z]\w*[A-Z])[\w&]{2,10}")
_SAYING = re.compile(
    r" (?:said|says|has|have|is|also|told|added|called|general|regional|union)\b"
    r"|, (?:which|the|whose)\b|'s [a-z]"
)
_CAPITALS = re.compile(r"[A-Z]{2,} $")


class Token(NamedTuple):
    """A wording found: what it may stand for, how strongly at best, or the noun that it is."""

    start: int
    end: int
    wording: str
    handles: tuple[Handle, ...]
    strength: Strength
    noun: tuple[str, str, str] | None


def scan(document: Document) -> list[Token]:
    """The tokens in order; handles whose capitals don't fit the text are left out."""
    handles = load_handles()
    folded, lower = document.folded, document.lower
    plain = _plain_words()
    tokens = []
    for start, end, (wording, *_) in handles.lexicon.find(lower):
        noun = handles.nouns.get(wording)
        held, strength = _fitting(
            wording, folded[start:end], lower.startswith("the ", max(0, start - 4))
        )
        if held and wording in plain and _plain(document, start, end):
            held = ()
        if held or noun:
            tokens.append(Token(start, end, wording, held, strength, noun))
    return tokens


@lru_cache(maxsize=8192)
def _fitting(wording: str, written: str, after_the: bool) -> tuple[tuple[Handle, ...], Strength]:
    """The handles that the wording can be as it is written, and the strength of the best."""
    held = tuple(
        handle
        for handle in load_handles().by_wording.get(wording, ())
        if (after_the or not handle.article) and _proper(wording, written, handle.spelling)
    )
    return held, max((handle.strength for handle in held), default=Strength.TOWN)


def _proper(wording: str, written: str, spelling: str) -> bool:
    """Whether the text writes the name with the capitals that make it one."""
    if written == spelling:
        return True
    if wording in _plain_words() or _ACRONYM.fullmatch(spelling):
        return False
    return all(
        word[0].isupper() or not model[0].isupper() or word in _SMALL
        for word, model in zip(written.split(), spelling.split(), strict=False)
    )


def _plain(document: Document, start: int, end: int) -> bool:
    """Whether a plain word has its capitals only from opening a sentence or from its line."""
    before = document.folded[max(0, start - 12) : start]
    if _CAPITALS.search(before):
        return True
    opens = not before.strip() or before.rstrip()[-1] in ".!?\"'|:" or before.endswith("\n")
    return opens and not _SAYING.match(document.lower, end)


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(row["wording"] for row in table("plain_word_names"))
