"""What follows from the store by OWL 2 RL, kept in a graph of its own.

The ontology is closed once by owlrl; what it says about instances is compiled into rules
(``rules``), which a worklist (``worklist``) runs over the triples of all other graphs. The graph of
inferences is written anew each time, so that nothing outlives what it followed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .. import identifiers
from ..vocabulary import rebase
from .rules import Rules, Term, compile_rules
from .worklist import closure

if TYPE_CHECKING:
    from rdflib import Graph

    from ..store import Store

__all__ = ["Rules", "closure", "compile_rules", "infer", "schema"]

INFERRED = identifiers.graph("inferred").value


def schema() -> Graph:
    """The ontology with its alignments, as the reasoner reads it."""
    from rdflib import Graph

    graph = Graph()
    folder = files("caregraph.ontology")
    alignments = sorted(folder.joinpath("alignments").iterdir(), key=lambda file: file.name)
    for file in (folder.joinpath("caregraph.ttl"), *alignments):
        if file.name.endswith(".ttl"):
            graph.parse(data=rebase(file.read_text("utf-8")), format="turtle")
    return graph


@cache
def _rules() -> Rules:
    return compile_rules(schema())


def infer(store: Store) -> int:
    """Write all that follows from the store's other graphs into ``graph/inferred``; its size."""
    store.refill_graph(INFERRED, closure(_rules(), _asserted(store)))
    return sum(1 for _ in store.graph(INFERRED))


def _asserted(store: Store) -> Iterator[tuple[Term, Term, Term]]:
    for iri in store.graphs():
        if iri != INFERRED:
            for quad in store.graph(iri):
                yield quad.subject, quad.predicate, quad.object  # type: ignore[misc]
