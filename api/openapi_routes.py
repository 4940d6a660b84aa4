"""What each route of the service takes and gives, as the OpenAPI description tells it."""

from __future__ import annotations

from .changes import FORMATS
from .dumps import DUMPS
from .facts import MEMBERS, READ
from .negotiation import GRAPHS, HTML, JSON, TABLES
from .openapi_parts import (
    STRING,
    TYPES,
    WORDS,
    Json,
    format_of,
    in_query,
    of_type,
    or_empty,
    response,
)
from .search_index import KINDS
from .searching import FORMS as SEARCH_FORMS

_PAGE = response("A page", HTML)
_GRAPH = response("The statements", *GRAPHS)
_ANSWER = response(
    "The answer, in the form asked for", *TABLES, *GRAPHS, HTML,
    json={"schema": {"$ref": "#/components/schemas/Table"}},
)  # fmt: skip
_THERE: Json = {"description": "To the document, in the form asked for"}
_DONE: Json = {"description": "It is done"}
_MADE: Json = {"description": "The graph was made; Location names one that had no name"}
_IRI: Json = {"type": "string", "format": "uri"}
_FORMAT = format_of(*TABLES, *GRAPHS, HTML)
_DOCUMENT_FORMAT = format_of(HTML, *GRAPHS)
_PAGE_NUMBER = in_query(
    "page",
    "the page, from 1; Link leads to those around it",
    {"type": "integer", "minimum": 1, "maximum": 1_000_000},
)
_SEARCH = [
    in_query("q", "words of a name, a title or a sentence, or a code; spelling may be off"),
    in_query("kind", "one kind alone", or_empty({"type": "string", "enum": [*KINDS]})),
    _PAGE_NUMBER,
]
_FOUND = response(
    "What is found, best first",
    *SEARCH_FORMS,
    json={"schema": {"$ref": "#/components/schemas/Found"}},
)
_QUESTIONS = response(
    "The questions", HTML, JSON, json={"schema": {"$ref": "#/components/schemas/Questions"}}
)
_GRAPH_NAME = [
    in_query("graph", "the graph's IRI", _IRI),
    in_query("default", "the default graph"),
]
_IRIS: Json = {"type": "array", "items": _IRI}
_DATASET = [
    in_query(name, "a graph of the store; may stand more than once", _IRIS)
    for name in ("default-graph-uri", "named-graph-uri")
]
_WRITING: Json = {"security": [{"token": []}, {"password": []}]}
_STATEMENTS: Json = {"requestBody": {"content": {kind: {} for kind in FORMATS}}}
_FORM: Json = {"schema": {"type": "object", "properties": {"query": WORDS, "update": WORDS}}}
_TEXT: Json = {"schema": WORDS}
_OR_NULL: Json = {"type": ["string", "null"]}
_MORE: dict[str, Json] = {
    "text": WORDS,
    "published": {"anyOf": [*or_empty(TYPES["date"])["anyOf"], {"type": "null"}]},
}
_ARTICLE: Json = {
    "schema": {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            name: {**_MORE.get(name, _OR_NULL), "description": text}
            for name, text in MEMBERS.items()
        },
    }
}

KNOWN: dict[tuple[str, str], Json] = {
    ("pages.home", ""): {"responses": {"200": _PAGE}},
    ("searching.search", ""): {
        "parameters": [*_SEARCH, format_of(*SEARCH_FORMS)],
        "responses": {"200": _FOUND},
    },
    ("searching.search_in", ""): {"parameters": _SEARCH, "responses": {"200": _FOUND}},
    ("pages.problems", ""): {"responses": {"200": _PAGE}},
    ("pages.robots", ""): {"responses": {"200": of_type("Rules for robots", "text/plain")}},
    ("pages.favicon", ""): {"responses": {"303": _THERE}},
    ("health.ready", ""): {"responses": {"200": of_type("It is", "application/json")}},
    ("health.live", ""): {"responses": {"200": of_type("It is", "application/json")}},
    ("health.metrics", ""): {"responses": {"200": of_type("Counts", "text/plain")}},
    ("openapi.openapi", ""): {"responses": {"200": of_type("This", "application/json")}},
    ("sparql.sparql", "GET"): {
        "parameters": [in_query("query", "a SPARQL 1.1 query"), *_DATASET, _FORMAT],
        "responses": {"200": _ANSWER},
    },
    ("sparql.sparql", "POST"): {
        "description": "A query, or an update, which needs a token where it is allowed at all.",
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": STRING},
                "application/sparql-update": {"schema": STRING},
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
        "parameters": [format_of(HTML, JSON)],
        "responses": {"200": _QUESTIONS},
    },
    ("questions.queries_as_json", ""): {"responses": {"200": _QUESTIONS}},
    ("networks.network", ""): {
        "parameters": [format_of(HTML, JSON)],
        "responses": {"200": response("The analyses", HTML, JSON)},
    },
    ("networks.network_as_json", ""): {"responses": {"200": response("The analyses", JSON)}},
    ("facts.page", ""): {"responses": {"200": _PAGE}},
    ("facts.facts", ""): {
        "requestBody": {
            "required": True,
            "content": {kind: _TEXT if kind == "text/plain" else _ARTICLE for kind in READ},
        },
        "responses": {"200": of_type("The article's facts", "application/json")},
    },
    ("explaining.explain", ""): {
        "description": "Terms are IRIs, prefixed names (cg:worksFor) or keys (organisation/RNA).",
        "parameters": [
            in_query("subject", "what the triple is about", WORDS, required=True),
            in_query("predicate", "the property", WORDS, required=True),
            in_query("object", "the value; a literal as in Turtle", WORDS, required=True),
            format_of(JSON, HTML),
        ],
        "responses": {"200": of_type("The shortest proof", "application/json", "text/html")},
    },
    ("dataset.well_known", ""): {"responses": {"303": _THERE}},
    ("dataset.dataset", ""): {
        "parameters": [_DOCUMENT_FORMAT],
        "responses": {"200": response("The description", HTML, *GRAPHS)},
    },
    ("dataset.dataset_in", ""): {"responses": {"200": response("The description", HTML, *GRAPHS)}},
    ("dumps.dumps", ""): {
        "parameters": [format_of(HTML, JSON)],
        "responses": {"200": response("The dumps", HTML, JSON)},
    },
    ("dumps.dumps_as_json", ""): {"responses": {"200": response("The dumps", JSON)}},
    ("dumps.dump", ""): {
        "description": "Names: " + ", ".join(dump.name for dump in DUMPS) + ", and with .sha256.",
        "responses": {"200": of_type("The file", "application/gzip", "text/plain")},
    },
    ("sitemap.sitemap", ""): {"responses": {"200": of_type("The pages", "application/xml")}},
    ("sitemap.part", ""): {"responses": {"200": of_type("The pages", "application/xml")}},
    ("context.context", ""): {"responses": {"200": of_type("Words", "application/ld+json")}},
    ("articles.articles", ""): {
        "parameters": [_PAGE_NUMBER, format_of(HTML, JSON)],
        "responses": {"200": response("The articles", HTML, JSON)},
    },
    ("articles.articles_as_json", ""): {
        "parameters": [_PAGE_NUMBER],
        "responses": {"200": response("The articles", JSON)},
    },
    ("articles.article", ""): {"responses": {"200": _PAGE, "303": _THERE}},
    ("entities.entity", ""): {
        "parameters": [_DOCUMENT_FORMAT, _PAGE_NUMBER],
        "responses": {"200": response("The document", HTML, *GRAPHS), "303": _THERE},
    },
}
"""What routes take and give, by endpoint and method; an empty method stands for all others."""
