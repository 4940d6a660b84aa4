"""``/search``: names, titles and sentences found by words, as a page, JSON or CSV, by pages."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from ..graph.errors import UnknownName
from ..graph.store import Store
from ..graph.vocabulary import CG, DCTERMS
from .documents import article_of, label, value
from .links import href
from .negotiation import HTML, JSON, TABLES, Form, choose, form_named
from .paging import Window, page_address, page_links, page_number
from .problems import LimitReached, Problem
from .responses import data_response, known, not_modified, page_response
from .search import Found, Hit, find
from .search_index import KINDS, in_memory, opened, prepare
from .shared import shared

PER_PAGE = 20
MOST_LETTERS = 200

_CSV = next(form for form in TABLES if form.name == "csv")
FORMS = (HTML, JSON, _CSV)
_COLUMNS = ("kind", "label", "also", "id", "address", "article", "article_label", "date")
_TICK = 10_000
"""Steps of the index's engine between looks at the clock."""

blueprint = Blueprint("searching", __name__)

Row = dict[str, Any]


@blueprint.get("/search")
def search() -> Response:
    """Things, articles and sentences that have the words, best first."""
    return _answer(request.args.get("format"))


@blueprint.get("/search.<suffix>")
def search_in(suffix: str) -> Response:
    """The same in the form of the suffix."""
    if form_named(suffix, FORMS) is None:
        raise Problem(404, "not-found", f"there is no form {suffix!r} of what is found")
    return _answer(suffix)


def _answer(named: str | None) -> Response:
    form = choose(request.headers.get("Accept"), FORMS, named=named, kind="list")
    words, kind = request.args.get("q", "").strip()[:MOST_LETTERS], _kind()
    window = Window(page_number(), PER_PAGE)
    tag = shared().tag("search", form.name, words, kind, window, request.host_url)
    if form is not HTML and known(tag):
        return not_modified(tag)
    with _index() as index:
        found = find(index, words, kind, window)
    if window.number > 1 and not found.hits:
        raise Problem(404, "not-found", f"what is found has no page {window.number}")
    return _response(form, words, kind, window, found, tag)


def _response(
    form: Form, words: str, kind: str, window: Window, found: Found, tag: str | None
) -> Response:
    rows = [_row(shared().store, hit) for hit in found.hits]
    more = found.total > window.start + window.size
    if form is HTML:
        response = page_response(_page(words, kind, window, found, rows))
    elif form is JSON:
        members = _members(words, kind, window, found, rows)
        response = data_response(_json(members), form, tag=tag)
    else:
        response = data_response(_csv(rows), form, tag=tag)
    links = page_links(window.number, more=more)
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _kind() -> str:
    kind = request.args.get("kind", "").strip()
    if kind and kind not in KINDS:
        raise UnknownName("kind", kind, KINDS)
    return kind


@contextmanager
def _index() -> Iterator[sqlite3.Connection]:
    """The index of the store at hand; a search that takes too long is stopped."""
    state = shared()
    if state.version is None or state.store.path is None:
        index, closes = state.remember("search", in_memory), state.store.path is None
    else:
        index, closes = opened(prepare(state.store.path)), True
    seconds = state.engine.limits.seconds
    end = time.monotonic() + seconds
    index.set_progress_handler(lambda: time.monotonic() > end, _TICK)
    try:
        yield index
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise LimitReached("time", f"the search was stopped after {seconds:g} seconds") from error
    finally:
        if closes:
            index.close()


def _row(store: Store, hit: Hit) -> Row:
    """A hit with what a reader wants to know beside it; of a sentence what rests on it."""
    row: Row = {"kind": hit.kind, "label": hit.name}
    if hit.also:
        row["also"] = hit.also
    row |= {"id": hit.iri, "address": href(hit.iri), "pieces": hit.pieces}
    if hit.kind == "article":
        row["date"] = hit.date
    if hit.kind == "sentence":
        row |= _origin(store, hit.iri)
        row["claims"] = list(_claims(store, hit))
    return row


def _origin(store: Store, iri: str) -> Row:
    article = ox.NamedNode(article_of(iri) or iri)
    issued = value(store, article, DCTERMS.issued)
    named = {"id": article.value, "label": label(store, article), "address": href(article.value)}
    return {"article": named, "date": getattr(issued, "value", "")}


def _claims(store: Store, hit: Hit) -> Iterator[Row]:
    """The claims that rest on the sentence, what is merely named left out."""
    found = {
        quad.subject.value
        for evidence in hit.evidence
        for quad in store.engine.quads_for_pattern(None, CG.evidence, ox.NamedNode(evidence))
        if isinstance(quad.subject, ox.NamedNode) and "/claim/mention-" not in quad.subject.value
    }
    for iri in sorted(found):
        yield {"id": iri, "label": label(store, ox.NamedNode(iri)), "address": href(iri)}


def _members(words: str, kind: str, window: Window, found: Found, rows: list[Row]) -> Row:
    return {
        "words": words,
        "kind": kind or None,
        "total": found.total,
        "page": window.number,
        "pages": max(1, -(-found.total // window.size)),
        "kinds": found.kinds,
        "readAs": found.read_as,
        "partial": found.partial,
        "results": [{name: each for name, each in row.items() if name != "pieces"} for row in rows],
    }


def _json(members: Row) -> bytes:
    return (json.dumps(members, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        article = row.get("article", {})
        flat = {**row, "article": article.get("id"), "article_label": article.get("label")}
        writer.writerow([flat.get(name) or "" for name in _COLUMNS])
    return out.getvalue().encode()


def _page(words: str, kind: str, window: Window, found: Found, rows: list[Row]) -> str:
    return render_template(
        "search.html",
        words=words,
        kind=kind,
        kinds=KINDS,
        found=found,
        everything=sum(found.kinds.values()),
        rows=rows,
        window=window,
        pages=-(-found.total // window.size),
        before=page_address(window.number - 1) if window.number > 1 else "",
        after=page_address(window.number + 1) if found.total > window.start + window.size else "",
    )
