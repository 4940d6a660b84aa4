"""What the endpoint doesn't do for anyone, and the limits that hold against hostile queries."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caregraph.api.app import create_app
from caregraph.api.evaluation import Limits, Request
from caregraph.api.pool import Pool
from caregraph.api.problems import Busy, Problem
from caregraph.graph.outside import calls_outside
from caregraph.graph.query_text import read
from caregraph.graph.store import Store

TRUSTS = "SELECT DISTINCT ?trust { ?trust a cg:Trust } ORDER BY ?trust"
XAV = "https://w3id.org/caregraph/organisation/XAV"
XBC = "https://w3id.org/caregraph/organisation/XBC"
REFERENCE = "https://w3id.org/caregraph/graph/reference"


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


@pytest.fixture(scope="module")
def pool(stored: Path) -> Iterator[Pool]:
    """One worker that ends soon what takes long."""
    limits = Limits(seconds=0.4, memory=256 << 20, rows=50)
    pool = Pool(stored, limits, workers=1, patience=0.1)
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def small_pool(stored: Path) -> Iterator[Pool]:
    """One worker with little memory, and all the time that a loaded machine may need."""
    pool = Pool(stored, Limits(seconds=20, memory=64 << 20), workers=1)
    yield pool
    pool.close()


def ask(client: FlaskClient, query: str, accept: str = "*/*", **params: str) -> TestResponse:
    return client.get(
        "/sparql", query_string={"query": query, **params}, headers={"Accept": accept}
    )


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem details of a response, their shape checked."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    members: dict[str, Any] = json.loads(response.data)
    assert members["status"] == status
    assert {"type", "title", "detail"} <= set(members)
    assert members["type"].startswith("/problems#")
    return members


# Refusals


UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "# a comment\nPREFIX x: <a:b> delete where { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "CLEAR ALL",
    "DROP GRAPH <a:b>",
]


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused(client: FlaskClient, small_store: Store, update: str) -> None:
    before = len(small_store)
    assert "only reads" in problem(ask(client, update), 403)["detail"]
    assert "only reads" in problem(client.post("/sparql", data={"update": update}), 403)["detail"]
    direct = client.post("/sparql", data=update, content_type="application/sparql-update")
    problem(direct, 403)
    assert len(small_store) == before


SERVICES = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:foo { ?s ?p ?o } }",
    "SELECT * { FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE # why\n # not\n <http://127.0.0.1:9/> # this\n { ?s ?p ?o } }",
    "SELECT * { { SELECT * { ?s ?p ?o SERVICE<http://127.0.0.1:9/>{} } } }",
    "ASK { FILTER EXISTS { SERVICE $x { } } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { } }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/>{ } }",
    "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICEx:y { } }",
    'SELECT * { FILTER(?a<?b#>"""\n) SERVICE <http://127.0.0.1:9/> { } #"""\n }',
    "SELECT * { FILTER(?a<?b#>'\n) SERVICE <http://127.0.0.1:9/> { } #'\n }",
    "SELECT * { FILTER(?a<?service)SERVICE#>\n<http://127.0.0.1:9/>{ } }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused(client: FlaskClient, query: str) -> None:
    assert "SERVICE is refused" in problem(ask(client, query), 403)["detail"]


NO_SERVICES = [
    "# SERVICE of all kinds\nSELECT ?service { ?c cg:service ?service . { ?c ?p 'service' } }",
    "SELECT * { ?s ?p ?in_service { ?s ?p ?service } }",
    "SELECT * { ?c cg:service ?service { ?c ?p ?o } FILTER(?o < 5) }",
    "# SERVICE <http://127.0.0.1:9/> {}\nASK { ?s ?p 'SERVICE <http://127.0.0.1:9/> { }' }",
    "SELECT * { ?s cg:service <service/surgery> { ?s ?p ?o } FILTER(?a<?b) }",
]


@pytest.mark.parametrize("query", NO_SERVICES)
def test_the_word_service_is_not(client: FlaskClient, query: str) -> None:
    assert ask(client, query).status_code == 200


LONG = ["service:", "service.", "1", "a.", "é", "?service ", "service#<a#>", "-", "''' '\\"]


@pytest.mark.parametrize("piece", LONG)
def test_no_text_takes_long_to_read(piece: str) -> None:
    """Where other endpoints may be asked, the server's own process reads a query before it runs."""

    def fail(*_: object) -> None:
        raise AssertionError("more than five seconds of work")

    before = signal.signal(signal.SIGVTALRM, fail)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    try:
        text = piece * (100_000 // len(piece))
        calls_outside(f"<#> {text}")
        assert read(text).depth == 0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "graph", ["file:///etc/passwd", "http://127.0.0.1:9/", "https://w3id.org/caregraph/graph/none"]
)
@pytest.mark.parametrize("word", ["FROM", "FROM NAMED", "from named"])
def test_from_outside_is_refused(client: FlaskClient, word: str, graph: str) -> None:
    members = problem(ask(client, f"SELECT * {word} <{graph}> {{ ?s ?p ?o }}"), 403)
    assert "nothing is fetched" in members["detail"]


