"""``/gsp``: the SPARQL 1.1 Graph Store HTTP Protocol; reading is free, writing needs a token.

A graph is named by ``?graph=IRI``, ``?default``, or as the address itself: ``/gsp/any/path``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pyoxigraph as ox
from flask import Blueprint, Response, request

from .authorisation import writer_for_request
from .changes import FORMATS, Change, Kind, Part
from .evaluation import Request
from .negotiation import GRAPHS, choose
from .problems import Problem
from .shared import shared
from .sparql import answer_response

blueprint = Blueprint("graph_store", __name__)

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_METHODS = ["GET", "PUT", "POST", "DELETE"]


@blueprint.route("/gsp", methods=_METHODS, strict_slashes=False)
def indirect() -> Response:
    """Read, replace, extend or delete the graph that a parameter names."""
    if request.method == "POST" and not request.query_string:
        return _new_graph()
    return _serve(_named())


@blueprint.route("/gsp/<path:_>", methods=_METHODS)
def direct(_: str) -> Response:
    """Read, replace, extend or delete the graph whose IRI the address is."""
    if request.query_string:
        raise Problem(400, "bad-request", "the address names the graph; leave the parameters out")
    return _serve(_iri(request.base_url))


def _serve(graph: str | None) -> Response:
    if request.method in ("GET", "HEAD"):
        return _read(graph)
    if request.method == "DELETE":
        return _delete(graph)
    return _write("put" if request.method == "PUT" else "post", graph)


def _read(graph: str | None) -> Response:
    choose(request.headers.get("Accept"), GRAPHS, kind="graph")
    if graph is not None and not shared().store.has_graph(graph):
        raise Problem(404, "not-found", f"there is no graph <{graph}>")
    asked = Request(
        _EVERYTHING,
        accept=request.headers.get("Accept"),
        default_graphs=() if graph is None else (graph,),
        union=False,
    )
    return answer_response(asked)


def _write(kind: Kind, graph: str | None) -> Response:
    writer = writer_for_request()
    outcome = writer.write(Change(kind, graph=graph, parts=tuple(_parts())))
    return Response(status=204 if outcome.existed else 201)


def _delete(graph: str | None) -> Response:
    if not writer_for_request().write(Change("delete", graph=graph)).existed:
        raise Problem(404, "not-found", f"there is no graph <{graph}>")
    return Response(status=204)


def _new_graph() -> Response:
    """A graph without a name gets one under this address."""
    graph = _iri(f"{request.base_url.rstrip('/')}/{uuid.uuid4()}")
    response = _write("post", graph)
    response.headers["Location"] = graph
    return response


def _named() -> str | None:
    """The graph's IRI, or ``None`` for the default graph."""
    try:
        pairs = parse_qsl(
            request.query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=20,
        )
    except ValueError as error:
        raise Problem(400, "bad-request", "the address is not UTF-8") from error
    match pairs:
        case [("default", "")]:
            return None
        case [("graph", iri)]:
            return _iri(iri)
    raise Problem(400, "bad-request", "name one graph: '?graph=IRI', or '?default'")


def _iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError as error:
        raise Problem(400, "bad-input", f"{text!r} is no IRI for a graph: {error}") from error


def _parts() -> Iterator[Part]:
    """The statements of the body: one document, or each file of a form."""
    if request.mimetype == "multipart/form-data":
        files = [file for _, file in request.files.items(multi=True)]
        if not files:
            raise Problem(400, "bad-request", "the form has no files")
        for file in files:
            yield _part(file.mimetype, file.mimetype_params, file.read())
        return
    yield _part(request.mimetype, request.mimetype_params, request.get_data(cache=False))


def _part(media_type: str, parameters: dict[str, str], data: bytes) -> Part:
    if media_type not in FORMATS:
        raise Problem(
            415,
            "unsupported-media-type",
            f"statements in {media_type or 'no media type'!r} aren't read",
            available=sorted(FORMATS),
        )
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem(415, "unsupported-media-type", "only UTF-8 is read")
    return Part(media_type, data)
