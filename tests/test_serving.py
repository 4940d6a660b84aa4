"""The server as it runs: clients that leave, answers that still hold, builds picked up, stops."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

Serving = Callable[..., AbstractContextManager[str]]

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def site(serving: Serving, stored: Path) -> Iterator[str]:
    """One worker with one place for queries: what a query that goes on would block."""
    with serving(stored, CAREGRAPH_QUERY_WORKERS="1", CAREGRAPH_QUERY_SECONDS="60") as address:
        yield address


def get(site: str, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def sparql(query: str) -> str:
    return f"/sparql?query={quote(query)}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_whose_client_left_is_stopped(site: str, method: str) -> None:
    """The only place for queries is free again long before the query's minute is over."""
    host = urlsplit(site)
    with socket.create_connection((host.hostname, host.port)) as leaving:
        body = SLOW if method == "POST" else ""
        path = sparql(SLOW) if method == "GET" else "/sparql"
        leaving.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        time.sleep(1)
    begun = time.monotonic()
    response, _ = get(site, sparql("ASK {}"))
    assert response.status == 200
    assert time.monotonic() - begun < 10


def test_an_answer_that_still_holds_is_not_worked_out_again(site: str) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"
    first, body = get(site, sparql(query))
    assert body
    again, body = get(site, sparql(query), If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other, _ = get(site, sparql(query), If_None_Match=first.headers["ETag"], Accept="text/csv")
    assert other.status == 200


def test_chance_and_time_are_worked_out_again(site: str) -> None:
    for call in ("RAND()", "NOW()", "UUID()"):
        query = f"SELECT ({call} AS ?x) {{}}"
        first, body = get(site, sparql(query))
        again, other = get(site, sparql(query), If_None_Match=first.headers["ETag"])
        assert (again.status, body == other) == (200, False)


def test_head_and_options(site: str) -> None:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    for path in (
        "/",
        "/articles",
        sparql("ASK {}"),
        "/organisation/XAV.ttl",
        "/health",
        "/gsp?default",
    ):
        got, body = get(site, path)
        connection.request("HEAD", path)
        head = connection.getresponse()
        assert (head.status, head.read()) == (got.status, b"")
        assert head.headers["Content-Length"] == str(len(body))
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        connection.request("OPTIONS", path)
        options = connection.getresponse()
        options.read()
        assert options.status == 200
        assert "GET" in options.headers["Allow"]
        assert options.headers["Access-Control-Allow-Origin"] == "*"
    connection.close()


@pytest.mark.parametrize("path", ["/organisation/%C3%A9", "/organisation/%FF%FE", "/a%2Fb", "//x"])
def test_odd_paths_are_answered(site: str, path: str) -> None:
    response, body = get(site, path)
    assert response.status == 404
    assert json.loads(body)["status"] == 404


def test_a_large_answer_comes_whole(site: str) -> None:
    query = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 50000"
    response, body = get(site, sparql(query), Accept="text/csv")
    assert body.count(b"\r\n") == 50_001
    assert "Caregraph-Cut" not in response.headers
