"""From the IRIs of the data to the addresses of this service, and back."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from ..graph.vocabulary import BASE
from .problems import Problem


def href(iri: str) -> str:
    """The address under which this service shows an IRI of ours; others stay as they are.

    An article's own page is under ``/articles``; the fragment that names evidence leads to the
    place in its text.
    """
    if not iri.startswith(BASE):
        return iri
    path = iri.removeprefix(BASE)
    head, slash, rest = path.partition("/")
    if head == "article" and slash and "/" not in rest:
        return f"/articles/{rest}"
    return f"/{path}"


def address(iri: str) -> str:
    """The address to link an IRI of an answer to: ours, the web's, or nowhere for other schemes."""
    target = href(iri)
    return target if target.startswith("/") or is_web(target) else ""


def node_at(path: str) -> ox.NamedNode:
    """The IRI that a path of this service stands for."""
    try:
        return ox.NamedNode(BASE + quote(path, safe="/:,;=@+()!*'~._-"))
    except ValueError as error:
        raise Problem(404, "not-found", "there is nothing at this address") from error


def is_web(iri: str) -> bool:
    """Whether a link to an outside IRI is safe to offer."""
    return iri.startswith(("http://", "https://"))
