"""Articles → the quads of each, worked out on all cores a batch at a time, in the articles' order.

Only a few batches are under way at once, so memory stays flat however many articles there are.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TYPE_CHECKING

import pyoxigraph as ox

from .article import Article
from .collector import settle
from .errors import CaregraphError, ModelError
from .facts import ArticleFacts, Organisation, Site

if TYPE_CHECKING:
    from .llm import ModelExtractor

KINDS = (
    "organisations",
    "sites",
    "people",
    "inspections",
    "ratings",
    "findings",
    "quotes",
    "measures",
    "actions",
)
"""The kinds of facts, as the fields of ``ArticleFacts`` are named."""

_BATCH_ARTICLES = 32
_BATCH_CHARACTERS = 200_000
# Enough for the workers to go on while the parent stores what they made.
_BATCHES_AHEAD = 5
# Fewer articles than this are done before worker processes would have started.
_FEW = 24


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: its graph as N-Quads and its tallies, or why there is none."""

    source: str
    key: str
    nquads: bytes = b""
    facts: tuple[int, ...] = (0,) * len(KINDS)
    unlinked: tuple[str, ...] = ()
    error: str | None = None


def outcomes(
    articles: Iterable[Article], jobs: int | None = None, extractor: ModelExtractor | None = None
) -> Iterator[Outcome]:
    """The outcome of each article, in order; ``jobs`` processes, by default one a core.

    With an extractor that asks a language model, ``jobs`` is how many articles it is asked about
    at once, by default one: most of the time goes into waiting.
    """
    if extractor is not None:
        return _waiting(articles, jobs or 1, extractor)
    coming = iter(articles)
    first = list(islice(coming, _FEW))
    workers = jobs or len(os.sched_getaffinity(0))
    if len(first) < _FEW or workers == 1:
        return map(work_out, chain(first, coming))
    return _in_parallel(chain(first, coming), workers)


def work_out(article: Article, extractor: ModelExtractor | None = None) -> Outcome:
    """Extract and map one article; a mistake in doing so costs that article alone."""
    # Imported late: the parent of the worker processes may never need them.
    from .extraction import extract
    from .mapping import map_article

    model = extractor.model if extractor else None
    try:
        facts = (extractor or extract)(article)
        quads = map_article(article, facts, model=model)
        nquads = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    except ModelError as error:
        return Outcome(article.source, article.key, error=f"{article.source!r}: {error}")
    except Exception as error:  # the batch goes on; the build reports it and ends with an error
        reason = f"{article.source!r} failed: {type(error).__name__}: {error}"
        return Outcome(article.source, article.key, error=reason)
    counts = tuple(len(getattr(facts, kind)) for kind in KINDS)
    return Outcome(article.source, article.key, nquads or b"", counts, tuple(_unlinked(facts)))


def _unlinked(facts: ArticleFacts) -> Iterator[str]:
    """The organisations and sites that the reference tables don't know."""
    things: tuple[Organisation | Site, ...] = (*facts.organisations, *facts.sites)
    for thing in things:
        if thing.code is None:
            yield thing.name


def _waiting(
    articles: Iterable[Article], at_once: int, extractor: ModelExtractor
) -> Generator[Outcome]:
    """The outcomes in order, by threads that mostly wait; a few articles are read ahead."""
    pool = ThreadPoolExecutor(at_once)
    running: deque[Future[Outcome]] = deque()
    try:
        for article in articles:
            running.append(pool.submit(work_out, article, extractor))
            if len(running) > at_once:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _work_out_all(batch: list[Article]) -> list[Outcome]:
    made = [work_out(article) for article in batch]
    settle()
    return made


def _in_parallel(articles: Iterable[Article], workers: int) -> Generator[Outcome]:
    # Not by fork: the store beneath the parent runs threads of its own.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(workers, context, initializer=_live_as_the_parent_does)
    running: deque[Future[list[Outcome]]] = deque()
    try:
        for batch in _batches(articles):
            running.append(pool.submit(_work_out_all, batch))
            if len(running) > _BATCHES_AHEAD * workers:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()
    except BrokenProcessPool as error:
        raise CaregraphError("a worker process died (is memory short?); build again") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    characters = 0
    for article in articles:
        batch.append(article)
        characters += len(article.text)
        if len(batch) >= _BATCH_ARTICLES or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _live_as_the_parent_does() -> None:
    """A worker leaves interrupts to the parent, and goes when that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_after, args=(multiprocessing.parent_process(),), daemon=True).start()


def _leave_after(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
        os._exit(1)
