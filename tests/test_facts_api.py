"""``/facts`` and ``/openapi.json``: an article's facts on the spot, and the service described."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.openapi_routes import KNOWN
from caregraph.api.settings import Settings
from caregraph.graph.article import Article
from caregraph.graph.extraction import extract
from caregraph.graph.facts_json import to_json
from caregraph.graph.named_queries import named_queries
from caregraph.graph.store import Store

TEXT = (
    "Marlow Vale NHS Foundation Trust has been rated good by the Care Quality Commission.\n"
    "Inspectors visited in March 2019 and found surgery at the trust outstanding for caring."
)


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store, settings=Settings(article_size=5_000)).test_client()


def test_text_gives_its_facts_and_is_not_stored(client: FlaskClient, small_store: Store) -> None:
    before = len(small_store)
    response = client.post("/facts", data=TEXT, content_type="text/plain")
    assert response.mimetype == "application/json"
    assert json.loads(response.data) == to_json(extract(Article(TEXT)))
    assert json.loads(response.data)["ratings"]
    assert len(small_store) == before


def test_json_says_more_of_the_article(client: FlaskClient) -> None:
    article = {"text": TEXT, "title": "A title", "published": "2019-07-12", "url": None}
    facts = json.loads(client.post("/facts", json=article).data)
    assert facts["article"]["published"] == "2019-07-12"
    assert facts["article"]["title"] == "A title"


def test_the_form_of_the_page_works(client: FlaskClient) -> None:
    page = client.get("/facts", headers={"Accept": "text/html"})
    assert 'method="post"' in page.text
    sent = client.post("/facts", data={"text": TEXT, "published": ""})
    assert json.loads(sent.data) == to_json(extract(Article(TEXT)))
    twice = client.post("/facts", data={"text": TEXT, "other": "x"})
    assert twice.status_code == 400


WRONG: list[tuple[Any, str, int]] = [
    ("", "text/plain", 400),
    (" \n\n", "text/plain", 400),
    (b"\xff\xfe", "text/plain", 400),
    (TEXT.encode("utf-16"), "text/plain; charset=utf-16", 415),
    (TEXT, "text/html", 415),
    (TEXT, "", 415),
    ("x" * 5_001, "text/plain", 413),
    ("{", "application/json", 400),
    ("[" * 4_000, "application/json", 400),
    ("[]", "application/json", 400),
    ("{}", "application/json", 400),
    ('{"text": 1}', "application/json", 400),
    ('{"text": "x", "other": "y"}', "application/json", 400),
    ('{"text": "x", "published": "yesterday"}', "application/json", 400),
    ('{"text": "x", "published": "20190712"}', "application/json", 400),
    ('{"text": "x", "title": "two\\nlines"}', "application/json", 400),
    ('{"text": "half \\ud800"}', "application/json", 400),
]


@pytest.mark.parametrize(("data", "kind", "status"), WRONG)
def test_what_is_no_article_is_refused(
    client: FlaskClient, data: Any, kind: str, status: int
) -> None:
    response = client.post("/facts", data=data, content_type=kind)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_over_http_in_a_worker(served: str) -> None:
    address, kind = f"{served}/facts", {"Content-Type": "text/plain"}
    with urlopen(Request(address, TEXT.encode(), kind), timeout=30) as response:
        assert json.load(response) == json.loads(json.dumps(to_json(extract(Article(TEXT)))))
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(address, b"\n", kind), timeout=30)
    assert caught.value.code == 400
    caught.value.close()
    large = (TEXT + "\n").encode() * 100
    with urlopen(Request(address, large, kind), timeout=30) as response:
        assert json.load(response)["ratings"]


# The description


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(client.get("/openapi.json").data)
    return members


def test_every_route_is_described(small_store: Store, description: dict[str, Any]) -> None:
    app = create_app(small_store)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("static", "questions.query", "networks.analyse"):
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            known = {(rule.endpoint, method), (rule.endpoint, "")} & set(KNOWN)
            assert known, f"{rule.endpoint} {method} is not described"
    assert description["openapi"] == "3.1.0"
    operations = [each for path in description["paths"].values() for each in path.values()]
    assert all(each["summary"] for each in operations)
    ids = [each["operationId"] for each in operations]
    assert len(ids) == len(set(ids))


def test_questions_are_described_with_typed_parameters(description: dict[str, Any]) -> None:
    for name, query in named_queries().items():
        described = description["paths"][f"/queries/{name}"]["get"]
        assert described["summary"] == query.sentence
        given = {each["name"]: each for each in described["parameters"]}
        for parameter in query.parameters:
            assert given[parameter.name]["required"] is parameter.required
    types = {
        each["schema"].get("type") or each["schema"]["anyOf"][0]["type"]
        for path in description["paths"].values()
        for operation in path.values()
        for each in operation.get("parameters", ())
    }
    assert {"string", "integer", "array"} <= types
    moves = {
        each["name"]: each["schema"]
        for each in description["paths"]["/queries/rating-moves"]["get"]["parameters"]
    }
    assert "well-led" in moves["question"]["anyOf"][0]["enum"]


def test_references_lead_somewhere(description: dict[str, Any]) -> None:
    def check(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                place: Any = description
                for part in node["$ref"].removeprefix("#/").split("/"):
                    place = place[part]
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(description)
    for path, operations in description["paths"].items():
        for operation in operations.values():
            named = {
                each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"
            }
            assert all(f"{{{name}}}" in path for name in named)
