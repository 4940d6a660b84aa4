"""``/context.jsonld``: the words of the ontology and the prefixes, as a JSON-LD context."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response

from ..graph import identifiers
from ..graph.store import Store
from ..graph.vocabulary import CG, OWL, PREFIXES, RDF, RDFS
from .documents import compact, value
from .shared import shared

blueprint = Blueprint("context", __name__)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The context, made from the ontology in the store."""
    body = json.dumps({"@context": shared().remember("context", _terms)}, indent=1) + "\n"
    response = Response(body, content_type="application/ld+json")
    response.add_etag(weak=True)
    return response


def _terms(store: Store) -> dict[str, Any]:
    """Prefixes first, then classes and properties by their own names, properties with types."""
    terms: dict[str, Any] = {"id": "@id", "type": "@type", **PREFIXES}
    ontology = identifiers.graph("ontology")
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        quads = store.engine.quads_for_pattern(None, RDF.type, kind, ontology)
        found = {quad.subject for quad in quads if str(quad.subject).startswith(f"<{CG}")}
        for node in sorted(found, key=str):
            assert isinstance(node, ox.NamedNode)
            name = node.value.removeprefix(str(CG))
            terms.setdefault(name, _term(store, node, kind))
    return terms


def _term(store: Store, node: ox.NamedNode, kind: ox.NamedNode) -> str | dict[str, str]:
    if kind == OWL.Class:
        return compact(node.value)
    if kind == OWL.ObjectProperty:
        return {"@id": compact(node.value), "@type": "@id"}
    reach = value(store, node, RDFS.range)
    named = compact(reach.value) if isinstance(reach, ox.NamedNode) else ""
    if named.startswith("xsd:") and named != "xsd:string":
        return {"@id": compact(node.value), "@type": named}
    return compact(node.value)
