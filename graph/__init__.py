"""Articles in, a knowledge graph out: read, extract, map, store, ask."""

from __future__ import annotations

from .article import Article
from .errors import CaregraphError, InputError, QueryError, ReadingError, StoreError, UnknownName
from .facts import ArticleFacts, Attribution, Span
from .store import Store

__all__ = [
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
    "UnknownName",
]
