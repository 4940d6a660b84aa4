"""Classes without a name in Manchester syntax: the blank nodes of an ontology as words."""

from __future__ import annotations

import pyoxigraph as ox

from ..reasoning.schema import Schema, Term
from ..vocabulary import OWL, RDF
from .terms import words


def expression(schema: Schema, node: Term) -> str:
    """A class or list of the ontology in Manchester syntax, whatever blank nodes it is made of."""
    if not isinstance(node, ox.BlankNode):
        return words(node)
    for relation, joint in ((OWL.intersectionOf, " and "), (OWL.unionOf, " or ")):
        if (head := schema.value(node, relation)) is not None:
            return f"[{joint.join(expression(schema, part) for part in schema.listed(head))}]"
    if (on := schema.value(node, OWL.onProperty)) is not None:
        return f"[{words(on)} {_restriction(schema, node)}]"
    if schema.objects(node, RDF.first):
        return f"({' '.join(expression(schema, part) for part in schema.listed(node))})"
    return "[…]"


def _restriction(schema: Schema, node: Term) -> str:
    for relation, word in (
        (OWL.hasValue, "value"),
        (OWL.someValuesFrom, "some"),
        (OWL.allValuesFrom, "only"),
    ):
        if (filler := schema.value(node, relation)) is not None:
            return f"{word} {expression(schema, filler)}"
    return "…"
