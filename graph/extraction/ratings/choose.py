"""Claims → ratings: one value per key and time; previous and trend from each key's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...facts import GRADES, Rating, Span, Trend

_PAST = "past"
# Below this a claim is dropped: precision comes first.
THRESHOLD = 0.65
_HEADLINE = "ratings.frame.headline"
_NAMED = ("ratings.frame", "ratings.table")
# What is told first stands unless what contradicts it is surer by more than this.
_MARGIN = 0.12


class Claim(NamedTuple):
    """One grade for one key at one time as one place of the text says it."""

    of: str
    service: str | None
    question: str
    grade: str
    when: str = "current"
    previous: str | None = None
    trend: str | None = None
    confidence: float = 0.5
    rule: str = "ratings"
    evidence: tuple[Span, ...] = ()
    fresh: bool = False
    told: str | None = None
    entry: bool = False

    @property
    def key(self) -> tuple[str, str | None, str]:
        return self.of, self.service, self.question


def choose(claims: Iterable[Claim]) -> tuple[Rating, ...]:
    """The ratings, in the order of the text."""
    timelines: dict[tuple[str, str | None, str], dict[str, Claim]] = {}
    for claim in claims:
        if claim.confidence < THRESHOLD:
            continue
        times = timelines.setdefault(claim.key, {})
        when = claim.when if claim.when in ("current", _PAST) else claim.when[:4]
        held = times.get(when)
        older = _older(held, claim) if held is not None and when == "current" else None
        if held is None:
            times[when] = claim
        elif older is None or older.told is None:
            times[when] = _merge(held, claim)
        else:
            times[when] = claim if older is held else held
            past = older._replace(when=older.told, previous=None, trend=None)
            times.setdefault(older.told[:4], past)
    for times in timelines.values():
        if "current" in times and _is_loose(times["current"]):
            del times["current"]
    chosen = [rating for times in timelines.values() for rating in _timeline(times)]
    chosen.sort(key=lambda r: r.evidence[0])
    return tuple(chosen)


def _is_loose(claim: Claim) -> bool:
    """Whether only the headline rates the whole: "Royal 'inadequate'" may be its one service's."""
    return claim.rule == _HEADLINE and claim.service is None and len(claim.evidence) == 1


def _older(held: Claim, fresh: Claim) -> Claim | None:
    """Of two grades told as today's, the one that must be the earlier: the other says "now"."""
    if held.grade == fresh.grade or held.fresh == fresh.fresh:
        return None
    older, newer = (held, fresh) if fresh.fresh else (fresh, held)
    return older if older.told and newer.confidence >= older.confidence - _MARGIN else None


def _merge(held: Claim, fresh: Claim) -> Claim:
    """Two claims for one key and time: agreement raises confidence, else the surer one stands."""
    if held.grade == fresh.grade:
        return held._replace(
            previous=held.previous or fresh.previous,
            trend=held.trend or fresh.trend,
            confidence=_agreed(held, fresh),
            evidence=held.evidence + tuple(e for e in fresh.evidence if e not in held.evidence),
        )
    return fresh if fresh.confidence > held.confidence + _MARGIN else held


def _agreed(held: Claim, fresh: Claim) -> float:
    """How sure two claims are together: more only where both name whose the grade is."""
    if held.rule in _NAMED and fresh.rule in _NAMED:
        return 1 - (1 - held.confidence) * (1 - fresh.confidence)
    return max(held.confidence, fresh.confidence)


def _timeline(times: dict[str, Claim]) -> Iterable[Rating]:
    dated = sorted((when, claim) for when, claim in times.items() if when.isdigit())
    before: Claim | None = None
    for _, claim in dated:
        yield _rating(_after(claim, before) if before is not None else claim)
        before = claim
    past = times.get(_PAST) or before
    current = times.get("current")
    if current is not None:
        yield _rating(_after(current, past) if past is not None else current)


def _after(claim: Claim, before: Claim) -> Claim:
    """The claim with its previous grade taken from the one before it, when it does not say.

    Not from another entry of a timeline: what it leaves unsaid, the text leaves unsaid.
    """
    if claim.previous is not None or claim is before or before.entry:
        return claim
    extra = tuple(e for e in before.evidence[:1] if e not in claim.evidence)
    return claim._replace(previous=before.grade, evidence=claim.evidence + extra)


def _rating(claim: Claim) -> Rating:
    previous, trend = claim.previous, claim.trend
    if previous is not None:
        trend = _trend(previous, claim.grade)
    return Rating(
        of=claim.of,
        service=claim.service,
        question=claim.question,  # type: ignore[arg-type]
        rating=claim.grade,  # type: ignore[arg-type]
        previous=previous,  # type: ignore[arg-type]
        trend=trend,  # type: ignore[arg-type]
        when=claim.when,
        evidence=claim.evidence,
        rule=claim.rule,
        confidence=round(claim.confidence, 3),
    )


def _trend(previous: str, grade: str) -> Trend:
    was, now = GRADES.index(previous), GRADES.index(grade)
    return "same" if was == now else "up" if now > was else "down"


def step(grade: str, by: int) -> str | None:
    """The grade so many steps away, or ``None`` past either end."""
    index = GRADES.index(grade) + by
    return GRADES[index] if 0 <= index < len(GRADES) else None
