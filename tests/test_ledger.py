"""The ledger: what is brought together, what is kept apart, and the order of time."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from caregraph.graph import identifiers
from caregraph.graph.ledger import ledger
from caregraph.graph.ledger.entries import entries, span
from caregraph.graph.ledger.sources import REGISTER_WEIGHT, Statement, Subject
from caregraph.graph.vocabulary import CG, MOVEMENT, QUESTION, RATING, SERVICE, STANDING, XSD

HOLDER = identifiers.organisation("RXX")
SURGERY = Subject(HOLDER, SERVICE.surgery, QUESTION.safe)
TYPES = {10: XSD.date, 7: XSD.gYearMonth, 4: XSD.gYear}


def dated(text: str | None) -> Literal | None:
    return None if text is None else Literal(text, datatype=TYPES[len(text)])


def statement(
    name: str,
    grade: str,
    when: str | None,
    *,
    past: bool = False,
    weight: float = 0.8,
    inspection: NamedNode | None = None,
) -> Statement:
    article = identifiers.article(name)
    return Statement(
        source=identifiers.claim(name, "rating", grade + str(when)),
        subject=SURGERY,
        grade=RATING[grade],
        weight=weight,
        when=dated(when),
        issued=None if past else dated(when),
        inspection=inspection,
        article=article,
        past=past,
    )


def shape(statements: list[Statement]) -> list[tuple[str | None, str, int]]:
    """Date, grade and number of statements of each entry."""
    return [
        (
            entry.when.value if entry.when else None,
            entry.grade.value.rpartition("/")[2],
            len(entry.statements),
        )
        for entry in entries(statements)
    ]


def test_reports_of_the_same_weeks_are_one_rating() -> None:
    told = [statement("a", "good", "2019-07-12"), statement("b", "good", "2019-08-01")]
    assert shape(told) == [("2019-07-12", "good", 2)]


def test_a_report_of_another_year_is_another_rating() -> None:
    told = [statement("a", "good", "2023-11-22"), statement("b", "inadequate", "2019-07-12")]
    assert shape(told) == [("2019-07-12", "inadequate", 1), ("2023-11-22", "good", 1)]


def test_the_same_inspection_is_one_rating_however_late_it_is_told() -> None:
    visit = identifiers.inspection("RXX", "2019-01-15")
    told = [
        statement("a", "good", "2019-07-12", inspection=visit),
        statement("b", "good", "2020-02-01", inspection=visit),
    ]
    assert shape(told) == [("2019-07-12", "good", 2)]


def test_a_past_year_joins_the_rating_of_that_year() -> None:
    told = [
        statement("b", "inadequate", "2019", past=True),
        statement("a", "inadequate", "2019-07-12"),
        statement("b", "good", "2023-11-22"),
    ]
    assert shape(told) == [("2019-07-12", "inadequate", 2), ("2023-11-22", "good", 1)]


def test_a_past_year_of_its_own_stands_before_what_came_later() -> None:
    told = [statement("a", "good", "2019-07-12"), statement("a", "inadequate", "2017", past=True)]
    assert shape(told) == [("2017", "inadequate", 1), ("2019-07-12", "good", 1)]


def test_what_no_date_places_stands_alone() -> None:
    told = [statement("a", "good", None), statement("b", "good", None)]
    assert shape(told) == [(None, "good", 1), (None, "good", 1)]


def test_disagreement_keeps_both_sides() -> None:
    one, other = statement("a", "good", "2019-07-12"), statement("b", "inadequate", "2019-07-13")
    register = statement("r", "inadequate", "2019-07-12", weight=REGISTER_WEIGHT)
    triples = set(ledger([one, other, register]))
    node = identifiers.rating("RXX", "surgery", "safe", "2019-07-12")
    assert Triple(node, CG.grade, RATING.inadequate) in triples
    assert Triple(node, CG.supportedBy, other.source) in triples
    assert Triple(node, CG.supportedBy, register.source) in triples
    assert Triple(node, CG.disputedBy, one.source) in triples


def test_of_equal_weights_the_worse_grade_stands() -> None:
    told = [statement("a", "good", "2019-07-12"), statement("b", "inadequate", "2019-07-12")]
    assert shape(told) == [("2019-07-12", "inadequate", 2)]


def test_each_rating_knows_the_one_before_and_only_the_last_is_current() -> None:
    told = [
        statement("a", "requires-improvement", "2017", past=True),
        statement("a", "inadequate", "2019-07-12"),
        statement("b", "good", "2023-11-22"),
    ]
    triples = set(ledger(told))
    first, second, third = (
        identifiers.rating("RXX", "surgery", "safe", when)
        for when in ("2017", "2019-07-12", "2023-11-22")
    )
    assert Triple(second, CG.previousRating, first) in triples
    assert Triple(second, CG.movement, MOVEMENT.down) in triples
    assert Triple(third, CG.previousRating, second) in triples
    assert Triple(third, CG.movement, MOVEMENT.up) in triples
    current = [triple.subject for triple in triples if triple.object == STANDING.current]
    assert current == [third]


def test_the_order_of_sources_makes_no_difference() -> None:
    told = [
        statement("a", "good", "2019-07-12"),
        statement("b", "inadequate", "2019-08-30"),
        statement("c", "inadequate", "2019", past=True),
        statement("d", "good", None),
    ]
    assert set(ledger(told)) == set(ledger(reversed(told)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-07-12", "2019-07-12", "2019-07-12"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_span_of_a_date(text: str, first: str, last: str) -> None:
    found = span(dated(text))
    assert found is not None
    assert [day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize("text", ["--05", "--07-12", "2019-13", "0000"])
def test_a_date_without_a_year_or_out_of_the_calendar_places_nothing(text: str) -> None:
    assert span(Literal(text)) is None
