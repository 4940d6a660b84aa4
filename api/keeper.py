"""The one process that may write the store, and that keeps a frozen copy of it for the readers.

``python -m caregraph.api.keeper PLAN`` watches the store: when a build has written it, the keeper
makes a copy and readers switch to it. When clients may write, it also takes their changes from a
socket, opens the store for as long as there are some, and publishes a copy before it answers, so
that whoever was told that a change is made finds it made. Between changes others may build.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sqlite3
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ..graph.errors import CaregraphError, StoreError
from ..graph.store import Store
from ..graph.store_folder import is_unfinished
from . import figures, search_index
from .changes import Change, make
from .confinement import cut_network, die_after, limit_memory
from .problems import Problem
from .snapshots import Snapshots, version
from .writing import failure_frame, outcome_frame, receive_change

TICK = 0.5
"""Seconds between looks at the store."""

_SLOW_CLIENT = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a keeper keeps: the store, where its copies lie, what a write may cost.

    ``listener`` is the descriptor of the socket that changes come by, inherited; -1 for none.
    ``keep`` is for how many seconds a copy stays after it was replaced.
    """

    store: str
    copies: str
    listener: int
    seconds: float
    memory: int
    keep: float


class Keeper:
    """The store, open while changes come, and its copies."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._path = Path(plan.store)
        self._snapshots = Snapshots(Path(plan.copies))
        self._store: Store | None = None
        self._known = ""

    def run(self) -> None:
        """Work until the service that started this process is gone."""
        listener = self._listener()
        waited_for = [sys.stdin, listener] if listener else [sys.stdin]
        while True:
            ready, _, _ = select.select(waited_for, [], [], TICK)
            if sys.stdin in ready:
                return
            if listener in ready and listener is not None:
                self._serve(listener)
            elif not ready:
                self._look()

    def _listener(self) -> socket.socket | None:
        number = self._plan.listener
        return socket.socket(fileno=number) if number >= 0 else None

    def _look(self) -> None:
        """Nothing came for a while: let go of the store, and see whether another wrote it."""
        if self._store is not None:
            self._close()
            self._known = version(self._path)
        elif self._path.is_dir() and version(self._path) != self._known:
            self._snapshots.take(self._path)
            current = self._snapshots.current()
            self._known = current.name if current else ""
            _prepare(current)
        self._snapshots.prune(self._plan.keep)

    def _serve(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError, EOFError):
            connection.settimeout(_SLOW_CLIENT)
            change = receive_change(connection)
            die_after(self._plan.seconds)
            answer = self._answer(change)
            die_after(0)
            connection.sendall(answer)

    def _answer(self, change: Change) -> bytes:
        try:
            store = self._opened()
            outcome = make(store, change)
            store.flush()
            self._snapshots.publish(lambda target: store.engine.backup(str(target)))
        except CaregraphError as error:
            return failure_frame(error)
        except OSError as error:
            return failure_frame(StoreError(f"the change can't be kept: {error}"))
        return outcome_frame(outcome)

    def _opened(self) -> Store:
        """The store open for writing; waits a little for a build that has it."""
        end = time.monotonic() + min(2.0, self._plan.seconds / 2)
        while self._store is None:
            try:
                self._store = Store.open(self._path)
            except StoreError as error:
                if "in use" not in str(error) or time.monotonic() > end:
                    raise _in_use(error) from error
                time.sleep(0.1)
        if is_unfinished(self._path):
            self._close()
            raise Problem(503, "busy", "a build of the store was broken off; run it again first")
        return self._store

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _prepare(copy: Path | None) -> None:
    """Count what pages tell, make what ``/search`` looks in; else who asks first waits for it."""
    if copy is not None:
        with contextlib.suppress(CaregraphError, OSError, sqlite3.Error):
            figures.prepare(copy)
            search_index.prepare(copy)


def _in_use(error: StoreError) -> CaregraphError:
    if "in use" not in str(error):
        return error
    return Problem(503, "busy", "a build is writing the store; try again when it has ended")


def main(plan: Plan) -> None:
    """Keep the store as planned."""
    cut_network()
    limit_memory(plan.memory)
    Keeper(plan).run()


if __name__ == "__main__":
    try:
        main(Plan(**json.loads(sys.argv[1])))
    except KeyboardInterrupt:
        os._exit(0)
