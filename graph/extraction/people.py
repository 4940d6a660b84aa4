"""Every person named, once: name, title, role, organisation, and each later mention.

A run of capitalised words becomes a person when something beside it says so: a title, a role,
kinship, a reporting verb, an age, an affiliation. Authors of bylines are nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from ..facts import Person, PersonKind, Span
from .cues import Cue, find_cues
from .document import Document
from .entities import Entities
from .lexicon import table
from .names import find_candidates, given_names, written
from .roles import CARE_QUALITY_COMMISSION, Role, Scene, read_role

_POST_NOMINAL = re.compile(r",? (MP|MSP|KC|QC|OBE|MBE|CBE|DBE|BEM|FRCN|PhD|RN)\b")
_BRACKET = re.compile(r" \(([^()\n]{2,60})\)")
_AGE = re.compile(r"(?:aged )?\d{1,3}\b|(?:aged )?\w+-year-old")
_RELATIVE = re.compile(r"who(?:se|m)?\b")
_BECOMES = re.compile(
    r"(?:,? who)? (?:is|was|became|becomes|has been|had been|took over as|takes over as|joined as"
    r"|is also|was then|has served as|serves as|acts as|and is now)\b"
)
_HOLDS = re.compile(r"who (?:is|was|became|becomes|has been|took over|will|serves|chairs|joined)\b")
_LED = re.compile(
    r"who (?:led|leads|headed|heads|co-ordinated|coordinated|oversaw|carried out|signed|wrote) (?:the |both |CQC |its |this )*"
    r"(?:team|inspections?|visits?|report|hospital inspection)"
)
_OF = re.compile(r",? (?:of|from|at|with|for|in) (?=the |[A-Z0-9])")
_COMPLEMENT = re.compile(r" (?:of|for|in|at|with|to) [^.;:!?\"(),]*,? $")
_BYLINE = re.compile(
    r"(?:by|words|reporting by|reporter|exclusive by|pictures? by|photos? by|story by)[: ]+$", re.IGNORECASE
)
_BOUNDARY = re.compile(r"[.;:!?\"()\n](?: |$)|\" ")
_GLUED = re.compile(r" [A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A place where a person is named; ``span`` takes in the title."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class People:
    """The persons of an article, where each is mentioned, and the scene they were read from."""

    people: tuple[Person, ...]
    mentions: tuple[PersonMention, ...]
    genders: dict[str, str] = field(default_factory=dict)
    scene: Scene | None = None


@dataclass(slots=True)
class _Draft:
    """A person while mentions are still being gathered."""

    name: str
    span: Span
    rule: str
    confidence: float
    honorific: str | None = None
    gender: str = "-"
    role: Role | None = None
    organisation: str | None = None
    relation: bool = False

    @property
    def surname(self) -> str:
        return _last_name(self.name)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """One candidate with what stands beside it."""

    start: int
    end: int
    outer: int
    words: int
    honorific: str | None
    gender: str
    role: Role | None
    organisation: str | None
    rule: str | None
    confidence: float
    relation: bool


def find_people(document: Document, entities: Entities) -> People:
    """All persons named in the article, in the order of their first mention."""
    scene = make_scene(document, entities)
    sightings = list(_sightings(scene))
    drafts, mentions = _register(scene, sightings)
    people = tuple(_person(scene, draft) for draft in drafts)
    genders = {draft.name: draft.gender for draft in drafts}
    return People(people, tuple(sorted(mentions, key=lambda m: m.span)), genders, scene)


def make_scene(document: Document, entities: Entities) -> Scene:
    """The text with wrapped lines joined, its cues and its entities."""
    flat = document.folded
    for block in document.blocks:
        if "\n" in (body := flat[block.start : block.end]):
            flat = flat[: block.start] + body.replace("\n", " ") + flat[block.end :]
    cues = find_cues(document)
    return Scene(
        document, flat, cues, [cue.start for cue in cues], [cue.end for cue in cues], entities
    )


# --- what stands beside a candidate -------------------------------------------------------------


@cache
def _honorific_genders() -> dict[str, str]:
    return {row["written"]: row["gender"] for row in table("honorifics")}


def _sightings(scene: Scene) -> Iterator[_Sighting]:
    starts = [mention.span.start for mention in scene.entities.mentions]
    for start, end, words in find_candidates(scene.flat):
        index = bisect_right(starts, start) - 1
        inside = index >= 0 and scene.entities.mentions[index].span.end > start
        honorific, gender, outer = _titles(scene, start)
        if inside and honorific is None:
            continue
        yield _look(scene, start, end, words, honorific, gender, outer)


def _titles(scene: Scene, start: int) -> tuple[str | None, str, int]:
    """The titles right before a name, their gender, and where they begin."""
    written_titles: list[str] = []
    gender, outer = "-", start
    while (cue := _cue_before(scene, outer)) is not None and cue.honorific:
        if not scene.flat[cue.start].isupper():
            break
        written_titles.insert(0, scene.document.text[cue.start : cue.end])
        told = _honorific_genders().get(cue.honorific, "-")
        gender = told if told != "-" else gender
        outer = cue.start
    return " ".join(written_titles) or None, gender, outer


def _cue_before(scene: Scene, start: int) -> Cue | None:
    """The cue that ends right before the offset, across one space or an abbreviation's full stop."""
    index = bisect_left(scene.cue_ends, start) - 1
    if index < 0:
        return None
    gap = scene.flat[scene.cue_ends[index] : start]
    return scene.cues[index] if gap in (" ", ". ") else None


