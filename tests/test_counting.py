"""Numbers of things in words."""

from __future__ import annotations

import pytest

from caregraph.graph.batches import KINDS
from caregraph.graph.counting import counted


@pytest.mark.parametrize(
    ("number", "things", "verb", "words"),
    [
        (0, "sites", "", "0 sites"),
        (1, "organisations", "", "1 organisation"),
        (1, "people", "", "1 person"),
        (2, "people", "", "2 people"),
        (1204, "statements", "", "1,204 statements"),
        (1, "ties", "", "1 tie"),
        (1, "smaller communities", "are", "1 smaller community is"),
        (3, "smaller communities", "are", "3 smaller communities are"),
    ],
)
def test_counted(number: int, things: str, verb: str, words: str) -> None:
    assert counted(number, things, verb) == words


def test_one_of_each_kind_of_fact_is_told_in_the_singular() -> None:
    assert [counted(1, kind) for kind in KINDS] == [
        *("1 organisation", "1 site", "1 person", "1 inspection", "1 rating"),
        *("1 finding", "1 quote", "1 measure", "1 action"),
    ]
