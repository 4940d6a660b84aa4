"""What a passage is about: the holder and the service that it, or the words before, name."""

from __future__ import annotations

from bisect import bisect_right

from ..facts import Span
from .document import Document
from .entities import Entities
from .services import ServiceMention, service_at

_PROVIDERS = ("trust", "provider", "site")


class Scope:
    """Looks up the holder and the service of a clause, by the nearest mention in its paragraph."""

    def __init__(
        self, document: Document, entities: Entities, services: tuple[ServiceMention, ...]
    ) -> None:
        self._document = document
        self._lead = entities.lead or ""
        self._holders = [
            mention for mention in entities.mentions if entities.kind(mention.name) in _PROVIDERS
        ]
        self._holder_starts = [mention.span.start for mention in self._holders]
        self._services = services
        self._service_starts = [mention.span.start for mention in services]

    def holder(self, clause: Span) -> str:
        """The provider or site last named in the paragraph up to the clause, else the lead."""
        place = bisect_right(self._holder_starts, clause.end) - 1
        block = self._document.block_at(clause.start)
        if place >= 0 and self._holders[place].span.start >= block.start:
            return self._holders[place].name
        return self._lead

    def service(self, clause: Span) -> str | None:
        """The one service named in the clause, else the last before it in its paragraph."""
        last = bisect_right(self._service_starts, clause.end) - 1
        first = bisect_right(self._service_starts, clause.start - 1)
        inside = {mention.service for mention in self._services[first : last + 1]}
        if len(inside) > 1:
            return None
        block = self._document.block_at(clause.start)
        if last < 0 or self._services[last].span.start < block.start:
            return None
        return service_at(self._services[last].service, self.holder(clause))
