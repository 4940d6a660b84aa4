from __future__ import annotations

from collections.abc import Callable

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities, find_entities
from caregraph.graph.extraction.people import People, find_people
from caregraph.graph.facts import Person

TRUST = "Marlow Vale NHS Foundation Trust"
CQC = "Care Quality Commission"
UNION = "Wardworkers"

ReadPeople = Callable[[str], People]
ReadPerson = Callable[[str], Person]
ReadTold = Callable[[str], tuple[Person, ...]]

SCENE = "Marlow Vale NHS Foundation Trust is good, says the Care Quality Commission.\n\n"


@pytest.fixture
def people_in(entities_in: Callable[[str], Entities]) -> ReadPeople:
    return lambda text: find_people(Document(text), entities_in(text))


@pytest.fixture
def told_in() -> ReadTold:
    """The people that the stages of entities and people find together."""

    def read(text: str) -> tuple[Person, ...]:
        document = Document(text)
        return find_people(document, find_entities(document)).people

    return read


@pytest.fixture
def only(people_in: ReadPeople) -> ReadPerson:
    def read(text: str) -> Person:
        (person,) = people_in(text).people
        return person

    return read


@pytest.mark.parametrize(
    "sentence",
    [
        "Orla Penfold, chief executive of Marlow Vale NHS Foundation Trust, said it was late.",
        "Orla Penfold, the trust's chief executive, said it was late.",
        "The trust's chief executive, Orla Penfold, said it was late.",
        "Chief executive Orla Penfold said it was late.",
        "“It was late,” said Orla Penfold, chief executive.",
        "Orla Penfold is the chief executive of the trust.",
        "Orla Penfold, who became chief executive last May, said it was late.",
        "Orla Penfold, 52, chief executive of the trust, said it was late.",
        "The trust has appointed Orla Penfold as chief executive.",
        "The trust's chief executive was unmoved. Orla Penfold said it was late.",
        "Yours sincerely,\n\nOrla Penfold\nChief Executive",
    ],
)
def test_a_leader_however_the_role_is_told(sentence: str, only: ReadPerson) -> None:
    person = only(sentence)
    assert person.name == "Orla Penfold"
    assert person.role is not None
    assert person.role.lower() == "chief executive"
    assert (person.organisation, person.kind) == (TRUST, "executive")


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        (
            "Idris Calloway, CQC deputy director of operations in the north, said so.",
            "deputy director of operations in the north",
        ),
        (
            "Idris Calloway, deputy director of operations for the CQC in the north, said so.",
            "deputy director of operations in the north",
        ),
        ("The CQC's head of inspection, Idris Calloway, said so.", "head of inspection"),
        ("Idris Calloway, a senior inspector at the CQC, said so.", "senior inspector"),
        ("The CQC's Idris Calloway said so.", None),
        (
            "At the trust was Idris Calloway, its chief inspector of care.",
            "chief inspector of care",
        ),
        ("Idris Calloway, who led the inspection for the CQC, said so.", None),
    ],
)
def test_the_regulators_people(sentence: str, role: str | None, only: ReadPerson) -> None:
    person = only(sentence)
    assert (person.name, person.role) == ("Idris Calloway", role)
    assert (person.organisation, person.kind) == (CQC, "inspector")


@pytest.mark.parametrize(
    ("sentence", "name", "role", "organisation"),
    [
        ("Wardworkers steward Tobin Ashgrove said so.", "Tobin Ashgrove", "steward", UNION),
        ("Cllr Tobin Ashgrove (Marlow South) asked why.", "Tobin Ashgrove", None, None),
        ("Ella Marsh-Obi, of Wardworkers, said so.", "Ella Marsh-Obi", None, UNION),
        ("Barrister Ella Marsh-Obi, for the trust, rose.", "Ella Marsh-Obi", "Barrister", None),
        ("Wardworkers's Ella Marsh-Obi said so.", "Ella Marsh-Obi", None, UNION),
        ("The MP wept. Ella Head, who represents Marlow, spoke.", "Ella Head", "MP", None),
        ("Ella Hill of Wardworkers said so.", "Ella Hill", None, UNION),
        ("Ella Marsh-Obi, chair of Hope For Us All, wept.", "Ella Marsh-Obi", "chair", None),
        ("Ella Marsh-Obi, chief executive of the integrated care board, wept.",
         "Ella Marsh-Obi", "chief executive", None),
        ("Independent midwife Ella Marsh-Obi wept.", "Ella Marsh-Obi", "Independent midwife", None),
        ("Ella Marsh-Obi, whose father died, wept.", "Ella Marsh-Obi", None, None),
        ("Her mother, Ines, waited all night.", "Ines", None, None),
        ("Retired joiner Ella Marsh-Obi, 80, was glad.", "Ella Marsh-Obi", "Retired joiner", None),
        ("Ella Marsh-Obi, the MP for Marlow, said so.", "Ella Marsh-Obi", "MP for Marlow", None),
        ("There is a nurse called Zdenka here.", "Zdenka", "nurse", TRUST),
    ],
)  # fmt: skip
def test_other_people(
    sentence: str,
    name: str,
    role: str | None,
    organisation: str | None,
    only: ReadPerson,
) -> None:
    person = only(sentence)
    assert (person.name, person.role, person.organisation) == (name, role, organisation)
    assert person.kind == "other"


