"""Inspections: visits that took place, told once, with who, when and how."""

from __future__ import annotations

import re

import pytest

from caregraph.graph.article import Article
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.dates import article_date, find_dates
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities, Mention
from caregraph.graph.extraction.inspections import find_inspections
from caregraph.graph.extraction.services import find_services
from caregraph.graph.facts import Inspection, Organisation, Site, Span

EAST, WEST = "East Shire NHS Trust", "West Shire NHS Trust"
HILL = "Hill Hospital"


def entities(text: str) -> Entities:
    """East Shire (the lead) runs Hill Hospital; West Shire is its neighbour."""
    origin = {"evidence": (Span(0, 1),), "rule": "test", "confidence": 1.0}
    handles = {EAST: "organisation", WEST: "organisation", HILL: "site"}
    mentions = [
        Mention(Span(*match.span()), name, kind)  # type: ignore[arg-type]
        for name, kind in handles.items()
        for match in re.finditer(re.escape(name), text)
    ]
    return Entities(
        organisations=tuple(Organisation(name=n, kind="trust", **origin) for n in (EAST, WEST)),  # type: ignore[arg-type]
        sites=(Site(name=HILL, operator=EAST, **origin),),  # type: ignore[arg-type]
        mentions=tuple(sorted(mentions, key=lambda mention: mention.span)),
        lead=EAST,
    )


def inspections(text: str, published: str | None = None) -> list[Inspection]:
    document = Document(text, published)
    dates = find_dates(document, article_date(document))
    return list(find_inspections(document, entities(text), dates, find_services(document)))


def when(text: str, published: str | None = None) -> list[tuple[str | None, str | None]]:
    return [(visit.start, visit.end) for visit in inspections(text, published)]


@pytest.mark.parametrize(
    "words",
    [
        "Inspectors visited Hill Hospital in May 2018.",
        "Hill Hospital was inspected in May 2018.",
        "The rating follows an inspection of Hill Hospital in May 2018.",
        "Inspectors turned up at Hill Hospital in May 2018.",
        "A team from the Care Quality Commission spent four days at Hill Hospital in May 2018.",
        "In May 2018 inspectors went into Hill Hospital.",
        "After the May 2018 inspection Hill Hospital was told to do better.",
        "Three wards of Hill Hospital were visited in May 2018.",
        "The CQC had been to Hill Hospital in May 2018.",
        "Inspectors came. When they went back to Hill Hospital, in May 2018, little had changed.",
        "Hill Hospital has not been inspected since May 2018.",
        "Hill Hospital was last inspected and rated good in May 2018.",
        "An assessment of Hill Hospital carried out by the CQC took place in May 2018.",
        "Inspectors, who watched Hill Hospital over two nights in May 2018, were glad.",
        "Staff of Hill Hospital told inspectors in May 2018 that they were tired.",
        "Since the May 2018 inspection Hill Hospital has hired nurses.",
        "Hill Hospital fell in May 2018, when it was inspected.",
        "Inspectors saw Hill Hospital. The visit, in May 2018, was short.",
        "Inspectors came to Hill Hospital one Tuesday in May 2018.",
    ],
)
def test_wordings_of_a_visit(words: str) -> None:
    (visit,) = inspections(words)
    assert (visit.of, visit.start, visit.end) == (EAST, "2018-05", "2018-05")


@pytest.mark.parametrize(
    "words",
    [
        "The chief executive, who visited the ward in May 2018, was glad.",
        "East Shire NHS Trust opened its new wing in May 2018.",
        "A further inspection is due in May 2018.",
        "Ofsted inspected the nursery in May 2018.",
        "Patients visited Hill Hospital in May 2018.",
        "Fire inspectors visited Hill Hospital in May 2018.",
        "The trust had asked for an inspection in May 2018.",
        "An inspection planned for May 2018 was called off.",
        "A mock inspection was held in May 2018.",
    ],
)
def test_what_is_no_visit(words: str) -> None:
    assert inspections(words) == []


def test_the_month_of_may_is_no_doubt() -> None:
    assert when("In May inspectors visited Hill Hospital.") == [("--05", "--05")]


def test_inspectors_who_found_something_have_been_there() -> None:
    (visit,) = inspections("Inspectors found that Hill Hospital was short of nurses.")
    assert (visit.of, visit.start, visit.rule) == (EAST, None, "inspections.implied")


