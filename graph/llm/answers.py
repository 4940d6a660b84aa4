"""A model's answer → proposals: what has the schema's form, fact by fact."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..facts import Span
from .schema import KINDS, WORDS, conforms, item_schema

MOST = 300
"""Facts taken from one answer; a piece of text that holds more does not exist."""

NO_JSON = "answer is no JSON of the schema"
NOT_THE_SCHEMA = "not as the schema says"
TOO_MANY = "too many in one answer"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact as a model states it of a piece of the article: its fields, and words it quotes."""

    kind: str
    fields: dict[str, Any]
    words: tuple[str, ...]
    piece: Span


def read_answer(content: str, piece: Span, dropped: Counter[str]) -> list[Proposal]:
    """The proposals of an answer in its order; what has not the form is counted as dropped."""
    try:
        answer = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        dropped[NO_JSON] += 1
        return []
    found = list(_proposals(answer, piece, dropped))
    dropped[TOO_MANY] += max(len(found) - MOST, 0)
    return found[:MOST]


def _proposals(answer: dict[str, Any], piece: Span, dropped: Counter[str]) -> Iterator[Proposal]:
    for kind in KINDS:
        items = answer.get(kind, [])
        for item in items if isinstance(items, list) else [items]:
            if conforms(item, item_schema(kind)):
                own = {name: value for name, value in item.items() if name != WORDS}
                yield Proposal(kind, own, tuple(item[WORDS]), piece)
            else:
                dropped[NOT_THE_SCHEMA] += 1


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