def test_titles_are_kept_beside_the_name_and_later_ones_count(people_in: ReadPeople) -> None:
    first, second = people_in(
        "Dr. Sunil P. Okoro, medical director, wrote to Ann O'Leary-Diaz, chair of the trust."
        " Mrs O'Leary-Diaz said she would answer."
    ).people
    assert (first.name, first.honorific) == ("Sunil P. Okoro", "Dr")
    assert (second.name, second.honorific) == ("Ann O'Leary-Diaz", "Mrs")


def test_a_knight_goes_by_the_first_name(people_in: ReadPeople) -> None:
    text = "Sir Sunil Okoro, medical director, spoke. Sir Sunil then left."
    assert [person.name for person in people_in(text).people] == ["Sunil Okoro"]


def test_a_successor_is_where_the_one_before_was(people_in: ReadPeople) -> None:
    text = "The trust's chief executive, Orla Penfold, has left. Sunil Okoro, her successor, waved."
    _, second = people_in(text).people
    assert (second.name, second.organisation) == ("Sunil Okoro", TRUST)


def test_a_surname_later_points_back_at_the_person(people_in: ReadPeople) -> None:
    text = "Orla Penfold, chief executive, spoke first. Penfold then left. Ms Penfold was driven."
    people = people_in(text)
    assert len(people.people) == 1
    assert [text[m.span.start : m.span.end] for m in people.mentions] == [
        "Orla Penfold", "Penfold", "Ms Penfold",
    ]  # fmt: skip
    assert {m.name for m in people.mentions} == {"Orla Penfold"}


def test_of_two_with_one_surname_the_title_decides(people_in: ReadPeople) -> None:
    text = (
        "Mr Joseph Tarn, a patient, died. His daughter, Susan Tarn, spoke for the family."
        " Mr Tarn had waited."
    )
    assert people_in(text).mentions[-1].name == "Joseph Tarn"


@pytest.mark.parametrize(
    "text",
    [
        "By Orla Penfold\n\nThe trust has been inspected again.",
        "Ward shut\n\nOrla Penfold\n\nThe trust has been inspected again.",
        "Queen Matilda Hospital, which has 300 beds, was inspected.",
        "The Ada Brook Ward was closed.",
        "On Monday the Royal College replied.",
        "Great Marlow MP office hours are short.",
    ],
)
def test_bylines_and_places_are_nobody(text: str, people_in: ReadPeople) -> None:
    assert people_in(text).people == ()


def test_a_nickname_is_no_part_of_the_name(only: ReadPerson) -> None:
    assert only('Ella "Ellie" Marsh, whose son died, wept.').name == "Ella Marsh"


def test_evidence_is_the_name_then_the_role(only: ReadPerson) -> None:
    text = "The trust's chief nurse, Orla Penfold, agreed."
    person = only(text)
    assert [text[a:b] for a, b in person.evidence] == ["Orla Penfold", "chief nurse"]
    assert person.rule.startswith("people.")


