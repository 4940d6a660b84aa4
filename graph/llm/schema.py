"""The JSON schema of a model's answer, made from the fact types, and the check of what comes back.

Only what strict JSON-schema output knows is used: every key is required, none may be added.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ..facts import (
    Action,
    Fact,
    Finding,
    Inspection,
    Measure,
    Organisation,
    Person,
    Quote,
    Rating,
    Site,
)
from ..reference import load_reference

KINDS: Mapping[str, type[Fact]] = {
    "organisations": Organisation,
    "sites": Site,
    "people": Person,
    "inspections": Inspection,
    "ratings": Rating,
    "findings": Finding,
    "quotes": Quote,
    "measures": Measure,
    "actions": Action,
}
"""The kinds a model may propose, those that others refer to first."""

OURS = frozenset(
    {
        "evidence",
        "rule",
        "confidence",
        "attribution",
        "cues",
        "code",
        "ods",
        "quote",
        "starts",
        "about",
    }
)
"""Fields that we fill in ourselves, from where the quoted words stand and from our own tables."""

WORDS = "words"
"""The key under which each fact quotes the article."""

_STRING = {"type": "string"}
_PLAIN: dict[type, str] = {str: "string", bool: "boolean", float: "number", int: "number"}


@cache
def answer_schema() -> dict[str, Any]:
    """The schema of an answer: a list for each kind of fact."""
    return _object({kind: _list(item_schema(kind)) for kind in KINDS})


@cache
def item_schema(kind: str) -> dict[str, Any]:
    """The schema of one fact of a kind: its own fields, and the words it rests on."""
    types = get_type_hints(KINDS[kind])
    own = [field.name for field in fields(KINDS[kind]) if field.name not in OURS]
    return _object({name: _field(name, types[name]) for name in own} | {WORDS: _list(_STRING)})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _field(name: str, hint: Any) -> dict[str, Any]:
    """A field by its type; what is typed as a plain string but names a service is an enum too."""
    if get_origin(hint) in (Union, UnionType):
        return _either(name, get_args(hint))
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return _list(_field(name, get_args(hint)[0]))
    if name in ("service", "services"):
        return {"type": "string", "enum": sorted(load_reference().services)}
    return {"type": _PLAIN[hint]}


def _either(name: str, options: tuple[Any, ...]) -> dict[str, Any]:
    """A union: ``None`` beside one type, or two types that JSON writes alike (a number)."""
    schema = _field(name, next(option for option in options if option is not type(None)))
    if type(None) not in options:
        return schema
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: type(value) is int or (type(value) is float and math.isfinite(value)),
    "null": lambda value: value is None,
}


def conforms(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value is as a schema made here says; servers do not always see to it."""
    if isinstance(schema["type"], list):
        return any(conforms(value, {**schema, "type": option}) for option in schema["type"])
    if not _TYPES[schema["type"]](value) or value not in schema.get("enum", (value,)):
        return False
    if schema["type"] == "array":
        return all(conforms(each, schema["items"]) for each in value)
    if schema["type"] == "object":
        properties = schema["properties"]
        return value.keys() == properties.keys() and all(
            conforms(value[name], properties[name]) for name in properties
        )
    return True
