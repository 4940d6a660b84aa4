"""How users call an article that is in the store: by key, IRI, file or the start of its title."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from . import identifiers
from .article import Article
from .counting import counted
from .errors import InputError, UnknownName
from .reading import read
from .store import Store
from .vocabulary import BASE, DCTERMS, RDFS, SCHEMA

_ARTICLES = f"{BASE}article/"


def articles_named(store: Store, article: str) -> list[str]:
    """The IRIs of the articles called so: more than one only for a file that holds several.

    The IRI of a claim or of evidence names its article. Raises ``InputError`` where nothing or too
    much is called so, with what would work.
    """
    present = [iri for iri in store.graphs() if iri.startswith(_ARTICLES)]
    if (iri := _by_key(article)) in present:
        return [iri]
    if Path(article).exists():
        return _of_file(article, set(present))
    return [_by_title(store, article, present)]


def stored_article(store: Store, name: str) -> Article:
    """The article called so, as the store keeps it; raises as ``articles_named`` does."""
    node = ox.NamedNode(articles_named(store, name)[0])
    return Article(
        _value(store, node, SCHEMA.articleBody) or "",
        title=_value(store, node, DCTERMS.title),
        published=_value(store, node, DCTERMS.issued),
        publisher=_value(store, node, DCTERMS.publisher),
        author=_value(store, node, DCTERMS.creator),
        url=_value(store, node, DCTERMS.source),
        source=node.value,
    )


def _by_key(name: str) -> str:
    """The IRI that a key, ``article/KEY`` or an IRI within the article's stands for."""
    key = name.strip().removeprefix("<").removesuffix(">").removeprefix(BASE)
    return _ARTICLES + key.removeprefix("article/").partition("/")[0].partition("#")[0]


def _of_file(path: str, present: set[str]) -> list[str]:
    messages: list[str] = []
    articles = read([path], lambda _, message: messages.append(message))
    found = [iri for each in articles if (iri := identifiers.article(each.key).value) in present]
    if found:
        return found
    raise InputError(messages[0] if messages else f"no article of {path!r} is in the store")


def _by_title(store: Store, start: str, present: list[str]) -> str:
    titles = {iri: _value(store, ox.NamedNode(iri), RDFS.label) or "" for iri in present}
    matching = [iri for iri in present if titles[iri].casefold().startswith(start.casefold())]
    if len(matching) == 1 and start:
        return matching[0]
    if matching and start:
        keys = ", ".join(iri.rpartition("/")[2] for iri in matching[:5])
        several = counted(len(matching), "articles", "have")
        raise InputError(f"{several} a title that starts with {start!r}; give a key: {keys}")
    raise UnknownName("article", start, titles.values())


def _value(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
    quads = store.engine.quads_for_pattern(node, predicate, None, node)
    found = [q.object.value for q in quads if isinstance(q.object, ox.Literal | ox.NamedNode)]
    return min(found, default=None)
