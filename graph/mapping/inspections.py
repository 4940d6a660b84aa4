"""Inspections, and which of them a rating plainly came from."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..article import Article
from ..facts import ArticleFacts, Inspection, Rating
from ..vocabulary import CG, MANNER, RDF, RDFS, SERVICE
from .claims import Claims, content
from .literals import dated, in_words
from .names import Names, Triple


class Inspections:
    """The inspections an article speaks of, each with its IRI."""

    def __init__(self, article: Article, facts: ArticleFacts, names: Names) -> None:
        self._names = names
        self._operators = {site.name: site.operator for site in facts.sites}
        self._nodes: dict[str, NamedNode] = {}
        self._facts: dict[NamedNode, Inspection] = {}
        for number, fact in enumerate(facts.inspections, start=1):
            if content(fact) not in self._nodes:
                node = self._mint(fact, article.key, number)
                self._nodes[content(fact)] = node
                self._facts[node] = fact

    def _mint(self, fact: Inspection, article_key: str, number: int) -> NamedNode:
        """By its date where that tells it from others, also from others of this article."""
        key = identifiers.key_of(self._names.holder(fact.of))
        for date in (fact.start, fact.published):
            if date is not None and identifiers.identifying(date):
                node = identifiers.inspection(key, date)
                if node not in self._facts:
                    return node
                break
        return identifiers.undated_inspection(key, article_key, number)

    def node(self, fact: Inspection) -> NamedNode:
        """The inspection's IRI."""
        return self._nodes[content(fact)]

    def source_of(self, rating: Rating) -> NamedNode | None:
        """The inspection that gave the rating, when the article leaves no choice, else ``None``."""
        holders = {rating.of, self._operators.get(rating.of)}
        found = [
            node
            for node, fact in self._facts.items()
            if fact.of in holders and _covers(fact, rating) and _in_time(fact, rating.when)
        ]
        if rating.when == "current" and len(found) > 1:
            found = self._latest(found)
        return found[0] if len(found) == 1 else None

    def _latest(self, nodes: list[NamedNode]) -> list[NamedNode]:
        """The one that started after all others, if every start has its year."""
        starts = {node: self._facts[node].start or "-" for node in nodes}
        if any(start.startswith("-") for start in starts.values()):
            return nodes
        last = max(starts.values())
        return [node for node, start in starts.items() if last.startswith(start)]


def _covers(inspection: Inspection, rating: Rating) -> bool:
    """An inspection of some services says nothing of others, nor of what it left as it was."""
    if not inspection.services:
        return True
    if rating.service is None:
        return rating.trend != "same"
    return rating.service in inspection.services


def _in_time(inspection: Inspection, when: str) -> bool:
    if when == "current":
        return True
    dates = (inspection.start, inspection.end, inspection.published)
    return any(date is not None and date.startswith(when) for date in dates)


def map_inspections(
    facts: ArticleFacts, inspections: Inspections, names: Names, claims: Claims
) -> Iterator[Triple]:
    """The inspections' descriptions; their claims are noted on the way."""
    for fact in facts.inspections:
        node = inspections.node(fact)
        holder = names.holder(fact.of)
        label = _label(fact)
        yield node, RDF.type, CG.Inspection
        yield node, RDFS.label, Literal(label)
        yield node, CG.inspected, holder
        for site in fact.sites:
            yield node, CG.visited, names.site(site)
        for service in fact.services:
            yield node, CG.coveredService, SERVICE[service]
        for term, date in (
            (CG.startedOn, fact.start),
            (CG.endedOn, fact.end),
            (CG.reportedOn, fact.published),
        ):
            if (literal := dated(date)) is not None:
                yield node, term, literal
        if fact.manner:
            yield node, CG.manner, MANNER[fact.manner]
        claims.add("inspection", fact, label, [(CG.about, holder), (CG.inspection, node)])


def _label(fact: Inspection) -> str:
    if fact.start:
        return f"inspection of {fact.of}, {in_words(fact.start)}"
    if fact.published:
        return f"inspection of {fact.of}, reported {in_words(fact.published)}"
    return f"inspection of {fact.of}"
