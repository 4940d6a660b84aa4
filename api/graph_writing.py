"""Statements written in the RDF forms: what a form has no words for is refused.

The engine would write RDF/XML that no reader takes, and JSON-LD not to its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import pyoxigraph as ox

from ..graph.errors import InputError
from ..graph.export import for_xml
from ..graph.vocabulary import PREFIXES
from .negotiation import GRAPHS, Form
from .problems import NotAcceptable


def write_graph(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], out: IO[bytes], form: Form
) -> None:
    """Write the statements; raises ``NotAcceptable`` where the form can't hold one of them."""
    if form.rdf is ox.RdfFormat.RDF_XML:
        statements = map(for_xml, statements)  # type: ignore[arg-type]
    try:
        ox.serialize(statements, out, format=form.rdf, prefixes=PREFIXES)
    except (InputError, OSError) as error:
        others = tuple(each.media_type for each in GRAPHS if each is not form)
        raise NotAcceptable(f"{form.label} can't hold this graph: {error}", others) from error
