"""Finding things by their names: a list of all names, and the hits in it, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from ..graph import identifiers
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, ORG, RDFS, SKOS
from .documents import instances
from .links import href

SEARCHED = {
    "organisation": "organisations",
    "site": "hospitals and sites",
    "person": "people",
    "service": "services",
    "topic": "topics",
    "post": "posts",
}
"""What the search looks through: the kind in an IRI's path, and what its hits are called."""

_NAMED_BY = (SKOS.prefLabel, RDFS.label, SKOS.altLabel, CG.odsCode)
"""Best first: the first that names a thing gives what to call it."""

_LABELS = 20
"""Labels looked at for one thing: articles repeat them."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing, folded for comparing."""

    folded: str
    name: str
    iri: str
    kind: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what to call it, and the name by which it was found if that is another."""

    name: str
    also: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Names:
    """All names that can be searched, and what to call each thing."""

    all: tuple[Name, ...]
    called: dict[str, str]


def known_names(store: Store) -> Names:
    """The names of all things of the kinds searched."""
    found: dict[Name, None] = {}
    called: dict[str, str] = {}
    for quad in _naming(store):
        name = _name(quad)
        if name is not None:
            found[name] = None
            called.setdefault(name.iri, name.name)
    return Names(tuple(found), called)


def _naming(store: Store) -> Iterator[ox.Quad]:
    """The quads that name things: of the tables and vocabularies, and of what articles speak of.

    Claims have labels too, many more than things have; so this never goes through all labels.
    """
    reference = identifiers.graph("reference")
    for predicate in _NAMED_BY:
        within = None if predicate in (SKOS.prefLabel, SKOS.altLabel) else reference
        yield from store.engine.quads_for_pattern(None, predicate, None, within)
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    for node in sorted((*named, *instances(store, ORG.Post)), key=str):
        if isinstance(node, ox.NamedNode):
            yield from islice(store.engine.quads_for_pattern(node, RDFS.label, None), _LABELS)


def find(names: Names, words: str, kind: str = "") -> list[Hit]:
    """Things with a name that holds all the words: the whole name first, then starts of it."""
    wanted = words.casefold().split()
    best: dict[str, tuple[int, Name]] = {}
    for name in names.all:
        if kind in ("", name.kind) and all(word in name.folded for word in wanted):
            score = _score(name.folded, " ".join(wanted))
            if name.iri not in best or score < best[name.iri][0]:
                best[name.iri] = score, name
    return list(_hits(names, best.values()))


def _hits(names: Names, found: Iterable[tuple[int, Name]]) -> Iterable[Hit]:
    for _, name in sorted(found, key=lambda each: (each[0], each[1].folded, each[1].iri)):
        called = names.called[name.iri]
        also = name.name if name.name != called else ""
        yield Hit(called, also, name.kind, href(name.iri))


def _name(quad: ox.Quad) -> Name | None:
    if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
        return None
    iri = quad.subject.value
    kind = iri.removeprefix(BASE).partition("/")[0]
    if kind not in SEARCHED:
        return None
    return Name(quad.object.value.casefold(), quad.object.value, iri, kind)


def _score(folded: str, whole: str) -> int:
    if folded == whole:
        return 0
    return 1 if folded.startswith(whole) else 2 if f" {whole}" in folded else 3
