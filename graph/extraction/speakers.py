"""Who speaks the words of a quotation: the narrator's words beside it, then the discourse."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ..facts import Span
from .entities import Entities
from .people import People, PersonMention
from .roles import CARE_QUALITY_COMMISSION, Scene

# Who else can be the subject of "said": the regulator's people and papers, someone without a name, a pronoun.
_REGULATOR = (
    r"inspectors?|inspection (?:team|report)|(?:the |its |their |a |this )?(?:\w+ )?report|watchdogs?|"
    r"the (?:health |care )?regulator|the commission|assessors"
)
_UNNAMED = (
    r"(?:one|another|a|an|some|two|three|several|many|most|the) (?:[a-z'-]+ ){0,2}?(?:patients?|mothers?|mums?|dads?|fathers?|woman|women|man|men|parents?"
    r"|relatives?|daughters?|sons?|wife|husband|widow|widower|lady|nurses?|midwife|midwives|doctors?|consultants?|registrars?|members? of staff|staff|staff members?"
    r"|people|person|residents?|carers?|visitors?|teenagers?|girls?|boys?|child|worker|workers|volunteers?|surgeons?|porters?|paramedics?|employees?|families|family|young people|clinicians?"
    r"|insiders?|source|whistleblowers?|passenger|pensioner)"
    r"|patients|relatives|parents|staff|families|registrars|nurses|doctors|mothers|one(?= (?:told|said|of them))|(?:one|another) of (?:them|the \w+)"
    r"|(?:one|an?) \d+-year-old|others|some"
)
_SUBJECT = re.compile(
    rf"\b(?:(?P<pronoun>he|she|it|they|who|i)|(?P<regulator>{_REGULATOR})|(?P<unnamed>{_UNNAMED})"
    r"|the (?P<role>\d+-year-old|(?:head|chair|chairman|director|chief|mp|minister|coroner|judge|councillor|inspector|nurse|consultant|governor|surgeon)\b)"
    r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Someone a clause can speak of: a person or organisation by ``name``, or a ``kind`` of stand-in."""

    start: int
    end: int
    kind: str
    name: str | None = None


class Cast:
    """All subjects of an article in text order, for lookups by offset."""

    def __init__(self, scene: Scene, people: People, entities: Entities, quoted: list[Span]) -> None:
        self.scene = scene
        self.people = people
        self.regulator = next(
            (o.name for o in entities.organisations if o.kind == "regulator"), CARE_QUALITY_COMMISSION
        )
        self._quoted = quoted
        self._quoted_starts = [span.start for span in quoted]
        self.subjects = self._gather(people.mentions, entities)
        self._starts = [subject.start for subject in self.subjects]

    def _gather(self, mentions: tuple[PersonMention, ...], entities: Entities) -> list[Subject]:
        """Named persons first, then organisations, then stand-ins; the earlier kind wins an overlap."""
        found = [Subject(*mention.span, "person", mention.name) for mention in mentions]
        found += [
            Subject(*m.span, m.kind, m.name)
            for m in entities.mentions
            if m.kind == "organisation" or entities.operator(m.name)
        ]
        for match in _SUBJECT.finditer(self.scene.flat):
            kind = match.lastgroup or ""
            name = self.regulator if kind == "regulator" else None
            found.append(Subject(match.start(), match.end(), kind, name))
        order = {"person": 0, "organisation": 1, "regulator": 1, "site": 2, "role": 2, "unnamed": 3}
        found.sort(key=lambda subject: (subject.start, order.get(subject.kind, 4)))
        kept: list[Subject] = []
        for subject in found:
            if kept and subject.start < kept[-1].end:
                continue
            kept.append(subject)
        return kept

    def between(self, start: int, end: int) -> list[Subject]:
        """The subjects that begin in the range, outside quotations."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [s for s in self.subjects[first:last] if s.end <= end and not self.in_quotation(s.start)]

    def in_quotation(self, offset: int) -> bool:
        """Whether the offset lies inside a statement."""
        index = bisect_right(self._quoted_starts, offset) - 1
        return index >= 0 and self._quoted[index].end > offset
