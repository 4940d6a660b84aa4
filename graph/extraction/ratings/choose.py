"""Claims → ratings: one value per key and time; previous and trend from each key's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...facts import GRADES, Rating, Rejected, Span, Trend
from .confidence import SURE, probability, shown, telling

Key = tuple[str, str | None, str]

UNSURE, CONTRADICTED = "not sure enough", "another grade for the same is told first, or surer"
LOOSE = "only the headline tells it"
"""Why a reading is rejected."""

_PAST = "past"
_HEADLINE = "ratings.frame.headline"
# The rules that only add to a claim: they tell it no second time.
_ADDED = ("ratings.amended", "ratings.stayed")
# What is told first stands unless what contradicts it is surer by more than this.
_MARGIN = 0.12
# A rating told over and over keeps so many places as its evidence.
_MOST_EVIDENCE = 64


class Claim(NamedTuple):
    """One grade for one key at one time as one place of the text says it."""

    of: str
    service: str | None
    question: str
    grade: str
    when: str = "current"
    previous: str | None = None
    trend: str | None = None
    rule: str = "ratings"
    evidence: tuple[Span, ...] = ()
    fresh: bool = False
    told: str | None = None
    entry: bool = False
    cues: frozenset[str] = frozenset()

    @property
    def confidence(self) -> float:
        """How sure it is by its cues."""
        return probability(self.cues)

    @property
    def key(self) -> Key:
        return self.of, self.service, self.question


class Choice(NamedTuple):
    """The ratings told as facts, and those that were read but are not, in the order of the text."""

    told: tuple[Rating, ...]
    rejected: tuple[Rejected, ...]


def choose(claims: Iterable[Claim]) -> Choice:
    """One rating for each key and time; the others, and those not sure enough, are rejected."""
    timelines: dict[Key, dict[str, Claim]] = {}
    rejected: list[tuple[Claim, str]] = []
    for claim in claims:
        times = timelines.setdefault(claim.key, {})
        when = claim.when if claim.when in ("current", _PAST) else claim.when[:4]
        held = times.get(when)
        older = _older(held, claim) if held is not None and when == "current" else None
        if held is None:
            times[when] = claim
        elif older is not None and older.told is not None:
            times[when] = claim if older is held else held
            past = older._replace(when=older.told, previous=None, trend=None)
            times.setdefault(older.told[:4], past)
        elif held.grade == claim.grade:
            times[when] = _together(held, claim)
        else:
            times[when], beaten = _surer(held, claim)
            rejected.append((beaten, CONTRADICTED))
    chosen: list[Rating] = []
    for times in timelines.values():
        if "current" in times and _is_loose(times["current"]):
            rejected.append((times.pop("current"), LOOSE))
        rejected.extend((claim, UNSURE) for claim in times.values() if claim.confidence < SURE)
        sure = {when: claim for when, claim in times.items() if claim.confidence >= SURE}
        chosen.extend(_timeline(sure))
    chosen.sort(key=lambda r: r.evidence[0])
    rejected.sort(key=lambda pair: pair[0].evidence[0])
    return Choice(tuple(chosen), tuple(Rejected(_rating(c), reason) for c, reason in rejected))


def _is_loose(claim: Claim) -> bool:
    """Whether only the headline rates the whole: "Royal 'inadequate'" may be its one service's."""
    return claim.rule == _HEADLINE and claim.service is None and len(claim.evidence) == 1


def _older(held: Claim, fresh: Claim) -> Claim | None:
    """Of two grades told as today's, the one that must be the earlier: the other says "now"."""
    if held.grade == fresh.grade or held.fresh == fresh.fresh:
        return None
    older, newer = (held, fresh) if fresh.fresh else (fresh, held)
    return older if older.told and newer.confidence >= older.confidence - _MARGIN else None


def _surer(held: Claim, fresh: Claim) -> tuple[Claim, Claim]:
    """Of two claims of different grades the one that stands, in doubt now, and the other."""
    if fresh.confidence > held.confidence + _MARGIN:
        held, fresh = fresh, held
    return held._replace(cues=held.cues | {"contradicted"}), fresh


def _together(held: Claim, fresh: Claim) -> Claim:
    """Two claims of one grade: as sure as the surer, and more where they are told apart."""
    cues = max(held, fresh, key=lambda claim: claim.confidence).cues
    room = _MOST_EVIDENCE - len(held.evidence)
    more = [e for e in fresh.evidence if e not in held.evidence] if room > 0 else []
    if fresh.rule not in _ADDED and fresh.evidence[0] != held.evidence[0]:
        cues |= {"told twice"}
    return held._replace(
        previous=held.previous or fresh.previous,
        trend=held.trend or fresh.trend,
        cues=cues | (held.cues & {"told twice", "contradicted"}),
        evidence=(*held.evidence, *more[:room]) if more else held.evidence,
    )


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
        confidence=shown(claim.confidence),
        cues=telling(claim.cues),
    )


def _trend(previous: str, grade: str) -> Trend:
    was, now = GRADES.index(previous), GRADES.index(grade)
    return "same" if was == now else "up" if now > was else "down"


def step(grade: str, by: int) -> str | None:
    """The grade so many steps away, or ``None`` past either end."""
    index = GRADES.index(grade) + by
    return GRADES[index] if 0 <= index < len(GRADES) else None
