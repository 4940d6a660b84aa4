"""What isn't an article: background graphs before; identity, ledger, inferences, checks after.

The store is marked from the first change until the derived graphs follow from it again: after a
build that was broken off they are made as a whole, else by what has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from . import background, collector, identifiers
from .code_digest import code_digest
from .identity import DECISIONS, IDENTITY, change_identity, write_identity
from .identity.decisions import Decision, decisions_graph
from .ledger import LEDGER, change_ledger, write_ledger
from .reasoning import Changes, infer
from .store import Store
from .vocabulary import BASE

if TYPE_CHECKING:
    from .validation import Violation

INFERRED = identifiers.graph("inferred")

Progress = Callable[[str, int], None]


_DERIVING = tuple(("caregraph.graph", name) for name in ("identity", "ledger", "reasoning"))


@cache
def deriving_rules() -> str:
    """The version of the rules for identity, ledger and inferences, by their own text."""
    return code_digest(_DERIVING)


def load_background(store: Store, decisions: Iterable[Decision] | None = None) -> bool:
    """Bring the ontology, the reference tables and the register up to date.

    So too a reviewer's decisions, where they are given; without any the store keeps those it has.
    What was derived goes when they change, when other rules made it, and when it may not follow
    from what is there: whether it did.
    """
    in_doubt = not (
        store.settled and store.has_graph(LEDGER) and store.derived_by == deriving_rules()
    )
    if in_doubt:
        forget(store)
    changed = background.load_background(store)
    if decisions is not None and store.replace_graph(DECISIONS, decisions_graph(decisions)):
        changed = True
    if changed:
        forget(store)
    return in_doubt or changed


def forget(store: Store) -> None:
    """Take out what was derived, to be made as a whole."""
    store.begin()
    for graph in (INFERRED, LEDGER, IDENTITY):
        store.remove_graph(graph)


def derive(
    store: Store, changes: Changes | None = None, *, reasoning: bool, progress: Progress
) -> int | None:
    """Bring the derived graphs up to date; how many statements are inferred, if any are.

    ``changes``: what has changed since they were so; without them only missing ones are made.
    """
    changes = changes or Changes()
    _bring_together(store, changes, progress)
    if not reasoning:
        if changes:
            store.remove_graph(INFERRED)
        return None
    if changes or not store.has_graph(INFERRED):
        progress("reasoning", 0)
        infer(store, changes)
    return store.count(INFERRED)


def _bring_together(store: Store, changes: Changes, progress: Progress) -> None:
    """Identity and ledger: what changed of them where they follow from the rest, else anew."""
    there = store.has_graph(IDENTITY) and store.has_graph(LEDGER)
    if there and not changes:
        return
    progress("identity", 0)
    if not there or changes.everything:
        # Neither may see what it was before.
        for graph in (IDENTITY, LEDGER):
            store.remove_graph(graph)
        with collector.paused():
            write_identity(store)
            progress("ledger", 0)
            write_ledger(store)
        return
    changes.replace(IDENTITY, change_identity(store, changes))
    progress("ledger", 0)
    changes.replace(LEDGER, change_ledger(store, changes))


def check(store: Store, changes: Changes, *, progress: Progress) -> tuple[Violation, ...]:
    """What the shapes and the checks find wrong in the articles that changed, and in what of the
    ledger and of who is who changed with them.

    In the whole store where all was derived anew: a first build, other tables, very many articles.
    """
    from .validation import validate, validate_articles, validate_subjects

    progress("validation", 0)
    if changes.everything:
        return tuple(validate(store))
    articles = validate_articles(store, sorted(_articles(store, changes)))
    derived = validate_subjects(store, _derived_anew(changes))
    return tuple(sorted((*articles, *derived)))


def _derived_anew(changes: Changes) -> set[NamedNode]:
    subjects = {triple[0] for graph in (IDENTITY, LEDGER) for triple in changes.new.get(graph, ())}
    subjects |= {triple[0] for triple in changes.gone}
    return {subject for subject in subjects if isinstance(subject, NamedNode)}


def _articles(store: Store, changes: Changes) -> set[str]:
    changed = {name.value for name in (*changes.new, *changes.fresh) if store.has_graph(name)}
    return {iri for iri in changed if iri.startswith(f"{BASE}article/")}
