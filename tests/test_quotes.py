from __future__ import annotations

from collections.abc import Callable

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities
from caregraph.graph.extraction.people import find_people
from caregraph.graph.extraction.quotations import find_quotations
from caregraph.graph.extraction.quotes import find_quotes
from caregraph.graph.facts import Quote

TRUST = "Marlow Vale NHS Foundation Trust"
CQC = "Care Quality Commission"

ReadSpeakers = Callable[[str], list[str | None]]
ReadQuotes = Callable[[str], tuple[Quote, ...]]


@pytest.fixture
def quotes_in(entities_in: Callable[[str], Entities]) -> ReadQuotes:
    def read(text: str) -> tuple[Quote, ...]:
        document, entities = Document(text), entities_in(text)
        people = find_people(document, entities)
        return find_quotes(document, find_quotations(document), people, entities)

    return read


@pytest.fixture
def speakers(quotes_in: ReadQuotes) -> ReadSpeakers:
    return lambda text: [quote.speaker for quote in quotes_in(text)]


BOSS = "Orla Penfold, chief executive of the trust,"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"{BOSS} said: “We will mend the roof.”", "Orla Penfold"),
        ("“We will mend the roof,” said chief executive Orla Penfold.", "Orla Penfold"),
        ("“We will mend the roof,” Orla Penfold told a meeting.", "Orla Penfold"),
        (f"{BOSS} called it “a long night for the whole of the ward”.", "Orla Penfold"),
        ("Inspectors said staff were “kind to everyone they met there”.", CQC),
        ("“Staff were kind,” the report says.", CQC),
        ("The trust said: “We will mend the roof.”", TRUST),
        ("“We will mend the roof,” a spokesperson for the trust said.", TRUST),
        ("“We will mend the roof,” said a trust spokeswoman.", TRUST),
        ("One patient told inspectors: “I waited for nine hours.”", None),
        ("There had been “a habit of leaving doors wide open”.", CQC),
    ],
)  # fmt: skip
def test_the_speaker_by_the_words_beside_the_statement(
    text: str, speaker: str | None, speakers: ReadSpeakers
) -> None:
    assert speakers(text) == [speaker]


def test_an_interruption_starts_a_new_quote_of_the_same_speaker(quotes_in: ReadQuotes) -> None:
    text = f"{BOSS} was sorry. “The roof leaked,” she said. “It will not leak again.”"
    assert [(q.speaker, q.starts) for q in quotes_in(text)] == [
        ("Orla Penfold", "The roof leaked,"),
        ("Orla Penfold", "It will not leak again."),
    ]


def test_later_paragraphs_go_on_with_the_same_quote(quotes_in: ReadQuotes) -> None:
    text = f"{BOSS} said: “The roof leaked.\n\n“It will not leak again.”"
    (quote,) = quotes_in(text)
    assert text[quote.evidence[0].start : quote.evidence[0].end].endswith("not leak again.")


def test_pronouns_follow_the_gender_that_titles_tell(
    speakers: ReadSpeakers,
) -> None:
    text = (
        "Mr Idris Calloway, a CQC inspector, met Mrs Orla Penfold, the chief executive."
        "\n\nHe said: “The roof must be mended.”\n\nShe said: “We know that it must.”"
    )
    assert speakers(text) == ["Idris Calloway", "Orla Penfold"]


def test_it_is_the_organisation_spoken_of(speakers: ReadSpeakers) -> None:
    text = "The trust has replied to the report.\n\nIt said: “We will mend the roof.”"
    assert speakers(text) == [TRUST]


def test_a_statement_without_a_tag_goes_to_whom_the_text_is_about(
    speakers: ReadSpeakers,
) -> None:
    text = f"{BOSS} thanked her staff.\n\n“They kept the water out for a week.”"
    assert speakers(text) == ["Orla Penfold"]


def test_starts_are_eight_words_as_printed_and_end_at_a_line_break(quotes_in: ReadQuotes) -> None:
    text = f"{BOSS} said: “It’s one two three four five six seven eight.”"
    (quote,) = quotes_in(text)
    assert quote.starts == "It’s one two three four five six seven"
    text = f"{BOSS} said: “One two.\n\n“Three four five six.”"
    (quote,) = quotes_in(text)
    assert quote.starts == "One two."


def test_about_names_what_is_spoken_of(quotes_in: ReadQuotes) -> None:
    (quote,) = quotes_in("Orla Penfold said: “The CQC told the trust and the CQC was right.”")
    assert quote.about == (CQC, TRUST)


def test_ratings_in_quotation_marks_are_no_quotes(quotes_in: ReadQuotes) -> None:
    assert quotes_in("Inspectors rated the ward ‘requires improvement’ and the next ‘good’.") == ()


def test_words_quoted_inside_a_statement_have_their_own_speaker(
    speakers: ReadSpeakers,
) -> None:
    text = "The trust said: “We are glad. The CQC said ‘the ward is run with great care’.”"
    assert speakers(text) == [TRUST, CQC]
