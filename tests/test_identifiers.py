"""IRIs: stable, safe for any name, and apart for names that are apart."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from caregraph.graph import identifiers
from caregraph.graph.vocabulary import BASE

PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(_[0-9a-f]{8})?")
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alder Vale NHS Foundation Trust", "alder-vale-nhs-foundation-trust"),
        ("St Mary's Hospital", "st-marys-hospital"),
        ("St. Mary’s Hospital", "st-marys-hospital"),
        ("Seán O'Kelly", "sean-okelly"),
        ("Accident & Emergency", "accident-and-emergency"),
        ("Long\u2013stay unit (north)", "long-stay-unit-north"),
        ("  Ted \n Baker ", "ted-baker"),
    ],
)
def test_slug_of_ordinary_names(name: str, expected: str) -> None:
    assert identifiers.slug(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", " x"),
        ("日本", "中国"),
        ("A+B Care", "A B Care"),
        ("Łódź Clinic", "ódź Clinic"),
        ("<script>", "script"),
        ("🏥", "🚑"),
        ("a" * 200, "a" * 201),
        ("\ud800", "\ud801"),
        ("script_5b63e5b2", "<script>"),
    ],
)
def test_names_that_lose_something_stay_apart(one: str, other: str) -> None:
    assert identifiers.slug(one) != identifiers.slug(other)


@settings(deadline=None)
@given(ANY_TEXT)
def test_slug_is_plain_ascii_and_never_empty(name: str) -> None:
    slug = identifiers.slug(name)
    assert PLAIN.fullmatch(slug)
    assert len(slug) <= 90
    assert identifiers.slug(name) == slug


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_any_name_gives_a_valid_iri(name: str, role: str) -> None:
    key = identifiers.organisation_key(name)
    nodes = [
        identifiers.organisation(key),
        identifiers.organisation(identifiers.organisation_key(name, name or "x")),
        identifiers.site(identifiers.site_key(name, None, key)),
        identifiers.person(name, key),
        identifiers.post(key, role),
        identifiers.inspection(key, role or "2019"),
        identifiers.unit(name),
    ]
    assert all(isinstance(node, NamedNode) and node.value.isascii() for node in nodes)
    assert all(node.value.startswith(BASE) and ".." not in node.value for node in nodes[:1])


def test_the_forms_that_others_rely_on() -> None:
    minted = {
        "organisation/RNA": identifiers.organisation(identifiers.organisation_key("X", "RNA")),
        "site/RNA01": identifiers.site(identifiers.site_key("X", "RNA01", "RNA")),
        "site/RNA/moss-gate": identifiers.site(identifiers.site_key("Moss Gate", None, "RNA")),
        "person/ted-baker/cqc": identifiers.person("Ted Baker", "cqc"),
        "post/RNA/chief-executive": identifiers.post("RNA", "Chief Executive"),
        "inspection/RNA/2019-01-15": identifiers.inspection("RNA", "2019-01-15"),
        "inspection/RNA/article-00ff-2": identifiers.undated_inspection("RNA", "00ff", 2),
        "rating-of/RNA/surgery/safe/2019": identifiers.rating("RNA", "surgery", "safe", "2019"),
        "rating-of/RNA/-/overall/2019-07": identifiers.rating("RNA", None, "overall", "2019-07"),
        "article/00ff#char=1,20": identifiers.evidence("00ff", 1, 20),
        "graph/ledger": identifiers.graph("ledger"),
        "unit/GBP": identifiers.unit("GBP"),
        "unit/ward-sisters": identifiers.unit("ward sisters"),
        "run/0.1.0-0a1b2c3d": identifiers.run("0.1.0", "0a1b2c3d"),
    }
    assert {path: node.value for path, node in minted.items()} == {
        path: BASE + path for path in minted
    }


def test_a_site_without_operator_is_not_taken_for_an_organisation() -> None:
    site = identifiers.site(identifiers.site_key("Moss Gate"))
    organisation = identifiers.organisation(identifiers.organisation_key("Moss Gate"))
    assert identifiers.key_of(site) != identifiers.key_of(organisation)


@pytest.mark.parametrize(
    ("date", "identifying"),
    [("2019-01-15", True), ("2019-01", True), ("2019", False), ("--05", False), (None, False)],
)
def test_only_dates_to_the_month_identify_an_inspection(
    date: str | None, identifying: bool
) -> None:
    assert identifiers.identifying(date) is identifying


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        (" https://news.example/a b<c>", "https://news.example/a%20b%3Cc%3E"),
        ("https://news.example/ü", "https://news.example/%C3%BC"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[broken", None),
        ("https://news.example/%zz", None),
        ("news.example/a", None),
        ("", None),
        (None, None),
    ],
)
def test_web_addresses_are_made_safe_or_dropped(address: str | None, expected: str | None) -> None:
    node = identifiers.web(address)
    assert (node and node.value) == expected


def test_one_setting_changes_the_base() -> None:
    program = (
        "from caregraph.graph import identifiers, vocabulary;"
        "print(identifiers.person('Jo Marsh', 'XAV').value, vocabulary.CG.Claim.value,"
        " vocabulary.rebase('<https://w3id.org/caregraph/x>'))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"CAREGRAPH_BASE": "https://data.example/kg", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    base = "https://data.example/kg/"
    assert result.stdout.split() == [
        f"{base}person/jo-marsh/XAV",
        f"{base}ontology#Claim",
        f"<{base}x>",
    ]
