"""The W3C SPARQL 1.1 Protocol suite: its queries answered, its updates refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caregraph.api.app import create_app
from caregraph.graph.store import Store

SUITE = Path(__file__).parents[1].parent / "shared/conformance/sparql/sparql11/protocol"
DATA = "http://kasei.us/2009/09/sparql/data/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TESTS = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#"

QUERIES = [
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
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
]
UPDATES = [
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]


@pytest.fixture(scope="module")
def manifest() -> ox.Store:
    if not SUITE.is_dir():
        pytest.skip("the W3C suite isn't here: ../shared/conformance beside the project")
    store = ox.Store()
    store.load(path=str(SUITE / "manifest.ttl"), base_iri=TESTS)
    return store


@pytest.fixture(scope="module")
def client(manifest: ox.Store) -> Iterator[FlaskClient]:
    with Store.open() as store:
        for number in (1, 2, 3):
            graph = ox.NamedNode(f"{DATA}data{number}.rdf")
            store.engine.load(path=str(SUITE / f"data{number}.nt"), to_graph=graph)
        yield create_app(store).test_client()


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


def requests(store: ox.Store, name: str) -> list[object]:
    action = one(store, ox.NamedNode(TESTS + name), MF + "action")
    return list(members(store, one(store, action, HT + "requests")))


def send(client: FlaskClient, store: ox.Store, request: object) -> TestResponse:
    headers = {
        text(store, header, HT + "fieldName"): text(store, header, HT + "fieldValue")
        for header in members(store, one(store, request, HT + "headers"))
    }
    body = one(store, request, HT + "body")
    encoding = text(store, body, CNT + "characterEncoding") or "utf-8" if body else "utf-8"
    return client.open(
        text(store, request, HT + "absolutePath"),
        method=text(store, request, HT + "methodName"),
        data=text(store, body, CNT + "chars").encode(encoding) if body else None,
        headers=headers,
    )


@pytest.mark.parametrize("name", QUERIES)
def test_queries(manifest: ox.Store, client: FlaskClient, name: str) -> None:
    asked = requests(manifest, name)
    assert asked
    for request in asked:
        response = send(client, manifest, request)
        expected = one(manifest, request, HT + "resp")
        statuses = {
            re.sub(r".*StatusCode", "", str(quad.object))[0]
            for quad in manifest.quads_for_pattern(
                expected,  # type: ignore[arg-type]
                ox.NamedNode(MF + "expectedStatus"),
                None,
            )
        }
        assert str(response.status_code)[0] in statuses, response.text
        boolean = text(manifest, expected, MF + "expectedBoolean")
        if boolean:
            assert json.loads(response.data)["boolean"] is (boolean == "true")


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused(manifest: ox.Store, client: FlaskClient, name: str) -> None:
    """The endpoint only reads: whatever the update, the first request of the test is refused."""
    response = send(client, manifest, requests(manifest, name)[0])
    assert 400 <= response.status_code < 500
