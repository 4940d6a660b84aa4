"""``/queries``: the questions kept in ``queries/``, each an address with parameters and forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request

from ..graph.analyses import choices
from ..graph.errors import CaregraphError, UnknownName
from ..graph.named_queries import NamedQuery, Parameter, named_queries
from .evaluation import Request
from .negotiation import GRAPHS, HTML, JSON, TABLES, choose, prefers_html, split_suffix
from .problems import Problem, as_problem
from .responses import data_response, page_response
from .results_page import named_table_of
from .shared import shared
from .sparql import PAGE_ROWS, answer_response
from .standing_headers import NOTE

FORMS = (HTML, *TABLES, *GRAPHS)
_LISTS = (HTML, JSON)
_SMALL = 4096
"""Bytes of an answer that may be empty for a name that nothing has; a larger one isn't."""

_AS_IT_IS = " !\"#$&'()*+,-./:;<=>?@[]_{|}~"
"""What stands in a header as it is; a value that a client gave may hold anything."""

blueprint = Blueprint("questions", __name__)


@blueprint.get("/queries")
def queries() -> Response:
    """All questions with what they answer and want to be told."""
    return _list(request.args.get("format"))


@blueprint.get("/queries.json")
def queries_as_json() -> Response:
    """The same for programs."""
    return _list(JSON.name)


def _list(named: str | None) -> Response:
    form = choose(request.headers.get("Accept"), _LISTS, named=named, kind="list")
    if form is HTML:
        return page_response(render_template("queries.html", queries=named_queries().values()))
    listed = {"queries": [_listed(query) for query in named_queries().values()]}
    return data_response((json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode(), form)


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """The answer to one question, in the form wanted."""
    stem, form = split_suffix(name, FORMS)
    asked = _known(stem)
    named = form.name if form else request.args.get("format")
    if _is_page(named):
        return _page(asked)
    filled = asked.fill(**_values(asked))
    accept = request.headers.get("Accept")
    answered = answer_response(Request(filled, accept=accept, named=named))
    is_small = answered.status_code == 200 and (answered.content_length or 0) < _SMALL
    note = note_on(asked, _values(asked)) if is_small else ""
    return _with_note(answered, note) if note else answered


def _known(name: str) -> NamedQuery:
    found = named_queries().get(name)
    if found is None:
        nearest = str(UnknownName("query", name, named_queries()))
        joint = " " if nearest.endswith("?") else "; "
        raise Problem(404, "unknown-name", f"{nearest}{joint}/queries lists them all")
    return found


def _listed(query: NamedQuery) -> dict[str, Any]:
    """A question as a program reads it in the list."""
    return {
        "name": query.name,
        "sentence": query.sentence,
        "address": f"/queries/{query.name}",
        "parameters": listed_parameters(query.parameters),
    }


def listed_parameters(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    """What a question or an analysis wants to be told, as a program reads it."""
    return [
        {
            "name": parameter.name,
            "type": parameter.type,
            "required": parameter.required,
            "default": example(parameter) or None,
            "description": parameter.text,
            **({"values": [*values]} if (values := choices(parameter.type)) else {}),
        }
        for parameter in parameters
    ]


def _is_page(named: str | None) -> bool:
    """Whether a page is wanted: by name, by a browser, or by one who takes nothing else."""
    accept = request.headers.get("Accept")
    if named and named.strip():
        return choose(accept, FORMS, named=named, kind="answer") is HTML
    return prefers_html(accept) or choose(accept, (*TABLES, *GRAPHS, HTML), kind="answer") is HTML


def _values(asked: NamedQuery) -> dict[str, str]:
    """The parameters given, each once; what isn't a parameter is refused by its name."""
    given = request.args.to_dict(flat=False)
    given.pop("format", None)
    known = {parameter.name for parameter in asked.parameters}
    for name, values in given.items():
        if name not in known:
            raise UnknownName(f"parameter of the query {asked.name!r}", name, known)
        if len(values) > 1:
            raise Problem(400, "bad-input", f"the parameter {name!r} is given {len(values)} times")
    return {name: values[0] for name, values in given.items()}


def _page(asked: NamedQuery) -> Response:
    """The question's page: its form and, once it is filled in or needs nothing, its answer."""
    filled = asked.text
    try:
        values = _values(asked)
        needed = [parameter.name for parameter in asked.parameters if parameter.required]
        if needed and not any(value.strip() for value in values.values()):
            return page_response(_render(asked, filled))
        filled = asked.fill(**values)
        answer = shared().ask(
            Request(filled, accept="application/sparql-results+json, text/turtle", rows=PAGE_ROWS)
        )
    except CaregraphError as error:
        problem = as_problem(error)
        return page_response(_render(asked, filled, problem=problem), status=problem.status)
    table = named_table_of(answer) if answer.kind == "table" else None
    page = _render(
        asked,
        filled,
        table=table,
        answer=answer,
        note="" if table and table.rows else note_on(asked, values),
    )
    return page_response(page, cut=answer.cut)


def note_on(asked: NamedQuery, values: dict[str, str]) -> str:
    """What is to be told beside an answer: a misspelt name empties it."""
    unknown = asked.unrecognised(_yes, **values)
    return "; ".join(unknown)


def _yes(query: str) -> bool:
    answer = shared().ask(Request(query, accept="application/sparql-results+json"))
    return bool(json.loads(answer.body)["boolean"])


def _with_note(response: Response, note: str) -> Response:
    """The note in a header, and in JSON as the member ``note``."""
    response.headers[NOTE] = quote(note, safe=_AS_IT_IS)
    if response.content_type.endswith("json"):
        rest = response.get_data().removeprefix(b"{")
        response.set_data(f'{{"note":{json.dumps(note)},'.encode() + rest)
    return response


def _render(asked: NamedQuery, text: str, **shown: object) -> str:
    given = {name: value for name, value in request.args.items() if name != "format"}
    return render_template(
        "query.html",
        query=asked,
        text=text,
        given=given,
        examples={parameter.name: example(parameter) for parameter in asked.parameters},
        forms=TABLES,
        suffix_query=f"?{urlencode(given)}" if given else "",
        **shown,
    )


def example(parameter: Parameter) -> str:
    """What stands in an empty field: the default, where it says more than that it is open."""
    return "" if parameter.default in (None, "any") else str(parameter.default)
