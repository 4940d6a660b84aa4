"""What is said of a query that can't be read: where, and what was probably meant."""

from __future__ import annotations

import pytest

from caregraph.graph.errors import QueryError
from caregraph.graph.store import Store


@pytest.mark.parametrize(
    ("query", "place", "hint"),
    [
        ("SELEC * {}", (1, 1), "'SELEC' is no word of SPARQL; did you mean 'SELECT'?"),
        ("SELECT * {\n ?s ?p ?o }\nORDR BY ?s", (3, 1), "did you mean 'ORDER'?"),
        ("SELECT * { ?s a ?o . FOO }", (1, 22), "'FOO' is no word of SPARQL"),
        ("SELECT * { ?s foo:bar ?o }", (1, 15), "the prefix 'foo:' isn't declared"),
        ("SELECT * { ?s ?p 'a }", (1, 22), "the string has no end"),
        ("SELECT * { BIND(1 AS ?x }", (1, 25), "expected )"),
        ("SELECT ?x {\n ?x ", (2, 5), "line 2, column 5"),
    ],
)
def test_the_place_and_what_was_meant(query: str, place: tuple[int, int], hint: str) -> None:
    with Store.open() as store, pytest.raises(QueryError) as raised:
        store.query(query)
    assert (raised.value.line, raised.value.column) == place
    assert hint in str(raised.value)
    assert "SERVICE" not in str(raised.value), "it would be refused"


def test_an_update_is_no_query() -> None:
    with Store.open() as store, pytest.raises(QueryError, match=r"an update \(DELETE\)"):
        store.query("PREFIX a: <x:y> DELETE WHERE { ?s ?p ?o }")
