"""Organisations and sites of a text, by every kind of handle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities, find_entities

DUDLEY = "The Dudley Group NHS Foundation Trust"
YORK = "York and Scarborough Teaching Hospitals NHS Foundation Trust"
CORNWALL = "Royal Cornwall Hospitals NHS Trust"
CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"


def found(text: str) -> Entities:
    return find_entities(Document(text))


def organisations(text: str) -> list[str]:
    return [organisation.name for organisation in found(text).organisations]


def sites(text: str) -> list[str]:
    return [site.name for site in found(text).sites]


def meant(text: str, words: str) -> list[str]:
    """The names that the (first) ``words`` in the text stand for."""
    start = text.index(words)
    return [mention.name for mention in found(text).within(start, start + len(words))]


def test_facts_carry_code_kind_evidence_and_rule() -> None:
    text = "Managers at The Dudley Group NHS Foundation Trust met the CQC on Monday."
    trust, regulator = found(text).organisations
    assert (trust.name, trust.kind, trust.ods, trust.code) == (DUDLEY, "trust", "RNA", "RNA")
    assert (regulator.kind, regulator.ods, regulator.code) == ("regulator", None, "cqc")
    (span,) = trust.evidence
    assert text[span.start : span.end] == "Dudley Group NHS Foundation Trust"
    assert trust.rule == "entities.official-name"
    assert trust.confidence > 0.95
    assert regulator.rule == "entities.alias"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dudley Group is hiring.", DUDLEY),
        ("Staff of United Lincolnshire Hospitals NHS Trust wrote.", "United Lincolnshire"),
        ("North Bristol NHS Trust opened a ward.", "North Bristol NHS Trust"),
        ("Nurses left University Hospitals Bristol NHS Foundation Trust.", "Bristol NHS"),
        ("Leeds Teaching Hospitals’ trust board sat.", "Leeds Teaching Hospitals NHS Trust"),
        ("The care watchdog has been.", "Care Quality Commission"),
    ],
)
def test_official_former_and_short_names(text: str, name: str) -> None:
    (only,) = organisations(text)
    assert only.startswith(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She told Mind about it.", ["Mind"]),
        ("Mind how you go, he said.", []),
        ("They do mind the noise.", []),
        ("Nurses unite behind the plan.", []),
        ("Unite said the plan was poor.", ["Unite"]),
        ("We monitor the wards.", []),
        ("OPEN DAY AT HIS SURGERY", []),
        ("It is his ward.", []),
    ],
)
def test_names_that_are_plain_words(text: str, expected: list[str]) -> None:
    assert organisations(text) == expected


def test_operator_or_town_settles_a_shared_name() -> None:
    assert sites("Queen's Hospital in Romford has a new lift.") == ["Queen's Hospital, Romford"]
    assert sites("Queen's Hospital in Burton has a new lift.") == [
        "Queen's Hospital, Burton upon Trent"
    ]
    text = (
        "Queen's Hospital reopened. It is run by University Hospitals of Derby and Burton "
        "NHS Foundation Trust."
    )
    assert sites(text) == ["Queen's Hospital, Burton upon Trent"]


def test_a_shared_name_that_nothing_settles_stays_unlinked() -> None:
    (site,) = found("St Mary's Hospital reopened its café.").sites
    assert (site.name, site.code) == ("St Mary's Hospital", None)


def test_half_names_once_the_operator_is_known() -> None:
    text = f"{CORNWALL} was told off. At Treliske the roof leaks."
    assert sites(text) == ["Royal Cornwall Hospital"]
    assert sites("The Pilgrim sailed at noon.") == []


def test_trust_with_one_hospital_of_its_name() -> None:
    entities = found("Royal Papworth Hospital has new beds. The hospital is proud.")
    assert [o.name for o in entities.organisations] == [
        "Royal Papworth Hospital NHS Foundation Trust"
    ]
    assert entities.sites == ()
    assert {mention.name for mention in entities.mentions} == {entities.organisations[0].name}


def test_trust_and_hospital_when_both_are_named() -> None:
    text = (
        "Kettering General Hospital NHS Foundation Trust has a plan. "
        "Kettering General Hospital opened in 1897."
    )
    assert len(organisations(text)) == 1
    assert sites(text) == ["Kettering General Hospital"]


def test_hospital_of_a_town() -> None:
    text = f"{YORK} has a plan for the hospital in Scarborough and for those at Malton and Selby."
    assert "Scarborough Hospital" in sites(text)
    assert "Malton, Norton & District Hospital" in sites(text)


def test_places_alone_are_no_hospitals() -> None:
    text = f"{YORK} recruits nurses who live in Scarborough, Malton and Whitby."
    assert sites(text) == []


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Healthwatch Rutland wrote to us.", "Healthwatch Rutland", "body"),
        ("He chairs the Bexford Valley NHS Foundation Trust.", None, "trust"),
        ("A nurse from Royal College of Surgeons of England spoke.", None, "body"),
        ("The campaign group Save Our Stroke Ward met.", "Save Our Stroke Ward", "body"),
        ("Lakeview Care Homes Ltd was fined.", "Lakeview Care Homes Ltd", "provider"),
        ("NHS Rutland Clinical Commissioning Group paid.", None, "body"),
    ],
)
def test_unlisted_organisations(text: str, name: str | None, kind: str) -> None:
    (only,) = found(text).organisations
    assert only.kind == kind
    assert name is None or only.name == name


def test_unlisted_hospital_gets_the_operator_spoken_of() -> None:
    text = f"{DUDLEY} runs wards. It also runs Elmbridge Vale Hospital near the canal."
    entities = found(text)
    assert [site.name for site in entities.sites] == ["Elmbridge Vale Hospital"]
    assert entities.operator("Elmbridge Vale Hospital") == DUDLEY
    assert entities.kind("Elmbridge Vale Hospital") == "site"
    assert entities.kind("Nobody") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A London NHS Trust has been fined.", []),
        ("An Essex NHS trust, told to improve, said so.", []),
        ("A Bexford Valley NHS Trust nurse spoke.", ["Bexford Valley NHS Trust"]),
    ],
)
def test_the_kind_of_a_trust_is_no_name(text: str, names: list[str]) -> None:
    assert [organisation.name for organisation in found(text).organisations] == names


def test_a_chain_names_its_hospitals_by_their_town() -> None:
    text = "Inspectors went to Priory Hospital Thrapley in Dorset and to Cygnet Hospital Wexmoor."
    assert sites(text) == ["Priory Hospital Thrapley", "Cygnet Hospital Wexmoor"]


@pytest.mark.parametrize("text", ["Traffic on Derriford Hospital Road.", "A hospital in a town."])
def test_streets_and_plain_nouns_are_no_hospitals(text: str) -> None:
    assert sites(text) == []


def test_acronym_defined_in_brackets() -> None:
    text = "Elmbridge Vale NHS Foundation Trust (EVFT) met. Later EVFT spoke."
    (only,) = found(text).organisations
    assert only.code is None
    assert meant(text, "EVFT spoke") == ["Elmbridge Vale NHS Foundation Trust"]
    text = f"{CORNWALL} (RXQT) met. Later RXQT spoke."
    assert meant(text, "RXQT spoke") == [CORNWALL]


def test_the_trust_the_hospital_and_both() -> None:
    text = (
        f"{YORK} runs York Hospital and Scarborough Hospital. "
        "The trust is proud of both hospitals. "
        "Scarborough Hospital is small. The hospital is by the sea and its sister hospital is not."
    )
    assert meant(text, "trust is proud") == [YORK]
    assert meant(text, "hospitals. Scarb")[:2] == ["York Hospital", "Scarborough Hospital"] or set(
        meant(text, "hospitals.")
    ) == {"York Hospital", "Scarborough Hospital"}
    assert meant(text, "hospital is by the sea") == ["Scarborough Hospital"]
    assert meant(text, "sister hospital") == ["York Hospital"]


def test_generic_mentions_make_no_entity() -> None:
    entities = found("The trust said the hospital was safe. Both hospitals are.")
    assert entities.organisations == () == entities.sites
    assert entities.mentions == ()
    assert entities.lead is None


def test_lead_is_the_provider_spoken_of_most() -> None:
    text = (
        f"{DUDLEY} has a new chair. She came from {YORK}.\n\n"
        "The Dudley Group thanked her. Russells Hall Hospital will host her first day."
    )
    assert found(text).lead == DUDLEY


def test_mentions_are_in_order_and_within_the_text() -> None:
    text = f"{DUDLEY} and {YORK} met the CQC at Russells Hall."
    entities = found(text)
    starts = [mention.span.start for mention in entities.mentions]
    assert starts == sorted(starts)
    assert entities.within(0, len(text)) == entities.mentions
    assert entities.within(len(text), len(text) + 5) == ()
    assert "Russells Hall Hospital" in {mention.name for mention in entities.mentions}


def test_curly_apostrophes_and_entities_are_deterministic() -> None:
    text = "Queen’s Hospital in Romford is run by Barking, Havering and Redbridge."
    assert found(text) == found(text)
    assert sites(text) == ["Queen's Hospital, Romford"]


@pytest.mark.parametrize("text", ["", "\n\n", "the", "The", "Hospital", "hospital trust (", "'s"])
def test_odd_texts(text: str) -> None:
    assert found(text).sites == ()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of annotated articles is not here")
def test_seeds_are_exact() -> None:
    for path in sorted((CORPUS / "seeds").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        entities = found(path.with_suffix(".txt").read_text("utf-8"))
        assert {o.name for o in entities.organisations} == {
            o["name"] for o in gold["organisations"]
        }
        assert {(s.name, s.operator) for s in entities.sites} == {
            (s["name"], s["operator"]) for s in gold["sites"]
        }


def test_a_town_stands_for_its_trust_where_the_words_ask_for_it() -> None:
    text = (
        "Alder Hey Children's NHS Foundation Trust and Sheffield Children's NHS Foundation Trust "
        "share ideas. Sheffield's wards are new. In Liverpool the garden is open. "
        "Neither trust is large. She grew up near Sheffield."
    )
    assert meant(text, "Sheffield's wards") == ["Sheffield Children's NHS Foundation Trust"]
    assert meant(text, "Liverpool") == ["Alder Hey Children's NHS Foundation Trust"]
    assert len(meant(text, "trust is large")) == 2
    assert meant(text, "near Sheffield") == []


def test_the_watchdog_is_the_regulator_named() -> None:
    text = "Ofsted came first. The CQC came later. The watchdog was pleased."
    assert meant(text, "watchdog was") == ["Care Quality Commission"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wexmoor Royal Infirmary closed. Wexmoor NHS Trust agreed.", ["Wexmoor Royal Infirmary"]),
        (
            "Sele NHS Trust runs Sele Royal Infirmary and Yard General Hospital.",
            ["Sele Royal Infirmary", "Yard General Hospital"],
        ),
        (
            "Sele NHS Trust has two hospitals, St Mary's Hospital in Sele and the Yard Clinic.",
            ["St Mary's Hospital", "Yard Clinic"],
        ),
        (
            "The Princess Royal Maternity Hospital is in Sele. Sele NHS Trust runs it.",
            ["Princess Royal Maternity Hospital"],
        ),
    ],
)
def test_a_shared_name_inside_a_longer_one_links_to_nothing(text: str, expected: list[str]) -> None:
    assert sites(text) == expected
    assert all(site.code is None for site in found(text).sites)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Upham, Sele and Yard Hospitals NHS Trust met.",
            "Upham, Sele and Yard Hospitals NHS Trust",
        ),
        ("Sele Partnership NHS Trust met.", "Sele Partnership NHS Trust"),
        ("The Sele Hospitals Foundation Trust met.", "Sele Hospitals Foundation Trust"),
        ("Members of Sele Council met.", "Sele Council"),
        ("The Royal Berkshire Hospital NHS Trust met.", "Royal Berkshire NHS Foundation Trust"),
    ],
)
def test_unlisted_organisations_by_their_whole_name(text: str, expected: str) -> None:
    assert organisations(text) == [expected]


def test_a_trust_named_in_passing_is_not_the_trust() -> None:
    text = (
        "Sele NHS Trust was fined. Its board met.\n\nA review at North Bristol NHS Trust found "
        "the same.\n\nThe trust apologised."
    )
    last = text.rindex("trust")
    assert [m.name for m in found(text).within(last, last + 5)] == ["Sele NHS Trust"]


def test_the_short_form_of_an_unlisted_trust_names_it() -> None:
    text = "Sele Vale Hospitals NHS Trust met. A nurse of Sele Vale Hospitals wrote."
    assert organisations(text) == ["Sele Vale Hospitals NHS Trust"]
    last = text.rindex("Sele")
    assert [m.name for m in found(text).within(last, last + 4)] == ["Sele Vale Hospitals NHS Trust"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Wards at Clatterbridge were warm.",
        "Visits took in Arrowe Park and Clatterbridge hospitals.",
        "Clatterbridge was praised.",
        "At Clatterbridge, outpatient staff were praised.",
        "Staff at Clatterbridge were kind.",
    ],
)
def test_a_hospital_of_the_trust_comes_before_another_trust_of_that_name(sentence: str) -> None:
    trust = "Wirral University Teaching Hospital NHS Foundation Trust"
    text = f"{trust} was inspected.\n\n{sentence}"
    assert organisations(text) == [trust]
    assert "Clatterbridge Hospital" in sites(text)


@pytest.mark.parametrize(
    "name", ["Saltby Mind", "Saltby and Marlow Mind", "North Saltby Mind", "Mind", "Mind in Saltby"]
)
def test_a_charity_s_local_branch_has_its_place_in_the_name(name: str) -> None:
    assert organisations(f"Helpers from {name} were there.") == [name.partition(" in ")[0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Healthwatch Saltby and Saltby Council were told.",
         ["Healthwatch Saltby", "Saltby Council"]),
        ("Healthwatch Saltby and Upham Borough Council met.",
         ["Healthwatch Saltby", "Upham Borough Council"]),
        ("Friends of Saltby and Saltby County Council met.",
         ["Friends of Saltby", "Saltby County Council"]),
        ("Healthwatch Saltby and Upham met.", ["Healthwatch Saltby and Upham"]),
        ("Campaign to Save Wards in Norfolk and Suffolk met Norfolk and Suffolk NHS Foundation"
         " Trust.",
         ["Campaign to Save Wards in Norfolk and Suffolk",
          "Norfolk and Suffolk NHS Foundation Trust"]),
        ("Healthwatch Barnsley and Barnsley Metropolitan Borough Council met.",
         ["Healthwatch Barnsley", "Barnsley Metropolitan Borough Council"]),
        ("Charity Mind was told.", ["Mind"]),
    ],
)  # fmt: skip
def test_a_name_ends_where_another_joins_it(text: str, names: list[str]) -> None:
    assert organisations(text) == names


def test_the_trust_of_a_hospital_is_not_a_neighbour_named_later() -> None:
    text = (
        "Torbay Hospital was visited in May. The rating of the trust is unaffected."
        " Neighbouring Royal Devon University Healthcare NHS Foundation Trust is next."
    )
    entities = found(text)
    devon = "Royal Devon University Healthcare NHS Foundation Trust"
    assert [m.generic for m in entities.mentions if m.name == devon] == [False]


def test_a_foundation_trust_by_its_short_ending() -> None:
    (only,) = found("Salisbury NHS FT has moved up.").organisations
    assert only.name == "Salisbury NHS Foundation Trust"
