"""Things found in a text, kept by where they stand, so that a stretch's own are found at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from ..facts import Span


class HasSpan(Protocol):
    """Anything found at a place in the text."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        ...


Item = TypeVar("Item", bound=HasSpan)


class Placed(Generic[Item]):
    """Items in text order, none overlapping."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._starts = [item.span.start for item in items]

    def within(self, start: int, end: int) -> Sequence[Item]:
        """The items that start in the given stretch of text."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def covers(self, offset: int) -> bool:
        """Whether the offset lies inside an item."""
        at = bisect_left(self._starts, offset + 1) - 1
        return at >= 0 and offset < self._items[at].span.end
