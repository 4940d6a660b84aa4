"""The ledger: what is brought together and why, what is kept apart, and the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from caregraph.graph import identifiers
from caregraph.graph.ledger import LEDGER, ledger, timelines, write_ledger
from caregraph.graph.ledger.sources import (
    INSPECTED,
    ISSUED,
    REGISTER_WEIGHT,
    REPORTED,
    TOLD,
    Statement,
    Subject,
    statements,
)
from caregraph.graph.ledger.times import Visit, months_named, span, visit
from caregraph.graph.pipeline import build
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import CG, MOVEMENT, QUESTION, RATING, RDFS, SERVICE, STANDING, XSD

HOLDER = identifiers.organisation("RXX")
SURGERY = Subject(HOLDER, SERVICE.surgery, QUESTION.safe)
CRITICAL = Subject(HOLDER, SERVICE["critical-care"], QUESTION.safe)
TYPES = {10: XSD.date, 7: XSD.gYearMonth, 4: XSD.gYear}
JANUARY = identifiers.inspection("RXX", "2019-01-15")


def dated(text: str | None) -> Literal | None:
    return None if text is None else Literal(text, datatype=TYPES[len(text)])


def months(start: str, end: str | None = None) -> Visit | None:
    """The visit of dates as an article gives them; ``--05`` is a May of no year."""
    return visit(Literal(start), Literal(end or start))


def statement(
    name: str,
    grade: str,
    when: str | None,
    *,
    past: bool = False,
    weight: float = 0.8,
    inspection: NamedNode | None = None,
    visit: Visit | None = None,
    previous: str | None = None,
    movement: str | None = None,
    subject: Subject = SURGERY,
    reported: bool = False,
    register: bool = False,
) -> Statement:
    said = f"{subject}{grade}{when}{past}{inspection}{previous}{movement}{visit}"
    kind = TOLD if past else REPORTED if reported or register else ISSUED
    return Statement(
        source=identifiers.claim(name, "rating", said),
        subject=subject,
        grade=RATING[grade],
        weight=REGISTER_WEIGHT if register else weight,
        when=dated(when),
        kind_of_date=kind,
        issued=None if past else dated(when),
        inspection=inspection,
        visit=visit,
        article=None if register else identifiers.article(name),
        family=HOLDER,
        past=past,
        previous=RATING[previous] if previous else None,
        movement=MOVEMENT[movement] if movement else None,
    )


def shape(told: Sequence[Statement]) -> list[tuple[str | None, str, int]]:
    """Date, grade and number of statements of each rating of the surgery."""
    timeline = timelines(told)[SURGERY]
    return [
        (
            entry.when.value if entry.when else None,
            entry.grade.value.rpartition("/")[2],
            len(entry.placed),
        )
        for entry in (*timeline.dated, *timeline.undated)
    ]


def test_a_rating_is_called_by_its_holder_service_and_question() -> None:
    told = [statement("a", "requires-improvement", "2019-07-12")]
    labels = {
        triple.object.value
        for triple in ledger(told, lambda holder: f"Holder {holder.value[-3:]}")
        if triple.predicate == RDFS.label and isinstance(triple.object, Literal)
    }
    assert labels == {
        f"Holder {HOLDER.value[-3:]}, surgery, {SURGERY.question.value.rpartition('/')[2]}:"
        " requires improvement (2019-07-12)"
    }


def reason(told: Sequence[Statement], of: Statement) -> str | None:
    """Why the statement is where it is."""
    for triple in ledger(told):
        if triple.subject == of.source and triple.predicate in (
            CG.mergedBecause,
            CG.passedOverBecause,
        ):
            assert isinstance(triple.object, Literal)
            return triple.object.value
    return None


def rating(when: str, subject: Subject = SURGERY) -> NamedNode:
    service = subject.service
    assert service is not None
    return identifiers.rating("RXX", service.value.rpartition("/")[2], "safe", when)


def test_reports_of_the_same_weeks_are_one_rating() -> None:
    told = [statement("a", "good", "2019-07-12"), statement("b", "good", "2019-08-01")]
    assert shape(told) == [("2019-07-12", "good", 2)]


def test_a_report_of_another_year_is_another_rating() -> None:
    told = [statement("a", "good", "2023-11-22"), statement("b", "inadequate", "2019-07-12")]
    assert shape(told) == [("2019-07-12", "inadequate", 1), ("2023-11-22", "good", 1)]


def test_the_same_inspection_is_one_rating_however_late_it_is_told() -> None:
    told = [
        statement("a", "good", "2019-07-12", inspection=JANUARY),
        statement("b", "good", "2020-02-01", inspection=JANUARY),
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


def test_an_article_that_only_knows_the_month_is_of_the_same_inspection() -> None:
    told = [
        statement("a", "good", "2019-07-12", inspection=JANUARY, visit=months("2019-01-15")),
        statement(
            "b",
            "good",
            "2020-02-01",
            inspection=identifiers.inspection("RXX", "2019-01"),
            visit=months("2019-01"),
        ),
    ]
    assert shape(told) == [("2019-07-12", "good", 2)]
    assert reason(told, told[1]) == "it tells of an inspection in the same months"


def test_inspections_of_other_months_are_kept_apart_however_near_their_reports() -> None:
    told = [
        statement("a", "good", "2019-07-12", inspection=JANUARY, visit=months("2019-01-15")),
        statement(
            "b",
            "inadequate",
            "2019-08-01",
            inspection=identifiers.inspection("RXX", "2019-05"),
            visit=months("2019-05"),
        ),
    ]
    assert len(shape(told)) == 2


def test_what_was_told_before_a_report_came_out_is_not_of_it() -> None:
    told = [
        statement("a", "good", "2019-06-20"),
        statement("b", "inadequate", "2019-07-12", reported=True),
    ]
    assert shape(told) == [("2019-06-20", "good", 1), ("2019-07-12", "inadequate", 1)]


def test_a_change_from_what_was_told_weeks_before_is_a_new_rating() -> None:
    old = statement("a", "good", "2019-06-20")
    assert len(shape([old, statement("b", "inadequate", "2019-07-12")])) == 1
    changed = statement("b", "inadequate", "2019-07-12", previous="good", movement="down")
    assert len(shape([old, changed])) == 2


def test_the_rating_in_force_told_again_is_no_new_one() -> None:
    told = [
        statement("a", "good", "2019-07-12", inspection=JANUARY, visit=months("2019-01-15")),
        statement("b", "good", "2020-11-02"),
    ]
    assert shape(told) == [("2019-07-12", "good", 2)]
    assert "in force" in (reason(told, told[1]) or "")
    assert len(shape([told[0], replace(told[1], movement=MOVEMENT.up)])) == 2


def test_a_rating_left_in_place_confirms_the_one_before_and_names_no_inspection() -> None:
    elsewhere = months("2023-05", "2023-06")
    told = [
        statement("a", "good", "2019-07-12", inspection=JANUARY, visit=months("2019-01-15")),
        statement("b", "good", "2023-11-22", previous="good", movement="same", visit=elsewhere),
    ]
    triples = set(ledger(told))
    assert Triple(rating("2023-11-22"), CG.confirms, rating("2019-07-12")) in triples
    assert Triple(rating("2023-11-22"), CG.movement, MOVEMENT.same) in triples
    assert not [
        t for t in triples if t.subject == rating("2023-11-22") and t.predicate == CG.fromInspection
    ]


def test_a_past_year_of_another_grade_is_another_rating_and_a_past_day_a_dispute() -> None:
    known = statement("a", "inadequate", "2019-07-12")
    assert len(shape([known, statement("b", "good", "2019", past=True)])) == 2
    assert shape([known, statement("b", "good", "2019-07-12", past=True)]) == [
        ("2019-07-12", "inadequate", 2)
    ]


def test_an_article_does_not_dispute_itself_by_what_it_tells_as_past() -> None:
    autumn = months("2019-10", "2019-11")
    told = [
        statement("a", "good", "2020-03-31", visit=autumn, inspection=JANUARY),
        statement("a", "requires-improvement", "2019-10", past=True),
    ]
    assert shape(told) == [("2019-10", "requires-improvement", 1), ("2020-03-31", "good", 1)]


def test_the_inspection_of_a_past_rating_does_not_date_the_present_one() -> None:
    now = statement("a", "good", "2021-11", inspection=JANUARY, visit=months("2021-11"))
    told = [
        replace(now, kind_of_date=INSPECTED, issued=None),
        statement("a", "inadequate", "2021-11", past=True),
    ]
    assert shape(told) == [("2021-11", "inadequate", 1), (None, "good", 1)]


def test_a_past_year_may_be_that_of_the_inspection() -> None:
    winter = months("2017-12-05", "2018-01-18")
    told = [
        statement("r", "good", "2018-04-18", register=True, visit=winter),
        statement("a", "good", "2017", past=True),
    ]
    assert shape(told) == [("2018-04-18", "good", 2)]


def test_a_past_year_with_two_like_ratings_is_passed_over() -> None:
    told = [
        statement("a", "good", "2019-01-12", movement="up"),
        statement("b", "good", "2019-11-30", movement="up"),
        statement("c", "good", "2019", past=True),
    ]
    assert [count for _, _, count in shape(told)] == [1, 1]
    assert "several" in (reason(told, told[2]) or "")


def test_what_no_date_places_stands_alone() -> None:
    told = [statement("a", "good", None), statement("b", "good", None)]
    assert shape(told) == [(None, "good", 1), (None, "good", 1)]
    triples = list(ledger(told))
    assert not [triple for triple in triples if triple.predicate == CG.standing]


def test_an_undated_statement_joins_the_one_dated_rating_it_fits() -> None:
    told = [
        statement("a", "good", "2019-07-12", visit=months("2019-01-15")),
        statement("a", "inadequate", "2014", past=True),
        statement("b", "good", None, visit=months("--01")),
    ]
    assert shape(told) == [("2014", "inadequate", 1), ("2019-07-12", "good", 2)]
    assert "only this one fits" in (reason(told, told[2]) or "")


@pytest.mark.parametrize(
    "other",
    [
        statement("b", "inadequate", None),
        statement("b", "good", None, visit=months("--05")),
        statement("b", "good", None, previous="requires-improvement"),
        statement("b", "good", None, movement="same"),
    ],
    ids=["grade", "months", "grade before", "movement"],
)
def test_an_undated_statement_that_anything_contradicts_stands_alone(other: Statement) -> None:
    known = statement(
        "a",
        "good",
        "2019-07-12",
        visit=months("2019-01-15"),
        previous="inadequate",
        movement="up",
    )
    assert shape([known, other])[0] == ("2019-07-12", "good", 1)
    assert len(shape([known, other])) == 2


def test_an_undated_statement_that_fits_two_ratings_goes_with_the_rest_of_its_article() -> None:
    told = [
        statement("a", "good", "2016-07-12", movement="up"),
        statement("b", "good", "2019-07-12", movement="up"),
        statement("c", "good", None),
    ]
    assert [count for _, _, count in shape(told)] == [1, 1, 1]
    told += [
        statement("b", "inadequate", "2019-07-12", subject=CRITICAL),
        statement("c", "inadequate", None, subject=CRITICAL),
    ]
    assert [count for _, _, count in shape(told)] == [1, 2]


def test_an_article_that_mostly_grades_otherwise_is_not_of_that_report() -> None:
    told = [
        statement("a", "good", "2019-07-12"),
        statement("a", "good", "2019-07-12", subject=CRITICAL),
        statement("b", "good", None),
        statement("b", "inadequate", None, subject=CRITICAL),
    ]
    assert shape(told) == [("2019-07-12", "good", 1), (None, "good", 1)]


def test_months_without_a_year_are_those_of_the_one_known_inspection() -> None:
    spring = months("2023-05", "2023-06")
    register = statement("r", "good", "2023-11-22", register=True, visit=spring, subject=CRITICAL)
    told = statement("b", "good", None, visit=months("--05", "--06"))
    assert shape([register, told]) == [("2023-11-22", "good", 1)]
    assert "reported 2023-11-22" in (reason([register, told], told) or "")
    another = replace(register, when=dated("2021-11-22"), visit=months("2021-05", "2021-06"))
    assert shape([register, another, told]) == [(None, "good", 1)]
    single = statement("b", "good", None, visit=months("--05"))
    assert shape([register, single]) == [(None, "good", 1)]


def test_an_undated_rating_follows_what_its_own_article_tells_as_past() -> None:
    told = [statement("a", "good", None), statement("a", "inadequate", "2016", past=True)]
    triples = set(ledger(told))
    node = identifiers.rating("RXX", "surgery", "safe", "article-a")
    assert Triple(node, CG.previousRating, rating("2016")) in triples
    assert Triple(node, CG.movement, MOVEMENT.up) in triples
    assert Triple(node, CG.standing, STANDING.current) in triples
    assert Triple(rating("2016"), CG.standing, STANDING.past) in triples


def test_a_past_without_a_year_joins_the_one_rating_it_fits_or_is_passed_over() -> None:
    told = [
        statement("a", "inadequate", "2019-07-12"),
        statement("b", "good", "2023-11-22"),
        statement("b", "inadequate", None, past=True),
        statement("b", "outstanding", None, past=True),
    ]
    assert shape(told) == [("2019-07-12", "inadequate", 2), ("2023-11-22", "good", 1)]
    assert "without a date" in (reason(told, told[3]) or "")


def test_the_grade_before_is_kept_as_told_when_no_rating_before_is_known() -> None:
    told = statement("a", "good", "2019-07-12", previous="inadequate", movement="up")
    triples = set(ledger([told]))
    assert Triple(rating("2019-07-12"), CG.previousGrade, RATING.inadequate) in triples
    assert Triple(rating("2019-07-12"), CG.movement, MOVEMENT.up) in triples
    rose = set(ledger([statement("a", "good", "2019-07-12", movement="up")]))
    assert Triple(rating("2019-07-12"), CG.movement, MOVEMENT.up) in rose
    assert not [triple for triple in rose if triple.predicate == CG.previousGrade]


def test_a_claim_that_tells_another_grade_before_disputes_it() -> None:
    told = [
        statement("a", "good", "2017-07-12"),
        statement("b", "outstanding", "2019-07-12", previous="inadequate", movement="up"),
        statement("c", "outstanding", "2019-07-12", previous="good", movement="up"),
    ]
    triples = set(ledger(told))
    node = rating("2019-07-12")
    assert Triple(node, CG.previousGrade, RATING.good) in triples
    disputing = [t.object for t in triples if t.predicate == CG.previousDisputedBy]
    assert disputing == [told[1].source]


def test_an_article_that_repeats_itself_weighs_no_more() -> None:
    told = [
        statement("a", "good", "2019-07-12", weight=0.6),
        statement("a", "good", "2019-07-12", weight=0.6, movement="up"),
        statement("b", "inadequate", "2019-07-12", weight=0.9),
    ]
    assert shape(told) == [("2019-07-12", "inadequate", 3)]


def test_a_site_and_its_trust_are_rated_apart() -> None:
    site = replace(statement("b", "good", "2019-07-12"), subject=SURGERY._replace(holder=SITE))
    told = timelines([statement("a", "good", "2019-07-12"), site])
    assert [len(timeline.dated) for timeline in told.values()] == [1, 1]


SITE = identifiers.site("RXX01")

WHENS = st.one_of(
    st.none(),
    st.sampled_from(["2017", "2019", "2019-01", "2019-07-12", "2019-07-20", "2019-09-01"]),
    st.dates(min_value=span(dated("2018"))[0]).map(str).filter(lambda day: day < "2024"),  # type: ignore[index]
)
VISITS = st.sampled_from(
    [
        None,
        months("--01"),
        months("--05", "--06"),
        months("2019-01-15"),
        months("2019-05", "2019-06"),
    ]
)
GRADED = st.sampled_from(["inadequate", "requires-improvement", "good", "outstanding"])
TOLD_STATEMENTS = st.lists(
    st.builds(
        statement,
        st.sampled_from("abcdef"),
        GRADED,
        WHENS,
        past=st.booleans(),
        weight=st.sampled_from([0.5, 0.7, 0.9]),
        inspection=st.sampled_from([None, JANUARY, identifiers.inspection("RXX", "2019-05")]),
        visit=VISITS,
        previous=st.one_of(st.none(), GRADED),
        movement=st.sampled_from([None, "up", "down", "same"]),
        subject=st.sampled_from([SURGERY, CRITICAL]),
        reported=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda it: it.source,
)


@settings(max_examples=60, deadline=None)
@given(TOLD_STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_sources_makes_no_difference(told, random) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert list(ledger(told)) == list(ledger(shuffled))


@settings(max_examples=60, deadline=None)
@given(TOLD_STATEMENTS)
def test_every_statement_is_in_one_rating_or_is_passed_over_with_the_reason(told) -> None:
    triples = list(ledger(told))
    assert len(triples) == len(set(triples))
    placed = Counter(
        triple.object for triple in triples if triple.predicate in (CG.supportedBy, CG.disputedBy)
    )
    passed = Counter(t.subject for t in triples if t.predicate == CG.passedOverBecause)
    assert placed + passed == Counter(statement.source for statement in told)
    # Every rating has one grade, which something supports, and one rating before it at most.
    for predicate in (CG.grade, CG.validOn, CG.previousRating, CG.movement, CG.standing):
        subjects = [triple.subject for triple in triples if triple.predicate == predicate]
        assert len(subjects) == len(set(subjects)), predicate
    ratings = {triple.subject for triple in triples if triple.predicate == CG.grade}
    assert ratings == {triple.subject for triple in triples if triple.predicate == CG.supportedBy}


def grade_steps(store: Store, holder: str, question: str) -> list[tuple[str, str, int]]:
    """Date, grade and number of supporting statements of a holder's own ratings, in time."""
    rows = store.query(
        f"""PREFIX cg: <{CG}> SELECT ?when ?grade (COUNT(DISTINCT ?claim) AS ?said) {{
          ?rating a cg:Rating ; cg:about {identifiers.organisation(holder)} ;
            cg:question {QUESTION[question]} ; cg:grade ?grade ; cg:supportedBy ?claim .
          OPTIONAL {{ ?rating cg:validOn ?when }}
          FILTER NOT EXISTS {{ ?rating cg:service ?service }}
        }} GROUP BY ?rating ?when ?grade ORDER BY STR(?when)"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    return [
        (row["when"].value, row["grade"].value.rpartition("/")[2], int(row["said"].value))
        for row in rows
    ]


DUDLEY = [
    ("2014-12-03", "requires-improvement", 1),
    # The register's entry for an inspection from December, and the article's "2017".
    ("2017-12", "requires-improvement", 2),
    ("2019-07-12", "requires-improvement", 2),
    ("2023-11-22", "requires-improvement", 1),
]


def test_the_known_articles_make_one_timeline_of_a_trust(store: Store, corpus: Path) -> None:
    build(store, sorted((corpus / "seeds").glob("dudley-*.txt")), reasoning=False, validation=False)
    assert grade_steps(store, "RNA", "overall") == DUDLEY


def test_the_example_articles_make_one_timeline_of_a_trust(store: Store) -> None:
    examples = Path(__file__).parents[1] / "examples" / "articles"
    build(store, sorted(examples.glob("dudley-*.txt")), reasoning=False, validation=False)
    assert grade_steps(store, "RNA", "overall") == DUDLEY


def test_the_ledger_of_a_store_takes_every_claim_and_register_entry(small_store: Store) -> None:
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        write_ledger(store)
        quads = list(store.graph(LEDGER))
        told = [statement.source for statement in statements(store)]
    placed = [q.object for q in quads if q.predicate in (CG.supportedBy, CG.disputedBy)]
    assert sorted(map(str, placed)) == sorted(map(str, told))
    assert len(told) == 11


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("5 December 2017 to 18 January 2018", ("2017-12", "2018-01")),
        ("22 to 25 November and 7, 8 and 15 December 2016", ("2016-11", "2016-12")),
        ("May 2016", ("2016-05", "2016-05")),
        ("October and November (year not known)", None),
        ("", None),
    ],
)
def test_months_in_words(words: str, expected: tuple[str, str] | None) -> None:
    assert months_named(words) == expected


def test_visits_compared() -> None:
    whole = visit(Literal("2018-12-05"), Literal("2019-01-18"))
    assert whole is not None
    for text, same, contradicts in (
        ("2019-01", True, False),
        ("2018", False, False),
        ("--12", False, False),
        ("--02", False, False),
        ("--05", False, True),
        ("2019-03-01", False, False),
        ("2019-06", False, True),
    ):
        other = months(text)
        assert other is not None
        assert (whole.same(other), whole.contradicts(other)) == (same, contradicts), text
    assert visit(None, None) is None
    assert visit(Literal("soon"), None) is None


def test_disagreement_keeps_both_sides() -> None:
    one, other = statement("a", "good", "2019-07-12"), statement("b", "inadequate", "2019-07-13")
    register = statement("r", "inadequate", "2019-07-12", register=True)
    triples = set(ledger([one, other, register]))
    node = rating("2019-07-12")
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
    first, second, third = (rating(when) for when in ("2017", "2019-07-12", "2023-11-22"))
    assert Triple(second, CG.previousRating, first) in triples
    assert Triple(second, CG.movement, MOVEMENT.down) in triples
    assert Triple(third, CG.previousRating, second) in triples
    assert Triple(third, CG.movement, MOVEMENT.up) in triples
    current = [triple.subject for triple in triples if triple.object == STANDING.current]
    assert current == [third]


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
