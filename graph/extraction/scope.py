"""What a passage is about: the holder and the service that it, or the article as a whole, names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from ..facts import Span
from .document import Document
from .entities import Entities
from .services import ServiceMention, service_at

_PROVIDERS = ("trust", "provider", "site")
_TOGETHER = re.compile(
    r"\b(?:both|all(?: its| the| three| four)?) (?:larger )?(?:hospitals|sites)\b"
)
THEME = 0.6
"""The share of the mentions of services that makes one the theme of its article."""


class Scope:
    """Looks up the holder and the service of a clause: the nearest named in its paragraph.

    Where the paragraph names none, the article's own subject holds: the one site it is about,
    else the trust; and the service that most of it is about, if there is one.
    """

    def __init__(
        self, document: Document, entities: Entities, services: tuple[ServiceMention, ...]
    ) -> None:
        self._document = document
        self._lead = entities.lead or ""
        self._holders = [
            mention for mention in entities.mentions if entities.kind(mention.name) in _PROVIDERS
        ]
        self._holder_starts = [mention.span.start for mention in self._holders]
        self._subject = self._subject_of(entities)
        self._services = services
        self._service_starts = [mention.span.start for mention in services]
        self._theme = theme_of(services)

    def holder(self, clause: Span) -> str:
        """The provider or site last named in the paragraph up to the clause, else the subject."""
        said = self._document.lower[clause.start : clause.end]
        if ("hospitals" in said or "sites" in said) and _TOGETHER.search(said):
            return self._lead or self._subject
        place = bisect_left(self._holder_starts, clause.end) - 1
        block = self._document.block_at(clause.start)
        if place >= 0 and self._holders[place].span.start >= block.start:
            return self._holders[place].name
        return self._subject

    def service(self, clause: Span) -> str | None:
        """The one service named in the clause, else the last before it, else the theme."""
        last = bisect_left(self._service_starts, clause.end) - 1
        first = bisect_left(self._service_starts, clause.start)
        inside = {mention.service for mention in self._services[first : last + 1]}
        if len(inside) > 1:
            return None
        block = self._document.block_at(clause.start)
        named = last >= 0 and self._services[last].span.start >= block.start
        service = self._services[last].service if named else self._theme
        return service_at(service, self.holder(clause)) if service else None

    def _subject_of(self, entities: Entities) -> str:
        """The only site, where half of the mentions are of it; the first holder, if a site."""
        sites = [mention.name for mention in self._holders if entities.kind(mention.name) == "site"]
        if sites and len(set(sites)) == 1 and 2 * len(sites) >= len(self._holders):
            return sites[0]
        first = self._holders[0].name if self._holders else self._lead
        return first if entities.kind(first) == "site" else self._lead


def theme_of(
    services: Sequence[ServiceMention], share: float = THEME, least: int = 1
) -> str | None:
    """The service that an article is mostly about, named at least so often."""
    counted = Counter(mention.service for mention in services).most_common(1)
    if not counted or counted[0][1] < max(least, share * len(services)):
        return None
    return counted[0][0]
