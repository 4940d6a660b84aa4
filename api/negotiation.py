"""Which form of an answer a client wants: two tables of media types, and the rules of ``Accept``.

A form asked for by name (``format=`` or a suffix) goes before the header. Among equal q-values the
form that stands first in the table wins, so ``*/*`` gets the first one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import RdfFormat

from .problems import NotAcceptable


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One form of an answer: its short name (also the suffix), and the media types that mean it.

    There is one object for each, so that two are the same only if they are one.
    ``worth`` is how well it serves beside the others: a client's quality counts that many times.
    """

    name: str
    media_types: tuple[str, ...]
    label: str
    rdf: RdfFormat | None = None
    worth: float = 1.0

    @property
    def media_type(self) -> str:
        """The type that answers carry."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``; all our forms are UTF-8."""
        text = self.media_type.startswith("text/") or self.media_type.endswith("n-triples")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


HTML = Form("html", ("text/html", "application/xhtml+xml"), "HTML")

JSON = Form("json", ("application/json", "text/json"), "JSON")
"""Of what is neither a table nor a graph."""

TABLES: tuple[Form, ...] = (
    Form("json", ("application/sparql-results+json", "application/json", "text/json"), "JSON"),
    Form("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), "XML"),
    Form("csv", ("text/csv",), "CSV"),
    Form("tsv", ("text/tab-separated-values",), "TSV"),
)
"""Forms of the answer to SELECT and ASK."""

GRAPHS: tuple[Form, ...] = (
    Form("ttl", ("text/turtle", "application/x-turtle"), "Turtle", RdfFormat.TURTLE),
    Form("nt", ("application/n-triples", "text/plain"), "N-Triples", RdfFormat.N_TRIPLES),
    Form("jsonld", ("application/ld+json", "application/json"), "JSON-LD", RdfFormat.JSON_LD),
    Form(
        "rdf", ("application/rdf+xml", "application/xml", "text/xml"), "RDF/XML", RdfFormat.RDF_XML
    ),
    Form("trig", ("application/trig",), "TriG", RdfFormat.TRIG),
    Form("nq", ("application/n-quads",), "N-Quads", RdfFormat.N_QUADS),
)
"""Forms of the answer to CONSTRUCT and DESCRIBE, and of documents."""

JSON_LD = next(form for form in GRAPHS if form.name == "jsonld")

_OTHER_NAMES = {
    "turtle": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "nquads": "nq",
    "n-quads": "nq",
    "json-ld": "jsonld",
    "rdfxml": "rdf",
    "rdf/xml": "rdf",
    "rdf+xml": "rdf",
    "xml": "rdf",
    "json": "jsonld",
    "n3": "ttl",
}


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an ``Accept`` header with its quality."""

    kind: str
    quality: float

    def matches(self, media_type: str) -> bool:
        """Whether the type falls in the range."""
        major, _, minor = self.kind.partition("/")
        return self.kind in ("*/*", media_type) or (
            minor == "*" and media_type.startswith(major + "/")
        )

    @property
    def precision(self) -> int:
        """How exact the range is: an exact type overrules ``text/*``, and that ``*/*``."""
        return 0 if self.kind == "*/*" else 1 if self.kind.endswith("/*") else 2


def ranges(header: str) -> tuple[Range, ...]:
    """An ``Accept`` header read; what can't be read in it is passed over."""
    found = (_range(part) for part in header.split(","))
    return tuple(item for item in found if item is not None)


def choose(
    header: str | None, forms: Iterable[Form], *, named: str | None = None, kind: str = "answer"
) -> Form:
    """The form to answer in; raises ``NotAcceptable``, which lists the types, if none."""
    offered = tuple(forms)
    if named and named.strip():
        return _by_name(named.strip(), offered, kind)
    best = _best(header, offered) if header and header.strip() else offered[0]
    if best is None:
        raise NotAcceptable(f"no form of this {kind} matches 'Accept: {header}'", _types(offered))
    return best


@lru_cache(maxsize=64)
def _best(header: str, offered: tuple[Form, ...]) -> Form | None:
    """The form that a header likes best; clients send few headers, and the same ones again."""
    wanted = ranges(header)
    best = max(offered, key=lambda form: _quality(form, wanted), default=None)
    return best if best is not None and _quality(best, wanted) > 0 else None


def form_named(name: str, forms: Iterable[Form]) -> Form | None:
    """The form with this name, suffix or media type."""
    offered, key = tuple(forms), name.strip().lower()
    for each in (key, _OTHER_NAMES.get(key)):
        for form in offered:
            if each == form.name or each in form.media_types:
                return form
    return None


def split_suffix(path: str, forms: Iterable[Form]) -> tuple[str, Form | None]:
    """A path without its suffix, and the form that the suffix means, if it is one of ours."""
    stem, dot, suffix = path.rpartition(".")
    form = next((form for form in forms if dot and stem and suffix == form.name), None)
    return (stem, form) if form else (path, None)


@lru_cache(maxsize=64)
def prefers_html(header: str | None) -> bool:
    """Whether a browser asks: HTML named, and nothing that a program wants named before it."""
    if not header:
        return False
    wanted = ranges(header)
    named = [item for item in wanted if item.precision == 2]
    html = max((item.quality for item in named if item.kind in HTML.media_types), default=0.0)
    others = [item.quality for item in named if item.kind not in HTML.media_types]
    return html > 0 and html >= max(others, default=0.0)


def wants_page(header: str | None, named: str | None) -> bool:
    """Whether the answer is to be a page: by its name if one is given, else for a browser."""
    return (
        form_named(named, [HTML]) is not None if named and named.strip() else prefers_html(header)
    )


def _range(text: str) -> Range | None:
    kind, *parameters = (piece.strip() for piece in text.split(";"))
    kind = "*/*" if kind == "*" else kind.lower()
    if "/" not in kind:
        return None
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            quality = _number(value)
    return Range(kind, quality)


def _number(text: str) -> float:
    try:
        value = float(text.strip())
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0) if value == value else 0.0


def _quality(form: Form, wanted: Iterable[Range]) -> float:
    """The best quality of the form's types, each by the most exact range that matches it."""
    return form.worth * max(_type_quality(media_type, wanted) for media_type in form.media_types)


def _type_quality(media_type: str, wanted: Iterable[Range]) -> float:
    matching = [item for item in wanted if item.matches(media_type)]
    if not matching:
        return 0.0
    return max(matching, key=lambda item: (item.precision, item.quality)).quality


def _by_name(name: str, forms: tuple[Form, ...], kind: str) -> Form:
    form = form_named(name, forms)
    if form is None:
        names = ", ".join(form.name for form in forms)
        raise NotAcceptable(
            f"no form of this {kind} is named {name!r}; there are {names}", _types(forms)
        )
    return form


def _types(forms: Iterable[Form]) -> tuple[str, ...]:
    return tuple(form.media_type for form in forms)
