"""What the store says of one thing: its statements, those pointing to it, its neighbours' names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import pyoxigraph as ox

from ..graph import identifiers
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, DCTERMS, FOAF, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from .graph_writing import write_graph
from .negotiation import Form

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

MOST_INVERSE = 5_000
"""Statements that point to a thing, at most, in one document."""

MOST_OWN = 100_000
"""Statements about a thing, or in a graph, at most, in one document."""

PAGE, PAGE_OF_GRAPH = 5_000, 100_000
"""Statements in one page of a thing's data, or of a graph's."""

_SENTENCES_OF = 50
"""Claims behind a rating whose words its document brings along; the others lead to theirs."""

_ONTOLOGY = ox.NamedNode(f"{BASE}ontology")
_WHOLE = {_ONTOLOGY.value: f"{BASE}graph/ontology"}
"""What is described by a graph of another name."""

_RESTS_ON = (CG.supportedBy, CG.disputedBy)
_LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name, SCHEMA.name)
_ARTICLE = re.compile(re.escape(BASE) + r"article/[0-9a-f]{16}")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_]")


@dataclass(frozen=True, slots=True)
class Document:
    """The quads about one thing, and those that point to it; ``cut`` says what was left out.

    ``page`` counts from 1 where a document comes by pages; after the last there is no ``more``.
    """

    subject: ox.NamedNode
    own: tuple[ox.Quad, ...]
    inverse: tuple[ox.Quad, ...]
    cut: str | None = None
    page: int = 1
    more: bool = False


def describe(store: Store, subject: ox.NamedNode) -> Document | None:
    """The document of a thing as a reader sees it; ``None`` where the store says nothing of it.

    A named graph's document is the graph; a claim's brings its evidence along, a rating's that of
    its claims.
    """
    own, own_cut = _first(_about(store, subject), MOST_OWN, "statements of it")
    pointing = store.engine.quads_for_pattern(None, None, subject)
    inverse, inverse_cut = _first(pointing, MOST_INVERSE, "statements that point to it")
    if not own and not inverse:
        return None
    return Document(subject, own, inverse, own_cut or inverse_cut)


def describe_page(store: Store, subject: ox.NamedNode, number: int) -> Document | None:
    """One page of all that the store says of a thing; ``None`` where there is nothing on it."""
    size = PAGE_OF_GRAPH if store.has_graph(_graph_of(store, subject)) else PAGE
    own = ((quad, True) for quad in _about(store, subject))
    inverse = ((quad, False) for quad in store.engine.quads_for_pattern(None, None, subject))
    start = (number - 1) * size
    found = list(islice(chain(own, inverse), start, start + size + 1))
    more, found = len(found) > size, found[:size]
    if not found:
        return None
    said = f"only statements {start + 1} to {start + len(found)} are here; Link leads to the others"
    return Document(
        subject,
        tuple(quad for quad, about in found if about),
        tuple(quad for quad, about in found if not about),
        said if more or number > 1 else None,
        number,
        more,
    )


def _graph_of(store: Store, subject: ox.NamedNode) -> str:
    """The graph that describes the thing, if there is one of that name."""
    whole = _ONTOLOGY if is_ontology(store, subject) else subject
    return _WHOLE.get(whole.value, whole.value)


def _about(store: Store, subject: ox.NamedNode) -> Iterable[ox.Quad]:
    graph = _graph_of(store, subject)
    if store.has_graph(graph):
        return store.graph(graph)
    return _with_evidence(store, store.engine.quads_for_pattern(subject, None, None))


def is_ontology(store: Store, node: ox.NamedNode) -> bool:
    """Whether it is the ontology, or the version of it that the store holds."""
    if node == _ONTOLOGY:
        return True
    return any(store.engine.quads_for_pattern(_ONTOLOGY, OWL.versionIRI, node))


def _first(
    quads: Iterable[ox.Quad], most: int, what: str
) -> tuple[tuple[ox.Quad, ...], str | None]:
    """As many quads as a document holds, and what is said if there are more."""
    found = tuple(islice(quads, most + 1))
    if len(found) <= most:
        return found, None
    return found[:most], f"only {most} of the {what} are here; there are more"


def quads_of(store: Store, document: Document) -> list[ox.Quad]:
    """The document with the labels and types of all that it speaks of; a large one by itself."""
    stated = (*document.own, *document.inverse)
    subject = document.subject if document.page == 1 else None
    names = _names(store, subject, stated) if len(stated) <= 4 * MOST_INVERSE else ()
    return sorted(dict.fromkeys((*stated, *names)), key=_order)


def serialise(quads: Iterable[ox.Quad], form: Form) -> bytes:
    """A document in an RDF form, with its named graphs where the form has them, else merged."""
    keep_graphs = form.rdf in (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)
    out = io.BytesIO()
    write_graph(quads if keep_graphs else dict.fromkeys(quad.triple for quad in quads), out, form)
    return out.getvalue()


def triples_of(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The statements of a document, each once, what was inferred after what was said."""
    inferred = identifiers.graph("inferred")
    ordered = sorted(quads, key=lambda quad: quad.graph_name == inferred)
    return list(dict.fromkeys(quad.triple for quad in ordered))


