"""The articles of a store as lists show them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.store import Store
from ..graph.vocabulary import CG, DCTERMS
from .documents import instances, label, value
from .links import href


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """One article as the list shows it."""

    title: str
    href: str
    date: str
    publisher: str


def article_entries(store: Store) -> list[ArticleEntry]:
    """All articles, newest first, those without a date at the end."""
    entries = [
        ArticleEntry(
            label(store, node),
            href(node.value),
            words(store, node, DCTERMS.issued),
            words(store, node, DCTERMS.publisher),
        )
        for node in instances(store, CG.Article)
    ]
    return sorted(entries, key=lambda entry: entry.date, reverse=True)


def words(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> str:
    """The one value of a property in words, empty where there is none."""
    term = value(store, node, predicate)
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else ""
