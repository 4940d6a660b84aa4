"""Which form is chosen: (header, expected) pairs."""

from __future__ import annotations

import pytest

from caregraph.api.entities import FORMS
from caregraph.api.negotiation import (
    GRAPHS,
    TABLES,
    choose,
    form_named,
    prefers_html,
    split_suffix,
)
from caregraph.api.problems import NotAcceptable

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.2, application/sparql-results+xml", "xml"),
        ("text/csv; q=0.9, text/tab-separated-values; q=0.8", "csv"),
        ("application/json;q=0, */*", "json"),
        ("application/sparql-results+json;q=0, application/json;q=0, text/json;q=0, */*", "xml"),
        ("text/*;q=0.5, text/csv;q=0.1, application/xml;q=0.3", "json"),
        ("text/tab-separated-values;charset=utf-8", "tsv"),
        ("nonsense, text/csv", "csv"),
        ("text/csv;q=nan, application/xml;q=0.1", "xml"),
        (BROWSER, "xml"),
    ],
)
def test_tables(header: str | None, expected: str) -> None:
    assert choose(header, TABLES).name == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("*/*", "ttl"),
        ("text/turtle", "ttl"),
        ("text/turtle;q=0.5, application/ld+json", "jsonld"),
        ("application/rdf+xml, */*;q=0.1", "rdf"),
        ("application/n-quads", "nq"),
        ("application/trig;q=0.8, text/turtle;q=0.7", "trig"),
        ("text/plain", "nt"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
    ],
)
def test_graphs(header: str, expected: str) -> None:
    assert choose(header, GRAPHS).name == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [("*/*", "html"), (BROWSER, "html"), ("text/turtle, text/html;q=0.5", "ttl")],
)
def test_documents(header: str, expected: str) -> None:
    assert choose(header, FORMS).name == expected


def test_a_name_goes_before_the_header() -> None:
    assert choose("text/csv", TABLES, named="xml").name == "xml"
    assert choose("text/csv", GRAPHS, named="turtle").name == "ttl"
    assert choose(None, GRAPHS, named="xml").name == "rdf"
    assert choose(None, GRAPHS, named="rdf+xml").name == "rdf"
    assert choose(None, GRAPHS, named="application/ld+json").name == "jsonld"


@pytest.mark.parametrize("header", ["image/png", "text/csv;q=0", "text/turtle", "*/*;q=0"])
def test_not_acceptable_lists_the_types(header: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(header, TABLES)
    assert caught.value.status == 406
    assert caught.value.extra["available"] == [form.media_type for form in TABLES]


def test_an_unknown_name_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable, match="named 'pdf'; there are json, xml, csv, tsv"):
        choose(None, TABLES, named="pdf")
    assert form_named("pdf", GRAPHS) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("organisation/RNA.ttl", ("organisation/RNA", "ttl")),
        ("organisation/RNA.jsonld", ("organisation/RNA", "jsonld")),
        ("run/0.1.0-0a1b2c3d", ("run/0.1.0-0a1b2c3d", None)),
        ("run/0.1.0-0a1b2c3d.nt", ("run/0.1.0-0a1b2c3d", "nt")),
        (".ttl", (".ttl", None)),
        ("plain", ("plain", None)),
    ],
)
def test_suffixes(path: str, expected: tuple[str, str | None]) -> None:
    stem, form = split_suffix(path, FORMS)
    assert (stem, form and form.name) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        (None, False),
        ("application/json", False),
        ("text/html;q=0.5, application/json", False),
    ],
)
def test_browsers(header: str | None, expected: bool) -> None:
    assert prefers_html(header) is expected
