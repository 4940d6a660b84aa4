"""The text as the symbols that ratings are read from: holders, services, questions, grades and cues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..document import Document
from ..entities import Entities
from ..lexicon import Lexicon, table
from ..services import ServiceMention

SymbolKind = Literal["holder", "service", "question", "grade", "reference", "cue"]

QUESTIONS = ("safe", "effective", "caring", "responsive", "well-led")
_HOLDERS = frozenset({"trust", "provider"})


@dataclass(frozen=True, slots=True)
class Symbol:
    """A stretch of text that says one thing; ``values`` holds names, ids, questions, the grade or cue words' kinds."""

    kind: SymbolKind
    values: tuple[str, ...]
    start: int
    end: int

    def has(self, *values: str) -> bool:
        """Whether this is a cue of one of these kinds."""
        return self.kind == "cue" and any(value in self.values for value in values)


def read_symbols(
    document: Document, entities: Entities, services: Iterable[ServiceMention]
) -> list[Symbol]:
    """All symbols in order, none overlapping: names win over services, services over other words."""
    taken = _claim(_holders(entities), [])
    taken = _claim(
        (Symbol("service", (s.service,), s.span.start, s.span.end) for s in services), taken
    )
    return _claim(_words(document.lower), taken)


def _claim(fresh: Iterable[Symbol], taken: list[Symbol]) -> list[Symbol]:
    """Both lists in order, without the fresh ones that overlap a taken one."""
    merged: list[Symbol] = []
    position = 0
    for symbol in fresh:
        while position < len(taken) and taken[position].end <= symbol.start:
            merged.append(taken[position])
            position += 1
        if position < len(taken) and taken[position].start < symbol.end:
            continue
        merged.append(symbol)
    return merged + taken[position:]


def _holders(entities: Entities) -> list[Symbol]:
    """Who can hold a rating; other organisations' names only keep their words from being read."""
    kinds = {organisation.name: organisation.kind for organisation in entities.organisations}
    return [
        Symbol("holder", (mention.name,), mention.span.start, mention.span.end)
        if mention.kind == "site" or kinds.get(mention.name) in _HOLDERS
        else Symbol("cue", _bystander(mention.name), mention.span.start, mention.span.end)
        for mention in entities.mentions
    ]


def _bystander(name: str) -> tuple[str, ...]:
    """What the name of an organisation that holds no ratings says: perhaps that it rates other things."""
    return ("name", "other") if name.lower() in _others() else ("name",)


@cache
def _others() -> frozenset[str]:
    return frozenset(row["wording"] for row in table("cues") if row["value"] == "other")


def _words(lower: str) -> Iterable[Symbol]:
    for found in _lexicon().find(lower):
        kinds = {value.partition(":")[0] for value in found.values}
        kind: SymbolKind = next(
            (k for k in ("grade", "question", "reference") if k in kinds), "cue"
        )
        values = tuple(
            part
            for value in found.values
            if value.startswith(kind)
            for part in value.partition(":")[2].split("+")
        )
        yield Symbol(kind, values, found.start, found.end)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(_wordings())


def _wordings() -> Iterable[tuple[str, str]]:
    for row in table("grades"):
        yield row["wording"], f"grade:{row['value']}+{row['kind']}"
    for row in table("questions"):
        yield row["wording"], f"question:{row['value']}"
    for row in table("references"):
        yield row["wording"], f"reference:{row['value']}"
    for name in ("changes", "cues"):
        for row in table(name):
            yield row["wording"], f"cue:{row['value']}"
