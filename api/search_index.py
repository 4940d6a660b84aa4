"""The index that ``/search`` looks in: names of things, titles, and the sentences of evidence.

It is an SQLite file with a full-text table, made once for each state of the store and read from
disk, so that no worker holds it in memory. Measured on 125,000 sentences (16.5 MB): with words as
tokens it takes 41 MB and 1.8 s of CPU, with trigrams 83 MB and 7.5 s. So words, and what is
misspelt is looked up in a table of all words.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pyoxigraph as ox

from ..graph import identifiers
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, DCTERMS, ORG, RDFS, SKOS
from .documents import instances, label, value

THINGS = {
    "organisation": "organisations",
    "site": "hospitals and sites",
    "person": "people",
    "service": "services",
    "topic": "topics",
    "post": "posts",
}
"""Kinds of things that are found by their names: as their IRIs have it, and in words."""

TEXTS = {"article": "articles", "sentence": "sentences"}
"""Kinds that are found by what stands in them: titles, and the sentences that claims rest on."""

KINDS = {**THINGS, **TEXTS}

_FILE = "search/index.sqlite"
_NAMED_BY = (SKOS.prefLabel, RDFS.label, SKOS.altLabel, CG.odsCode)
"""Best first: the first that names a thing gives what to call it."""

_LABELS = 20
"""Labels looked at for one thing: articles repeat them."""

_SCHEMA = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, kind TEXT, iri TEXT, name TEXT, also TEXT, rest TEXT
);
CREATE TABLE span (kind TEXT PRIMARY KEY, first INTEGER, last INTEGER);
CREATE TABLE term (size INTEGER, word TEXT, uses INTEGER, PRIMARY KEY (size, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    name, also, content='entry', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab('words', 'row');
"""
_INDEX = """
INSERT INTO words (words) VALUES ('rebuild');
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO span SELECT kind, min(id), max(id) FROM entry GROUP BY kind;
INSERT INTO term SELECT length(term), term, doc FROM vocabulary WHERE length(term) > 1;
DROP TABLE vocabulary;
"""

Entry = tuple[str, str, str, str, str]
"""Kind, IRI, name, other names, and the rest: an article's date, or a sentence's evidence."""


def prepare(copy: Path) -> Path:
    """The index of a frozen copy of a store, made in it if it isn't there; others wait for it."""
    path = copy / _FILE
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        with open(path.with_name("lock"), "wb") as lock:
            flock(lock, LOCK_EX)
            if not path.exists():
                _make(copy, path)
    return path


def opened(path: Path) -> sqlite3.Connection:
    """An index on disk, for reading: it never changes."""
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def in_memory(store: Store) -> sqlite3.Connection:
    """The index of a store that has no frozen copy."""
    connection = sqlite3.connect("", check_same_thread=False)
    fill(connection, store)
    return connection


def fill(connection: sqlite3.Connection, store: Store) -> None:
    """Index the store: kinds one after the other, so that a range of numbers is a kind."""
    connection.executescript(_SCHEMA)
    numbered = ((number, *entry) for number, entry in enumerate(_entries(store), start=1))
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", numbered)
    connection.executescript(_INDEX)
    connection.commit()


def _make(copy: Path, path: Path) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    connection = sqlite3.connect(fresh)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    with Store.open(copy, read_only=True) as store:
        fill(connection, store)
    connection.close()
    os.replace(fresh, path)


def _entries(store: Store) -> Iterator[Entry]:
    yield from _things(store)
    articles = instances(store, CG.Article)
    for article in articles:
        issued = value(store, article, DCTERMS.issued)
        yield "article", article.value, label(store, article), "", getattr(issued, "value", "")
    for article in articles:
        yield from _sentences(store, article)


def _things(store: Store) -> Iterator[Entry]:
    """Each thing with all its names, in the order of their kinds and IRIs."""
    names: dict[str, dict[str, None]] = {}
    for quad in _naming(store):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            names.setdefault(quad.subject.value, {})[quad.object.value] = None
    by_kind: dict[str, list[str]] = {kind: [] for kind in THINGS}
    for iri in sorted(names):
        kind = iri.removeprefix(BASE).partition("/")[0]
        if kind in by_kind:
            by_kind[kind].append(iri)
    for kind, iris in by_kind.items():
        for iri in iris:
            name, *others = names[iri]
            yield kind, iri, name, "\n".join(others), ""


def _naming(store: Store) -> Iterator[ox.Quad]:
    """The quads that name things: of the tables and vocabularies, and of what articles speak of.

    Claims have labels too, many more than things have; so this never goes through all labels.
    """
    reference = identifiers.graph("reference")
    for predicate in _NAMED_BY:
        within = None if predicate in (SKOS.prefLabel, SKOS.altLabel) else reference
        yield from _sorted(store.engine.quads_for_pattern(None, predicate, None, within))
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    # What is known by another IRI is found there.
    named -= {q.subject for q in store.engine.quads_for_pattern(None, CG.identifiedAs, None)}
    for node in sorted((*named, *instances(store, ORG.Post)), key=str):
        if isinstance(node, ox.NamedNode):
            labels = store.engine.quads_for_pattern(node, RDFS.label, None)
            yield from _sorted(quad for quad, _ in zip(labels, range(_LABELS), strict=False))


def _sorted(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return sorted(quads, key=lambda quad: (str(quad.subject), str(quad.object)))


def _sentences(store: Store, article: ox.NamedNode) -> Iterator[Entry]:
    """An article's sentences of evidence, each once, in the order of its text."""
    places: dict[str, list[tuple[int, str]]] = {}
    for quad in store.engine.quads_for_pattern(None, CG.sentence, None, article):
        iri, sentence = str(quad.subject)[1:-1], getattr(quad.object, "value", "")
        start = iri.rpartition("=")[2].partition(",")[0]
        places.setdefault(sentence, []).append((int(start) if start.isdigit() else 0, iri))
    for first, sentence in sorted((min(found), sentence) for sentence, found in places.items()):
        everywhere = " ".join(iri for _, iri in sorted(places[sentence]))
        yield "sentence", first[1], sentence, "", everywhere
