from __future__ import annotations

from collections.abc import Callable

import pytest

from caregraph.graph.extraction.attribution import Sources, attribute
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities
from caregraph.graph.extraction.people import find_people
from caregraph.graph.extraction.quotations import find_quotations
from caregraph.graph.extraction.quotes import find_quotes
from caregraph.graph.facts import Attribution, Finding, Span

TRUST = "Marlow Vale NHS Foundation Trust"
CQC = "Care Quality Commission"

ReadAttribution = Callable[[str, str], Attribution]


@pytest.fixture
def attribution_of(
    entities_in: Callable[[str], Entities],
) -> ReadAttribution:
    def read(text: str, words: str) -> Attribution:
        document, entities = Document(text), entities_in(text)
        people = find_people(document, entities)
        quotes = find_quotes(document, find_quotations(document), people, entities)
        start = text.index(words)
        finding = Finding(
            polarity="concern", of=TRUST, quote=words, evidence=(Span(start, start + len(words)),),
            rule="test", confidence=1.0,
        )  # fmt: skip
        (told,) = attribute([finding], Sources(document, quotes, people, entities))
        return told.attribution

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Inspectors found a leaking roof.", Attribution("regulator", CQC)),
        ("A leaking roof was seen, according to the report.", Attribution("regulator", CQC)),
        ("The trust admitted a leaking roof.", Attribution("provider", TRUST)),
        ("There was a leaking roof.", Attribution()),
        (
            "Idris Calloway, a CQC inspector, said: “I saw a leaking roof.”",
            Attribution("regulator", "Idris Calloway"),
        ),
        (
            "Orla Penfold, chief executive of the trust, said: “We had a leaking roof.”",
            Attribution("provider", "Orla Penfold"),
        ),
        (
            "Ella Marsh, of Wardworkers, said: “We had a leaking roof.”",
            Attribution("person", "Ella Marsh"),
        ),
        ("One patient said: “We had a leaking roof.”", Attribution("person", None)),
    ],
)
def test_who_says_it(text: str, expected: Attribution, attribution_of: ReadAttribution) -> None:
    assert attribution_of(text, "leaking roof") == expected


def test_a_quote_is_its_speakers(entities_in: Callable[[str], Entities]) -> None:
    text = "The trust said: “We will mend the roof.”"
    document, entities = Document(text), entities_in(text)
    people = find_people(document, entities)
    quotes = find_quotes(document, find_quotations(document), people, entities)
    (quote,) = attribute(quotes, Sources(document, quotes, people, entities))
    assert quote.attribution == Attribution("provider", TRUST)
