"""Findings on texts of our own: who is heard, where clauses are cut, which side they take."""

from __future__ import annotations

import pytest

from caregraph.graph.article import Article
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.findings.judgement import probability
from caregraph.graph.extraction.findings.signs import KINDS, TABLES, Signs
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.facts import Finding

TRUST = "Gateshead Health NHS Foundation Trust"
OPENING = f"""Wards checked

{TRUST} has been visited by the Care Quality Commission.

"""


def findings(body: str) -> tuple[Finding, ...]:
    """What the text gives after an opening that names a trust and the regulator."""
    return extract(Article(OPENING + body)).findings


def sides(body: str) -> list[tuple[str, str]]:
    """Sign and words of each finding."""
    return [("+" if found.polarity == "praise" else "-", found.quote) for found in findings(body)]


def test_clauses_after_a_cue_are_findings_of_their_own() -> None:
    assert sides(
        "Inspectors found that nurses were kind and attentive, that wards were spotless"
        " and that records were often incomplete."
    ) == [
        ("+", "nurses were kind and attentive"),
        ("+", "wards were spotless"),
        ("-", "records were often incomplete"),
    ]


def test_a_list_after_a_cue_is_cut_into_its_items() -> None:
    quotes = [
        quote
        for _, quote in sides(
            "Inspectors were worried by medicines left in an unlocked cupboard,"
            " and by long delays in answering call bells."
        )
    ]
    assert quotes == [
        "medicines left in an unlocked cupboard",
        "long delays in answering call bells",
    ]


def test_short_items_stay_together() -> None:
    found = sides("The report praised the warm, patient and cheerful nurses on the stroke ward.")
    assert found == [("+", "the warm, patient and cheerful nurses on the stroke ward")]


def test_the_regulators_own_statement_is_heard_but_not_its_demands() -> None:
    found = sides(
        'Mary Cridge, deputy director of operations at the CQC, said: "Staff were not always'
        " trained to spot sepsis. Leaders must put this right. We will return to check on"
        ' progress."'
    )
    assert found == [("-", "Staff were not always trained to spot sepsis")]


def test_the_trusts_defence_is_no_finding() -> None:
    assert not findings(
        'Sean Marlow, chief executive of the trust, said: "Our staff are kind and our wards are'
        ' clean, and the delays have been dealt with."'
    )


def test_a_tag_at_the_end_of_the_sentence_counts() -> None:
    assert ("-", "Medicines were not stored safely on two wards") in sides(
        "Medicines were not stored safely on two wards, inspectors said."
    )


def test_narration_goes_on_from_the_regulator() -> None:
    found = sides(
        "Inspectors said that call bells went unanswered. Some patients waited too long for pain"
        " relief. Records were incomplete."
    )
    assert [sign for sign, _ in found] == ["-", "-", "-"]


def test_bullets_after_an_announcement_are_findings() -> None:
    found = sides(
        "Inspectors found:\n\n- patients did not always get pain relief on time\n"
        "- staff treated people with dignity and respect\n"
    )
    assert found == [
        ("-", "patients did not always get pain relief on time"),
        ("+", "staff treated people with dignity and respect"),
    ]


def test_what_patients_told_inspectors_counts() -> None:
    found = sides("Several patients told inspectors that nurses were kind and respectful.")
    assert [sign for sign, _ in found] == ["+"]


@pytest.mark.parametrize(
    ("sign", "sentence"),
    [
        ("+", "Inspectors found that no patients were being cared for in corridors."),
        ("+", "Inspectors found that staff were no longer afraid to raise concerns."),
        ("+", "Inspectors said waits for scans had been halved."),
        ("-", "Inspectors said that staff were not kind to patients."),
        ("-", "Inspectors found that there were not enough nurses at night."),
        ("-", "Inspectors said waits for scans were too long."),
    ],
)
def test_negations_and_relief_turn_the_side(sign: str, sentence: str) -> None:
    assert [found for found, _ in sides(sentence)] == [sign]


