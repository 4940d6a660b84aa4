"""The workers that are free, and who waits for one: threads and coroutines alike, each in turn."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from typing import Generic, TypeVar

_W = TypeVar("_W")


class Idle(Generic[_W]):
    """Workers given back and taken; the last one given is taken first, as it is ready."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: deque[_W] = deque()
        self._waiting: deque[Future[_W]] = deque()

    def __len__(self) -> int:
        return len(self._free)

    def give(self, worker: _W) -> None:
        """Let the one who has waited longest have the worker."""
        with self._lock:
            while self._waiting:
                waiting = self._waiting.popleft()
                if waiting.set_running_or_notify_cancel():
                    waiting.set_result(worker)
                    return
            self._free.append(worker)

    def take(self) -> _W | None:
        """A worker if one is free."""
        with self._lock:
            return self._free.pop() if self._free else None

    def wait(self, seconds: float) -> _W | None:
        """A worker, as soon as one is free; none if that takes too long."""
        waiting = self._enter()
        try:
            return waiting.result(timeout=seconds)
        except TimeoutError:
            return self._leave(waiting)

    async def wait_soon(self, seconds: float) -> _W | None:
        """The same for a coroutine."""
        waiting = self._enter()
        try:
            await asyncio.wait({asyncio.wrap_future(waiting)}, timeout=seconds)
        except BaseException:
            worker = self._leave(waiting)
            if worker is not None:
                self.give(worker)
            raise
        return self._leave(waiting)

    def _enter(self) -> Future[_W]:
        waiting: Future[_W] = Future()
        with self._lock:
            if self._free:
                waiting.set_result(self._free.pop())
            else:
                self._waiting.append(waiting)
        return waiting

    def _leave(self, waiting: Future[_W]) -> _W | None:
        """Wait no longer; the worker if there is one by now."""
        return None if waiting.cancel() else waiting.result()