def label(store: Store, node: Term) -> str:
    """What to call a node: its label, else the end of its IRI in words."""
    if isinstance(node, ox.Literal):
        return node.value
    if not isinstance(node, ox.NamedNode):
        return str(node)
    names = own_labels(store, node)
    return names[0] if names else local_name(node.value)


def own_labels(store: Store, node: Node) -> list[str]:
    """The labels a node has by the first property that gives any, in English or no language."""
    for predicate in _LABELS:
        found = store.engine.quads_for_pattern(node, predicate, None)
        names = sorted(
            quad.object.value
            for quad in found
            if isinstance(quad.object, ox.Literal)
            and (quad.object.language or "en").startswith("en")
        )
        if names:
            return names
    return []


def local_name(iri: str) -> str:
    """The end of an IRI in words: ``hasPart`` → "has part"."""
    end = re.split(r"[#/]", iri.rstrip("/#"))[-1]
    return _WORDS.sub(" ", end).lower() if end else iri


def compact(iri: str) -> str:
    """An IRI with a prefix where one is known, else without the base where it is ours."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(BASE) or iri


def article_of(iri: str) -> str | None:
    """The IRI of the article whose graph, claim or evidence this is."""
    match = _ARTICLE.match(iri)
    return match[0] if match else None


def value(store: Store, subject: Node, predicate: ox.NamedNode) -> Term | None:
    """The one value of a property, or the first in order."""
    found = [quad.object for quad in store.engine.quads_for_pattern(subject, predicate, None)]
    return min(found, key=str, default=None)


def instances(store: Store, kind: ox.NamedNode) -> list[ox.NamedNode]:
    """Everything stated to be of a class, each once, in order of IRIs."""
    found = {quad.subject for quad in store.engine.quads_for_pattern(None, RDF.type, kind)}
    return sorted((node for node in found if isinstance(node, ox.NamedNode)), key=str)


def _with_evidence(store: Store, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads, with those of the evidence they name, or that the claims behind a rating name."""
    claims = 0
    for quad in quads:
        yield quad
        if not isinstance(quad.object, ox.NamedNode):
            continue
        if quad.predicate == CG.evidence:
            yield from store.engine.quads_for_pattern(quad.object, None, None)
        elif quad.predicate in _RESTS_ON and claims < _SENTENCES_OF:
            claims += 1
            for step in (CG.statedIn, CG.evidence):
                named = store.engine.quads_for_pattern(quad.object, step, None)
                yield from _with_evidence(store, named)


def _names(store: Store, subject: Node | None, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The labels and types of every node that the quads speak of."""
    nodes = {node for quad in quads for node in (quad.subject, quad.predicate, quad.object)}
    for node in sorted((node for node in nodes if isinstance(node, ox.NamedNode)), key=str):
        if node != subject:
            for predicate in (RDF.type, *_LABELS):
                yield from store.engine.quads_for_pattern(node, predicate, None)


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name)
