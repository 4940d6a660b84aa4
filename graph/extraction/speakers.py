"""All that a clause can have as its subject, in text order: who may be speaking."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from ..facts import Span
from .belonging import regulator
from .cues import Cue
from .people import People
from .roles import Scene

_RANK = {"person": 0, "organisation": 1, "site": 1, "post": 2}
_POSTS = ("inspector", "executive", "public")
_AGED = re.compile(r"\b\d+-year-old\b(?: (?:former|retired)(?: [a-z]+){1,2})?")
_ONE = re.compile(
    r"\b(?:one|another|an?|the|his|her|their|its|\w+'s)(?: [\w'-]+){0,2} $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks (``None``: someone without a name), by which rule, how surely."""

    name: str | None
    rule: str
    confidence: float


class Subject(NamedTuple):
    """Someone a clause can speak of: by ``name``, or a stand-in of some ``kind``."""

    start: int
    end: int
    kind: str
    name: str | None = None


class Cast:
    """The subjects of an article outside its quotations, for lookups by offset."""

    def __init__(self, scene: Scene, people: People, quoted: list[Span]) -> None:
        self.scene = scene
        self.regulator = regulator(scene)
        self._quoted = quoted
        self._quoted_starts = [span.start for span in quoted]
        self.all = _without_overlaps(_gather(scene, people, self.regulator))
        self.told = [subject for subject in self.all if not self.in_quotation(subject.start)]
        self._starts = [subject.start for subject in self.told]

    def between(self, start: int, end: int) -> list[Subject]:
        """The subjects that begin and end in the range, outside quotations."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [subject for subject in self.told[first:last] if subject.end <= end]

    def in_quotation(self, offset: int) -> bool:
        """Whether the offset lies inside quotation marks."""
        index = bisect_right(self._quoted_starts, offset) - 1
        return index >= 0 and self._quoted[index].end > offset


def _gather(scene: Scene, people: People, regulator_name: str) -> list[Subject]:
    found = [Subject(*mention.span, "person", mention.name) for mention in people.mentions]
    for mention in scene.entities.mentions:
        found.append(Subject(*mention.span, mention.kind, mention.name))
    for match in _AGED.finditer(scene.flat) if "-year-old" in scene.flat else ():
        known = scene.flat.endswith(("the ", "The "), 0, match.start())
        found.append(Subject(*match.span(), "post" if known else "one"))
    found += [
        subject for cue in scene.stand_ins if (subject := _stand_in(scene, cue, regulator_name))
    ]
    return found


def _stand_in(scene: Scene, cue: Cue, regulator_name: str) -> Subject | None:
    """ "The chief executive", "inspectors", "one patient", a pronoun."""
    start, end = cue.start, cue.end
    if cue.role in _POSTS and scene.flat[max(0, start - 4) : start].lower() == "the ":
        return Subject(start, end, "post")
    if cue.subject == "regulator":
        return Subject(start, end, "regulator", regulator_name)
    if cue.subject == "one" and not _is_someone(scene, start, end):
        return None
    return Subject(start, end, cue.subject) if cue.subject else None


def _is_someone(scene: Scene, start: int, end: int) -> bool:
    """ "One patient", "a mother of two", "her aunt": not "patient safety" or "nurse staffing"."""
    if scene.flat[start:end].lower() == "one":
        return scene.flat.startswith((" told ", " said ", " says ", " of "), end)
    return _ONE.search(scene.flat, max(0, start - 40), start) is not None


def _without_overlaps(found: list[Subject]) -> list[Subject]:
    """Persons before organisations before stand-ins where they overlap."""
    found.sort(key=lambda subject: (subject.start, _rank(subject)))
    kept: list[Subject] = []
    for subject in found:
        if not kept or kept[-1].end <= subject.start:
            kept.append(subject)
        elif _rank(subject) < _rank(kept[-1]):
            kept[-1] = subject
    return kept


def _rank(subject: Subject) -> int:
    return _RANK.get(subject.kind, 3)