def test_a_visit_told_twice_is_one() -> None:
    text = (
        "East Shire NHS Trust was rated good after an inspection earlier this year.\n\n"
        "The inspection took place between 3 and 9 May 2018.\n\n"
        "Inspectors who visited in May 2018 met 40 patients."
    )
    assert when(text, "2018-08-01") == [("2018-05-03", "2018-05-09")]


def test_visits_told_in_one_breath_are_one_set() -> None:
    text = "Inspectors called on 2 May 2018 and came again between 21 and 23 May 2018."
    assert when(text) == [("2018-05-02", "2018-05-23")]


def test_an_earlier_visit_is_one_of_its_own() -> None:
    text = "Inspectors visited Hill Hospital in May 2018. It was last inspected in 2015."
    assert when(text) == [("2018-05", "2018-05"), ("2015", "2015")]


def test_an_undated_visit_stands_beside_an_earlier_dated_one() -> None:
    text = "The inspection of Hill Hospital went well. It was last inspected in 2015."
    assert when(text) == [("2015", "2015"), (None, None)]


def test_a_ratings_date_is_not_the_visits() -> None:
    text = "Inspectors visited Hill Hospital, which was rated good in 2015."
    assert when(text) == [(None, None)]


def test_a_reports_date_is_when_it_was_published() -> None:
    text = "The report was published on 9 July 2018, after inspectors visited between 3 and 4 May."
    (visit,) = inspections(text)
    assert (visit.start, visit.end, visit.published) == ("2018-05-03", "2018-05-04", "2018-07-09")


def test_each_trust_has_its_own_visit() -> None:
    text = "East Shire NHS Trust and West Shire NHS Trust were both inspected in May 2018."
    assert {visit.of for visit in inspections(text)} == {EAST, WEST}


@pytest.mark.parametrize(
    ("words", "manner"),
    [
        ("An unannounced inspection took place in May.", "unannounced"),
        ("Inspectors arrived without warning in May.", "unannounced"),
        ("An announced inspection took place in May.", "announced"),
        ("A focused inspection took place in May.", "focused"),
        ("A comprehensive inspection took place in May.", "comprehensive"),
        ("A follow-up inspection took place in May.", "follow-up"),
        ("An inspection took place in May.", None),
    ],
)
def test_manners(words: str, manner: str | None) -> None:
    assert [visit.manner for visit in inspections(words)] == [manner]


def test_sites_and_services_are_those_named_as_visited() -> None:
    text = "Inspectors visited surgery and maternity at Hill Hospital in May 2018."
    (visit,) = inspections(text)
    assert visit.sites == (HILL,)
    assert visit.services == ("surgery", "maternity")


def test_evidence_is_the_words_of_the_visit_and_its_date() -> None:
    text = "Hill Hospital was inspected on 3 May 2018."
    (visit,) = inspections(text)
    assert [text[a:b] for a, b in visit.evidence] == ["inspected", "3 May 2018"]


def test_a_text_without_full_stops_is_read_too() -> None:
    text = "inspectors visited in May 2018 and " * 2000
    assert when(text) == [("2018-05", "2018-05")]


@pytest.mark.parametrize(
    "words",
    [
        "The inspection, which followed the death of a patient in April 2017, was in May 2018.",
        "Inspectors visited in May 2018 as part of a programme that began in 2016.",
        "Inspectors visited in May 2018, and 12 nurses, who joined on 3 June 2018, were glad.",
        "Inspectors visited in May 2018 and gave their first thoughts on 9 June 2018.",
        "The report, published on 9 July 2018, follows visits by inspectors in May 2018.",
    ],
)
def test_the_date_of_another_event_is_not_the_visits(words: str) -> None:
    assert when(words) == [("2018-05", "2018-05")]


def test_another_visit_of_a_sentence_is_one_of_its_own() -> None:
    text = "There was an inspection on 2 May 2018 and another on 23 May 2018."
    assert when(text) == [("2018-05-02", "2018-05-02"), ("2018-05-23", "2018-05-23")]


def test_a_visit_later_than_the_article_is_a_plan() -> None:
    text = "Inspectors visited in May 2018. They come back in 2020."
    assert when(text, "2018-08-01") == [("2018-05", "2018-05")]


def test_what_was_not_inspected_was_not_visited() -> None:
    text = "Inspectors called in May. West Shire NHS Trust had not been inspected."
    assert [visit.of for visit in inspections(text)] == [EAST]


