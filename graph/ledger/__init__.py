"""The ledger: one rating per holder, service, key question and inspection, from all claims.

It is derived and can be thrown away: claims never change each other; the ledger says which of
them speak of the same rating, which grade they support and which dispute it, and what came before.

Claims are of the same rating when they name the same inspection, or when the dates they go by (the
report's, else the article's, else the start of the inspection) lie within ``SAME_REPORT`` of each
other. A claim of a past year joins the rating of that year. A claim that no date places stands
alone, under its article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from .. import identifiers
from ..vocabulary import CG, MOVEMENT, RDF, RDFS, STANDING
from .entries import Entry, entries
from .sources import Statement, Subject, statements

if TYPE_CHECKING:
    from ..store import Store

LEDGER = identifiers.graph("ledger")


def write_ledger(store: Store) -> None:
    """Make the ledger anew from all claims and the official register, in a graph of its own."""
    store.refill_graph(LEDGER, ledger(statements(store)))


def ledger(stated: Iterable[Statement]) -> Iterator[Triple]:
    """The ledger's statements, subject by subject, each in the order of time."""
    by_subject: dict[Subject, list[Statement]] = defaultdict(list)
    for statement in stated:
        by_subject[statement.subject].append(statement)
    for subject in sorted(by_subject, key=str):
        yield from _timeline(subject, entries(by_subject[subject]))


def _timeline(subject: Subject, found: list[Entry]) -> Iterator[Triple]:
    """The entries, each linked to the one before; one without a date has none before it."""
    dated = [entry for entry in found if entry.when is not None]
    latest = dated[-1] if dated else found[-1]
    previous: Entry | None = None
    for entry in found:
        node = _node(subject, entry)
        yield from _describe(node, subject, entry)
        yield Triple(node, CG.standing, STANDING.current if entry is latest else STANDING.past)
        if previous is not None and entry.when is not None:
            yield Triple(node, CG.previousRating, _node(subject, previous))
            yield Triple(node, CG.previousGrade, previous.grade)
            yield Triple(node, CG.movement, _movement(previous, entry))
        previous = entry if entry.when is not None else previous


def _describe(node: NamedNode, subject: Subject, entry: Entry) -> Iterator[Triple]:
    yield Triple(node, RDF.type, CG.Rating)
    yield Triple(node, RDFS.label, Literal(_label(subject, entry)))
    yield Triple(node, CG.about, subject.holder)
    yield Triple(node, CG.question, subject.question)
    yield Triple(node, CG.grade, entry.grade)
    if subject.service is not None:
        yield Triple(node, CG.service, subject.service)
    if entry.when is not None:
        yield Triple(node, CG.validOn, entry.when)
    if (known := entry.known_from) is not None:
        yield Triple(node, CG.knownFrom, known)
    for inspection in entry.inspections:
        yield Triple(node, CG.fromInspection, inspection)
    for statement in entry.statements:
        relation = CG.supportedBy if statement.grade == entry.grade else CG.disputedBy
        yield Triple(node, relation, statement.source)


def _movement(previous: Entry, entry: Entry) -> NamedNode:
    step = entry.rank - previous.rank
    return MOVEMENT.up if step > 0 else MOVEMENT.down if step < 0 else MOVEMENT.same


def _node(subject: Subject, entry: Entry) -> NamedNode:
    service = subject.service and _last_part(subject.service)
    key = identifiers.key_of(subject.holder)
    return identifiers.rating(key, service, _last_part(subject.question), entry.key)


def _label(subject: Subject, entry: Entry) -> str:
    what = [_last_part(node) for node in (subject.service, subject.question) if node is not None]
    when = entry.when.value if entry.when is not None else "undated"
    words = " ".join(what).replace("-", " ").replace("well led", "well-led")
    return f"{words}: {_last_part(entry.grade).replace('-', ' ')} ({when})"


def _last_part(node: NamedNode) -> str:
    return node.value.rpartition("/")[2]
