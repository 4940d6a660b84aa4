"""Who is who across articles, in a graph of its own that can be thrown away and made anew.

An article's graph says of its people, organisations and sites what that article says: one IRI for
each name in each organisation. What is the same in spite of two IRIs, and what perhaps is, follows
here from all articles, the reference tables and a reviewer's decisions: judgements with a score
and reasons, who held which post when, and who ran which site when.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from .changed import change_identity
from .clusters import clusters
from .decisions import DECISIONS, decided
from .listed import unlisted_judgements
from .merging import merged
from .operators import operations
from .people import people
from .people_judgements import judge_people
from .roles import roles
from .stated import IDENTITY
from .tenures import tenures

if TYPE_CHECKING:
    from ..store import Store

__all__ = ["DECISIONS", "IDENTITY", "change_identity", "identity", "write_identity"]


def write_identity(store: Store) -> None:
    """Make ``graph/identity`` anew from the articles, the tables and the decisions."""
    store.refill_graph(IDENTITY, list(identity(store)))


def identity(store: Store) -> Iterator[Triple]:
    """All that follows about who is who, in the same order each time."""
    verdicts = decided(store)
    told = roles(store)
    judged = [*judge_people(people(store, told), verdicts), *unlisted_judgements(store, verdicts)]
    judged += [
        verdict for verdict in verdicts.values() if verdict.pair not in {j.pair for j in judged}
    ]
    same = clusters(judged)
    for judgement in sorted(judged, key=lambda judgement: judgement.pair):
        yield from judgement.triples()
    yield from merged(store, same)
    yield from tenures(store, told, same)
    yield from operations(store, same)
