"""``/openapi.json``: the service described in OpenAPI 3.1, made from its routes and questions.

Each route gives its address, methods and sentence; ``KNOWN`` adds what a route takes and gives
beyond that. A route that is missing there fails a test, so the description can't fall behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, request
from werkzeug.routing import Rule

from ..graph.analyses import ANALYSES, Analysis, choices
from ..graph.named_queries import NamedQuery, Parameter, named_queries
from ..graph.query_text import read
from .negotiation import GRAPHS, HTML, TABLES
from .networks import forms_of
from .openapi_parts import (
    PROBLEM,
    ROWS_OF,
    STRING,
    TABULAR,
    TYPES,
    WORDS,
    Json,
    format_of,
    or_empty,
    response,
)
from .openapi_routes import KNOWN
from .openapi_schemas import SCHEMAS

blueprint = Blueprint("openapi", __name__)

_IN_PATH: dict[str, Json] = {
    "graph_store.direct": {"type": "string", "pattern": "^[A-Za-z0-9._~/-]+$"},
}
"""What can stand in the addresses of some routes; in all others anything may."""

_RULES = (
    "What an address names and isn't there is answered with 404: a thing, a question, an analysis,"
    " a dump, a page after the last, and likewise the graph of /gsp and the triple of /explain,"
    " which parameters name. Any other parameter that isn't known, or whose value can't be used or"
    " is no known name, is answered with 400, whose detail offers the nearest name. An"
    " analysis wants things that are stored; a question asked of a name that nothing stored has is"
    " answered without rows, and 'Caregraph-Note' says so, in JSON also the member 'note'. A form"
    " that there isn't: 406."
)
"""How mistakes are answered, the same for every route."""


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
            "description": _RULES,
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
    known = KNOWN.get((rule.endpoint, method)) or KNOWN.get((rule.endpoint, "")) or {}
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _IN_PATH.get(rule.endpoint, STRING),
        }
        for name in sorted(rule.arguments)
    ]
    operation: Json = {
        "operationId": f"{method.lower()}{path}",
        "summary": (view.__doc__ or "").strip().split("\n")[0],
        **known,
        "responses": {**known.get("responses", {}), "default": PROBLEM},
    }
    parameters = in_path + known.get("parameters", [])
    return {**operation, **({"parameters": parameters} if parameters else {})}


def _question(query: NamedQuery) -> Json:
    forms = TABLES if read(query.text).form in ("SELECT", "ASK") else GRAPHS
    return {
        "operationId": f"question.{query.name}",
        "summary": query.sentence,
        "parameters": [*map(_parameter, query.parameters), format_of(*forms, HTML)],
        "responses": {"200": TABULAR, "default": PROBLEM},
    }


def _analysis(analysis: Analysis) -> Json:
    return {
        "operationId": f"analysis.{analysis.name}",
        "summary": analysis.sentence,
        "description": analysis.reading,
        "parameters": [*map(_parameter, analysis.parameters), format_of(*forms_of(analysis))],
        "responses": {
            "200": response("The answer", *forms_of(analysis), json=ROWS_OF),
            "default": PROBLEM,
        },
    }


def _parameter(parameter: Parameter) -> Json:
    schema = dict(TYPES.get(parameter.type, STRING))
    if choices(parameter.type):
        schema["enum"] = [*choices(parameter.type)]
    schema = {**WORDS, **schema} if parameter.required else or_empty(schema)
    if parameter.default not in (None, "any"):
        schema["default"] = _typed(parameter.default or "", parameter.type)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.text} ({parameter.type})",
        "schema": schema,
    }


def _typed(text: str, kind: str) -> str | int | float:
    if kind == "integer":
        return int(text)
    return float(text) if kind == "decimal" else text
