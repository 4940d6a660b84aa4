"""The embedded store: one named graph per article, on disk or in memory.

Every change to a graph is one transaction, so an interrupted build leaves each article's graph
either as it was or as it should be.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import pyoxigraph as ox

from .errors import QueryError
from .outside import calls_outside
from .query_errors import asks, syntax_error
from .store_folder import EDITED, UNFINISHED, Marks, check_folder, opening, writing

if TYPE_CHECKING:
    from rdflib import Dataset

Term = ox.NamedNode | ox.Literal
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Difference(NamedTuple):
    """The quads that a change took out of a graph and those that it put in; false if none."""

    gone: set[ox.Quad]
    new: set[ox.Quad]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


class Store:
    """The graph that caregraph keeps, with queries that see all its named graphs as one."""

    def __init__(self, engine: ox.Store | None = None, path: Path | None = None) -> None:
        self._engine = engine if engine is not None else ox.Store()
        self.path = path
        self._marks = Marks(path)

    @classmethod
    def open(cls, path: str | Path | None = None, *, read_only: bool = False) -> Self:
        """The store in the folder, made if absent; without a path one in memory, gone when closed.

        ``read_only`` asks for no lock and expects the store to exist.
        """
        if path is None:
            return cls()
        folder = Path(path)
        with opening(folder):
            check_folder(folder, must_exist=read_only)
            if read_only:
                return cls(ox.Store.read_only(str(folder)), folder)
            folder.mkdir(parents=True, exist_ok=True)
            return cls(ox.Store(str(folder)), folder)

    @property
    def engine(self) -> ox.Store:
        """The Oxigraph store beneath, for what this class doesn't offer."""
        return self._engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder's lock; the store is empty and in memory from then on."""
        self._engine = ox.Store()

    def __len__(self) -> int:
        """How many quads there are."""
        return len(self._engine)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._engine.named_graphs() if _named(graph))

    def has_graph(self, iri: str | ox.NamedNode) -> bool:
        """Whether the named graph is there."""
        return self._engine.contains_named_graph(_node(iri))

    def graph(self, iri: str | ox.NamedNode) -> Iterable[ox.Quad]:
        """The quads of one named graph, lazily and in the store's order."""
        return self._engine.quads_for_pattern(None, None, None, _node(iri))

    def count(self, iri: str | ox.NamedNode) -> int:
        """How many quads a named graph has."""
        rows = self._engine.query(
            "SELECT (COUNT(*) AS ?statements) { ?subject ?predicate ?object }",
            default_graph=[_node(iri)],
        )
        assert isinstance(rows, ox.QuerySolutions)
        return int(next(rows)["statements"].value)

    def replace_graph(
        self, iri: str | ox.NamedNode, statements: Iterable[ox.Quad | ox.Triple]
    ) -> Difference:
        """Make the graph hold exactly these statements, in one transaction; what that changed.

        Only the difference is written. For an article's graph; see ``refill_graph`` for large ones.
        """
        name = _node(iri)
        wanted = set(_in_graph(statements, name))
        present = set(self.graph(iri))
        gone, new = present - wanted, wanted - present
        if any(_blank(quad) for quad in gone):
            with writing():
                self._engine.remove_graph(name)
                self._engine.extend(wanted)
        else:
            self.change(gone, new)
        return Difference(gone, new)

    def change(self, gone: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
        """Take some quads out and put others in, in one transaction; ``gone`` has no blank node."""
        gone, new = list(gone), list(new)
        with writing():
            if gone:
                self._engine.update(_update(gone, new))
            else:
                self._engine.extend(new)

    def refill_graph(
        self, iri: str | ox.NamedNode, statements: Iterable[ox.Quad | ox.Triple]
    ) -> None:
        """Empty the graph and fill it from a stream, however long: for what can be derived anew."""
        name = _node(iri)
        with writing():
            self._engine.remove_graph(name)
            self._engine.bulk_extend(_in_graph(statements, name))

    def add_graphs(self, nquads: bytes) -> None:
        """Store whole new graphs given as N-Quads, all or none: the quick way for many articles."""
        with writing():
            self._engine.bulk_load(nquads, ox.RdfFormat.N_QUADS, lenient=True)

    def remove_graph(self, iri: str | ox.NamedNode) -> bool:
        """Take the graph out, if it is there; whether it was."""
        present = self.has_graph(iri)
        with writing():
            self._engine.remove_graph(_node(iri))
        return present

    def flush(self) -> None:
        """Bring everything written so far safely to disk."""
        with writing():
            self._engine.flush()

    def begin(self) -> None:
        """Mark the store: changes that belong together are under way, until ``complete``.

        Each is whole by itself, but one that is broken off leaves the mark, and servers wait.
        """
        self._marks.set(UNFINISHED)

    def edited(self) -> None:
        """Mark the store as changed by hand, until ``complete``."""
        self._marks.set(EDITED)

    @property
    def settled(self) -> bool:
        """Whether what was derived follows from the rest: nothing is under way or was edited."""
        return not self._marks

    @property
    def derived_by(self) -> str | None:
        """Which version of the program's rules made what was derived, if that is known."""
        return self._marks.derived_by

    def complete(self, *, derived_by: str | None = None) -> None:
        """Bring everything safely to disk, and take the marks away.

        ``derived_by``: the version of the rules that made all that is derived, if it was so.
        """
        self.flush()
        if derived_by is not None:
            self._marks.derived_by = derived_by
        self._marks.clear()

    def query(
        self,
        sparql: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        prefixes: Mapping[str, str] | None = None,
        base: str | None = None,
        default_graphs: Iterable[str | ox.NamedNode] | None = None,
        named_graphs: Iterable[str | ox.NamedNode] | None = None,
    ) -> Results:
        """Run a SPARQL query over the union of all named graphs, or over the graphs named.

        The union keeps a statement once per graph that holds it: ask with DISTINCT.
        ``bindings`` fixes variables of the query, by name. An error says line and column. SERVICE
        is refused: nothing here calls another machine.
        """
        if calls_outside(sparql):
            raise QueryError("the query calls another endpoint (SERVICE); ask this store alone")
        try:
            return self._engine.query(
                sparql,
                base_iri=base,
                prefixes=dict(prefixes) if prefixes else None,
                use_default_graph_as_union=default_graphs is None,
                default_graph=_nodes(default_graphs),
                named_graphs=_nodes(named_graphs),
                substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
            )
        except SyntaxError as error:
            asks(sparql)
            raise syntax_error(sparql, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query can't be run: {error}") from error

    def update(
        self, sparql: str, *, prefixes: Mapping[str, str] | None = None, base: str | None = None
    ) -> None:
        """Run a SPARQL update in one transaction. SERVICE and LOAD are the caller's to refuse."""
        try:
            self._engine.update(
                sparql, base_iri=base, prefixes=dict(prefixes) if prefixes else None
            )
        except SyntaxError as error:
            raise syntax_error(sparql, str(error), "update") from error
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the update can't be run: {error}") from error

    def dump(self, form: str = "nquads") -> bytes:
        """All quads in an RDF form, sorted; ``export.write_rdf`` writes to a stream."""
        from .export import write_rdf

        output = BytesIO()
        write_rdf(self, output, form)
        return output.getvalue()

    def dataset(self) -> Dataset:
        """The same data as an rdflib ``Dataset`` whose default graph is the union of all graphs."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        from .vocabulary import bind

        dataset = Dataset(store=OxigraphStore(store=self._engine), default_union=True)
        bind(dataset)
        return dataset


def _in_graph(statements: Iterable[ox.Quad | ox.Triple], name: ox.NamedNode) -> Generator[ox.Quad]:
    for statement in statements:
        yield ox.Quad(statement.subject, statement.predicate, statement.object, name)


def _update(gone: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> str:
    """One SPARQL update, which the engine runs as one transaction."""
    return f"DELETE DATA {{ {_data(gone)} }} ;\nINSERT DATA {{ {_data(new)} }}"


def _data(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(
        f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}"
        for quad in quads
    )


def _blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _named(graph: ox.NamedNode | ox.BlankNode) -> bool:
    return isinstance(graph, ox.NamedNode)


def _nodes(iris: Iterable[str | ox.NamedNode] | None) -> list[Any] | None:
    return None if iris is None else [_node(iri) for iri in iris]


def _node(iri: str | ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode(iri) if isinstance(iri, str) else iri
