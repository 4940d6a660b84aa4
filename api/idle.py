"""The workers that are free, and who waits for one: threads and coroutines alike, each in turn.

Clients take turns, whatever each of them asks at once: a worker goes to the client that has fewest,
among these to the one that has waited longest. So who asks much keeps himself waiting, not others.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from concurrent.futures import Future
from typing import Generic, TypeVar

_W = TypeVar("_W")


class Idle(Generic[_W]):
    """Workers given back and taken; the last one given is taken first, as it is ready.

    No client has more than ``most`` at a time, if that says anything.
    """

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._free: deque[_W] = deque()
        self._waiting: dict[str, deque[Future[_W]]] = {}
        self._held: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._free)

    def add(self, worker: _W) -> None:
        """A worker more."""
        with self._lock:
            self._free.append(worker)
            self._hand_on()

    def give(self, worker: _W, client: str) -> None:
        """Take a worker back that the client had."""
        with self._lock:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
            self._free.append(worker)
            self._hand_on()

    def take(self, client: str) -> _W | None:
        """A worker if one is free."""
        with self._lock:
            if not self._free or not self._may(client):
                return None
            self._held[client] += 1
            return self._free.pop()

    def take_all(self) -> list[_W]:
        """All that are free, for nobody."""
        with self._lock:
            free, self._free = [*self._free], deque()
            return free

    def wait(self, client: str, seconds: float) -> _W | None:
        """A worker, as soon as one is free; none if that takes too long."""
        waiting = self._enter(client)
        try:
            return waiting.result(timeout=seconds)
        except TimeoutError:
            return self._leave(client, waiting)

    async def wait_soon(self, client: str, seconds: float) -> _W | None:
        """The same for a coroutine."""
        waiting = self._enter(client)
        try:
            if not waiting.done():
                await _done_or_late(waiting, seconds)
        except BaseException:
            worker = self._leave(client, waiting)
            if worker is not None:
                self.give(worker, client)
            raise
        return self._leave(client, waiting)

    def _enter(self, client: str) -> Future[_W]:
        waiting: Future[_W] = Future()
        with self._lock:
            self._waiting.setdefault(client, deque()).append(waiting)
            self._hand_on()
        return waiting

    def _leave(self, client: str, waiting: Future[_W]) -> _W | None:
        """Wait no longer; the worker if there is one by now."""
        with self._lock:
            if not waiting.cancel():
                return waiting.result()
            self._waiting[client].remove(waiting)
            if not self._waiting[client]:
                del self._waiting[client]
            return None

    def _hand_on(self) -> None:
        """Give what is free to those whose turn it is."""
        while self._free and (client := self._next()) is not None:
            line = self._waiting.pop(client)
            waiting = line.popleft()
            if line:
                self._waiting[client] = line
            if waiting.set_running_or_notify_cancel():
                self._held[client] += 1
                waiting.set_result(self._free.pop())

    def _next(self) -> str | None:
        """Whose turn it is: who was served goes to the end of the line of clients."""
        those = (client for client in self._waiting if self._may(client))
        return min(those, key=self._held.__getitem__, default=None)

    def _may(self, client: str) -> bool:
        return not self._most or self._held[client] < self._most


async def _done_or_late(waiting: Future[_W], seconds: float) -> None:
    """Until the future is done, by this thread or another, or it takes too long.

    What ``asyncio.wrap_future`` is for, but the loop need not wake itself for its own doings.
    """
    loop, here = asyncio.get_running_loop(), threading.get_ident()
    over: asyncio.Future[None] = loop.create_future()

    def end() -> None:
        if not over.done():
            over.set_result(None)

    def told(_: Future[_W]) -> None:
        if threading.get_ident() == here:
            end()
        else:
            loop.call_soon_threadsafe(end)

    waiting.add_done_callback(told)
    timer = loop.call_later(seconds, end)
    try:
        await over
    finally:
        timer.cancel()
