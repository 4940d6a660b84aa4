"""Who says each fact: someone quoted, the regulator, the provider, or the narrator."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from ..facts import Attribution, Fact, PersonKind, Quote, Voice
from .document import Document
from .entities import Entities
from .openings import opening
from .people import People
from .roles import CARE_QUALITY_COMMISSION

F = TypeVar("F", bound=Fact)

_REPORTED = (
    r"(?:said|says|found|reported|noted|wrote|writes|told|added|adds|concluded|warned|praised"
    r"|criticised|saw|identified|discovered|rated|described|heard|observed|commended|highlighted"
    r"|judged|raised|states?|gave|felt|were told|singled out)"
)
_WATCHDOG = (
    "inspectors?", "inspection report", "report", "inspection team", "watchdogs?", "regulator",
    "commission", "cqc", "care quality commission",
)  # fmt: skip
_WATCHDOG_SIGNS = ("inspect", "report", "watchdog", "regulator", "commission", "cqc")
"""One of these is in each of them: looking for them is far cheaper than the pattern."""
_REGULATOR = re.compile(
    opening(
        *(rf"{words}\b[^.;\"]{{0,60}}?\b{_REPORTED}\b" for words in _WATCHDOG),
        rf"according to (?:the )?(?:{'|'.join(_WATCHDOG)})\b",
    )
)
_PROVIDER = re.compile(
    opening("trust", "hospital", "spokes(?:man|woman|person)", "bosses", "managers")
    + r"\b[^.;\"]{0,30}?"
    r"\b(?:said|says|admitted|added|insisted|told|stated|claimed|confirmed|apologised)\b"
)
_VOICES: dict[PersonKind, Voice] = {
    "inspector": "regulator",
    "executive": "provider",
    "other": "person",
}


def attribute(facts: Iterable[F], sources: Sources) -> tuple[F, ...]:
    """The same facts, each with whose words it rests on."""
    return tuple(sources.attributed(fact) for fact in facts)


class Sources:
    """Whose words the places of one article are; one serves all kinds of facts."""

    def __init__(
        self, document: Document, quotes: tuple[Quote, ...], people: People, entities: Entities
    ) -> None:
        self._document = document
        self._quotes = sorted(quotes, key=lambda quote: quote.evidence[0])
        self._starts = [quote.evidence[0].start for quote in self._quotes]
        self._people = {person.name: person for person in people.people}
        self._entities = entities
        self._sentences: dict[int, Attribution] = {}

    def attributed(self, fact: F) -> F:
        """The fact with whose words it rests on; left as it is where that is what it says."""
        attribution = self.of(fact)
        if attribution == fact.attribution:
            return fact
        return replace(fact, attribution=attribution)

    def of(self, fact: Fact) -> Attribution:
        """The speaker of the statement that holds the fact, else the source of its sentence."""
        if isinstance(fact, Quote):
            return self._speaker(fact.speaker)
        if not fact.evidence:
            return Attribution()
        start = fact.evidence[0].start
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and self._quotes[index].evidence[0].end > start:
            return self._speaker(self._quotes[index].speaker)
        sentence = self._document.sentence_index(start)
        if sentence not in self._sentences:
            self._sentences[sentence] = self._narrated(sentence)
        return self._sentences[sentence]

    def _speaker(self, name: str | None) -> Attribution:
        person = self._people.get(name) if name else None
        if person is not None:
            return Attribution(_VOICES[person.kind], name)
        return Attribution(self._voice_of(name), name)

    def _voice_of(self, organisation: str | None) -> Voice:
        if organisation is None:
            return "person"
        kind = self._entities.kind(organisation)
        if kind == "regulator" or organisation == CARE_QUALITY_COMMISSION:
            return "regulator"
        return "provider" if kind in ("trust", "provider") else "person"

    def _narrated(self, sentence: int) -> Attribution:
        """What the narrator tells as someone else's: "inspectors said", "the trust said"."""
        if not self._document.sentences:
            return Attribution()
        span = self._document.sentences[sentence]
        lower = self._document.lower
        told = lower[span.start : span.end]
        if any(sign in told for sign in _WATCHDOG_SIGNS) and _REGULATOR.search(lower, *span):
            return Attribution("regulator", self._regulator())
        if _PROVIDER.search(lower, *span):
            return Attribution("provider", self._provider(span.start, span.end))
        return Attribution()

    def _regulator(self) -> str:
        for organisation in self._entities.organisations:
            if organisation.kind == "regulator":
                return organisation.name
        return CARE_QUALITY_COMMISSION

    def _provider(self, start: int, end: int) -> str | None:
        for mention in self._entities.within(start, end):
            name = (
                mention.name
                if mention.kind == "organisation"
                else self._entities.operator(mention.name)
            )
            if name and self._entities.kind(name) in ("trust", "provider"):
                return name
        return self._entities.lead