def test_a_paragraph_that_names_nobody_is_of_the_lead() -> None:
    text = (
        "East Shire NHS Trust is good. West Shire NHS Trust has been inadequate for years on end.\n"
        "\nInspectors visited in May 2018."
    )
    assert [visit.of for visit in inspections(text)] == [EAST]


@pytest.mark.parametrize(
    "text",
    [
        "East Shire NHS Trust is good.\n\nAnd West Shire NHS Trust?\n\nInspectors came in May.",
        "East Shire NHS Trust is good.\n\nWest Shire NHS Trust fell. Inspectors came in May.",
        "East Shire NHS Trust is good. West Shire NHS Trust is not.\n\n"
        "The latter was inspected in May.",
    ],
)
def test_a_neighbour_named_right_before_has_the_visit(text: str) -> None:
    assert [visit.of for visit in inspections(text)] == [WEST]


def test_confidence_follows_the_cues() -> None:
    (alone,) = inspections("Hill Hospital was inspected in May 2018.")
    (spanned,) = inspections("Inspectors visited Hill Hospital from 3 to 5 May 2018.")
    (undated,) = inspections("Hill Hospital was inspected.")
    first, second = inspections("It was inspected in May 2018. Inspectors also called in 2015.")
    assert alone.confidence >= 0.9 > first.confidence > second.confidence > undated.confidence
    assert 0.9 > spanned.confidence > undated.confidence


@pytest.mark.parametrize(
    ("words", "visits"),
    [
        (
            "Inspectors visited Hill Hospital on 9 and 10 May 2018, followed by"
            " an unannounced visit on 20 May.",
            [("2018-05-09", "2018-05-20")],
        ),
        (
            "Inspectors visited Hill Hospital on 9 and 10 May 2018, and made"
            " a second visit on 20 May.",
            [("2018-05-09", "2018-05-10"), ("2018-05-20", "2018-05-20")],
        ),
        (
            "Inspectors were at Hill Hospital from 9 to 11 May 2018 and were back on 20 May.",
            [("2018-05-09", "2018-05-20")],
        ),
    ],
)
def test_days_that_follow_within_weeks_are_of_one_inspection_a_second_visit_is_not(
    words: str, visits: list[tuple[str, str]]
) -> None:
    assert when(words) == visits


def test_days_counted_from_the_first_tell_the_last() -> None:
    text = "Inspectors were at Hill Hospital for three days from 30 May 2018."
    assert when(text) == [("2018-05-30", "2018-05-30")]  # the last would be in June: left alone
    assert when(text.replace("30 May", "20 May")) == [("2018-05-20", "2018-05-22")]


def test_a_day_within_a_visit_does_not_narrow_it() -> None:
    text = (
        "The inspection of Hill Hospital took place in May and June 2018.\n\n"
        "During the inspection, on 12 May 2018, nobody wore a mask."
    )
    assert when(text) == [("2018-05", "2018-06")]


def test_months_of_a_chronology_are_of_the_year_that_heads_the_entry() -> None:
    text = (
        "MAY 2017\nAn inspection of Hill Hospital finds fault.\n\n"
        "JUNE 2019\nInspectors, who called at Hill Hospital in March, are glad."
    )
    assert when(text) == [("2017-05", "2017-05"), ("2019-03", "2019-03")]


def test_a_visit_before_the_report_is_of_the_year_before() -> None:
    text = "A report out on 8 February 2019 followed an inspection of Hill Hospital in October."
    assert when(text) == [("2018-10", "2018-10")]
    again = "Inspectors visited Hill Hospital on 14 March 2023, and again on 21 March."
    assert when(again) == [("2023-03-14", "2023-03-21")]


def test_what_was_carried_out_in_a_month_did_not_come_out_then() -> None:
    text = (
        "An inspection of Hill Hospital carried out in May found fault.\n\n"
        "The report was published on 29 September 2016."
    )
    (visit,) = inspections(text)
    assert (visit.start, visit.published) == ("2016-05", "2016-09-29")


def test_a_month_told_on_is_of_the_same_year() -> None:
    text = (
        "Inspectors visited Hill Hospital in January 2015 and were shocked. When they returned"
        " to Hill Hospital in March, it had shut."
    )
    assert when(text) == [("2015-01", "2015-01"), ("2015-03", "2015-03")]


def test_each_of_two_places_has_its_own_date() -> None:
    text = (
        "Visits by inspectors to East Shire NHS Trust in March 2015 and to West Shire NHS Trust"
        " in April 2015 found much the same, it was reported on 6 July 2015."
    )
    told = [(visit.of, visit.start, visit.end) for visit in inspections(text)]
    assert told == [(EAST, "2015-03", "2015-03"), (WEST, "2015-04", "2015-04")]


