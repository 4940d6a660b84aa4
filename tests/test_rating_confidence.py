"""How sure a rating is: the cues of its reading, their table, and what is not told as a fact."""

from __future__ import annotations

from itertools import pairwise

import pytest

from caregraph.graph.article import Article
from caregraph.graph.explanation import explain_article
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.extraction.ratings.choose import CONTRADICTED, UNSURE
from caregraph.graph.extraction.ratings.confidence import SURE, probability, shown, weights
from caregraph.graph.facts import ArticleFacts, Rating
from caregraph.graph.facts_json import to_json

TRUST = "Sherwood Forest Hospitals NHS Foundation Trust"
ONE = f"Inspectors from the Care Quality Commission have reported on {TRUST}.\n\n"
BOTH = f"{TRUST} runs King's Mill Hospital in Sutton-in-Ashfield and Newark Hospital.\n\n"
DOUBTFUL = (
    "Newark Hospital is rated good. The visit of May 2016 led to an inadequate rating of surgery."
)
SHOWN = {
    "list item": f"{ONE}- Surgery: good\n- Maternity: inadequate",
    "holder beside the service": f"{BOTH}Surgery at Newark Hospital was rated good.",
    "told twice": f"{ONE}The trust was rated good. The trust is rated good.",
    "no holder in the table": f"{ONE}Question | Rating\nSafe | Good\nCaring | Inadequate",
    "holder kept from a rating": f"{ONE}The trust was rated good. Surgery was inadequate.",
    "hospital or its trust": f"{BOTH}Newark Hospital was rated good. Surgery was inadequate.",
    "whole hospital, perhaps its trust": f"{TRUST} runs Newark Hospital.\n\n"
    "Newark Hospital was rated good.",
    "several holders": f"{BOTH}King's Mill Hospital and Newark Hospital were rated good.",
    "other holder in the sentence": f"{BOTH}King's Mill Hospital was rated good after staff moved"
    " to Newark Hospital.",
    "holder far from the grade": f"{BOTH}Newark Hospital, where a new wing opened its doors to"
    " patients last year, was rated good.",
    "service kept": f"{ONE}Surgery was rated good. It was inadequate for being safe.",
    "dated": f"{ONE}The trust was rated good in 2016.",
    "month ahead of the grade": f"{ONE}The visit of May 2016 led to a good rating for the trust.",
    "contradicted": f"{ONE}The trust was rated good. The trust was rated inadequate.",
    "in a quotation": f'{ONE}"The trust was rated good in the new report and we are proud of'
    ' it," she said.',
}


def read(text: str) -> ArticleFacts:
    return extract(Article(text, published="2022-03-01"))


def readings(text: str) -> list[Rating]:
    """What was read, told as a fact or not."""
    facts = read(text)
    return [*facts.ratings, *(each.rating for each in facts.rejected)]


def test_each_cue_of_the_table_has_its_reason_and_its_text_here() -> None:
    rows = table("rating_weights")
    assert len({row["cue"] for row in rows}) == len(rows)
    assert all(row["reason"] for row in rows)
    assert {"always", *SHOWN} == {row["cue"] for row in rows}


@pytest.mark.parametrize("cue", SHOWN)
def test_each_cue_is_found_in_its_text(cue: str) -> None:
    assert any(cue in rating.cues for rating in readings(SHOWN[cue]))


def test_confidence_is_the_sum_of_the_cues() -> None:
    facts = read(SHOWN["hospital or its trust"])
    for rating in facts.ratings:
        assert rating.confidence == shown(probability(frozenset(rating.cues)))
        heavy = [abs(weights()[cue].weight) for cue in rating.cues]
        assert all(left >= right for left, right in pairwise(heavy))


def test_what_is_told_plainly_is_surer_than_what_is_carried() -> None:
    (plain,) = read(f"{ONE}The trust was rated good.").ratings
    (beside,) = read(f"{BOTH}Surgery at Newark Hospital was rated good.").ratings
    assert min(plain.confidence, beside.confidence) >= 0.9
    *_, carried = read(SHOWN["hospital or its trust"]).ratings
    assert carried.service == "surgery"
    assert SURE < carried.confidence < 0.9


def test_no_confidence_promises_more_than_it_holds() -> None:
    """From 0.9 a confidence promises 97 in 100: a lesser probability is shown below it."""
    probabilities = [step / 1000 for step in range(1001)]
    told = [shown(probability) for probability in probabilities]
    assert told == sorted(told)
    assert not [confidence for confidence in told if 0.89 < confidence < 0.95]


def test_an_unsure_reading_is_no_fact_and_is_explained() -> None:
    text = BOTH + DOUBTFUL
    facts = read(text)
    (rejected,) = [each for each in facts.rejected if each.reason == UNSURE]
    assert rejected.rating.service == "surgery"
    assert rejected.rating.confidence < SURE
    assert all(rating.service is None for rating in facts.ratings)
    assert "surgery" not in {rating["service"] for rating in to_json(facts)["ratings"]}
    told = explain_article(Article(text, published="2022-03-01"), ["ratings"])["rejected"]
    (explained,) = [each for each in told if each["fact"]["service"] == "surgery"]
    assert explained["reason"] == UNSURE
    assert [each["cue"] for each in explained["weighed"]] == list(rejected.rating.cues)
    assert explained["passages"][0]["text"] in text


def test_of_two_grades_the_other_is_kept_as_rejected() -> None:
    facts = read(SHOWN["contradicted"])
    (told,) = facts.ratings
    assert told.rating == "good"
    assert [(each.rating.rating, each.reason) for each in facts.rejected] == [
        ("inadequate", CONTRADICTED)
    ]
    assert "contradicted" in told.cues
