"""Runs of capitalised words that could be a person's name, by their shape alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache

from .lexicon import table

_UPPER = "".join(
    char for char in map(chr, (*range(0x250), *range(0x1E00, 0x1F00))) if char.isupper()
)
_LETTER = r"[^\W\d_]"
# Smith, O'Neill, D'Arcy-Boone, Ainsworth-de; a trailing 's stays outside
_WORD = (
    rf"[{_UPPER}](?:'(?=[{_UPPER}]){_LETTER}+|{_LETTER}+)"
    rf"(?:[-']{_LETTER}{{2,}})*(?:'[{_UPPER}]{_LETTER}+)?"
)
_INITIAL = rf"[{_UPPER}]\.|(?<= )[{_UPPER}](?= [{_UPPER}])|[^\x00-\x7f](?= [{_UPPER}])"
_PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|bin|al|el|ap|dos|du)(?= )"
_TOKEN = re.compile(rf"{_WORD}|{_INITIAL}|[dl]'{_WORD}|{_PARTICLE}|\"{_WORD}\"")
_FIRST = re.compile(rf"(?<![\w'])[{_UPPER}]")


@cache
def _no_names() -> frozenset[str]:
    return frozenset(row["word"] for row in table("not_names"))


@cache
def given_names() -> dict[str, str]:
    """Common given names in lower case, with the gender that they tell (m, f or -)."""
    return {
        sys.intern(name): row["gender"]
        for row in table("given_names")
        for name in row["names"].split()
    }


def find_candidates(folded: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number of words) of each run of name-like words, in order."""
    stop = 0
    for match in _FIRST.finditer(folded):
        start = match.start()
        if start < stop:
            continue
        first = _TOKEN.match(folded, start)
        if first is None or not _is_name_word(first.group()):
            continue
        end, count = first.end(), 1
        while end < len(folded) and folded[end] == " ":
            token = _TOKEN.match(folded, end + 1)
            if token is None or not _is_name_word(token.group()):
                break
            end, count = token.end(), count + 1
        stop = end
        end = _without_loose_end(folded, start, end)
        yield start, end, count


def _is_name_word(word: str) -> bool:
    """Neither an acronym nor a word that belongs to places, offices or grammar."""
    if len(word) > 1 and word.isupper() and word[-1] != ".":
        return False
    return word.lower() not in _no_names()


def _without_loose_end(folded: str, start: int, end: int) -> int:
    """A particle or a nickname that no name follows is not part of the run."""
    while (space := folded.rfind(" ", start, end)) > start:
        last = folded[space + 1 : end]
        if last[0].isupper():
            break
        end = space
    return end


_NICKNAME = re.compile(r' "[^"]+"')


def written(folded: str) -> str:
    """The name as facts carry it: straight apostrophes, without a nickname."""
    return _NICKNAME.sub("", folded)
