"""Grades already told that a clause without a grade says more of: "safe is up by one grade"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from ...facts import Span
from .choose import Claim, step
from .symbols import QUESTIONS, Symbol

Key = tuple[str, str | None, str]

_STAYED = re.compile(
    r"\b(?:(?:is|are|was|were|has been|have been|left|remains?|stays?|stayed) (?:\w+ )?unchanged|"
    r"no change|did ?n[o']t (?:change|move)|(?:has|have) not (?:changed|moved|budged)|"
    r"(?:stay|stays|stayed|remains?|remained) (?:as (?:it|they) (?:was|were)|where|the same)|"
    r"(?:is|are|was|were|had|has) (?:\w+ )?(?:already|the same as before|the same as last time)\b"
    r"(?! \w)|already (?:was|were|did|had|had been|is|are)\b(?! [a-z])|as before\b|"
    r"(?:was|were|is|are) the same (?:as )?(?:before|last time))"
)
# One of these is in whatever the pattern above matches.
_SIGNS = (
    "change",
    "move",
    "budged",
    "same",
    " where",
    "already",
    "as before",
    "as it ",
    "as they ",
)
_GRADES = re.compile(
    r"\b(?:grades?|notch(?:es)?|rungs?|levels?|bands?|marks?|ratings?|places?|steps?|"
    r"(?:drop|fall|rise|jump|leap) of (?:one|two))\b"
)
_UNSURE = ("maybe", "many", "other", "loss", "from")
_OTHERS = re.compile(r"\bthe (?:other|remaining) (?:two|three|four|ones|areas)\b|\bthe others\b")
# "This was a drop of one grade" is of the grade just told.
_THIS = re.compile(
    r"['\" ]*(?:this|that|it|which|both) (?:is|was|are|were|represents?|marks?|means?|amounts)\b"
)
_NEAR = 12
_STEPS = {"one-up": -1, "one-down": 1, "two-up": -2, "two-down": 2}
_SIZED = (*_STEPS, "by-one")


class Told:
    """The grades told so far, by what they are of."""

    def __init__(self) -> None:
        self._claims: dict[Key, Claim] = {}
        self._last: list[Key] = []

    def note(self, claim: Claim) -> None:
        """Remember a grade of today."""
        if claim.when == "current":
            if self._last and self._claims[self._last[-1]].evidence[:1] != claim.evidence[:1]:
                self._last = []
            self._claims[claim.key] = claim
            self._last.append(claim.key)

    def goes_on(self, lower: str, start: int) -> bool:
        """Whether a sentence that names nothing may say more of the grade just told."""
        return bool(self._last) and _THIS.match(lower, start) is not None

    def amended(
        self,
        symbols: Sequence[Symbol],
        lower: str,
        span: Span,
        holders: tuple[str, ...],
        services: tuple[str, ...],
    ) -> Iterator[Claim]:
        """The claims that clauses without a grade add a previous grade to."""
        if not (self._claims and _may_amend(symbols, lower[span.start : span.end])):
            return
        asked = {v for s in symbols if s.kind == "question" for v in s.values}
        for clause in _clauses(symbols):
            if any(s.kind == "grade" for s in clause) or any(s.has(*_UNSURE) for s in clause):
                continue
            part = Span(clause[0].start, min(clause[-1].end + 20, span.end))
            by = _by(clause, lower[part.start : part.end])
            if by is not None:
                this = (
                    _THIS.match(lower, span.start) is not None
                    and clause[0].start - span.start < _NEAR
                )
                keys: Iterable[Key] = self._last
                if not this or any(s.kind in ("service", "question", "holder") for s in clause):
                    keys = _keys(clause, lower[part.start : part.end], asked, holders, services)
                yield from self._moved(keys, by, Span(clause[0].start, clause[-1].end))

    def _moved(self, keys: Iterable[Key], by: int, span: Span) -> Iterator[Claim]:
        for key in keys:
            claim = self._claims.get(key)
            if claim is None or claim.previous is not None:
                continue
            previous = step(claim.grade, by)
            if previous is not None:
                evidence = (*claim.evidence, span)
                told = claim._replace(previous=previous, trend="same" if not by else claim.trend)
                yield told._replace(rule="ratings.amended", evidence=evidence)


def _clauses(symbols: Sequence[Symbol]) -> Iterator[list[Symbol]]:
    """The stretches between breaks, none of them empty."""
    for broken, run in itertools.groupby(symbols, lambda s: s.has("break")):
        if not broken:
            yield list(run)


def _may_amend(symbols: Sequence[Symbol], words: str) -> bool:
    """Whether a sentence has any words that ``_by`` needs: looked for once, not per clause."""
    return any(sign in words for sign in _SIGNS) or any(s.has(*_SIZED) for s in symbols)


def _by(clause: Sequence[Symbol], words: str) -> int | None:
    """How many grades the one before lies above, or ``None`` if nothing is said of it."""
    if _STAYED.search(words):
        return 0
    tags = {v for s in clause if s.kind == "cue" for v in s.values}
    told = next((by for tag, by in _STEPS.items() if tag in tags), None)
    if told is None and "by-one" in tags and len(tags & {"up", "down"}) == 1:
        told = 1 if "down" in tags else -1
    return told if told is not None and _GRADES.search(words) else None


def _keys(
    clause: Sequence[Symbol],
    words: str,
    asked: set[str],
    holders: tuple[str, ...],
    services: tuple[str, ...],
) -> Iterator[Key]:
    """What the clause speaks of; what it leaves open is what the text is about."""

    def named(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for s in clause if s.kind == kind for v in s.values))

    questions = named("question")
    if "rest" in questions or (not questions and _OTHERS.search(words)):
        questions = tuple(q for q in QUESTIONS if q not in asked)
    own = named("service")
    if not (questions or own or named("holder")):
        return
    whole = bool(named("holder")) and not own
    for of in named("holder") or holders:
        for service in own or (services if questions and not whole else ()) or (None,):
            for question in questions or ("overall",):
                yield of, service, question
