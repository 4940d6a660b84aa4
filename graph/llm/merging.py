"""The rules' facts and a model's, made one by agreement.

A row of ``SAMENESS`` tells for a kind when two facts speak of the same thing (its key: equal
fields, a time that does not part them, words that overlap) and in which fields they must agree.

| both say it | both rules are named, all evidence kept, confidence is their noisy-or |
| they differ | the surer stands alone |
| one says it | it stays; a model's by itself is sure of no more than ``ALONE`` |

Where they agree the rules' wording of the fact stays: what only the model adds to it stays out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..facts import ArticleFacts, Fact, Span
from .schema import KINDS

F = TypeVar("F", bound=Fact)

ALONE = 0.5
"""The most that a fact is sure of when a model alone found it."""

TOGETHER = 0.99


@dataclass(frozen=True, slots=True)
class Sameness:
    """When two facts of a kind speak of the same thing, and when they agree on it.

    ``time``: a field that parts two facts where both give it and neither is within the other.
    ``agree``: a value that is not told goes with any; ``exact``: it is a value like others.
    """

    key: tuple[str, ...] = ()
    time: str | None = None
    overlapping: bool = False
    agree: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()


SAMENESS: dict[str, Sameness] = {
    "organisations": Sameness(key=("name",), agree=("kind",)),
    "sites": Sameness(key=("name",), agree=("operator",)),
    "people": Sameness(key=("name",), agree=("kind", "organisation")),
    "inspections": Sameness(key=("of",), time="start", agree=("end", "published", "manner")),
    "ratings": Sameness(key=("of", "service", "question"), time="when", agree=("rating",)),
    "findings": Sameness(overlapping=True, exact=("polarity", "of", "service")),
    "quotes": Sameness(overlapping=True, exact=("speaker",)),
    "measures": Sameness(key=("value",), overlapping=True, agree=("unit", "when", "target")),
    "actions": Sameness(key=("kind", "of"), time="when"),
}


def merge(rules: ArticleFacts, model: ArticleFacts) -> ArticleFacts:
    """All facts of both, each thing once, each kind in the order of the text."""
    kinds: dict[str, Any] = {
        kind: merge_kind(kind, getattr(rules, kind), getattr(model, kind)) for kind in KINDS
    }
    return replace(rules, **kinds)


def merge_kind(kind: str, rules: Iterable[F], model: Iterable[F]) -> tuple[F, ...]:
    """The facts of one kind."""
    sameness = SAMENESS[kind]
    merged = list(rules)
    told = len(merged)
    for fact in model:
        index = _counterpart(fact, merged, sameness)
        if index is None:
            merged.append(_alone(fact))
        elif _agree(merged[index], fact, sameness):
            # A model that repeats itself is no second witness.
            if index < told and "llm." not in merged[index].rule:
                merged[index] = _together(merged[index], fact)
        elif _alone(fact).confidence > merged[index].confidence:
            merged[index] = _alone(fact)
    return tuple(sorted(merged, key=lambda each: min(each.evidence, default=Span(0, 0))))


def _counterpart(fact: F, held: list[F], sameness: Sameness) -> int | None:
    """The fact that speaks of the same thing; of several the one that says most alike."""
    same = [
        index
        for index, other in enumerate(held)
        if all(getattr(other, name) == getattr(fact, name) for name in sameness.key)
        and (sameness.time is None or _one_time(fact, other, sameness.time))
        and (not sameness.overlapping or _overlap(fact, other) > 0)
    ]
    if not same:
        return None
    return max(same, key=lambda at: (_agree(held[at], fact, sameness), _overlap(fact, held[at])))


def _one_time(one: Fact, other: Fact, name: str) -> bool:
    """Whether two times may be one: equal, one within the other, or one not told."""
    this, that = getattr(one, name), getattr(other, name)
    if "past" in (this, that):
        return "current" not in (this, that)
    return not this or not that or this.startswith(that) or that.startswith(this)


def _overlap(one: Fact, other: Fact) -> int:
    """How many characters the first evidence of two facts shares."""
    (left, right), (start, end) = one.evidence[0], other.evidence[0]
    return max(0, min(right, end) - max(left, start))


def _agree(one: Fact, other: Fact, sameness: Sameness) -> bool:
    if any(getattr(one, name) != getattr(other, name) for name in sameness.exact):
        return False
    pairs = ((getattr(one, name), getattr(other, name)) for name in sameness.agree)
    return all(this is None or that is None or this == that for this, that in pairs)


def _alone(fact: F) -> F:
    return replace(fact, confidence=min(fact.confidence, ALONE))


def _together(rule: F, model: F) -> F:
    """The rules' fact, surer for a second witness."""
    doubt = (1 - rule.confidence) * (1 - model.confidence)
    evidence = (*rule.evidence, *(span for span in model.evidence if span not in rule.evidence))
    return replace(
        rule,
        evidence=evidence,
        rule=f"{rule.rule} + {model.rule}",
        confidence=round(max(rule.confidence, min(1 - doubt, TOGETHER)), 3),
    )
