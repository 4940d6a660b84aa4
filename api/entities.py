"""Every IRI of the data: from the thing (303) to its document in the form wanted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from ..graph.vocabulary import BASE
from .context import context_address
from .documents import (
    Document,
    compact,
    describe,
    describe_page,
    is_ontology,
    label,
    quads_of,
    serialise,
    triples_of,
)
from .framing import framed
from .grids import rating_grid
from .links import href, node_at
from .negotiation import GRAPHS, HTML, JSON_LD, Form, choose, split_suffix
from .paging import Window, page_address, page_links, page_number
from .problems import Problem
from .responses import data_response, page_response, see_other
from .shared import shared
from .sources import Sources
from .statements import SHOWN, claims_about, inferred_groups, inverse_groups, kinds, own_groups
from .structured import entity_data

FORMS = (
    HTML,
    *(form if form.name not in ("trig", "nq") else replace(form, worth=0.5) for form in GRAPHS),
)
"""Forms with named graphs are for those who ask for nothing else: to a reader who takes a document
as one graph they seem empty."""

_BY_JSON = replace(JSON_LD, name="json")
"""A tree to be read as plain JSON, and so by that suffix too."""

_AS_IN_RDF = re.compile(r"json-ld#(?:expanded|flattened)")
"""The profiles of JSON-LD that need no context: for readers that can't fetch ours."""

_NAME_ALONE = re.compile(r"person/([a-z0-9-]+)")

_QUERY = "SELECT DISTINCT ?property ?value WHERE {{\n  <{iri}> ?property ?value\n}}"

blueprint = Blueprint("entities", __name__)


@blueprint.get("/<path:path>")
def entity(path: str) -> Response:
    """The thing at this path: its document where the path has a suffix, else the way to it."""
    stem, form = split_suffix(path, (*FORMS, _BY_JSON))
    form = JSON_LD if form is _BY_JSON else form
    if form in (None, HTML) and (name := _name_alone(stem)):
        return see_other(f"/search?kind=person&q={name}")
    if form is None:
        _page_of(stem, 1)
        form = choose(
            request.headers.get("Accept"), FORMS, named=request.args.get("format"), kind="document"
        )
        return see_other(_address(path, form))
    if form is HTML:
        return _page(_whole(stem), stem)
    document = _page_of(stem, page_number())
    response = data_response(_written(document, form), form, cut=document.cut)
    links = page_links(document.page, more=document.more)
    _link(response, stem, form, links)
    return response


def _name_alone(path: str) -> str | None:
    """The words of a person's name without a place, which tells nobody from namesakes."""
    found = _NAME_ALONE.fullmatch(path)
    if found is None or describe_page(shared().store, node_at(path), 1) is not None:
        return None
    return found[1].replace("-", "+")


def _whole(path: str) -> Document:
    node = node_at(path)
    return _found(describe(shared().store, node), node.value)


def _page_of(path: str, number: int) -> Document:
    node = node_at(path)
    document = describe_page(shared().store, node, number)
    if document is None and number > 1 and describe_page(shared().store, node, 1):
        raise Problem(404, "not-found", f"the data of <{node.value}> has no page {number}")
    return _found(document, node.value)


def _found(document: Document | None, iri: str) -> Document:
    if document is None:
        raise Problem(404, "not-found", f"the data says nothing of <{iri}>")
    return document


def _written(document: Document, form: Form) -> bytes:
    """The document's bytes; JSON-LD as a tree, unless a profile asks for it as it is in RDF."""
    quads = quads_of(shared().store, document)
    if form is JSON_LD and not _AS_IN_RDF.search(request.headers.get("Accept", "")):
        tree = framed(document.subject, triples_of(quads), context_address())
        if tree is not None:
            return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()
    return serialise(quads, form)


def _link(response: Response, path: str, form: Form, links: list[str]) -> None:
    """What the document describes, the same in other forms, and its other pages."""
    site = request.host_url
    others = [
        f'<{site}{quote(path)}.{other.name}>; rel="alternate"; type="{other.media_type}"'
        for other in FORMS
        if other is not form
    ]
    response.headers["Link"] = ", ".join(
        [f'<{node_at(path).value}>; rel="describes"', *others, *links]
    )


def _address(path: str, form: Form) -> str:
    """The document's address; an article's page is the article itself, at its own address."""
    page = href(BASE + path)
    if form is HTML and page != f"/{path}":
        return page
    return f"/{path}.{form.name}"


def _page(document: Document, path: str) -> Response:
    store, subject = shared().store, document.subject
    sources = Sources(store)
    if is_ontology(store, subject):
        from .ontology_page import ontology_page

        return ontology_page()
    window = Window(page_number(), SHOWN)
    claims, more_claims = claims_about(store, document, sources, window)
    own, inverse, inferred = (
        groups(store, document, sources, window)
        for groups in (own_groups, inverse_groups, inferred_groups)
    )
    more = bool(more_claims) or any(group.more for group in (*own, *inverse, *inferred))
    if window.number > 1 and not (own or inverse or inferred or claims):
        raise Problem(404, "not-found", f"<{subject.value}> has no page {window.number}")
    page = render_template(
        "entity.html",
        iri=subject.value,
        path=path,
        name=label(store, subject),
        term=compact(subject.value),
        kinds=kinds(store, subject),
        behind=sources.behind(subject) if window.number == 1 else (),
        own=own,
        inverse=inverse,
        inferred=inferred,
        claims=claims,
        more_claims=more_claims,
        is_claim="/claim/" in path,
        is_graph=store.has_graph(subject.value),
        size=len(document.own),
        grid=rating_grid(store, subject) if window.number == 1 else None,
        forms=GRAPHS,
        cut=document.cut,
        number=window.number,
        before=page_address(window.number - 1) if window.number > 1 else "",
        after=page_address(window.number + 1) if more else "",
        query=_QUERY.format(iri=subject.value),
        structured=entity_data(store, document, label(store, subject)),
    )
    response = page_response(page, cut=document.cut)
    _link(response, path, HTML, page_links(window.number, more=more))
    return response
