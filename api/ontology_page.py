"""The page of the ontology: what one must know to write SPARQL, each term at its fragment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from ..graph.vocabulary import BASE, CG, PREFIXES
from .links import address
from .negotiation import GRAPHS
from .responses import page_response

if TYPE_CHECKING:
    from ..graph.documentation import Link

_SHOWN_PREFIXES = (
    *("cg", "rating", "question", "service", "movement", "polarity", "action", "manner", "voice"),
    *("standing", "topic", "unit", "dcterms", "foaf", "oa", "org", "owl", "prov", "rdfs"),
    *("schema", "skos", "xsd"),
)


def _place(link: Link) -> str:
    """Where a term is told of: on this page, or at its own address."""
    if link.iri.startswith(str(CG)):
        return link.iri.removeprefix(str(CG).removesuffix("#"))
    return address(link.iri) if link.iri else ""


def ontology_page() -> Response:
    """The ontology's documentation, made from its axioms, its shapes and its examples."""
    # Imported when first asked: it reads the ontology anew.
    from ..graph.documentation import (
        EXAMPLES,
        IRIS,
        OUTSIDE,
        documentation,
        examples,
        sample,
    )
    from ..graph.documentation import (
        GRAPHS as NAMED_GRAPHS,
    )

    told = documentation()
    page = render_template(
        "ontology.html",
        told=told,
        by_name={term.fragment: term for term in told.terms},
        groups=EXAMPLES,
        examples=examples(),
        sample=sample(),
        graphs=NAMED_GRAPHS,
        iris=IRIS,
        outside=OUTSIDE,
        prefixes={name: PREFIXES[name] for name in _SHOWN_PREFIXES},
        base=BASE,
        place=_place,
        address=address,
        forms=GRAPHS,
    )
    return page_response(page)
