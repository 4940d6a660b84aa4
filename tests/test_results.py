"""Answers of SELECT as the engine writes them: whole, or as many whole rows as a limit lets."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from caregraph.api.results import FORMATS, Limit, boolean, table

ROWS = 300
NASTY = ('},{"a', ',{"', "],}{", '"\r\n",', "a\r\nb\tc", "</result>", "é€😀", "\\", "", "'\"'")
SELECT = "SELECT ?n ?text ?none { ?s <a:n> ?n ; <a:text> ?text } ORDER BY ?n"
WHOLE = Limit(10**6, 10**9)


@pytest.fixture(scope="module")
def engine() -> ox.Store:
    """Rows long enough for several of the engine's pieces, their texts what forms live on."""
    store = ox.Store()
    for number in range(ROWS):
        node = ox.NamedNode(f"a:{number}")
        text = ox.Literal(NASTY[number % len(NASTY)] * (number % 37) + f" {number}")
        store.add(ox.Quad(node, ox.NamedNode("a:n"), ox.Literal(number)))
        store.add(ox.Quad(node, ox.NamedNode("a:text"), text))
    return store


def answer(engine: ox.Store, form: str, limit: Limit, query: str = SELECT) -> tuple[bytes, str]:
    solutions = engine.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    body, cut = table(solutions, form, limit)
    return body, cut or ""


def numbers(body: bytes, form: str) -> list[str]:
    """The rows' numbers, read by parsers that are not ours."""
    if form == "csv":
        return [row[0] for row in list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]]
    found = ox.parse_query_results(body, format=FORMATS[form])
    assert isinstance(found, ox.QuerySolutions)
    return [row["n"].value for row in found]  # type: ignore[union-attr]


@pytest.mark.parametrize("form", FORMATS)
def test_a_whole_answer_is_the_engines(engine: ox.Store, form: str) -> None:
    body, cut = answer(engine, form, WHOLE)
    solutions = engine.query(SELECT)
    assert isinstance(solutions, ox.QuerySolutions)
    assert body.rstrip(b"\n") == (solutions.serialize(format=FORMATS[form]) or b"").rstrip(b"\n")
    assert cut == ""
    assert answer(engine, form, Limit(ROWS, 10**9)) == (body, ""), "as many as there are"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rows", [1, 17, 150, ROWS - 1])
def test_rows_beyond_the_limit_are_left_out(engine: ox.Store, form: str, rows: int) -> None:
    body, cut = answer(engine, form, Limit(rows, 10**9))
    assert cut == f"only the first {rows} rows are here; there are more"
    assert numbers(body, form) == [str(number) for number in range(rows)]
    if form == "json":
        assert json.loads(body)["cut"] == cut
    if form == "xml":
        assert f"<!-- cut: {cut} -->".encode() in body


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("size", [1, 9_000, 20_000])
def test_what_is_too_large_ends_at_a_whole_row(engine: ox.Store, form: str, size: int) -> None:
    body, cut = answer(engine, form, Limit(10**6, size))
    found = numbers(body, form)
    assert found == [str(number) for number in range(len(found))]
    assert cut == f"only the first {len(found)} rows are here: the answer reached {size} bytes"
    assert 0 < len(found) < ROWS
    assert len(body) < size + 2_000


@pytest.mark.parametrize("form", FORMATS)
def test_rows_without_anything_count(engine: ox.Store, form: str) -> None:
    query = "SELECT ?none { VALUES ?none { UNDEF UNDEF UNDEF } }"
    body, _ = answer(engine, form, WHOLE, query)
    if form == "json":
        assert json.loads(body)["results"]["bindings"] == [{}, {}, {}]
    none, _ = answer(engine, form, WHOLE, "SELECT ?n { ?n <a:nothing> ?n }")
    assert numbers(none, form) == []


def test_xml_holds_no_signs_that_it_can_not(engine: ox.Store) -> None:
    query = 'SELECT ("a\\u0001\\uFFFEb\\u000C" AS ?n) {}'
    body, _ = answer(engine, "xml", WHOLE, query)
    literal = ElementTree.fromstring(body).find(".//{*}literal")
    assert literal is not None
    assert literal.text == "a��b�"


@pytest.mark.parametrize("form", FORMATS)
def test_yes_and_no(form: str) -> None:
    for value in (True, False):
        body = boolean(value, form)
        if form in ("json", "xml"):
            assert bool(ox.parse_query_results(body, format=FORMATS[form])) is value  # type: ignore[arg-type]
        else:
            assert body.split() == [str(value).lower().encode()]
