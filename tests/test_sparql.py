"""The SPARQL endpoint: its forms, its protocol, its page."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caregraph.api.app import create_app
from caregraph.graph.store import Store

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TRUSTS = "SELECT DISTINCT ?trust { ?trust a cg:Trust } ORDER BY ?trust"
XAV = "https://w3id.org/caregraph/organisation/XAV"
XBC = "https://w3id.org/caregraph/organisation/XBC"
REFERENCE = "https://w3id.org/caregraph/graph/reference"


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


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


# Forms


QUOTED = "<<( <a:s> <a:p> 1 )>>"


@pytest.mark.parametrize(
    ("form", "triple", "said"),
    [
        ("application/ld+json", f"<a:s> <a:p> {QUOTED}", "RDF 1.2"),
        ("application/rdf+xml", "<a:s> <a:1> 1", "<a:1>"),
        ("application/rdf+xml", "<a:s> <http://e/> 1", "<http://e/>"),
        ("application/rdf+xml", "<a:s> <a:p> <<( <a:s> <a:1> 1 )>>", "<a:1>"),
    ],
)
def test_what_a_form_has_no_words_for_is_refused(
    client: FlaskClient, form: str, triple: str, said: str
) -> None:
    told = problem(ask(client, f"CONSTRUCT {{ {triple} }} {{}}", form), 406)
    assert said in told["detail"]
    assert form not in told["available"]
    assert ask(client, f"CONSTRUCT {{ {triple} }} {{}}", told["available"][0]).status_code == 200


def test_rdf_xml_is_well_formed_whatever_a_literal_holds(client: FlaskClient) -> None:
    query = 'CONSTRUCT { <a:s> <a:p> "\\u0001x", <<( <a:s> <a:p> "\\uFFFE" )>> } {}'
    body = ask(client, query, "application/rdf+xml").data
    assert len(ElementTree.fromstring(body)) == 1
    assert "\ufffdx" in body.decode()


def test_json(client: FlaskClient) -> None:
    response = ask(client, TRUSTS)
    assert response.mimetype == "application/sparql-results+json"
    rows = json.loads(response.data)["results"]["bindings"]
    assert [row["trust"] for row in rows] == [
        {"type": "uri", "value": XAV},
        {"type": "uri", "value": XBC},
    ]


def test_xml(client: FlaskClient) -> None:
    response = ask(client, TRUSTS, "application/sparql-results+xml")
    root = ElementTree.fromstring(response.data)
    assert [uri.text for uri in root.iter("{http://www.w3.org/2005/sparql-results#}uri")] == [
        XAV,
        XBC,
    ]


def test_csv_and_tsv(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(ask(client, TRUSTS, "text/csv").get_data(as_text=True))))
    assert rows == [["trust"], [XAV], [XBC]]
    tsv = ask(client, TRUSTS, format="tsv").get_data(as_text=True)
    assert tsv == f"?trust\n<{XAV}>\n<{XBC}>\n"


TERMS = 'SELECT * { VALUES (?a ?b ?c) { ("x<&>\\"\\n\\t é"@en 1 <a:b>) (UNDEF true "p,q") } }'


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_terms_survive_every_form(
    client: FlaskClient, small_store: Store, accept: str, form: ox.QueryResultsFormat
) -> None:
    """What we write is what the engine itself would have: read back, the same terms."""
    read_back = ox.parse_query_results(ask(client, TERMS, accept).data, format=form)
    direct = small_store.engine.query(TERMS)
    assert isinstance(read_back, ox.QuerySolutions)
    assert isinstance(direct, ox.QuerySolutions)
    names = ("a", "b", "c")
    assert [[row[name] for name in names] for row in read_back] == [
        [row[name] for name in names] for row in direct
    ]


def test_csv_is_what_the_engine_writes(client: FlaskClient, small_store: Store) -> None:
    direct = small_store.engine.query(TERMS)
    assert isinstance(direct, ox.QuerySolutions)
    expected = direct.serialize(format=ox.QueryResultsFormat.CSV)
    assert expected is not None
    ours = list(csv.reader(io.StringIO(ask(client, TERMS, "text/csv").get_data(as_text=True))))
    assert ours == list(csv.reader(io.StringIO(expected.decode())))


@pytest.mark.parametrize(
    ("query", "expected"), [("ASK { ?s ?p ?o }", True), ("ASK { <a:a> ?p ?o }", False)]
)
def test_ask(client: FlaskClient, query: str, expected: bool) -> None:
    assert json.loads(ask(client, query).data)["boolean"] is expected
    assert ask(client, query, "text/csv").data.strip() == json.dumps(expected).encode()
    assert f"<boolean>{json.dumps(expected)}</boolean>" in ask(client, query, "text/xml").text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
    ],
)
@pytest.mark.parametrize("verb", [f"DESCRIBE <{XAV}>", f"CONSTRUCT WHERE {{ <{XAV}> ?p ?o }}"])
def test_graph_forms(client: FlaskClient, verb: str, accept: str, form: ox.RdfFormat) -> None:
    response = ask(client, verb, accept)
    assert response.mimetype == accept
    subjects = {str(quad.subject) for quad in ox.parse(response.data, format=form)}
    assert subjects == {f"<{XAV}>"}


def test_a_graph_is_no_table(client: FlaskClient) -> None:
    members = problem(ask(client, f"DESCRIBE <{XAV}>", "text/csv"), 406)
    assert "text/turtle" in members["available"]


# Protocol


def test_post_form_and_direct(client: FlaskClient) -> None:
    expected = ask(client, TRUSTS).data
    assert client.post("/sparql", data={"query": TRUSTS}).data == expected
    direct = client.post("/sparql", data=TRUSTS, content_type="application/sparql-query")
    assert direct.data == expected
    assert client.post("/sparql/", data={"query": TRUSTS}).data == expected


def test_dataset_of_the_request(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a cg:Trust }"
    whole = int(_one(ask(client, count)))
    alone = int(_one(ask(client, count, **{"default-graph-uri": REFERENCE})))
    assert alone == 2 < whole
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s a cg:Trust } }"
    assert _one(ask(client, named, **{"named-graph-uri": REFERENCE})) == "1"
    assert _one(ask(client, count, **{"named-graph-uri": REFERENCE})) == "0"


@pytest.mark.parametrize("graph", ["http://nowhere.example/g", "file:///etc/passwd"])
def test_graphs_that_are_not_held_are_refused_wherever_they_are_named(
    client: FlaskClient, graph: str
) -> None:
    asked = "{ ?s a cg:Trust }"
    for word in ("FROM", "FROM NAMED"):
        assert ask(client, f"SELECT * {word} <{graph}> {asked}").status_code == 403
    for name in ("default-graph-uri", "named-graph-uri"):
        named = ask(client, f"SELECT * {asked}", **{name: graph})
        assert (named.status_code, f"<{graph}> is refused" in named.text) == (403, True)
    before = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {asked}"
    assert _one(ask(client, before, **{"default-graph-uri": REFERENCE})) == "2"


PATTERNLESS = [
    ("ASK {}", 200),
    ("SELECT (1 AS ?value) {}", 200),
    ("DESCRIBE <http://example.org/>", 200),
    ("CONSTRUCT { <s> <p> 1 } WHERE {}", 200),
    ("CONSTRUCT WHERE { ?s ?p ?o }", 403),
    ("CONSTRUCT { <s> <p> 1 } WHERE { ?s ?p ?o }", 403),
    ("SELECT (EXISTS { ?s ?p ?o } AS ?value) {}", 403),
]


@pytest.mark.parametrize(("query", "status"), PATTERNLESS)
def test_a_query_without_a_pattern_may_name_any_graph_of_the_web(
    client: FlaskClient, query: str, status: int
) -> None:
    """The suite of the protocol asks so, of a store that holds no such graph."""
    web = ask(client, query, **{"default-graph-uri": "http://nowhere.example/g"})
    assert web.status_code == status
    if status == 200:
        assert "nothing of <http://nowhere.example/g> is here" in web.headers["Caregraph-Cut"]
    assert ask(client, query, **{"default-graph-uri": "file:///etc/passwd"}).status_code == 403


def test_dataset_of_the_query(client: FlaskClient) -> None:
    count = f"SELECT (COUNT(*) AS ?n) FROM <{REFERENCE}> {{ ?s a cg:Trust }}"
    assert _one(ask(client, count)) == "2"
    other = f"BASE <{REFERENCE}> SELECT (COUNT(*) AS ?n) FROM <> {{ ?s a cg:Trust }}"
    assert _one(ask(client, other)) == "2"


def test_relative_iris_stand_under_the_base(client: FlaskClient) -> None:
    assert json.loads(ask(client, "ASK { <organisation/XAV> a cg:Trust }").data)["boolean"]


def test_the_word_from_in_a_text_is_no_dataset(client: FlaskClient) -> None:
    whole = _one(ask(client, "SELECT (COUNT(*) AS ?n) { ?s a cg:Trust }"))
    commented = "# FROM <x:y>\nSELECT (COUNT(*) AS ?n) { ?s a cg:Trust FILTER('FROM <x:y>' != '') }"
    assert _one(ask(client, commented)) == whole


def _one(response: TestResponse) -> str:
    (row,) = json.loads(response.data)["results"]["bindings"]
    (value,) = row.values()
    return str(value["value"])


def test_head_options_cors_etag(client: FlaskClient) -> None:
    head = client.head("/sparql", query_string={"query": TRUSTS})
    assert head.status_code == 200
    assert head.data == b""
    assert int(head.headers["Content-Length"]) > 0
    options = client.options("/sparql")
    assert options.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    again = ask(client, TRUSTS)
    fresh = client.get(
        "/sparql",
        query_string={"query": TRUSTS},
        headers={"If-None-Match": again.headers["ETag"]},
    )
    assert fresh.status_code == 304


def test_wrong_method(client: FlaskClient) -> None:
    response = client.put("/sparql", data="x")
    assert problem(response, 405)["allowed"]
    assert "POST" in response.headers["Allow"]


def test_service_description(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    objects = {str(quad.object) for quad in ox.parse(response.data, format=ox.RdfFormat.TURTLE)}
    assert "<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>" in objects


BAD_BODIES = [
    (b"ASK {}", None, 415),
    (b"ASK {}", "text/plain", 415),
    (b"ASK {}", "application/sparql-query; charset=UTF-16", 415),
    ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
    (b"query=%ff%fe", "application/x-www-form-urlencoded", 400),
    (b"other=1", "application/x-www-form-urlencoded", 400),
    (b"query=ASK+%7B%7D&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
    (b"&".join([b"a=1"] * 300), "application/x-www-form-urlencoded", 400),
    (b"x" * (1 << 20) + b"x", "application/sparql-query", 413),
    (b"# " + b"x" * 200_000, "application/sparql-query", 413),
]


@pytest.mark.parametrize(("body", "kind", "status"), BAD_BODIES)
def test_bad_bodies(client: FlaskClient, body: bytes, kind: str | None, status: int) -> None:
    problem(client.post("/sparql", data=body, content_type=kind), status)


def test_a_compressed_body_is_not_unpacked(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        data=b"\x1f\x8b",
        content_type="application/sparql-query",
        headers={"Content-Encoding": "gzip"},
    )
    problem(response, 415)


# Page


def test_the_page_shows_the_answer_and_the_error(client: FlaskClient) -> None:
    page = ask(client, TRUSTS, "text/html").text
    assert "<table" in page
    assert 'href="/organisation/XAV"' in page
    wrong = ask(client, "SELECT ?x WHERE {\n  ?s ?p 'abc }", "text/html")
    assert wrong.status_code == 400
    assert "line 2, column 15" in wrong.text
    assert "^" in wrong.text
    empty = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert "<textarea" in empty
    assert "Examples" in empty


def test_the_page_escapes_the_query(client: FlaskClient) -> None:
    page = ask(client, "SELECT ('</textarea><script>alert(1)</script>' AS ?x) {}", "text/html").text
    assert "<script" not in page


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd, gzip", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("br", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_answers_are_packed_as_asked(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100", "format": "csv"}
    plain = client.get("/sparql", query_string=query)
    packed = client.get("/sparql", query_string=query, headers={"Accept-Encoding": accepted})
    assert packed.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept" in packed.headers["Vary"].split(", ")
    unpack = {"gzip": gzip.decompress, "zstd": zstd.decompress}
    assert (unpack[coding](packed.data) if coding else packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]
    head = client.head("/sparql", query_string=query, headers={"Accept-Encoding": accepted})
    assert head.headers["Content-Length"] == str(len(packed.data))


def test_small_answers_and_errors_are_not_packed(client: FlaskClient) -> None:
    for query in ("ASK {}", "nonsense " * 500):
        response = client.get(
            "/sparql", query_string={"query": query}, headers={"Accept-Encoding": "gzip"}
        )
        assert "Content-Encoding" not in response.headers