def test_a_name_across_a_wrapped_line_is_one_name(people_in: ReadPeople) -> None:
    line = "The meeting in the town hall went on until late and at the end of it Ms Orla"
    text = (
        f"{line}\nPenfold said that nobody had been told of it by the people who should\n"
        "have told them long before this, and that she for one was going to find out\n"
        "the reason for it.\n"
    )
    assert [m.name for m in people_in(text).mentions] == ["Orla Penfold"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Monitor acted on the advice of the chief inspector of hospitals, Sir Ivo Tarn.",
        "NHS Improvement stepped in with the chief inspector of hospitals, Sir Ivo Tarn.",
        "NHS England wrote to the chief inspector of hospitals, Sir Ivo Tarn, in May.",
        "Unison heard from the chief inspector of hospitals, Ivo Tarn, in May.",
        "Monitor and the chief inspector of hospitals, Ivo Tarn, met in May.",
    ],
)
def test_whoever_deals_with_an_inspector_is_not_whose_inspector_it_is(
    sentence: str, told_in: ReadTold
) -> None:
    person = told_in(f"{SCENE}{sentence}")[-1]
    assert (person.name, person.organisation, person.kind) == ("Ivo Tarn", CQC, "inspector")


@pytest.mark.parametrize(
    "top",
    [
        "Ward shut\n\n17 October 2014 | By Orla Penfold",
        "Ward shut\n\n17 October 2014, by Orla Penfold",
        "Ward shut\n\nThe health diary, by Orla Penfold",
        "Ward shut\n\nOrla Penfold, Health Correspondent",
        "Ward shut\n\nOrla Penfold | Health Editor | 3 May 2020",
        "Ward shut\n\nPosted 3 May - story by Orla Penfold",
    ],
)
def test_who_wrote_the_article_is_nobody(top: str, told_in: ReadTold) -> None:
    assert told_in(f"{top}\n\nThe trust has been inspected again.") == ()


def test_what_opens_with_by_and_goes_on_is_no_byline(told_in: ReadTold) -> None:
    text = "Ward shut\n\nThe ward was opened by Dr Orla Penfold, its medical director, in May."
    assert [person.name for person in told_in(text)] == ["Orla Penfold"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Inspectors who called in Burrow St Osyth found a cold ward.",
        "The unit near Burrow Leigh said that it was full.",
        "Wards around Alan Bridge said they were full.",
        "Crews outside Burrow Penfold said they waited all night.",
        "She told Marlow Coast Radio: “I wept when I read it.”",
    ],
)
def test_towns_and_stations_are_nobody(sentence: str, told_in: ReadTold) -> None:
    assert told_in(f"{SCENE}{sentence}") == ()


@pytest.mark.parametrize(
    ("sentence", "role", "organisation"),
    [
        ("Jo Tarn, a partner at Marsh Obi, acts for them.", "partner", "Marsh Obi"),
        ("Jo Tarn, a partner at Obi Solicitors, acts for them.", "partner", "Obi Solicitors"),
        ("Jo Tarn, a solicitor at Marsh and Obi, said so.", "solicitor", "Marsh and Obi"),
        ("Jo Tarn, a lawyer with Marsh Obi LLP, said so.", "lawyer", "Marsh Obi LLP"),
        ("Jo Tarn, founder of Mothers for Marlow, said so.", "founder", "Mothers for Marlow"),
        ("Jo Tarn, chair of Families for Marlow, said so.", "chair", "Families for Marlow"),
        ("Jo Tarn, head of advice at Marlow Mind, said so.", "head of advice", "Marlow Mind"),
        (
            "The Royal College of Nursing was cross. Regional officer Jo Tarn said so.",
            "Regional officer",
            "Royal College of Nursing",
        ),
        (
            "The Royal College of Nursing met. Jo Tarn, branch secretary, said so.",
            "branch secretary",
            "Royal College of Nursing",
        ),
    ],
)
def test_whose_post_it_is_outside_trusts(
    sentence: str, role: str, organisation: str, told_in: ReadTold
) -> None:
    person = told_in(f"{SCENE}{sentence}")[-1]
    assert (person.role, person.organisation, person.kind) == (role, organisation, "other")


@pytest.mark.parametrize(
    "text",
    [
        "News from Healthwatch Marlow, May 2020\n\nBoth trusts are good.\n\n"
        "Jo Tarn, our chief executive, says it is a start.",
        "THE EAR\n\nNews from Healthwatch Marlow\n\nJo Tarn, our chair, says it is a start.",
        "Healthwatch Marlow\n\nThe trust is good.\n\nOur director, Jo Tarn, was glad.",
        "The latest bulletin of Healthwatch Marlow\n\nOur founder, Jo Tarn, was glad.",
        "Healthwatch Marlow\n\nJo Tarn, our treasurer, was glad that the trust is good.",
    ],
)
def test_our_post_is_of_who_publishes(text: str, told_in: ReadTold) -> None:
    person = told_in(text)[-1]
    assert (person.name, person.organisation) == ("Jo Tarn", "Healthwatch Marlow")
    assert person.kind == "other"


