"""The pages around the data: home, problems, and robots."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ..graph.named_queries import named_queries
from .figures import figures
from .problems import KINDS
from .responses import page_response, see_other
from .shared import shared
from .structured import site_data

blueprint = Blueprint("pages", __name__)

_SHOWN_FIRST = ("improvements", "current-ratings", "who-said-what")


@blueprint.get("/")
def home() -> Response:
    """What there is and the ways in."""
    questions = named_queries()
    found = shared().remember("figures", figures)
    first = [questions[name] for name in _SHOWN_FIRST if name in questions]
    page = render_template(
        "home.html",
        counts=found.counts,
        questions=first or list(questions.values())[:3],
        entries=found.articles[:5],
        statements=found.whole.statements,
        structured=site_data(),
    )
    return page_response(page)


@blueprint.get("/problems")
def problems() -> Response:
    """What the kinds of problems mean: where their types lead."""
    return page_response(render_template("problems.html", kinds=KINDS))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Robots may read pages, but not run queries."""
    closed = ("/sparql", "/queries/", "/network/", "/search")
    text = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed)
    text += f"Sitemap: {request.host_url}sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that ask without reading the page."""
    return see_other("/static/mark.svg")
