"""The pages around the data: home, the search over names, the ontology, health and robots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..graph.named_queries import named_queries
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, OWL, RDF, RDFS, SKOS
from .articles import article_entries
from .documents import Document, compact, instances, label, local_name
from .links import href
from .negotiation import GRAPHS
from .problems import KINDS
from .responses import page_response, see_other

MOST_FOUND = 100

blueprint = Blueprint("pages", __name__)

_COUNTED = (
    ("trusts and other organisations", "organisation/", "/search?kind=organisation"),
    ("hospitals and other sites", "site/", "/search?kind=site"),
    ("people", "person/", "/search?kind=person"),
)
"""What the home page counts of what articles name: in words, the start of the IRIs, a way in."""

_SHOWN_FIRST = ("improvements", "current-ratings", "who-said-what")

_KINDS = {
    "organisation": "organisations",
    "site": "hospitals and sites",
    "person": "people",
    "service": "services",
    "topic": "topics",
    "post": "posts",
}
"""What the search looks through: the kind in an IRI's path, and what its hits are called."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by a label of it."""

    name: str
    also: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of the ontology as its page lists it."""

    fragment: str
    name: str
    term: str
    kind: str
    comment: str
    facts: tuple[tuple[str, str, str], ...]


@blueprint.get("/")
def home() -> Response:
    """What there is and the ways in."""
    store, questions = _store(), named_queries()
    entries = article_entries(store)
    counts = [("articles", len(entries), "/articles"), *_counts(store)]
    first = [questions[name] for name in _SHOWN_FIRST if name in questions]
    page = render_template(
        "home.html",
        counts=counts,
        questions=first or list(questions.values())[:3],
        entries=entries[:5],
        statements=len(store),
    )
    return page_response(page)


@blueprint.get("/search")
def search() -> Response:
    """Things whose name holds all the words asked for."""
    words, kind = request.args.get("q", "").strip()[:200], request.args.get("kind", "")
    hits = find(_store(), words, kind) if words or kind in _KINDS else []
    page = render_template(
        "search.html",
        words=words,
        kind=kind,
        kinds=_KINDS,
        hits=hits[:MOST_FOUND],
        more=max(0, len(hits) - MOST_FOUND),
    )
    return page_response(page)


def find(store: Store, words: str, kind: str = "") -> list[Hit]:
    """Hits among names, best first: the whole name, then its start, then the rest."""
    wanted = words.casefold().split()
    found: dict[str, tuple[int, Hit]] = {}
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel, CG.odsCode):
        for quad in store.engine.quads_for_pattern(None, predicate, None):
            name = _matching(quad, wanted, kind)
            if name is None or not isinstance(quad.subject, ox.NamedNode):
                continue
            iri = quad.subject.value
            score = _score(name.casefold(), wanted)
            if iri not in found or score < found[iri][0]:
                found[iri] = score, _hit(store, quad.subject, name)
    ordered = sorted(found.values(), key=lambda each: (each[0], each[1].name, each[1].href))
    return [hit for _, hit in ordered]


def ontology_page(document: Document) -> Response:
    """The ontology's classes and properties, each at the fragment of its IRI."""
    store = _store()
    kinds: dict[ox.NamedNode, str] = {}
    for quad in document.own:
        kind = _TERM_KINDS.get(str(quad.object)) if quad.predicate == RDF.type else None
        if kind and isinstance(quad.subject, ox.NamedNode) and str(CG) in quad.subject.value:
            kinds[quad.subject] = kind
    entries = [_term_entry(store, node, kind) for node, kind in kinds.items()]
    page = render_template(
        "ontology.html",
        entries=sorted(entries, key=lambda entry: (entry.kind, entry.fragment.lower())),
        iri=document.subject.value,
        forms=GRAPHS,
    )
    return page_response(page, cut=document.cut)


@blueprint.get("/problems")
def problems() -> Response:
    """What the kinds of problems mean: where their types lead."""
    return page_response(render_template("problems.html", kinds=KINDS))


@blueprint.get("/health")
def health() -> Response:
    """Whether the store can be read."""
    response = jsonify(status="ok", statements=len(_store()))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Robots may read pages, but not run queries."""
    text = "User-agent: *\nDisallow: /sparql\nDisallow: /queries/\nDisallow: /search\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that ask without reading the page."""
    return see_other("/static/mark.svg")


def _store() -> Store:
    store: Store = current_app.extensions["caregraph"].store
    return store


def _counts(store: Store) -> Iterator[tuple[str, int, str]]:
    """How many things of each kind the articles name, and how many ratings they state."""
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    for name, start, where in _COUNTED:
        yield name, sum(str(node).startswith(f"<{BASE}{start}") for node in named), where
    ratings = sum("/claim/" in node.value for node in instances(store, CG.RatingClaim))
    yield "ratings stated", ratings, "/queries/current-ratings"
    yield "inspections", len(instances(store, CG.Inspection)), "/queries/inspections"


def _matching(quad: ox.Quad, wanted: list[str], kind: str) -> str | None:
    """The quad's name if it is one of a thing of the kind and holds all the words."""
    if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
        return None
    path = quad.subject.value.removeprefix(BASE)
    head = path.partition("/")[0]
    if head not in _KINDS or (kind and head != kind):
        return None
    folded = quad.object.value.casefold()
    return quad.object.value if all(word in folded for word in wanted) else None


def _score(name: str, wanted: list[str]) -> int:
    whole = " ".join(wanted)
    if name == whole:
        return 0
    return 1 if name.startswith(whole) else 2 if f" {whole}" in name else 3


def _hit(store: Store, node: ox.NamedNode, name: str) -> Hit:
    called = label(store, node)
    kind = node.value.removeprefix(BASE).partition("/")[0]
    return Hit(called, name if name != called else "", kind, href(node.value))


def _term_entry(store: Store, node: ox.NamedNode, kind: str) -> TermEntry:
    fragment = node.value.removeprefix(str(CG))
    facts: list[tuple[str, str, str]] = []
    comment = ""
    for quad in sorted(store.engine.quads_for_pattern(node, None, None), key=str):
        if quad.predicate == RDFS.comment and isinstance(quad.object, ox.Literal):
            comment = quad.object.value
        elif isinstance(quad.object, ox.NamedNode) and quad.predicate in _TERM_FACTS:
            target = quad.object.value
            facts.append((local_name(quad.predicate.value), compact(target), href(target)))
    return TermEntry(
        fragment,
        label(store, node),
        compact(node.value),
        kind,
        comment,
        tuple(dict.fromkeys(facts)),
    )


_TERM_KINDS = {
    str(OWL.Class): "class",
    str(OWL.ObjectProperty): "property",
    str(OWL.DatatypeProperty): "property",
}
_TERM_FACTS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.equivalentClass,
)
