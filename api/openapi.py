"""``/openapi.json``: the service described in OpenAPI 3.1, made from its routes and questions.

Each route gives its address, methods and sentence; ``_KNOWN`` adds what a route takes and gives
beyond that. A route that is missing there fails a test, so the description can't fall behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.routing import Rule

from ..graph.analyses import ANALYSES, Analysis, choices
from ..graph.named_queries import NamedQuery, Parameter, named_queries
from ..graph.query_text import read
from .changes import FORMATS
from .dumps import DUMPS
from .facts import MEMBERS, READ
from .negotiation import GRAPHS, HTML, JSON, TABLES, Form
from .networks import forms_of
from .openapi_schemas import SCHEMAS
from .problems import MEDIA_TYPE
from .search_index import KINDS
from .searching import FORMS as SEARCH_FORMS

blueprint = Blueprint("openapi", __name__)

Json = dict[str, Any]

_STRING: Json = {"type": "string"}
_WORDS: Json = {"type": "string", "pattern": r"\S"}

_IN_PATH: dict[str, Json] = {
    "graph_store.direct": {"type": "string", "pattern": "^[A-Za-z0-9._~/-]+$"},
}
"""What can stand in the addresses of some routes; in all others anything may."""

_TYPES: dict[str, Json] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer", "minimum": 1, "maximum": 100_000},
    "decimal": {"type": "number", "minimum": 0, "maximum": 1_000_000},
    "iri": {"type": "string", "format": "iri"},
    "article": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "service": {"type": "string", "pattern": "[A-Za-z0-9]"},
    "topic": {"type": "string", "pattern": "[A-Za-z0-9]"},
}
"""Schemas of the types of questions' parameters; all others are words."""


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This description."""
    body = json.dumps(_description(request.host_url), ensure_ascii=False, indent=1) + "\n"
    response = Response(body, content_type="application/json")
    response.add_etag(weak=True)
    return response


def _description(site: str) -> Json:
    paths: Json = {}
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.endpoint == "static":
            continue
        for path, operations in _paths(rule):
            paths.setdefault(path, {}).update(operations)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "caregraph",
            "version": "1",
            "summary": "What the news says of hospital inspections, as a graph",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": site.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _paths(rule: Rule) -> Iterator[tuple[str, Json]]:
    """The operations of a route; those of questions and analyses once for each of them."""
    if rule.endpoint == "questions.query":
        for query in named_queries().values():
            yield f"/queries/{query.name}", {"get": _question(query)}
        return
    if rule.endpoint == "networks.analyse":
        for analysis in ANALYSES.values():
            yield f"/network/{analysis.name}", {"get": _analysis(analysis)}
        return
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    yield path, {method.lower(): _operation(rule, method, path) for method in methods}


def _operation(rule: Rule, method: str, path: str) -> Json:
    view = current_app.view_functions[rule.endpoint]
    known = _KNOWN.get((rule.endpoint, method)) or _KNOWN.get((rule.endpoint, "")) or {}
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _IN_PATH.get(rule.endpoint, _STRING),
        }
        for name in sorted(rule.arguments)
    ]
    operation: Json = {
        "operationId": f"{method.lower()}{path}",
        "summary": (view.__doc__ or "").strip().split("\n")[0],
        **known,
        "responses": {**known.get("responses", {}), "default": _PROBLEM},
    }
    parameters = in_path + known.get("parameters", [])
    return {**operation, **({"parameters": parameters} if parameters else {})}


def _question(query: NamedQuery) -> Json:
    forms = TABLES if read(query.text).form in ("SELECT", "ASK") else GRAPHS
    return {
        "operationId": f"question.{query.name}",
        "summary": query.sentence,
        "parameters": [*map(_parameter, query.parameters), _format(*forms, HTML)],
        "responses": {"200": _TABULAR, "default": _PROBLEM},
    }


def _analysis(analysis: Analysis) -> Json:
    return {
        "operationId": f"analysis.{analysis.name}",
        "summary": analysis.sentence,
        "description": analysis.reading,
        "parameters": [*map(_parameter, analysis.parameters), _format(*forms_of(analysis))],
        "responses": {
            "200": _response("The answer", *forms_of(analysis), json=_ROWS_OF),
            "default": _PROBLEM,
        },
    }


def _parameter(parameter: Parameter) -> Json:
    schema = dict(_TYPES.get(parameter.type, _STRING))
    if choices(parameter.type):
        schema["enum"] = [*choices(parameter.type)]
    schema = {**_WORDS, **schema} if parameter.required else _or_empty(schema)
    if parameter.default not in (None, "any"):
        schema["default"] = _typed(parameter.default or "", parameter.type)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.text} ({parameter.type})",
        "schema": schema,
    }


def _or_empty(schema: Json) -> Json:
    """An empty value is as none: so forms send what isn't filled in."""
    return {"anyOf": [schema, {"type": "string", "pattern": r"^\s*$"}]}


