"""What the parts of the app share: the store, the engine, and what to keep of a fixed store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import current_app

from ..graph.store import Store
from .engine import Engine

_T = TypeVar("_T")
_KEY = "caregraph"


@dataclass(frozen=True, slots=True)
class Shared:
    """The store for our own reading, and the engine for others' queries."""

    store: Store
    engine: Engine
    _kept: dict[str, Any] = field(default_factory=dict)

    def remember(self, name: str, make: Callable[[Store], _T]) -> _T:
        """What is made from the store: once, as a store opened for reading stays as it is.

        A store in memory can change under us, so what comes from it is made each time.
        """
        if self.store.path is None:
            return make(self.store)
        if name not in self._kept:
            self._kept[name] = make(self.store)
        kept: _T = self._kept[name]
        return kept


def share(extensions: dict[str, Any], shared: Shared) -> None:
    """Put it where the parts find it."""
    extensions[_KEY] = shared


def shared() -> Shared:
    """What the app at hand shares."""
    found: Shared = current_app.extensions[_KEY]
    return found
