"""The articles: their list, and each one's page with its facts highlighted in its text."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from ..graph import identifiers
from ..graph.facts import Span
from ..graph.store import Store
from ..graph.vocabulary import CG, DCTERMS, OA, PROV, SCHEMA
from .article_list import ArticleEntry, words
from .documents import label, value
from .figures import figures
from .highlights import Marks, Segment, paragraphs
from .links import href
from .negotiation import GRAPHS, HTML, JSON, choose
from .paging import Window, page_links, page_number
from .problems import Problem
from .responses import data_response, page_response, see_other
from .shared import shared
from .statements import Shown, shown
from .structured import article_data

PER_PAGE = 50
_KEY = re.compile(r"[0-9a-f]{16}")
MENTION = "mention"

blueprint = Blueprint("articles", __name__)


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """One claim as the article's page lists it, under its number."""

    number: int
    kind: str
    words: str
    href: str
    spans: tuple[Span, ...]
    quotes: tuple[str, ...]
    rule: str
    confidence: str
    voice: str
    speaker: Shown | None


@blueprint.get("/articles")
def articles() -> Response:
    """All articles, newest first, by pages."""
    return _list(request.args.get("format"))


@blueprint.get("/articles.json")
def articles_as_json() -> Response:
    """The same for programs."""
    return _list(JSON.name)


def _list(named: str | None) -> Response:
    form = choose(request.headers.get("Accept"), (HTML, JSON), named=named, kind="list")
    entries = shared().remember("figures", figures).articles
    window = Window(page_number(), PER_PAGE)
    page, first = window.number, window.start
    shown_here, more = window.of(entries)
    if first and not shown_here:
        raise Problem(404, "not-found", f"the list of articles has no page {page}")
    if form is JSON:
        members = {"total": len(entries), "page": page, "articles": [*map(_listed, shown_here)]}
        body = json.dumps(members, ensure_ascii=False, indent=1) + "\n"
        response = data_response(body.encode(), form)
    else:
        text = render_template(
            "articles.html",
            entries=shown_here,
            total=len(entries),
            page=page,
            pages=max(1, -(-len(entries) // PER_PAGE)),
            first=first,
        )
        response = page_response(text)
    links = page_links(page, more=more > 0)
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _listed(entry: ArticleEntry) -> dict[str, str]:
    """An article as a program reads it in the list."""
    key = entry.href.rpartition("/")[2]
    return {
        "id": identifiers.article(key).value,
        "label": entry.title,
        "address": entry.href,
        "date": entry.date,
        "publisher": entry.publisher,
    }


@blueprint.get("/articles/<key>")
def article(key: str) -> Response:
    """One article's text with its facts; its data has its address under ``/article``."""
    stem, dot, suffix = key.partition(".")
    if dot:
        return see_other(f"/article/{stem}.{suffix}")
    none = Problem(404, "not-found", f"there is no article {key!r}; /articles lists them all")
    if not _KEY.fullmatch(key):
        raise none
    store, node = shared().store, identifiers.article(key)
    body = value(store, node, SCHEMA.articleBody)
    if not isinstance(body, ox.Literal):
        raise none
    facts = _facts(store, node)
    marks: Marks = defaultdict(list)
    for fact in facts:
        for span in fact.spans:
            marks[span].append(fact.number)
    return page_response(_render(store, node, facts, paragraphs(body.value, marks)))


def _render(
    store: Store, node: ox.NamedNode, facts: list[ArticleFact], text: list[list[Segment]]
) -> str:
    source = value(store, node, DCTERMS.source)
    return render_template(
        "article.html",
        iri=node.value,
        key=node.value.rpartition("/")[2],
        title=label(store, node),
        date=words(store, node, DCTERMS.issued),
        publisher=words(store, node, DCTERMS.publisher),
        author=words(store, node, DCTERMS.creator),
        source=shown(store, source) if source is not None else None,
        paragraphs=text,
        facts=facts,
        by_number={fact.number: fact for fact in facts},
        stated=[fact for fact in facts if fact.kind != MENTION],
        mentioned=[fact for fact in facts if fact.kind == MENTION],
        forms=GRAPHS,
        structured=_structured(store, node),
    )


def _structured(store: Store, node: ox.NamedNode) -> dict[str, Any]:
    named = store.engine.quads_for_pattern(node, CG.mentions, None, node)
    return article_data(
        node.value,
        title=label(store, node),
        date=words(store, node, DCTERMS.issued),
        publisher=words(store, node, DCTERMS.publisher),
        source=words(store, node, DCTERMS.source),
        about=sorted(quad.object.value for quad in named if isinstance(quad.object, ox.NamedNode)),
    )


def _facts(store: Store, article: ox.NamedNode) -> list[ArticleFact]:
    """The article's claims in the order of its text, what it merely names at the end."""
    quads = store.engine.quads_for_pattern(None, CG.statedIn, article, article)
    claims = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    evidence = {claim: _evidence(store, claim) for claim in claims}
    ordered = sorted(
        claims, key=lambda claim: (_kind(claim) == MENTION, evidence[claim], str(claim))
    )
    return [
        _fact(store, number, claim, evidence[claim])
        for number, claim in enumerate(ordered, start=1)
    ]


def _fact(
    store: Store, number: int, claim: ox.NamedNode, evidence: list[tuple[Span, str]]
) -> ArticleFact:
    speaker = value(store, claim, PROV.wasAttributedTo)
    voice = value(store, claim, CG.voice)
    return ArticleFact(
        number,
        _kind(claim),
        label(store, claim),
        href(claim.value),
        tuple(span for span, _ in evidence),
        tuple(quote for _, quote in evidence),
        words(store, claim, CG.rule),
        words(store, claim, CG.confidence),
        label(store, voice) if voice is not None else "",
        shown(store, speaker) if speaker is not None else None,
    )


def _evidence(store: Store, claim: ox.NamedNode) -> list[tuple[Span, str]]:
    found = []
    for quad in store.engine.quads_for_pattern(claim, CG.evidence, None):
        if isinstance(quad.object, ox.NamedNode):
            start, end = (words(store, quad.object, term) for term in (OA.start, OA.end))
            if start.isdigit() and end.isdigit():
                found.append((Span(int(start), int(end)), words(store, quad.object, OA.exact)))
    return sorted(found)


def _kind(claim: ox.NamedNode) -> str:
    """The claim's kind as its IRI tells it: ``…/claim/rating-0a1b…``."""
    return claim.value.rpartition("/")[2].rpartition("-")[0]
