"""Numbers of things in words: "1 person", "1,204 people"."""

from __future__ import annotations

_SINGULAR = {"people": "person", "are": "is", "have": "has"}


def counted(number: int, things: str, verb: str = "") -> str:
    """The number with what is counted, told in the plural; the verb agrees too."""
    words = [things, verb] if verb else [things]
    if number == 1:
        words = [*(_one(word) for word in words[0].split()), *map(_one, words[1:])]
    return " ".join([f"{number:,}", *words])


def _one(word: str) -> str:
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies") and word != "ties":
        return f"{word[:-3]}y"
    return word.removesuffix("s")
