"""Where untrusted queries run: a pool of processes that can be killed, or our own process.

A store on disk is asked through the pool, so that a query that runs too long or takes too much
memory costs one process and nobody else's answer. A store in memory is asked in process: it can't
be shared, and serves tests and notebooks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ..graph.article import Article
from ..graph.store import Store
from .abandonment import Client
from .analysing import Analysed, Analysing, analyse
from .evaluation import Answer, Limits, Request, evaluate
from .extracting import facts_of
from .pool import Pool


class Engine(Protocol):
    """Answers queries within its limits."""

    limits: Limits

    def ask(self, request: Request, client: Client | None = None) -> Answer:
        """The answer; raises ``Problem`` or ``QueryError`` for what can't be run."""
        ...

    def facts(self, article: Article, client: Client | None = None) -> bytes:
        """An article's facts as JSON, within the same limits."""
        ...

    def analyse(self, asked: Analysing, client: Client | None = None) -> Analysed:
        """The answer of an analysis of the network, within the same limits."""
        ...

    def close(self) -> None:
        """Let go of what the engine holds."""
        ...


class InProcess:
    """Queries run here: no limit of time or memory holds, so never for strangers' queries."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self.limits = limits

    def ask(self, request: Request, client: Client | None = None) -> Answer:
        """The answer; raises ``Problem`` or ``QueryError`` for what can't be run."""
        return evaluate(self._store, request, self.limits)

    def facts(self, article: Article, client: Client | None = None) -> bytes:
        """An article's facts as JSON."""
        return facts_of(article)

    def analyse(self, asked: Analysing, client: Client | None = None) -> Analysed:
        """The answer of an analysis of the network."""
        return analyse(self._store, asked)

    def close(self) -> None:
        """Nothing to let go of: the store is the caller's."""


class OverCopy:
    """A pool's workers asked about one frozen copy of the store."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self._pool, self._folder = pool, folder
        self.limits = pool.limits

    def ask(self, request: Request, client: Client | None = None) -> Answer:
        """The answer; raises ``Problem`` or ``QueryError`` for what can't be run."""
        return self._pool.ask(request, client, store=self._folder)

    def facts(self, article: Article, client: Client | None = None) -> bytes:
        """An article's facts as JSON, within the same limits."""
        return self._pool.facts(article, client)

    def analyse(self, asked: Analysing, client: Client | None = None) -> Analysed:
        """The answer of an analysis of the network, within the same limits."""
        return self._pool.analyse(asked, client, store=self._folder)

    def close(self) -> None:
        """Nothing to let go of: the pool goes on with newer copies."""


def engine_for(store: Store, limits: Limits, *, workers: int = 2) -> Engine:
    """The pool for a store on disk, else the engine in process."""
    if store.path is None:
        return InProcess(store, limits)
    return Pool(store.path, limits, workers=workers)
