"""Ratings: each way to state one gives its facts, each way to seem to gives none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caregraph.graph.extraction.dates import article_date, find_dates
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import find_entities
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.extraction.quotations import find_quotations
from caregraph.graph.extraction.ratings import find_ratings
from caregraph.graph.extraction.services import find_services
from caregraph.graph.facts import GRADES, Rating

TRUST = "Sherwood Forest Hospitals NHS Foundation Trust"
KINGS_MILL, NEWARK = "King's Mill Hospital", "Newark Hospital"
OPENING = f"Inspectors from the Care Quality Commission have reported on {TRUST}.\n\n"
RI = "requires-improvement"


def read(text: str, published: str | None = None) -> tuple[Rating, ...]:
    document = Document(text, published)
    dates = find_dates(document, article_date(document))
    return find_ratings(
        document,
        find_entities(document),
        find_services(document),
        dates,
        find_quotations(document),
    ).told


def of_trust(text: str, published: str | None = "2022-03-01") -> set[tuple[str | None, ...]]:
    """Service, question, grade, previous, trend and time of the ratings, all of the one trust."""
    ratings = read(OPENING + text, published)
    assert {rating.of for rating in ratings} <= {TRUST}
    return {(r.service, r.question, r.rating, r.previous, r.trend, r.when) for r in ratings}


def now(
    service: str | None,
    question: str,
    rating: str,
    previous: str | None = None,
    trend: str | None = None,
) -> tuple[str | None, ...]:
    return service, question, rating, previous, trend, "current"


ALL_BUT_SAFE = {
    now(None, question, "good") for question in ("effective", "caring", "responsive", "well-led")
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The trust was rated good overall.", {now(None, "overall", "good")}),
        ("The trust requires improvement.", {now(None, "overall", RI)}),
        ("Surgery was judged to be inadequate.", {now("surgery", "overall", "inadequate")}),
        (
            "The trust is good for being caring and effective but requires improvement for safety.",
            {now(None, "caring", "good"), now(None, "effective", "good"), now(None, "safe", RI)},
        ),
        (
            "Surgery was rated outstanding for caring, maternity was good and critical care"
            " requires improvement.",
            {
                now("surgery", "caring", "outstanding"),
                now("maternity", "overall", "good"),
                now("critical-care", "overall", RI),
            },
        ),
        (
            "Maternity is inadequate for safety. It was rated good for being responsive.",
            {now("maternity", "safe", "inadequate"), now("maternity", "responsive", "good")},
        ),
        (
            "The trust was good for all five questions apart from safety.",
            ALL_BUT_SAFE,
        ),
        (
            "The trust was inadequate for safety and good for everything else.",
            {now(None, "safe", "inadequate"), *ALL_BUT_SAFE},
        ),
        (
            "It was given an inadequate rating for safety and diagnostic imaging.",
            {now(None, "safe", "inadequate"), now("diagnostic-imaging", "overall", "inadequate")},
        ),
        (
            "Leadership was good, while surgery was told to improve.",
            {now(None, "well-led", "good"), now("surgery", "overall", RI)},
        ),
    ],
)
def test_plain_statements(text: str, expected: set[tuple[str | None, ...]]) -> None:
    assert of_trust(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Surgery went up from inadequate to good.",
            {now("surgery", "overall", "good", "inadequate", "up")},
        ),
        (
            "Surgery was rated good, up from requires improvement.",
            {now("surgery", "overall", "good", RI, "up")},
        ),
        (
            "Surgery is good overall (was outstanding).",
            {now("surgery", "overall", "good", "outstanding", "down")},
        ),
        ("Surgery remains good.", {now("surgery", "overall", "good", "good", "same")}),
        (
            "Surgery dropped a grade to requires improvement.",
            {now("surgery", "overall", RI, "good", "down")},
        ),
        ("Surgery has improved to good.", {now("surgery", "overall", "good", None, "up")}),
        (
            "Surgery is good. It had been inadequate.",
            {now("surgery", "overall", "good", "inadequate", "up")},
        ),
        (
            "Surgery, which was inadequate last time, is now good.",
            {now("surgery", "overall", "good", "inadequate", "up")},
        ),
        (
            "Surgery is good. That has not changed.",
            {now("surgery", "overall", "good", "good", "same")},
        ),
    ],
)
def test_changes(text: str, expected: set[tuple[str | None, ...]]) -> None:
    assert of_trust(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The trust is rated good. In 2018 it was rated inadequate.",
            {
                now(None, "overall", "good", "inadequate", "up"),
                (None, "overall", "inadequate", None, None, "2018"),
            },
        ),
        (
            "The trust has been good since 2017.",
            {
                now(None, "overall", "good", "good", "same"),
                (None, "overall", "good", None, None, "2017"),
            },
        ),
        (
            "The trust was rated inadequate in 2015 and again in 2017.",
            {
                (None, "overall", "inadequate", None, None, "2015"),
                (None, "overall", "inadequate", "inadequate", "same", "2017"),
            },
        ),
        (
            "Surgery was rated good in 2016 and that rating still stands.",
            {
                now("surgery", "overall", "good", "good", "same"),
                ("surgery", "overall", "good", None, None, "2016"),
            },
        ),
        ("The unit opened in 2014 and is rated good.", {now(None, "overall", "good")}),
    ],
)
def test_dates(text: str, expected: set[tuple[str | None, ...]]) -> None:
    assert of_trust(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Surgery was good, as was maternity.",
            {now("surgery", "overall", "good"), now("maternity", "overall", "good")},
        ),
        (
            "Surgery was good. So were maternity and critical care.",
            {now(s, "overall", "good") for s in ("surgery", "maternity", "critical-care")},
        ),
        (
            "Surgery rose from inadequate to good and maternity did likewise.",
            {now(s, "overall", "good", "inadequate", "up") for s in ("surgery", "maternity")},
        ),
        (
            "They looked at surgery and maternity. Both were rated good.",
            {now(s, "overall", "good") for s in ("surgery", "maternity")},
        ),
        (
            "They looked at surgery, maternity and critical care."
            " All three services were good for caring.",
            {now(s, "caring", "good") for s in ("surgery", "maternity", "critical-care")},
        ),
        (
            "They looked at surgery, maternity and critical care."
            " The first two were good; the last was inadequate.",
            {
                now("surgery", "overall", "good"),
                now("maternity", "overall", "good"),
                now("critical-care", "overall", "inadequate"),
            },
        ),
    ],
)
def test_ellipsis_and_words_that_point_back(
    text: str, expected: set[tuple[str | None, ...]]
) -> None:
    assert of_trust(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Six of its eight services were rated good.",
        "The trust hopes to be rated outstanding next year.",
        "The trust was not rated inadequate.",
        "None of the services was rated inadequate.",
        "Nationally, 40 per cent of trusts are rated good.",
        "Ofsted rated the trust's nursery good.",
        "Inspectors saw good practice in surgery and an outstanding team in maternity.",
        "There is an outstanding balance of £3m.",
        "“Good is not a place to stop,” the chief executive said.",
        "Most hospitals of this size are rated good or outstanding.",
    ],
)
def test_what_only_seems_to_be_a_rating(text: str) -> None:
    assert of_trust(text) == set()


def test_sites_and_their_trust() -> None:
    text = (
        f"{TRUST}, which runs {KINGS_MILL} and {NEWARK}, is rated good. {KINGS_MILL} is rated"
        f" outstanding, while {NEWARK} requires improvement. Surgery was good at both hospitals."
    )
    assert {(r.of, r.service, r.rating) for r in read(text)} == {
        (TRUST, None, "good"),
        (KINGS_MILL, None, "outstanding"),
        (NEWARK, None, RI),
        (KINGS_MILL, "surgery", "good"),
        (NEWARK, "surgery", "good"),
    }


def test_a_table_with_arrows() -> None:
    text = OPENING + (
        "| Question | Surgery | Maternity |\n"
        "|---|---|---|\n"
        "| Safe | Good ↑ | Inadequate |\n"
        "| Caring | Outstanding | Good ↓ |\n"
    )
    assert {(r.service, r.question, r.rating, r.trend) for r in read(text)} == {
        ("surgery", "safe", "good", "up"),
        ("maternity", "safe", "inadequate", "same"),
        ("surgery", "caring", "outstanding", "same"),
        ("maternity", "caring", "good", "down"),
    }


def test_bullets_under_a_place() -> None:
    text = (
        f"{OPENING}At {NEWARK}:\n\n"
        "- Surgery: good (previously inadequate)\n"
        "- Outpatients – requires improvement (no change)\n"
    )
    assert {(r.of, r.service, r.rating, r.previous) for r in read(text)} == {
        (NEWARK, "surgery", "good", "inadequate"),
        (NEWARK, "outpatients", RI, RI),
    }


def test_every_rating_shows_its_words_its_rule_and_its_confidence() -> None:
    text = OPENING + "Surgery went up from inadequate to good. Maternity is good."
    for rating in read(text):
        start, end = rating.evidence[0]
        assert re.search(r"\b(?:good|inadequate)\b", text[start:end])
        assert rating.rule.startswith("ratings.")
        assert 0 < rating.confidence <= 1


def test_trend_agrees_with_the_two_grades() -> None:
    text = (
        OPENING + "Surgery fell from outstanding to good. Maternity rose from inadequate to good."
    )
    for rating in read(text):
        assert rating.previous is not None
        moved = GRADES.index(rating.rating) - GRADES.index(rating.previous)
        assert rating.trend == ("up" if moved > 0 else "down")


def test_same_text_same_facts() -> None:
    text = OPENING + "Surgery was good, as was maternity. Both were inadequate in 2015."
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "text", ["", "Good.", "good " * 500, "from good to " * 300, "(was good" * 200]
)
def test_odd_texts_break_nothing(text: str) -> None:
    assert isinstance(read(text), tuple)


def test_the_tables_hold_known_values_only() -> None:
    assert {row["value"] for row in table("grades")} == set(GRADES)
    assert {row["kind"] for row in table("grades")} == {"word", "rating", "told"}
    for row in table("rating_patterns"):
        re.compile(row["wording"])


def test_the_seed_articles_of_the_corpus() -> None:
    seeds = Path(__file__).resolve().parents[1].parent / "shared" / "corpus" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the corpus is not beside this checkout (../shared/corpus)")
    counts = {path.stem: len(read(path.read_text("utf-8"))) for path in sorted(seeds.glob("*.txt"))}
    assert sum(counts.values()) == 28


def test_respectively_deals_out_the_grades() -> None:
    rated = "were rated good and outstanding respectively"
    text = f"{TRUST} runs both. {KINGS_MILL} and {NEWARK} {rated}."
    assert {(r.of, r.rating) for r in read(text)} == {(KINGS_MILL, "good"), (NEWARK, "outstanding")}


def test_a_timeline_entry_tells_of_its_date_and_of_the_lead() -> None:
    text = f"{OPENING}{NEWARK} was not visited.\n\nMay 2016: Rated inadequate overall.\n\n"
    rated = {(r.of, r.rating, r.when[:4]) for r in read(text, "2022-03-01")}
    assert rated == {(TRUST, "inadequate", "2016")}


def test_every_cue_is_of_a_kind_that_rules_ask_for() -> None:
    kinds = {
        *("verb", "break", "and", "comma", "maybe", "many", "other", "now", "from", "rel"),
        *("copy-after", "copy-before", "loss", "act", "visit"),
    }
    assert {row["value"] for row in table("cues")} == kinds
    moves = {"same", "up", "down", "one-up", "one-down", "two-up", "two-down"}
    moves |= {"by-one", "by-two"}
    assert {row["value"] for row in table("changes")} == moves


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Surgery slipped one level to inadequate.",
            {now("surgery", "overall", "inadequate", RI, "down")},
        ),
        (
            "Surgery stayed on good, and maternity on inadequate.",
            {
                now("surgery", "overall", "good", "good", "same"),
                now("maternity", "overall", "inadequate", "inadequate", "same"),
            },
        ),
        (
            "By question: safe - inadequate, caring - good.",
            {now(None, "safe", "inadequate"), now(None, "caring", "good")},
        ),
        ("Surgery: good ↑", {now("surgery", "overall", "good", None, "up")}),
        (
            "Safe is inadequate, down from good, as is caring.",
            {
                now(None, "safe", "inadequate", "good", "down"),
                now(None, "caring", "inadequate", "good", "down"),
            },
        ),
        (
            "Surgery has become good after previously being inadequate.",
            {now("surgery", "overall", "good", "inadequate", "up")},
        ),
        (
            "Surgery, rated good last time, was not revisited.",
            {now("surgery", "overall", "good", "good", "same")},
        ),
        (
            "Surgery (good) and maternity (outstanding) were praised.",
            {now("surgery", "overall", "good"), now("maternity", "overall", "outstanding")},
        ),
        (
            "The trust was rated good in four of its five areas; only safety was inadequate.",
            ALL_BUT_SAFE | {now(None, "safe", "inadequate")},
        ),
        ("The trust was rated good in three of the five areas.", set()),
        (
            "The trust is good in every category but safety, where it is inadequate.",
            ALL_BUT_SAFE | {now(None, "safe", "inadequate")},
        ),
        (
            "Surgery and maternity were rated good. Both services were already good.",
            {
                now("surgery", "overall", "good", "good", "same"),
                now("maternity", "overall", "good", "good", "same"),
            },
        ),
        (
            "Safe and caring are good. Safe is up by one grade, while caring did not change.",
            {
                now(None, "safe", "good", RI, "up"),
                now(None, "caring", "good", "good", "same"),
            },
        ),
        (
            "Safe was rated good again, and caring was outstanding.",
            {now(None, "safe", "good", "good", "same"), now(None, "caring", "outstanding")},
        ),
        ("Surgery was inspected. Is the service safe? Good.", {now("surgery", "safe", "good")}),
        ("Surgery has never been better than inadequate.", set()),
        ("It got the second-lowest rating.", {now(None, "overall", RI)}),
        ("Trusts get outstanding, good, requires improvement or inadequate as ratings.", set()),
        (
            "All services were good, except for surgery, which was inadequate.",
            {now("surgery", "overall", "inadequate")},
        ),
        (
            "The ratings are unchanged: good for caring and inadequate for safe.",
            {
                now(None, "caring", "good", "good", "same"),
                now(None, "safe", "inadequate", "inadequate", "same"),
            },
        ),
        (
            "Safe is inadequate, with the other four rated good.",
            ALL_BUT_SAFE | {now(None, "safe", "inadequate")},
        ),
        (
            "It was good for whether services are caring and for how effective they are.",
            {now(None, "caring", "good"), now(None, "effective", "good")},
        ),
        (
            "Surgery was rated good. The same rating was given to maternity.",
            {now("surgery", "overall", "good"), now("maternity", "overall", "good")},
        ),
        (
            "Surgery is inadequate. It was good a year earlier.",
            {now("surgery", "overall", "inadequate", "good", "down")},
        ),
        ("Nobody there likes the word inadequate.", set()),
        ("The regional burns centre is outstanding.", set()),
        (
            "In the community, end of life care was rated good.",
            {now("community-end-of-life-care", "overall", "good")},
        ),
        (
            "For surgery's use of resources it got an outstanding rating.",
            {now(None, "use-of-resources", "outstanding")},
        ),
    ],
)
def test_what_words_around_a_grade_add(text: str, expected: set[tuple[str | None, ...]]) -> None:
    assert of_trust(text) == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Three years after it was judged to be good, the trust is inadequate.", "2019"),
        ("The trust is inadequate (2019: good).", "2019"),
        (
            "The trust is inadequate. In 2019 it was visited. A year later it had fallen to good.",
            "2020",
        ),
    ],
)
def test_a_past_grade_is_dated_by_what_is_told(text: str, year: str) -> None:
    past = {(rating[2], rating[5]) for rating in of_trust(text) if rating[5] != "current"}
    assert past == {("good", year)}


def test_a_heading_places_what_stands_under_it() -> None:
    text = f"{OPENING}{NEWARK}\n\n- Minor injuries unit: good\n\nTrust overall\n\n- Safe: good\n"
    assert {(r.of, r.service, r.question) for r in read(text)} == {
        (NEWARK, "community-urgent-care", "overall"),
        (TRUST, None, "safe"),
    }


def test_who_learned_of_a_grade_does_not_hold_it() -> None:
    text = f"{OPENING}{NEWARK} was visited. On Monday {TRUST} learned that {NEWARK} is outstanding."
    assert {(r.of, r.rating) for r in read(text)} == {(NEWARK, "outstanding")}


def test_a_headline_alone_rates_nobody_as_a_whole() -> None:
    head = f"{KINGS_MILL} 'requires improvement'\n\n"
    body = f"Medical care at {KINGS_MILL}, run by {TRUST}, requires improvement, inspectors said."
    assert {rating.service for rating in read(head + body)} == {"medical-care"}
    whole = f"{KINGS_MILL}, run by {TRUST}, requires improvement, inspectors said."
    assert {rating.service for rating in read(head + whole)} == {None}