def _look(
    scene: Scene, start: int, end: int, words: int, honorific: str | None, gender: str, outer: int
) -> _Sighting:
    """Gather what speaks for a person on both sides; no rule means nothing does."""
    left = _left_of(scene, outer)
    right = _right_of(scene, end)
    role = left.role or right.role
    if left.role and right.role and right.role.organisation and not left.role.organisation:
        role = Role(left.role.text, left.role.kind, left.role.span, right.role.organisation)
    rule, confidence = None, 0.0
    for name, sure, told in (
        ("people.honorific", 0.98, honorific is not None),
        ("people.role", 0.97, role is not None and words > 1),
        ("people.relation", 0.9, left.relation is not None),
        ("people.reports", 0.95, words > 1 and (left.verb or right.verb)),
        ("people.apposition", 0.9, words > 1 and right.apposed),
        ("people.given-name", 0.85, words > 1 and _has_given_name(scene, start, end)),
    ):
        if told:
            rule, confidence = name, sure
            break
    if words == 1 and rule is None and right.verb and _has_given_name(scene, start, end):
        rule, confidence = "people.given-name", 0.7
    glued = _GLUED.match(scene.flat, end)
    if glued and not _POST_NOMINAL.match(scene.flat, end) and rule not in ("people.honorific",):
        rule = None
    if left.byline:
        rule = None
    if gender == "-" and left.relation in ("m", "f"):
        gender = left.relation
    return _Sighting(
        start, end, outer, words, honorific, gender, role, right.organisation,
        rule, confidence, left.relation is not None,
    )  # fmt: skip


def _has_given_name(scene: Scene, start: int, end: int) -> bool:
    first = scene.flat[start:end].split(" ", 1)[0].lower()
    return first in given_names() or first.split("-")[0] in given_names()


@dataclass(frozen=True, slots=True)
class _Left:
    role: Role | None = None
    relation: str | None = None
    verb: bool = False
    byline: bool = False


