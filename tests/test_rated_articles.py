"""Whole articles of our own, in many manners, with the ratings that a careful reader takes.

Each was written, with its ratings, before the rules were run on it. ``NAME.tsv`` holds one rating a
line in the fields of ``FIELDS``; a past rating counts by its year.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from caregraph.graph.article import Article, normalise
from caregraph.graph.extraction import extract

FOLDER = Path(__file__).parent / "rated"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FIELDS = ("of", "service", "question", "rating", "previous", "trend", "when")
# What may be missed or made up in all the articles together; lower it when a rule gets better.
MISSED, WRONG = 24, 15

Row = tuple[str, ...]


def told(name: str) -> Counter[Row]:
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == list(FIELDS)
    return Counter(tuple(line.split("\t")) for line in lines[1:])


def found(name: str) -> Counter[Row]:
    text = normalise((FOLDER / f"{name}.txt").read_text("utf-8"))
    ratings = extract(Article(text, source=name)).ratings
    rows = ([getattr(rating, field) or "" for field in FIELDS] for rating in ratings)
    return Counter((*row[:-1], row[-1] if row[-1].isalpha() else row[-1][:4]) for row in rows)


@cache
def differences() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was missed and what was made up, over all articles."""
    missed: list[str] = []
    wrong: list[str] = []
    for name in NAMES:
        gold, read = told(name), found(name)
        missed.extend(f"{name}: {row}" for row in (gold - read).elements())
        wrong.extend(f"{name}: {row}" for row in (read - gold).elements())
    return tuple(missed), tuple(wrong)


def test_there_are_articles_in_many_manners() -> None:
    assert len(NAMES) >= 15
    assert sum(told(name).total() for name in NAMES) > 250


def test_hardly_a_rating_is_missed() -> None:
    missed, _ = differences()
    assert len(missed) <= MISSED, "\n".join(missed)


def test_hardly_a_rating_is_made_up() -> None:
    _, wrong = differences()
    assert len(wrong) <= WRONG, "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_most_ratings_of_each_article_are_found(name: str) -> None:
    gold, read = told(name), found(name)
    assert (gold & read).total() >= 0.6 * gold.total()
