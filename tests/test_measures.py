"""Measures: figures with a unit, and the figures that are none."""

from __future__ import annotations

import pytest

from caregraph.graph.extraction.dates import find_dates
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities
from caregraph.graph.extraction.measures import find_measures
from caregraph.graph.extraction.numbers import find_numbers, parse_number
from caregraph.graph.extraction.services import find_services
from caregraph.graph.facts import Measure


def measures(text: str) -> list[Measure]:
    document = Document(text)
    dates = find_dates(document, None)
    return list(find_measures(document, Entities(lead="A Trust"), find_services(document), dates))


def figures(text: str) -> list[tuple[float | int, str]]:
    return [(measure.value, measure.unit) for measure in measures(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Some 91.5 per cent of patients were seen.", 91.5, "percent"),
        ("Only 62% of staff were trained.", 62, "percent"),
        ("The vacancy rate is 12pc.", 12, "percent"),
        ("One in five patients left.", 20, "percent"),
        ("Nine out of ten would come again.", 90, "percent"),
        ("One patient in eight left.", 12.5, "percent"),
        ("Falls were cut by a quarter.", 25, "percent"),
        ("A third of callers hung up.", 33.3, "percent"),
        ("It cost £4.5m.", 4_500_000, "GBP"),
        ("It cost £1.2 billion.", 1_200_000_000, "GBP"),
        ("It cost £12,450.", 12_450, "GBP"),
        ("She waited eleven hours for a bed.", 11, "hours"),
        ("The average wait was seven and a half minutes.", 7.5, "minutes"),
        ("Waits had grown to 26 weeks.", 26, "weeks"),
        ("There were 1,204 patients on the list.", 1204, "patients"),
        ("Twenty-one more midwives have started.", 21, "midwives"),
        ("It has a 24-bed ward.", 24, "beds"),
        ("There were 30 registered nurse vacancies.", 30, "vacancies"),
        ("It hired 12 healthcare assistants.", 12, "healthcare assistants"),
        ("It had 9,000 members of staff.", 9000, "staff"),
        ("Half a million people live there.", 500_000, "people"),
        ("Six of my nurses left.", 6, "nurses"),
        ("Eight children's nurses left.", 8, "nurses"),
        ("Half a million 999 calls came in.", 500_000, "calls"),
    ],
)
def test_figures_and_units(text: str, value: float, unit: str) -> None:
    assert figures(text) == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "Pat Example, 71, came at 10.40am.",
        "Six services on four wards at three hospitals were good.",
        "Inspectors spent four days at the hospital.",
        "It happened two years ago.",
        "She has been chief executive for three years.",
        "Her two children were well.",
        "It scored 71 out of 100 points.",
        "The wards scored 58% for safety.",
        "The answer to category two calls was late.",
        "It came out on 3 May 2018.",
        "The scheme ran for the last six months.",
        "Call 999.",
        "Crews sit where 999 calls are answered.",
    ],
)
def test_figures_that_are_no_measures(text: str) -> None:
    assert figures(text) == []


def test_the_threshold_inside_a_share_is_none() -> None:
    assert figures("Some 88 per cent of callers got through within 20 seconds.") == [
        (88, "percent")
    ]


def test_both_ends_of_a_change_count() -> None:
    assert figures("The wait fell from 31 weeks to eight.") == [(31, "weeks"), (8, "weeks")]
    assert figures("Complaints fell from 70 a month to 22.") == [
        (70, "complaints"),
        (22, "complaints"),
    ]


def test_a_bare_number_takes_the_unit_of_the_figure_before() -> None:
    assert figures("The average wait was 33 minutes. A year before it was 81.") == [
        (33, "minutes"),
        (81, "minutes"),
    ]


def test_targets_are_marked() -> None:
    target, reached = measures("The target is 95 per cent, yet 81 per cent were seen in time.")
    assert (target.value, target.target) == (95, True)
    assert (reached.value, reached.target) == (81, False)


def test_date_holder_and_service() -> None:
    (measure,) = measures("In May 2018 surgery had 14 vacancies.")
    assert (measure.when, measure.of, measure.service) == ("2018-05", "A Trust", "surgery")


def test_the_quote_is_the_clause_and_the_evidence() -> None:
    text = "It was busy: 27 patients queued in a yard, said the report."
    (measure,) = measures(text)
    assert measure.quote == "27 patients queued in a yard"
    assert text[slice(*measure.evidence[0])] == measure.quote


def test_numbers() -> None:
    assert parse_number("twenty-six") == 26
    assert parse_number("two hundred") == 200
    assert parse_number("1,204.5") == 1204.5
    assert parse_number("many") is None
    assert [number.value for number in find_numbers("often none, but 3 or twelve")] == [3, 12]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Callers waited 11 minutes on average for an answer.", 11, "minutes"),
        ("Complaints took 71 days on average to be answered.", 71, "days"),
        ("People waited nine hours on average to be seen.", 9, "hours"),
        ("They wait five weeks on average for a new hip.", 5, "weeks"),
        ("Half of the letters went out in eight days on average.", 8, "days"),
    ],
)
def test_an_average_is_a_figure_of_care(text: str, value: float, unit: str) -> None:
    assert (value, unit) in figures(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The figures\n\nNursing vacancies: 129\nFalls (April): 206\n",
         [(129, "vacancies"), (206, "falls")]),
        ("Beds: 300", [(300, "beds")]),
        ("Vacancies for midwives stood at 37.", [(37, "vacancies")]),
        ("Serious incidents rose to 138 in the year, from 71 the year before.",
         [(138, "incidents"), (71, "incidents")]),
        ("Complaints about the ward had already fallen to 40 in May.", [(40, "complaints")]),
        ("Calls to the line totalled 900 in all.", [(900, "calls")]),
        ("Home visits: 40, all of them late.", [(40, "home visits")]),
    ],
)  # fmt: skip
def test_what_is_counted_may_stand_before_its_count(
    text: str, found: list[tuple[float, str]]
) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Two inspectors walked past her.",
        "Of the five questions that inspectors ask, safety comes first.",
        "I don't blame the crew for one second.",
        "She rose to 2 stars in May.",
        "The ward has been on for 30 minutes before the bell.",
    ],
)
def test_more_that_counts_nothing(text: str) -> None:
    assert figures(text) == []


def test_a_team_of_inspectors_is_counted() -> None:
    assert figures("A team of 26 inspectors came.") == [(26, "inspectors")]
