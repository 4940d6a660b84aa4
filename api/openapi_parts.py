"""The pieces that the OpenAPI description is put together from."""

from __future__ import annotations

from typing import Any

from .negotiation import HTML, TABLES, Form
from .problems import MEDIA_TYPE

Json = dict[str, Any]

STRING: Json = {"type": "string"}
WORDS: Json = {"type": "string", "pattern": r"\S"}

TYPES: dict[str, Json] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer", "minimum": 1, "maximum": 100_000},
    "decimal": {"type": "number", "minimum": 0, "maximum": 1_000_000},
    "iri": {"type": "string", "format": "iri"},
    "article": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "service": {"type": "string", "pattern": "[A-Za-z0-9]"},
    "topic": {"type": "string", "pattern": "[A-Za-z0-9]"},
}
"""Schemas of the types of questions' parameters; all others are words."""


def or_empty(schema: Json) -> Json:
    """An empty value is as none: so forms send what isn't filled in."""
    return {"anyOf": [schema, {"type": "string", "pattern": r"^\s*$"}]}


def response(description: str, *forms: Form, **schemas: Json) -> Json:
    content = {kind: schemas.get(form.name, {}) for form in forms for kind in form.media_types[:1]}
    return {"description": description, "content": content}


def of_type(description: str, *media_types: str) -> Json:
    return {"description": description, "content": {kind: {} for kind in media_types}}


def in_query(name: str, text: str, schema: Json = STRING, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "required": required,
        "schema": schema,
    }


def format_of(*forms: Form) -> Json:
    schema = or_empty({"type": "string", "enum": [form.name for form in forms]})
    return in_query("format", "the form of the answer, whatever Accept says", schema)


PROBLEM: Json = {
    "description": "What is wrong, in problem details; for browsers a page of the same",
    "content": {
        MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/html": {},
    },
}
TABULAR = response(
    "The answer", *TABLES, HTML, json={"schema": {"$ref": "#/components/schemas/Table"}}
)
ROWS_OF: Json = {"schema": {"$ref": "#/components/schemas/Analysis"}}
