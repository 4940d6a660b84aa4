"""Classes without a name in Manchester syntax: the blank nodes of an ontology as words."""

from __future__ import annotations

from rdflib import OWL, RDF, BNode, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from ..reasoning.rules import as_term
from .terms import words


def expression(schema: Graph, node: Node) -> str:
    """A class or list of the ontology in Manchester syntax, whatever blank nodes it is made of."""
    if not isinstance(node, BNode):
        return words(as_term(node))
    for relation, joint in ((OWL.intersectionOf, " and "), (OWL.unionOf, " or ")):
        if (head := schema.value(node, relation)) is not None:
            return f"[{joint.join(expression(schema, part) for part in Collection(schema, head))}]"
    if (on := schema.value(node, OWL.onProperty)) is not None:
        return f"[{words(as_term(on))} {_restriction(schema, node)}]"
    if (node, RDF.first, None) in schema:
        return f"({' '.join(expression(schema, part) for part in Collection(schema, node))})"
    return "[…]"


def _restriction(schema: Graph, node: Node) -> str:
    for relation, word in (
        (OWL.hasValue, "value"),
        (OWL.someValuesFrom, "some"),
        (OWL.allValuesFrom, "only"),
    ):
        if (filler := schema.value(node, relation)) is not None:
            return f"{word} {expression(schema, filler)}"
    return "…"
