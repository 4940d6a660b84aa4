"""Every IRI of the data: from the thing (303) to its document in the form wanted."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ..graph.vocabulary import BASE
from .documents import Document, compact, describe, label, serialise
from .grids import rating_grid
from .links import href, node_at
from .negotiation import GRAPHS, HTML, Form, choose, split_suffix
from .problems import Problem
from .responses import data_response, page_response, see_other
from .shared import shared
from .sources import Sources
from .statements import claims_about, inferred_groups, inverse_groups, kinds, own_groups
from .structured import entity_data

FORMS = (HTML, *GRAPHS)

_QUERY = "SELECT DISTINCT ?property ?value WHERE {{\n  <{iri}> ?property ?value\n}}"

blueprint = Blueprint("entities", __name__)


@blueprint.get("/<path:path>")
def entity(path: str) -> Response:
    """The thing at this path: its document where the path has a suffix, else the way to it."""
    stem, form = split_suffix(path, FORMS)
    document = _found(stem)
    if form is None:
        form = choose(
            request.headers.get("Accept"), FORMS, named=request.args.get("format"), kind="document"
        )
        return see_other(_address(path, form))
    if form is HTML:
        return _page(document, stem)
    assert form.rdf is not None
    response = data_response(serialise(shared().store, document, form.rdf), form, cut=document.cut)
    response.headers["Link"] = f'<{BASE}{stem}>; rel="describes"'
    return response


def _found(path: str) -> Document:
    node = node_at(path)
    document = describe(shared().store, node)
    if document is None:
        raise Problem(404, "not-found", f"the data says nothing of <{node.value}>")
    return document


def _address(path: str, form: Form) -> str:
    """The document's address; an article's page is the article itself, at its own address."""
    page = href(BASE + path)
    if form is HTML and page != f"/{path}":
        return page
    return f"/{path}.{form.name}"


def _page(document: Document, path: str) -> Response:
    store, subject = shared().store, document.subject
    sources = Sources(store)
    if path == "ontology":
        from .pages import ontology_page

        return ontology_page(document)
    claims, more_claims = claims_about(store, document, sources)
    page = render_template(
        "entity.html",
        iri=subject.value,
        path=path,
        name=label(store, subject),
        term=compact(subject.value),
        kinds=kinds(store, subject),
        behind=sources.behind(subject),
        own=own_groups(store, document, sources),
        inverse=inverse_groups(store, document, sources),
        inferred=inferred_groups(store, document, sources),
        claims=claims,
        more_claims=more_claims,
        is_claim="/claim/" in path,
        is_graph=store.has_graph(subject.value),
        size=len(document.own),
        grid=rating_grid(store, subject),
        forms=GRAPHS,
        cut=document.cut,
        query=_QUERY.format(iri=subject.value),
        structured=entity_data(store, document, label(store, subject)),
    )
    return page_response(page, cut=document.cut)