@pytest.mark.parametrize(
    "sentence",
    [
        "Inspectors rated the trust good overall, up from requires improvement.",
        "The Care Quality Commission said its report would be published next week.",
        "Inspectors visited the hospital in May after concerns were raised.",
        "The report says that the trust must improve its records.",
        "Campaigners said the car park was dirty and the buses were late.",
    ],
)
def test_ratings_demands_visits_and_other_people_give_none(sentence: str) -> None:
    assert not findings(sentence)


def test_the_clause_names_its_service_and_the_quote_is_its_evidence() -> None:
    body = "Inspectors said that nurses in the maternity service were kind and supportive."
    (found,) = findings(body)
    text = OPENING + body
    span = found.evidence[0]
    assert text[span.start : span.end] == found.quote
    assert (found.of, found.service) == (TRUST, "maternity")
    assert found.rule == "findings.said"
    assert 0.4 <= found.confidence <= 1


def test_an_article_without_a_provider_has_none() -> None:
    assert not extract(Article("Inspectors found that the beaches were dirty.")).findings
    assert not extract(Article("")).findings


def test_the_same_text_gives_the_same_findings() -> None:
    body = "Inspectors found that wards were dirty. But nurses were kind, the report said."
    assert findings(body) == findings(body)


def test_signs_are_whole_words_and_the_longest_wins() -> None:
    lower = "the goods were not good enough; 'dirty' wards"
    found = [
        (lower[sign.start : sign.end], sign.value)
        for sign in Signs(lower).within("polarity", 0, 99)
    ]
    assert found == [("not good enough", -3), ("dirty", -2)]


def test_every_row_of_the_tables_can_be_read() -> None:
    assert Signs("").within(TABLES[0], 0, 1) == []
    for row in table("finding_words"):
        assert set(row["kinds"].split()) <= set(KINDS), row
    for row in table("finding_cues"):
        assert row["place"] in {"verb", "phrase", "opens", "heading"}, row
        assert row["polarity"] in {"praise", "concern", ""}, row
    for row in table("finding_weights"):
        assert row["question"] in {"finding", "praise"}, row
        assert row["manner"] in {"any", "quoted", "said", "silent"}, row
        float(row["weight"])


def test_an_article_about_one_hospital_is_about_it_throughout() -> None:
    text = (
        "Queen Elizabeth Hospital in Gateshead was visited by the Care Quality Commission.\n\n"
        "The Queen Elizabeth Hospital's maternity service was checked.\n\n"
        "Inspectors found that midwives were kind and attentive."
    )
    (found,) = extract(Article(text)).findings
    assert found.of == "Queen Elizabeth Hospital, Gateshead"
    assert found.service == "maternity"


def test_both_hospitals_stand_for_their_trust() -> None:
    (found,) = findings("Inspectors found that wards at both hospitals were dirty and crowded.")
    assert found.of == TRUST


def test_a_statement_runs_only_as_far_as_its_marks() -> None:
    found = sides(
        'Mary Cridge, deputy director of operations at the CQC, said: "Wards were dirty and'
        ' people waited too long for pain relief."\n\nA bakery nearby was dirty too, said a baker.'
    )
    assert found
    assert all("bakery" not in quote for _, quote in found)


def test_the_words_of_a_clause_weigh_where_the_table_has_them() -> None:
    rows = table("finding_word_weights")
    assert {row["place"] for row in rows} == {"in", "first", "before"}
    heaviest = max(rows, key=lambda row: (row["question"] == "finding", float(row["weight"])))
    word = f"{heaviest['place']} {heaviest['word']}"
    known = probability("finding", "said", (), [word])
    assert known > probability("finding", "said", (), ["in zzz"])
    assert probability("praise", "said", (), ["in zzz"]) == probability("praise", "said", (), ())


@pytest.mark.parametrize("name", ["finding_weights", "finding_word_weights"])
def test_no_trait_is_weighed_twice(name: str) -> None:
    rows = [tuple(list(row.values())[:3]) for row in table(name)]
    assert len(rows) == len(set(rows))  # two fits merged line by line would count both