def _left_of(scene: Scene, start: int) -> _Left:
    """The nearest cue before a name, when only a comma or the role's own complement parts them."""
    flat = scene.flat
    block = scene.document.block_at(start)
    floor = max(block.start, start - 160)
    if start - block.start < 20 and _BYLINE.match(flat[block.start : start]):
        return _Left(byline=True)
    index = bisect_left(scene.cue_ends, start) - 1
    if index < 0 or scene.cues[index].start < floor:
        return _Left(role=_past(scene, floor, start))
    cue = scene.cues[index]
    gap = flat[cue.end : start]
    if cue.relation and gap in (" ", ", ") and not _is_verb_called(flat, cue, gap):
        return _Left(relation=cue.relation)
    if cue.verb and gap == " ":
        return _Left(verb=True)
    if cue.role and (gap in (" ", ", ", ": ") or _complement(gap)):
        floor = _piece_start(flat, floor, cue.start)
        head = _earlier_head(scene, floor, index)
        return _Left(role=read_role(scene, floor, start, head))
    return _Left(role=_past(scene, floor, start))


def _is_verb_called(flat: str, cue: Cue, gap: str) -> bool:
    """Only "called NAME" brings in a name: "called, NAME" does not."""
    return flat[cue.start : cue.end].lower() in ("called", "named") and gap != " "


def _past(scene: Scene, floor: int, start: int) -> Role | None:
    if scene.flat[start - 1 : start] != " ":
        return None
    piece = _piece_start(scene.flat, floor, start)
    window = scene.flat[piece:start].lower()
    if "retired" not in window and "former" not in window:
        return None
    return read_role(scene, piece, start)


def _complement(gap: str) -> bool:
    """ " of nursing " or " at the trust, ": the rest of a role, whose name comes next."""
    if len(gap) > 100 or not _COMPLEMENT.match(gap):
        return False
    return gap.endswith(", ") or len(gap.split()) <= 6


def _piece_start(flat: str, floor: int, end: int) -> int:
    """The last break of the clause before an offset."""
    return max(floor, *(flat.rfind(mark, floor, end) + len(mark) for mark in (", ", ". ", '" ', ": ", "; ")))


def _earlier_head(scene: Scene, floor: int, index: int) -> Cue:
    """The first head of a chain such as "deputy director of nursing and chief midwife"."""
    head = scene.cues[index]
    while index > 0:
        earlier = scene.cues[index - 1]
        between = scene.flat[earlier.end : head.start]
        if not earlier.role or earlier.start < floor or not re.match(r" (?:of|for|and) |[ ]$", between):
            break
        head, index = earlier, index - 1
    return head


@dataclass(frozen=True, slots=True)
class _Right:
    role: Role | None = None
    organisation: str | None = None
    verb: bool = False
    apposed: bool = False


def _right_of(scene: Scene, end: int) -> _Right:
    """What follows a name: a bracket, letters after it, an apposition, "is the", or a reporting verb."""
    flat = scene.flat
    limit = min(scene.document.block_at(end).end, end + 260)
    role: Role | None = None
    apposed = False
    while (letters := _POST_NOMINAL.match(flat, end)) is not None:
        apposed, end = True, letters.end()
        if letters.group(1) in ("MP", "MSP"):
            role = Role(letters.group(1), "public", Span(*letters.span(1)))
    if (bracket := _BRACKET.match(flat, end)) is not None:
        apposed, end = True, bracket.end()
        role = role or read_role(scene, *bracket.span(1))
    if role is None and (becomes := _BECOMES.match(flat, end)) is not None:
        stop = _stop(flat, becomes.end(), limit)
        predicate = read_role(scene, becomes.end(), stop)
        if predicate is not None:
            return _Right(predicate, predicate.organisation, apposed=True)
    if flat.startswith(", ", end) or flat.startswith(" - ", end):
        return _apposition(scene, end, limit, role)
    verb = _verb_at(scene, end + 1)
    organisation = _affiliation(scene, end, limit)
    return _Right(role, organisation, verb, apposed or organisation is not None or flat[end : end + 1] == ":")


def _stop(flat: str, start: int, limit: int) -> int:
    match = _BOUNDARY.search(flat, start, limit)
    return match.start() if match else limit


def _verb_at(scene: Scene, offset: int) -> bool:
    index = bisect_left(scene.cue_starts, offset)
    return index < len(scene.cues) and scene.cues[index].start == offset and scene.cues[index].verb


