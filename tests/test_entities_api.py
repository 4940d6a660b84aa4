"""Every IRI of the data as a document, in every form, and the rating grid."""

from __future__ import annotations

import json
import re
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from pyld import jsonld

from caregraph.api.app import create_app
from caregraph.api.documents import describe
from caregraph.api.grids import rating_grid
from caregraph.api.links import href
from caregraph.graph.ledger import write_ledger
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE, CG, RDFS

XAV = ox.NamedNode(f"{BASE}organisation/XAV")
SAFE = (
    "/organisation/XAV", "/site/XAV01", "/person/jo-marsh/XAV", "/rating/good", "/question/safe",
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


def from_json_ld(client: FlaskClient, data: bytes) -> set[ox.Quad]:
    """What PyLD reads in our JSON-LD, given our context and no other."""

    def load(address: str, _: object) -> dict[str, object]:
        assert address == "http://localhost/context.jsonld"
        document = json.loads(client.get("/context.jsonld").data)
        return {"documentUrl": address, "contextUrl": None, "document": document}

    options: Any = {"documentLoader": load, "format": "application/n-quads"}
    nquads: Any = jsonld.to_rdf(json.loads(data), options)
    return set(ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("suffix", FORMS)
def test_from_thing_to_document(client: FlaskClient, suffix: str) -> None:
    media_type, form = FORMS[suffix]
    thing = client.get("/organisation/XAV", headers={"Accept": media_type})
    assert thing.status_code == 303
    assert thing.headers["Location"] == f"/organisation/XAV.{suffix}"
    assert thing.headers["Vary"] == "Accept"
    document = client.get(thing.headers["Location"])
    assert document.mimetype == media_type
    statements = set() if suffix == "jsonld" else set(ox.parse(document.data, format=form))
    statements |= from_json_ld(client, document.data) if suffix == "jsonld" else set()
    assert any(quad.subject == XAV and quad.predicate == CG.odsCode for quad in statements)
    assert f'<{XAV.value}>; rel="describes"' in document.headers["Link"]


def test_one_graph_is_preferred_to_several(client: FlaskClient) -> None:
    """As Comunica asks: to it a document of named graphs has nothing in its default graph."""
    accept = (
        "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6"
    )
    thing = client.get("/organisation/XAV", headers={"Accept": accept})
    assert thing.headers["Location"] == "/organisation/XAV.jsonld"


def test_every_form_says_the_same(client: FlaskClient) -> None:
    data = {suffix: client.get(f"/organisation/XAV.{suffix}").data for suffix in FORMS}
    tree = {quad.triple for quad in from_json_ld(client, data.pop("jsonld"))}
    read = {
        suffix: {quad.triple for quad in ox.parse(body, format=FORMS[suffix][1])}
        for suffix, body in data.items()
    }
    read["jsonld"] = tree
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


@pytest.mark.parametrize(
    "thing", ["graph/ontology", "graph/reference", "article", "claim", "evidence", "rating-of"]
)
def test_json_ld_loses_nothing(client: FlaskClient, ledger_store: Store, thing: str) -> None:
    """Blank nodes, lists, dates of every precision, numbers, languages, backward properties."""
    client = create_app(ledger_store).test_client()
    found = {
        node.value.removeprefix(BASE).partition("#")[0]
        for quad in ledger_store.engine
        for node in (quad.subject, quad.graph_name)
        if isinstance(node, ox.NamedNode)
    }
    start = {"claim": "article/", "evidence": "article/"}.get(thing, thing)
    path = min(
        path for path in found if path.startswith(start) and (thing != "claim" or thing in path)
    )
    written = ox.Dataset(from_json_ld(client, client.get(f"/{path}.jsonld").data))
    plain = ox.Dataset(ox.parse(client.get(f"/{path}.nt").data, format=ox.RdfFormat.N_TRIPLES))
    for dataset in (written, plain):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert written == plain
    assert len(plain) > 1


def test_json_ld_reads_as_plain_json(client: FlaskClient, ledger_store: Store) -> None:
    """An article's facts, and a rating with its evidence, by members alone."""
    client = create_app(ledger_store).test_client()
    iri = next(graph for graph in ledger_store.graphs() if "/article/" in graph)
    article = json.loads(client.get(f"/{iri.removeprefix(BASE)}.jsonld").data)
    assert list(article)[:3] == ["@context", "id", "type"]
    assert article["id"] == iri
    claim = next(each for each in article["claims"] if "grade" in each)
    assert claim["type"][0] == "RatingClaim"
    assert claim["grade"]["id"].startswith(f"{BASE}rating/")
    assert claim["evidence"][0]["exact"] in claim["evidence"][0]["sentence"]
    assert isinstance(claim["evidence"][0]["start"], int)
    path = next(
        str(quad.subject)[1:-1].removeprefix(BASE)
        for quad in ledger_store.engine.quads_for_pattern(None, CG.supportedBy, None)
    )
    rating = json.loads(client.get(f"/{path}.jsonld").data)
    assert rating["type"][0] == "Rating"
    assert rating["supportedBy"][0]["evidence"][0]["sentence"]
    assert rating["supportedBy"][0]["statedIn"]["id"].startswith(f"{BASE}article/")


def test_json_ld_without_a_context_for_those_who_ask(client: FlaskClient) -> None:
    accept = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
    document = client.get("/organisation/XAV.jsonld", headers={"Accept": accept})
    expected = set(ox.parse(client.get("/organisation/XAV.nt").data, format=ox.RdfFormat.N_TRIPLES))
    assert set(ox.parse(document.data, format=ox.RdfFormat.JSON_LD)) == expected


def test_data_comes_by_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(ox.parse(client.get("/organisation/XAV.nt").data, format=ox.RdfFormat.N_TRIPLES))
    monkeypatch.setattr("caregraph.api.documents.PAGE", 7)
    address: str | None = "/organisation/XAV.nt"
    pages, found, links = 0, set(), ""
    while address and pages < 100:
        page = client.get(address)
        links = page.headers["Link"]
        found |= set(ox.parse(page.data, format=ox.RdfFormat.N_TRIPLES))
        assert "Link leads to the others" in page.headers["Caregraph-Cut"]
        link = re.search(r'<http://localhost([^>]*)>; rel="next"', links)
        address, pages = link[1] if link else None, pages + 1
    assert pages > 2
    assert whole <= found
    assert 'rel="prev"' in links
    assert client.get(f"/organisation/XAV.nt?page={pages + 1}").status_code == 404
    assert client.get("/organisation/XAV.nt?page=no").status_code == 400


def test_a_page_leads_to_the_next(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caregraph.api.entities.SHOWN", 2)
    first = client.get("/organisation/XAV.html")
    assert '</organisation/XAV.html?page=2>; rel="next"' in first.headers["Link"].replace(
        "http://localhost", ""
    )
    assert 'href="/organisation/XAV.html?page=2"' in first.text
    second = client.get("/organisation/XAV.html?page=2").text
    claims = [
        set(re.findall(r'href="(/article/\w+/claim/[^"]+)"', page)) for page in (first.text, second)
    ]
    assert claims[1]
    assert not claims[0] & claims[1]
    assert client.get("/organisation/XAV.html?page=99").status_code == 404


def test_a_cut_page_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caregraph.api.documents.MOST_INVERSE", 2)
    assert "only 2 of the statements that point to it" in client.get("/organisation/XAV.html").text
    monkeypatch.setattr("caregraph.api.documents.MOST_OWN", 3)
    graph = client.get("/graph/reference.html")
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
    assert rating_grid(small_store, ox.NamedNode(f"{BASE}person/jo-marsh/XAV")) is None


def test_json_by_suffix_is_the_tree(client: FlaskClient) -> None:
    by_json, by_name = client.get("/organisation/XAV.json"), client.get("/organisation/XAV.jsonld")
    assert (by_json.status_code, by_json.data) == (200, by_name.data)
    assert by_json.mimetype == "application/ld+json"
    assert client.get("/organisation/none.json").status_code == 404
