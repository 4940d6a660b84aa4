"""Every IRI of the data as a document, in every form, and the rating grid."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.documents import describe
from caregraph.api.grids import rating_grid
from caregraph.api.links import href
from caregraph.graph.ledger import write_ledger
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE, CG, RDFS

XAV = ox.NamedNode(f"{BASE}organisation/XAV")
SAFE = (
    "/organisation/XAV", "/site/XAV01", "/person/jo-marsh", "/rating/good", "/question/safe",
    "/post/XBC/chair", "/graph/reference",
)  # fmt: skip
FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
}


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


@pytest.mark.parametrize("suffix", FORMS)
def test_from_thing_to_document(client: FlaskClient, suffix: str) -> None:
    media_type, form = FORMS[suffix]
    thing = client.get("/organisation/XAV", headers={"Accept": media_type})
    assert thing.status_code == 303
    assert thing.headers["Location"] == f"/organisation/XAV.{suffix}"
    assert thing.headers["Vary"] == "Accept"
    document = client.get(thing.headers["Location"])
    assert document.mimetype == media_type
    statements = set(ox.parse(document.data, format=form))
    assert any(quad.subject == XAV and quad.predicate == CG.odsCode for quad in statements)
    assert f'<{XAV.value}>; rel="describes"' in document.headers["Link"]


def test_every_form_says_the_same(client: FlaskClient) -> None:
    read = {
        suffix: {
            quad.triple
            for quad in ox.parse(client.get(f"/organisation/XAV.{suffix}").data, format=form)
        }
        for suffix, (_, form) in FORMS.items()
    }
    assert all(triples == read["nt"] for triples in read.values())
    assert read["nt"]


@pytest.mark.parametrize("address", SAFE)
def test_things_of_every_kind(client: FlaskClient, address: str) -> None:
    assert client.get(address, headers={"Accept": "text/turtle"}).status_code == 303
    assert client.get(f"{address}.ttl").status_code == 200
    page = client.get(f"{address}.html")
    assert page.status_code == 200
    assert BASE + address[1:] in page.text


def test_every_iri_of_the_data_dereferences(client: FlaskClient, small_store: Store) -> None:
    ours = {
        node.value.partition("#")[0]
        for quad in small_store.engine
        for node in (quad.subject, quad.object, quad.graph_name)
        if isinstance(node, ox.NamedNode)
        and node.value.startswith(BASE)
        and str(CG) not in node.value
    }
    assert len(ours) > 50
    for iri in sorted(ours):
        path = iri.removeprefix(BASE)
        response = client.get(f"/{path}.nt")
        assert response.status_code == 200, iri
        assert iri.encode() in response.data or "/graph/" in iri


def test_neighbours_bring_their_labels(client: FlaskClient, small_store: Store) -> None:
    triples = {
        quad.triple
        for quad in ox.parse(client.get("/site/XAV01.nt").data, format=ox.RdfFormat.N_TRIPLES)
    }
    label = ox.Literal("Alder Vale NHS Foundation Trust")
    assert ox.Triple(XAV, RDFS.label, label) in triples


def test_inverse_links_are_there(small_store: Store) -> None:
    document = describe(small_store, XAV)
    assert document is not None
    site = ox.NamedNode(f"{BASE}site/XAV01")
    assert any(
        quad.subject == site and quad.predicate == CG.operatedBy for quad in document.inverse
    )


def test_a_claim_brings_its_evidence(client: FlaskClient, small_store: Store) -> None:
    claim = next(
        quad.subject
        for quad in small_store.engine.quads_for_pattern(None, CG.grade, None)
        if "/claim/" in str(quad.subject)
    )
    document = client.get(href(str(claim)[1:-1]) + ".nt").get_data(as_text=True)
    assert "#char=" in document
    assert "<http://www.w3.org/ns/oa#exact>" in document


def test_an_article_is_its_page_to_a_reader_and_its_graph_to_a_program(
    client: FlaskClient, small_store: Store
) -> None:
    iri = next(graph for graph in small_store.graphs() if "/article/" in graph)
    path = iri.removeprefix(BASE)
    to_page = client.get(f"/{path}", headers={"Accept": "text/html"})
    assert (to_page.status_code, to_page.headers["Location"]) == (303, href(iri))
    graph = set(ox.parse(client.get(f"/{path}.nq").data, format=ox.RdfFormat.N_QUADS))
    assert set(small_store.graph(iri)) <= graph
    by_suffix = client.get(f"{href(iri)}.ttl")
    assert by_suffix.headers["Location"] == f"/{path}.ttl"


def test_not_acceptable_and_unchanged(client: FlaskClient) -> None:
    assert client.get("/organisation/XAV", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/organisation/XAV?format=pdf").status_code == 406
    first = client.get("/organisation/XAV.ttl")
    again = client.get("/organisation/XAV.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.head("/organisation/XAV.ttl").headers["ETag"] == first.headers["ETag"]


def test_a_cut_document_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caregraph.api.documents.MOST_INVERSE", 2)
    document = client.get("/organisation/XAV.ttl")
    assert "only 2 of the statements that point to it" in document.headers["Caregraph-Cut"]
    assert "only 2 of the statements that point to it" in client.get("/organisation/XAV.html").text
    monkeypatch.setattr("caregraph.api.documents.MOST_OWN", 3)
    graph = client.get("/graph/reference.nq")
    assert "only 3 of the statements of it" in graph.headers["Caregraph-Cut"]


def test_the_grid_takes_the_newest(small_store: Store) -> None:
    grid = rating_grid(small_store, XAV)
    assert grid is not None
    assert grid.questions[0] == "Overall"
    whole = grid.rows[0]
    overall = whole.cells[0]
    assert whole.service == "as a whole"
    assert overall is not None
    # Older ones: an article's "requires improvement" and "good", and the register's "good".
    assert (overall.grade, overall.key, overall.date) == (
        "Outstanding",
        "outstanding",
        "2020-03-01",
    )
    assert overall.origin == "reported"


def test_the_grid_takes_the_ledger_where_there_is_one(small_store: Store) -> None:
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        write_ledger(store)
        grid = rating_grid(store, XAV)
        assert grid is not None
        overall = grid.rows[0].cells[0]
        assert overall is not None
        assert (overall.grade, overall.date) == ("Good", "2020-02-01")
        assert overall.origin == "reported, disputed"
        page = create_app(store).test_client().get(overall.href + ".html").text
        page = re.sub(r"<[^>]+>", "", page)
        assert "is now good overall" in page, "the sentence that supports it"
        assert "rated outstanding overall" in page, "and the one that disputes it"


def test_the_grid_has_words_and_headers(client: FlaskClient) -> None:
    page = client.get("/site/XAV01.html").text
    assert '<th scope="row">' in page
    assert '<th scope="col">Safe</th>' in page
    assert ">Inadequate</a>" in page
    assert "not reported" in page


def test_no_grid_where_nothing_is_rated(small_store: Store) -> None:
    assert rating_grid(small_store, ox.NamedNode(f"{BASE}person/jo-marsh")) is None
