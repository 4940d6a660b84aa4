"""Look-up tables of what the store says: scanned for a whole ledger, asked for a part of one.

Of several values the first in order is taken, so that every run finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, overload

from pyoxigraph import Literal, NamedNode, QuerySolutions

from .. import identifiers

if TYPE_CHECKING:
    from ..store import Store

Value = NamedNode | Literal
Values = dict[NamedNode, Value]

LEDGER = identifiers.graph("ledger")
INFERRED = identifiers.graph("inferred")


class Table(Protocol):
    """Subject → its value for one property."""

    def __getitem__(self, subject: NamedNode, /) -> Value: ...

    @overload
    def get(self, subject: NamedNode, /) -> Value | None: ...

    @overload
    def get(self, subject: NamedNode, default: Value, /) -> Value: ...


class LookedUp:
    """A property's values, each looked up when it is asked for: few subjects of a large store."""

    def __init__(self, store: Store, predicate: NamedNode) -> None:
        self._engine = store.engine
        self._predicate = predicate
        self._known: dict[NamedNode, Value | None] = {}

    def __getitem__(self, subject: NamedNode, /) -> Value:
        value = self._value(subject)
        if value is None:
            raise KeyError(subject)
        return value

    @overload
    def get(self, subject: NamedNode, /) -> Value | None: ...

    @overload
    def get(self, subject: NamedNode, default: Value, /) -> Value: ...

    def get(self, subject: NamedNode, default: Value | None = None, /) -> Value | None:
        """The value, if there is one."""
        value = self._value(subject)
        return default if value is None else value

    def _value(self, subject: NamedNode) -> Value | None:
        if subject not in self._known:
            self._known[subject] = min(self._stated(subject), key=str, default=None)
        return self._known[subject]

    def _stated(self, subject: NamedNode) -> Iterable[Value]:
        for quad in self._engine.quads_for_pattern(subject, self._predicate, None):
            if quad.graph_name != LEDGER and quad.graph_name != INFERRED:
                assert isinstance(quad.object, NamedNode | Literal)
                yield quad.object


def scanned(store: Store, predicate: NamedNode) -> Values:
    """All values of a property."""
    values: Values = {}
    # A query hands over the two terms alone; whole quads would take longer.
    for subject, value in rows(store, f"SELECT ?subject ?value {{ ?subject {predicate} ?value }}"):
        keep_first(values, subject, value)
    return values


def scanned_concepts(store: Store, predicate: NamedNode) -> Values:
    """The same for a property of few values: each is read once, not with every subject."""
    values: Values = {}
    found = rows(store, f"SELECT DISTINCT ?value {{ ?subject {predicate} ?value }}")
    for value in sorted((row[0] for row in found), key=str):
        for (subject,) in rows(store, f"SELECT ?subject {{ ?subject {predicate} {value} }}"):
            values.setdefault(subject, value)
    return values


def keep_first(values: Values, subject: NamedNode, value: Value) -> None:
    """Take a value in, unless one before it in order is there."""
    held = values.setdefault(subject, value)
    if held is not value and held != value and str(value) < str(held):
        values[subject] = value


def rows(store: Store, query: str) -> QuerySolutions:
    """What a SELECT finds."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found
