"""What isn't an article: background graphs before; identity, ledger, inferences, checks after.

The derived graphs go before the first change and come back at the end, so a build that was broken
off leaves none that is out of date, and the next build knows to make them. Until then the store
is marked as unfinished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from . import background, identifiers
from .identity import DECISIONS, IDENTITY, write_identity
from .identity.decisions import Decision, decisions_graph
from .ledger import write_ledger
from .reasoning import infer
from .store import Store

if TYPE_CHECKING:
    from .validation import Violation

LEDGER = identifiers.graph("ledger")
INFERRED = identifiers.graph("inferred")

Progress = Callable[[str, int], None]


def load_background(store: Store, decisions: Iterable[Decision] | None = None) -> None:
    """Bring the ontology, the reference tables and the register up to date.

    So too a reviewer's decisions, where they are given; without any the store keeps those it has.
    """
    if not store.has_graph(LEDGER):
        store.begin()
    changed = background.load_background(store)
    if decisions is not None and store.replace_graph(DECISIONS, decisions_graph(decisions)):
        changed = True
    if changed:
        forget(store)


def forget(store: Store) -> None:
    """Take out what was derived: it no longer follows once an article changes."""
    store.begin()
    for graph in (INFERRED, LEDGER, IDENTITY):
        store.remove_graph(graph)


def derive(store: Store, *, reasoning: bool, progress: Progress) -> int | None:
    """Make the derived graphs that are missing; how many statements were inferred, if any were."""
    if not store.has_graph(IDENTITY):
        progress("identity", 0)
        write_identity(store)
    if not store.has_graph(LEDGER):
        progress("ledger", 0)
        write_ledger(store)
    if not reasoning:
        return None
    if not store.has_graph(INFERRED):
        progress("reasoning", 0)
        return infer(store)
    return sum(1 for _ in store.graph(INFERRED))


def check(store: Store, *, progress: Progress) -> tuple[Violation, ...]:
    """What the shapes and the checks find wrong."""
    from .validation import validate

    progress("validation", 0)
    return tuple(validate(store))
