"""Actions: enforcement that took place and its end, one fact per event."""

from __future__ import annotations

import pytest

from caregraph.graph.extraction.actions import find_actions
from caregraph.graph.extraction.dates import find_dates
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities, Mention
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.facts import Action, Organisation, Site, Span


def actions(text: str, entities: Entities | None = None) -> list[Action]:
    document = Document(text)
    dates = find_dates(document, None)
    return list(find_actions(document, entities or Entities(lead="A Trust"), dates))


def kinds(text: str) -> list[str]:
    return [action.kind for action in actions(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The trust was placed in special measures.", "special-measures"),
        ("The trust joined the NHS: it is still in special measures.", "special-measures"),
        ("It went into the recovery support programme.", "special-measures"),
        ("The trust has come out of special measures.", "leaves-special-measures"),
        ("It escaped special measures at last.", "leaves-special-measures"),
        ("It has been released from special measures.", "leaves-special-measures"),
        ("The trust was served with a warning notice.", "warning-notice"),
        ("Two warning notices were issued on one day.", "warning-notice"),
        ("It was handed three requirement notices.", "requirement-notice"),
        ("The regulator imposed urgent conditions on its licence.", "conditions"),
        ("The trust was fined £90,000.", "fine"),
        ("The prosecution was brought by the regulator.", "prosecution"),
        ("The unit was barred from admitting patients.", "suspension"),
        ("The report lists eleven actions that the trust must take.", "must-improve"),
        ("It was told it must send an action plan.", "must-improve"),
        ("In May, it was placed in special measures.", "special-measures"),
        ("The ward, short of nurses, was made the subject of a warning notice.", "warning-notice"),
        ("The trust was prosecuted by the Health and Safety Executive.", "prosecution"),
        ("The trust must make sure that staff are trained.", "must-improve"),
    ],
)
def test_wordings(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The trust could be placed in special measures.",
        "Governors feared a spell in special measures.",
        "The trust was never in special measures.",
        "No warning notice was served.",
        "It may be fined if nothing is done.",
        "Conditions on the ward were poor.",
        "The health board was put in special measures by ministers in 2019.",
        "A move into special measures was discussed and dropped.",
        "“The trust must make sure of it,” he said.",
        "The union says the trust must make sure of it.",
        "Trust must do better, says report.",
        "“Leaders must make sure that this goes on,” she said.",
        "The Health and Safety Executive has served a notice and prosecuted a builder.",
        "Nobody has been prosecuted.",
        "The regulator suspended the trust's overall rating because of the merger.",
    ],
)
def test_what_did_not_happen_or_is_none(text: str) -> None:
    assert kinds(text) == []


def test_a_stay_from_year_to_year_is_two_actions() -> None:
    entry, end = actions("The trust was in special measures from 2011 to 2014.")
    assert (entry.kind, entry.when) == ("special-measures", "2011")
    assert (end.kind, end.when) == ("leaves-special-measures", "2014")


def test_the_end_is_told_beside_a_fear() -> None:
    text = "Nobody wants a return to special measures, which it had left in 2014."
    assert [(action.kind, action.when) for action in actions(text)] == [
        ("leaves-special-measures", "2014")
    ]


def test_an_event_told_twice_is_one() -> None:
    text = (
        "A warning notice was served in May 2018.\n\nThe warning notice, issued in May 2018, "
        "named four wards."
    )
    assert kinds(text) == ["warning-notice"]


def test_two_dated_events_are_two() -> None:
    text = "A warning notice was served in May 2016. A warning notice was served in June 2018."
    assert [action.when for action in actions(text)] == ["2016-05", "2018-06"]


def test_a_companys_hospital_answers_for_itself() -> None:
    text = "The regulator has served a warning notice on Hill House."
    origin = {"evidence": (Span(0, 1),), "rule": "test", "confidence": 1.0}
    start = text.index("Hill House")
    entities = Entities(
        organisations=(Organisation(name="A Company", kind="provider", **origin),),  # type: ignore[arg-type]
        sites=(Site(name="Hill House", operator="A Company", **origin),),  # type: ignore[arg-type]
        mentions=(Mention(Span(start, start + 10), "Hill House", "site"),),
    )
    assert [action.of for action in actions(text, entities)] == ["Hill House"]


def test_quote_and_rule_lead_back() -> None:
    text = "Last, the trust was served with a warning notice."
    (action,) = actions(text)
    assert text[slice(*action.evidence[0])] == action.quote
    number = int(action.rule.rsplit(".", 1)[1])
    assert table("actions")[number - 1]["kind"] == action.kind


@pytest.mark.parametrize("row", table("actions"), ids=lambda row: row["example"])
def test_every_rows_example_is_found(row: dict[str, str]) -> None:
    told = "The trust had known special measures. " if "them" in row["reason"] or (
        "there" in row["reason"] or "regime" in row["example"]
    ) else ""  # fmt: skip
    found = kinds(f"{told}It seems: {row['example']}.")
    assert row["kind"] in found


def test_confidence_is_highest_for_a_sure_kind_with_one_provider() -> None:
    origin = {"evidence": (Span(0, 1),), "rule": "test", "confidence": 1.0}
    trusts = tuple(
        Organisation(name=name, kind="trust", **origin)  # type: ignore[arg-type]
        for name in ("A Trust", "B Trust")
    )
    text = "The trust was served with a warning notice."
    (alone,) = actions(text, Entities(organisations=trusts[:1], lead="A Trust"))
    (beside,) = actions(text, Entities(organisations=trusts, lead="A Trust"))
    (fined,) = actions("The trust was fined £90,000.")
    assert alone.confidence >= 0.9 > fined.confidence > beside.confidence


