"""``/network``: the analyses of the network, each an address with parameters and forms."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from ..graph.analyses import ANALYSES, Analysis, analysis, choices
from ..graph.errors import CaregraphError, UnknownName
from .analysing import Analysed, Analysing
from .links import address
from .negotiation import HTML, JSON, Form, choose, split_suffix
from .problems import LimitReached, Problem, as_problem
from .questions import listed_parameters
from .responses import data_response, known, not_modified, page_response
from .results_page import Table
from .shared import shared
from .statements import Shown

DATA = (
    JSON,
    Form("csv", ("text/csv",), "CSV"),
    Form("tsv", ("text/tab-separated-values",), "TSV"),
)
SVG = Form("svg", ("image/svg+xml",), "SVG")
PNG = Form("png", ("image/png",), "PNG")
NETWORKS = (
    Form("graphml", ("application/graphml+xml",), "GraphML"),
    Form("gexf", ("application/gexf+xml",), "GEXF"),
    Form("cyjs", ("application/vnd.cytoscape.cyjs+json",), "Cytoscape JSON"),
)
FORMS = (*DATA, HTML, SVG, PNG, *NETWORKS)
_INSIDE_SVG = "default-src 'none'; style-src 'unsafe-inline'"
"""What a picture opened by itself may do: a drawing's looks are written in its elements."""
PAGE_ROWS = 500
_OF_CLAIM = ("sentence", "words", "said_as", "tie")
"""Columns of which the first that says anything leads to the row's claim."""

blueprint = Blueprint("networks", __name__)


@blueprint.get("/network")
def network() -> Response:
    """All analyses of the network with what they answer and want to be told."""
    return _list(request.args.get("format"))


@blueprint.get("/network.json")
def network_as_json() -> Response:
    """The same for programs."""
    return _list(JSON.name)


def _list(named: str | None) -> Response:
    form = choose(request.headers.get("Accept"), (HTML, JSON), named=named, kind="list")
    if form is HTML:
        return page_response(render_template("network.html", analyses=ANALYSES.values()))
    listed = {"analyses": [_listed(each) for each in ANALYSES.values()]}
    return data_response((json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode(), form)


def _listed(each: Analysis) -> dict[str, Any]:
    return {
        "name": each.name,
        "sentence": each.sentence,
        "reading": each.reading,
        "address": f"/network/{each.name}",
        "parameters": listed_parameters(each.parameters),
    }


@blueprint.get("/network/<name>")
def analyse(name: str) -> Response:
    """The answer of one analysis, in the form wanted."""
    stem, by_suffix = split_suffix(name, FORMS)
    chosen = _known(stem)
    named = by_suffix.name if by_suffix else request.args.get("format")
    form = choose(request.headers.get("Accept"), forms_of(chosen), named=named, kind="answer")
    if form is HTML:
        return _page(chosen)
    given = _given(chosen)
    tag = shared().tag("network", chosen.name, sorted(given.items()), form.name)
    if known(tag):
        return not_modified(tag)
    answer = _asked(chosen, given, form.name)
    response = data_response(answer.body, form, cut=answer.cut, tag=tag)
    if form is SVG:
        response.headers["Content-Security-Policy"] = _INSIDE_SVG
    return response


def _known(name: str) -> Analysis:
    try:
        return analysis(name)
    except UnknownName as error:
        raise Problem(404, "unknown-name", str(error)) from error


def forms_of(chosen: Analysis) -> tuple[Form, ...]:
    """The forms that an answer of the analysis has."""
    return tuple(form for form in FORMS if form not in NETWORKS or chosen.weave is not None)


def _given(chosen: Analysis) -> dict[str, str]:
    """The parameters given, each once; what isn't a parameter is refused by its name."""
    given = request.args.to_dict(flat=False)
    given.pop("format", None)
    names = [parameter.name for parameter in chosen.parameters]
    for name, values in given.items():
        if name not in names:
            raise UnknownName(f"parameter of the analysis {chosen.name!r}", name, names)
        if len(values) > 1:
            raise Problem(400, "bad-input", f"the parameter {name!r} is given {len(values)} times")
    return {name: values[0] for name, values in given.items() if values[0].strip()}


def _asked(chosen: Analysis, given: dict[str, str], form: str) -> Analysed:
    try:
        return shared().analyse(Analysing(chosen.name, given, form))
    except LimitReached as error:
        detail = "the analysis was stopped at a limit; ask for a shorter time or for less"
        raise LimitReached(str(error.extra["limit"]), detail) from error


def _page(chosen: Analysis) -> Response:
    """The analysis's page: its form and, once it has what it needs, its answer."""
    given: dict[str, str] = {}
    try:
        given = _given(chosen)
        needed = [each.name for each in chosen.parameters if each.required]
        if needed and not given:
            return page_response(_render(chosen, given))
        answer = _asked(chosen, given, "json")
    except CaregraphError as error:
        problem = as_problem(error)
        page = _render(chosen, given, problem=problem)
        return page_response(page, status=problem.status)
    members = json.loads(answer.body)
    page = _render(chosen, given, table=_table(members), notes=members["notes"], cut=answer.cut)
    return page_response(page, cut=answer.cut)


def _table(members: dict[str, Any]) -> Table:
    """The rows as far as a page goes: a thing's name leads to it, a sentence to its claim."""
    shown = (name for name in members["columns"] if name not in ("article", "claim"))
    names = [name for name in shown if f"{name}_name" not in members["columns"]]
    rows = [[_cell(row, name) for name in names] for row in members["rows"][:PAGE_ROWS]]
    return Table([name.removesuffix("_name") for name in names], rows)


def _cell(row: dict[str, Any], name: str) -> Shown | None:
    if row[name] is None:
        return None
    words = str(row[name])
    of_claim = name == next((text for text in _OF_CLAIM if row.get(text)), None)
    target = row.get(name.removesuffix("_name") if name.endswith("_name") else "")
    target = row.get("claim") if of_claim else target
    return Shown(words, address(target) if target else "")


def _render(chosen: Analysis, given: dict[str, str], **shown: object) -> str:
    return render_template(
        "analysis.html",
        analysis=chosen,
        given=given,
        choices={each.name: choices(each.type) for each in chosen.parameters},
        forms=[form for form in forms_of(chosen) if form is not HTML],
        page_rows=PAGE_ROWS,
        suffix_query=f"?{urlencode(given)}" if given else "",
        **shown,
    )
