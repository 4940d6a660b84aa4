"""The part of the ledger that a change touches, made anew and put in the place of what was there.

Its unit is a family: an organisation with the sites that it runs. All that decides a rating lies
within its family, but for articles without a date, whose ratings of several families are weighed
together: such families are made anew together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from ..vocabulary import CG, DCTERMS, RDF, RDFS
from .sources import Reader, Statement
from .tables import INFERRED, LEDGER
from .times import span

if TYPE_CHECKING:
    from ..reasoning import Changes
    from ..reasoning.schema import Term, Triple
    from ..store import Store

_KINDS = (CG.RatingClaim, CG.RegisterEntry)
_DATES = (CG.reportedOn, CG.startedOn, CG.endedOn)

Nodes = set[NamedNode]


class Touched:
    """What a change touches: sources, and holders as they are and as they were.

    ``told``: all statements, as they are now, of the families to which the holders belong.
    """

    def __init__(self, store: Store, changes: Changes) -> None:
        self._store = store
        self._read = Reader(store, whole=False)
        gone, came = changes.net(store, (LEDGER, INFERRED))
        self._changed: list[Triple] = [*gone, *came]
        self.sources = {node for kind in _KINDS for node in self._of_class(kind)}
        inspections = set(self._changed_subjects(CG.inspection))
        self.holders = {
            *self._abouts({*self.sources, *inspections, *self._dated_otherwise()}),
            *self._moved(),
            *self._renamed(),
        }
        self.told = self._read_families()

    def _of_class(self, kind: NamedNode) -> Iterator[NamedNode]:
        """The members of the class, now or before, of which anything changed."""
        yield from (s for s, p, o in self._changed if p == RDF.type and o == kind)  # type: ignore[misc]
        for subject in {subject for subject, *_ in self._changed}:
            if isinstance(subject, NamedNode) and any(self._quads(subject, RDF.type, kind)):
                yield subject

    def _changed_subjects(self, *predicates: NamedNode) -> Iterator[NamedNode]:
        for subject, predicate, _ in self._changed:
            if predicate in predicates and isinstance(subject, NamedNode):
                yield subject

    def _dated_otherwise(self) -> Iterator[NamedNode]:
        """Claims that rest on an inspection, or stand in an article, whose dates changed."""
        for inspection in self._changed_subjects(*_DATES):
            for link in (CG.fromInspection, CG.inspection):
                yield from self._subjects(link, inspection)
        for article in self._changed_subjects(DCTERMS.issued):
            yield from self._claims(article)

    def _abouts(self, claims: Nodes) -> Iterator[NamedNode]:
        """Whom the claims are about, and were."""
        for claim in claims:
            for quad in self._quads(claim, CG.about, None):
                yield from _node(quad.object)
        for subject, predicate, object_ in self._changed:
            if predicate == CG.about and subject in claims:
                yield from _node(object_)

    def _moved(self) -> Iterator[NamedNode]:
        """Sites that changed hands, those who ran and run them, and who is known by another IRI."""
        for subject, predicate, object_ in self._changed:
            if predicate in (CG.operatedBy, CG.identifiedAs):
                yield from _node(subject)
                yield from _node(object_)

    def _renamed(self) -> Iterator[NamedNode]:
        for holder in self._changed_subjects(RDFS.label):
            if any(self._store.engine.quads_for_pattern(None, CG.about, holder, LEDGER)):
                yield holder

    def _read_families(self) -> list[Statement]:
        """All statements of the families, and of those whose ratings are weighed with theirs."""
        waiting = {self._family(told) for told in self.holders}
        families: Nodes = set()
        found: dict[NamedNode, Statement] = {}
        while waiting:
            families |= waiting
            told = list(self._statements(waiting))
            found.update((statement.source, statement) for statement in told)
            undated = {s.article for s in told if s.article and span(s.issued) is None}
            claims = {claim for article in undated for claim in self._claims(article)}
            waiting = {self._family(about) for about in self._abouts(claims)} - families
        return sorted(found.values(), key=lambda s: (s.article is None, str(s.source)))

    def _statements(self, families: Nodes) -> Iterator[Statement]:
        abouts = {
            told
            for family in families
            for holder in self._members(family)
            for told in (holder, *self._subjects(CG.identifiedAs, holder))
        }
        self.holders |= abouts
        claims, entries = (
            [source for told in abouts for source in self._read.told_of(told, kind)]
            for kind in _KINDS
        )
        return self._read.statements(claims, entries)

    def _members(self, family: NamedNode) -> Iterator[NamedNode]:
        """The holders of the family, as they are known."""
        yield family
        for operator in (family, *self._subjects(CG.identifiedAs, family)):
            for told in self._subjects(CG.operatedBy, operator):
                site = self._read.holder(told)
                if self._read.family(site) == family:
                    yield site

    def _family(self, told: NamedNode) -> NamedNode:
        return self._read.family(self._read.holder(told))

    def _claims(self, article: NamedNode) -> Iterator[NamedNode]:
        quads = self._store.engine.quads_for_pattern(None, RDF.type, CG.RatingClaim, article)
        return (node for quad in quads for node in _node(quad.subject))

    def _subjects(self, predicate: NamedNode, object_: NamedNode) -> list[NamedNode]:
        quads = self._quads(None, predicate, object_)
        return [node for quad in quads for node in _node(quad.subject)]

    def _quads(
        self, subject: NamedNode | None, predicate: NamedNode, object_: NamedNode | None
    ) -> Iterator[Quad]:
        for quad in self._store.engine.quads_for_pattern(subject, predicate, object_):
            if quad.graph_name != LEDGER and quad.graph_name != INFERRED:
                yield quad


def present(store: Store, holders: Iterable[NamedNode], sources: Iterable[NamedNode]) -> set[Quad]:
    """What the ledger says now of the holders' ratings and of sources, those and the ratings'."""
    engine = store.engine
    subjects = set(sources)
    for holder in holders:
        for about in engine.quads_for_pattern(None, CG.about, holder, LEDGER):
            subjects.update(_node(about.subject))
            for relation in (CG.supportedBy, CG.disputedBy):
                for quad in engine.quads_for_pattern(about.subject, relation, None, LEDGER):
                    subjects.update(_node(quad.object))
    return {
        quad for node in subjects for quad in engine.quads_for_pattern(node, None, None, LEDGER)
    }


def _node(term: Term | object) -> Iterator[NamedNode]:
    if isinstance(term, NamedNode):
        yield term
