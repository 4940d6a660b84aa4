"""The pages: statements with their sentences, articles with their facts, questions, search."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.highlights import paragraphs
from caregraph.api.links import address, href
from caregraph.api.sentences import sentences
from caregraph.api.shared import Shared
from caregraph.graph import identifiers
from caregraph.graph.article import Article
from caregraph.graph.background import load_background
from caregraph.graph.facts import ArticleFacts, Organisation, Rating, Span
from caregraph.graph.mapping import map_article
from caregraph.graph.named_queries import named_queries
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE, CG, PROV, RDF, SCHEMA


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


def page(client: FlaskClient, where: str) -> str:
    response = client.get(where, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    return response.text


def words(markup: str) -> str:
    """A page's text, as a reader has it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def test_home(client: FlaskClient) -> None:
    text = words(page(client, "/"))
    assert "3 articles" in text
    assert "Which questions and services an article itself says improved" in text
    assert "Bramble Coast in trouble" in text


def test_a_statement_shows_its_sentence(client: FlaskClient) -> None:
    text = page(client, "/person/jo-marsh/XBC.html")
    role = re.search(r"holds</a></dt>(.*?)</dl>", text, re.DOTALL)
    assert role is not None
    assert "spoke of Alder Vale, which it said was rated outstanding overall." in words(role[1])
    assert "<mark>Jo Marsh, chair</mark>" in role[1]
    link = re.search(r'href="(/articles/[0-9a-f]{16})#(char=\d+,\d+)"', role[1])
    assert link is not None
    assert f'id="{link[2]}"' in page(client, link[1]), "the link leads to the place in the article"


def test_claims_about_it_come_with_their_words(client: FlaskClient) -> None:
    text = words(page(client, "/organisation/XBC.html"))
    assert "Claims" in text
    assert "Bramble Coast NHS Trust was rated inadequate for being safe." in text


def test_claims_are_named_by_their_own_kind_though_reasoning_adds_others(
    small_store: Store,
) -> None:
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        inferred = identifiers.graph("inferred")
        for claim in [
            quad.subject for quad in store.engine.quads_for_pattern(None, CG.about, None)
        ]:
            store.engine.add(ox.Quad(claim, RDF.type, PROV.Entity, inferred))
        text = page(create_app(store).test_client(), "/organisation/XBC.html")
    found = set(re.findall(r'<span class="kind">([^<]+)</span>', text))
    assert "rating" in found
    assert "entity" not in found, found


def test_the_article_is_whole_and_marked(client: FlaskClient, small_store: Store) -> None:
    for iri in small_store.graphs():
        if "/article/" not in iri:
            continue
        text = page(client, href(iri))
        body = re.search(r'<article class="text".*?</article>', text, re.DOTALL)
        assert body is not None
        unmarked = re.sub(r"<sup>.*?</sup>", "", body[0])
        stored = next(
            quad.object.value
            for quad in small_store.graph(iri)
            if quad.predicate == SCHEMA.articleBody and isinstance(quad.object, ox.Literal)
        )
        assert words(unmarked) == " ".join(stored.split())
        targets = set(re.findall(r'href="#(fact-\d+)"', body[0]))
        assert targets
        assert all(f'id="{target}"' in text for target in targets)


def test_overlapping_spans_part_the_text() -> None:
    text = "abcdefgh\n\nijkl"
    marks = {Span(0, 5): [1], Span(3, 8): [2], Span(4, 12): [3]}
    first, second = paragraphs(text, marks)
    assert "".join(piece.text for piece in first) == "abcdefgh"
    assert [(piece.text, set(piece.facts)) for piece in first] == [
        ("abc", {1}),
        ("d", {1, 2}),
        ("e", {1, 2, 3}),
        ("fgh", {2, 3}),
    ]
    assert [(piece.text, piece.facts) for piece in second] == [("ij", (3,)), ("kl", ())]
    assert [piece.ending for piece in second] == [(3,), ()]
    begun = [span for line in (first, second) for piece in line for span in piece.beginning]
    assert begun == list(marks)


def test_spans_in_one_sentence_are_one_sentence(small_store: Store) -> None:
    """Two places of evidence in a sentence: the sentence once, both marked."""
    text = "Ada Brook, a nurse, spoke. Then all left."
    spans = (Span(0, 9), Span(13, 18), Span(32, 35))
    fact = Organisation(name="Ada", kind="body", evidence=spans, rule="test.row", confidence=1)
    article = Article(text=text)
    facts = ArticleFacts(organisations=(fact,), sentences=(Span(0, 26), Span(27, 41)))
    with Store.open() as store:
        graph = identifiers.article(article.key).value
        store.replace_graph(graph, list(map_article(article, facts)))
        claims = {
            quad.subject
            for quad in store.engine.quads_for_pattern(None, CG.evidence, None)
            if isinstance(quad.subject, ox.NamedNode)
        }
        first, second = sentences(store, claims)
    marked = [piece.text for piece in first.pieces if piece.marked]
    assert "".join(piece.text for piece in first.pieces) == text[:26]
    assert marked == ["Ada Brook", "nurse"]
    assert first.href.endswith("#char=0,9")
    assert [piece.text for piece in second.pieces] == ["Then ", "all", " left."]


