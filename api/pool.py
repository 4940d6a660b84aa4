"""A pool of processes that run queries, each killed and replaced when it goes past a limit."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from ..graph.article import Article
from .abandonment import Abandoned, Client
from .analysing import Analysed, Analysing
from .evaluation import Answer, Limits, Request
from .idle import Idle
from .problems import Busy, Problem
from .wire import analysis_frame, article_frame, read_answer, read_head, request_frame
from .worker_process import Worker


class Pool:
    """Worker processes over one store on disk, each for one query at a time."""

    def __init__(
        self,
        path: Path,
        limits: Limits,
        *,
        workers: int = 2,
        patience: float = 5.0,
        waiting: int = 3,
        of_one_client: int = 0,
    ) -> None:
        self.limits = limits
        self._places = threading.BoundedSemaphore(workers + waiting)
        self.path = path
        self._patience = patience
        self._idle: Idle[Worker] = Idle(of_one_client)
        for _ in range(workers):
            self._idle.add(Worker(path, limits))

    def ask(
        self, request: Request, client: Client | None = None, *, store: Path | None = None
    ) -> Answer:
        """The answer of the next free worker; ``Busy`` when none gets free in time.

        Few threads may wait, so that queries never take all of the server's. ``store`` is the
        folder to ask where it isn't the pool's own; ``client`` may leave, which stops the query.
        """
        folder = store or self.path
        return read_answer(*self._use(request_frame(request, str(folder)), client, folder))

    async def ask_soon(self, request: Request, client: Client, store: Path) -> Answer:
        """The same for a coroutine; any number may wait."""
        return read_answer(*await self._use_soon(request_frame(request, str(store)), client, store))

    def facts(self, article: Article, client: Client | None = None) -> bytes:
        """An article's facts as JSON, within the limits of a query."""
        head, body = self._use(article_frame(article), client, self.path)
        read_head(head)
        return body

    def analyse(
        self, asked: Analysing, client: Client | None = None, *, store: Path | None = None
    ) -> Analysed:
        """The answer of an analysis of the network, within the limits of a query."""
        folder = store or self.path
        head, body = self._use(analysis_frame(asked, str(folder)), client, folder)
        return Analysed(body, read_head(head)["cut"])

    def _use(self, work: bytes, client: Client | None, store: Path) -> tuple[bytes, bytes]:
        if not self._places.acquire(blocking=False):
            raise Busy(0)
        try:
            return self._use_next(work, client or Client(), store)
        finally:
            self._places.release()

    def _use_next(self, work: bytes, client: Client, store: Path) -> tuple[bytes, bytes]:
        worker = self._idle.take(client.name) or self._idle.wait(client.name, self._patience)
        if worker is None:
            raise Busy(self._patience)
        try:
            with client.stopping(worker.kill):
                return worker.exchange(work)
        except Problem:
            if client.gone:
                raise Abandoned from None
            raise
        finally:
            self._give_back(worker, client, store)

    async def _use_soon(self, work: bytes, client: Client, store: Path) -> tuple[bytes, bytes]:
        worker = self._idle.take(client.name)
        worker = worker or await self._idle.wait_soon(client.name, self._patience)
        if worker is None:
            raise Busy(self._patience)
        try:
            with client.stopping(worker.kill):
                return await worker.exchange_soon(work)
        except Problem:
            if client.gone:
                raise Abandoned from None
            raise
        finally:
            if worker.alive():
                self._idle.give(worker, client.name)
            else:
                loop = asyncio.get_running_loop()
                loop.run_in_executor(None, self._give_back, worker, client, store)

    def _give_back(self, worker: Worker, client: Client, store: Path) -> None:
        """The worker, or a new one where it has ended, waits for the next query."""
        if not worker.alive():
            worker.end()
            worker = Worker(store, self.limits)
        self._idle.give(worker, client.name)

    @property
    def idle(self) -> int:
        """How many workers are free."""
        return len(self._idle)

    def close(self) -> None:
        """End all workers that are idle; the others end when their query does."""
        for worker in self._idle.take_all():
            worker.end()
