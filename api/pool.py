"""A pool of processes that run queries, each killed and replaced when it goes past a limit."""

from __future__ import annotations

import json
import logging
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from ..graph.article import Article
from ..graph.errors import StoreError
from .abandonment import Abandoned, Client
from .analysing import Analysed, Analysing
from .evaluation import Answer, Limits, Request
from .problems import Busy, LimitReached, Problem
from .settings import TOKEN, TOKEN_FILE
from .wire import (
    LENGTH,
    SPENT,
    analysis_frame,
    article_frame,
    read_answer,
    read_head,
    request_frame,
)
from .worker import OUT_OF_MEMORY

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_START = 30.0
"""Seconds a new worker may take to open the store."""
_CHUNK = 1 << 20


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
    ) -> None:
        self.limits = limits
        self._places = threading.BoundedSemaphore(workers + waiting)
        self.path = path
        self._patience = patience
        self._idle: queue.Queue[Worker] = queue.Queue()
        for _ in range(workers):
            self._idle.put(Worker(path, limits))

    def ask(
        self, request: Request, client: Client | None = None, *, store: Path | None = None
    ) -> Answer:
        """The answer of the next free worker; ``Busy`` when none gets free in time.

        Few may wait, so that queries never take all threads of the server. ``store`` is the folder
        to ask where it isn't the pool's own; ``client`` may leave, which stops the query.
        """
        folder = store or self.path
        return self._use(lambda worker: worker.ask(request, folder), client, folder)

    def facts(self, article: Article, client: Client | None = None) -> bytes:
        """An article's facts as JSON, within the limits of a query."""
        return self._use(lambda worker: worker.facts(article), client, self.path)

    def analyse(
        self, asked: Analysing, client: Client | None = None, *, store: Path | None = None
    ) -> Analysed:
        """The answer of an analysis of the network, within the limits of a query."""
        folder = store or self.path
        return self._use(lambda worker: worker.analyse(asked, folder), client, folder)

    def _use(self, use: Callable[[Worker], _T], client: Client | None, store: Path) -> _T:
        if not self._places.acquire(blocking=False):
            raise Busy(0)
        try:
            return self._use_next(use, client or Client(), store)
        finally:
            self._places.release()

    def _use_next(self, use: Callable[[Worker], _T], client: Client, store: Path) -> _T:
        try:
            worker = self._idle.get(timeout=self._patience)
        except queue.Empty:
            raise Busy(self._patience) from None
        try:
            with client.stopping(worker.kill):
                return use(worker)
        except Problem:
            if client.gone:
                raise Abandoned from None
            raise
        finally:
            self._idle.put(worker if worker.alive() else Worker(store, self.limits))

    @property
    def idle(self) -> int:
        """How many workers are free."""
        return self._idle.qsize()

    def close(self) -> None:
        """End all workers that are idle; the others end when their query does."""
        while True:
            try:
                self._idle.get_nowait().end()
            except queue.Empty:
                return


def _environment() -> dict[str, str]:
    """Ours, but for what a process that runs strangers' queries needn't know."""
    kept = {name: value for name, value in os.environ.items() if name not in (TOKEN, TOKEN_FILE)}
    return {**kept, "RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}


class Worker:
    """One process that answers queries, from our side of its pipes."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        command = [
            sys.executable,
            "-m",
            f"{__package__}.worker",
            str(path),
            json.dumps(asdict(limits)),
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
        )
        weakref.finalize(self, self._process.kill)
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)

    def ask(self, request: Request, store: Path) -> Answer:
        """The answer; whatever goes wrong short of a plain refusal ends the process."""
        return read_answer(*self._exchange(request_frame(request, str(store))))

    def facts(self, article: Article) -> bytes:
        """An article's facts as JSON."""
        head, body = self._exchange(article_frame(article))
        read_head(head)
        return body

    def analyse(self, asked: Analysing, store: Path) -> Analysed:
        """The answer of an analysis."""
        head, body = self._exchange(analysis_frame(asked, str(store)))
        return Analysed(body, read_head(head)["cut"])

    def _exchange(self, work: bytes) -> tuple[bytes, bytes]:
        try:
            self._get_ready()
            deadline = time.monotonic() + self._limits.seconds
            self._write(work)
            head = self._read_frame(deadline)
            body = self._read_frame(deadline)
            if self._read_frame(deadline) == SPENT:
                self.end()
        except TimeoutError:
            self.end()
            raise self._out_of_time() from None
        except EOFError:
            raise self._why_gone() from None
        except BaseException:
            self.end()
            raise
        return head, body

    def kill(self) -> None:
        """End the process from another thread; the one that waits for its answer cleans up."""
        self._process.kill()

    def alive(self) -> bool:
        """Whether it can take another query."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _get_ready(self) -> None:
        if not self._ready:
            self._read_frame(time.monotonic() + _START)
            self._ready = True

    def _write(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
        except BrokenPipeError:
            raise EOFError from None

    def _read_frame(self, deadline: float) -> bytes:
        (length,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        return self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        data = bytearray()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while len(data) < length:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            chunk = os.read(pipe, min(length - len(data), _CHUNK))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)

    def _out_of_time(self) -> LimitReached:
        seconds = self._limits.seconds
        return LimitReached(
            "time",
            f"the query was stopped after {seconds:g} seconds; ask for less, or narrow it"
            " with more triple patterns and a LIMIT",
        )

    def _why_gone(self) -> Problem | StoreError:
        """What the process's end says of the query it was running."""
        status = self._process.wait()
        self.end()
        if status == -signal.SIGKILL:
            return Problem(503, "limit-reached", "the query was stopped", limit="memory")
        if status == -signal.SIGALRM:
            return self._out_of_time()
        if status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, OUT_OF_MEMORY):
            most = self._limits.memory >> 20
            return LimitReached(
                "memory",
                f"the query was stopped: it needed more than {most} MB of memory,"
                " or nests too deep",
            )
        _log.error("a query worker ended with status %d", status)
        return StoreError(f"a query worker ended with status {status}")
