"""What a search finds, in which order, however it is spelt; and its pages and forms."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.evaluation import Limits
from caregraph.api.paging import Window
from caregraph.api.search import Found, find
from caregraph.api.search_index import fill, opened, prepare
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE

WHOLE = Window(1, 50)


@pytest.fixture(scope="module")
def index(small_store: Store) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect("")
    fill(connection, small_store)
    yield connection
    connection.close()


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


def ask(client: FlaskClient, query: str) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(client.get(f"/search.json?{query}").data)
    return members


def names(found: Found) -> list[str]:
    return [hit.name for hit in found.hits]


def test_the_whole_name_goes_before_its_start_and_other_words(index: sqlite3.Connection) -> None:
    found = names(find(index, "alder vale", "", WHOLE))
    assert found[:2] == ["Alder Vale Hospital", "Alder Vale NHS Foundation Trust"]
    assert find(index, "Alder Vale NHS Foundation Trust", "", WHOLE).hits[0].kind == "organisation"
    first = find(index, "surgery", "", WHOLE).hits[0]
    assert (first.kind, first.name) == ("service", "Surgery")


def test_things_go_before_titles_and_those_before_sentences(index: sqlite3.Connection) -> None:
    kinds = [hit.kind for hit in find(index, "alder", "", WHOLE).hits]
    assert kinds == sorted(kinds, key=("article", "sentence").__contains__)
    assert kinds.index("article") < kinds.index("sentence") == len(kinds) - kinds.count("sentence")
    assert {"article", "sentence"} <= set(kinds)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("aldr vale hospitl", "Alder Vale Hospital"),
        ("Mosgate", "Mossgate Clinic"),
        ("Bramlbe", "Bramble Coast NHS Trust"),
        ("XAV", "Alder Vale NHS Foundation Trust"),
        ("Álder Välé Hospital", "Alder Vale Hospital"),
        ("vale's hospital alder", "Alder Vale Hospital"),
        ("bramble zebra", "Bramble Coast NHS Trust"),
    ],
)
def test_spelling_codes_accents_and_order(
    index: sqlite3.Connection, words: str, first: str
) -> None:
    assert names(find(index, words, "", WHOLE))[0] == first


def test_sentences_are_found_by_misspelt_words_too(index: sqlite3.Connection) -> None:
    found = find(index, "warnign notice", "", WHOLE)
    assert [hit.name for hit in found.hits if hit.kind == "sentence"] == [
        "The trust was served with a warning notice."
    ]
    assert found.read_as == {"warnign": ("warning",)}
    marked = [piece.text for piece in found.hits[-1].pieces if piece.marked]
    assert marked == ["warning", "notice"]


def test_nothing_and_what_has_some_of_the_words(index: sqlite3.Connection) -> None:
    assert find(index, "zzzz", "", WHOLE) == Found((), {}, 0, {})
    assert find(index, "", "", WHOLE).total == 0
    assert not find(index, "nurses", "", WHOLE).partial
    assert find(index, "nurses zebra", "", WHOLE).partial


@pytest.mark.parametrize("words", ['"', "NOT", "a OR b", "name:x", "nurses*", "(", "-nurses", "\0"])
def test_no_word_is_a_command(index: sqlite3.Connection, words: str) -> None:
    find(index, words, "", WHOLE)


def test_pages_part_the_whole_and_kinds_are_counted(index: sqlite3.Connection) -> None:
    whole = find(index, "alder", "", WHOLE)
    parts = [find(index, "alder", "", Window(number, 3)) for number in range(1, 9)]
    assert tuple(hit for part in parts for hit in part.hits) == whole.hits
    assert {part.total for part in parts} == {len(whole.hits)} == {sum(whole.kinds.values())}
    for kind, count in whole.kinds.items():
        of_kind = find(index, "alder", kind, WHOLE)
        assert [hit.kind for hit in of_kind.hits] == [kind] * count
        assert of_kind.kinds == whole.kinds


def test_the_same_store_gives_the_same_index(stored: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        copy = tmp_path / name
        copy.mkdir()
        for file in stored.iterdir():
            if file.is_file():
                (copy / file.name).write_bytes(file.read_bytes())
        made.append(prepare(copy))
    assert made[0].read_bytes() == made[1].read_bytes()
    before = made[0].stat().st_mtime_ns
    assert prepare(tmp_path / "one").stat().st_mtime_ns == before
    with pytest.raises(sqlite3.OperationalError):
        opened(made[0]).execute("DELETE FROM entry")


def test_json_tells_what_rests_on_a_sentence(client: FlaskClient) -> None:
    found = ask(client, "q=warning+notice")
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    (hit,) = found["results"]
    assert hit["kind"] == "sentence"
    assert hit["address"].startswith("/article/") or hit["address"].startswith("/articles/")
    assert hit["id"].startswith(f"{BASE}article/")
    assert hit["article"]["label"] == "Alder Vale told to improve"
    assert hit["date"] == "2018-06-01"
    (claim,) = hit["claims"]
    assert "/claim/action-" in claim["id"]


def test_forms_links_and_what_is_asked_wrongly(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=alder").text)))
    assert [row["id"] for row in rows] == [each["id"] for each in ask(client, "q=alder")["results"]]
    by_header = client.get("/search?q=alder", headers={"Accept": "application/json"})
    assert json.loads(by_header.data) == ask(client, "q=alder")
    assert client.get("/search?q=alder", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/search.pdf?q=alder").status_code == 404
    assert client.get("/search.json?q=alder&kind=cat").status_code == 400
    monkeypatch.setattr("caregraph.api.searching.PER_PAGE", 2)
    second = client.get("/search.json?q=alder&page=2")
    assert '</search.json?q=alder&page=3>; rel="next"' in second.headers["Link"].replace(
        "http://localhost", ""
    )
    assert client.get("/search.json?q=alder&page=99").status_code == 404
    page = client.get("/search?q=alder", headers={"Accept": "text/html"}).text
    assert 'rel="next" href="/search?q=alder&amp;page=2"' in page
    assert "<mark>Alder</mark>" in page
    assert 'href="/search?q=alder&amp;kind=sentence"' in page


def test_a_search_has_a_time_limit(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caregraph.api.searching._TICK", 1)
    client = create_app(small_store, limits=Limits(seconds=-1.0)).test_client()
    stopped = client.get("/search.json?q=alder")
    assert (stopped.status_code, json.loads(stopped.data)["limit"]) == (503, "time")
