"""The shapes of what the service answers in JSON, as its OpenAPI description refers to them."""

from __future__ import annotations

from typing import Any

from .problems import KINDS as PROBLEMS
from .search_index import KINDS

Json = dict[str, Any]

_STRING: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}

_PROBLEM: Json = {
    "type": "object",
    "description": "Problem details (RFC 9457); the end of the type is one of these: "
    + ", ".join(sorted(PROBLEMS)),
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^/problems#"},
        "title": _STRING,
        "status": _NUMBER,
        "detail": _STRING,
        "line": _NUMBER,
        "column": _NUMBER,
    },
}

_TABLE: Json = {
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object"},
        "results": {"type": "object", "required": ["bindings"]},
        "boolean": {"type": "boolean"},
        "cut": {"type": "string", "description": "what was left out, if anything was"},
    },
}

_NAMED: Json = {
    "type": "object",
    "required": ["id", "label", "address"],
    "properties": {"id": {"type": "string", "format": "iri"}, "label": _STRING, "address": _STRING},
}

_HIT: Json = {
    "type": "object",
    "required": ["kind", "label", "id", "address"],
    "properties": {
        "kind": {"type": "string", "enum": [*KINDS]},
        "label": {"type": "string", "description": "a name, a title or a sentence"},
        "also": {"type": "string", "description": "the other name that has the words"},
        "id": {"type": "string", "format": "iri"},
        "address": {"type": "string", "description": "its page here"},
        "date": {"type": "string", "description": "of the article"},
        "article": _NAMED,
        "claims": {"type": "array", "items": _NAMED, "description": "what rests on the sentence"},
    },
}

_FOUND: Json = {
    "type": "object",
    "required": ["words", "kind", "total", "page", "pages", "kinds", "readAs", "results"],
    "properties": {
        "words": _STRING,
        "kind": {"type": ["string", "null"]},
        "total": _NUMBER,
        "page": _NUMBER,
        "pages": _NUMBER,
        "kinds": {"type": "object", "description": "how many of each kind have the words"},
        "readAs": {"type": "object", "description": "words that nothing has, and those read"},
        "partial": {"type": "boolean", "description": "nothing has all the words"},
        "results": {"type": "array", "items": _HIT},
    },
}

_QUESTIONS: Json = {
    "type": "object",
    "required": ["queries"],
    "properties": {
        "queries": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "sentence", "address", "parameters"],
                "properties": {
                    "name": _STRING,
                    "sentence": {"type": "string", "description": "what it answers"},
                    "address": _STRING,
                    "parameters": {"type": "array", "items": {"type": "object"}},
                },
            },
        }
    },
}

_ANALYSIS: Json = {
    "type": "object",
    "required": ["analysis", "columns", "rows", "notes"],
    "properties": {
        "analysis": _STRING,
        "parameters": {"type": "object"},
        "columns": {"type": "array", "items": _STRING},
        "rows": {"type": "array", "items": {"type": "object"}},
        "notes": {"type": "array", "items": _STRING},
        "cut": {"type": "string", "description": "what was left out, if anything was"},
    },
}

SCHEMAS: Json = {
    "Problem": _PROBLEM,
    "Table": _TABLE,
    "Found": _FOUND,
    "Questions": _QUESTIONS,
    "Analysis": _ANALYSIS,
}
"""All shapes by name."""
