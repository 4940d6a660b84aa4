"""The W3C suites of the SPARQL 1.1 Protocol and the Graph Store Protocol, over real HTTP."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from caregraph.graph.store import Store

SUITES = Path(__file__).parents[1].parent / "shared/conformance/sparql/sparql11"
DATA = "http://kasei.us/2009/09/sparql/data/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TESTS = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
STATUSES = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
TOKEN = "a token of the tests"
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples")

PROTOCOL = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]
GRAPH_STORE = [
    "put_get_repeat_direct",
    "put_delete_get_delete_direct",
    "post_get_post_get_direct",
    "head_existing_direct",
    "head_non_existing_direct",
    "put_get_repeat_indirect",
    "put_get_default",
    "put_delete_get_delete_indirect",
    "post_get_post_get_indirect",
    "post_get_new_graph",
    "head_existing_indirect",
    "head_non_existing_indirect",
    "put_get_uri_pct_encoded_indirect",
    "put_get_uri_pct_encoded_twice",
]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def manifest() -> ox.Store:
    if not SUITES.is_dir():
        pytest.skip("the W3C suites aren't here: ../shared/conformance beside the project")
    store = ox.Store()
    for path, base in (
        ("protocol/manifest.ttl", "protocol/manifest#"),
        ("graph-store-protocol/manifest-direct.ttl", "http-rdf-update/manifest#"),
        ("graph-store-protocol/manifest-indirect.ttl", "http-rdf-update/manifest#"),
    ):
        store.load(path=str(SUITES / path), base_iri=TESTS + base)
    return store


@pytest.fixture(scope="module")
def site(
    manifest: ox.Store,
    serving: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The server with writing allowed, over an empty store."""
    path = tmp_path_factory.mktemp("protocol") / "store"
    with Store.open(path) as store:
        store.flush()
    with serving(path, workers=2, CAREGRAPH_WRITE_TOKEN=TOKEN) as address:
        yield address


_UNCHANGED: set[str] = set()
"""Servers that hold the suite's data as it was laid down."""


