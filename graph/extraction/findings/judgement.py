"""Traits to probabilities, by ``finding_weights.tsv``: is it a finding, is it praise?

Both are logistic sums, to which the clause's words add by ``finding_word_weights.tsv``. The
weights were fitted on the development articles (each folder judged by the others first), so the
probability of a finding is how often such a clause was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from math import exp
from typing import Literal

from ..lexicon import table
from .traits import Part

Question = Literal["finding", "praise"]
_MANNERS = ("quoted", "said", "silent")


def probability(
    question: Question, manner: str, parts: Iterable[Part], words: Iterable[str]
) -> float:
    """The probability for a clause of these traits and words.

    ``manner``: quoted, said or silent.
    """
    total = _weights()[question, manner]["always"]
    for part in parts:
        total += _weight(question, manner, part)
    known = _word_weights()[question]
    for word in words:
        total += known.get(word, 0.0)
    return 1 / (1 + exp(-total))


@lru_cache(maxsize=16384)
def _weight(question: Question, manner: str, part: Part) -> float:
    weights = _weights()[question, manner]
    return sum(weights.get(trait, 0.0) for trait in part.traits())


@cache
def _weights() -> dict[tuple[str, str], dict[str, float]]:
    """Per question and manner of speech: trait → its weight, those for any manner taken in."""
    weights: dict[tuple[str, str], dict[str, float]] = {
        (question, manner): {"always": 0.0}
        for question in ("finding", "praise")
        for manner in _MANNERS
    }
    for row in table("finding_weights"):
        for manner in _MANNERS if row["manner"] == "any" else (row["manner"],):
            held = weights[row["question"], manner]
            held[row["trait"]] = held.get(row["trait"], 0.0) + float(row["weight"])
    return weights


@cache
def _word_weights() -> dict[str, dict[str, float]]:
    """Per question: a word with its place → its weight."""
    weights: dict[str, dict[str, float]] = {"finding": {}, "praise": {}}
    for row in table("finding_word_weights"):
        weights[row["question"]][f"{row['place']} {row['word']}"] = float(row["weight"])
    return weights