def _typed(text: str, kind: str) -> str | int | float:
    if kind == "integer":
        return int(text)
    return float(text) if kind == "decimal" else text


def _response(description: str, *forms: Form, **schemas: Json) -> Json:
    content = {kind: schemas.get(form.name, {}) for form in forms for kind in form.media_types[:1]}
    return {"description": description, "content": content}


def _of_type(description: str, *media_types: str) -> Json:
    return {"description": description, "content": {kind: {} for kind in media_types}}


def _in_query(name: str, text: str, schema: Json = _STRING, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "required": required,
        "schema": schema,
    }


def _format(*forms: Form) -> Json:
    schema = _or_empty({"type": "string", "enum": [form.name for form in forms]})
    return _in_query("format", "the form of the answer, whatever Accept says", schema)


_PROBLEM: Json = {
    "description": "What is wrong, in problem details; for browsers a page of the same",
    "content": {
        MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/html": {},
    },
}
_PAGE = _response("A page", HTML)
_TABULAR = _response(
    "The answer", *TABLES, HTML, json={"schema": {"$ref": "#/components/schemas/Table"}}
)
_GRAPH = _response("The statements", *GRAPHS)
_ANSWER = _response(
    "The answer, in the form asked for", *TABLES, *GRAPHS, HTML,
    json={"schema": {"$ref": "#/components/schemas/Table"}},
)  # fmt: skip
_ROWS_OF: Json = {"schema": {"$ref": "#/components/schemas/Analysis"}}
_THERE: Json = {"description": "To the document, in the form asked for"}
_DONE: Json = {"description": "It is done"}
_MADE: Json = {"description": "The graph was made; Location names one that had no name"}
_IRI: Json = {"type": "string", "format": "uri"}
_FORMAT = _format(*TABLES, *GRAPHS, HTML)
_DOCUMENT_FORMAT = _format(HTML, *GRAPHS)
_PAGE_NUMBER = _in_query(
    "page",
    "the page, from 1; Link leads to those around it",
    {"type": "integer", "minimum": 1, "maximum": 1_000_000},
)
_SEARCH = [
    _in_query("q", "words of a name, a title or a sentence, or a code; spelling may be off"),
    _in_query("kind", "one kind alone", _or_empty({"type": "string", "enum": [*KINDS]})),
    _PAGE_NUMBER,
]
_FOUND = _response(
    "What is found, best first",
    *SEARCH_FORMS,
    json={"schema": {"$ref": "#/components/schemas/Found"}},
)
_QUESTIONS = _response(
    "The questions", HTML, JSON, json={"schema": {"$ref": "#/components/schemas/Questions"}}
)
_GRAPH_NAME = [
    _in_query("graph", "the graph's IRI", _IRI),
    _in_query("default", "the default graph"),
]
_IRIS: Json = {"type": "array", "items": _IRI}
_DATASET = [
    _in_query(name, "a graph of the store; may stand more than once", _IRIS)
    for name in ("default-graph-uri", "named-graph-uri")
]
_WRITING: Json = {"security": [{"token": []}, {"password": []}]}
_STATEMENTS: Json = {"requestBody": {"content": {kind: {} for kind in FORMATS}}}
_FORM: Json = {"schema": {"type": "object", "properties": {"query": _WORDS, "update": _WORDS}}}
_TEXT: Json = {"schema": _STRING}
_MORE: dict[str, Json] = {"text": _WORDS, "published": _or_empty(_TYPES["date"])}
_ARTICLE: Json = {
    "schema": {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            name: {**_MORE.get(name, _STRING), "description": text}
            for name, text in MEMBERS.items()
        },
    }
}