@pytest.fixture
def fresh(site: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The server with the suite's data alone, laid down anew after a test that writes."""
    if site not in _UNCHANGED:
        _lay_down(site)
        _UNCHANGED.add(site)
    yield site
    if not re.search(r"\[(query|bad)_", request.node.name):
        _UNCHANGED.discard(site)


def _lay_down(site: str) -> None:
    data = "".join(
        f"GRAPH <{DATA}data{number}.rdf> {{ {(SUITES / f'protocol/data{number}.nt').read_text()} }}"
        for number in (1, 2, 3)
    )
    update = f"DROP ALL; INSERT DATA {{ {data} }}"
    kind = {"Content-Type": "application/sparql-update"}
    assert send(site, "POST", "/sparql", update, kind).status == 204


def send(
    site: str, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
) -> Reply:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    try:
        if isinstance(body, str):
            body = body.encode()
        allowed = {"Authorization": f"Bearer {TOKEN}", **headers}
        connection.request(method, path, body, allowed)
        reply = connection.getresponse()
        found = {name.lower(): value for name, value in reply.getheaders()}
        return Reply(reply.status, found, reply.read())
    finally:
        connection.close()


def one(store: ox.Store, subject: object, iri: str) -> object | None:
    found = store.quads_for_pattern(subject, ox.NamedNode(iri), None)  # type: ignore[arg-type]
    return next((quad.object for quad in found), None)


def text(store: ox.Store, subject: object, iri: str) -> str:
    term = one(store, subject, iri)
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else ""


def members(store: ox.Store, node: object) -> Iterator[object]:
    while node is not None and (first := one(store, node, RDF + "first")) is not None:
        yield first
        node = one(store, node, RDF + "rest")


def headers(store: ox.Store, message: object) -> dict[str, str]:
    return {
        text(store, header, HT + "fieldName").lower(): text(store, header, HT + "fieldValue")
        for header in members(store, one(store, message, HT + "headers"))
    }


def body(store: ox.Store, message: object) -> bytes | None:
    found = one(store, message, HT + "body")
    if found is None:
        return None
    encoding = text(store, found, CNT + "characterEncoding") or "utf-8"
    return text(store, found, CNT + "chars").encode(encoding)


def statuses(store: ox.Store, response: object) -> set[str]:
    found = store.quads_for_pattern(
        response,  # type: ignore[arg-type]
        ox.NamedNode(MF + "expectedStatus"),
        None,
    )
    names = (re.sub(r".*#(?:StatusCode)?|>$", "", str(quad.object)) for quad in found)
    return {STATUSES.get(name, name[0]) for name in names}


def isomorphic(data: bytes, other: bytes, base: str) -> bool:
    graphs = []
    for each in (data, other):
        found = ox.Dataset(ox.parse(each, format=ox.RdfFormat.TURTLE, base_iri=base))
        found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(found)
    return graphs[0] == graphs[1]


def replay(site: str, store: ox.Store, test: str) -> None:
    """All requests of a test, each answered as the manifest says."""
    action = one(store, ox.NamedNode(TESTS + test), MF + "action")
    requests = list(members(store, one(store, action, HT + "requests")))
    assert requests
    location = ""
    for request in requests:
        path = text(store, request, HT + "absolutePath").replace("$LOCATION$", location)
        method = text(store, request, HT + "methodName")
        reply = send(site, method, path, body(store, request), headers(store, request))
        expected = one(store, request, HT + "resp")
        check(store, expected, reply, path)
        location = reply.headers.get("location", "")


def check(store: ox.Store, expected: object, reply: Reply, path: str) -> None:
    wanted = statuses(store, expected)
    assert str(reply.status) in wanted or str(reply.status)[0] in wanted, reply.body
    if reply.status >= 400 and reply.body:
        assert reply.headers["content-type"] == "application/problem+json"
    kind = reply.headers.get("content-type", "").partition(";")[0]
    boolean = text(store, expected, MF + "expectedBoolean")
    if boolean:
        assert json.loads(reply.body)["boolean"] is (boolean == "true")
    form = text(store, expected, MF + "expectedFormat")
    assert kind in {"": (kind,), "RDF": GRAPHS}.get(form, TABLES)
    for name, value in headers(store, expected).items():
        assert reply.headers[name] == value
    graph = body(store, expected)
    if graph is not None:
        assert isomorphic(reply.body, graph, f"http://www.example{path}")


@pytest.mark.parametrize("name", PROTOCOL)
def test_protocol(fresh: str, manifest: ox.Store, name: str) -> None:
    replay(fresh, manifest, f"protocol/manifest#{name}")


@pytest.mark.parametrize("name", GRAPH_STORE)
def test_graph_store_protocol(fresh: str, manifest: ox.Store, name: str) -> None:
    replay(fresh, manifest, f"http-rdf-update/manifest#{name}")


def test_the_lists_above_are_the_whole_suites(manifest: ox.Store) -> None:
    tests = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in manifest.quads_for_pattern(None, ox.NamedNode(MF + "action"), None)
    }
    named = {f"{TESTS}protocol/manifest#{name}" for name in PROTOCOL}
    named |= {f"{TESTS}http-rdf-update/manifest#{name}" for name in GRAPH_STORE}
    assert tests == named


# What a client may not


WRITES = [
    ("POST", "/sparql", "DROP ALL", "application/sparql-update"),
    ("POST", "/sparql", "update=DROP+ALL", "application/x-www-form-urlencoded"),
    ("PUT", "/gsp?graph=http://example.org/g", "", "text/turtle"),
    ("POST", "/gsp", "", "text/turtle"),
    ("DELETE", "/gsp?default", "", "text/turtle"),
]


