"""What an analysis wants to be told, and how the words given become values it can use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InputError, UnknownName
from ..folding import KINDS as TIES
from ..named_queries import ANY, Parameter
from ..network import KINDS, subjects
from ..parameters import members, term
from ..store import Store

CHOICES: dict[str, tuple[str, ...]] = {
    "measure": ("betweenness", "closeness", "degree"),
    "presence": ("without", "with"),
    "entity-kind": (*KINDS.values(), "person"),
    "tie": TIES,
}
"""Types whose values are a few words; those of concepts (question, service) are in the data."""

_NAMED = ("subject-name", "organisation-name", "person-name", "agent-name")
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one call: text, whole numbers, and the IRIs that a name stands for."""

    texts: Mapping[str, str]
    named: Mapping[str, frozenset[str]]

    def text(self, name: str) -> str:
        """The value in words; empty where it is open."""
        return self.texts.get(name, "")

    def number(self, name: str) -> int:
        """The value as a whole number."""
        return int(self.texts[name])

    def things(self, name: str) -> frozenset[str] | None:
        """The IRIs of what is named; ``None`` where it is open."""
        return self.named.get(name)


def choices(kind: str) -> tuple[str, ...]:
    """The values that a type has, where they are few."""
    return CHOICES.get(kind) or members(kind)


def read(
    store: Store, analysis: str, parameters: tuple[Parameter, ...], given: Mapping[str, str]
) -> Values:
    """The values given, checked; ``InputError`` names the one that is missing or unfit."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise UnknownName(f"parameter of the analysis {analysis!r}", name, known)
    texts: dict[str, str] = {}
    named: dict[str, frozenset[str]] = {}
    for parameter in parameters:
        value = given.get(parameter.name, "").strip() or parameter.default
        if value is None:
            raise InputError(
                f"the analysis {analysis!r} needs a value for {parameter.name!r}: {parameter.text}"
            )
        if value == ANY == parameter.default:
            continue
        texts[parameter.name] = _read(parameter, value)
        if parameter.type in _NAMED:
            named[parameter.name] = frozenset(subjects(store, value, parameter.type))
    return Values(texts, named)


def _read(parameter: Parameter, value: str) -> str:
    name, kind = parameter.name, parameter.type
    if kind in CHOICES:
        word = " ".join(value.lower().split())
        if word not in CHOICES[kind]:
            raise UnknownName(f"value of {name!r}", value, CHOICES[kind])
        return word
    if kind in _NAMED:
        return value
    text = term(name, kind, value).value
    if kind == "integer" and not 1 <= int(text) <= _MOST:
        raise InputError(f"{value!r} is no number for {name!r}; write one from 1 to {_MOST}")
    return text
