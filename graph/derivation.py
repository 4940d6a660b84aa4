"""What isn't an article: background graphs before, and the ledger, inferences and checks after.

The derived graphs go before the first change and come back at the end, so a build that was broken
off leaves none that is out of date, and the next build knows to make them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import identifiers

if TYPE_CHECKING:
    from .store import Store
    from .validation import Violation

LEDGER = identifiers.graph("ledger")
INFERRED = identifiers.graph("inferred")

Progress = Callable[[str, int], None]


def _part(module: str, name: str) -> Any:
    try:
        return getattr(import_module(f"{__package__}.{module}"), name)
    except (ImportError, AttributeError):
        return None


def load_background(store: Store) -> None:
    """Bring the ontology, the reference tables and the register up to date."""
    if load := _part("background", "load_background"):
        load(store)


def forget(store: Store) -> None:
    """Take out what was derived: it no longer follows once an article changes."""
    for graph in (INFERRED, LEDGER):
        store.remove_graph(graph)


def derive(store: Store, *, reasoning: bool, progress: Progress) -> int | None:
    """Make the derived graphs that are missing; how many statements were inferred, if any were."""
    if not store.has_graph(LEDGER) and (write := _part("ledger", "write_ledger")):
        progress("ledger", 0)
        write(store)
    if not reasoning:
        return None
    if not store.has_graph(INFERRED) and (infer := _part("reasoning", "infer")):
        progress("reasoning", 0)
        infer(store)
    return sum(1 for _ in store.graph(INFERRED))


def check(store: Store, *, progress: Progress) -> tuple[Violation, ...]:
    """What the shapes and the checks find wrong."""
    progress("validation", 0)
    validate = _part("validation", "validate")
    return tuple(validate(store)) if validate else ()
