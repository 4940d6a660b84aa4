"""What sources and tables state: who is who follows from that, never from what was derived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from .. import identifiers

if TYPE_CHECKING:
    from ..store import Store

IDENTITY = identifiers.graph("identity")
DERIVED = (IDENTITY, identifiers.graph("ledger"), identifiers.graph("inferred"))


def stated(
    store: Store,
    subject: NamedNode | None,
    predicate: NamedNode | None,
    value: NamedNode | Literal | None = None,
) -> Iterator[Quad]:
    """The quads of a pattern in all graphs but the derived."""
    for quad in store.engine.quads_for_pattern(subject, predicate, value):
        if quad.graph_name not in DERIVED:
            yield quad


def nodes(terms: Iterator[object]) -> Iterator[NamedNode]:
    """Those of the terms that are IRIs."""
    return (term for term in terms if isinstance(term, NamedNode))
