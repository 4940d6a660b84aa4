"""Ratings in many turns of phrase, a row each, with what a careful reader takes from them.

``phrasings.tsv`` holds the opening that the words follow, the words (``|`` parts paragraphs), and
the ratings: holder, service, question and grade by the letters below; ``<`` before the grade
before, ``+`` or ``-`` where it only rose or fell, ``@`` before the year of a past one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from caregraph.graph.article import Article
from caregraph.graph.extraction import extract
from caregraph.graph.facts import Rating

OPENINGS = {
    "one": "Inspectors from the Care Quality Commission have reported on Sherwood Forest Hospitals"
    " NHS Foundation Trust, which runs King's Mill Hospital in Sutton-in-Ashfield and Newark"
    " Hospital.",
    "two": "The Care Quality Commission has published reports on two trusts in Nottinghamshire."
    " Sherwood Forest Hospitals NHS Foundation Trust runs King's Mill Hospital in"
    " Sutton-in-Ashfield and Newark Hospital. Nottingham University Hospitals NHS Trust runs the"
    " Queen's Medical Centre and Nottingham City Hospital.",
}
HOLDERS = {
    "Sherwood Forest Hospitals NHS Foundation Trust": "T",
    "King's Mill Hospital": "K",
    "Newark Hospital": "N",
    "Nottingham University Hospitals NHS Trust": "U",
    "Queen's Medical Centre": "Q",
    "Nottingham City Hospital": "C",
}
SERVICES = {
    None: "-",
    "urgent-and-emergency": "ue",
    "medical-care": "med",
    "surgery": "sur",
    "maternity": "mat",
    "critical-care": "cc",
    "end-of-life-care": "eol",
    "outpatients": "out",
    "children-and-young-people": "cyp",
}
QUESTIONS = {
    "overall": "o",
    "safe": "s",
    "effective": "e",
    "caring": "c",
    "responsive": "r",
    "well-led": "w",
}
MOVES = {None: "", "up": "+", "down": "-", "same": "="}
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "phrasings.tsv").read_text("utf-8").splitlines()[1:]
]


def letters(rating: Rating) -> str:
    """A rating as the table writes it."""
    service = SERVICES.get(rating.service, rating.service)
    question = QUESTIONS.get(rating.question, rating.question)
    before = f"<{rating.previous[0].upper()}" if rating.previous else MOVES[rating.trend]
    when = "" if rating.when == "current" else f"@{rating.when[:4]}"
    holder = HOLDERS.get(rating.of, rating.of)
    return f"{holder}:{service}:{question}:{rating.rating[0].upper()}{before}{when}"


@pytest.mark.parametrize(("opening", "words", "told"), ROWS)
def test_a_turn_of_phrase_gives_its_ratings(opening: str, words: str, told: str) -> None:
    text = f"{OPENINGS[opening]}\n\n{words.replace('|', chr(10) * 2)}"
    found = {letters(rating) for rating in extract(Article(text, published="2022-03-01")).ratings}
    assert found == set(told.split())