def test_names_lead_to_their_things(client: FlaskClient) -> None:
    shown = page(client, "/queries/hospitals-of-a-trust?organisation=XAV")
    assert '<a href="/site/XAV01">Alder Vale Hospital</a>' in shown
    assert '<th scope="col">site</th>' in shown
    assert "site name" not in shown


def test_what_a_store_on_disk_gives_is_kept(small_store: Store, tmp_path: Path) -> None:
    made = []

    def make(store: Store) -> int:
        made.append(store)
        return len(made)

    engine = create_app(small_store).extensions["caregraph"].now().engine
    in_memory = Shared(small_store, engine)
    assert [in_memory.remember("x", make) for _ in range(2)] == [1, 2]
    with Store.open(tmp_path / "store") as stored:
        on_disk = Shared(stored, engine)
        assert [on_disk.remember("y", make) for _ in range(2)] == [3, 3]


def test_everything_from_articles_is_escaped() -> None:
    evil = '<script>alert(1)</script> Evil\'s "Trust" was rated good.'
    name = "<b>Evil</b> Trust"
    whole = (Span(0, 25), Span(26, len(evil)))
    organisation = Organisation(name=name, kind="trust", evidence=whole, rule="r<i>", confidence=1)
    rating = Rating(
        of=name,
        service=None,
        question="overall",
        rating="good",
        evidence=whole,
        rule="r",
        confidence=1,
    )
    article = Article(text=evil, title="<script>alert(2)</script>", url="javascript:alert(3)")
    facts = ArticleFacts(organisations=(organisation,), ratings=(rating,))
    with Store.open() as store:
        store.replace_graph(
            identifiers.article(article.key).value, list(map_article(article, facts))
        )
        client = create_app(store).test_client()
        iri = next(
            quad.object.value
            for quad in store.engine
            if quad.predicate.value.endswith("ontology#about")
        )
        for where in (
            "/",
            "/articles",
            f"/articles/{article.key}",
            href(iri) + ".html",
            "/search?q=evil",
        ):
            text = page(client, where)
            data = re.findall(r'<script type="application/ld\+json">({[^<>]*})</script>', text)
            assert text.count("<script") == len(data), "nothing of an article ends the data"
            assert "<b>Evil" not in text
            assert "javascript:" not in text


def test_the_ontology_has_a_place_for_each_term() -> None:
    with Store.open() as store:
        load_background(store)
        client = create_app(store).test_client()
        text = page(client, "/ontology.html")
        assert 'id="RatingClaim"' in text
        assert 'href="#Claim"' in text
        turtle = client.get("/ontology", headers={"Accept": "text/turtle"})
        assert turtle.headers["Location"] == "/ontology.ttl"
        triples = ox.parse(client.get("/ontology.ttl").data, format=ox.RdfFormat.TURTLE)
        assert any(triple.subject == CG.RatingClaim for triple in triples)


def test_the_list_of_articles_has_pages(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caregraph.api.articles.PER_PAGE", 2)
    client = create_app(small_store).test_client()
    assert 'href="/articles?page=2"' in page(client, "/articles")
    second = page(client, "/articles?page=2")
    assert "Page 2 of 2" in second
    assert second.count("<time>") == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("alder vale", "/organisation/XAV"),
        ("XBC", "/organisation/XBC"),
        ("marsh", "/person/jo-marsh/XAV"),
    ],
)
def test_search(client: FlaskClient, asked: str, expected: str) -> None:
    assert f'href="{expected}"' in page(client, f"/search?q={asked}")
    assert "Nothing has words like that" in page(client, "/search?q=zzzz")


def test_who_is_known_by_another_iri_is_found_there(client: FlaskClient) -> None:
    found = page(client, "/search?q=marsh&kind=person")
    assert "/person/jo-marsh/XAV" in found
    assert "/person/jo-marsh/XBC" not in found
    assert "identified as" in words(page(client, "/person/jo-marsh/XBC.html"))
    assert "chair" in words(page(client, "/person/jo-marsh/XAV.html"))


def test_a_name_alone_leads_to_all_who_have_it(client: FlaskClient) -> None:
    answer = client.get("/person/jo-marsh")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/search?kind=person&q=jo+marsh"
    assert client.get("/person/jo-marsh.ttl").status_code == 404


def test_search_by_kind_and_other_names(client: FlaskClient) -> None:
    found = page(client, "/search?q=alderdale")
    assert 'href="/organisation/XAV"' in found
    assert "also Alderdale Hospitals NHS Trust" in words(found)
    sites = page(client, "/search?kind=site")
    assert 'href="/site/XAV01"' in sites
    assert 'href="/organisation/XAV"' not in sites


