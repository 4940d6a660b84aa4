"""Proposals → facts with evidence, rule and confidence; what fails is counted, never mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..extraction.document import Document
from ..facts import ArticleFacts, Fact, Organisation, Person, Site, Span
from .answers import Proposal
from .checks import Refused, Scene, check, scene
from .grounding import Found, How
from .schema import KINDS

SURENESS: Mapping[How, float] = {"exact": 0.6, "folded": 0.6, "near": 0.45}
"""How sure a grounded fact is by itself: words that stand there may still be misread."""

_HOWS: tuple[How, ...] = ("exact", "folded", "near")
_MOST_EVIDENCE = 4


def ground(
    document: Document,
    known: ArticleFacts,
    proposals: Iterable[Proposal],
    dropped: Counter[str],
) -> ArticleFacts:
    """The facts that proposals of one article make; ``known`` is what the rules found there.

    Entities come first, whatever piece names them: other facts may bear their names.
    """
    against = scene(document, known)
    held: dict[str, list[Fact]] = {kind: [] for kind in KINDS}
    ordered = sorted(proposals, key=lambda proposal: list(KINDS).index(proposal.kind))
    for proposal in ordered:
        try:
            fact = _fact(proposal, against)
        except Refused as reason:
            dropped[str(reason)] += 1
            continue
        held[proposal.kind].append(fact)
        if isinstance(fact, Organisation | Site | Person):
            against.names.add(fact)
    facts: dict[str, Any] = {kind: tuple(found) for kind, found in held.items()}
    return replace(ArticleFacts(published=known.published), **facts)


def _fact(proposal: Proposal, against: Scene) -> Fact:
    said, found = check(proposal, against)
    how = _HOWS[max(_HOWS.index(each.how) for each in found)]
    return KINDS[proposal.kind](
        **said,
        evidence=_evidence(found),
        rule=f"llm.{proposal.kind}.{how}",
        confidence=SURENESS[how],
    )


def _evidence(found: tuple[Found, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(each.span for each in found))[:_MOST_EVIDENCE]
