"""``/explain``: the proof of a triple down to the sentences it rests on, as a page or JSON."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from ..graph.errors import CaregraphError
from ..graph.explanation import NoProof, explain_triple
from .links import address
from .negotiation import HTML, Form, choose
from .problems import Problem, as_problem
from .responses import data_response, page_response
from .shared import shared

JSON = Form("json", ("application/json", "text/json"), "JSON")
FORMS = (JSON, HTML)
TERMS = ("subject", "predicate", "object")
EXAMPLES = ("person/ted-baker/cqc", "cg:worksFor", "organisation/cqc")
MOST_WORDS = 2_000

blueprint = Blueprint("explaining", __name__)


@blueprint.get("/explain")
def explain() -> Response:
    """The proof of the triple whose subject, predicate and object are given."""
    form = choose(
        request.headers.get("Accept"),
        FORMS,
        named=request.args.get("format"),
        kind="explanation",
    )
    given = {name: request.args.get(name, "").strip() for name in TERMS}
    if form is HTML:
        return _page(given)
    body = json.dumps(_explained(given), ensure_ascii=False, indent=1)
    return data_response(body.encode("utf-8", "replace"), JSON)


def _explained(given: dict[str, str]) -> dict[str, Any]:
    missing = [name for name in TERMS if not given[name]]
    if missing:
        raise Problem(400, "bad-input", f"the parameter {missing[0]!r} is missing")
    for name, words in given.items():
        if len(words) > MOST_WORDS:
            raise Problem(400, "bad-input", f"the {name} is longer than {MOST_WORDS} characters")
    try:
        return explain_triple(shared().store, *given.values())
    except NoProof as error:
        raise Problem(404, "not-found", str(error)) from error


def _page(given: dict[str, str]) -> Response:
    """The form and, once all three are there, the proof or what is wrong."""
    if not all(given.values()):
        return page_response(_render(given))
    try:
        explained = _explained(given)
    except CaregraphError as error:
        problem = as_problem(error)
        return page_response(_render(given, problem=problem), status=problem.status)
    return page_response(_render(given, explained=explained))


def _render(given: dict[str, str], **shown: object) -> str:
    return render_template("explain.html", given=given, address=address, examples=EXAMPLES, **shown)