def _affiliation(scene: Scene, end: int, limit: int) -> str | None:
    """The organisation in "NAME, of the ORGANISATION"."""
    link = _OF.match(scene.flat, end, limit)
    if link is None:
        return None
    near = scene.entities.within(link.end() - 1, min(limit, link.end() + 90))
    for mention in near:
        if mention.kind == "organisation" and not re.search(r"[,.;:]", scene.flat[link.end() : mention.span.start]):
            return mention.name
    return None


def _apposition(scene: Scene, end: int, limit: int, role: Role | None) -> _Right:
    """Read the pieces between commas after a name until the clause goes on without it."""
    flat = scene.flat
    stop = _stop(flat, end + 1, limit)
    at = end + (2 if flat[end] == "," else 3)
    organisation: str | None = None
    apposed = verb = False
    for _ in range(4):
        piece_end = _piece_end(flat, at, stop)
        if _verb_at(scene, at):
            verb = True
            break
        if _AGE.match(flat, at) or (link := _OF.match(flat, at - 1)) is not None:
            apposed = True
            if not _AGE.match(flat, at):
                organisation = organisation or _affiliation(scene, at - 1, piece_end)
        elif _RELATIVE.match(flat, at):
            apposed = True
            if _LED.match(flat, at):
                organisation = organisation or _named_in(scene, at, piece_end) or CARE_QUALITY_COMMISSION
            elif role is None and _HOLDS.match(flat, at):
                role = read_role(scene, at, piece_end)
        elif role is None and (told := _apposed_role(scene, at, piece_end)) is not None:
            role = told
        else:
            break
        if piece_end >= stop or flat[piece_end] != ",":
            break
        at = piece_end + 2
    return _Right(role, organisation, verb, apposed)


def _piece_end(flat: str, at: int, stop: int) -> int:
    comma = flat.find(",", at, stop)
    return comma if comma >= 0 else stop


def _named_in(scene: Scene, start: int, end: int) -> str | None:
    names = [m.name for m in scene.entities.within(start, end) if m.kind == "organisation"]
    return names[-1] if names else None


def _apposed_role(scene: Scene, start: int, end: int) -> Role | None:
    """A role in apposition: its head comes before any verb of the piece."""
    for cue in scene.cues_within(start, end):
        if cue.role:
            return read_role(scene, start, end, cue)
        if cue.verb:
            break
    return read_role(scene, start, end) if scene.flat[start:end].startswith(("a retired", "a former", "retired", "former")) else None


# --- one person for all mentions ----------------------------------------------------------------


def _last_name(name: str) -> str:
    words = name.split(" ")
    at = len(words) - 1
    while at > 1 and words[at - 1] in ("St", "de", "van", "von", "Ní", "Ó", "der", "bin", "al"):
        at -= 1
    return " ".join(words[at:])


def _register(
    scene: Scene, sightings: list[_Sighting]
) -> tuple[list[_Draft], list[PersonMention]]:
    drafts: dict[str, _Draft] = {}
    mentions: list[PersonMention] = []
    late: list[_Sighting] = []
    for sighting in sightings:
        name = written(scene.flat[sighting.start : sighting.end])
        if sighting.words > 1 and name in drafts:
            _add(drafts[name], sighting)
        elif sighting.words > 1 and sighting.rule is not None and "." not in name[:1]:
            drafts[name] = _draft(name, sighting)
        else:
            late.append(sighting)
            continue
        mentions.append(PersonMention(Span(sighting.outer, sighting.end), name))
    for sighting in late:
        _place(scene, sighting, drafts, mentions)
    return sorted(drafts.values(), key=lambda draft: draft.span), mentions


def _draft(name: str, sighting: _Sighting) -> _Draft:
    gender = sighting.gender
    if gender == "-":
        gender = given_names().get(name.split(" ", 1)[0].lower(), "-")
    return _Draft(
        name, Span(sighting.start, sighting.end), sighting.rule or "people.mention",
        sighting.confidence, sighting.honorific, gender, sighting.role, sighting.organisation,
        sighting.relation,
    )  # fmt: skip


