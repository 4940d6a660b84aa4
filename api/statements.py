"""The statements of a document as a page shows them: grouped by property, each with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..graph import identifiers
from ..graph.mapping.literals import in_words
from ..graph.store import Store
from ..graph.vocabulary import CG, RDF, RDFS, SCHEMA, SKOS, XSD
from .documents import Document, Term, article_of, compact, label
from .links import href, is_web
from .paging import Window
from .sources import Source, Sources

SHOWN = 60
"""Statements of one property, or claims, that one page shows; the next has more."""

_HIDDEN = (SCHEMA.articleBody, CG.sentence)
"""Properties whose values are whole texts, which the article's page shows better."""

_INFERRED = identifiers.graph("inferred")
_FIRST = (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel)


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as shown: its words, its link if any, its datatype or language if it tells."""

    words: str
    href: str = ""
    outside: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of a property, and who says so: a few sources, and how many there are."""

    value: Shown
    sources: tuple[Source, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property, as many as are shown; ``more`` counts the others."""

    name: str
    term: str
    href: str
    statements: tuple[Statement, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim that speaks of the thing: what it says, of which kind, and its sentences."""

    words: str
    kind: str
    href: str
    source: Source


def own_groups(store: Store, document: Document, sources: Sources, window: Window) -> list[Group]:
    """The statements about the thing, but for those that were inferred."""
    return _groups(store, _stated(_own(document)), sources, window, inverse=False)


def inverse_groups(
    store: Store, document: Document, sources: Sources, window: Window
) -> list[Group]:
    """The statements that point to the thing, claims apart, but for those that were inferred."""
    quads = [quad for quad in document.inverse if "/claim/" not in str(quad.subject)]
    return _groups(store, _stated(quads), sources, window, inverse=True)


def inferred_groups(
    store: Store, document: Document, sources: Sources, window: Window
) -> list[Group]:
    """The statements about the thing that no source makes: what the ontology's rules add."""
    quads = _own(document)
    said = {(quad.predicate, quad.object) for quad in _stated(quads)}
    rest = [
        quad
        for quad in quads
        if quad.graph_name == _INFERRED and (quad.predicate, quad.object) not in said
    ]
    return _groups(store, rest, sources, window, inverse=False)


def _own(document: Document) -> list[ox.Quad]:
    return [
        quad
        for quad in document.own
        if quad.subject == document.subject and quad.predicate not in _HIDDEN
    ]


def _stated(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return [quad for quad in quads if quad.graph_name != _INFERRED]


def claims_about(
    store: Store, document: Document, sources: Sources, window: Window
) -> tuple[list[ClaimView], int]:
    """The claims that speak of the thing, newest article first, and how many come after them."""
    found = {
        quad.subject
        for quad in document.inverse
        if isinstance(quad.subject, ox.NamedNode) and "/claim/" in quad.subject.value
    }
    stated = [claim for claim in found if "/claim/mention-" not in claim.value]
    dates = {article: sources.date(article) for article in map(_article, stated)}
    stated.sort(key=str)
    stated.sort(key=lambda claim: dates[_article(claim)], reverse=True)
    claims, more = window.of(stated)
    return [_claim_view(store, claim, sources) for claim in claims], more


def shown(store: Store, term: Term) -> Shown:
    """A term in words, with its link."""
    if isinstance(term, ox.Literal):
        if term.datatype in (XSD.gMonth, XSD.gYearMonth):
            return Shown(in_words(term.value))
        kind = compact(term.datatype.value)
        note = term.language or ("" if kind in ("xsd:string", "rdf:langString") else kind)
        return Shown(term.value, note=note)
    if not isinstance(term, ox.NamedNode):
        return Shown(str(term))
    target = href(term.value)
    if not target.startswith("/"):
        named = label(store, term) if not is_web(term.value) else compact(term.value)
        return Shown(named, target if is_web(target) else "", outside=True)
    return Shown(label(store, term), target)


def kinds(store: Store, subject: ox.NamedNode) -> list[Shown]:
    """The classes a thing is stated to be of, ours alone where there are any; none inferred."""
    quads = store.engine.quads_for_pattern(subject, RDF.type, None)
    found = {quad.object for quad in quads if quad.graph_name != _INFERRED}
    ours = {term for term in found if str(term).startswith(f"<{CG}")}
    return [shown(store, term) for term in sorted(ours or found, key=str)]


def _claim_view(store: Store, claim: ox.NamedNode, sources: Sources) -> ClaimView:
    kind = next((each.words for each in kinds(store, claim)), "claim")
    return ClaimView(
        label(store, claim),
        kind.removesuffix(" claim"),
        href(claim.value),
        sources.of_claim(claim, _article(claim)),
    )


def _article(claim: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode(article_of(claim.value) or claim.value)


def _groups(
    store: Store, quads: Iterable[ox.Quad], sources: Sources, window: Window, *, inverse: bool
) -> list[Group]:
    """Those that have something on the page."""
    by_property: dict[ox.NamedNode, dict[Term, list[ox.Quad]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in quads:
        by_property[quad.predicate][quad.subject if inverse else quad.object].append(quad)
    ordered = sorted(by_property, key=_place)
    groups = [_group(store, each, by_property[each], sources, window) for each in ordered]
    return [group for group in groups if group.statements]


def _group(
    store: Store,
    predicate: ox.NamedNode,
    values: dict[Term, list[ox.Quad]],
    sources: Sources,
    window: Window,
) -> Group:
    ordered: Sequence[Term] = sorted(values, key=str)
    terms, more = window.of(ordered)
    statements = tuple(
        Statement(shown(store, term), sources.of(values[term]), len(values[term])) for term in terms
    )
    return Group(
        label(store, predicate),
        compact(predicate.value),
        href(predicate.value),
        statements,
        more,
    )


def _place(predicate: ox.NamedNode) -> tuple[int, str]:
    if predicate in _FIRST:
        return _FIRST.index(predicate), ""
    return len(_FIRST), compact(predicate.value)
