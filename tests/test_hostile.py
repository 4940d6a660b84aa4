"""Queries and clients that mean harm, over real HTTP: each answered within its limit, none felt.

Times are bounded loosely, as a machine under load is slow; the limit is far below what the queries
would take.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

SECONDS = 0.3
PATIENCE = 8
"""Seconds beyond the limit that a loaded machine may take."""

MORE_MEMORY = 100 << 20

Serving = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="module")
def site(serving: Serving, stored: Path) -> Iterator[str]:
    with serving(
        stored,
        CAREGRAPH_QUERY_SECONDS=str(SECONDS),
        CAREGRAPH_QUERY_MEGABYTES="100",
        CAREGRAPH_QUERY_ROWS="1000",
        CAREGRAPH_CLIENT_SECONDS="1.5",
        CAREGRAPH_QUIET="1",
    ) as address:
        yield address


def send(
    site: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=SECONDS + PATIENCE)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return response.status, found, response.read()
    finally:
        connection.close()


def ask(site: str, query: str) -> tuple[int, dict[str, str], bytes]:
    return send(site, "POST", "/sparql", query.encode(), Content_Type="application/sparql-query")


def problem(answer: tuple[int, dict[str, str], bytes], *statuses: int) -> dict[str, Any]:
    status, headers, body = answer
    assert status in statuses, body[:500]
    assert headers["content-type"] == "application/problem+json"
    members: dict[str, Any] = json.loads(body)
    assert members["status"] == status
    assert {"type", "title", "detail"} <= set(members)
    return members


def bomb(call: str, times: int) -> str:
    """A text that each step makes as many times longer."""
    steps = " ".join(
        f"BIND({call.format(here=f'?v{step}')} AS ?v{step + 1})" for step in range(times)
    )
    return f'SELECT (STRLEN(?v{times}) AS ?n) {{ BIND("{"a" * 30}" AS ?v0) {steps} }}'


STOPPED = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross join sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
    "cross join distinct": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 99999999",
    "cross join grouped": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    " GROUP BY ?a ?d ?g",
    "cross join of values": "SELECT (COUNT(*) AS ?n) {"
    + " ".join(f"VALUES ?v{place} {{ {'1 ' * 99} }}" for place in range(9))
    + "}",
    "paths from everywhere": "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|!<a:c>|^!<a:d>)* ?b ."
    " ?c (!<a:b>)* ?d . ?e (!<a:b>)* ?f }",
    "nested paths": "SELECT (COUNT(*) AS ?n) { ?a (((!<a:b>)*)*/((!<a:c>)*)*)* ?b . ?c ?d ?e ."
    " ?f ?g ?h . ?i ?j ?k }",
    "REPLACE": bomb('REPLACE({here}, "a", {here})', 8),
    "CONCAT": bomb("CONCAT({here}, {here}, {here}, {here})", 30),
    "texts of a group": "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x)"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "filter in a filter": "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER NOT EXISTS"
    " { ?g ?h ?i FILTER NOT EXISTS { ?j ?k ?l FILTER(?l = ?c && ?i = ?f && ?l != ?l) } } } }",
    "many exclamation marks": "ASK { FILTER(" + "!" * 90_000 + "true) }",
    "a long sum": "ASK { FILTER(0 = 1" + "+1" * 45_000 + ") }",
    "a long disjunction": "ASK { FILTER(?x" + "||?x" * 24_000 + ") }",
    "alternations": "SELECT * { ?a (" + "|".join(f"<a:p{n}>" for n in range(5_000)) + ")+ ?b }",
    "a large template": "CONSTRUCT { " + "?a ?e ?c . ?d <a:b> ?f . " * 300 + "}"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a long path": "ASK { ?a !<a:b>" + "/!<a:b>" * 12_000 + " ?b }",
}
"""What runs into a limit of time or memory."""

FAST = {
    "regex": 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "^(([a-z ])+.)+[A-Z]([a-z])+$")) }',
    "regex on a long text": 'ASK { FILTER(REGEX("' + "a" * 90_000 + '!", "^(a|aa|a?)*(a*)*$")) }',
    "regex of repeats": 'ASK { FILTER(REGEX("aaaa", "((a{1,900}){1,900}){1,900}")) }',
    "a large number": "SELECT (" + "9" * 90_000 + " AS ?n) {}",
    "a large list": "SELECT * { VALUES ?v { " + "1 " * 49_000 + "} }",
    "a large list of IRIs": "SELECT * { ?s ?p ?o FILTER(?o IN (" + "<a:b>," * 15_000 + "1)) }",
    "many unions": "SELECT * {" + "UNION".join("{?s ?p ?o}" for _ in range(6_000)) + "}",
    "many variables": "SELECT * { " + " ".join(f"?s ?p{n} ?o ." for n in range(300)) + " }",
    "exists in exists": "ASK { ?s ?p ?o " + "FILTER EXISTS { ?s ?p ?o " * 60 + "}" * 60 + " }",
    "a long IRI": "ASK { <a:" + "x" * 90_000 + "> ?p ?o }",
    "many prefixes": "".join(f"PREFIX p{n}: <a:{n}/> " for n in range(3_500)) + "ASK {}",
    "many graphs": "SELECT * "
    + "FROM <https://w3id.org/caregraph/graph/reference> " * 1_900
    + "{ ?s ?p ?o }",
    "a large offset": "SELECT * { ?a ?b ?c . ?d ?e ?f } OFFSET 18446744073709551615",
    "everything described": "DESCRIBE * { ?s ?p ?o }",
    "everything times everything": "CONSTRUCT { ?a ?e ?c } { ?a ?b ?c . ?d ?e ?f }",
}
"""What may be answered or not, but soon."""

REFUSED = {
    "braces": "ASK " + "{" * 10_000 + "}" * 10_000,
    "parentheses": "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "brackets": "ASK { " + "[ <a:b> " * 5_000 + "]" * 5_000 + " <a:c> 1 }",
    "lists": "ASK { " + "(" * 10_000 + ")" * 10_000 + " <a:c> 1 }",
    "calls": "ASK { FILTER(" + "STR(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "subqueries": "SELECT * { " * 5_000 + "}" * 5_000,
    "only openings": "{(" * 40_000,
    "quotes": "'" * 99_999,
    "length": "ASK { VALUES ?v { " + "1 " * 60_000 + "} }",
    "half a character": "ASK { ?s ?p '\\uD800' }",
    "nul": "ASK { \0 }",
    "SERVICE in escapes": "SELECT * { S\\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a limit without end": "SELECT * { ?s ?p ?o } LIMIT " + "9" * 30,
}
"""What is refused before it runs, or stopped while it is still being read on a busy machine."""


def timed(site: str, query: str) -> tuple[int, dict[str, str], bytes]:
    begun = time.monotonic()
    answer = ask(site, query)
    assert time.monotonic() - begun < SECONDS + PATIENCE
    return answer


@pytest.mark.parametrize("name", STOPPED)
def test_what_costs_too_much_is_stopped(site: str, name: str) -> None:
    members = problem(timed(site, STOPPED[name]), 503)
    assert members["limit"] in {"time", "memory"}


@pytest.mark.parametrize("name", FAST)
def test_what_looks_costly_is_answered_or_stopped(site: str, name: str) -> None:
    answer = timed(site, FAST[name])
    if answer[0] != 200:
        problem(answer, 400, 413, 503)


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_meant_is_refused(site: str, name: str) -> None:
    problem(timed(site, REFUSED[name]), 400, 413, 503)


QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"

BODIES = [
    (b"x" * (2 << 20), QUERY, {}, 413),
    (b"query=" + b"x" * (2 << 20), FORM, {}, 413),
    (b"&" * 100_000, FORM, {}, 400),
    (b"ASK { ?s ?p '\xff\xfe' }", QUERY, {}, 400),
    (b"query=ASK%20%7B%20%FF%FE%20%7D", FORM, {}, 400),
    (b"query=\xc3\x28", FORM, {}, 400),
    (b"ASK { ?s ?p '\xed\xa0\x80' }", QUERY, {}, 400),
    (b"ASK {}", QUERY, {"Content_Encoding": "gzip, gzip"}, 415),
    (b"ASK {}", f"{QUERY}; charset=utf-8; charset=utf-16", {}, 415),
    ("ASK {}".encode("utf-16"), QUERY, {}, 400),
    ("ASK {}".encode("utf-16"), f"{QUERY}; charset=utf-16", {}, 415),
    (b"ASK {}", f"{QUERY}; charset=nonsense", {}, 415),
    (gzip.compress(b"x" * (50 << 20), 1), QUERY, {"Content_Encoding": "gzip"}, 415),
    (b"ASK {}", QUERY, {"Content_Encoding": "zstd"}, 415),
    (b"ASK {}", "", {}, 415),
    (b"ASK {}", "x" * 5_000, {}, 415),
    (b"", QUERY, {}, 400),
    (b"--x\r\n" * 10_000, "multipart/form-data; boundary=x", {}, 415),
]


@pytest.mark.parametrize(("body", "kind", "headers", "status"), BODIES)
def test_bodies(site: str, body: bytes, kind: str, headers: dict[str, str], status: int) -> None:
    problem(send(site, "POST", "/sparql", body, Content_Type=kind, **headers), status)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/sparql?query=" + "x" * 60_000, {}, 414),
        ("/sparql?" + "&" * 300 + "query=ASK%7B%7D", {}, 400),
        ("/sparql?query=%FF%FE", {}, 400),
        ("/sparql?query=%C0%AF", {}, 400),
        ("/sparql?query=ASK%7B%7D%", {}, 400),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, 400),
        ("/sparql?query=ASK%7B%7D", {"Accept": "text/csv;q=nan;;=;q, */*;q=.1.1"}, 406),
        ("/dumps/caregraph.nq.gz", {"Range": "bytes=" + "0-0," * 2_000}, 416),
        ("/dumps/..%2flock", {}, 404),
        ("/organisation/%0d%0aSet-Cookie:%20x=1", {}, 404),
        ("/gsp?graph=" + "x" * 20_000, {}, 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=%00", {}, 400),
        ("/sparql?query=ASK%7B%7D&format=" + "x" * 9_000, {}, 406),
        ("/sparql?query=ASK%7B%7D", {"Accept": "x" * 10_000}, 406),
        ("/sparql?query=ASK%7B%7D", {"Accept": "a/b;q=0.1," * 3_000}, 406),
        ("/organisation/XAV", {"X_Long": "x" * 40_000}, 431),
        ("/" + "a/" * 10_000, {}, 404),
        ("/" + "%2e%2e/" * 1_000 + "etc/passwd", {}, 404),
    ],
)
def test_addresses_and_headers(site: str, path: str, headers: dict[str, str], status: int) -> None:
    problem(send(site, "GET", path, None, **headers), status)


@pytest.mark.parametrize(
    "request_text",
    [
        "GET / HTTP/1.1\r\n" + "".join(f"X-{n}: x\r\n" for n in range(500)) + "\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x" * 900_000 + "\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        "\0\1\2\3\r\n\r\n",
        "GET /\xff HTTP/1.1\r\nHost: \xff\r\n\r\n",
        "GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n",
        "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n",
        "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nASK",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "FFFFFFFFFFFFFFFFF\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n"
        "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_hardly_http_harms_nobody(site: str, request_text: str) -> None:
    """The server's own parser answers or hangs up; nothing reaches the app."""
    host = urlsplit(site)
    with socket.create_connection((host.hostname, host.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(request_text.encode("latin-1"))
            answer = connection.recv(1 << 16)
        except OSError:
            answer = b""
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert ask(site, "ASK {}")[0] == 200


def test_slow_clients_keep_nobody_waiting(site: str) -> None:
    """Forty clients that send half a request, or don't read what they asked for."""
    host = urlsplit(site)
    half = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
    large = quote("SELECT * { VALUES ?v { '" + "x" * 9_000 + "' } ?s ?p ?o }")
    starts = [
        "GET / HT",
        half,
        f"{half}Content-Type: {QUERY}\r\n\r\nASK",
        f"GET /sparql?query={large} HTTP/1.1\r\nHost: x\r\n\r\n",
    ]
    with ExitStack() as held:
        slow = [
            held.enter_context(socket.create_connection((host.hostname, host.port), timeout=9))
            for _ in range(40)
        ]
        for number, connection in enumerate(slow):
            connection.sendall(starts[number % len(starts)].encode())
        begun = time.monotonic()
        while ask(site, "ASK {}")[0] == 503 and time.monotonic() - begun < PATIENCE:
            time.sleep(0.2)
        assert send(site, "GET", "/articles")[0] == 200
        told = b""
        while chunk := slow[2].recv(1 << 16):
            told += chunk
            if b"\r\n\r\n{" in told and told.rstrip().endswith(b"}"):
                break
    assert told.startswith(b"HTTP/1.1 408")
    assert b"/problems#request-timeout" in told


def test_who_takes_nothing_is_cut_off(site: str) -> None:
    """A large answer is not kept for a client that asked for it and doesn't read it."""
    large = quote("SELECT * { VALUES ?v { '" + "x" * 3_000 + "' } ?s ?p ?o }")
    with ExitStack() as held:
        begun = time.monotonic()
        while True:
            connection = held.enter_context(_reading_little(site))
            connection.sendall(f"GET /sparql?query={large} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            if b" 200 OK" in connection.recv(20):
                break
            assert time.monotonic() - begun < PATIENCE
        time.sleep(1.5 + 4)
        with pytest.raises(ConnectionResetError):
            _read_on(connection)


def _read_on(connection: socket.socket) -> None:
    while connection.recv(1 << 20):
        pass


def _reading_little(site: str) -> socket.socket:
    host = urlsplit(site)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    connection.settimeout(20)
    connection.connect((host.hostname, host.port))
    return connection


def test_afterwards_all_is_as_before(site: str) -> None:
    """Answers come, and memory is back: what the processes hold together has hardly grown."""
    pids = _processes(urlsplit(site).port or 0)
    assert pids
    for _ in range(2):
        assert problem(ask(site, STOPPED["REPLACE"]), 503)
        assert problem(ask(site, STOPPED["cross join sorted"]), 503)
    before = _memory(pids)
    for _ in range(4):
        problem(ask(site, STOPPED["REPLACE"]), 503)
    assert _memory(pids) - before < MORE_MEMORY
    assert ask(site, "ASK { ?s a cg:Trust }")[0] == 200


def _processes(port: int) -> list[int]:
    """The server that serves at the port, and the workers it started."""
    mark = f"port={port},"
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "cmdline").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _memory(pids: list[int]) -> int:
    total = 0
    for pid in pids:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        total += pages * os.sysconf("SC_PAGE_SIZE")
    return total