@pytest.mark.parametrize(("method", "path", "data", "kind"), WRITES)
@pytest.mark.parametrize("credential", ["", "Bearer", "Bearer wrong", "Basic OjE=", "Basic %%"])
def test_writing_needs_a_token(
    site: str, method: str, path: str, data: str, kind: str, credential: str
) -> None:
    reply = send(site, method, path, data, {"Authorization": credential, "Content-Type": kind})
    assert reply.status == 401
    assert "Bearer" in reply.headers["www-authenticate"]
    assert json.loads(reply.body)["type"] == "/problems#unauthorized"


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <a:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_an_update_fetches_nothing(site: str, update: str) -> None:
    reply = send(site, "POST", "/sparql", update, {"Content-Type": "application/sparql-update"})
    assert reply.status == 403


def test_remote_contexts_are_not_fetched(site: str) -> None:
    data = '{"@context": "http://127.0.0.1:9/context", "@id": "a:b", "name": "c"}'
    reply = send(site, "PUT", "/gsp?default", data, {"Content-Type": "application/ld+json"})
    assert reply.status == 400


BROKEN = [
    ("Content-Length: 99\r\n\r\n{data}", "broke off"),
    ("Transfer-Encoding: chunked\r\n\r\n13\r\n{data}\r\nZZ\r\n", "broke off"),
    ("Transfer-Encoding: chunked\r\n\r\n13\r\n{data}\r\n13\r\n<a:a>", "broke off"),
    ("Transfer-Encoding: chunked\r\n\r\n13\r\n{data}\r\n0\r\n\r\n", ""),
]


@pytest.mark.parametrize(("rest", "told"), BROKEN)
def test_half_a_graph_is_not_stored(fresh: str, rest: str, told: str) -> None:
    """A body that breaks off at the end of a statement looks whole, but isn't."""
    host = urlsplit(fresh)
    with socket.create_connection((host.hostname, host.port), timeout=20) as connection:
        head = "PUT /gsp?graph=a:broken HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
        body = rest.format(data="<a:a> <a:b> <a:c>.\n")
        connection.sendall(f"{head}Authorization: Bearer {TOKEN}\r\n{body}".encode())
        if told:
            connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1 << 16)
    stored = send(fresh, "GET", "/gsp?graph=a:broken", None, {}).status
    assert (told.encode() in answer, stored) == (True, 404 if told else 200)


def test_delete_where_takes_the_dataset_of_the_request(fresh: str) -> None:
    update = "DELETE WHERE { ?s a ?type }"
    path = f"/sparql?using-graph-uri={quote(DATA, safe='')}data1.rdf"
    kind = {"Content-Type": "application/sparql-update"}
    assert send(fresh, "POST", path, update, kind).status == 204
    left = send(
        fresh, "GET", "/sparql?query=" + quote("SELECT * { GRAPH ?g { ?s ?p ?o } }"), "", {}
    )
    assert len(json.loads(left.body)["results"]["bindings"]) == 3


def test_a_write_that_takes_too_long_is_stopped(
    serving: Callable[..., AbstractContextManager[str]], stored: Path, tmp_path: Path
) -> None:
    """The keeper is killed and started again; nothing has changed, and the next write works."""
    path = tmp_path / "store"
    with Store.open(path) as store, Store.open(stored, read_only=True) as source:
        store.engine.bulk_extend(iter(source.engine))
    kind = {"Content-Type": "application/sparql-update"}
    slow = "INSERT { GRAPH <a:g> { ?a ?b ?f } } WHERE " + (
        "{ GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } FILTER(?c = ?l) }"
    )
    with serving(
        path,
        CAREGRAPH_WRITE_TOKEN=TOKEN,
        CAREGRAPH_WRITE_SECONDS="1",
        CAREGRAPH_QUERY_MEGABYTES="64",
    ) as site:
        reply = send(site, "POST", "/sparql", slow, kind)
        assert (reply.status, json.loads(reply.body)["limit"]) == (503, "time")
        quick = "INSERT DATA { GRAPH <a:g> { <a:a> <a:b> 1 } }"
        assert send(site, "POST", "/sparql", quick, kind).status == 204
        found = send(site, "GET", "/gsp?graph=a:g", None, {"Accept": "application/n-triples"})
        assert found.body.count(b"\n") == 1
