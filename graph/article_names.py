"""How users call an article that is in the store: by key, IRI, file or the start of its title."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from . import identifiers
from .errors import InputError, UnknownName
from .reading import read
from .store import Store
from .vocabulary import BASE, RDFS


def articles_named(store: Store, article: str) -> list[str]:
    """The IRIs of the articles called so: more than one only for a file that holds several.

    Raises ``InputError`` where nothing or too much is called so, with what would work.
    """
    present = [iri for iri in store.graphs() if iri.startswith(f"{BASE}article/")]
    for iri in (article, identifiers.article(article).value if article.isalnum() else article):
        if iri in present:
            return [iri]
    if Path(article).exists():
        return _of_file(article, set(present))
    return [_by_title(store, article, present)]


def _of_file(path: str, present: set[str]) -> list[str]:
    messages: list[str] = []
    articles = read([path], lambda _, message: messages.append(message))
    found = [iri for each in articles if (iri := identifiers.article(each.key).value) in present]
    if found:
        return found
    raise InputError(messages[0] if messages else f"no article of {path!r} is in the store")


def _by_title(store: Store, start: str, present: list[str]) -> str:
    titles = {iri: _title(store, iri) for iri in present}
    matching = [iri for iri in present if titles[iri].casefold().startswith(start.casefold())]
    if len(matching) == 1 and start:
        return matching[0]
    if matching and start:
        keys = ", ".join(iri.rpartition("/")[2] for iri in matching[:5])
        raise InputError(
            f"{len(matching)} articles have a title that starts with {start!r}; give a key: {keys}"
        )
    raise UnknownName("article", start, titles.values())


def _title(store: Store, iri: str) -> str:
    node = ox.NamedNode(iri)
    for quad in store.engine.quads_for_pattern(node, RDFS.label, None, node):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return ""
