"""Possible names with what stands beside them, and whether it makes a person of each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..facts import Span
from .after_name import POST_NOMINAL, right_of
from .before_name import left_of
from .cues import Cue
from .lexicon import table
from .names import could_be_surname, ends_like_a_place, find_candidates, starts_with_given_name
from .roles import Role, Scene, Side

_GLUED = re.compile(r" [A-Z][a-z]+")
_MESSAGE = re.compile(r"(?: in| from|,) (?:St )?[A-Z]\w+,? (?:says|said|was|writes|asks|wrote)\b")
_RELATIVE = re.compile(r"(?: (?:in|from) (?:St )?[A-Z]\w+)?, (?:who|whose|aged|\d{1,3},)\b")
_RUNS_ON = re.compile(r"(?:(?<!\bThat)(?<!\bIt)'s|[A-Z][\w.]*) $")
_TOP = 4  # blocks that may hold a headline, a date and a byline
_PEERS = frozenset({"Lord", "Lady", "Baroness", "Baron", "Viscount", "Earl"})
_OF_PLACE = re.compile(r" of [A-Z][a-z-]+\b(?! [A-Z])")
_MESSAGE_OPENS = ("", ". ", ": ", '" ', "\n\n")


class Sighting(NamedTuple):
    """One candidate and what stands beside it; without ``rule`` nothing makes it a person."""

    start: int
    end: int
    outer: int
    words: int
    honorific: str | None = None
    gender: str = "-"
    role: Role | None = None
    organisation: str | None = None
    bond: str = ""
    heard: bool = False
    rule: str | None = None
    confidence: float = 0.0


def find_sightings(scene: Scene) -> Iterator[Sighting]:
    """All candidates outside the names of organisations and sites, in order."""
    mentions = scene.entities.mentions
    for start, end, words in find_candidates(scene.flat):
        honorific, gender, outer = _titles(scene, start)
        if honorific and honorific.rsplit(" ", 1)[-1] in _PEERS:
            place = _OF_PLACE.match(scene.flat, end)
            end = place.end() if place else end
        index = bisect_right(scene.mention_starts, start) - 1
        if index >= 0 and mentions[index].span.end > start and honorific is None:
            continue
        sighting = Sighting(start, end, outer, words, honorific, gender)
        if words == 1 and honorific is None and not _brought_in(scene, start):
            yield _single(scene, sighting)
        else:
            yield _look(scene, sighting)


def _brought_in(scene: Scene, start: int) -> bool:
    """Whether a word of kinship, or "called", stands right before a single name."""
    index = bisect_left(scene.cue_ends, start) - 1
    if index < 0 or start - scene.cue_ends[index] > 2:
        return False
    return bool(scene.cues[index].relation)


@cache
def _honorific_genders() -> dict[str, str]:
    return {row["written"]: row["gender"] for row in table("honorifics")}


def _titles(scene: Scene, start: int) -> tuple[str | None, str, int]:
    """The titles right before a name, their gender, and where they begin."""
    titles: list[str] = []
    gender, outer = "-", start
    while (cue := _cue_before(scene, outer)) is not None and cue.honorific:
        if not scene.flat[cue.start].isupper():
            break
        titles.insert(0, scene.document.text[cue.start : cue.end])
        told = _honorific_genders().get(cue.honorific, "-")
        gender = told if told != "-" else gender
        outer = cue.start
    return " ".join(titles) or None, gender, outer


def _cue_before(scene: Scene, start: int) -> Cue | None:
    """The cue right before the offset, across a space or an abbreviation's full stop."""
    index = bisect_left(scene.cue_ends, start) - 1
    if index < 0:
        return None
    gap = scene.flat[scene.cue_ends[index] : start]
    return scene.cues[index] if gap in (" ", ". ") else None


