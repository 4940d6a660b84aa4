"""SERVICE: refused unless a host is listed, then asked of that host and no other."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient

from caregraph.api import endpoints
from caregraph.api.app import create_app
from caregraph.api.evaluation import Limits
from caregraph.api.settings import SERVICE_HOSTS, Settings, settings
from caregraph.graph.errors import InputError
from caregraph.graph.store import Store

XAV = "https://w3id.org/caregraph/organisation/XAV"
ROWS = {
    "head": {"vars": ["trust", "beds"]},
    "results": {
        "bindings": [
            {"trust": {"type": "uri", "value": XAV}, "beds": {"type": "literal", "value": "7\"'"}},
            {"trust": {"type": "uri", "value": f"{XAV}-other"}},
        ]
    },
}
ASKED = "SELECT DISTINCT ?name ?beds { ?trust rdfs:label ?name . %s }"


class Stub(HTTPServer):
    """An endpoint that keeps what it was asked and answers what it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: tuple[int, bytes, dict[str, str]] = (200, json.dumps(ROWS).encode(), {})
        self.wait = 0.0
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def site(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Stub)
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(form["query"][0])
        time.sleep(self.server.wait)
        status, body, headers = self.server.answers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: object) -> None:
        pass


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def client(store: Store, *hosts: str, seconds: float = 5) -> FlaskClient:
    chosen = Settings(limits=Limits(seconds=seconds), service_hosts=frozenset(hosts))
    return create_app(store, settings=chosen).test_client()


def ask(client: FlaskClient, query: str) -> tuple[int, dict[str, object]]:
    response = client.post("/sparql", data=query, content_type="application/sparql-query")
    return response.status_code, json.loads(response.data)


def service(site: str, group: str = "?trust cg:beds ?beds", silent: str = "") -> str:
    return ASKED % f"SERVICE {silent} <http://{site}/sparql> {{ {group} }}"


def test_a_listed_host_is_asked_and_its_rows_are_joined(small_store: Store, stub: Stub) -> None:
    status, members = ask(client(small_store, stub.site), service(stub.site))
    assert status == 200
    (row,) = members["results"]["bindings"]  # type: ignore[index]
    assert (row["name"]["value"], row["beds"]["value"]) == (
        "Alder Vale NHS Foundation Trust",
        "7\"'",
    )
    (asked,) = stub.asked
    assert "PREFIX cg: <https://w3id.org/caregraph/ontology#>" in asked
    assert asked.endswith("SELECT * { ?trust cg:beds ?beds } LIMIT 10001")


def test_nobody_is_asked_without_the_setting(small_store: Store, stub: Stub) -> None:
    assert ask(client(small_store), service(stub.site))[0] == 403
    for hosts in (("example.org",), ("127.0.0.1:1",), (f"localhost:{stub.site.split(':')[1]}",)):
        status, members = ask(client(small_store, *hosts), service(stub.site))
        assert (status, "is refused" in str(members["detail"])) == (403, True)
    assert stub.asked == []


@pytest.mark.parametrize(
    "endpoint",
    ["http://user@{site}/", "file:///etc/passwd", "ftp://{site}/", "http://{site}@example.org/"],
)
def test_odd_addresses_are_refused(small_store: Store, stub: Stub, endpoint: str) -> None:
    clause = f"SERVICE <{endpoint.format(site=stub.site)}> {{ ?a ?b ?c }}"
    assert ask(client(small_store, stub.site), ASKED % clause)[0] == 403
    assert stub.asked == []


def test_a_name_that_leads_into_a_private_network_is_not_asked(
    small_store: Store, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it looked up a second time, when it might lead elsewhere."""
    port = int(stub.site.split(":")[1])
    for address in (
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ):
        found = [(0, 0, 0, "", (address, port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        query = service(f"public.example:{port}")
        status, members = ask(client(small_store, "public.example"), query)
        assert (status, "in no public network" in str(members["detail"])) == (502, True)
    assert stub.asked == []


@pytest.mark.parametrize(
    "answers",
    [
        (500, b"", {}),
        (302, b"", {"Location": "http://127.0.0.1:9/"}),
        (200, b"<html>", {}),
        (200, b'{"head":{},"boolean":true}', {}),
        (200, json.dumps(ROWS).replace("uri", "bnode").replace(XAV, "b").encode(), {}),
        (200, b" " * (endpoints.MOST_BYTES + 1), {}),
    ],
)
def test_a_failure_is_told_or_passed_over(
    small_store: Store, stub: Stub, answers: tuple[int, bytes, dict[str, str]]
) -> None:
    stub.answers = answers
    asking = client(small_store, stub.site)
    status, members = ask(asking, service(stub.site))
    assert (status, members["type"]) == (502, "/problems#endpoint-failed")
    assert len(stub.asked) == 1
    status, members = ask(asking, service(stub.site, silent="SILENT"))
    assert status == 200
    assert members["results"]["bindings"]  # type: ignore[index]


def test_a_slow_endpoint_costs_no_more_than_a_query_may(small_store: Store, stub: Stub) -> None:
    stub.wait = 0.5
    status, members = ask(client(small_store, stub.site, seconds=0.1), service(stub.site))
    assert (status, members["type"]) == (502, "/problems#endpoint-failed")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("SERVICE ?where { ?a ?b ?c }", "as '<IRI>'"),
        ("SERVICE <http://{site}/> { SERVICE <http://{site}/> { ?a ?b ?c } }", "within SERVICE"),
        ("SERVICE <http://{site}/> { ?a ?b ?c } " * 6, "5 are the most"),
        ("FILTER EXISTS { SERVICE <http://{site}/> { ?a ?b ?c }", "not closed"),
    ],
)
def test_what_can_not_be_asked_beforehand_is_refused(
    small_store: Store, stub: Stub, clause: str, told: str
) -> None:
    query = ASKED % clause.replace("{site}", stub.site)
    status, members = ask(client(small_store, stub.site), query.rstrip("} "))
    if told == "not closed":
        assert status == 400
    else:
        status, members = ask(client(small_store, stub.site), query)
        assert (status, told in str(members["detail"])) == (403, True)
    assert stub.asked == []


def test_the_description_tells_of_it(small_store: Store) -> None:
    for hosts, told in ((("example.org",), True), ((), False)):
        text = client(small_store, *hosts).get("/sparql", headers={"Accept": "text/turtle"}).text
        assert ("BasicFederatedQuery" in text) is told


def test_hosts_are_read_from_the_setting() -> None:
    found = settings({SERVICE_HOSTS: "Query.Wikidata.org, localhost:8890 ::1"})
    assert found.service_hosts == {"query.wikidata.org", "localhost:8890", "::1"}
    assert settings({}).service_hosts == frozenset()
    with pytest.raises(InputError, match="has 'http://x/'; give hosts"):
        settings({SERVICE_HOSTS: "http://x/"})
