"""Patterns and lookups built for speed find what their plain forms find."""

from __future__ import annotations

import re

import pytest

from caregraph.graph.extraction.document import FOLDS, fold
from caregraph.graph.extraction.lexicon import Lexicon
from caregraph.graph.extraction.openings import opening

TEXT = "the report, a reporter; reports: misreport. watchdog's and cqc, report"


def test_an_opening_matches_where_a_word_begins() -> None:
    plain = re.compile(r"\b(?:reports?|watchdog|cqc)\b")
    quick = re.compile(opening("reports?", "watchdog", "cqc") + r"\b")
    assert [m.span() for m in quick.finditer(TEXT)] == [m.span() for m in plain.finditer(TEXT)]


def test_an_opening_at_the_very_start_counts() -> None:
    assert re.search(opening("report", "cqc"), "cqc") is not None


def test_an_opening_refuses_what_begins_with_no_letter() -> None:
    with pytest.raises(ValueError, match="does not begin with a letter"):
        opening("report", "(?:cqc)")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("good, goods; feelgood good", [(0, 4), (22, 26)]),
        ("łgood good", [(6, 10)]),  # a letter beyond Latin-1 goes on with the word
        ("↑good ŵ", [(1, 5)]),  # an arrow does not
        ("goodé", []),
        ("x", []),
    ],
)
def test_wordings_are_whole_words_in_any_script(text: str, found: list[tuple[int, int]]) -> None:
    assert [(w.start, w.end) for w in Lexicon([("good", "")]).find(text)] == found


def test_a_fold_is_that_of_its_table() -> None:
    text = "“Good” – it’s\u00a0the trust’s…\tword «é» ŵ"
    assert fold(text) == text.translate(str.maketrans(FOLDS))
    assert fold("a\tb\x0bc`d") == "a b c'd"