def test_a_visit_told_with_the_days_of_another_is_part_of_it() -> None:
    text = (
        "The CQC has published its report on the July inspection of Hill Hospital.\n\n"
        "The inspection of Hill Hospital took place on 1-4 July 2014, with an unannounced visit"
        " on 13 July."
    )
    assert when(text) == [("2014-07-01", "2014-07-13")]


def test_the_inspection_of_the_board_is_part_of_that_of_the_services() -> None:
    text = (
        "The CQC inspected four services of Hill Hospital in October 2018 and carried out a"
        " well-led inspection in November 2018."
    )
    assert when(text) == [("2018-10", "2018-11")]


def test_a_visit_went_where_its_other_tellings_say() -> None:
    (visit,) = inspections(
        "East Shire NHS Trust was inspected by the Care Quality Commission in May 2019.\n\n"
        "Inspectors went to Hill Hospital and found it clean. Surgery was inspected too.\n\n"
        "Maternity was not part of the inspection."
    )
    assert (visit.sites, visit.services) == (("Hill Hospital",), ("surgery",))


def test_a_visit_of_no_told_place_was_where_the_ratings_are() -> None:
    runs = "Sherwood Forest Hospitals NHS Foundation Trust runs Newark Hospital."
    visits = extract(
        Article(
            f"{runs} The Care Quality Commission inspected the trust in May 2019. Inspectors were"
            " last there in 2016.\n\nMaternity at Newark Hospital is rated good."
        )
    ).inspections
    places = {visit.start: (visit.sites, visit.services) for visit in visits}
    assert places == {"2019-05": (("Newark Hospital",), ("maternity",)), "2016": ((), ())}


def test_a_report_is_on_the_latest_visit_before_it() -> None:
    visits = inspections(
        "East Shire NHS Trust was inspected in June 2016. Inspectors came back in May 2019."
        " Their report was published on 3 September 2019."
    )
    assert {visit.start: visit.published for visit in visits} == {
        "2016-06": None,
        "2019-05": "2019-09-03",
    }


@pytest.mark.parametrize(
    "text",
    [
        "When did the inspectors go in?\nOn 22 and 23 January 2019, unannounced.",
        "When was the inspection? Between 22 and 23 January 2019.",
        "When did the inspection happen?\n\n22-23 January 2019.",
        "1. When was the trust inspected? It was on 22 and 23 January 2019.",
        "When did inspectors visit? From 22 to 23 January 2019, says the report.",
    ],
)
def test_a_question_is_answered_by_the_date_that_follows(text: str) -> None:
    assert when(f"Explainer\n\nWe answer your questions.\n\n{text}") == [
        ("2019-01-22", "2019-01-23")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Inspectors met staff at both hospitals in May 2019.",
        "Inspectors met teams in Saltby and Upham during May 2019.",
        "Inspectors, at Hill Hospital in May 2019, said it was cold.",
        "Inspectors at the hospital in May 2019 found it cold.",
        "The inspection manager, Jo Tarn, who led the visit of May 2019, was glad.",
        "Jo Tarn of the CQC, who led both visits in May 2019, was glad.",
    ],
)
def test_more_words_for_having_been_there(text: str) -> None:
    assert when(text) == [("2019-05", "2019-05")]


@pytest.mark.parametrize(
    "text",
    [
        "A long read in June 2019, because it brought two big inspection reports. They came in May"
        " 2019.",
        "In June 2019 two inspection reports were read out.",
        "By June 2019, we had both inspection reports.",
        "In June 2019 the board saw the inspection report.",
        "For June 2019 we have one inspection report in full.",
    ],
)
def test_inspection_reports_are_no_visits(text: str) -> None:
    assert ("2019-06", "2019-06") not in when(text)


@pytest.mark.parametrize(
    "line",
    [
        "News from Healthwatch Saltby, February 2020",
        "Newsletter of the Friends of Hill Hospital, February 2020",
        "The Ear: news from the ward - February 2020",
        "Bulletin for members, February 2020",
        "Update from Saltby Carers February 2020",
    ],
)
def test_a_newsletters_month_gives_the_year(line: str) -> None:
    text = f"THE EAR\n\n{line}\n\nThe trust was inspected in September."
    assert when(text) == [("2019-09", "2019-09")]