@pytest.mark.parametrize(
    "under",
    [
        "Chief executive Jo Tarn said she was glad.",
        "The wards were warm.\n\n“We are glad,” said Dr Jo Tarn, the chief medical officer.",
        "The wards were warm.\n\nMaternity\n\nMedical director Jo Tarn said so.",
    ],
)
@pytest.mark.parametrize(
    "heading", ["{}", "{} (SHNT)", "The {}", "EASTMERE NHS TRUST\n\nAll was well.\n\n{}"]
)
def test_a_post_is_of_the_trust_that_heads_the_section(
    heading: str, under: str, told_in: ReadTold
) -> None:
    trusts = "Marlow Vale NHS Foundation Trust and Saltby Hospitals NHS Trust were inspected."
    head = heading.format("Saltby Hospitals NHS Trust")
    text = f"Two verdicts\n\n{trusts} Marlow Vale NHS Foundation Trust is big.\n\n{head}\n\n"
    person = told_in(text + under)[-1]
    assert person.organisation == "Saltby Hospitals NHS Trust"


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Jo Tarn, director of nursing, midwifery and quality, agreed.",
         "director of nursing, midwifery and quality"),
        ("Jo Tarn, director of strategy, estates and facilities at the trust, agreed.",
         "director of strategy, estates and facilities"),
        ("Jo Tarn, the trust's director of people, culture and communications, agreed.",
         "director of people, culture and communications"),
        ("Jo Tarn, Chief Executive of Marlow Vale NHS Foundation Trust, agreed.",
         "Chief Executive"),
        ("Jo Tarn, Medical Director for Marlow Vale NHS Foundation Trust, agreed.",
         "Medical Director"),
    ],
)  # fmt: skip
def test_a_post_in_all_its_words(sentence: str, role: str, told_in: ReadTold) -> None:
    person = told_in(f"{SCENE}{sentence}")[-1]
    assert (person.role, person.organisation, person.kind) == (role, TRUST, "executive")


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Saltby and Upham MP Jo Tarn agreed.", "Jo Tarn", "Saltby and Upham MP"),
        ("The MP for Mid Saltby Jane Tarn agreed.", "Jane Tarn", "MP for Mid Saltby"),
        ("Senior coroner for Mid Saltby Jane Tarn agreed.", "Jane Tarn",
         "Senior coroner for Mid Saltby"),
        ("Jo Tarn, the CQC's deputy director for Kent, Surrey and Sussex, agreed.", "Jo Tarn",
         "deputy director for Kent, Surrey and Sussex"),
        ("Jo Tarn, the CQC's Director of Operations in Devon, Dorset and Kent, agreed.", "Jo Tarn",
         "Director of Operations in Devon, Dorset and Kent"),
    ],
)  # fmt: skip
def test_seats_and_regions_belong_to_the_post(
    sentence: str, name: str, role: str, told_in: ReadTold
) -> None:
    person = told_in(f"{SCENE}{sentence}")[-1]
    assert (person.name, person.role) == (name, role)


@pytest.mark.parametrize(
    "before",
    [
        "Saltby Hospitals NHS Trust came next.",
        "Last came Saltby Hospitals NHS Trust, told of in May, like Marlow Vale NHS Trust.",
        "Saltby Hospitals NHS Trust came next.\n\nThe wards there were warm.",
        "Saltby Hospitals NHS Trust came next.\n\nThe wards there were warm.\n\nAll were glad.",
        "Look at Saltby Hospitals NHS Trust, say many.\n\nSaltby Hospitals NHS Trust is small.",
    ],
)
def test_a_post_is_of_the_trust_that_the_last_paragraph_told_of(
    before: str, told_in: ReadTold
) -> None:
    trusts = "Marlow Vale NHS Trust is bigger than Upham NHS Trust. Marlow Vale NHS Trust is old."
    text = f"Three trusts\n\n{trusts}\n\n{before}\n\nThe chief nurse, Jo Tarn, agreed."
    assert told_in(text)[-1].organisation == "Saltby Hospitals NHS Trust"
