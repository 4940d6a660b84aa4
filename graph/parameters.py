"""The types of query parameters, and how a value of each becomes SPARQL that holds no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import get_args

import pyoxigraph as ox

from .errors import InputError, UnknownName
from .facts import GRADES, ActionKind, Polarity, Question, Trend
from .identifiers import organisation
from .reference import load_reference
from .vocabulary import BASE, RDFS, SKOS, XSD

_IRI = re.compile(r"(?i)https?://|urn:")

_CONCEPTS: dict[str, tuple[str, ...]] = {
    "question": get_args(Question),
    "rating": GRADES,
    "movement": get_args(Trend),
    "polarity": get_args(Polarity),
    "action": get_args(ActionKind),
    "service": (),
    "topic": (),
}
"""Concept schemes by parameter type, with the members that are known here; none means any slug."""

_MOST = 1_000_000
"""The largest number that a parameter takes: more than there is of anything."""

_NAMED = {
    "organisation-name": "organisation",
    "person-name": "person",
    "agent-name": "organisation|person",
    "subject-name": "organisation|site|person",
}
"""Parameter types that look an entity up by key, IRI or part of its name."""

# A name is compared in lower case and from the start of a word, so that "rna" finds the code but
# not "international". The kind in the IRI keeps the labels of claims out.
_BY_NAME = """{{ SELECT DISTINCT ?{name} WHERE {{
    VALUES ?{name}_wanted {{ {wanted} }}
    ?{name} {label}|{alternative} ?{name}_handle
    FILTER(REGEX(STR(?{name}), "^{base}({kinds})/"))
    FILTER(LCASE(REPLACE(STR(?{name}), "^{base}[a-z]+/", "")) = ?{name}_wanted
        || CONTAINS(CONCAT(" ", LCASE(STR(?{name}_handle))), CONCAT(" ", ?{name}_wanted)))
  }} }}"""


def pattern(name: str, kind: str, value: str) -> str:
    """The pattern that binds ``?name`` to the value read as its kind; ``InputError`` if unfit."""
    if kind in _NAMED:
        return _named(name, kind, value)
    return _values(name, term(name, kind, value))


def term(name: str, kind: str, value: str) -> ox.NamedNode | ox.Literal:
    """The concept or literal that a value of such a kind is; ``InputError`` if unfit."""
    if kind in _CONCEPTS:
        return _concept(name, kind, value)
    if kind not in _TERMS:
        raise UnknownName("type of parameter", kind, types())
    return _TERMS[kind](name, value)


def recognition(name: str, kind: str, value: str) -> str | None:
    """A query whether the graph knows what such a value names; ``None`` if it names nothing."""
    if kind in _NAMED:
        return f"ASK {{ {_named(name, kind, value)} }}"
    if kind in _CONCEPTS:
        return f"ASK {{ {_concept(name, kind, value)} {SKOS.prefLabel} ?label }}"
    return None


def types() -> tuple[str, ...]:
    """The types a query file may give its parameters."""
    return tuple(sorted({*_NAMED, *_CONCEPTS, *_TERMS}))


def members(kind: str) -> tuple[str, ...]:
    """The values of a type that has few, else nothing."""
    return _CONCEPTS.get(kind, ())


def _values(name: str, term: ox.NamedNode | ox.Literal) -> str:
    return f"VALUES ?{name} {{ {term} }}"


def _named(name: str, kind: str, value: str) -> str:
    if _IRI.match(value):
        return _values(name, _iri(name, value))
    if "organisation" in _NAMED[kind] and value.upper() in load_reference().organisations:
        return _values(name, organisation(value.upper()))
    wanted = " ".join(value.lower().split())
    return _BY_NAME.format(
        name=name,
        wanted=_string(name, wanted),
        kinds=_NAMED[kind],
        base=BASE.replace(".", "[.]"),
        label=RDFS.label,
        alternative=SKOS.altLabel,
    )


def _concept(name: str, kind: str, value: str) -> ox.NamedNode:
    if _IRI.match(value):
        return _iri(name, value)
    slug = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
    known = _CONCEPTS[kind]
    if not slug or (known and slug not in known):
        raise UnknownName(kind, value, known)
    return ox.NamedNode(f"{BASE}{kind}/{slug}")


def _iri(name: str, value: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(value)
    except ValueError as error:
        raise InputError(f"{value!r} is no IRI for {name!r}: {error}") from error


def _string(name: str, value: str) -> ox.Literal:
    try:
        return ox.Literal(value)
    except ValueError as error:
        raise InputError(f"{value!r} is no text for {name!r}: it holds half a character") from error


def _date(name: str, value: str) -> ox.Literal:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{value!r} is no date for {name!r}; write it as 2019-07-12") from error
    return ox.Literal(day.isoformat(), datatype=XSD.date)


def _integer(name: str, value: str) -> ox.Literal:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        raise InputError(f"{value!r} is no whole number for {name!r}; write it as 5")
    return ox.Literal(int(value))


def _decimal(name: str, value: str) -> ox.Literal:
    if not re.fullmatch(r"\+?[0-9]{1,7}(\.[0-9]{1,18})?", value) or float(value) > _MOST:
        raise InputError(
            f"{value!r} is no number from 0 to {_MOST:,} for {name!r}; write it as 0.8"
        )
    return ox.Literal(value, datatype=XSD.decimal)


def _article(name: str, value: str) -> ox.NamedNode:
    """An article by its key or IRI."""
    if _IRI.match(value):
        return _iri(name, value)
    key = value.lower()
    if not re.fullmatch(r"[0-9a-f]{16}", key):
        raise InputError(
            f"{value!r} is no article for {name!r}; write its IRI or its key of 16 hex digits"
        )
    return ox.NamedNode(f"{BASE}article/{key}")


_TERMS: dict[str, Callable[[str, str], ox.NamedNode | ox.Literal]] = {
    "string": _string,
    "iri": _iri,
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "article": _article,
}