def test_a_second_event_of_a_kind_is_told_by_another_and_its_date() -> None:
    text = "The trust has a warning notice. Another warning notice, served in 2021, was met."
    assert [action.when for action in actions(text)] == [None, "2021"]


def test_the_date_to_act_by_is_not_when_it_happened() -> None:
    (action,) = actions("It was served with a warning notice, to be met by 31 January 2023.")
    assert action.when is None


@pytest.mark.parametrize(
    ("text", "kinds_told"),
    [
        ("It was put in special measures in 2013 and came out in 2016.", {"2013", "2016"}),
        ("It went into special measures in May 2013 but was taken out in 2016.", {"2013", "2016"}),
        ("Special measures began in 2013 and ended in 2016.", {"2013", "2016"}),
        ("It entered special measures in 2013, and it only came out in 2016.", {"2013", "2016"}),
        ("It was put in special measures in 2013 and stayed there until 2016.", {"2013", "2016"}),
    ],
)  # fmt: skip
def test_a_stay_and_its_end_in_a_word_have_a_date_each(text: str, kinds_told: set[str]) -> None:
    told = {(action.kind, (action.when or "")[:4]) for action in actions(text)}
    assert told == set(
        zip(("special-measures", "leaves-special-measures"), sorted(kinds_told), strict=True)
    )


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        ("It was released from those last week.", "leaves-special-measures"),
        ("The trust came out this summer.", "leaves-special-measures"),
        ("It stayed there until March 2017.", "leaves-special-measures"),
        ("The trust was lifted out of them a year later.", "leaves-special-measures"),
        ("Saltby, which went in at the same time, is still there.", "special-measures"),
        ("It was put back in May 2015.", "special-measures"),
    ],
)
def test_in_and_out_are_told_without_the_name(then: str, kind: str) -> None:
    scene = "Nobody likes special measures, says the board. "
    assert kinds(scene + then) == [kind]


@pytest.mark.parametrize(
    "then",
    [
        "The report came out last week.",
        "Inspectors went in last May.",
        "When the ratings came out in May, staff wept.",
        "A team went in again in June.",
        "She came out this summer.",
    ],
)
def test_reports_come_out_and_inspectors_go_in_without_any_action(then: str) -> None:
    assert kinds(f"Nobody likes special measures, says the board. {then}") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It has been served with a warning notice which requires it to make improvements by May.",
         "warning-notice"),
        ("It was handed a warning notice, ordering it to make improvements.", "warning-notice"),
        ("It was issued with a warning notice telling the trust to make improvements.",
         "warning-notice"),
        ("Conditions were imposed on its registration, under which it must send a plan each week.",
         "conditions"),
        ("It was handed three requirement notices and must tell the regulator how it will comply.",
         "requirement-notice"),
    ],
)  # fmt: skip
def test_what_a_notice_asks_for_is_no_demand_beside_it(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The trust must tell the regulator by May how it will train its staff.",
        "Saltby must send the CQC a plan for the unit by May.",
        "Saltby Hospitals must now give the regulator a weekly report.",
        "The report sets out four actions that we must take.",
        "There are 14 things we must do, the trust told its staff.",
    ],
)
def test_demands_with_any_subject(text: str) -> None:
    assert kinds(text) == ["must-improve"]


def _two_trusts(text: str) -> list[tuple[str, str]]:
    trusts = ("Marlow Vale NHS Trust", "Saltby NHS Trust")
    mentions = [
        Mention(Span(at, at + len(handle)), trust, "organisation")
        for trust in trusts
        for handle in (trust, "Both trusts")
        for at in range(len(text))
        if text.startswith(handle, at)
    ]
    organisations = tuple(
        Organisation(name=name, kind="trust", evidence=(), rule="test", confidence=1.0)
        for name in trusts
    )
    entities = Entities(organisations, (), tuple(sorted(mentions, key=lambda m: m.span)), trusts[0])
    return [(action.kind, action.of[:6]) for action in actions(text, entities)]


@pytest.mark.parametrize(
    "text",
    [
        "Marlow Vale NHS Trust and Saltby NHS Trust were served with warning notices.",
        "Warning notices were served on Marlow Vale NHS Trust and Saltby NHS Trust.",
        "Both trusts have been served with warning notices.",
        "Marlow Vale NHS Trust and the Saltby NHS Trust both received warning notices.",
        "The CQC issued warning notices to Marlow Vale NHS Trust, and to Saltby NHS Trust.",
    ],
)
def test_each_of_a_list_has_its_own_action(text: str) -> None:
    assert sorted(_two_trusts(text)) == [
        ("warning-notice", "Marlow"), ("warning-notice", "Saltby")
    ]  # fmt: skip


def test_who_is_named_beside_one_that_was_acted_on_is_not() -> None:
    text = "Saltby NHS Trust, unlike Marlow Vale NHS Trust, was served with a warning notice."
    assert len(_two_trusts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "In May the regulator barred the trust from taking new patients.",
        "In May it stopped the provider from admitting anyone else.",
        "The CQC banned it from admitting more young people.",
        "The CQC prevented the trust from accepting patients.",
        "The home's registration was suspended in May.",
    ],
)
def test_a_bar_with_whom_it_stops(text: str) -> None:
    assert kinds(text) == ["suspension"]


@pytest.mark.parametrize(
    "text",
    [
        "The trust narrowly escaped being put into special measures.",
        "The trust was spared a warning notice.",
        "The trust voluntarily suspended admissions to the ward.",
        "The trust dodged special measures, and averted a warning notice being issued.",
        "The union said admissions to the ward were suspended.",
    ],
)
def test_what_was_escaped_or_done_of_its_own_will_is_no_action(text: str) -> None:
    assert kinds(text) == []
