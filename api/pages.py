"""The pages around the data: home, problems, and robots."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ..graph.named_queries import named_queries
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, RDF
from .articles import article_entries
from .documents import instances
from .problems import KINDS
from .responses import page_response, see_other
from .shared import shared
from .structured import site_data

blueprint = Blueprint("pages", __name__)

_COUNTED = (
    ("trusts and other organisations", "organisation/", "/search?kind=organisation"),
    ("hospitals and other sites", "site/", "/search?kind=site"),
    ("people", "person/", "/search?kind=person"),
)
"""What the home page counts of what articles name: in words, the start of the IRIs, a way in."""

_SHOWN_FIRST = ("improvements", "current-ratings", "who-said-what")


@blueprint.get("/")
def home() -> Response:
    """What there is and the ways in."""
    questions = named_queries()
    entries = shared().remember("articles", article_entries)
    counts = [("articles", len(entries), "/articles"), *shared().remember("counts", _counts)]
    first = [questions[name] for name in _SHOWN_FIRST if name in questions]
    page = render_template(
        "home.html",
        counts=counts,
        questions=first or list(questions.values())[:3],
        entries=entries[:5],
        statements=shared().remember("size", len),
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


def _counts(store: Store) -> list[tuple[str, int, str]]:
    """How many things of each kind the articles name, and how many ratings they state."""
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    named -= {q.subject for q in store.engine.quads_for_pattern(None, CG.identifiedAs, None)}
    rated = store.engine.quads_for_pattern(None, RDF.type, CG.RatingClaim)
    ratings = len({iri for quad in rated if "/claim/" in (iri := str(quad.subject))})
    return [
        *(
            (name, sum(str(node).startswith(f"<{BASE}{start}") for node in named), where)
            for name, start, where in _COUNTED
        ),
        ("ratings stated", ratings, "/queries/current-ratings"),
        ("inspections", len(instances(store, CG.Inspection)), "/queries/inspections"),
    ]