def test_questions_are_all_listed_and_answered(client: FlaskClient) -> None:
    listed = page(client, "/queries")
    for name, query in named_queries().items():
        assert f'href="/queries/{name}"' in listed
        assert query.sentence in html.unescape(page(client, f"/queries/{name}"))


def test_questions_are_listed_for_programs_too(client: FlaskClient) -> None:
    by_header = client.get("/queries", headers={"Accept": "application/json"})
    listed = {each["name"]: each for each in json.loads(by_header.data)["queries"]}
    assert by_header.data == client.get("/queries.json").data
    assert set(listed) == set(named_queries())
    question = next(
        each for each in listed["improvements"]["parameters"] if each["name"] == "question"
    )
    assert (question["required"], question["default"]) == (False, None)
    assert "safe" in question["values"]
    assert client.get("/queries", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/queries").mimetype == "text/html"


def test_a_question_in_every_form(client: FlaskClient) -> None:
    where = "/queries/hospitals-of-a-trust"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{where}.csv?organisation=XAV").text)))
    assert {row["site_name"] for row in rows} >= {"Alder Vale Hospital"}
    by_header = client.get(f"{where}?organisation=XAV", headers={"Accept": "application/json"})
    members = json.loads(by_header.data)
    assert len(members["results"]["bindings"]) == len(rows)
    assert client.get(f"{where}.tsv?organisation=XAV").mimetype == "text/tab-separated-values"
    assert client.get(f"{where}.xml?organisation=XAV").mimetype == "application/sparql-results+xml"
    shown = page(client, f"{where}?organisation=XAV")
    assert "<th scope=" in shown
    assert "Open in SPARQL" in shown
    assert f'href="{where}.csv?organisation=XAV"' in shown


def test_a_question_asked_wrongly(client: FlaskClient) -> None:
    where = "/queries/hospitals-of-a-trust.json"
    unknown = json.loads(client.get(f"{where}?organization=XAV").data)
    assert unknown["status"] == 400
    assert "did you mean 'organisation'" in unknown["detail"]
    missing = client.get(where)
    assert missing.status_code == 400
    assert "needs a value for 'organisation'" in json.loads(missing.data)["detail"]
    twice = client.get(f"{where}?organisation=XAV&organisation=XBC")
    assert twice.status_code == 400
    name = json.loads(client.get("/queries/hospitals-of-trust.json").data)
    assert "did you mean 'hospitals-of-a-trust'? /queries lists them all" in name["detail"]
    none = json.loads(client.get("/queries/zzzz.json").data)
    assert none["detail"] == "no query named 'zzzz'; /queries lists them all"


def test_a_required_parameter_is_asked_for(client: FlaskClient) -> None:
    form = page(client, "/queries/hospitals-of-a-trust")
    assert 'name="organisation"' in form
    assert "required" in form


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{BASE}organisation/RNA", "/organisation/RNA"),
        (f"{BASE}article/0011223344556677", "/articles/0011223344556677"),
        (f"{BASE}article/0011223344556677#char=1,2", "/articles/0011223344556677#char=1,2"),
        (
            f"{BASE}article/0011223344556677/claim/rating-0a",
            "/article/0011223344556677/claim/rating-0a",
        ),
        (f"{BASE}ontology#Trust", "/ontology#Trust"),
        ("https://schema.org/name", "https://schema.org/name"),
        ("javascript:alert(1)", ""),
        ("urn:x:y", ""),
    ],
)
def test_addresses(iri: str, expected: str) -> None:
    assert address(iri) == expected


def test_a_name_that_nothing_has_is_told_beside_the_empty_answer(client: FlaskClient) -> None:
    """As the command line tells it; a name that is known but has no rows is not spoken of."""
    misspelt = client.get("/queries/improvements.json?organisation=Aldr%20Vale")
    members = json.loads(misspelt.data)
    assert members["results"]["bindings"] == []
    assert members["note"].startswith("nothing stored is named 'Aldr Vale', given as ")
    assert misspelt.headers["Caregraph-Note"] == members["note"]
    table = client.get("/queries/improvements.csv?organisation=Aldr%20V%C3%A4le%0D%0Ax")
    assert "'Aldr V%C3%A4le" in table.headers["Caregraph-Note"]
    assert "nothing stored is named" in page(client, "/queries/improvements?organisation=Aldr")
    for known in ("XAV", "Alder%20Vale"):
        answer = client.get(f"/queries/improvements.json?organisation={known}")
        assert "Caregraph-Note" not in answer.headers
        assert "note" not in json.loads(answer.data)


def test_the_list_of_articles_for_programs(client: FlaskClient) -> None:
    listed = client.get("/articles.json")
    assert listed.mimetype == "application/json"
    members = json.loads(listed.data)
    assert (members["total"], members["page"], len(members["articles"])) == (3, 1, 3)
    assert client.get("/articles", headers={"Accept": "application/json"}).data == listed.data
    for each in members["articles"]:
        assert client.get(each["address"]).status_code == 200
        assert client.get("/" + each["id"].removeprefix(BASE)).status_code == 303
    assert client.get("/articles").mimetype == "text/html"
