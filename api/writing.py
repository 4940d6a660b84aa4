"""Who makes changes: our own process for a store in memory, else the keeper through its socket."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from ..graph.errors import CaregraphError
from ..graph.store import Store
from .changes import Change, Outcome, Part, make
from .problems import Busy, LimitReached, Problem, as_problem
from .wire import LENGTH, frame


class Writer(Protocol):
    """Makes changes, each seen by every reader once it is made."""

    def write(self, change: Change) -> Outcome:
        """Make the change; raises ``Problem`` or ``QueryError`` for one that can't be made."""
        ...


class InProcessWriter:
    """Changes made here, one at a time: for a store in memory, whose readers are here too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()

    def write(self, change: Change) -> Outcome:
        """Make the change; raises ``Problem`` or ``QueryError`` for one that can't be made."""
        with self._lock:
            return make(self._store, change)


_RESTART = 5.0
"""Seconds that a keeper may take to come back after a change that it was stopped for."""


class KeeperWriter:
    """Changes made by the keeper, the one process that opens the store for writing."""

    def __init__(self, address: Path, seconds: float) -> None:
        self._address = address
        self._seconds = seconds
        self._patience = 2 * seconds + _RESTART

    def write(self, change: Change) -> Outcome:
        """Make the change; raises ``Problem`` for one that can't be made."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self._patience)
                connection.connect(str(self._address))
                connection.sendall(change_frames(change))
                answer = receive(connection)
        except TimeoutError:
            raise Busy(self._patience) from None
        except (EOFError, OSError):
            raise self._stopped() from None
        if "problem" in answer:
            raise Problem(answer["status"], answer["problem"], answer["detail"], **answer["extra"])
        return Outcome(answer["existed"])

    def _stopped(self) -> LimitReached:
        return LimitReached(
            "time",
            f"the change was stopped: it took more than {self._seconds:g} seconds, or more memory"
            " than it may; nothing has changed",
        )


def change_frames(change: Change) -> bytes:
    """A change as it crosses the socket: what it is, then its parts' data."""
    head = {
        "kind": change.kind,
        "text": change.text,
        "graph": change.graph,
        "parts": [part.media_type for part in change.parts],
    }
    payloads = [json.dumps(head).encode("utf-8", "surrogatepass")]
    return b"".join(map(frame, [*payloads, *(part.data for part in change.parts)]))


def receive_change(connection: socket.socket) -> Change:
    """The change that a client of the socket sends."""
    head = receive(connection)
    parts = tuple(Part(kind, receive_bytes(connection)) for kind in head["parts"])
    return Change(head["kind"], head["text"], head["graph"], parts)


def outcome_frame(outcome: Outcome) -> bytes:
    """What came of a change."""
    return frame(json.dumps(asdict(outcome)).encode())


def failure_frame(error: CaregraphError) -> bytes:
    """A problem in an outcome's place."""
    problem = as_problem(error)
    head: dict[str, Any] = {
        "status": problem.status,
        "problem": problem.kind,
        "detail": problem.detail,
        "extra": problem.extra,
    }
    return frame(json.dumps(head).encode())


def receive(connection: socket.socket) -> Any:
    """One frame of JSON."""
    return json.loads(receive_bytes(connection))


def receive_bytes(connection: socket.socket) -> bytes:
    """One frame; raises ``EOFError`` when the other end has gone."""
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        chunk = connection.recv(min(length - len(data), 1 << 20))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
