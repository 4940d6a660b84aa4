"""What follows from the store by OWL 2 RL, kept in a graph of its own.

The ontology (``schema``) is closed (``hierarchy``); what it says about instances is compiled into
rules (``rules``), which a worklist (``worklist``) runs over the triples of all other graphs. The
graph of inferences is written anew each time, so that nothing outlives what it followed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from .. import identifiers
from .rules import Rules, compile_rules
from .schema import Schema, Triple, our_schema, read_schema
from .worklist import closure

if TYPE_CHECKING:
    from ..store import Store

__all__ = [
    "Rules",
    "Schema",
    "closure",
    "compile_rules",
    "infer",
    "our_schema",
    "read_schema",
]

INFERRED = identifiers.graph("inferred").value


@cache
def _rules() -> Rules:
    return compile_rules(our_schema())


def infer(store: Store) -> int:
    """Write all that follows from the store's other graphs into ``graph/inferred``; its size."""
    store.refill_graph(INFERRED, closure(_rules(), _asserted(store)))
    return sum(1 for _ in store.graph(INFERRED))


def _asserted(store: Store) -> Iterator[Triple]:
    for iri in store.graphs():
        if iri != INFERRED:
            for quad in store.graph(iri):
                yield quad.subject, quad.predicate, quad.object  # type: ignore[misc]
