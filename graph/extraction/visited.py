"""Where a visit went and to what: the sites and services that the tellings of it name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..facts import Inspection, Rating, Span
from .document import Document
from .entities import Entities
from .placed import Placed
from .services import ServiceMention
from .visits import Visit

_REACH = 600
"""Letters around a telling that are looked at where its sentence is longer."""
_NOT_VISITED = re.compile(
    r"\b(?:not|n't|never|none|nor|neither)\b[^.;,]{0,40}"
    r"\b(?:part of|visit\w*|inspect\w*|included|looked)"
    r"|\bwithout (?:being )?(?:visit|inspect)"
)
_GOES_ON = re.compile(
    r" (?:\w+ ){0,2}?(?:of|at|to|in|into|on|around|by)\b|(?<=ed)\b|(?<= (?:at|to))\b|(?<= into)\b"
)
_BREAK = re.compile(
    r"[;:.?!]|, (?:which|who|where|but|while|although|after|as|when|because|it|they|he|she)\b"
    r"|\b(?:found|saw|said|rated|because|after|following|before|since|heard|noted|gave|told"
    r"|published|which|who|showed|raised|identified|had|has|have|were|was|is|are)\b"
)
_BEEN = re.compile(r"\b(?:was|were|been) (?:also |all |both |then )?\Z")
_PASSIVES = ("was ", "were ", "been ")
_FEW = 2
"""Sites rated beyond so many are the organisation's, not those of one visit."""


class Visited:
    """Looks up what the sentences that tell of a visit name as visited."""

    def __init__(
        self, document: Document, entities: Entities, services: Placed[ServiceMention]
    ) -> None:
        self._document = document
        self._entities = entities
        self._services = services

    def sites(self, visit: Visit) -> tuple[str, ...]:
        """The sites of the visit's own organisation, in the order of the text."""
        named = (
            mention.name
            for span in self._tellings(visit)
            for mention in self._entities.within(*span)
            if mention.kind == "site"
        )
        own = (name for name in named if self._entities.operator(name) in (visit.of, None))
        return tuple(dict.fromkeys(own))

    def services(self, visit: Visit) -> tuple[str, ...]:
        """The services, as they are called in the organisation's sector."""
        named = (
            service.service
            for span in self._tellings(visit)
            for service in self._services.within(*span)
        )
        return tuple(dict.fromkeys(named))

    def _tellings(self, visit: Visit) -> Iterator[Span]:
        """What may name the places: the dated sentence, of other tellings the words beside."""
        for span in sorted({visit.span, *visit.also}):
            sentence = self._document.sentence_at(span.start)
            start = max(sentence.start, span.start - _REACH)
            end = min(sentence.end, span.end + _REACH)
            if _NOT_VISITED.search(self._document.lower, start, end):
                continue
            if span == visit.span:
                yield Span(start, end)
            else:
                yield from self._beside(span, start, end)

    def _beside(self, span: Span, start: int, end: int) -> Iterator[Span]:
        """The object of "inspectors went to A and B", the subject of "A and B were inspected"."""
        lower = self._document.lower
        if _GOES_ON.match(lower, span.end):
            stop = _BREAK.search(lower, span.end, end)
            yield Span(span.end, stop.start() if stop else end)
        been = _BEEN.search(lower, start, span.start)
        said_of = been.start() if been else span.start
        if been or lower.startswith(_PASSIVES, span.start):
            breaks = [found.end() for found in _BREAK.finditer(lower, start, said_of)]
            yield Span(breaks[-1] if breaks else start, said_of)


def with_rated(
    inspections: Sequence[Inspection], ratings: Sequence[Rating], entities: Entities
) -> tuple[Inspection, ...]:
    """The chief inspection with what was rated, where no telling of it names sites or services.

    Its few sites with a rating of today, and the only service with one.
    """
    if not inspections:
        return ()
    index = latest([inspection.start for inspection in inspections])
    chief = inspections[index]
    own = {site.name for site in entities.sites if site.operator in (chief.of, None)}
    rated = [r for r in ratings if r.when == "current" and r.of in {chief.of, *own}]
    of_sites = [r for r in rated if r.of in own]
    of_services = [r for r in rated if r.service]
    sites = tuple(dict.fromkeys(r.of for r in of_sites))
    services = tuple(dict.fromkeys(r.service for r in of_services if r.service))
    if not chief.sites and 0 < len(sites) <= _FEW:
        seen = tuple(r.evidence[0] for r in of_sites[:1])
        chief = replace(chief, sites=sites, evidence=(*chief.evidence, *seen))
    if not chief.services and len(services) == 1:
        seen = tuple(r.evidence[0] for r in of_services[:1])
        chief = replace(chief, services=services, evidence=(*chief.evidence, *seen))
    return (*inspections[:index], chief, *inspections[index + 1 :])


def latest(starts: Sequence[str | None]) -> int:
    """The index of the visit that the article reports: the first of the latest.

    One without a year is of the article's own, one without a date before all that have one.
    """
    dated = [("9999" if start[0] == "-" else start) if start else "" for start in starts]
    return dated.index(max(dated))