_KNOWN: dict[tuple[str, str], Json] = {
    ("pages.home", ""): {"responses": {"200": _PAGE}},
    ("searching.search", ""): {
        "parameters": [*_SEARCH, _format(*SEARCH_FORMS)],
        "responses": {"200": _FOUND},
    },
    ("searching.search_in", ""): {"parameters": _SEARCH, "responses": {"200": _FOUND}},
    ("pages.problems", ""): {"responses": {"200": _PAGE}},
    ("pages.robots", ""): {"responses": {"200": _of_type("Rules for robots", "text/plain")}},
    ("pages.favicon", ""): {"responses": {"303": _THERE}},
    ("health.ready", ""): {"responses": {"200": _of_type("It is", "application/json")}},
    ("health.live", ""): {"responses": {"200": _of_type("It is", "application/json")}},
    ("health.metrics", ""): {"responses": {"200": _of_type("Counts", "text/plain")}},
    ("openapi.openapi", ""): {"responses": {"200": _of_type("This", "application/json")}},
    ("sparql.sparql", "GET"): {
        "parameters": [_in_query("query", "a SPARQL 1.1 query"), *_DATASET, _FORMAT],
        "responses": {"200": _ANSWER},
    },
    ("sparql.sparql", "POST"): {
        "description": "A query, or an update, which needs a token where it is allowed at all.",
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": _STRING},
                "application/sparql-update": {"schema": _STRING},
                "application/x-www-form-urlencoded": _FORM,
            },
        },
        "parameters": [*_DATASET, _FORMAT],
        "responses": {"200": _ANSWER, "204": _DONE},
    },
    ("graph_store.indirect", "GET"): {"parameters": _GRAPH_NAME, "responses": {"200": _GRAPH}},
    ("graph_store.indirect", ""): {
        **_WRITING,
        **_STATEMENTS,
        "parameters": _GRAPH_NAME,
        "responses": {"201": _MADE, "204": _DONE},
    },
    ("graph_store.direct", "GET"): {"responses": {"200": _GRAPH}},
    ("graph_store.direct", ""): {
        **_WRITING,
        **_STATEMENTS,
        "responses": {"201": _MADE, "204": _DONE},
    },
    ("questions.queries", ""): {
        "parameters": [_format(HTML, JSON)],
        "responses": {"200": _QUESTIONS},
    },
    ("questions.queries_as_json", ""): {"responses": {"200": _QUESTIONS}},
    ("networks.network", ""): {
        "parameters": [_format(HTML, JSON)],
        "responses": {"200": _response("The analyses", HTML, JSON)},
    },
    ("networks.network_as_json", ""): {"responses": {"200": _response("The analyses", JSON)}},
    ("facts.page", ""): {"responses": {"200": _PAGE}},
    ("facts.facts", ""): {
        "requestBody": {
            "required": True,
            "content": {kind: _TEXT if kind == "text/plain" else _ARTICLE for kind in READ},
        },
        "responses": {"200": _of_type("The article's facts", "application/json")},
    },
    ("explaining.explain", ""): {
        "description": "Terms are IRIs, prefixed names (cg:worksFor) or keys (organisation/RNA).",
        "parameters": [
            _in_query("subject", "what the triple is about", _WORDS, required=True),
            _in_query("predicate", "the property", _WORDS, required=True),
            _in_query("object", "the value; a literal as in Turtle", _WORDS, required=True),
            _format(JSON, HTML),
        ],
        "responses": {"200": _of_type("The shortest proof", "application/json", "text/html")},
    },
    ("dataset.well_known", ""): {"responses": {"303": _THERE}},
    ("dataset.dataset", ""): {
        "parameters": [_DOCUMENT_FORMAT],
        "responses": {"200": _response("The description", HTML, *GRAPHS)},
    },
    ("dataset.dataset_in", ""): {"responses": {"200": _response("The description", HTML, *GRAPHS)}},
    ("dumps.dump", ""): {
        "description": "Names: " + ", ".join(dump.name for dump in DUMPS) + ", and with .sha256.",
        "responses": {"200": _of_type("The file", "application/gzip", "text/plain")},
    },
    ("sitemap.sitemap", ""): {"responses": {"200": _of_type("The pages", "application/xml")}},
    ("sitemap.part", ""): {"responses": {"200": _of_type("The pages", "application/xml")}},
    ("context.context", ""): {"responses": {"200": _of_type("Words", "application/ld+json")}},
    ("articles.articles", ""): {
        "parameters": [_PAGE_NUMBER],
        "responses": {"200": _PAGE},
    },
    ("articles.article", ""): {"responses": {"200": _PAGE, "303": _THERE}},
    ("entities.entity", ""): {
        "parameters": [_DOCUMENT_FORMAT, _PAGE_NUMBER],
        "responses": {"200": _response("The document", HTML, *GRAPHS), "303": _THERE},
    },
}
"""What routes take and give, by endpoint and method; an empty method stands for all others."""
