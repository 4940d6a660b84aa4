"""Which organisation a person's role belongs to, and so what kind of person it is."""

from __future__ import annotations

import re
from bisect import bisect_left

from ..facts import PersonKind
from .roles import CARE_QUALITY_COMMISSION, Role, Scene

_PROVIDERS = ("trust", "provider")
_CLINICAL = re.compile(
    r"\b(?:chief|nurs|medical|clinical|midwi|operations|executive)", re.IGNORECASE
)
_SOCIETY = re.compile(
    r"\b(?:committee|council|campaign|union|charity|group|panel|authority|party)'s? (?:\w+ )?$",
    re.IGNORECASE,
)
_WATCHDOG = re.compile(
    r"\b(?:commission|regulator|watchdog|inspectorate)'s (?:\w+ )?$", re.IGNORECASE
)
# Known for themselves: no organisation is theirs.
_UNATTACHED = re.compile(
    r"\b(?:patient|mp|msp|minister|judge|coroner|counsel)$|\b(?:mp|minister) for\b", re.IGNORECASE
)


def organisation_of(scene: Scene, role: Role | None, named: str | None) -> str | None:
    """The organisation said beside the role, else the one that such a role belongs to here."""
    if role is None:
        return named
    if _UNATTACHED.search(role.text):
        return None
    said = role.organisation or named
    if said is not None:
        return said
    if role.borrowed:
        return _spoken_of(scene, role)
    if role.kind == "inspector" or "inspect" in role.text.lower():
        return regulator(scene)
    if _WATCHDOG.search(scene.flat, max(0, role.span.start - 40), role.span.start):
        return regulator(scene)
    if _SOCIETY.search(scene.flat, max(0, role.span.start - 40), role.span.start):
        return _last_before(scene, role.span.start, ("body",))
    if role.kind == "executive" or (role.kind == "staff" and not _bare(scene, role)):
        return _lead(scene) or _last_before(scene, role.span.start, _PROVIDERS)
    return None


def _lead(scene: Scene) -> str | None:
    """The provider that the article is chiefly about, else the first that it names."""
    if scene.entities.lead is not None:
        return scene.entities.lead
    for organisation in scene.entities.organisations:
        if organisation.kind in _PROVIDERS:
            return organisation.name
    return None


def _bare(scene: Scene, role: Role) -> bool:
    """ "The midwife NAME" is known for the trade, not for where it is plied."""
    return scene.flat[max(0, role.span.start - 7) : role.span.start].endswith("by the ")


def regulator(scene: Scene) -> str:
    """The regulator that the article is about."""
    for organisation in scene.entities.organisations:
        if organisation.kind == "regulator":
            return organisation.name
    return CARE_QUALITY_COMMISSION


def _owner(scene: Scene, index: int) -> str | None:
    mention = scene.entities.mentions[index]
    return mention.name if mention.kind == "organisation" else scene.entities.operator(mention.name)


def _last_before(scene: Scene, offset: int, kinds: tuple[str, ...]) -> str | None:
    """The organisation of one of the kinds that was spoken of last."""
    for index in range(bisect_left(scene.mention_starts, offset) - 1, -1, -1):
        name = _owner(scene, index)
        if name and scene.entities.kind(name) in kinds:
            return name
    return None


def _spoken_of(scene: Scene, role: Role) -> str | None:
    """Whom "its" stands for: the first organisation of the nearest sentence that names one."""
    document = scene.document
    wanted = _PROVIDERS if _CLINICAL.search(role.text) else (*_PROVIDERS, "body")
    index = document.sentence_index(role.span.start)
    for kinds in (wanted, (*_PROVIDERS, "body")):
        for sentence in range(index, max(index - 8, -1), -1):
            span = document.sentences[sentence]
            if document.folded[span.start] in "\"'" and sentence != index:
                continue
            for mention in scene.entities.within(span.start, min(span.end, role.span.start)):
                name = (
                    mention.name
                    if mention.kind == "organisation"
                    else scene.entities.operator(mention.name)
                )
                if name and scene.entities.kind(name) in kinds:
                    return name
    return _lead(scene)


def kind_of(scene: Scene, role: Role | None, organisation: str | None) -> PersonKind:
    """Inspector for the regulator's people, executive for a provider's leaders, else other."""
    kind = scene.entities.kind(organisation) if organisation else None
    if kind == "regulator" or organisation == CARE_QUALITY_COMMISSION:
        return "inspector"
    if role is None or role.kind != "executive" or (kind or "trust") not in _PROVIDERS:
        return "other"
    return "executive"
