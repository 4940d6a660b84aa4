"""Lookups: which queries are one, and that their answers are those of a worker."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote_to_bytes

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caregraph.api import lookups
from caregraph.api.evaluation import Answer, Limits, Request, evaluate
from caregraph.api.lookups import Lookups
from caregraph.api.protocol import unquoted
from caregraph.graph.lookups import lookup
from caregraph.graph.store import Store

HERE = Path("copy")
XAV = "<https://w3id.org/caregraph/organisation/XAV>"

ONES = (
    f"SELECT ?p ?o WHERE {{ {XAV} ?p ?o }}",
    f"select*{{{XAV} ?p ?o.}}".replace("select*", "select * "),
    "SELECT ?s { ?s a cg:Trust . } LIMIT 3",
    "SELECT $s\nWHERE{$s rdfs:label 'Alder Vale Hospital'}",
    'PREFIX : <https://w3id.org/caregraph/ontology#> SELECT * { ?s :odsCode "XAV" }',
    "PREFIX c: <https://w3id.org/caregraph/ontology#>PREFIX d:<a:b> SELECT ?o { ?s c:grade ?o }",
    "SELECT ?label { <organisation/XAV> rdfs:label ?label } LIMIT 0",
    'SELECT * { ?s ?p "2020-02-01"^^xsd:date }',
    'SELECT * { ?s skos:prefLabel "Good"@en }',
    f"ASK {{ {XAV} a cg:Trust }}",
    f"ASK WHERE {{ ?s ?p {XAV} }}",
    "SELECT * { <a:nothing> ?p ?o }",
)

OTHERS = (
    # a path, which may walk the whole graph
    f"SELECT * {{ {XAV} cg:about+ ?o }}",
    f"SELECT * {{ {XAV} cg:about* ?o }}",
    f"SELECT * {{ {XAV} ^cg:about ?o }}",
    f"SELECT * {{ {XAV} <a:p>|<a:q> ?o }}",
    f"SELECT * {{ {XAV} <a:p>/<a:q> ?o }}",
    f"SELECT * {{ {XAV} !<a:p> ?o }}",
    f"SELECT * {{ {XAV} (<a:p>) ?o }}",
    # no constant, the same variable twice, or nothing to tell rows apart by
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s <a:p> ?s }",
    "SELECT * { ?s $s <a:o> }",
    "ASK { ?x ?p ?x }",
    "SELECT ?x { ?s a cg:Trust }",
    "SELECT ?s ?x { ?s a cg:Trust }",
    f"SELECT * {{ {XAV} a cg:Trust }}",
    # blank nodes, triple terms, collections
    "SELECT * { _:s <a:p> ?o }",
    "SELECT * { [] <a:p> ?o }",
    "SELECT * { <<<a:s> <a:p> <a:o>>> <a:q> ?o }",
    "SELECT * { << <a:s> <a:p> <a:o> >> <a:q> ?o }",
    "SELECT * { (1 2) <a:p> ?o }",
    # more than one pattern, or other ones
    "SELECT * { <a:s> <a:p> ?o . ?o <a:p> ?x }",
    "SELECT * { <a:s> <a:p> ?o ; <a:q> ?x }",
    "SELECT * { <a:s> <a:p> ?o , ?x }",
    "SELECT * { GRAPH ?g { <a:s> <a:p> ?o } }",
    "SELECT * { { <a:s> <a:p> ?o } }",
    "SELECT * { <a:s> <a:p> ?o OPTIONAL { ?o ?q ?x } }",
    "SELECT * { <a:s> <a:p> ?o FILTER(?o > 3) }",
    "SELECT * { <a:s> <a:p> ?o } VALUES ?o { 1 }",
    "SELECT * { <a:s> <a:p> ?o BIND(1 AS ?x) }",
    "SELECT * { SERVICE <a:s> { ?a <a:p> ?o } }",
    "SELECT * { MINUS { <a:s> <a:p> ?o } }",
    # what gathers, sorts or passes over rows
    "SELECT DISTINCT ?o { <a:s> <a:p> ?o }",
    "SELECT REDUCED ?o { <a:s> <a:p> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s <a:p> ?o }",
    "SELECT ?o { <a:s> <a:p> ?o } ORDER BY ?o",
    "SELECT ?o { <a:s> <a:p> ?o } GROUP BY ?o",
    "SELECT ?o { <a:s> <a:p> ?o } OFFSET 5",
    "SELECT ?o { <a:s> <a:p> ?o } LIMIT 5 OFFSET 5",
    "SELECT ?o { <a:s> <a:p> ?o } LIMIT 1001",
    "SELECT ?o { <a:s> <a:p> ?o } LIMIT 9999999999",
    "ASK { <a:s> <a:p> ?o } LIMIT 1",
    # another dataset, base or form
    "SELECT ?o FROM <a:g> { <a:s> <a:p> ?o }",
    "BASE <a:b> SELECT ?o { <a:s> <a:p> ?o }",
    "CONSTRUCT { <a:s> <a:p> ?o } WHERE { <a:s> <a:p> ?o }",
    "DESCRIBE <a:s>",
    "INSERT DATA { <a:s> <a:p> 1 }",
    # what one reader may take for something else than another does
    "SELECT ?o { <a:s> <a:p> ?o # }\n . ?x ?y ?z }",
    "SELECT ?o # { <a:s> <a:p> ?o }\n { ?x ?y ?o }",
    "SELECT ?o { <a:\\u0073> <a:p> ?o }",
    "SELECT ?\\u006F { <a:s> <a:p> ?o }",
    "\\u0053ELECT ?o { <a:s> <a:p> ?o }",
    "ſELECT ?o { <a:s> <a:p> ?o }",
    "SELECT ?o { <a:s> <a:p> ?o }\u00a0",
    "SELECT ?ö { <a:s> <a:p> ?ö }",
    "SELECT ?o { <a:s>\u2003<a:p> ?o }",
    'SELECT ?s { ?s <a:p> """a""" }',
    'SELECT ?s { ?s <a:p> "a\\" . ?x ?y " }',
    "SELECT ?s { ?s <a:p> 'a\n' }",
    "SELECT ?s { ?s <a:p> 1 }",
    "SELECT ?s { ?s a?o }",
    "SELECT ?s { ?s cg:a.b ?o . cg:c }",
    "SELECT ?s { ?s cg:a%41 ?o }",
    "SELECT ?s { ?s cg:a\\. ?o }",
    "SELECT ?s { ?s a cg:Trust } SELECT",
    "SELECT ?s { ?s a cg:Trust } }",
    "PREFIX a: <a:> " * 21 + "SELECT ?s { ?s a a:b }",
    f"SELECT ?s {{ ?s a <a:{'b' * 2_000}> }}",
    "",
)


@pytest.fixture
def answer(small_store: Store) -> Lookups:
    return Lookups(Opened(small_store), Limits())


class Opened:
    """A copy of the store that is open at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def engine_at(self, folder: Path) -> ox.Store | None:
        return self._store.engine if folder == HERE else None

    def now(self) -> object:
        return None


