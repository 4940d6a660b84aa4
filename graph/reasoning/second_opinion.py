"""The closure by owlrl, to hold ours against: complete, and some hundred times slower.

Left out of it is what ours leaves out on purpose (``left_out``): it tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal
from rdflib.term import Node

from .rules import LANGUAGE, compile_rules
from .schema import Schema, Triple, our_schema
from .worklist import closure

if TYPE_CHECKING:
    from ..store import Store


@dataclass(frozen=True)
class Difference:
    """What only one of two closures holds, sorted, as N-Triples without the dots."""

    ours_alone: tuple[str, ...]
    owlrls_alone: tuple[str, ...]


def compare_article(store: Store, iri: str) -> Difference:
    """What follows from one article's own graph, worked out both ways."""
    quads = store.graph(iri)
    facts = ((quad.subject, quad.predicate, quad.object) for quad in quads)
    return compare(our_schema(), facts)  # type: ignore[arg-type]


def compare(schema: Schema, facts: Iterable[Triple]) -> Difference:
    """Close the facts both ways; a few thousand take owlrl half a minute."""
    stated = list(facts)
    found = closure(compile_rules(schema), stated)
    ours = {str(ox.Triple(*triple)) for triple in found}  # type: ignore[arg-type]
    theirs = closure_by_owlrl(schema, stated)
    return Difference(tuple(sorted(ours - theirs)), tuple(sorted(theirs - ours)))


def closure_by_owlrl(schema: Schema, facts: Iterable[Triple]) -> set[str]:
    """What owlrl adds about the facts' own things, as N-Triples, less what is left out."""
    stated = _graph(facts)
    closed = _closed(schema) + stated
    DeductiveClosure(OWLRL_Semantics).expand(closed)
    return {
        str(ox.Triple(*map(_term, triple)))  # type: ignore[arg-type]
        for triple in closed - _closed(schema) - stated
        if not left_out(*triple)
    }


def left_out(subject: Node, predicate: Node, value: Node) -> bool:
    """Whether ours does without: blank nodes, literals and datatypes as subjects, the language's
    classes (``owl:Thing``, ``rdfs:Resource``), what is the same as itself, and what orders classes.
    """
    return (
        isinstance(subject, BNode | Literal)
        or str(subject).startswith(str(XSD))
        or isinstance(value, BNode)
        or predicate in (OWL.sameAs, OWL.differentFrom, RDFS.subClassOf, RDFS.subPropertyOf)
        or (predicate == RDF.type and str(value).startswith(LANGUAGE))
    )


@cache
def _closed(schema: Schema) -> Graph:
    graph = _graph(schema)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def _graph(triples: Iterable[Triple]) -> Graph:
    text = "".join(f"{ox.Triple(*triple)} .\n" for triple in triples)  # type: ignore[arg-type]
    return Graph().parse(data=text, format="nt")


def _term(node: Node) -> ox.NamedNode | ox.Literal:
    if not isinstance(node, Literal):
        return ox.NamedNode(str(node))
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return ox.Literal(str(node), datatype=datatype)
