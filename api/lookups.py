"""Lookups answered in the gateway's own process, over its own copy of the store, opened to read.

What ``graph.lookups`` lets through costs about a millisecond at most, so it needs no process that
can be killed; everything else does, and a lookup with a long answer too.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ..graph.errors import CaregraphError
from ..graph.lookups import lookup
from ..graph.vocabulary import BASE
from .evaluation import Answer, Limits, Request, prefixes_in
from .negotiation import TABLES, choose
from .results import Limit, boolean, whole

_ROWS = 100
_SIZE = 32 << 10
"""Rows and bytes of an answer; a longer one is a worker's."""

_USAGE = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)
_LONG, _SLOW_DISK = 0.02, 0.2
"""Seconds of work that no lookup should take, and seconds by the clock for one that reads the disk.

The engine steps over what was deleted before its files are next put in order, without a row for
it: a tenth of a second for some 300,000 statements. What a lookup waits for its turn on a busy
machine doesn't count: that is no reason to give more work to others.
"""

_REST = 20
"""How many times as long as such a lookup took none is tried."""


class Copies(Protocol):
    """What keeps a copy of the store open in this process."""

    def engine_at(self, folder: Path) -> ox.Store | None:
        """The copy in the folder, if it is the one that is open."""
        ...

    def now(self) -> object:
        """Open the newest copy if it isn't open yet."""
        ...


class Lookups:
    """Answers lookups at once, about the copy of the store that is open here."""

    def __init__(self, source: Copies, limits: Limits) -> None:
        self._source = source
        self._limit = Limit(min(_ROWS, limits.rows), min(_SIZE, limits.size))
        self._resting = 0.0
        self._opening: asyncio.Future[object] | None = None

    def answer(self, asked: Request, folder: Path) -> Answer | None:
        """The answer about the copy in the folder; ``None`` where it is for a worker to find."""
        if asked.default_graphs or asked.named_graphs:
            return None
        text = lookup(asked.text, self._limit.rows + 1)
        if text is None:
            return None
        engine = self._source.engine_at(folder)
        if engine is None:
            self._open()
            return None
        begun, used = time.monotonic(), resource.getrusage(_USAGE)
        if begun < self._resting:
            return None
        try:
            return self._found(engine, asked, text)
        except (CaregraphError, OSError, RuntimeError, SyntaxError, ValueError):
            return None  # a worker says what is wrong with it
        finally:
            self._watch(time.monotonic() - begun, used)

    def _watch(self, seconds: float, before: resource.struct_rusage) -> None:
        """Try no more lookups for a while after one that took long by itself."""
        if seconds > _LONG:
            after = resource.getrusage(_USAGE)
            worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            waited = seconds > _SLOW_DISK and after.ru_inblock > before.ru_inblock
            if worked > _LONG or waited:
                self._resting = time.monotonic() + _REST * seconds

    def _found(self, engine: ox.Store, asked: Request, text: str) -> Answer | None:
        form = choose(asked.accept, TABLES, named=asked.named, kind="table")
        results = engine.query(
            text, base_iri=BASE, prefixes=prefixes_in(text), use_default_graph_as_union=True
        )
        if isinstance(results, ox.QueryBoolean):
            return Answer("boolean", form, None, boolean(bool(results), form.name))
        assert isinstance(results, ox.QuerySolutions)
        body = whole(results, form.name, self._limit)
        return None if body is None else Answer("table", form, None, body)

    def _open(self) -> None:
        """Have a thread open the newest copy; workers answer until it is open."""
        if self._opening is None or self._opening.done():
            loop = asyncio.get_running_loop()
            self._opening = loop.run_in_executor(None, self._source.now)
            self._opening.add_done_callback(_forget)


def _forget(opened: asyncio.Future[object]) -> None:
    """A copy that can't be opened is a problem of the requests that need it."""
    with contextlib.suppress(asyncio.CancelledError):
        opened.exception()
