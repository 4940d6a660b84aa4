"""How query files are read and filled: what a value can do, and what it can't."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.named_queries import NamedQuery, named_queries, named_query, parse
from caregraph.graph.parameters import types
from caregraph.graph.store import Store

TEXT = """# Says what it is given.
# param words (string, required): any words
# param day (date, default 9999-12-31): a day,
#   or none
# param times (integer, default any): how often
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?words ?day ?times WHERE {
  VALUES ?words { "example" }
  VALUES ?day { "9999-12-31"^^xsd:date }
  VALUES ?times { 1 }
}
"""

HOSTILE = [
    '"',
    "'",
    "\\",
    '\\"',
    '" } } DROP ALL #',
    '"} VALUES ?day { "2000-01-01',
    "VALUES ?day { 1 } VALUES ?times { 2 }",
    "line\nbreak\rand\ttab",
    "#",
    "?day",
    "\\u0022 } #",
    "\x00\x01\x7f",
    "é 😀 \u202e",
    "\\1 \\g<0> {0} %s",
]


@pytest.fixture
def query() -> NamedQuery:
    return parse("says", TEXT)


def rows(sparql: str) -> list[ox.QuerySolution]:
    found = ox.Store().query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def test_the_header_is_read(query: NamedQuery) -> None:
    assert query.sentence == "Says what it is given."
    words, day, times = query.parameters
    assert (words.name, words.type, words.required) == ("words", "string", True)
    assert (day.default, day.text, day.required) == ("9999-12-31", "a day, or none", False)
    assert times.default == "any"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_comes_back_as_itself_and_changes_nothing_else(
    query: NamedQuery, value: str
) -> None:
    wanted = value.strip()
    (row,) = rows(query.fill(words=f"x{wanted}x", times=7))
    assert [row["words"].value, row["day"].value, row["times"].value] == [
        f"x{wanted}x",
        "9999-12-31",
        "7",
    ]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", sorted(named_queries()))
def test_no_hostile_value_changes_a_query(small_store: Store, name: str, value: str) -> None:
    shipped = named_query(name)
    harmless = {"iri": "https://example.org/x", "article": "0" * 16, "date": "2020-01-01"}
    params = {
        p.name: harmless.get(p.type, f"x{value}x")
        for p in shipped.parameters
        if p.required or p.type.endswith("-name")
    }
    found = small_store.query(shipped.fill(**params))
    assert isinstance(found, ox.QuerySolutions)
    assert not params or list(found) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "https://example.org/> } #"),
        ("iri", "no iri"),
        ("organisation-name", "https://example.org/> } #"),
        ("date", "12 July"),
        ("date", "2019-02-30"),
        ("integer", "five"),
        ("integer", "1 } #"),
        ("decimal", "1e9"),
        ("decimal", "1000001"),
        ("decimal", "-1"),
        ("article", "zz"),
        ("question", "kind"),
        ("service", "…"),
        ("string", "half a pair \ud800"),
    ],
)
def test_an_unfit_value_is_refused_by_name(kind: str, value: str) -> None:
    query = parse(
        "q", f"# Asks.\n# param it ({kind}, required): it\nSELECT * {{ VALUES ?it {{ 1 }} }}"
    )
    with pytest.raises(InputError) as caught:
        query.fill(it=value)
    assert repr(value) in str(caught.value)


def test_a_name_that_is_nearly_right_gets_a_hint() -> None:
    with pytest.raises(
        UnknownName, match=r"no query named 'improvments'; did you mean 'improvements'"
    ):
        named_query("improvments")
    with pytest.raises(UnknownName, match=r"did you mean 'organisation'"):
        named_query("improvements").fill(organization="RNA")
    with pytest.raises(UnknownName, match=r"no question named 'saef'; did you mean 'safe'"):
        named_query("improvements").fill(question="saef")


@pytest.mark.parametrize("given", [{}, {"organisation": ""}, {"organisation": "  "}])
def test_a_required_value_that_is_missing_is_named(given: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"'current-ratings' needs a value for 'organisation'"):
        named_query("current-ratings").fill(**given)


def test_a_restriction_left_out_goes_with_its_block(query: NamedQuery) -> None:
    assert "VALUES ?times" not in query.fill(words="x")
    assert "VALUES ?day" in query.fill(words="x")


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("question", "Well-led", "question/well-led"),
        ("rating", "Requires improvement", "rating/requires-improvement"),
        ("service", "critical-care", "service/critical-care"),
    ],
)
def test_a_concept_is_named_by_id_or_label(kind: str, value: str, key: str) -> None:
    query = parse(
        "q", f"# Asks.\n# param it ({kind}, required): it\nSELECT * {{ VALUES ?it {{ 1 }} }}"
    )
    (row,) = rows(query.fill(it=value))
    assert row["it"] == ox.NamedNode(f"https://w3id.org/caregraph/{key}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "# param a (string, required): b\nSELECT * {}",
        "# A.\n# param a: b\nSELECT * {}",
    ],
)
def test_a_file_without_a_proper_header_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse("q", text)


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_every_file_describes_itself(name: str) -> None:
    query = named_query(name)
    assert query.sentence.endswith(".")
    for parameter in query.parameters:
        assert parameter.type in types()
        assert f"VALUES ?{parameter.name} {{" in query.text
        if parameter.default not in (None, "any"):
            assert f"{parameter.default}" in query.text.split("WHERE", 1)[1]
