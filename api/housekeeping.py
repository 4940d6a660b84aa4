"""What stands beside the server's workers for as long as it runs: copies, socket and keeper."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ..graph.errors import StoreError
from ..graph.store_folder import is_unfinished
from .keeper import Plan
from .rate import make_table
from .settings import SHARED_COUNTS, TOKEN, TOKEN_FILE, Settings
from .snapshots import Snapshots, is_written

COPIES, WRITES, RATES = "CAREGRAPH__COPIES", "CAREGRAPH__WRITES", "CAREGRAPH__RATES"
"""What the server's workers are told by the environment: the folder of copies, the keeper's
socket if clients may write, and the table of clients if their requests are counted."""

_log = logging.getLogger(__name__)
_ENGINE = 1 << 30
"""Address space that the engine takes to open a store for writing, whatever changes cost."""

_LIVELY, _SLOWEST = 5.0, 10.0
"""Seconds after which a keeper has worked for a while, and the longest wait for a new one."""

_KEPT = 60.0
"""Seconds that a copy stays after it was replaced, beyond the time of two queries."""
_WAIT = 5.0
"""Seconds to wait at the start for a build that is just ending."""


@contextmanager
def housekeeping(store: Path, chosen: Settings) -> Iterator[None]:
    """Make the first copy and start the keeper; at the end, leave nothing behind."""
    scratch = Path(tempfile.mkdtemp(prefix="caregraph-"))
    copies = _folder_beside(store) or scratch / "copies"
    copies.mkdir(mode=0o700, exist_ok=True)
    with open(copies / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _first_copy(store, Snapshots(copies))
            os.environ[COPIES] = str(copies)
            _tell_workers(scratch, chosen)
            with _kept(store, copies, scratch, chosen):
                yield
        finally:
            shutil.rmtree(copies, ignore_errors=True)
            shutil.rmtree(scratch, ignore_errors=True)


def _tell_workers(scratch: Path, chosen: Settings) -> None:
    """Make what the workers share, and leave its place in the environment they get."""
    counts = scratch / "counts"
    counts.mkdir()
    os.environ[SHARED_COUNTS] = str(counts)
    if chosen.requests_a_minute:
        rates = scratch / "rates"
        make_table(rates, secrets.token_bytes(16))
        os.environ[RATES] = str(rates)


def _folder_beside(store: Path) -> Path | None:
    """A new folder on the store's file system, where copies are links; ``None`` if not allowed."""
    prefix = f".{store.name}.serving-"
    try:
        for old in store.parent.glob(f"{prefix}*"):
            _remove_if_left(old)
        return Path(tempfile.mkdtemp(prefix=prefix, dir=store.parent))
    except OSError:
        return None


def _remove_if_left(folder: Path) -> None:
    """Delete what a server that was killed left; one that runs holds its lock."""
    try:
        with open(folder / "lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return


def _first_copy(store: Path, snapshots: Snapshots) -> None:
    end = time.monotonic() + _WAIT
    while not snapshots.take(store):
        if is_unfinished(store) and not is_written(store):
            raise StoreError(
                f"the last build of the store {str(store)!r} was broken off; run 'caregraph build'"
                " again, which goes on from there, then serve it"
            )
        if time.monotonic() > end:
            raise StoreError(
                f"the store {str(store)!r} is in use by another process; serve it when its build"
                " has ended"
            )
        time.sleep(0.1)


@contextmanager
def _kept(store: Path, copies: Path, scratch: Path, chosen: Settings) -> Iterator[None]:
    """A keeper, started again when it ends: a change that costs too much ends it."""
    listener = _listener(scratch / "writes") if chosen.tokens else None
    plan = Plan(
        store=str(store),
        copies=str(copies),
        listener=listener.fileno() if listener else -1,
        seconds=chosen.write_seconds,
        memory=_ENGINE + 2 * chosen.limits.memory,
        keep=_KEPT + 2 * chosen.limits.seconds,
    )
    keeper = _KeeperProcess(plan)
    thread = threading.Thread(target=keeper.watch, name="keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.end()
        thread.join()
        if listener:
            listener.close()


def _listener(address: Path) -> socket.socket:
    """Held here, so that changes wait while a keeper is started again."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    address.chmod(0o600)
    listener.listen(64)
    os.environ[WRITES] = str(address)
    return listener


class _KeeperProcess:
    """The keeper from the server's side."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ending = False
        self._ended = threading.Event()
        self._process = self._start()

    def watch(self) -> None:
        """Start the keeper again whenever it ends, until the server does."""
        wait = 0.1
        while True:
            begun = time.monotonic()
            status = self._process.wait()
            if self._ending:
                return
            _log.error("the keeper of the store ended with status %d; starting it again", status)
            lively = status == -signal.SIGALRM or time.monotonic() - begun > _LIVELY
            wait = 0.1 if lively else min(2 * wait, _SLOWEST)
            if self._ended.wait(wait):
                return
            self._process = self._start()

    def end(self) -> None:
        """Let the keeper finish what it does and end."""
        self._ending = True
        self._ended.set()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        kept = (name for name in os.environ if name not in (TOKEN, TOKEN_FILE))
        return subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.keeper", json.dumps(asdict(self._plan))],
            stdin=subprocess.PIPE,
            pass_fds=(self._plan.listener,) if self._plan.listener >= 0 else (),
            env={**{name: os.environ[name] for name in kept}, "RUST_BACKTRACE": "0"},
            start_new_session=True,
        )
