"""``/sparql``: the SPARQL 1.1 Protocol, and a page to write queries on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from ..graph.errors import CaregraphError
from ..graph.named_queries import named_queries
from ..graph.vocabulary import PREFIXES, RDF
from .admission import is_repeatable
from .authorisation import writer_for_request
from .changes import Change
from .evaluation import Answer, Request
from .federation import federated
from .negotiation import GRAPHS, TABLES, choose, wants_page
from .problems import Problem, as_problem
from .protocol import FORM, QUERY, UPDATE, Pairs, decoded, pairs_in, query_in, values
from .responses import data_response, known, not_modified, page_response
from .results_page import table_of
from .shared import shared
from .updates import admit_update

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
PAGE_ROWS = 500
"""Rows that the page shows; the other forms carry them all."""

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
@blueprint.route("/sparql/", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer the query of the request or run its update; with neither, show or describe all."""
    pairs = _all_pairs()
    if values(pairs, "update"):
        return _update(pairs)
    asked = query_in(pairs, request.method, request.headers.get("Accept"))
    as_page = _wants_page(asked)
    if asked is not None:
        chosen = shared().settings
        asked = federated(asked, chosen.service_hosts, chosen.limits.seconds)
    if asked is None:
        return _query_page() if as_page else _service_description()
    if as_page:
        return answer_page(asked)
    return answer_response(asked)


def answer_response(asked: Request) -> Response:
    """The answer as data; not even asked for where the client has it already."""
    tag = shared().tag(asked) if is_repeatable(asked.text) else None
    if known(tag):
        return not_modified(tag)
    answer = shared().ask(asked)
    return data_response(answer.body, answer.form, cut=answer.cut, tag=tag)


def answer_page(asked: Request) -> Response:
    """The page with the query and its answer, or with what is wrong with it and where."""
    wanted = Request(
        asked.text,
        accept="application/sparql-results+json, text/turtle",
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        rows=PAGE_ROWS,
    )
    try:
        answer = shared().ask(wanted)
    except CaregraphError as error:
        problem = as_problem(error)
        return page_response(
            _render(asked.text, problem=problem, marked=_marked(asked.text, problem)),
            status=problem.status,
            headers=problem.headers,
        )
    return page_response(_render(asked.text, answer=answer), cut=answer.cut)


def _update(pairs: Pairs) -> Response:
    """Run the update of the request, if this endpoint and the client's token let it."""
    writer = writer_for_request()
    if request.method != "POST":
        raise Problem(400, "bad-request", "an update is sent by POST")
    texts = values(pairs, "update")
    if len(texts) > 1 or values(pairs, "query"):
        raise Problem(400, "bad-request", "one update at a time, and no query with it")
    text = admit_update(
        texts[0],
        deepest=shared().engine.limits.depth,
        using=values(pairs, "using-graph-uri"),
        using_named=values(pairs, "using-named-graph-uri"),
    )
    writer.write(Change("update", text))
    return Response(status=204)


def _all_pairs() -> Pairs:
    """The parameters of the request, from its address and its body."""
    pairs = pairs_in(request.query_string, "the address")
    return pairs + _body_pairs() if request.method == "POST" else pairs


def _body_pairs() -> Pairs:
    """The parameters in a POST: a form, or the query itself."""
    kind = request.mimetype
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise Problem(
            415, "unsupported-media-type", f"the charset {charset!r} isn't read; send UTF-8"
        )
    if kind == FORM:
        return pairs_in(request.get_data(cache=False), "the form")
    if kind == QUERY:
        return [("query", decoded(request.get_data(cache=False), "the query"))]
    if kind == UPDATE:
        writer_for_request()
        return [("update", decoded(request.get_data(cache=False), "the update"))]
    raise Problem(
        415,
        "unsupported-media-type",
        f"a POST of {kind or 'no media type'!r} isn't read; send application/sparql-query"
        " or a form",
        available=[QUERY, FORM],
    )


def _wants_page(asked: Request | None) -> bool:
    if asked is None:
        return wants_page(request.headers.get("Accept"), request.args.get("format"))
    return wants_page(asked.accept, asked.named)


def _query_page() -> Response:
    return page_response(_render(""))


def _render(text: str, **shown: Any) -> str:
    answer: Answer | None = shown.get("answer")
    return render_template(
        "sparql.html",
        text=text,
        examples=named_queries().values(),
        limits=shared().engine.limits,
        prefixes=PREFIXES,
        table=table_of(answer) if answer and answer.kind == "table" else None,
        boolean=json.loads(answer.body)["boolean"] if answer and answer.kind == "boolean" else None,
        turtle=answer.body.decode() if answer and answer.kind == "graph" else None,
        forms=GRAPHS if answer and answer.kind == "graph" else TABLES,
        **shown,
    )


def _marked(text: str, problem: Problem) -> str | None:
    """The line of the query that can't be read, with a caret under the column."""
    line, column = problem.extra.get("line"), problem.extra.get("column")
    lines = text.splitlines()
    if line is None or column is None or not 0 < line <= len(lines):
        return None
    return f"{lines[line - 1]}\n{' ' * (column - 1)}^"


def _service_description() -> Response:
    """What this service offers, in the words of SPARQL 1.1 Service Description."""
    form = choose(
        request.headers.get("Accept"), GRAPHS, named=request.args.get("format"), kind="description"
    )
    assert form.rdf is not None
    prefixes = {"sd": SD, "formats": FORMATS}
    body = ox.serialize(_description(request.base_url), format=form.rdf, prefixes=prefixes)
    assert body is not None
    return data_response(body, form)


def _description(address: str) -> Iterable[ox.Triple]:
    service, dataset, graph = (ox.NamedNode(address + part) for part in ("", "#data", "#union"))
    yield ox.Triple(service, RDF.type, ox.NamedNode(SD + "Service"))
    yield ox.Triple(service, ox.NamedNode(SD + "endpoint"), service)
    yield ox.Triple(
        service, ox.NamedNode(SD + "supportedLanguage"), ox.NamedNode(SD + "SPARQL11Query")
    )
    yield ox.Triple(service, ox.NamedNode(SD + "feature"), ox.NamedNode(SD + "UnionDefaultGraph"))
    if shared().settings.service_hosts:
        feature = ox.NamedNode(SD + "BasicFederatedQuery")
        yield ox.Triple(service, ox.NamedNode(SD + "feature"), feature)
    for name in _RESULT_FORMATS:
        yield ox.Triple(service, ox.NamedNode(SD + "resultFormat"), ox.NamedNode(FORMATS + name))
    yield ox.Triple(service, ox.NamedNode(SD + "defaultDataset"), dataset)
    yield ox.Triple(dataset, RDF.type, ox.NamedNode(SD + "Dataset"))
    yield ox.Triple(dataset, ox.NamedNode(SD + "defaultGraph"), graph)
    yield ox.Triple(graph, RDF.type, ox.NamedNode(SD + "Graph"))


_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
