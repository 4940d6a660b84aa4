"""A judgement whether two IRIs stand for the same: verdict, score, reasons, and who made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from .. import identifiers
from ..vocabulary import BASE, CG, RDF, RDFS, SKOS, VERDICT, XSD

Verdict = OneOf["same", "different", "undecided"]
Pair = tuple[str, str]

SAME_FROM = Decimal("0.75")
"""From this score on two are taken to be the same."""


class Reason(NamedTuple):
    """One thing that speaks for (or, below zero, against) two being the same."""

    score: Decimal
    detail: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two IRIs, in order, and what is held of them; ``decision`` if a reviewer decided."""

    pair: Pair
    verdict: Verdict
    score: Decimal
    because: str
    decision: NamedNode | None = None

    def triples(self) -> Iterator[Triple]:
        """The judgement as statements; those neither same nor different match closely."""
        one, other = (NamedNode(iri) for iri in self.pair)
        node = identifiers.judgement(one, other)
        yield Triple(node, RDF.type, CG.Judgement)
        yield Triple(node, RDFS.label, Literal(self._label()))
        yield Triple(node, CG.compares, one)
        yield Triple(node, CG.compares, other)
        yield Triple(node, CG.verdict, VERDICT[self.verdict])
        yield Triple(node, CG.score, Literal(f"{self.score}", datatype=XSD.decimal))
        yield Triple(node, CG.because, Literal(self.because))
        if self.decision is not None:
            yield Triple(node, CG.restsOnDecision, self.decision)
        if self.verdict == "undecided":
            yield Triple(one, SKOS.closeMatch, other)
            yield Triple(other, SKOS.closeMatch, one)

    def _label(self) -> str:
        one, other = (iri.removeprefix(BASE) for iri in self.pair)
        return f"{one} and {other}: {self.verdict} ({self.score})"


def pair_of(one: str, other: str) -> Pair:
    """Two IRIs in order."""
    return (one, other) if one < other else (other, one)


def weigh(one: str, other: str, reasons: list[Reason], most: Decimal = Decimal(1)) -> Judgement:
    """The judgement that reasons come to, their scores added up to at ``most``."""
    added = min(max(sum((r.score for r in reasons), Decimal(0)), Decimal(0)), most)
    score = Decimal(f"{added.normalize():f}")
    verdict: Verdict = "same" if score >= SAME_FROM else "undecided"
    return Judgement(
        pair_of(one, other), verdict, score, "; ".join(reason.detail for reason in reasons)
    )
