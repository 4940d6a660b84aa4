"""Tables and lists of ratings as pages, printed reports and mails flatten them.

Each file of ``tables`` holds a text and, below a line ``== ratings``, all the ratings that a
careful reader takes from it, in the fields of ``FIELDS``; names that begin with ``neg-`` hold what
only looks like a table of ratings.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from caregraph.graph.article import Article, normalise
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.facts import GRADES

FOLDER = Path(__file__).parent / "tables"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FIELDS = ("of", "service", "question", "rating", "previous", "trend", "when")
KINDS = {
    *("short", "grade", "none", "question", "whole", "past", "now", "change"),
    *("move", "head", "filler", "date"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_table_gives_its_ratings_and_no_others(name: str) -> None:
    text, told = (FOLDER / f"{name}.txt").read_text("utf-8").split("== ratings\n")
    ratings = extract(Article(normalise(text), source=name)).ratings
    found = {tuple(getattr(rating, field) or "" for field in FIELDS) for rating in ratings}
    assert found == {tuple(line.split("\t")) for line in told.splitlines() if line}


def test_the_evidence_of_a_grade_is_its_cell_and_what_heads_it() -> None:
    text, _ = (FOLDER / "tabs.txt").read_text("utf-8").split("== ratings\n")
    article = Article(normalise(text), source="tabs")
    rating = next(r for r in extract(article).ratings if r.service == "maternity")
    words = [article.text[start:end] for start, end in rating.evidence]
    assert words == ["Requires improvement", "Maternity", "Safe"]


def test_every_word_of_cells_is_of_a_kind_that_rules_ask_for() -> None:
    values = [row["value"].partition(":") for row in table("cells")]
    assert {kind for kind, _, _ in values} == KINDS
    assert {v for kind, _, v in values if kind in ("short", "grade")} <= set(GRADES)
    assert {v for kind, _, v in values if kind == "move"} == {"up", "down", "same"}
