"""``/sitemap.xml``: every page worth finding, for search engines; in parts where there are many."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pyoxigraph as ox
from flask import Blueprint, Response, request

from ..graph.store import Store
from ..graph.vocabulary import BASE, CG
from .article_list import article_entries
from .links import href
from .problems import Problem
from .shared import shared

PART = 40_000
"""Addresses in one file; the protocol allows 50,000."""

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = ("/", "/articles", "/queries", "/ontology.html", "/dataset")
_KINDS = ("organisation/", "site/", "person/")

blueprint = Blueprint("sitemap", __name__)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages, or the list of the parts that list them."""
    pages = shared().remember("sitemap", _pages)
    if len(pages) <= PART:
        return _list(pages)
    count = -(-len(pages) // PART)
    entries = "".join(
        f"<sitemap><loc>{_address(f'/sitemap-{number}.xml')}</loc></sitemap>\n"
        for number in range(1, count + 1)
    )
    return _xml(f'<sitemapindex xmlns="{_SPACE}">\n{entries}</sitemapindex>\n')


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One part of the list."""
    pages = shared().remember("sitemap", _pages)[PART * (number - 1) : PART * number]
    if number < 1 or not pages:
        raise Problem(404, "not-found", f"the sitemap has no part {number}")
    return _list(pages)


def _list(pages: list[str]) -> Response:
    entries = "".join(f"<url><loc>{_address(page)}</loc></url>\n" for page in pages)
    return _xml(f'<urlset xmlns="{_SPACE}">\n{entries}</urlset>\n')


def _pages(store: Store) -> list[str]:
    """The paths of all pages: of articles, and of what articles name."""
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    things = sorted(
        f"{href(node.value)}.html"
        for node in named
        if isinstance(node, ox.NamedNode) and node.value.removeprefix(BASE).startswith(_KINDS)
    )
    return [*_FIXED, *(entry.href for entry in article_entries(store)), *things]


def _address(path: str) -> str:
    return escape(request.host_url.rstrip("/") + path)


def _xml(text: str) -> Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return Response(head + text, content_type="application/xml; charset=utf-8")
