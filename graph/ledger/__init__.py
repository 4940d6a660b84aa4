"""The ledger: one rating per holder, service, key question and inspection, from all claims.

It is derived and can be thrown away: claims never change each other; the ledger says which of
them speak of the same rating and why, which grade they support and which dispute it, and what came
before. Every statement of a grade is in exactly one rating, or is passed over with the reason.

Claims are of the same rating when they name the same inspection, when their inspections were in
the same months, or when the dates they go by (the report's, else the article's, else the start of
the inspection) are of the same weeks and nothing contradicts. A claim of a past year joins the
rating of that year. A claim that no date places joins the dated rating it fits if one choice is
left; else it stands alone, under its article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from .. import identifiers
from ..store import Difference
from ..vocabulary import RDFS
from .changed import Touched, present
from .placing import dated_entries
from .sources import Statement, Subject, statements
from .tables import INFERRED, LEDGER
from .timeline import describe
from .times import span
from .undated import Timeline, place_undated
from .worked_out import with_years

if TYPE_CHECKING:
    from ..reasoning import Changes
    from ..store import Store

__all__ = ["LEDGER", "change_ledger", "ledger", "timelines", "write_ledger"]

_SEVERAL = "it tells of a past rating, and several of its time have the same grade"


def write_ledger(store: Store) -> None:
    """Make the ledger anew from all claims and the official register, in a graph of its own."""
    store.refill_graph(LEDGER, ledger(statements(store), partial(_name, store)))


def change_ledger(store: Store, changes: Changes) -> Difference:
    """Bring the ledger up to date, given that it was before the changes; what that changed.

    The ledger becomes what it would be if made anew, in time that goes by what it says of those
    whom the changes touch.
    """
    touched = Touched(store, changes)
    sources = {*touched.sources, *(statement.source for statement in touched.told)}
    before = present(store, touched.holders, sources)
    after = {
        Quad(triple.subject, triple.predicate, triple.object, LEDGER)
        for triple in ledger(touched.told, partial(_name, store))
    }
    difference = Difference(before - after, after - before)
    store.change(*difference)
    return difference


def ledger(
    stated: Iterable[Statement], named: Callable[[NamedNode], str] = identifiers.key_of
) -> Iterator[Triple]:
    """The ledger's statements, subject by subject, each in the order of time.

    ``named`` says what to call a holder.
    """
    found = timelines(stated)
    named = cache(named)
    for subject in sorted(found, key=str):
        yield from describe(subject, found[subject], named(subject.holder))


def _name(store: Store, holder: NamedNode) -> str:
    """The holder's label; of several the first in order, so that every run finds the same."""
    quads = store.engine.quads_for_pattern(holder, RDFS.label, None)
    found = [
        quad.object.value
        for quad in quads
        if isinstance(quad.object, Literal) and quad.graph_name != INFERRED
    ]
    return min(found, default=identifiers.key_of(holder))


def timelines(stated: Iterable[Statement]) -> dict[Subject, Timeline]:
    """The ratings of each subject, every statement in its place."""
    by_subject: dict[Subject, list[Statement]] = defaultdict(list)
    undated: list[Statement] = []
    for statement in with_years(stated):
        by_subject[statement.subject].append(statement)
        if span(statement.when) is None:
            undated.append(statement)
    found: dict[Subject, Timeline] = {}
    for subject, told in by_subject.items():
        dated, left = dated_entries(told)
        found[subject] = Timeline(dated, passed_over=[(s, _SEVERAL) for s in left])
    place_undated(found, undated)
    return found
