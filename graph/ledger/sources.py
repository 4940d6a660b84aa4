"""What the ledger reads: every rating that an article or the official register states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from pyoxigraph import Literal, NamedNode

from ..vocabulary import CG, DCTERMS, RDF, STANDING

if TYPE_CHECKING:
    from ..store import Store

Values = dict[NamedNode, NamedNode | Literal]

REGISTER_WEIGHT = 10.0
"""The official register outweighs what articles say of it."""


class Subject(NamedTuple):
    """What is rated: holder, service (``None``: the whole) and key question."""

    holder: NamedNode
    service: NamedNode | None
    question: NamedNode


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim or register entry; ``when`` is the date it goes by, as stated, if any.

    ``past``: it tells of a rating of an earlier time, not of the one in force when it was made.
    """

    source: NamedNode
    subject: Subject
    grade: NamedNode
    weight: float
    when: Literal | None
    issued: Literal | None = None
    inspection: NamedNode | None = None
    article: NamedNode | None = None
    past: bool = False


def statements(store: Store) -> Iterator[Statement]:
    """All statements of ratings, in the order of their sources; undated pasts are passed over."""
    read = _Reader(store)
    for claim in read.of_class(CG.RatingClaim):
        statement = read.claim(claim)
        if statement.when is not None or not statement.past:
            yield statement
    for entry in read.of_class(CG.RegisterEntry):
        yield read.register_entry(entry)


class _Reader:
    """One look-up table per property: a scan each, where a query would join them claim by claim."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._about = self._values(CG.about)
        self._service = self._values(CG.service)
        self._question = self._values(CG.question)
        self._grade = self._values(CG.grade)
        self._standing = self._values(CG.standing)
        self._rated_in = self._values(CG.ratedIn)
        self._confidence = self._values(CG.confidence)
        self._stated_in = self._values(CG.statedIn)
        self._issued = self._values(DCTERMS.issued)
        self._inspection = self._values(CG.fromInspection)
        self._reported = self._values(CG.reportedOn)
        self._started = self._values(CG.startedOn)

    def _values(self, predicate: NamedNode) -> Values:
        """Subject → its value; of several the first in order, so that every run finds the same."""
        values: Values = {}
        for quad in self._store.engine.quads_for_pattern(None, predicate, None, None):
            subject, value = cast(NamedNode, quad.subject), cast(NamedNode | Literal, quad.object)
            held = values.get(subject)
            if held is None or str(value) < str(held):
                values[subject] = value
        return values

    def of_class(self, kind: NamedNode) -> list[NamedNode]:
        """The members of a class, sorted."""
        quads = self._store.engine.quads_for_pattern(None, RDF.type, kind, None)
        return sorted({cast(NamedNode, quad.subject) for quad in quads}, key=str)

    def claim(self, claim: NamedNode) -> Statement:
        """A claim, dated by the past rating's year, the report, the article or the visit."""
        article = cast(NamedNode, self._stated_in[claim])
        inspection = self._inspection.get(claim)
        issued = self._issued.get(article)
        past = self._standing.get(claim) == STANDING.past
        when = self._rated_in.get(claim) if past else issued
        if inspection is not None and not past:
            node = cast(NamedNode, inspection)
            when = self._reported.get(node) or issued or self._started.get(node)
        return Statement(
            source=claim,
            subject=self._subject(claim),
            grade=cast(NamedNode, self._grade[claim]),
            weight=float(self._confidence[claim].value),
            when=cast(Literal | None, when),
            issued=cast(Literal | None, issued),
            inspection=cast(NamedNode | None, inspection),
            article=article,
            past=past,
        )

    def register_entry(self, entry: NamedNode) -> Statement:
        """A row of the official register, dated by its publication or its inspection."""
        when = self._reported.get(entry) or self._started.get(entry)
        return Statement(
            source=entry,
            subject=self._subject(entry),
            grade=cast(NamedNode, self._grade[entry]),
            weight=REGISTER_WEIGHT,
            when=cast(Literal | None, when),
            issued=cast(Literal | None, when),
        )

    def _subject(self, source: NamedNode) -> Subject:
        return Subject(
            cast(NamedNode, self._about[source]),
            cast(NamedNode | None, self._service.get(source)),
            cast(NamedNode, self._question[source]),
        )
