"""A change to the store as a client asks for it, and how it is made: in one process alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pyoxigraph as ox

from ..graph.store import Store
from ..graph.vocabulary import BASE, PREFIXES
from .problems import Problem

Kind = Literal["update", "put", "post", "delete"]

FORMATS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
"""What a graph can be sent in."""


@dataclass(frozen=True, slots=True)
class Part:
    """Statements in one of the forms."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """An update's text, or a graph with what to put there, add to it, or nothing to delete it.

    ``graph`` is ``None`` for the default graph.
    """

    kind: Kind
    text: str = field(default="", repr=False)
    graph: str | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the graph was there before."""

    existed: bool = True


def make(store: Store, change: Change) -> Outcome:
    """Make the change; raises ``Problem`` for one that can't be made, and then nothing changes.

    The next build derives all anew: only it knows what follows from changes by hand.
    """
    store.edited()
    if change.kind == "update":
        store.update(change.text, base=BASE, prefixes=PREFIXES)
        return Outcome()
    try:
        return _MAKERS[change.kind](store.engine, change)
    except SyntaxError as error:
        raise _unreadable(error) from error
    except ValueError as error:
        raise Problem(400, "bad-input", f"the change can't be made: {error}") from error


def _put(engine: ox.Store, change: Change) -> Outcome:
    return _fill(engine, change, clear=True)


def _post(engine: ox.Store, change: Change) -> Outcome:
    return _fill(engine, change, clear=False)


def _fill(engine: ox.Store, change: Change, *, clear: bool) -> Outcome:
    """All in one transaction, which an update is: whoever kills this half way leaves all or none.

    The engine's own calls are a transaction each.
    """
    graph, statements = _graph(change), _statements(change)
    existed = _exists(engine, graph)
    if isinstance(graph, ox.NamedNode):
        steps = [f"CREATE SILENT GRAPH {graph}", f"CLEAR GRAPH {graph}" if clear else ""]
        steps.append(f"INSERT DATA {{ GRAPH {graph} {{ {statements} }} }}")
    else:
        steps = ["CLEAR DEFAULT" if clear else "", f"INSERT DATA {{ {statements} }}"]
    engine.update(" ; ".join(filter(None, steps)))
    return Outcome(existed)


def _delete(engine: ox.Store, change: Change) -> Outcome:
    graph = _graph(change)
    existed = _exists(engine, graph)
    if existed:
        engine.remove_graph(graph)
    return Outcome(existed)


def _statements(change: Change) -> str:
    """The statements of all parts as an update has them."""
    written = ox.serialize(_triples(change), format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()


def _triples(change: Change) -> Iterator[ox.Triple]:
    for part in change.parts:
        found = ox.parse(
            part.data,
            format=FORMATS[part.media_type],
            base_iri=change.graph or BASE,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
        for quad in found:
            yield quad.triple


def _graph(change: Change) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if change.graph is None else ox.NamedNode(change.graph)


def _exists(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    return isinstance(graph, ox.DefaultGraph) or engine.contains_named_graph(graph)


def _unreadable(error: SyntaxError) -> Problem:
    place: dict[str, Any] = {
        name: value
        for name, value in (("line", error.lineno), ("column", error.offset))
        if value is not None
    }
    return Problem(400, "bad-input", f"the statements can't be read: {error.msg}", **place)


_MAKERS: dict[str, Callable[[ox.Store, Change], Outcome]] = {
    "put": _put,
    "post": _post,
    "delete": _delete,
}