@pytest.mark.parametrize("query", OTHERS)
def test_other_queries_are_no_lookups(query: str) -> None:
    assert lookup(query, 101) is None


@pytest.mark.parametrize("query", ONES)
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_lookup_is_answered_as_a_worker_answers_it(
    small_store: Store, answer: Lookups, query: str, form: str
) -> None:
    asked = Request(query, named=form)
    found = answer.answer(asked, HERE)
    assert found is not None
    worked = evaluate(small_store, asked, Limits())
    assert (found, found.body) == (worked, worked.body)


def test_a_lookup_has_no_more_rows_than_asked_for() -> None:
    assert str(lookup(ONES[0], 101)).endswith("} LIMIT 101")
    assert str(lookup("SELECT ?s { ?s a cg:Trust } LIMIT 1000 ", 101)).endswith("} LIMIT 101")
    assert str(lookup("SELECT ?s { ?s a cg:Trust } LIMIT 7", 101)).endswith("} LIMIT 7")
    assert lookup(ONES[-2], 101) == ONES[-2]


@pytest.fixture(scope="module")
def many() -> Store:
    """A subject with a hundred names, one with a hundred and one, and one with a long name."""
    store = Store()
    for subject, names in (("most", 100), ("more", 101)):
        for number in range(names):
            statement = f"<a:{subject}> <a:name> '{number}' ."
            store.engine.load(statement.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("a:g"))
    long = f"<a:long> <a:name> '{'x' * 40_000}' ."
    store.engine.load(long.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("a:g"))
    return store


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_long_answers_are_for_workers(many: Store, form: str) -> None:
    found: dict[str, Answer | None] = {}
    for subject in ("most", "more", "long"):
        asked = Request(f"SELECT ?name {{ <a:{subject}> <a:name> ?name }}", named=form)
        found[subject] = Lookups(Opened(many), Limits()).answer(asked, HERE)
    assert found["more"] is found["long"] is None
    assert found["most"] is not None
    assert b"99" in found["most"].body


@pytest.mark.parametrize(
    "asked",
    [
        Request(ONES[0], default_graphs=("a:g",)),
        Request(ONES[0], named_graphs=("a:g",)),
        Request(ONES[0], accept="image/png"),
        Request(ONES[0], named="ttl"),
        Request("SELECT ?s { ?s a nobody:Knows }"),
        Request("SELECT ?s { ?s a <not absolute> }"),
    ],
)
def test_what_a_worker_must_say_is_left_to_it(answer: Lookups, asked: Request) -> None:
    assert answer.answer(asked, HERE) is None


def test_after_a_lookup_that_took_long_workers_answer(
    answer: Lookups, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Request(ONES[0])
    assert answer.answer(asked, HERE)
    monkeypatch.setattr(lookups, "_LONG", -1.0)
    monkeypatch.setattr(lookups, "_REST", 1e9)
    assert answer.answer(asked, HERE)
    assert answer.answer(asked, HERE) is None


@given(st.binary() | st.text("%\\x0aF+é&u{").map(str.encode))
def test_addresses_are_read_as_the_standard_library_reads_them(data: bytes) -> None:
    assert unquoted(data) == unquote_to_bytes(data)