def _add(draft: _Draft, sighting: _Sighting) -> None:
    """What a later mention tells and the first did not."""
    draft.honorific = draft.honorific or sighting.honorific
    draft.role = draft.role or sighting.role
    draft.organisation = draft.organisation or sighting.organisation
    if draft.gender == "-":
        draft.gender = sighting.gender


def _place(
    scene: Scene, sighting: _Sighting, drafts: dict[str, _Draft], mentions: list[PersonMention]
) -> None:
    """A surname or first name alone: a person known by it, else a new one if something says so."""
    name = written(scene.flat[sighting.start : sighting.end])
    span = Span(sighting.outer, sighting.end)
    known = _known(name, sighting, drafts)
    if known is not None:
        if sighting.honorific:
            _add(known, sighting)
        mentions.append(PersonMention(span, known.name))
    elif sighting.rule is not None:
        drafts[name] = _draft(name, sighting)
        mentions.append(PersonMention(span, name))


def _known(name: str, sighting: _Sighting, drafts: dict[str, _Draft]) -> _Draft | None:
    """The person last brought in who bears this surname (or, without a title, this first name)."""
    best: _Draft | None = None
    for draft in drafts.values():
        if " " not in draft.name and draft.name != name:
            continue
        by_surname = draft.surname == name or draft.name.endswith(" " + name)
        by_first = sighting.honorific is None and draft.name.split(" ", 1)[0] == name
        if not (by_surname or by_first or draft.name == name):
            continue
        if "-" not in (draft.gender, sighting.gender) and draft.gender != sighting.gender:
            continue
        if sighting.honorific and draft.honorific and draft.honorific != sighting.honorific and best:
            continue
        earlier = draft.span.start <= sighting.start
        if best is None or (earlier and draft.span.start > best.span.start):
            best = draft
    return best


# --- organisation and kind ----------------------------------------------------------------------


def _person(scene: Scene, draft: _Draft) -> Person:
    role = draft.role
    organisation = _organisation(scene, draft)
    kind = _kind(scene, role, organisation)
    evidence = [draft.span]
    if role is not None:
        evidence.append(role.span)
    return Person(
        name=draft.name, kind=kind, honorific=draft.honorific, role=role.text if role else None,
        organisation=organisation, evidence=tuple(evidence), rule=draft.rule,
        confidence=draft.confidence,
    )  # fmt: skip


def _organisation(scene: Scene, draft: _Draft) -> str | None:
    """The organisation said beside the role, else the one that such a role belongs to here."""
    role = draft.role
    named = (role.organisation if role else None) or draft.organisation
    if named is not None or role is None:
        return named
    if role.borrowed:
        return _organisation_before(scene, role.span.start, anything=True)
    if role.kind == "inspector" or "inspect" in role.text.lower():
        return _regulator(scene)
    if role.kind in ("executive", "staff"):
        return _organisation_before(scene, role.span.start, anything=False)
    return None


def _regulator(scene: Scene) -> str:
    for organisation in scene.entities.organisations:
        if organisation.kind == "regulator":
            return organisation.name
    return CARE_QUALITY_COMMISSION


def _organisation_before(scene: Scene, offset: int, *, anything: bool) -> str | None:
    """The organisation spoken of last: any, or one that provides care."""
    mentions = scene.entities.mentions
    index = bisect_left([mention.span.start for mention in mentions], offset) - 1
    while index >= 0:
        mention = mentions[index]
        name: str | None = mention.name
        if mention.kind == "site":
            name = scene.entities.operator(mention.name)
        if name and (anything or scene.entities.kind(name) in ("trust", "provider")):
            return name
        index -= 1
    return scene.entities.lead


def _kind(scene: Scene, role: Role | None, organisation: str | None) -> PersonKind:
    kind = scene.entities.kind(organisation) if organisation else None
    if kind == "regulator" or organisation == CARE_QUALITY_COMMISSION:
        return "inspector"
    if role is None or kind not in ("trust", "provider"):
        return "other"
    return "executive" if role.kind == "executive" else "other"
