"""Signs that are looked for before a costly pattern: one of them is in whatever that can match.

Each pattern is taken apart, and a text made for every way through its alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from caregraph.graph.extraction import attribution, document
from caregraph.graph.extraction.ratings import amend, gate

GATED = {
    "stayed": (amend._STAYED, amend._SIGNS),
    "not": (gate._NOT, gate._DENIALS),
    "none": (gate._NONE, gate._DENIALS),
    "regulator": (attribution._REGULATOR, attribution._WATCHDOG_SIGNS),
    "row": (document._ROW, document._ROW_MARKS),
}
CATEGORIES = {op.CATEGORY_WORD: "x", op.CATEGORY_SPACE: " ", op.CATEGORY_DIGIT: "1"}


def ways(pattern: Sequence[Any]) -> list[str]:
    """A text for each way through a parsed pattern; what repeats is there as seldom as can be."""
    return ["".join(parts) for parts in product(*(list(one(*item)) for item in pattern))]


def one(kind: object, told: Any) -> Iterator[str]:
    """The texts for one item of a parsed pattern."""
    if kind is op.LITERAL:
        yield chr(told)
    elif kind is op.IN:
        yield from (chr(v) if k is op.LITERAL else CATEGORIES.get(v, "x") for k, v in told)
    elif kind in (op.NOT_LITERAL, op.ANY):
        yield "x"
    elif kind is op.SUBPATTERN:
        yield from ways(told[-1])
    elif kind is op.BRANCH:
        for branch in told[1]:
            yield from ways(branch)
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, inner = told
        yield from ([""] if not least else [way * least for way in ways(inner)])
    else:  # a place or what stands around
        assert kind in (op.AT, op.ASSERT, op.ASSERT_NOT), kind
        yield ""


@pytest.mark.parametrize("name", GATED)
def test_whatever_a_gated_pattern_matches_holds_a_sign(name: str) -> None:
    pattern, signs = GATED[name]
    texts = [text for text in ways(_parser.parse(pattern.pattern)) if pattern.search(text)]
    assert len(texts) > 1
    assert [text for text in texts if not any(sign in text for sign in signs)] == []


def test_no_sign_is_there_for_nothing() -> None:
    needed = {
        (signs, sign)
        for pattern, signs in GATED.values()
        for text in ways(_parser.parse(pattern.pattern))
        if pattern.search(text)
        for sign in signs
        if sign in text
    }
    assert {(signs, sign) for _, signs in GATED.values() for sign in signs} == needed
