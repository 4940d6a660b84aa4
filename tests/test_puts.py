"""Graphs that clients send: each change is made whole or not at all."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from caregraph.api.changes import Change, Kind, Part, make
from caregraph.graph.store import Store

GRAPH = ox.NamedNode("http://example.org/g")
BEFORE = "<a:old> <a:is> <a:here> ."
DATA = """PREFIX : <a:>
:s :p "it's \\"one\\"\\n" , "é"@en , [ :q 1.5 ], <<( :a :b :c )>> . <> :self <> ."""


class Counting:
    """The engine, which counts what writes: each call is a transaction."""

    writing = ("add", "extend", "bulk_extend", "update", "clear_graph", "add_graph", "remove_graph")

    def __init__(self, engine: ox.Store) -> None:
        self.engine, self.calls = engine, 0

    def __getattr__(self, name: str) -> Any:
        self.calls += name in self.writing
        return getattr(self.engine, name)


@pytest.mark.parametrize("kind", ["put", "post"])
@pytest.mark.parametrize("graph", [GRAPH, None])
def test_a_graph_is_sent_in_one_transaction(kind: Kind, graph: ox.NamedNode | None) -> None:
    with Store.open() as store:
        name = graph or ox.DefaultGraph()
        store.engine.load(BEFORE, format=ox.RdfFormat.TURTLE, to_graph=name)
        counting = Counting(store.engine)
        store._engine = counting  # type: ignore[assignment]
        parts = (Part("text/turtle", DATA.encode()),)
        assert make(store, Change(kind, graph=graph.value if graph else None, parts=parts)).existed
        assert counting.calls == 1
        found = {quad.triple for quad in counting.engine.quads_for_pattern(None, None, None, name)}
        expected = set(ox.parse(DATA, format=ox.RdfFormat.TURTLE, base_iri=_base(graph)))
        added = {each.triple for each in expected}
        if kind == "post":
            added |= {each.triple for each in ox.parse(BEFORE, format=ox.RdfFormat.TURTLE)}
        assert _same(found, added)


def _base(graph: ox.NamedNode | None) -> str:
    return graph.value if graph else "https://w3id.org/caregraph/"


def _same(found: set[ox.Triple], expected: set[ox.Triple]) -> bool:
    graphs = []
    for triples in (found, expected):
        each = ox.Dataset(ox.Quad(*triple) for triple in triples)
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(each)
    return graphs[0] == graphs[1]


def test_an_empty_graph_is_a_graph() -> None:
    with Store.open() as store:
        assert not make(store, Change("put", graph=GRAPH.value)).existed
        assert store.has_graph(GRAPH.value)
