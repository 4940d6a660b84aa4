"""Whether the client of a request still waits, and what to stop when it has gone."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .problems import Problem

KEY = "caregraph.client"
"""Where the server puts the client into a request's environment."""


class Abandoned(Problem):
    """A query whose client left before the answer; nobody reads this but the log."""

    def __init__(self) -> None:
        super().__init__(499, "abandoned", "the client left before its answer was ready")


class Client:
    """The other end of one request: told by the server when it leaves, asked by the work.

    ``name`` is the same for all requests of one client.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.gone = False
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None

    def leave(self) -> None:
        """The client has left: stop what is being done for it."""
        with self._lock:
            self.gone, stop = True, self._stop
        if stop is not None:
            stop()

    def stopping(self, stop: Callable[[], None]) -> _Stopping:
        """While this lasts, ``stop`` is called if the client leaves; raises if it has left."""
        return _Stopping(self, stop)

    def begin(self, stop: Callable[[], None]) -> None:
        """From now on there is something to stop."""
        with self._lock:
            if self.gone:
                raise Abandoned
            self._stop = stop

    def end(self) -> None:
        """There is nothing to stop any more."""
        with self._lock:
            self._stop = None


class _Stopping:
    """What a client can stop, for as long as it lasts."""

    def __init__(self, client: Client, stop: Callable[[], None]) -> None:
        self._client, self._stop = client, stop

    def __enter__(self) -> None:
        self._client.begin(self._stop)

    def __exit__(self, *_: object) -> None:
        self._client.end()
