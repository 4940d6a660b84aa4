from __future__ import annotations

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.quotations import Quotation, find_quotations


def quoted(text: str, *, full: bool = True) -> list[str]:
    return [
        text[q.span.start : q.span.end] for q in find_quotations(Document(text)) if q.full is full
    ]


def only(text: str) -> Quotation:
    (quotation,) = find_quotations(Document(text))
    return quotation


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("”", "”"), ("“", "“")],
    ids=["curly", "straight", "single curly", "single straight", "wrong open", "wrong close"],
)
def test_every_kind_of_mark_encloses_a_statement(opening: str, closing: str) -> None:
    text = f"She said: {opening}We don't yet know how the ward's rota failed.{closing} It did."
    assert quoted(text) == ["We don't yet know how the ward's rota failed."]


def test_a_statement_opens_anew_with_each_paragraph_and_closes_once() -> None:
    text = "He said: “The first part is here.\n\n“The second part ends it.”\n\nThe town waits."
    quotation = only(text)
    assert text[quotation.span.start : quotation.span.end].startswith("The first part")
    assert text[quotation.span.start : quotation.span.end].endswith("ends it.")


def test_a_statement_that_never_closes_ends_with_its_paragraph() -> None:
    text = "He said: “Nobody closed this one.\n\nThe road outside was quiet."
    quotation = only(text)
    assert text[quotation.span.start : quotation.span.end] == "Nobody closed this one."


def test_plural_apostrophes_do_not_close_a_single_quotation() -> None:
    text = "Mr Roe said: ‘The nurses’ room was cold and the patients’ lounge was colder.’ He left."
    assert quoted(text) == ["The nurses’ room was cold and the patients’ lounge was colder."]


@pytest.mark.parametrize("word", ["’90s", "'til", "’em"])
def test_a_word_with_letters_left_out_opens_nothing(word: str) -> None:
    assert find_quotations(Document(f"The block was built in the {word} and it shows.")) == ()


def test_a_quotation_inside_another_is_nested() -> None:
    text = "It read: \"Our inspector wrote 'the ward runs itself by night' and left it at that.\""
    outer, inner = find_quotations(Document(text))
    assert not outer.nested
    assert inner.nested
    assert text[inner.span.start : inner.span.end] == "the ward runs itself by night"


@pytest.mark.parametrize(
    "text",
    [
        "The unit was rated ‘requires improvement’ overall.",
        "Managers spoke of “steady progress” on the wards.",
        'It was told it was "good".',
    ],
)
def test_scare_quotes_and_ratings_are_no_statements(text: str) -> None:
    assert quoted(text) == []
    assert len(quoted(text, full=False)) == 1


def test_a_short_sentence_of_its_own_is_a_statement() -> None:
    assert quoted("“Better?” he said. “Not yet.”") == ["Better?", "Not yet."]


def test_a_fragment_counts_from_five_words() -> None:
    assert quoted("Staff were “far too thinly spread”.") == []
    assert quoted("Staff were “far too thinly spread at night”.") == [
        "far too thinly spread at night"
    ]


def test_headlines_hold_no_quotations() -> None:
    text = "“They never came back to check on me” says patient\n\nThe ward is quiet."
    assert [q for q in find_quotations(Document(text)) if q.span.start < 60] == []


def test_offsets_point_into_the_article() -> None:
    text = "\n\nHe said: “One – two … three, and four.” Then he went."
    quotation = only(text)
    assert text[quotation.outer.start] == "“"
    assert text[quotation.outer.end - 1] == "”"
