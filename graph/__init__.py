"""Articles in, a knowledge graph out: read, extract, map, store, ask.

from caregraph.graph import Store, build

with Store.open("caregraph-store") as store:
    build(store, ["articles"])
    for row in store.query("SELECT DISTINCT ?trust { ?trust a cg:Trust }", prefixes=PREFIXES):
        print(row)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import CaregraphError, InputError, QueryError, ReadingError, StoreError, UnknownName

if TYPE_CHECKING:
    from .article import Article
    from .extraction import extract
    from .facts import ArticleFacts, Attribution, Span
    from .mapping import map_article
    from .pipeline import build, retract
    from .reading import read
    from .store import Store
    from .summary import Summary
    from .vocabulary import PREFIXES

__all__ = [
    "PREFIXES",
    "Article",
    "ArticleFacts",
    "Attribution",
    "CaregraphError",
    "InputError",
    "QueryError",
    "ReadingError",
    "Span",
    "Store",
    "StoreError",
    "Summary",
    "UnknownName",
    "build",
    "extract",
    "map_article",
    "read",
    "retract",
]

# Each is imported when it is first asked for: most programs need few, and start at once.
_HOMES = {
    "Article": "article",
    "ArticleFacts": "facts",
    "Attribution": "facts",
    "PREFIXES": "vocabulary",
    "Span": "facts",
    "Store": "store",
    "Summary": "summary",
    "build": "pipeline",
    "extract": "extraction",
    "map_article": "mapping",
    "read": "reading",
    "retract": "pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
