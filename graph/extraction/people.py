"""Every person named, once: name, title, role, organisation, and each later mention.

A run of capitalised words becomes a person when something beside it says so: a title, a role,
kinship, a reporting verb, an age, an affiliation. Authors of bylines are nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..facts import Person, Span
from .belonging import council_of, kind_of, organisation_of, unattached
from .cues import find_cues
from .document import Document
from .entities import Entities
from .names import given_names, written
from .posts import Draft, settle_posts
from .roles import Role, Scene
from .sightings import Sighting, find_sightings

# Shares of persons right in every field on articles the rules were not written on, by where the
# organisation was found.
_SAID = 0.97
_WORKED_OUT = 0.89
_BORROWED = 0.8
_UNTOLD = 0.75
_COUNCILLORS = frozenset({"Cllr", "Coun", "Councillor", "Alderman"})
_WITH_FIRST_NAME = ("Sir", "Dame", "Sister", "Lady")  # "Sir Keith said", never "Mr Keith said"
_PARTICLES = ("St", "de", "van", "von", "Ní", "Ó", "der", "bin", "al", "di", "da", "la", "le")


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


def find_people(document: Document, entities: Entities) -> People:
    """All persons named in the article, in the order of their first mention."""
    scene = make_scene(document, entities)
    drafts, mentions = _register(scene, find_sightings(scene))
    settle_posts(scene, drafts)
    people = _persons(scene, drafts)
    genders = {draft.name: draft.gender for draft in drafts}
    return People(people, tuple(sorted(mentions, key=lambda m: m.span)), genders, scene)


def make_scene(document: Document, entities: Entities) -> Scene:
    """The text with wrapped lines joined, its cues and its entities."""
    found = find_cues(document)
    cues = tuple(cue for cue in found if cue.verb or cue.role or cue.honorific or cue.relation)
    return Scene(
        document=document,
        flat=_flat(document),
        cues=cues,
        cue_starts=[cue.start for cue in cues],
        cue_ends=[cue.end for cue in cues],
        stand_ins=tuple(cue for cue in found if cue.subject or cue.role),
        entities=entities,
        mention_starts=[mention.span.start for mention in entities.mentions],
    )


def _flat(document: Document) -> str:
    """The folded text with the line ends inside a block made spaces."""
    pieces, at = [], 0
    for block in document.blocks:
        pieces.append(document.folded[at : block.start])
        pieces.append(document.folded[block.start : block.end].replace("\n", " "))
        at = block.end
    return "".join(pieces) + document.folded[at:]


def _register(
    scene: Scene, sightings: Iterable[Sighting]
) -> tuple[list[Draft], list[PersonMention]]:
    """First those named in full, then the surnames and first names that point back at them."""
    drafts: dict[str, Draft] = {}
    mentions: list[PersonMention] = []
    late: list[Sighting] = []
    for sighting in sightings:
        name = written(scene.flat[sighting.start : sighting.end])
        if sighting.words > 1 and name in drafts:
            _add(drafts[name], sighting)
        elif sighting.words > 1 and sighting.rule is not None:
            drafts[name] = _draft(name, sighting)
        else:
            late.append(sighting)
            continue
        mentions.append(PersonMention(Span(sighting.outer, sighting.end), name))
    heard = {written(scene.flat[s.start : s.end]) for s in late if s.words == 1 and s.heard}
    for sighting in [s for s in late if s.words > 1 and s.rule is None]:
        name = written(scene.flat[sighting.start : sighting.end])
        if name not in drafts and _last_name(name) in heard:
            drafts[name] = _draft(
                name, sighting._replace(rule="people.surname-heard", confidence=0.85)
            )
    names = _names_of(drafts.values())
    for sighting in late:
        _place(scene, sighting, drafts, names, mentions)
    return sorted(drafts.values(), key=lambda draft: draft.span), mentions


def _last_name(name: str) -> str:
    words = name.split(" ")
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(words[at:])


def _names_of(drafts: Iterable[Draft]) -> dict[str, list[Draft]]:
    """The drafts by surname, by what of it follows a space, and by first name."""
    names: dict[str, list[Draft]] = {}
    for draft in drafts:
        keys = {
            draft.name,
            _last_name(draft.name),
            *draft.name.split(" ")[:1],
            draft.name.split(" ")[-1],
        }
        keys.add(draft.name.partition(" ")[2])
        for key in sorted(keys):
            names.setdefault(key, []).append(draft)
    return names


def _draft(name: str, sighting: Sighting) -> Draft:
    gender = sighting.gender
    if gender == "-":
        gender = given_names().get(name.split(" ", 1)[0].lower(), "-")
    return Draft(
        name, Span(sighting.start, sighting.end), sighting.rule or "people.surname",
        sighting.confidence or 0.8, sighting.honorific, gender, sighting.role,
        sighting.organisation, sighting.bond,
    )  # fmt: skip


def _add(draft: Draft, sighting: Sighting) -> None:
    """What a later mention tells and the first did not."""
    draft.honorific = draft.honorific or sighting.honorific
    draft.role = draft.role or sighting.role
    draft.organisation = draft.organisation or sighting.organisation
    if draft.gender == "-":
        draft.gender = sighting.gender


def _place(
    scene: Scene,
    sighting: Sighting,
    drafts: dict[str, Draft],
    names: dict[str, list[Draft]],
    mentions: list[PersonMention],
) -> None:
    """A name alone: a person known by it, else a new one if something says so."""
    name = written(scene.flat[sighting.start : sighting.end])
    known = _known(name, sighting, names)
    if known is not None:
        if sighting.honorific:
            _add(known, sighting)
        mentions.append(PersonMention(Span(sighting.outer, sighting.end), known.name))
    elif sighting.rule is not None or (sighting.words > 1 and _last_name(name) in names):
        drafts[name] = _draft(name, sighting)
        names.setdefault(name, []).append(drafts[name])
        mentions.append(PersonMention(Span(sighting.outer, sighting.end), name))


def _known(name: str, sighting: Sighting, names: dict[str, list[Draft]]) -> Draft | None:
    """The person last brought in who bears this surname (or, without a title, this first name)."""
    best: Draft | None = None
    for draft in names.get(name, ()):
        first_only = draft.name.startswith(name + " ")
        title = sighting.honorific
        if first_only and title and not title.endswith(_WITH_FIRST_NAME):
            continue
        if "-" not in (draft.gender, sighting.gender) and draft.gender != sighting.gender:
            continue
        earlier = draft.span.start <= sighting.start
        if best is None or (earlier and draft.span.start > best.span.start):
            best = draft
    return best


def _persons(scene: Scene, drafts: list[Draft]) -> tuple[Person, ...]:
    """Each draft as a person; "her deputy" and "his successor" are where the one before is."""
    people: list[Person] = []
    for draft in drafts:
        person = _person(scene, draft)
        if people and draft.role is None and draft.bond == "post":
            person = replace(person, kind=people[-1].kind)
        if people and draft.organisation is None and _of_the_last(draft):
            person = replace(person, organisation=people[-1].organisation)
        people.append(person)
    return tuple(people)


def _of_the_last(draft: Draft) -> bool:
    role = draft.role
    if role is None:
        return draft.bond != ""
    personal = role.pronoun in ("his", "her") or draft.bond != ""
    return personal and role.organisation is None and role.kind in ("executive", "public", "staff")


def _person(scene: Scene, draft: Draft) -> Person:
    role = draft.role
    named = draft.organisation
    if draft.honorific == "Sister" and role is None and named is None:
        named = scene.entities.lead
    organisation = organisation_of(scene, role, named)
    elected = not _COUNCILLORS.isdisjoint((draft.honorific or "").split())
    if elected and not (role and role.organisation) and named is None:
        organisation = council_of(scene, draft.span.start, role)
    return Person(
        name=draft.name,
        kind="other" if elected and organisation is None else kind_of(scene, role, organisation),
        honorific=draft.honorific,
        role=(role.text or None) if role else None,
        organisation=organisation,
        evidence=(draft.span, role.span) if role else (draft.span,),
        rule=draft.rule,
        confidence=min(draft.confidence, _certainty(role, named, draft.bond)),
    )


def _certainty(role: Role | None, named: str | None, bond: str) -> float:
    """How sure role and organisation are: as said beside the name, as worked out, or untold."""
    if role is None:
        return _SAID if named is not None else _UNTOLD
    if role.organisation is not None or role.kind == "inspector" or unattached(role):
        return _SAID
    return _BORROWED if role.pronoun or bond else _WORKED_OUT
