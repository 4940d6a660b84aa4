"""Each named query, asked of the small graph whose answers are known."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from caregraph.graph import identifiers
from caregraph.graph.named_queries import named_queries, named_query
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import ACTION, CG, DCTERMS, RDFS, XSD

Row = dict[str, str | None]


def ask(store: Store, query: str, **params: str | int) -> list[Row]:
    """The rows of a named query, each value as its plain text."""
    found = store.query(named_query(query).fill(**params))
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {name: None if row[name] is None else row[name].value for name in names} for row in found
    ]


def columns(rows: list[Row], *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


ALDER, HOSPITAL = "Alder Vale NHS Foundation Trust", "Alder Vale Hospital"
BRAMBLE = "Bramble Coast NHS Trust"
RI = "Requires improvement"


def test_improvements_say_what_from_what_to_what_by_which_sentence(small_store: Store) -> None:
    rows = ask(small_store, "improvements", organisation="alder vale")
    assert columns(
        rows, "holder_name", "service_name", "question_name", "previous_name", "grade_name"
    ) == [
        (HOSPITAL, "Surgery", "Safe", "unknown", "Good"),
        (ALDER, "(as a whole)", "Overall", RI, "Good"),
    ]
    assert {row["article_name"] for row in rows} == {"Alder Vale turns a corner"}
    assert rows[1]["sentence"] == (
        "Alder Vale NHS Foundation Trust is now good overall, up from requires improvement."
    )


def test_deteriorations(small_store: Store) -> None:
    rows = ask(small_store, "deteriorations", organisation="XAV")
    assert columns(rows, "holder_name", "service_name", "grade_name") == [
        (HOSPITAL, "Maternity", "Inadequate")
    ]
    assert ask(small_store, "deteriorations", organisation="XBC") == []


@pytest.mark.parametrize(
    "name",
    ["XAV", "xav", "ALDER", "vale nhs", "alderdale", identifiers.organisation("XAV").value],
)
def test_an_organisation_is_found_by_code_iri_and_part_of_any_name(
    small_store: Store, name: str
) -> None:
    rows = ask(small_store, "hospitals-of-a-trust", organisation=name)
    assert columns(rows, "site_name", "articles") == [(HOSPITAL, "2"), ("Mossgate Clinic", "1")]


@pytest.mark.parametrize("name", ["lder", "XA", "nowhere", "safe", '" } UNION { ?a ?b ?c } #'])
def test_other_words_find_no_organisation(small_store: Store, name: str) -> None:
    assert ask(small_store, "hospitals-of-a-trust", organisation=name) == []


def test_current_ratings_are_those_in_force_with_who_disputes_them(ledger_store: Store) -> None:
    rows = ask(ledger_store, "current-ratings", organisation="XAV")
    assert columns(
        rows, "holder_name", "service_name", "question_name", "grade_name", "since", "verdict"
    ) == [
        (HOSPITAL, "Maternity", "Overall", "Inadequate", "2020-02-10", "supported"),
        (HOSPITAL, "Surgery", "Overall", "Good", "2018-06-01", "supported"),
        (HOSPITAL, "Surgery", "Safe", "Good", "2020-02-10", "supported"),
        (ALDER, "(as a whole)", "Overall", "Good", "2020-02-01", "supported"),
        (ALDER, "(as a whole)", "Overall", "Outstanding", "2020-02-01", "disputed"),
    ]
    assert [row["articles"] for row in rows] == ["1"] * 5
    assert [row["told_by"] for row in rows] == [
        *["articles"] * 3,
        "articles and the official register",
        "articles",
    ]


def test_current_ratings_as_known_on_a_date(ledger_store: Store) -> None:
    rows = ask(ledger_store, "current-ratings", organisation="XAV", on="2019-01-01")
    assert columns(rows, "service_name", "question_name", "grade_name", "said_on") == [
        ("Surgery", "Overall", "Good", "2018-06-01"),
        ("Surgery", "Safe", "Inadequate", "2018-06-01"),
        ("(as a whole)", "Overall", RI, "2018-06-01"),
    ]
    register = ask(ledger_store, "current-ratings", organisation="XAV", on="2018-05-31")
    assert columns(register, "grade_name", "said_on", "articles", "told_by") == [
        (RI, "2018-05-30", "0", "the official register")
    ]
    assert ask(ledger_store, "current-ratings", organisation="XAV", on="2018-05-29") == []


def test_known_on_a_day_by_what_had_been_published(ledger_store: Store) -> None:
    def known(on: str) -> list[tuple[str | None, ...]]:
        rows = ask(ledger_store, "known-on", organisation="XAV", on=on)
        whole = [row for row in rows if row["service_name"] == "(as a whole)"]
        return columns(whole, "grade_name", "since", "published", "source_name")

    assert known("2018-05-31") == [(RI, "2018-05-30", "2018-05-30", "the official register")]
    assert known("2020-02-09") == [
        ("Good", "2020-02-01", "2020-02-01", "the official register"),
    ]
    assert [row[:1] for row in known("2020-03-01")] == [("Good",), ("Good",), ("Outstanding",)]
    (one,) = [
        row
        for row in ask(ledger_store, "known-on", organisation="XAV", on="2019-01-01")
        if row["question_name"] == "Safe"
    ]
    assert one["sentence"] == (
        "Surgery at Alder Vale Hospital was good, but safety there was inadequate."
    )


def test_the_ledger_of_a_trust_gives_each_step_with_its_evidence(ledger_store: Store) -> None:
    rows = ask(ledger_store, "ledger-of-a-trust", organisation="XAV", question="overall")
    whole = [row for row in rows if row["service_name"] == "(as a whole)"]
    assert columns(whole, "on", "grade_name", "previous_name", "relation", "source_name") == [
        ("2018-05-30", RI, None, "supports", "Alder Vale told to improve"),
        ("2018-05-30", RI, None, "supports", "the official register"),
        ("2020-02-01", "Good", RI, "supports", "Alder Vale turns a corner"),
        ("2020-02-01", "Good", RI, "supports", "the official register"),
        ("2020-02-01", "Good", RI, "disputes", "Bramble Coast in trouble"),
    ]
    assert whole[2]["because"] == "it is dated within 62 days: 2020-02-10"
    assert whole[2]["movement_name"] == "Improved"
    assert whole[2]["sentence"] == (
        "Alder Vale NHS Foundation Trust is now good overall, up from requires improvement."
    )
    surgery = ask(ledger_store, "ledger-of-a-trust", organisation="XAV", service="surgery")
    assert columns(surgery, "question_name", "on", "grade_name") == [
        ("Overall", "2018-06-01", "Good"),
        ("Safe", "2018-06-01", "Inadequate"),
        ("Safe", "2020-02-10", "Good"),
    ]


def test_the_rating_grid_has_a_row_a_service_and_a_column_a_question(ledger_store: Store) -> None:
    rows = ask(ledger_store, "rating-grid", organisation="XAV")
    assert columns(rows, "holder_name", "service_name", "overall", "safe", "caring") == [
        (HOSPITAL, "Maternity", "Inadequate (2020-02-10)", "", ""),
        (HOSPITAL, "Surgery", "Good (2018-06-01)", "Good (2020-02-10)", ""),
        (ALDER, "(as a whole)", "Good (2020-02-01, disputed)", "", ""),
    ]


def test_ratings_over_time(ledger_store: Store) -> None:
    rows = ask(ledger_store, "ratings-over-time", organisation="XAV", question="safe")
    assert columns(rows, "on", "service_name", "grade_name", "movement_name") == [
        ("2018-06-01", "Surgery", "Inadequate", None),
        ("2020-02-10", "Surgery", "Good", "Improved"),
    ]
    maternity = ask(ledger_store, "ratings-over-time", organisation="XAV", service="Maternity")
    assert columns(maternity, "service_name") == [("Maternity",)]
    overall = ask(ledger_store, "ratings-over-time", organisation="XAV", question="overall")
    whole = [row for row in overall if row["holder_name"] == ALDER]
    # By the rating's date: the register's, though the articles came days and weeks later.
    assert columns(whole, "on", "grade_name") == [
        ("2018-05-30", RI),
        ("2020-02-01", "Good"),
        ("2020-02-01", "Outstanding"),
    ]


def test_all_sentences_of_a_claim_stand_in_the_order_of_the_text(small_store: Store) -> None:
    rows = ask(small_store, "services-rated", rating="outstanding")
    (sentence,) = [row["sentence"] or "" for row in rows]
    assert sentence.startswith("Bramble Coast NHS Trust was rated inadequate for being safe. … Jo")


def test_services_rated(small_store: Store) -> None:
    rows = ask(small_store, "services-rated", question="safe")
    assert columns(rows, "holder_name", "service_name", "published") == [
        (HOSPITAL, "Surgery", "2018-06-01"),
        (BRAMBLE, "(as a whole)", "2020-03-01"),
    ]
    outstanding = ask(small_store, "services-rated", rating="outstanding")
    assert columns(outstanding, "holder_name") == [(ALDER,)]


def test_changes_between_inspections(ledger_store: Store) -> None:
    rows = ask(ledger_store, "changes-between-inspections", organisation="XAV", until="2020-02-10")
    shown = columns(
        rows, "service_name", "earlier_grade", "later_grade", "moved", "earlier_day", "known_from"
    )
    assert shown == [
        ("Maternity", "unknown", "Inadequate", "down", "before", "as told"),
        ("Surgery", "Inadequate", "Good", "up", "2018-06-01", "two ratings"),
        ("(as a whole)", RI, "Good", "up", "2018-05-30", "two ratings"),
    ]
    earlier = ask(
        ledger_store, "changes-between-inspections", organisation="XAV", until="2020-02-09"
    )
    assert columns(earlier, "service_name") == [("(as a whole)",)]
    assert ask(ledger_store, "changes-between-inspections", until="2020-02-10") == rows


def test_who_said_what(small_store: Store) -> None:
    rows = ask(small_store, "who-said-what")
    assert columns(rows, "speaker_name", "about_name", "words") == [
        ("Jo Marsh", ALDER, "We know that we have much to put right."),
        ("Ana Lund", ALDER, "Alder Vale has turned a corner."),
    ]
    assert len(ask(small_store, "who-said-what", speaker="marsh", about="XAV")) == 1
    assert ask(small_store, "who-said-what", about="XBC") == []


def test_leaders_on_a_date(small_store: Store) -> None:
    def led(on: str) -> list[tuple[str | None, ...]]:
        rows = ask(small_store, "leaders", organisation="XAV", on=on)
        return columns(rows, "person_name", "role", "proved_on")

    assert led("2018-01-01") == []
    assert led("2019-01-01") == [("Jo Marsh", "chief executive", "2018-06-01")]
    assert led("2021-01-01") == [("Sam Reed", "chief executive", "2020-02-10")]


def test_inspectors_and_whom_they_spoke_of(small_store: Store) -> None:
    rows = ask(small_store, "inspectors")
    assert columns(rows, "inspector_name", "role", "spoke_of", "statements") == [
        ("Ana Lund", "lead inspector", ALDER, "1")
    ]


def test_concerns_and_praise_by_topic(small_store: Store) -> None:
    concerns = ask(small_store, "concerns-by-topic", topic="staffing")
    assert columns(concerns, "topic_name", "service_name", "findings", "for_example") == [
        ("Staffing", "(as a whole)", "1", "too few nurses on the wards")
    ]
    praise = ask(small_store, "praise-by-topic", organisation="XAV")
    assert {row["for_example"] for row in praise} == {"Staff were kind"}
    assert ask(small_store, "concerns-by-topic", service="surgery") == []


def test_findings(small_store: Store) -> None:
    rows = ask(small_store, "findings", organisation="XAV")
    assert columns(rows, "finding", "quote") == [
        ("concern", "too few nurses on the wards"),
        ("praise", "Staff were kind"),
    ]
    assert len(ask(small_store, "findings", organisation="XAV", polarity="praise")) == 1


def test_measures_stand_beside_their_targets(small_store: Store) -> None:
    rows = ask(small_store, "measures-against-targets", organisation="XAV")
    assert columns(rows, "measured", "target", "unit_name") == [("88", "95", "percent")]
    assert ask(small_store, "measures-against-targets", organisation="XBC") == []


def test_disagreements_show_both_sides_in_their_words(ledger_store: Store) -> None:
    rows = ask(ledger_store, "disagreements", organisation="XBC")
    assert columns(rows, "holder_name", "question_name", "grade_name", "verdict", "sentence") == [
        (
            BRAMBLE,
            "Safe",
            "Inadequate",
            "stands",
            "Bramble Coast NHS Trust was rated inadequate for being safe.",
        ),
        (BRAMBLE, "Safe", "Good", "disputes", "Safety was good, it said."),
    ]
    across = ask(ledger_store, "disagreements", organisation="XAV")
    assert columns(across, "grade_name", "verdict", "article_name") == [
        ("Good", "stands", "Alder Vale turns a corner"),
        ("Good", "stands", "the official register"),
        ("Outstanding", "disputes", "Bramble Coast in trouble"),
    ]


def test_press_against_register(ledger_store: Store) -> None:
    rows = ask(ledger_store, "press-against-register", organisation="XAV")
    assert columns(rows, "verdict", "article_says", "issued", "register_says", "reported") == [
        ("differs", "Outstanding", "2020-03-01", "Good", "2020-02-01"),
        ("agrees", RI, "2018-06-01", RI, "2018-05-30"),
        ("agrees", "Good", "2020-02-10", "Good", "2020-02-01"),
    ]


def test_enforcement(small_store: Store) -> None:
    rows = ask(small_store, "enforcement", action="fine")
    assert columns(rows, "holder_name", "what", "sentence") == [
        (BRAMBLE, "Fine", "The trust was fined.")
    ]
    assert len(ask(small_store, "enforcement", organisation="XAV")) == 3


def test_special_measures_end_when_an_article_says_so(small_store: Store) -> None:
    rows = ask(small_store, "special-measures")
    assert columns(rows, "organisation_name", "status") == [(BRAMBLE, "in special measures")]
    earlier = ask(small_store, "special-measures", on="2019-01-01")
    assert columns(earlier, "organisation_name") == [(ALDER,)]


IN, OUT = "special-measures", "leaves-special-measures"
UNCLEAR = "unclear: an article tells that it left"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([(IN, "a", "2015-01-01", None)], "in special measures"),
        ([(IN, "a", None, None)], "in special measures"),
        ([(IN, "a", "2015-01-01", None), (OUT, "b", "2016-01-01", None)], None),
        ([(IN, "a", "2017-01-01", None), (OUT, "b", "2016-01-01", None)], "in special measures"),
        ([(IN, "a", None, None), (OUT, "b", "2016-01-01", None)], UNCLEAR),
        ([(IN, "a", None, "2015-06-01"), (OUT, "b", "2016-01-01", None)], None),
        ([(IN, "a", "2015-01-01", None), (OUT, "b", None, None)], UNCLEAR),
        ([(IN, "a", None, None), (OUT, "a", None, None)], None),
        ([(IN, "a", None, None), (OUT, "a", None, "2013-01-01")], UNCLEAR),
    ],
)
def test_special_measures_with_and_without_dates(
    store: Store, told: list[tuple[str, str, str | None, str | None]], status: str | None
) -> None:
    for action, article, issued, taken in told:
        node, claim = (
            f"<https://example.org/{article}>",
            f"<https://example.org/{article}/{action}>",
        )
        dates = f'{node} dcterms:issued "{issued}"^^xsd:date .' if issued else ""
        dates += f'{claim} cg:takenOn "{taken}"^^xsd:date .' if taken else ""
        store.engine.update(f"""
            PREFIX cg: <{CG}> PREFIX dcterms: <{DCTERMS}> PREFIX rdfs: <{RDFS}> PREFIX xsd: <{XSD}>
            INSERT DATA {{ GRAPH {node} {{
              {identifiers.organisation("XAV")} rdfs:label "Alder Vale" .
              {claim} cg:action {ACTION[action]} ; cg:about {identifiers.organisation("XAV")} ;
                cg:statedIn {node} ; cg:evidence <https://example.org/{article}/{action}/words> .
              <https://example.org/{article}/{action}/words> cg:sentence "So it is." . {dates}
            }} }}""")
    rows = ask(store, "special-measures")
    assert [row["status"] for row in rows] == ([status] if status else [])


def test_inspections(small_store: Store) -> None:
    rows = ask(small_store, "inspections", organisation="XAV")
    assert columns(rows, "inspected_name", "started", "articles") == [(ALDER, "2018-03", "1")]


def test_claims_to_check_are_the_least_sure(small_store: Store) -> None:
    rows = ask(small_store, "claims-to-check")
    assert columns(rows, "confidence", "rule") == [("0.6", "test.row")]
    assert ask(small_store, "claims-to-check", below="0.5") == []
    assert ask(small_store, "claims-to-check", organisation="XBC") == []
    assert len(ask(small_store, "claims-to-check", organisation="XAV")) == 1


def test_names_not_linked(small_store: Store) -> None:
    rows = ask(small_store, "not-linked")
    assert columns(rows, "name", "kind", "articles") == [("Mossgate Clinic", "site", "1")]


def test_everything_an_article_says_stands_in_the_order_of_its_text(small_store: Store) -> None:
    (article,) = [
        row["article"]
        for row in ask(small_store, "articles")
        if row["article_name"] == "Bramble Coast in trouble"
    ]
    assert article is not None
    rows = ask(small_store, "article-statements", article=article)
    starts = [int(row["from"] or "") for row in rows]
    assert starts == sorted(starts)
    assert {row["kind"] for row in rows} == {"Mention", "Role", "Rating", "Action"}
    assert ask(small_store, "article-statements", article=article.rsplit("/", 1)[1]) == rows


def test_the_evidence_for_a_statement_is_its_words(small_store: Store) -> None:
    (fine,) = ask(small_store, "enforcement", action="fine")
    assert fine["claim"] is not None
    (row,) = ask(small_store, "evidence", statement=fine["claim"])
    assert (row["relation"], row["exact"], row["sentence"]) == (
        "states",
        "was fined",
        "The trust was fined.",
    )


def test_articles_about_an_organisation(small_store: Store) -> None:
    rows = ask(small_store, "articles", organisation="XAV")
    assert columns(rows, "published") == [("2018-06-01",), ("2020-02-10",), ("2020-03-01",)]


def test_people_at_several_organisations(small_store: Store) -> None:
    rows = ask(small_store, "people-at-several-organisations")
    assert columns(rows, "person_name", "role", "organisation_name", "first_proved") == [
        ("Jo Marsh", "chief executive", ALDER, "2018-06-01"),
        ("Jo Marsh", "chair", BRAMBLE, "2020-03-01"),
    ]


def test_rating_moves(small_store: Store) -> None:
    rows = ask(small_store, "rating-moves")
    assert columns(rows, "from_grade", "to_grade", "times") == [(RI, "Good", "1")]


def test_rating_moves_count_what_articles_tell_not_what_the_ledger_gathers(
    small_store: Store, ledger_store: Store
) -> None:
    assert ask(ledger_store, "rating-moves") == ask(small_store, "rating-moves")


REQUIRED = {
    "organisation": "XAV",
    "article": "0" * 16,
    "statement": "https://example.org/x",
    "on": "2020-01-01",
}


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_every_query_has_an_order_and_runs_as_it_stands(ledger_store: Store, name: str) -> None:
    query = named_query(name)
    assert "\nORDER BY " in query.text
    ledger_store.query(query.text)
    needed = {p.name: REQUIRED[p.name] for p in query.parameters if p.required}
    assert list(map(str, ask(ledger_store, name, **needed))) == list(
        map(str, ask(ledger_store, name, **needed))
    )


def test_every_query_is_asked_here_or_with_identity() -> None:
    from pathlib import Path

    here = Path(__file__)
    asked = "".join(
        path.read_text(encoding="utf-8") for path in (here, here.with_name("test_identity.py"))
    )
    assert [name for name in named_queries() if f'"{name}"' not in asked] == []
