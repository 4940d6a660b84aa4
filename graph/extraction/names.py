"""Runs of capitalised words that could be a person's name, by their shape alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

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
# What stands before the capital is looked at after it: the engine skips to the next capital.
_FIRST = re.compile(rf"[{_UPPER}](?<![\w'].)\w*")
_CAPITAL_NEXT = re.compile(rf" [{_UPPER}]")
_SEAT_OF = re.compile(r"\b(?:MP|[Cc]oroner|[Mm]inister|[Mm]ayor|[Bb]ishop) (?:for|of) (?:the )?$")
_NICKNAME = re.compile(r' "[^"]+"')


@cache
def _no_names() -> frozenset[str]:
    titles = (row["wording"] for row in table("honorifics"))
    return frozenset((*titles, *(row["word"] for row in table("not_names"))))


@cache
def _place_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("place_words"))


@cache
def given_names() -> dict[str, str]:
    """Common given names in lower case, with the gender that they tell (m, f or -)."""
    return {name: row["gender"] for row in table("given_names") for name in row["names"].split()}


@cache
def _posts() -> frozenset[str]:
    """Words for a post or kinship that open no name: "Barrister Jo Smith", but not "Dean Smith"."""
    words = {row["wording"] for name in ("roles", "relations") for row in table(name)}
    return frozenset(words - given_names().keys())


@cache
def _surnames_too() -> frozenset[str]:
    return frozenset(row["word"] for row in table("surnames_too"))


def starts_with_given_name(name: str) -> bool:
    """Whether the first word (or its first half) is a common given name."""
    first = name.split(" ", 1)[0].lower()
    return first in given_names() or first.split("-", 1)[0] in given_names()


def ends_like_a_place(name: str) -> bool:
    """Whether the last word ends more names of places than of people."""
    return name.rsplit(" ", 1)[-1].lower() in _place_words()


def could_name_person(words: str) -> bool:
    """Whether none of the words belongs to places, offices or grammar."""
    return all(map(_is_name_word, words.split())) and not ends_like_a_place(words)


def could_be_surname(name: str) -> bool:
    """Whether a name that ends like a place is as likely a person's: "Janet Hill"."""
    return starts_with_given_name(name) and name.rsplit(" ", 1)[-1].lower() in _surnames_too()


def written(name: str) -> str:
    """The name as facts carry it, without a nickname in quotation marks."""
    return _NICKNAME.sub("", name)


def find_candidates(flat: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number of words) of each run of name-like words, in order."""
    stop = 0
    for match in _FIRST.finditer(flat):
        start = match.start()
        if start < stop or not _is_name_word(match.group()):
            continue
        first = _TOKEN.match(flat, start)
        if first is None or not _is_name_word(first.group()):
            continue
        end, count = first.end(), 1
        while flat.startswith(" ", end):
            token = _TOKEN.match(flat, end + 1)
            if token is None:
                break
            word = token.group()
            if not (word == "St" or _is_name_word(word) or _is_surname(flat, start, token)):
                break
            end, count = token.end(), count + 1
        stop = end
        while (
            count > 1
            and (space := flat.index(" ", start))
            and flat[start:space].lower() in _posts()
        ):
            start, count = space + 1, count - 1
        if count > 2 and _SEAT_OF.search(flat, max(0, start - 24), start):
            start, count = _past_seat(flat, start, end, count)
        while count > 1 and _is_loose(last := flat[flat.rfind(" ", start, end) + 1 : end]):
            end, count = end - len(last) - 1, count - 1
        yield start, end, count


def _past_seat(flat: str, start: int, end: int, count: int) -> tuple[int, int]:
    """Where the name begins in "MP for Mid Saltby | Jo Tarn", and its words."""
    words = flat[start:end].split(" ")
    if len(words) != count or words[0].lower() in given_names():
        return start, count
    for index in range(1, count - 1):
        if words[index].lower() in given_names():
            return start + len(" ".join(words[:index])) + 1, count - index
    return start, count


@lru_cache(maxsize=16384)
def _is_name_word(word: str) -> bool:
    """Neither an acronym nor a word that belongs to places, offices or grammar."""
    if len(word) > 1 and word.isupper() and word[-1] != ".":
        return False
    low = word.lower()
    return low not in _no_names() and low.split("-", 1)[0] not in _no_names()


def _is_surname(flat: str, start: int, token: re.Match[str]) -> bool:
    """ "Paula Head": a plain word right after a given name, with which the capitals end."""
    return (
        token.group().lower() in _surnames_too()
        and flat[start : token.start() - 1].lower() in given_names()
        and not _CAPITAL_NEXT.match(flat, token.end())
    )


def _is_loose(word: str) -> bool:
    """A particle, a saint's "St" or a nickname that no name follows is not part of the run."""
    return word == "St" or not (word[0].isupper() or "'" in word[1:])
