"""What is said of one is said of the other: statements of merged IRIs, told of the known one.

The articles' own statements stay as they are; these come beside them, so that a question about
the known IRI finds all, and one that lists things leaves out what is ``cg:identifiedAs`` another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from .. import identifiers
from ..vocabulary import BASE, CG, RDFS
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store

_OWN = frozenset({RDFS.label, CG.odsCode, CG.cqcId})
"""What names one IRI alone."""

_SOURCES = f"{BASE}article/"
_REGISTER = identifiers.graph("register")


def merged(store: Store, same: Mapping[str, str]) -> Iterator[Triple]:
    """Which IRI each merged one is known by, and what the articles and the register say of it."""
    for iri, known in sorted(same.items()):
        yield Triple(NamedNode(iri), CG.identifiedAs, NamedNode(known))
    told: set[Triple] = set()
    for iri in same:
        told.update(_told(store, NamedNode(iri), same))
    for known in set(same.values()):
        told.update(_labels(store, NamedNode(known)))
    yield from sorted(told, key=str)


def merged_of(
    store: Store, node: NamedNode, same: Mapping[str, str], members: Mapping[str, Collection[str]]
) -> Iterator[Triple]:
    """The part of ``merged`` about one subject; ``members``: known IRI → those merged into it."""
    if node.value in same:
        yield Triple(node, CG.identifiedAs, NamedNode(same[node.value]))
        return
    inside = members.get(node.value, ())
    for iri in (node.value, *inside):
        for quad in store.engine.quads_for_pattern(NamedNode(iri), None, None):
            term = quad.object
            turned = isinstance(term, NamedNode) and term.value in same
            own = iri == node.value or quad.predicate in _OWN
            if (turned or not own) and _is_source(quad.graph_name):
                value = NamedNode(same[term.value]) if turned else term  # type: ignore[union-attr]
                yield Triple(node, quad.predicate, value)
    if inside:
        yield from _labels(store, node)


def _labels(store: Store, node: NamedNode) -> Iterator[Triple]:
    """What the known IRI is called: one label, the first in order."""
    quads = stated(store, node, RDFS.label)
    found = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    for label in sorted(found, key=str)[:1]:
        yield Triple(node, RDFS.label, label)


def _told(store: Store, node: NamedNode, same: Mapping[str, str]) -> Iterator[Triple]:
    def known(term: object) -> NamedNode:
        assert isinstance(term, NamedNode)
        return NamedNode(same.get(term.value, term.value))

    for quad in store.engine.quads_for_pattern(node, None, None):
        if _is_source(quad.graph_name) and quad.predicate not in _OWN:
            value = known(quad.object) if isinstance(quad.object, NamedNode) else quad.object
            yield Triple(known(node), quad.predicate, value)
    for quad in store.engine.quads_for_pattern(None, None, node):
        if _is_source(quad.graph_name):
            yield Triple(known(quad.subject), quad.predicate, known(node))


def _is_source(graph: object) -> bool:
    return isinstance(graph, NamedNode) and (graph.value.startswith(_SOURCES) or graph == _REGISTER)
