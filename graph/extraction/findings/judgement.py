"""Traits to probabilities: is it a finding, is it praise, by the weights of ``finding_weights.tsv``.

Both are logistic sums. The weights were fitted on the development articles (each folder judged
by the others first), so the probability of a finding is how often such a clause was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import exp
from typing import Literal

from ..lexicon import table

Question = Literal["finding", "praise"]


def probability(question: Question, manner: str, traits: Iterable[str]) -> float:
    """The probability for a clause with these traits; ``manner``: quoted, said or silent."""
    weights = _weights()[question, manner]
    total = weights["always"]
    for trait in traits:
        total += weights.get(trait, 0.0)
    return 1 / (1 + exp(-total))


@cache
def _weights() -> dict[tuple[str, str], dict[str, float]]:
    """Per question and manner of speech: trait → its weight, those for any manner taken in."""
    manners = ("quoted", "said", "silent")
    weights: dict[tuple[str, str], dict[str, float]] = {
        (question, manner): {"always": 0.0} for question in ("finding", "praise") for manner in manners
    }
    for row in table("finding_weights"):
        for manner in manners if row["manner"] == "any" else (row["manner"],):
            held = weights[row["question"], manner]
            held[row["trait"]] = held.get(row["trait"], 0.0) + float(row["weight"])
    return weights