def test_from_behind_a_prefix_is_refused(client: FlaskClient) -> None:
    query = "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }"
    assert "<file:///etc/passwd>" in problem(ask(client, query), 403)["detail"]


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    members = problem(ask(client, "SELECT ?x WHERE {\n  ?s ?p 'abc }"), 400)
    assert (members["line"], members["column"]) == (2, 15)
    dataset = problem(ask(client, f"SELECT ?x FROM <{REFERENCE}> {{\n ?s }}"), 400)
    assert dataset["line"] == 2


@pytest.mark.parametrize("opening", ["{", "(", "["])
def test_nesting_is_refused_before_it_is_parsed(client: FlaskClient, opening: str) -> None:
    members = problem(client.post("/sparql", data={"query": "ASK {" + opening * 10_000}), 400)
    assert "brackets deep" in members["detail"]


def test_brackets_in_texts_do_not_nest() -> None:
    assert read("ASK { ?s ?p '((((' FILTER(?s != <a:b>) } # ((((").depth == 2


# Limits


def test_rows_are_cut_and_say_so(small_store: Store) -> None:
    client = create_app(small_store, limits=Limits(rows=3)).test_client()
    query = "SELECT * { ?s ?p ?o }"
    response = ask(client, query)
    members = json.loads(response.data)
    assert len(members["results"]["bindings"]) == 3
    assert "only the first 3 rows" in members["cut"]
    assert "only the first 3 rows" in response.headers["Caregraph-Cut"]
    assert "only the first 3 rows" in ask(client, query, "text/html").text
    assert "Caregraph-Cut" in ask(client, query, "text/csv").headers
    assert "Caregraph-Cut" not in ask(client, query + " LIMIT 3").headers
    graph = ask(client, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert graph.text.startswith("# cut: only the first 3 triples")
    ElementTree.fromstring(ask(client, query, "application/sparql-results+xml").data)


def test_size_is_cut(small_store: Store) -> None:
    client = create_app(small_store, limits=Limits(size=2_000)).test_client()
    response = ask(client, "SELECT * { ?s ?p ?o }")
    assert "reached 2000 bytes" in json.loads(response.data)["cut"]
    assert len(response.data) < 60_000


def test_the_pool_answers_as_the_process_does(pool: Pool, client: FlaskClient) -> None:
    assert pool.ask(Request(TRUSTS)).body == ask(client, TRUSTS).data
    with pytest.raises(Problem) as caught:
        pool.ask(Request("SELECT nonsense"))
    assert caught.value.status == 400
    assert caught.value.extra["line"] == 1


LONG = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|!<a:c>)* ?c . ?d ?e ?f . ?g ?h ?i }",
]
LARGE = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f",
    (
        'SELECT ?z { BIND("aaaaaaaaaaaaaaaaaaaa" AS ?a) BIND(REPLACE(?a, "a", ?a) AS ?b)'
        ' BIND(REPLACE(?b, "a", ?b) AS ?c) BIND(REPLACE(?c, "a", ?c) AS ?d)'
        ' BIND(REPLACE(?d, "a", ?d) AS ?z) }'
    ),
    "SELECT * { FILTER(" + "!" * 60_000 + "true) }",
]


@pytest.mark.parametrize("query", LONG)
def test_what_takes_long_is_stopped(pool: Pool, query: str) -> None:
    assert stopped(pool, query) == "time"


@pytest.mark.parametrize("query", LARGE)
def test_what_takes_much_memory_is_stopped(small_pool: Pool, query: str) -> None:
    assert stopped(small_pool, query) == "memory"


def stopped(pool: Pool, query: str) -> str:
    """The limit that a query ran into; the next one has a worker."""
    with pytest.raises(Problem) as caught:
        pool.ask(Request(query))
    assert caught.value.status == 503
    assert pool.ask(Request("ASK {}")).body
    limit: str = caught.value.extra["limit"]
    return limit


def test_a_worker_reaches_no_network(stored: Path) -> None:
    """Even a SERVICE clause that no check had seen could not call out."""
    import subprocess
    import sys

    script = (
        "import socket; from caregraph.api.confinement import cut_network\n"
        "if not cut_network(): raise SystemExit(3)\n"
        "try: socket.socket()\n"
        "except PermissionError: raise SystemExit(0)\n"
        "raise SystemExit(1)"
    )
    status = subprocess.run([sys.executable, "-c", script], check=False).returncode
    if status == 3:
        pytest.skip("this system has no filter of system calls")
    assert status == 0


def test_others_are_told_when_all_places_are_taken(pool: Pool) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    pool.ask(Request("ASK {}"))

    def run() -> None:
        with pytest.raises(Problem):
            pool.ask(Request(slow))

    thread = Thread(target=run)
    thread.start()
    while pool.idle:
        pass
    with pytest.raises(Busy) as caught:
        pool.ask(Request("ASK {}"))
    thread.join()
    assert caught.value.headers["Retry-After"]
