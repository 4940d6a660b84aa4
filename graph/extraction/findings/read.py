"""The findings of an article: clauses in the regulator's voice that take a side.

Where the regulator is heard (``voices``), the sentences are cut into clauses (``clauses``), each
is described by its traits (``portraits``, ``polarity``) and judged by their weights
(``judgement``).
"""

from __future__ import annotations

from ...facts import Finding, Polarity, Quote
from ..document import Document
from ..entities import Entities
from ..people import People
from ..scope import Scope
from ..services import ServiceMention
from .judgement import probability
from .mood import Mood
from .portraits import Candidate, candidates
from .signs import Signs
from .traits import Context, Leant

SURE = 0.37
"""Below this, a clause is left out: a wrong finding costs more than a missed one."""

# By weights fitted on other folders 97 in 100 findings of a probability above 0.9 were right; the
# lexicon was made from the same folders, so a little more is asked for.
_NEARLY_CERTAIN, _LIKELY = 0.93, 0.89


def find_findings(
    document: Document,
    entities: Entities,
    services: tuple[ServiceMention, ...],
    quotes: tuple[Quote, ...],
    people: People,
) -> tuple[Finding, ...]:
    """The findings in the order of the text; none where it names no provider."""
    if not (entities.lead or entities.sites):
        return ()
    scope = Scope(document, entities, services)
    signs = Signs(document.lower)
    mood = Mood(document, signs)
    found: dict[str, Finding] = {}
    last: tuple[Candidate, Polarity] | None = None
    for candidate in candidates(document, signs, quotes, people):
        polarity, sure = judge(candidate, last, mood)
        if sure >= SURE:
            last = candidate, polarity
            finding = _finding(document, candidate, polarity, sure, scope)
            found.setdefault(finding.quote, finding)
    return tuple(found.values())


def judge(
    candidate: Candidate, last: tuple[Candidate, Polarity] | None, mood: Mood
) -> tuple[Polarity, float]:
    """The side that a clause takes, and how sure it is that it is a finding of that side."""
    after, beside = context(candidate, last)
    traits = (candidate.telling, candidate.side, candidate.wording, candidate.shape, after)
    finding = probability("finding", candidate.manner, traits, candidate.words.traits())
    if finding < SURE:
        return "concern", 0.0
    sides = (Leant(candidate.side), mood.leaning(candidate), beside)
    praise = probability("praise", candidate.manner, sides, candidate.words.sides())
    return ("praise", finding * praise) if praise > 0.5 else ("concern", finding * (1 - praise))


def context(
    candidate: Candidate, last: tuple[Candidate, Polarity] | None
) -> tuple[Context, Context]:
    """The traits that the finding before gives: for a finding, and for its side."""
    turn = " turned" if candidate.turn else ""
    if last is None or candidate.sentence.number - last[0].sentence.number > 2:
        return Context(()), Context(("alone turned",) if turn else ())
    before, polarity = last
    apart = candidate.sentence.number - before.sentence.number
    together = candidate.sentence.block == before.sentence.block
    place = "same sentence" if not apart else "paragraph" if together else "before"
    after = f"after {apart}" if together else f"after {apart} apart"
    own = " sided" if abs(candidate.side.total) > 1 else ""
    return Context((after,)), Context((f"{place} {polarity}{turn}{own}",))


def _confidence(sure: float) -> float:
    """The probability, held below what is promised of 0.9 until it is that: 97 in 100."""
    return round(sure if sure >= _NEARLY_CERTAIN else min(sure, _LIKELY), 2)


def _finding(
    document: Document, candidate: Candidate, polarity: Polarity, sure: float, scope: Scope
) -> Finding:
    clause = candidate.span
    return Finding(
        evidence=(clause,),
        rule=f"findings.{candidate.stretch.voice}",
        confidence=_confidence(sure),
        polarity=polarity,
        of=scope.holder(clause),
        quote=document.text[clause.start : clause.end],
        service=scope.service(clause),
    )
