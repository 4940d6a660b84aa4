"""Terms in words and words as terms: prefixed names, keys, labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from ..errors import InputError
from ..vocabulary import BASE, FOAF, PREFIXES, RDF, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from ..reasoning.schema import Term
    from ..store import Store

LABELS = (SKOS.prefLabel, RDFS.label, FOAF.name)
_LOCAL = re.compile(r"[\w-]+")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):([\w./-]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/|urn:|mailto:")
_LITERAL = re.compile(r"\"|'|[+-]?\d|(?:true|false)\Z")
_HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def words(term: Term) -> str:
    """A term as one would type it: a prefixed name, a key under the base, else in full."""
    if isinstance(term, ox.NamedNode):
        return _iri_words(term.value)
    if isinstance(term, ox.BlankNode):
        return str(term)
    text = str(ox.Literal(term.value))
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD.string else f"{text}^^{_iri_words(term.datatype.value)}"


def _iri_words(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri[len(BASE) :] if iri.startswith(BASE) and iri != BASE else f"<{iri}>"


def label(store: Store, term: Term) -> str:
    """What to call a term: its label in the store, else the end of its IRI."""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return ""
    for predicate in LABELS:
        found = [
            quad.object.value
            for quad in store.engine.quads_for_pattern(term, predicate, None)
            if isinstance(quad.object, ox.Literal)
            and (quad.object.language or "en").startswith("en")
        ]
        if found:
            return min(found)
    return re.split(r"[#/]", term.value.rstrip("/#"))[-1]


def resource(text: str) -> ox.NamedNode:
    """The IRI that words stand for: in full, prefixed, a key (``organisation/RNA``) or ``a``."""
    given = text.strip()
    if given == "a":
        return RDF.type
    bare = given[1:-1] if given.startswith("<") and given.endswith(">") else given
    prefixed = _PREFIXED.fullmatch(bare)
    if prefixed and prefixed[1] in PREFIXES and not bare.startswith("<"):
        return ox.NamedNode(PREFIXES[prefixed[1]] + prefixed[2])
    if _SCHEME.match(bare):
        return _node(bare, text)
    if prefixed and "/" not in prefixed[1]:
        known = ", ".join(PREFIXES)
        raise InputError(f"no prefix {prefixed[1]!r} is known in {text!r}; there are {known}")
    if not bare or any(char.isspace() for char in bare):
        raise InputError(f"{text!r} is no IRI, prefixed name or key like 'organisation/RNA'")
    return _node(BASE + quote(bare, safe="/#:,;=@+()!*'~._-%"), text)


def value(text: str) -> Term:
    """As ``resource``, or a literal: quoted as in Turtle, a number, or words with spaces."""
    given = text.strip()
    if _LITERAL.match(given):
        return _literal(given)
    return ox.Literal(text) if any(char.isspace() for char in given) else resource(given)


def _literal(text: str) -> Term:
    """Read as Turtle, where it stands for exactly one object; else the words themselves."""
    try:
        turtle = f"{_HEAD}<x:s> <x:p> {text} ."
        found = [quad.object for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)]
    except SyntaxError:
        found = []
    if len(found) == 1 and isinstance(found[0], ox.Literal):
        return found[0]
    return ox.Literal(text)


def _node(iri: str, text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise InputError(f"{text!r} can't be read as an IRI") from error
