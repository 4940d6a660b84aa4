"""The whole store as one RDF file: the same content always gives the same bytes.

Statements are sorted outside memory where there are many, so any store can be exported.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from .errors import InputError, UnknownName
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    from .store import Store

_SORTED_AT_ONCE = 64_000_000
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that no XML file can hold."""

_ELEMENT = re.compile(r"[^\W\d][\w.-]*\Z")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write RDF down; ``graphs`` tells whether it keeps the named graphs apart."""

    name: str
    suffixes: tuple[str, ...]
    rdf: ox.RdfFormat
    graphs: bool


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("turtle", (".ttl",), ox.RdfFormat.TURTLE, graphs=False),
        Form("trig", (".trig",), ox.RdfFormat.TRIG, graphs=True),
        Form("ntriples", (".nt",), ox.RdfFormat.N_TRIPLES, graphs=False),
        Form("nquads", (".nq",), ox.RdfFormat.N_QUADS, graphs=True),
        Form("jsonld", (".jsonld", ".json"), ox.RdfFormat.JSON_LD, graphs=True),
        Form("rdfxml", (".rdf", ".xml"), ox.RdfFormat.RDF_XML, graphs=False),
    )
}
"""The RDF forms by name; a form without graphs holds each statement once, whoever says it."""


def rdf_form(name: str) -> Form | None:
    """The form of this name or suffix ("turtle", "ttl", ".ttl"), if there is one."""
    lower = name.lower().replace("-", "").removeprefix(".")
    for form in FORMS.values():
        if lower == form.name or f".{lower}" in form.suffixes:
            return form
    return None


def write_rdf(store: Store, output: IO[bytes], form: str) -> None:
    """Write all that the store holds in the form, sorted."""
    chosen = rdf_form(form)
    if chosen is None:
        raise UnknownName("RDF form", form, FORMS)
    if chosen.rdf in (ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES):
        with ExitStack() as files:
            output.writelines(_sorted_lines(store, store.graphs(), chosen, files))
    elif chosen.graphs:
        ox.serialize(_quads(store), output, chosen.rdf, prefixes=PREFIXES)
    else:
        triples = _triples(store, store.graphs())
        if chosen.rdf == ox.RdfFormat.RDF_XML:
            triples = map(for_xml, triples)
        ox.serialize(triples, output, chosen.rdf, prefixes=PREFIXES)


def _quads(store: Store) -> Iterator[ox.Quad]:
    for graph in store.graphs():
        name = ox.NamedNode(graph)
        for triple in _triples(store, [graph]):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


def _triples(store: Store, graphs: list[str]) -> Iterator[ox.Triple]:
    with ExitStack() as files:
        sorted_file = files.enter_context(TemporaryFile())
        sorted_file.writelines(_sorted_lines(store, graphs, FORMS["ntriples"], files))
        sorted_file.seek(0)
        for quad in ox.parse(sorted_file, ox.RdfFormat.N_TRIPLES, lenient=True):
            yield quad.triple


def for_xml(triple: ox.Triple) -> ox.Triple:
    """The triple with U+FFFD for what XML can't hold, such as a form feed.

    Raises ``InputError`` for a property whose IRI has no end that can name an element.
    """
    if not _can_name(triple.predicate.value):
        raise InputError(f"XML has no name for the property <{triple.predicate.value}>")
    value = triple.object
    if isinstance(value, ox.Triple):
        return ox.Triple(triple.subject, triple.predicate, for_xml(value))
    if not isinstance(value, ox.Literal) or NOT_XML.search(value.value) is None:
        return triple
    words = NOT_XML.sub("\ufffd", value.value)
    datatype = None if value.language else value.datatype
    held = ox.Literal(words, language=value.language, datatype=datatype)
    return ox.Triple(triple.subject, triple.predicate, held)


@lru_cache(maxsize=1024)
def _can_name(iri: str) -> bool:
    return _ELEMENT.search(iri) is not None


def _sorted_lines(store: Store, graphs: list[str], form: Form, files: ExitStack) -> Iterator[bytes]:
    """The statements of the graphs, one a line, in the order of their bytes, each once."""
    plain = files.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
    if form.graphs:
        store.engine.dump(plain, form.rdf)
    else:
        for graph in graphs:
            store.engine.dump(plain, form.rdf, from_graph=ox.NamedNode(graph))
    plain.seek(0)
    runs = [_spilled(run, files) for run in _runs(plain)]
    return (line for line, _ in groupby(heapq.merge(*runs)))


def _runs(plain: IO[bytes]) -> Iterator[list[bytes]]:
    while lines := plain.readlines(_SORTED_AT_ONCE):
        yield sorted(lines)


def _spilled(run: list[bytes], files: ExitStack) -> Iterable[bytes]:
    file = files.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
    file.writelines(run)
    file.seek(0)
    return file
