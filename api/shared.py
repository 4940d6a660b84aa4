"""What the parts of the app share: the store, the engine, the writer, and what to keep of a store.

All parts of one request share the same state of the store, also when a new one comes meanwhile.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyoxigraph as ox
from flask import current_app, g, request

from ..graph.article import Article
from ..graph.errors import CaregraphError
from ..graph.store import Store
from .abandonment import KEY as CLIENT
from .analysing import Analysed, Analysing
from .engine import Engine, OverCopy
from .evaluation import Answer, Limits, Request
from .metrics import count_query
from .pool import Pool
from .problems import as_problem
from .settings import Settings
from .snapshots import Snapshots
from .writing import Writer

_T = TypeVar("_T")
_KEY = "caregraph"


@dataclass(frozen=True, slots=True)
class Shared:
    """The store for our own reading, the engine for others' queries, the writer for changes.

    ``version`` names the store's state where it can't change; ``None`` for a store in memory.
    """

    store: Store
    engine: Engine
    writer: Writer | None = None
    version: str | None = None
    settings: Settings = field(default_factory=Settings)
    _kept: dict[str, Any] = field(default_factory=dict)
    _making: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, asked: Request) -> Answer:
        """The answer to a query, which is stopped if the client of the request at hand leaves."""
        g.query_text = asked.text
        try:
            answer = self.engine.ask(asked, request.environ.get(CLIENT))
        except CaregraphError as error:
            count_query(as_problem(error).kind)
            raise
        count_query("cut" if answer.cut else "answered")
        return answer

    def facts(self, article: Article) -> bytes:
        """An article's facts as JSON; stopped like a query if the client leaves."""
        return self.engine.facts(article, request.environ.get(CLIENT))

    def analyse(self, asked: Analysing) -> Analysed:
        """The answer of an analysis of the network; stopped like a query if the client leaves."""
        return self.engine.analyse(asked, request.environ.get(CLIENT))

    def remember(self, name: str, make: Callable[[Store], _T]) -> _T:
        """What is made from the store: once, as a store opened for reading stays as it is.

        A store in memory can change under us, so what comes from it is made each time.
        """
        if self.store.path is None:
            return make(self.store)
        if name not in self._kept:
            with self._making:
                if name not in self._kept:
                    self._kept[name] = make(self.store)
        kept: _T = self._kept[name]
        return kept

    def tag(self, *parts: object) -> str | None:
        """A validator for what is made from these parts and the store alone, if that is known."""
        if self.version is None:
            return None
        return tag_of(self.version, self.engine.limits, *parts)


def tag_of(version: str, limits: Limits, *parts: object) -> str:
    """The validator of what is made from these parts and a state of the store."""
    text = _state(version, limits) + repr(parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=8)
def _state(version: str, limits: Limits) -> str:
    return repr((version, limits))


class Source(Protocol):
    """Where the state of the store to use comes from."""

    def now(self) -> Shared:
        """The newest state."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """One state for good."""

    state: Shared

    def now(self) -> Shared:
        """That state."""
        return self.state


class Following:
    """The current copy of a store that goes on: a new one takes over between two requests."""

    def __init__(
        self, snapshots: Snapshots, pool: Pool, writer: Writer | None, settings: Settings
    ) -> None:
        self._snapshots = snapshots
        self._pool = pool
        self._writer = writer
        self._settings = settings
        self._lock = threading.Lock()
        self._state = self._opened()

    def now(self) -> Shared:
        """The state of the current copy."""
        folder = self._snapshots.current()
        if folder == self._state.store.path:
            return self._state
        with self._lock:
            if self._snapshots.current() != self._state.store.path:
                self._state = self._opened()
            return self._state

    def engine_at(self, folder: Path) -> ox.Store | None:
        """The copy in the folder if it is the one that is open: what takes no time at all."""
        store = self._state.store
        return store.engine if store.path is folder or store.path == folder else None

    def _opened(self) -> Shared:
        folder = self._snapshots.current()
        assert folder is not None
        store = Store.open(folder, read_only=True)
        engine = OverCopy(self._pool, folder)
        return Shared(store, engine, self._writer, folder.name, self._settings)


def share(extensions: dict[str, Any], source: Source) -> None:
    """Put it where the parts find it."""
    extensions[_KEY] = source


def shared() -> Shared:
    """What the app at hand shares, the same for the whole of a request."""
    if "shared" not in g:
        source: Source = current_app.extensions[_KEY]
        g.shared = source.now()
    found: Shared = g.shared
    return found