def _look(scene: Scene, sighting: Sighting) -> Sighting:
    """Gather what speaks for a person on both sides."""
    left = left_of(scene, sighting.outer)
    if left.byline:
        return sighting
    name = scene.flat[sighting.start : sighting.end]
    right = right_of(scene, sighting.end)
    if right.byline or (right.role is None and _stands_alone(scene, sighting)):
        return sighting
    role, organisation = _joined(left, right)
    if role is None and sighting.honorific == "Councillor":
        role = Role("Councillor", "public", Span(sighting.outer, sighting.outer + 10))
    rule, confidence = _rule(sighting, left, right, role, name)
    glued = _GLUED.match(scene.flat, sighting.end) is not None
    if glued and sighting.honorific is None and not POST_NOMINAL.match(scene.flat, sighting.end):
        rule = None
    gender = sighting.gender if sighting.gender != "-" else (left.relation or "-")
    return sighting._replace(
        gender=gender, role=role, organisation=organisation, bond=left.bond or right.bond,
        rule=rule, confidence=confidence,
    )  # fmt: skip


def _stands_alone(scene: Scene, sighting: Sighting) -> bool:
    """A byline without "By": a name with a line to itself near the top."""
    if sighting.honorific is not None:
        return False
    index = scene.document.block_index(sighting.start)
    block = scene.document.blocks[index]
    return index < _TOP and (block.start, block.end) == (sighting.start, sighting.end)


def _heard(scene: Scene, start: int, end: int) -> bool:
    """Whether the word stands beside a verb of saying: "says Fairweather", "Fairweather said"."""
    index = bisect_left(scene.cue_starts, end)
    if index < len(scene.cues) and scene.cues[index].verb and scene.cues[index].start == end + 1:
        return True
    before = bisect_left(scene.cue_ends, start) - 1
    return before >= 0 and scene.cues[before].verb and scene.cue_ends[before] == start - 1


def _single(scene: Scene, sighting: Sighting) -> Sighting:
    """A given name alone, as in a reader's message: "Pat in Whitby says"."""
    flat = scene.flat
    if _heard(scene, sighting.start, sighting.end):
        return sighting._replace(heard=True)
    if not (_MESSAGE.match(flat, sighting.end) or _RELATIVE.match(flat, sighting.end)):
        return sighting
    opens = flat[max(0, sighting.start - 2) : sighting.start] in _MESSAGE_OPENS
    alone = not _RUNS_ON.search(flat, max(0, sighting.start - 20), sighting.start)
    if (opens or (alone and _RELATIVE.match(flat, sighting.end))) and starts_with_given_name(
        flat[sighting.start : sighting.end]
    ):
        return sighting._replace(rule="people.given-name", confidence=0.7)
    return sighting


def _joined(left: Side, right: Side) -> tuple[Role | None, str | None]:
    role = left.role or right.role
    organisation = left.organisation or right.organisation
    if left.role and right.role and right.role.organisation and not left.role.organisation:
        organisation = organisation or right.role.organisation
    return role, organisation


def _rule(
    sighting: Sighting, left: Side, right: Side, role: Role | None, name: str
) -> tuple[str | None, float]:
    """The strongest reason to see a person, with how sure it is."""
    several = sighting.words > 1
    place = ends_like_a_place(name)
    plain = place and not could_be_surname(name)
    firm = (left.after_of or left.where) and left.role is None
    for rule, confidence, told in (
        ("people.honorific", 0.98, sighting.honorific is not None),
        ("people.role", 0.97, role is not None and several),
        ("people.relation", 0.9, left.relation is not None),
        ("people.reports", 0.88, several and (left.verb or right.verb) and not plain and not firm),
        ("people.belongs", 0.89, several and left.organisation is not None and not place),
        ("people.of", 0.89, several and right.organisation is not None and place and not plain),
        ("people.apposition", 0.85, several and right.apposed and not place and not left.where),
        ("people.given-name", 0.85, several and not place and starts_with_given_name(name)),
    ):
        if told:
            return rule, confidence
    return None, 0.0
