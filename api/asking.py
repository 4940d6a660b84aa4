"""The query command: which text is meant, and in what form the answer goes out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import pyoxigraph as ox

from ..graph.errors import InputError, UnknownName
from ..graph.export import rdf_form
from ..graph.named_queries import NamedQuery, Parameter, named_queries, named_query, parse
from ..graph.store import Results, Store
from ..graph.vocabulary import BASE, PREFIXES
from .tables import table

_RESULT_FORMS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_FORMS = ("table", *_RESULT_FORMS, "ttl", "nt", "nq", "trig", "jsonld", "rdf")


def list_queries() -> None:
    """Every named query with its sentence and its parameters."""
    for query in named_queries().values():
        click.echo(f"{query.name} {in_short(query.parameters)}".rstrip())
        click.echo(f"    {query.sentence}")


def in_short(parameters: Iterable[Parameter]) -> str:
    """What can be told, as one would type it; what may be left out in brackets."""
    return " ".join(
        f"{each.name}=…" if each.required else f"[{each.name}={each.default}]"
        for each in parameters
    )


def ask(query: str, params: tuple[str, ...], form: str | None, folder: Path) -> None:
    """Run the query and write its answer to stdout."""
    if form is not None and form not in _FORMS and rdf_form(form) is None:
        raise UnknownName("format", form, _FORMS)
    values = values_of(params)
    asked = _meant(query, values)
    text = asked if isinstance(asked, str) else asked.fill(**values)
    with Store.open(folder, read_only=True) as store:
        _answer(store.query(text, prefixes=PREFIXES), form)
        if not isinstance(asked, str):
            _tell_of_unknown(store, asked, values)


def values_of(params: tuple[str, ...]) -> dict[str, str]:
    """The options ``--param name=value`` by name."""
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not name or not equals:
            raise click.UsageError(f"--param wants name=value, not {param!r}")
        values[name] = value
    return values


def _meant(query: str, values: dict[str, str]) -> NamedQuery | str:
    """A named query before a file of that name, for a name is what is usually meant."""
    if query == "-":
        return _read("stdin", sys.stdin.read(), values)
    if query in named_queries():
        return named_query(query)
    path = Path(query)
    if path.is_file():
        try:
            return _read(path.stem, path.read_text(encoding="utf-8"), values)
        except UnicodeDecodeError as error:
            raise InputError(f"the query file {query!r} isn't UTF-8 text") from error
    if path.suffix == ".rq" or len(path.parts) > 1:
        raise InputError(f"there is no query file {query!r}")
    return named_query(query)


def _read(name: str, text: str, values: dict[str, str]) -> NamedQuery | str:
    return parse(name, text) if values else text


def _tell_of_unknown(store: Store, query: NamedQuery, values: dict[str, str]) -> None:
    """A misspelt name empties an answer: what nothing stored is called is told beside it."""
    for said in query.unrecognised(lambda asked: bool(store.query(asked)), **values):
        click.echo(f"note: {said}", err=True)


def _answer(results: Results, form: str | None) -> None:
    if isinstance(results, ox.QueryTriples):
        _write_graph(results, form or "ttl")
        return
    chosen = form or ("table" if sys.stdout.isatty() else "csv")
    if chosen == "table":
        _write_table(results)
        return
    if chosen not in _RESULT_FORMS:
        raise InputError(f"the answer is a table, not a graph; {chosen!r} can't hold it")
    _write_bytes(results.serialize(format=_RESULT_FORMS[chosen]))


def _write_graph(triples: ox.QueryTriples, form: str) -> None:
    chosen = rdf_form(form)
    if chosen is None:
        raise InputError(f"the answer is a graph; write it as ttl, nt, jsonld or rdf, not {form!r}")
    # A set first: the union of graphs holds a statement once for each graph that says it.
    distinct = sorted(set(triples), key=str)
    _write_bytes(ox.serialize(distinct, format=chosen.rdf, prefixes=PREFIXES))


def _write_table(results: ox.QuerySolutions | ox.QueryBoolean) -> None:
    if isinstance(results, ox.QueryBoolean):
        click.echo("yes" if results else "no")
        return
    header = [variable.value for variable in results.variables]
    print_table(header, [[_cell(solution[name]) for name in header] for solution in results])


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout, as wide as the terminal if it is one."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table(header, rows, width):
        click.echo(line)


def _cell(term: object) -> str:
    """A literal as its words, an IRI as short as it stays clear."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return str(term)
    iri = term.value
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(BASE)


def _write_bytes(data: bytes | None) -> None:
    if data:
        click.echo(data, nl=not data.endswith(b"\n"))
