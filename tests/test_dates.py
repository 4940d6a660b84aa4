"""Dates: what is written, and the year that follows from the article's own dates."""

from __future__ import annotations

import pytest

from caregraph.graph.extraction.dates import article_date, find_dates
from caregraph.graph.extraction.document import Document


def dates(text: str, published: str | None = None) -> list[tuple[str, str]]:
    return [(d.start, d.end) for d in find_dates(Document(text), published)]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("on 3 May 2018", "2018-05-03", "2018-05-03"),
        ("on 3rd of May, 2018", "2018-05-03", "2018-05-03"),
        ("on May 3, 2018", "2018-05-03", "2018-05-03"),
        ("on Thursday, May 3, 2018", "2018-05-03", "2018-05-03"),
        ("on Thursday 3 May 2018", "2018-05-03", "2018-05-03"),
        ("on 2018-05-03", "2018-05-03", "2018-05-03"),
        ("on 03/05/2018", "2018-05-03", "2018-05-03"),
        ("in May 2018", "2018-05", "2018-05"),
        ("in 2018", "2018", "2018"),
        ("in 2018/19", "2018", "2019"),
        ("from 2011 to 2014", "2011", "2014"),
        ("between 2011 and 2014", "2011", "2014"),
        ("on 8 and 9 May 2018", "2018-05-08", "2018-05-09"),
        ("on May 7, 8 and 9, 2018", "2018-05-07", "2018-05-09"),
        ("between 28 May and 3 June 2018", "2018-05-28", "2018-06-03"),
        ("between May 3 and 6", "--05-03", "--05-06"),
        ("the 4th – 10th May 2018", "2018-05-04", "2018-05-10"),
        ("in May and June", "--05", "--06"),
        ("between late May and early June 2018", "2018-05", "2018-06"),
        ("in December 2018 and January 2019", "2018-12", "2019-01"),
        ("from Monday 7 to Friday 11 May 2018", "2018-05-07", "2018-05-11"),
    ],
)
def test_dates_as_written(words: str, start: str, end: str) -> None:
    assert dates(f"The team came {words}.") == [(start, end)]


def test_years_told_together_stay_apart_unless_they_are_a_span() -> None:
    assert dates("Good in 2012 and 2015.") == [("2012", "2012"), ("2015", "2015")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", "2021-03-10"),
        ("yesterday", "2021-03-09"),
        ("on Monday", "2021-03-08"),
        ("last month", "2021-02"),
        ("earlier this year", "2021"),
        ("last year", "2020"),
        ("three years ago", "2018"),
        ("in November", "2020-11"),
        ("in February", "2021-02"),
        ("last October", "2020-10"),
        ("in June last year", "2020-06"),
        ("last spring", "2020"),
        ("on 4 March", "2021-03-04"),
        ("on 4 April", "2020-04-04"),
    ],
)
def test_relative_dates_count_from_the_articles_day(words: str, expected: str) -> None:
    text = f"The team came {words}."
    assert dates(text, "2021-03-10") == [(expected, expected)]


def test_without_the_articles_day_nothing_relative_is_worked_out() -> None:
    assert dates("The team came yesterday, and once before in March.") == [("--03", "--03")]


def test_a_date_still_to_come_takes_the_next_such_month() -> None:
    assert dates("It must answer by June.", "2021-03-10") == [("2021-06", "2021-06")]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Poor in 2014, it came out the same year.", "2014"),
        ("Poor in 2014, it was good the following year.", "2015"),
        ("Poor in June 2014; better in the March of the following year.", "2015-03"),
        ("A letter of March 2012 is lost. It answered one of the previous November.", "2011-11"),
        ("Poor in 2014, it was better two years later.", "2016"),
        ("It closed on 3 June 2018; staff were told the previous month.", "2018-05"),
    ],
)
def test_dates_that_count_from_the_year_told_last(text: str, last: str) -> None:
    assert dates(text)[-1] == (last, last)


def test_under_a_new_heading_years_count_from_the_article_again() -> None:
    told = "Poor in 2014, it was good by 2016."
    assert dates(f"{told} Two years earlier it closed.", "2021-03-10")[-1] == ("2014", "2014")
    apart = f"{told}\n\nHow it began\n\nTwo years earlier it had closed."
    assert dates(apart, "2021-03-10")[-1] == ("2019", "2019")


def test_a_year_follows_from_the_latest_full_date_of_the_text() -> None:
    text = "The report came out on 20 June 2018. They had come between 6 March and 5 April."
    assert dates(text)[-1] == ("2018-03-06", "2018-04-05")


def test_a_chronologys_entry_gives_its_year_to_its_months() -> None:
    assert dates("March 2011: A new wing opens. In July the old one goes.")[-1] == (
        "2011-07",
        "2011-07",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May said so.",
        "It may close in a week.",
        "They march on.",
        "It spent £2,018 on 2,019 lamps.",
        "The 1980s building leaks.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ward closes\n\nBy Pat Example, April 6, 2021\n\nA ward has closed.", "2021-04-06"),
        ("Ward closes\nLast updated: 14 May 2021, 16:42 BST\n\nA ward has closed.", "2021-05-14"),
        ("A report out today (May 3) says so. The visit was in January 2018.", "2018-05-03"),
        ("A report due tomorrow (4 May 2018) says so.", "2018-05-03"),
        ("A report out today, Thursday 3 May 2018, says so.", "2018-05-03"),
        ("A report out on 3 May 2018 says so, after a long wait and many words.", None),
        ("A report out today says so.", None),
        ("Staff newsletter, May 2018\n\nA ward has closed.", "2018-05"),
        ("Ward closes\n\nMay 2018\n\nA ward closed, as this chronology tells.", None),
    ],
)
def test_the_articles_own_date(text: str, expected: str | None) -> None:
    assert article_date(Document(text)) == expected


def test_metadata_come_before_the_text() -> None:
    assert article_date(Document("Out today (3 May 2018).", "2018-05-04")) == "2018-05-04"


def test_spans_hold_the_words_of_the_date() -> None:
    text = "They came on the 3rd and 4th of May 2018, then left."
    (found,) = find_dates(Document(text), None)
    assert text[found.span.start : found.span.end] == "the 3rd and 4th of May 2018"


def test_impossible_days_do_not_break_the_reading() -> None:
    assert dates("Out today (31 February 2018).") != []
    assert article_date(Document("Out today (31 February 2018).")) is None


def test_a_deadline_tells_the_year() -> None:
    text = "They came in November. The trust must reply by 30 April 2018."
    assert dates(text)[0] == ("2017-11", "2017-11")


def test_the_start_of_a_month_is_not_to_come() -> None:
    document = Document("They came at the start of January.", "2018-03-04")
    assert [date.start for date in find_dates(document, "2018-03-04")] == ["2018-01"]
