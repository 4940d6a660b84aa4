"""Every error answered in one shape: problem details, or for a browser a page of the same."""

from __future__ import annotations

import json

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from ..graph.errors import CaregraphError
from .negotiation import prefers_html
from .problems import INTERNAL, MEDIA_TYPE, Problem, as_problem

# Errors of the HTTP layer: status → kind of problem and what to say.
_OF_HTTP = {
    404: ("not-found", "there is nothing at this address"),
    405: ("method-not-allowed", "this address can't be used with this method"),
    413: ("content-too-large", "the body is larger than this service reads"),
    414: ("address-too-long", "the address is longer than this service reads"),
    415: ("unsupported-media-type", "the body is in a form that isn't read"),
    431: ("headers-too-large", "the headers are larger than this service reads"),
    500: ("internal-error", INTERNAL),
}


def register(app: Flask) -> None:
    """Answer every error of the app as a problem."""
    app.register_error_handler(CaregraphError, _caregraph_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def respond(problem: Problem) -> Response:
    """A problem as a response: a page where a browser asks, else JSON."""
    if _wants_page():
        page = render_template("problem.html", problem=problem, status=problem.status)
        response = Response(page, problem.status, mimetype="text/html")
    else:
        body = json.dumps(problem.body(), ensure_ascii=False, indent=1) + "\n"
        response = Response(body, problem.status, mimetype=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.headers["Vary"] = "Accept"
    return response


def _caregraph_error(error: CaregraphError) -> Response:
    problem = as_problem(error)
    if problem.status == 500:
        _log(error)
    return respond(problem)


def _http_error(error: HTTPException) -> Response:
    """An error of the HTTP layer, its own headers (``Allow``) kept."""
    status = error.code or 500
    kind, detail = _OF_HTTP.get(status, ("bad-request", str(error.description)))
    problem = Problem(status, kind, detail)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        problem.headers["Allow"] = ", ".join(sorted(allowed))
        problem.extra["allowed"] = sorted(allowed)
    return respond(problem)


def _unexpected(error: Exception) -> Response:
    _log(error)
    return respond(Problem(500, "internal-error", INTERNAL))


def _log(error: Exception) -> None:
    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)


def _wants_page() -> bool:
    return prefers_html(request.headers.get("Accept")) and "format" not in request.args
