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


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are sorry.\n\n“We will mend it.” – Dr Orla Penfold, chief executive", "Orla Penfold"),
        ("“We will mend it.” - Orla Penfold, chief executive", "Orla Penfold"),
        ("“We will mend it.” (Orla Penfold, chief executive)", "Orla Penfold"),
        ("“I rang nine times and nobody came.” (Mum, Marlow)", None),
        ("“Nobody ever told us a thing.” (Patient, ward four)", None),
        ("“Nobody ever told us a thing.” (daughter of a patient)", None),
    ],
)
def test_a_statement_with_lines_to_itself_is_signed(
    text: str, speaker: str | None, speakers: ReadSpeakers
) -> None:
    scene = "Idris Calloway, chair of the trust, said: “We are glad of it.”\n\n"
    assert speakers(scene + text) == ["Idris Calloway", speaker]


@pytest.mark.parametrize(
    "text",
    [
        "“It has begun,” chief executive Orla Penfold told the meeting.",
        "“It has begun,” interim chief executive Orla Penfold told us.",
        "“It has begun,” Orla Penfold, the trust’s deputy head of nursing and care, told me.",
        "“It has begun,” Orla Penfold, who has run the wards of the trust for years, says.",
        "“It has begun,” deputy head of nursing Orla Penfold said.",
    ],
)
def test_a_tag_may_hold_a_post_before_or_behind_the_name(text: str, speakers: ReadSpeakers) -> None:
    assert speakers(text) == ["Orla Penfold"]


@pytest.mark.parametrize(
    "goes_on",
    [
        "and so it has.",
        "but we will mend it.",
        "because nobody else did.",
        "as you see!",
        "or so we hope.",
    ],
)
def test_what_goes_on_after_a_tag_is_a_statement_however_short(
    goes_on: str, speakers: ReadSpeakers
) -> None:
    text = f"“We will mend the roof,” said Orla Penfold, chief executive, “{goes_on}”"
    assert speakers(text) == ["Orla Penfold", "Orla Penfold"]


@pytest.mark.parametrize(
    "text",
    ["“Sorry will not mend it”", "‘Nobody ever told us’", "“We wait and wait”",
     "‘They were kind to me’", "“The long road back”"],
)  # fmt: skip
def test_a_heading_in_quotation_marks_is_no_statement(text: str, quotes_in: ReadQuotes) -> None:
    scene = f"Roof falls in\n\n{BOSS} was asked.\n\n{text}\n\nThe ward is shut today."
    assert quotes_in(scene) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Orla Penfold, of the trust, told us: “How many reports do they need?”",
        "Orla Penfold asked: “Who pays?”",
        "Orla Penfold said nurses “had gone the extra mile for them”. The report adds:",
        "Orla Penfold called it “a good day for all of us”. She listed:",
        "Orla Penfold said: “What now?”",
    ],
)
def test_a_short_paragraph_that_holds_a_statement_is_no_heading(
    text: str, speakers: ReadSpeakers
) -> None:
    assert speakers(f"Roof falls in\n\nThe ward is shut.\n\n{text}") == ["Orla Penfold"]


@pytest.mark.parametrize(
    "text",
    [
        "Inspectors found “a marked change in the whole ward”, with staff saying so.",
        "Inspectors found “a marked change in the whole ward”, although nurses said it came late.",
        "Inspectors met the trust. They commended its work with Wardworkers, and praise “all the"
        " care they had seen there”.",
        "The report highlights the ties of the trust and Wardworkers. It praises “the way that all"
        " of them work”.",
        "Inspectors noted the work of the trust with Wardworkers and praised “all they had seen"
        " there in May”.",
    ],
)
def test_what_stands_aside_is_no_speaker(text: str, speakers: ReadSpeakers) -> None:
    assert speakers(text) == [CQC]


def test_a_post_may_be_told_before_its_bearer(speakers: ReadSpeakers) -> None:
    text = "It is what the chief executive called “a day to remember for us all”.\n\n"
    assert speakers(f"{text}{BOSS} has left.") == ["Orla Penfold"]


@pytest.mark.parametrize(
    "text",
    [
        "Staff told inspectors they felt “worn out and close to giving up”.",
        "Patients told the inspectors that they felt “safe and well looked after there”.",
        "Nurses told inspectors they were “too tired to think at all”, and said so often.",
        "Relatives told inspectors that they thought it was “a long way to come for that”.",
        "Families told the inspectors they were “left in the dark for weeks”.",
    ],
)
def test_those_who_told_inspectors_are_not_the_inspectors(
    text: str, speakers: ReadSpeakers
) -> None:
    assert speakers(text) == [None]
