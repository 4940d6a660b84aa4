"""What follows from the store by OWL 2 RL, kept in a graph of its own.

The ontology (``schema``) is closed (``hierarchy``); what it says about instances is compiled into
rules (``rules``), read ``forward`` and ``backward``. A ``worklist`` runs them over the triples of
all other graphs; once they have run, ``changes`` brings the graph of inferences up to date in time
that goes by what has changed. Either way the graph holds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from .. import identifiers
from ..background import GRAPHS
from ..vocabulary import BASE
from .changes import ChangedRules, Changes, NotByChange, infer_changes
from .rules import Rules, compile_rules
from .schema import Schema, Triple, our_schema, read_schema
from .stored import INFERRED
from .worklist import closure

if TYPE_CHECKING:
    from ..store import Store

__all__ = [
    "Changes",
    "Rules",
    "Schema",
    "closure",
    "compile_rules",
    "infer",
    "our_schema",
    "read_schema",
]

_ARTICLES = f"{BASE}article/"
_DERIVED = ("decisions", "identity", "ledger", "inferred")
_OURS = {identifiers.graph(name).value for name in (*GRAPHS, *_DERIVED)}
"""The graphs that caregraph makes: their blank nodes stand for classes and lists of classes."""


@cache
def _rules() -> Rules:
    return compile_rules(our_schema())


@cache
def _changed_rules() -> ChangedRules:
    return ChangedRules(_rules())


def infer(store: Store, changes: Changes | None = None) -> None:
    """Bring ``graph/inferred`` to what follows from the store's other graphs.

    ``changes``: what has changed since it was so; without them all is inferred anew.
    """
    if changes is not None and not changes.everything and _by_change(store):
        try:
            infer_changes(store, _changed_rules(), changes)
        except NotByChange:
            pass
        else:
            return
    inferred = closure(_rules(), _asserted(store))
    store.refill_graph(INFERRED, (ox.Quad(*triple, INFERRED) for triple in inferred))  # type: ignore[arg-type]


def _by_change(store: Store) -> bool:
    """Whether there is something to change, and no graph but those that are known to suit."""
    present = set(store.graphs())
    strange = (iri for iri in present - _OURS if not iri.startswith(_ARTICLES))
    unnamed = store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return INFERRED.value in present and not any(strange) and not any(unnamed)


def _asserted(store: Store) -> Iterator[Triple]:
    for iri in store.graphs():
        if iri != INFERRED.value:
            for quad in store.graph(iri):
                yield quad.subject, quad.predicate, quad.object  # type: ignore[misc]
