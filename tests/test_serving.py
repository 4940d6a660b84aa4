"""The server as it runs: clients that leave, answers that still hold, builds picked up, stops."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from caregraph.api.keeper import TICK
from caregraph.api.serving import serve
from caregraph.graph.errors import StoreError
from caregraph.graph.store import Store

Serving = Callable[..., AbstractContextManager[str]]

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

LOOKUP = "SELECT ?p ?o { <https://w3id.org/caregraph/organisation/XAV> ?p ?o }"


@pytest.fixture
def site(served: str) -> str:
    return served


@pytest.fixture(scope="module")
def written(
    serving: Serving, stored: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A server with two workers, and its store, which tests write."""
    path = tmp_path_factory.mktemp("written") / "store"
    shutil.copytree(stored, path)
    with serving(path, workers=2) as address:
        yield address, path
    assert [entry.name for entry in path.parent.iterdir()] == ["store"], "nothing is left behind"


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
        time.sleep(0.5)
    begun = time.monotonic()
    response, _ = get(site, sparql("ASK {}"))
    assert response.status == 200
    assert time.monotonic() - begun < 10


def test_connections_on_which_nothing_happens_keep_nobody_out(site: str) -> None:
    """Far more than any browser or proxy keeps, on one worker: it still accepts others."""
    host = urlsplit(site)
    starts = [b"", b"GET /spa", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nA"]
    with ExitStack() as held:
        for number in range(300):
            silent = held.enter_context(socket.create_connection((host.hostname, host.port)))
            silent.sendall(starts[number % len(starts)])
        begun = time.monotonic()
        assert get(site, "/health/live")[0].status == 200
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


@pytest.mark.parametrize("accept", ["*/*", "text/csv", "application/sparql-results+xml"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("asked", ["SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 30", LOOKUP])
def test_queries_are_answered_the_same_with_and_without_the_app(
    site: str, accept: str, coding: str, asked: str
) -> None:
    """The gateway answers by itself; with a validator that it doesn't know, the app does."""
    query = sparql(asked)
    named = {"Accept": accept, "Accept_Encoding": coding, "X_Request_Id": "the-same"}
    direct, body = get(site, query, **named)
    through, same = get(site, query, If_None_Match='W/"other"', **named)
    assert direct.status == through.status == 200
    assert body == same
    told = [
        {name.lower(): value for name, value in each.getheaders()} for each in (direct, through)
    ]
    for headers in told:
        headers.pop("date", None)
    assert told[0] == told[1]
    assert told[0]["content-security-policy"]
    assert told[0].get("content-encoding", "identity") == coding


def test_lookups_need_no_place_for_queries(site: str) -> None:
    """The only place is taken for a minute; what waits for it is sent away after five seconds."""
    host = urlsplit(site)
    get(site, sparql("ASK {}"))
    with socket.create_connection((host.hostname, host.port)) as slow:
        slow.sendall(f"GET {sparql(SLOW)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.3)
        answers = [get(site, sparql(LOOKUP))[0].status for _ in range(3)]
    assert answers == [200] * 3


def test_many_clients_at_once_wait_their_turn(site: str) -> None:
    """There is one place for queries, and nobody is sent away for that."""
    statuses: list[int] = []

    def ask() -> None:
        statuses.extend(get(site, sparql("ASK { ?s ?p ?o }"))[0].status for _ in range(3))

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 72


def test_any_answer_will_do_but_a_mistake_is_none(site: str) -> None:
    assert get(site, sparql("ASK { ?s ?p ?o }"), If_None_Match="*")[0].status == 304
    assert get(site, sparql("ASK { ?s ?p"), If_None_Match="*")[0].status == 400


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


def test_a_new_build_is_picked_up_without_losing_a_request(written: tuple[str, Path]) -> None:
    """Clients ask on while the store is written; then they all see what was written."""
    site, path = written
    ask = sparql("ASK { GRAPH <a:new> { <a:a> <a:b> ?c } }")
    look_up = sparql("ASK { <a:a> <a:b> ?c }")
    failures: list[object] = []
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(0.05):
            for asked in (ask, look_up, "/articles", "/organisation/XAV.ttl"):
                response, body = get(site, asked)
                if response.status != 200:
                    failures.append(body)

    threads = [threading.Thread(target=go_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    before, _ = get(site, ask)
    with Store.open(path) as store:
        for number in range(20):
            store.update(f"INSERT DATA {{ GRAPH <a:new> {{ <a:a> <a:b> {number} }} }}")
            assert not holds(site, ask), "not before it has ended"
        store.flush()
    assert eventually(site, ask)
    seen = [holds(site, asked) for _ in range(8) for asked in (ask, look_up)]
    ended.set()
    for thread in threads:
        thread.join()
    after, _ = get(site, ask, If_None_Match=before.headers["ETag"])
    assert failures == []
    assert seen == [True] * 16
    assert after.status == 200, "what held for the old build doesn't hold for the new one"


def test_a_build_that_was_broken_off_is_not_served(written: tuple[str, Path]) -> None:
    """A server that runs stays with the build before; one that starts says what to do."""
    site, path = written
    ask = sparql("ASK { GRAPH <a:half> { <a:a> <a:b> 1 } }")
    with Store.open(path) as store:
        store.begin()
        store.update("INSERT DATA { GRAPH <a:half> { <a:a> <a:b> 1 } }")
        store.flush()
    time.sleep(4 * TICK)
    assert not holds(site, ask), "half a build is not shown"
    with pytest.raises(StoreError, match="was broken off; run 'caregraph build' again"):
        serve(path, port=0)
    with Store.open(path) as store:
        store.complete()
    assert eventually(site, ask), "the whole of it is"


def holds(site: str, ask: str) -> bool:
    """The answer to an ASK."""
    found: bool = json.loads(get(site, ask)[1])["boolean"]
    return found


def eventually(site: str, ask: str) -> bool:
    """Whether it holds in the end."""
    end = time.monotonic() + 20
    while not (found := holds(site, ask)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_stop_lets_requests_end(serving: Serving, stored: Path) -> None:
    """A query that is running when the server is told to stop is still answered."""
    answers: list[int] = []
    with serving(stored, CAREGRAPH_QUERY_SECONDS="1.5", CAREGRAPH_QUERY_WORKERS="1") as site:
        get(site, sparql("ASK {}"))
        thread = threading.Thread(target=lambda: answers.append(get(site, sparql(SLOW))[0].status))
        thread.start()
        time.sleep(0.7)
    thread.join()
    assert answers == [503]


def test_metrics_add_up_over_workers(written: tuple[str, Path]) -> None:
    site, _ = written
    for _ in range(20):
        get(site, "/problems")
    text = get(site, "/metrics")[1].decode()
    (line,) = (
        line for line in text.splitlines() if 'requests_total{endpoint="pages.problems"' in line
    )
    assert line.endswith(" 20.0")


def test_a_large_answer_comes_whole(site: str) -> None:
    query = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 20000"
    response, body = get(site, sparql(query), Accept="text/csv")
    assert body.count(b"\r\n") == 20_001
    assert "Caregraph-Cut" not in response.headers
