"""One query run to its answer or to a limit; the same in a worker process and in our own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

import pyoxigraph as ox

from ..graph.store import Store
from ..graph.vocabulary import BASE, PREFIXES
from .admission import admit, admit_graphs
from .graph_writing import write_graph
from .negotiation import GRAPHS, TABLES, Form, choose
from .problems import Problem
from .results import Limit, boolean, table

Kind = Literal["table", "boolean", "graph"]
_T = TypeVar("_T")

_TABLE_FORMS: dict[str, Form] = {form.name: form for form in TABLES}
_GRAPH_FORMS: dict[str, Form] = {form.name: form for form in GRAPHS}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost; the defaults are safe for a public endpoint on a small machine."""

    seconds: float = 10.0
    memory: int = 1 << 30
    rows: int = 100_000
    size: int = 64 << 20
    length: int = 100_000
    depth: int = 64


class Request(NamedTuple):
    """A query as a client sent it: its text, its dataset, and the form it wants the answer in.

    ``rows`` asks for fewer rows than the limit allows; without ``union`` the store's own default
    graph is asked, where no other is named. ``inlined`` says how much longer the answers of other
    endpoints have made the text.
    """

    text: str
    accept: str | None = None
    named: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows: int | None = None
    union: bool = True
    inlined: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's answer in one form; ``cut`` says in a sentence what was left out, if any."""

    kind: Kind
    form: Form
    cut: str | None
    body: bytes = field(repr=False)


def evaluate(store: Store, request: Request, limits: Limits) -> Answer:
    """Run the query; raises ``Problem`` or ``QueryError`` for what can't be run."""
    longest = limits.length + request.inlined
    reading = admit(request.text, longest=longest, deepest=limits.depth)
    chosen = (*request.default_graphs, *request.named_graphs)
    _nodes(chosen)
    named = () if chosen else reading.graphs
    note = admit_graphs(request.text, named, chosen, holds=store.has_graph)
    results = _run(store, request, has_dataset=reading.has_dataset)
    rows = min(limits.rows, request.rows or limits.rows)
    if isinstance(results, ox.QueryTriples):
        form = choose(request.accept, GRAPHS, named=request.named, kind="graph")
        return _graph(results, form, _Meter(rows, limits.size, note))
    form = choose(request.accept, TABLES, named=request.named, kind="table")
    if isinstance(results, ox.QueryBoolean):
        return Answer("boolean", form, note, boolean(bool(results), form.name))
    body, cut = table(results, form.name, Limit(rows, limits.size), note)
    return Answer("table", form, cut, body)


def _run(
    store: Store, request: Request, *, has_dataset: bool
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Over the union of all graphs, unless the request or the query names its dataset."""
    chosen = bool(request.default_graphs or request.named_graphs)
    if request.union and not chosen and not has_dataset:
        return store.query(request.text, prefixes=prefixes_in(request.text), base=BASE)
    try:
        return store.engine.query(
            request.text,
            base_iri=BASE,
            prefixes=prefixes_in(request.text),
            default_graph=_nodes(request.default_graphs) if chosen else None,
            named_graphs=_nodes(request.named_graphs) if chosen else None,
        )
    except SyntaxError:
        # This raises it again, with line and column.
        return store.query(request.text, prefixes=PREFIXES, base=BASE)


_MARKS = tuple((f"{prefix}:", prefix, names) for prefix, names in PREFIXES.items())


def prefixes_in(text: str) -> dict[str, str]:
    """Those of our prefixes that the query can mean: reading in all takes a while."""
    if "\\u" in text or "\\U" in text:
        return PREFIXES
    return {prefix: names for mark, prefix, names in _MARKS if mark in text}


def _nodes(iris: Iterable[str]) -> list[Any]:
    try:
        return [ox.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise Problem(
            400, "bad-input", f"a graph named in the request is no IRI: {error}"
        ) from error


def _graph(triples: ox.QueryTriples, form: Form, meter: _Meter) -> Answer:
    """Triples up to the limit; in the forms that have comments a cut graph opens with one."""
    out = io.BytesIO()
    write_graph(meter.within(triples, out), out, form)
    body = out.getvalue()
    if meter.cut and form.name in ("ttl", "nt", "trig", "nq"):
        body = f"# cut: {meter.cut}\n".encode() + body
    return Answer("graph", form, meter.cut, body)


class _Meter:
    """Counts what passes, and stops at the limits with the reason."""

    def __init__(self, rows: int, size: int, note: str | None) -> None:
        self.count = 0
        self.cut = note
        self._rows, self._size = rows, size

    def within(self, results: Iterable[_T], out: io.BytesIO) -> Iterator[_T]:
        """The results up to the limits; an error of the engine on the way becomes a problem."""
        try:
            for result in results:
                reached = self._reached(out.tell())
                if reached:
                    self.cut = f"{reached}; {self.cut}" if self.cut else reached
                    return
                yield result
                self.count += 1
        except (OSError, RuntimeError, ValueError) as error:
            raise Problem(400, "query-error", f"the query can't be run: {error}") from error

    def _reached(self, written: int) -> str | None:
        kept = f"only the first {self.count} triples are here"
        if self.count >= self._rows:
            return f"{kept}; there are more"
        if written >= self._size:
            return f"{kept}: the answer reached {self._size} bytes"
        return None


def form_of(kind: Kind, name: str) -> Form:
    """The form of an answer, by its kind and name: how it comes back from a worker."""
    return (_GRAPH_FORMS if kind == "graph" else _TABLE_FORMS)[name]
