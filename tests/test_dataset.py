"""The whole: its description, its dumps, its sitemap, its context, and what pages tell of it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from caregraph.api import dumps, sitemap
from caregraph.api.app import create_app
from caregraph.api.problems import Problem
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
WHOLE = ox.NamedNode(f"{BASE}dataset")


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


def described(client: FlaskClient) -> ox.Store:
    found = ox.Store()
    found.load(client.get("/dataset.ttl").data, ox.RdfFormat.TURTLE)
    return found


def values(store: ox.Store, subject: object, iri: str) -> list[str]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(iri), None)  # type: ignore[arg-type]
    return sorted(quad.object.value for quad in quads)  # type: ignore[union-attr]


def test_void_is_where_it_is_looked_for(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert (response.status_code, response.headers["Location"]) == (303, "/dataset")
    turtle = client.get("/dataset", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert client.get("/dataset", headers={"Accept": "text/html"}).mimetype == "text/html"
    assert client.get("/dataset.pdf").status_code == 404


def test_the_statistics_are_those_of_the_store(client: FlaskClient, small_store: Store) -> None:
    found = described(client)
    assert values(found, WHOLE, f"{VOID}triples") == [str(len(small_store))]
    counts = {
        values(found, part, f"{VOID}class")[0]: values(found, part, f"{VOID}entities")[0]
        for part in map(ox.NamedNode, values(found, WHOLE, f"{VOID}classPartition"))
    }
    assert counts[f"{BASE}ontology#Article"] == "3"
    assert values(found, WHOLE, f"{VOID}propertyPartition")


def test_the_dumps_are_listed_with_their_checksums(client: FlaskClient) -> None:
    listed = json.loads(client.get("/dumps.json").data)["dumps"]
    assert [each["name"] for each in listed] == ["caregraph.nq.gz", "caregraph.trig.gz"]
    page = client.get("/dumps", headers={"Accept": "text/html"}).text
    for each in listed:
        data = client.get(each["address"]).data
        assert (len(data), hashlib.sha256(data).hexdigest()) == (each["bytes"], each["sha256"])
        assert each["sha256"] in page
        assert client.get(each["checksum"]).text.split()[0] == each["sha256"]


def test_the_dumps_named_are_there_and_whole(client: FlaskClient, small_store: Store) -> None:
    addresses = values(described(client), WHOLE, f"{VOID}dataDump")
    assert len(addresses) == 2
    for address, form in zip(addresses, (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG), strict=True):
        response = client.get(address)
        quads = set(ox.parse(gzip.decompress(response.data), format=form))
        assert quads == set(small_store.engine)
        checksum, name = client.get(f"{address}.sha256").text.split()
        assert checksum == hashlib.sha256(response.data).hexdigest()
        assert address.endswith(f"/dumps/{name}")
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304
        part = client.get(address, headers={"Range": "bytes=0-9"})
        assert (part.status_code, part.data) == (206, response.data[:10])
    assert client.get("/dumps/other.nq.gz").status_code == 404


def test_who_asks_while_a_dump_is_made_is_told_when_again(tmp_path: Path) -> None:
    with dumps._alone(tmp_path), pytest.raises(Problem) as told, dumps._alone(tmp_path):
        pass
    assert (told.value.status, told.value.headers["Retry-After"]) == (503, "5")
    with dumps._alone(tmp_path):
        pass


def test_dumps_over_http(served: str, small_store: Store) -> None:
    """As a file that the server sends itself, also in part and not at all."""
    address = f"{served}/dumps/caregraph.nq.gz"
    with urlopen(address, timeout=20) as response:
        data = response.read()
        assert response.headers["Content-Length"] == str(len(data))
    assert len(gzip.decompress(data).splitlines()) == len(small_store)
    with urlopen(Request(address, headers={"Range": "bytes=5-14"}), timeout=20) as response:
        assert (response.status, response.read()) == (206, data[5:15])
    with urlopen(Request(address, method="HEAD"), timeout=20) as response:
        assert (response.headers["Content-Length"], response.read()) == (str(len(data)), b"")


def test_the_sitemap_leads_to_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    pages = [
        loc.text or "" for loc in ElementTree.fromstring(client.get("/sitemap.xml").data).iter(LOC)
    ]
    assert len([page for page in pages if "/articles/" in page]) == 3
    assert "http://localhost/organisation/XAV.html" in pages
    for page in pages:
        assert client.get(page, headers={"Accept": "text/html"}).status_code == 200, page
    monkeypatch.setattr(sitemap, "PART", 10)
    parts = [
        loc.text or "" for loc in ElementTree.fromstring(client.get("/sitemap.xml").data).iter(LOC)
    ]
    listed = [
        loc.text
        for part in parts
        for loc in ElementTree.fromstring(client.get(part).data).iter(LOC)
    ]
    assert listed == pages
    assert client.get("/sitemap-99.xml").status_code == 404


def structured(client: FlaskClient, path: str) -> dict[str, object]:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found, page[:300]
    members: dict[str, object] = json.loads(found[1])
    return members


def test_pages_say_in_schema_org_what_they_show(client: FlaskClient) -> None:
    assert structured(client, "/")["@type"] == "WebSite"
    assert structured(client, "/dataset")["@type"] == "Dataset"
    trust = structured(client, "/organisation/XAV.html")
    assert (trust["@type"], trust["@id"]) == ("Organization", f"{BASE}organisation/XAV")
    assert structured(client, "/site/XAV01.html")["@type"] == "Hospital"
    links = re.findall(r'href="(/articles/[0-9a-f]{16})"', client.get("/articles").text)
    article = structured(client, links[0])
    assert article["@type"] == "NewsArticle"
    assert article["headline"]
    assert article["mentions"]


def test_the_context_reads_our_words(client: FlaskClient) -> None:
    response = client.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    members = json.loads(response.data)
    assert members["@context"]["cg"] == f"{BASE}ontology#"
    document = {**members, "id": "a:b", "type": "cg:Trust", "rdfs:label": "A name"}
    triples = {quad.triple for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)}
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    assert ox.Triple(ox.NamedNode("a:b"), kind, ox.NamedNode(f"{BASE}ontology#Trust")) in triples
