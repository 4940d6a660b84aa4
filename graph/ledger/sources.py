"""What the ledger reads: every rating that an article or the official register states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from pyoxigraph import Literal, NamedNode, Quad

from .. import identifiers
from ..vocabulary import CG, DCTERMS, RDF, STANDING, XSD
from .tables import LookedUp, Table, Value, Values, keep_first, rows, scanned, scanned_concepts
from .times import Visit, months_named, span, visit

if TYPE_CHECKING:
    from ..store import Store

REGISTER_WEIGHT = 10.0
"""The official register outweighs what articles say of it."""

REPORTED, ISSUED, INSPECTED, TOLD = range(4)
"""What a date is, the best first: the report's, the article's, the visit's, one told for a past."""


class Subject(NamedTuple):
    """What is rated: holder, service (``None``: the whole) and key question."""

    holder: NamedNode
    service: NamedNode | None
    question: NamedNode


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim or register entry; ``when`` is the date it goes by, as stated, if any.

    ``past``: it tells of a rating of an earlier time, not of the one in force when it was made.
    ``family``: the organisation that is rated or runs the site that is. ``visit``: the months of
    the inspection it rests on, else of the only one of the family that its article tells of.
    ``because``: how its date was worked out, when nothing states it.
    """

    source: NamedNode
    subject: Subject
    grade: NamedNode
    weight: float
    when: Literal | None
    kind_of_date: int = ISSUED
    issued: Literal | None = None
    inspection: NamedNode | None = None
    visit: Visit | None = None
    article: NamedNode | None = None
    family: NamedNode | None = None
    past: bool = False
    previous: NamedNode | None = None
    movement: NamedNode | None = None
    because: str | None = None


def statements(store: Store) -> Iterator[Statement]:
    """All statements of ratings, in the order of their sources."""
    read = Reader(store, whole=True)
    yield from read.statements(read.of_class(CG.RatingClaim), read.of_class(CG.RegisterEntry))


class Reader:
    """Reads statements of ratings out of what a store says of their sources.

    For the ``whole`` there is one look-up table per property: a scan each, where a query would
    join them claim by claim. For a part each value is looked up. What every kind of claim has (its
    subject, its confidence) is read of rating claims alone.
    """

    def __init__(self, store: Store, *, whole: bool) -> None:
        self._store = store
        self._whole = whole
        self._about: Values = {}
        self._service: Values = {}
        self._confidence: Values = {}
        self._articles: dict[str, NamedNode] = {}
        self._question = self._table(CG.question, concepts=True)
        self._grade = self._table(CG.grade, concepts=True)
        self._previous = self._table(CG.previousGrade, concepts=True)
        self._movement = self._table(CG.movement, concepts=True)
        self._standing = self._table(CG.standing, concepts=True)
        self._rated_in = self._table(CG.ratedIn)
        self._issued = self._table(DCTERMS.issued)
        self._inspection = self._table(CG.fromInspection)
        self._reported = self._table(CG.reportedOn)
        self._started = self._table(CG.startedOn)
        self._ended = self._table(CG.endedOn)
        self._operator = self._table(CG.operatedBy)
        self._visited_in_words = self._table(CG.inspectionDates)
        self._known = self._table(CG.identifiedAs)
        self._told: dict[NamedNode, dict[NamedNode, set[NamedNode]]] = {}
        if whole:
            self._read_inspections("?article")

    def _table(self, predicate: NamedNode, *, concepts: bool = False) -> Table:
        if not self._whole:
            return LookedUp(self._store, predicate)
        return (scanned_concepts if concepts else scanned)(self._store, predicate)

    def _read_inspections(self, graph: str) -> None:
        """Article and family → the inspections of the family that the article tells of."""
        query = f"""SELECT ?claim ?inspection ?about {{
            GRAPH {graph} {{ ?claim {CG.inspection} ?inspection ; {CG.about} ?about }} }}"""
        for claim, inspection, about in rows(self._store, query):
            told = self._told.setdefault(self._article(claim), defaultdict(set))
            told[self.family(about)].add(inspection)

    def _told_by(self, article: NamedNode, family: NamedNode) -> set[NamedNode]:
        if not self._whole and article not in self._told:
            self._told[article] = defaultdict(set)
            self._read_inspections(str(article))
        return self._told.get(article, {}).get(family, set())

    def _article(self, claim: NamedNode) -> NamedNode:
        node = identifiers.article_of(claim)
        return self._articles.setdefault(node.value, node)

    def family(self, holder: NamedNode) -> NamedNode:
        """The organisation that is rated, or runs the site that is."""
        return self.holder(cast(NamedNode, self._operator.get(holder, holder)))

    def holder(self, told: NamedNode) -> NamedNode:
        """The holder as it is known: a reviewer may have found two IRIs to be of one."""
        return cast(NamedNode, self._known.get(told, told))

    def of_class(self, kind: NamedNode) -> list[NamedNode]:
        """The members of a class, sorted, with what they say of holder, service and confidence."""
        query = f"""SELECT ?member ?about ?confidence ?in_service {{ GRAPH ?source {{
            ?member a {kind} ; {CG.about} ?about .
            OPTIONAL {{ ?member {CG.service} ?in_service }}
            OPTIONAL {{ ?member {CG.confidence} ?confidence }} }} }}"""
        members: dict[NamedNode, None] = {}
        for member, about, confidence, service in rows(self._store, query):
            members[member] = None
            keep_first(self._about, member, about)
            if service is not None:
                keep_first(self._service, member, service)
            if confidence is not None:
                keep_first(self._confidence, member, confidence)
        return sorted(members, key=str)

    def told_of(self, told: NamedNode, kind: NamedNode) -> list[NamedNode]:
        """The members of a class about one IRI, with what they say of service and confidence."""
        engine = self._store.engine
        members: list[NamedNode] = []
        for about in engine.quads_for_pattern(None, CG.about, told):
            member, source = cast(NamedNode, about.subject), about.graph_name
            if Quad(member, RDF.type, kind, source) in engine:
                members.append(member)
                keep_first(self._about, member, told)
                for table, term in (
                    (self._service, CG.service),
                    (self._confidence, CG.confidence),
                ):
                    for quad in engine.quads_for_pattern(member, term, None, source):
                        keep_first(table, member, cast(Value, quad.object))
        return members

    def statements(
        self, claims: Iterable[NamedNode], entries: Iterable[NamedNode]
    ) -> Iterator[Statement]:
        """What rating claims and entries of the register state, of those read before."""
        for claim in claims:
            yield self.claim(claim)
        for entry in entries:
            yield self.register_entry(entry)

    def claim(self, claim: NamedNode) -> Statement:
        """A claim, dated by the past rating's year, the report, the article or the visit."""
        article = self._article(claim)
        issued = cast(Literal | None, self._issued.get(article))
        subject = self._subject(claim)
        family = self.family(subject.holder)
        inspection = cast(NamedNode | None, self._inspection.get(claim))
        past = self._standing.get(claim) == STANDING.past
        when, kind_of_date = self._date(claim, inspection, issued, past=past)
        told = self._told_by(article, family)
        visited = inspection or (next(iter(told)) if len(told) == 1 and not past else None)
        return Statement(
            source=claim,
            subject=subject,
            grade=cast(NamedNode, self._grade[claim]),
            weight=float(self._confidence[claim].value),
            when=when,
            kind_of_date=kind_of_date,
            issued=issued,
            inspection=inspection,
            visit=self._visit(visited) if visited else None,
            article=article,
            family=family,
            past=past,
            previous=cast(NamedNode | None, self._previous.get(claim)),
            movement=cast(NamedNode | None, self._movement.get(claim)),
        )

    def _date(
        self,
        claim: NamedNode,
        inspection: NamedNode | None,
        issued: Literal | None,
        *,
        past: bool,
    ) -> tuple[Literal | None, int]:
        if past:
            return cast(Literal | None, self._rated_in.get(claim)), TOLD
        if inspection is not None and (reported := self._report_of(inspection)) is not None:
            return reported, REPORTED
        if issued is None and inspection is not None:
            started = cast(Literal | None, self._started.get(inspection))
            if span(started) is not None:
                return started, INSPECTED
        return issued, ISSUED

    def _report_of(self, inspection: NamedNode) -> Literal | None:
        """The date of its report, unless that lies before its start: then it is another's."""
        reported = cast(Literal | None, self._reported.get(inspection))
        out = span(reported)
        start = span(cast(Literal | None, self._started.get(inspection)))
        return None if out is None or (start and out[1] < start[0]) else reported

    def _visit(self, inspection: NamedNode) -> Visit | None:
        start, end = self._started.get(inspection), self._ended.get(inspection)
        return visit(cast(Literal | None, start), cast(Literal | None, end))

    def register_entry(self, entry: NamedNode) -> Statement:
        """A row of the official register, dated by its publication or its inspection."""
        subject = self._subject(entry)
        words = self._visited_in_words.get(entry)
        months = months_named(words.value) if words is not None else None
        start, end = (
            (Literal(month, datatype=XSD.gYearMonth) for month in months)
            if months
            else (None, None)
        )
        reported = cast(Literal | None, self._reported.get(entry))
        return Statement(
            source=entry,
            subject=subject,
            grade=cast(NamedNode, self._grade[entry]),
            weight=REGISTER_WEIGHT,
            when=reported or start,
            kind_of_date=REPORTED if reported else INSPECTED,
            issued=reported,
            visit=visit(start, end),
            family=self.family(subject.holder),
        )

    def _subject(self, source: NamedNode) -> Subject:
        return Subject(
            self.holder(cast(NamedNode, self._about[source])),
            cast(NamedNode | None, self._service.get(source)),
            cast(NamedNode, self._question[source]),
        )
