"""The ratings of one subject as statements: grade, times, evidence and the rating before."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from .. import identifiers
from ..vocabulary import CG, MOVEMENT, RDF, RDFS, STANDING
from .entries import Entry, last_part, movement, weightiest
from .sources import Subject
from .undated import Timeline


def describe(subject: Subject, timeline: Timeline, holder: str) -> Iterator[Triple]:
    """All that the ledger says of one subject, whose holder is called so, in the order of time."""
    chain = _chain(timeline)
    before: tuple[NamedNode, Entry] | None = None
    for entry in chain:
        node = _node(subject, entry)
        yield from _rating(node, subject, entry, holder)
        yield from _before(node, entry, before)
        current = entry is chain[-1] and not entry.only_past
        yield Triple(node, CG.standing, STANDING.current if current else STANDING.past)
        before = node, entry
    # Of those without a date, nobody knows which is in force.
    for entry in timeline.undated:
        if entry not in chain:
            node = _node(subject, entry)
            yield from _rating(node, subject, entry, holder)
            yield from _before(node, entry, None)
    for statement, because in timeline.passed_over:
        yield Triple(statement.source, CG.passedOverBecause, Literal(because))


def _chain(timeline: Timeline) -> list[Entry]:
    """The entries whose order is known: the dated, and one without a date if it came after them.

    It did if its own article tells of all the dated as past.
    """
    if len(timeline.undated) != 1:
        return timeline.dated
    article = timeline.undated[0].placed[0].statement.article
    told_after = all(
        entry.only_past and any(s.article == article for s in entry.statements)
        for entry in timeline.dated
    )
    return [*timeline.dated, *timeline.undated] if told_after else timeline.dated


def _rating(node: NamedNode, subject: Subject, entry: Entry, holder: str) -> Iterator[Triple]:
    when, grade = entry.when, entry.grade
    yield Triple(node, RDF.type, CG.Rating)
    yield Triple(node, RDFS.label, Literal(_label(subject, entry, holder)))
    yield Triple(node, CG.about, subject.holder)
    yield Triple(node, CG.question, subject.question)
    yield Triple(node, CG.grade, grade)
    if subject.service is not None:
        yield Triple(node, CG.service, subject.service)
    if when is not None:
        yield Triple(node, CG.validOn, when)
    if (known := entry.known_from) is not None:
        yield Triple(node, CG.knownFrom, known)
    for inspection in entry.inspections:
        yield Triple(node, CG.fromInspection, inspection)
    for statement, because in entry.placed:
        relation = CG.supportedBy if statement.grade == grade else CG.disputedBy
        yield Triple(node, relation, statement.source)
        if because is not None:
            yield Triple(statement.source, CG.mergedBecause, Literal(because))


def _before(
    node: NamedNode, entry: Entry, before: tuple[NamedNode, Entry] | None
) -> Iterator[Triple]:
    """The rating before; if none is known, the grade that articles tell was before."""
    supporting = entry.supporting
    told = [(s, s.previous) for s in supporting if s.previous is not None]
    moved = [(s, s.movement) for s in supporting if s.movement is not None]
    grade: NamedNode | None
    went: NamedNode | None
    if before is not None:
        yield Triple(node, CG.previousRating, before[0])
        grade, went = before[1].grade, movement(before[1].grade, entry.grade)
        if went == MOVEMENT.same and entry.left_in_place:
            yield Triple(node, CG.confirms, before[0])
    elif told:
        grade = weightiest(told)
        went = movement(grade, entry.grade)
    else:
        grade, went = None, weightiest(moved) if moved else None
    if grade is not None:
        yield Triple(node, CG.previousGrade, grade)
    if went is not None:
        yield Triple(node, CG.movement, went)
    disputing = {s.source for s, other in told if other != grade}
    disputing |= {s.source for s, other in moved if other != went}
    for source in sorted(disputing, key=str):
        yield Triple(node, CG.previousDisputedBy, source)


def _node(subject: Subject, entry: Entry) -> NamedNode:
    service = subject.service and last_part(subject.service)
    key = identifiers.key_of(subject.holder)
    return identifiers.rating(key, service, last_part(subject.question), entry.key)


def _label(subject: Subject, entry: Entry, holder: str) -> str:
    what = [_words(node) for node in (subject.service, subject.question) if node is not None]
    when = entry.when.value if entry.when is not None else "undated"
    return f"{holder}, {', '.join(what)}: {_words(entry.grade)} ({when})"


def _words(node: NamedNode) -> str:
    return last_part(node).replace("-", " ").replace("well led", "well-led")
