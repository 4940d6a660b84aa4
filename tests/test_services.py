"""Core services are found by label, alias and our own wordings, the longest first."""

from __future__ import annotations

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.extraction.services import find_services, service_at
from caregraph.graph.reference import load_reference


def services(text: str) -> list[str]:
    return [mention.service for mention in find_services(Document(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The A&E was full.", ["urgent-and-emergency"]),
        ("Urgent and emergency care and surgery.", ["urgent-and-emergency", "surgery"]),
        ("Wards for older people were clean.", ["mh-older-wards"]),
        ("Services for children and young people.", ["children-and-young-people"]),
        ("The labour ward was calm.", ["maternity"]),
        ("The children’s ward was calm.", ["children-and-young-people"]),
        ("Outpatients and diagnostic imaging was busy.", ["outpatients-and-diagnostic-imaging"]),
        (
            "Maternity, outpatients and diagnostic imaging.",
            ["maternity", "outpatients", "diagnostic-imaging"],
        ),
        ("The surgeryless week passed.", []),
    ],
)
def test_services_named(text: str, expected: list[str]) -> None:
    assert services(text) == expected


def test_spans_cover_the_words() -> None:
    text = "At night the emergency department was full."
    (mention,) = find_services(Document(text))
    assert text[mention.span.start : mention.span.end] == "emergency department"


def test_every_wording_names_a_service_that_exists() -> None:
    known = load_reference().services
    assert {row["value"] for row in table("services")} <= set(known)
    for row in table("service_sectors"):
        assert {row["service"], row["becomes"]} <= set(known)


@pytest.mark.parametrize(
    ("service", "holder", "expected"),
    [
        (
            "urgent-and-emergency",
            "London Ambulance Service NHS Trust",
            "ambulance-emergency-and-urgent",
        ),
        (
            "end-of-life-care",
            "Hounslow and Richmond Community Healthcare NHS Trust",
            "community-end-of-life-care",
        ),
        ("end-of-life-care", "Sherwood Forest Hospitals NHS Foundation Trust", "end-of-life-care"),
        ("end-of-life-care", "A Hospice That No Table Lists", "end-of-life-care"),
    ],
)
def test_same_words_mean_another_service_elsewhere(
    service: str, holder: str, expected: str
) -> None:
    assert service_at(service, holder) == expected
