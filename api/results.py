"""Answers of SELECT and ASK written row by row, so that a limit can stop them at a whole row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from html import escape
from typing import Protocol

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Iterable[Term | None]

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_quoted = json.encoder.encode_basestring


class Writer(Protocol):
    """Writes one form of a result; ``cut`` tells why rows ended early, where a form can."""

    def head(self, variables: list[str]) -> str:
        """What comes before the rows."""
        ...

    def row(self, terms: Row) -> str:
        """One solution, its terms in the order of the variables."""
        ...

    def tail(self, cut: str | None) -> str:
        """What comes after the rows."""
        ...

    def boolean(self, value: bool) -> str:
        """A whole answer to ASK."""
        ...


class JsonWriter:
    """SPARQL 1.1 Query Results JSON; a cut result has a member ``cut`` of its own."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._first = True

    def head(self, variables: list[str]) -> str:
        """The head, up to the open list of bindings."""
        self._names = [_quoted(name) for name in variables]
        return f'{{"head":{{"vars":[{",".join(self._names)}]}},"results":{{"bindings":['

    def row(self, terms: Row) -> str:
        """One binding; what is unbound is left out."""
        pairs = zip(self._names, terms, strict=True)
        members = ",".join(f"{name}:{_json(term)}" for name, term in pairs if term is not None)
        before, self._first = ("\n" if self._first else ",\n"), False
        return f"{before}{{{members}}}"

    def tail(self, cut: str | None) -> str:
        """The end, with the reason of a cut."""
        return f'\n]}},"cut":{_quoted(cut)}}}\n' if cut else "\n]}}\n"

    def boolean(self, value: bool) -> str:
        """The answer as a member ``boolean``."""
        return f'{{"head":{{}},"boolean":{json.dumps(value)}}}\n'


class XmlWriter:
    """SPARQL Query Results XML; a cut result ends with a comment that says so."""

    _OPEN = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'

    def __init__(self) -> None:
        self._names: list[str] = []

    def head(self, variables: list[str]) -> str:
        """The head, up to the open element of results."""
        self._names = [f'"{escape(name)}"' for name in variables]
        named = "".join(f"<variable name={name}/>" for name in self._names)
        return f"{self._OPEN}<head>{named}</head>\n<results>\n"

    def row(self, terms: Row) -> str:
        """One ``result`` element."""
        pairs = zip(self._names, terms, strict=True)
        bound = (
            f"<binding name={name}>{_xml(term)}</binding>"
            for name, term in pairs
            if term is not None
        )
        return f"<result>{''.join(bound)}</result>\n"

    def tail(self, cut: str | None) -> str:
        """The end, with the reason of a cut."""
        said = f"<!-- cut: {cut.replace('--', '—')} -->\n" if cut else ""
        return f"</results>\n{said}</sparql>\n"

    def boolean(self, value: bool) -> str:
        """The answer as an element ``boolean``."""
        return f"{self._OPEN}<head/>\n<boolean>{json.dumps(value)}</boolean>\n</sparql>\n"


class CsvWriter:
    """SPARQL 1.1 Query Results CSV, which has no place to say that it was cut: the header does."""

    def head(self, variables: list[str]) -> str:
        """The names of the variables."""
        return _csv_line(variables)

    def row(self, terms: Row) -> str:
        """The plain values; what is unbound is empty."""
        return _csv_line("" if term is None else _plain(term) for term in terms)

    def tail(self, cut: str | None) -> str:
        """Nothing."""
        return ""

    def boolean(self, value: bool) -> str:
        """The bare word."""
        return f"{json.dumps(value)}\r\n"


class TsvWriter:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle, so nothing of them is lost."""

    def head(self, variables: list[str]) -> str:
        """The variables with their question marks."""
        return "\t".join(f"?{name}" for name in variables) + "\n"

    def row(self, terms: Row) -> str:
        """The terms; what is unbound is empty."""
        return "\t".join("" if term is None else _turtle(term) for term in terms) + "\n"

    def tail(self, cut: str | None) -> str:
        """Nothing."""
        return ""

    def boolean(self, value: bool) -> str:
        """The bare word."""
        return f"{json.dumps(value)}\n"


WRITERS: dict[str, type[JsonWriter] | type[XmlWriter] | type[CsvWriter] | type[TsvWriter]] = {
    "json": JsonWriter,
    "xml": XmlWriter,
    "csv": CsvWriter,
    "tsv": TsvWriter,
}
"""The writer of each form, by the form's name."""


def _json(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f'{{"type":"uri","value":{_quoted(term.value)}}}'
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{_quoted(term.value)}}}'
    if isinstance(term, ox.Triple):
        parts = ("subject", term.subject), ("predicate", term.predicate), ("object", term.object)
        value = ",".join(f'"{name}":{_json(part)}' for name, part in parts)
        return f'{{"type":"triple","value":{{{value}}}}}'
    if term.language:
        mark = f',"xml:lang":{_quoted(term.language)}'
    else:
        kind = term.datatype.value
        mark = "" if kind == _STRING else f',"datatype":{_quoted(kind)}'
    return f'{{"type":"literal","value":{_quoted(term.value)}{mark}}}'


def _xml(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value, False)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = ("subject", term.subject), ("predicate", term.predicate), ("object", term.object)
        return (
            f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"
        )
    if term.language:
        mark = f' xml:lang="{escape(term.language)}"'
    else:
        kind = term.datatype.value
        mark = "" if kind == _STRING else f' datatype="{escape(kind)}"'
    value = escape(_NOT_XML.sub("�", term.value), False).replace("\r", "&#13;")
    return f"<literal{mark}>{value}</literal>"


def _plain(term: Term) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)


def _turtle(term: Term) -> str:
    return str(term).replace("\t", "\\t")


def _csv_line(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()
