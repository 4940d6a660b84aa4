"""Which organisation a person's role belongs to, and so what kind of person it is."""

from __future__ import annotations

import re
from bisect import bisect_left

from ..facts import PersonKind
from ..reference import load_reference
from .entities import Mention
from .roles import CARE_QUALITY_COMMISSION, Role, Scene

_PROVIDERS = ("trust", "provider")
_CLINICAL = re.compile(
    r"\b(?:chief|nurs|medical|clinical|midwi|operations|executive)", re.IGNORECASE
)
_SEVERAL = 2
_MASTHEAD = 3  # blocks that may name who publishes
_NEWS_FROM = re.compile(
    r"(?i:(?:the )?(?:latest )?(?:news|newsletter|update|bulletin) (?:from|of) )"
)
_SECTION = 20  # blocks that a section may have
_LOOSE = 12  # characters beside the name in a heading: an article, a short form in brackets
_FOUNDS = re.compile(r"\b(?:co-)?founder|trustee|treasurer|volunteer|co-?ordinator", re.IGNORECASE)
_OF_UNION = re.compile(
    r"\b(?:(?:regional|branch|national|area) (?:officer|organiser|secretary|chair)"
    r"|general secretary|shop steward|convenor|convener)$",
    re.IGNORECASE,
)
_PASSING = re.compile(r"\b(?:from|at|like|unlike|than)(?: the)? $")
_ANY = ("trust", "provider", "body", "regulator")
# Known for themselves: no organisation is theirs.
_COUNCIL = re.compile(r"\bCouncil(?: \(\w+\))?$")
_COUNCILLOR = re.compile(r"councillor$", re.IGNORECASE)
_ELECTED = re.compile(r"\b(?:Council|Committee|Authority|Assembly|Board|Party|Parliament)\b")
_UNATTACHED = re.compile(
    r"\b(?:patient|mp|msp|minister|judge|coroner|counsel|barrister)$|\b(?:mp|minister) for\b",
    re.IGNORECASE,
)


def organisation_of(scene: Scene, role: Role | None, named: str | None) -> str | None:
    """The organisation said beside the role, else the one that such a role belongs to here."""
    if role is None:
        return named
    if unattached(role):
        return None
    if role.noun in ("several", "elsewhere"):
        return role.organisation
    said = role.organisation or named
    if said and _COUNCILLOR.search(role.text) and scene.entities.kind(said) in _PROVIDERS:
        return None
    if said is not None:
        return said
    if role.pronoun in ("its", "their") and role.kind == "inspector":
        return regulator(scene)
    if role.pronoun in ("its", "their"):
        return _spoken_of(scene, role)
    if role.pronoun == "whose":
        return _last_before(scene, role.span.start, _ANY) or _lead(scene)
    if role.noun in _OF_NOUN:
        return _OF_NOUN[role.noun](scene, role)
    if role.kind == "inspector" or "inspect" in role.text.lower():
        return regulator(scene)
    if role.kind == "executive":
        return (
            _publisher(scene, role)
            or _nearest(scene, role)
            or _headed(scene, role)
            or _last_topic(scene, role)
            or _lead(scene)
        )
    if role.text.lower().startswith("independent"):
        return None
    if role.kind == "public" and _FOUNDS.search(role.text):
        return _publisher(scene, role)
    if role.kind == "public" and _OF_UNION.search(role.text):
        return _union(scene, role)
    if role.kind == "staff" and not _bare(scene, role):
        return None if _elsewhere(scene, role) else _lead(scene)
    return None


def _publisher(scene: Scene, role: Role) -> str | None:
    """Whose "our chair" is, outside quotations: the charity's or council's whose name heads it."""
    block = scene.document.block_at(role.span.start)
    before = scene.flat[block.start : role.span.start]
    if not before.lower().endswith("our ") or before.count('"') % 2:
        return None
    blocks = scene.document.blocks[:_MASTHEAD]
    for mention in scene.entities.within(0, blocks[-1].end):
        line = scene.document.block_at(mention.span.start)
        ahead = scene.flat[line.start : mention.span.start]
        heads = line == blocks[0] and ahead in ("", "The ")
        if heads or (line.kind != "paragraph" and _NEWS_FROM.fullmatch(ahead)):
            return mention.name if scene.entities.kind(mention.name) == "body" else None
    return None


def _union(scene: Scene, role: Role) -> str | None:
    """The union that the role's own paragraph speaks of before it."""
    block = scene.document.block_at(role.span.start)
    near = scene.entities.within(block.start, role.span.start)
    bodies = [mention.name for mention in near if scene.entities.kind(mention.name) == "body"]
    return bodies[-1] if bodies else None


def _nearest(scene: Scene, role: Role) -> str | None:
    """Of several providers the one that the role's own paragraph speaks of, the nearest before."""
    if sum(o.kind in _PROVIDERS for o in scene.entities.organisations) < _SEVERAL:
        return None
    block = scene.document.block_at(role.span.start)
    before = _providers_within(scene, block.start, role.span.start)
    after = _providers_within(scene, role.span.end, block.end, passing=False)
    if before:
        return before[-1]
    return after[0] if len(set(after)) == 1 else None


def _headed(scene: Scene, role: Role) -> str | None:
    """The provider whose name alone heads the section, where an article has such sections."""
    blocks = scene.document.blocks
    index = scene.document.block_index(role.span.start)
    for block in reversed(blocks[max(0, index - _SECTION) : index]):
        if block.kind != "heading":
            continue
        named = _providers_within(scene, block.start, block.end)
        ends = [m.span for m in scene.entities.within(block.start, block.end)]
        if named and ends[0].start - block.start < _LOOSE and block.end - ends[-1].end < _LOOSE:
            return named[0]
    return None


def _last_topic(scene: Scene, role: Role) -> str | None:
    """The provider that the last paragraph to name one names first: it is what goes on."""
    if role.noun:
        return None
    blocks = scene.document.blocks
    index = scene.document.block_index(role.span.start)
    for block in reversed(blocks[max(0, index - _SECTION) : index]):
        if named := _providers_within(scene, block.start, block.end, passing=False):
            return named[0]
    return None


def _providers_within(scene: Scene, start: int, end: int, *, passing: bool = True) -> list[str]:
    """The providers spoken of, without those "from" or "unlike" which it is unless ``passing``."""
    names = (
        _name(scene, mention)
        for mention in scene.entities.within(start, end)
        if passing or not _PASSING.search(scene.flat, start, mention.span.start)
    )
    return [name for name in names if name and scene.entities.kind(name) in _PROVIDERS]


def _elsewhere(scene: Scene, role: Role) -> bool:
    """Whether the place spoken of last is one whose operator the article doesn't name."""
    index = bisect_left(scene.mention_starts, role.span.start) - 1
    return (
        index >= 0
        and scene.entities.mentions[index].kind == "site"
        and (_owner(scene, index) is None)
    )


def unattached(role: Role) -> bool:
    """Whether the role belongs to its bearer alone: an MP's, a judge's, a patient's."""
    return _UNATTACHED.search(role.text) is not None


def council_of(scene: Scene, offset: int, role: Role | None) -> str | None:
    """A councillor's council: the only one named, else whose committee it chairs."""
    only = council(scene)
    if only is None and role is not None and role.kind == "executive":
        return _last_before(scene, offset, ("body",), _ELECTED)
    return only


def council(scene: Scene) -> str | None:
    """The council that the article names, if it is the only one."""
    bodies = (o.name for o in scene.entities.organisations if o.kind == "body")
    names = [name for name in bodies if _COUNCIL.search(name)]
    return names[0] if len(names) == 1 else None


def _council(scene: Scene, role: Role) -> str | None:
    return council(scene) or _last_before(scene, role.span.start, ("body",))


def _society(scene: Scene, role: Role) -> str | None:
    return _last_before(scene, role.span.start, ("body",))


def _group(scene: Scene, role: Role) -> str | None:
    """A group of hospitals where someone leads it and the article has one provider alone."""
    body = _last_before(scene, role.span.start, ("body",))
    if role.kind != "executive" or body is not None:
        return body
    holders = [
        o.name
        for o in scene.entities.organisations
        if o.kind in _PROVIDERS and not (o.code and load_reference().organisation(o.code).closed)
    ]
    return holders[0] if len(holders) == 1 else None


def _regulator(scene: Scene, role: Role) -> str | None:
    return regulator(scene)


_OF_NOUN = {
    "council": _council, "authority": _council, "party": _society, "panel": _society,
    "integrated care board": _society, "integrated care system": _society,
    "health board": _society, "commissioning group": _society, "committee": _council,
    "campaign": _society, "union": _society, "charity": _society, "college": _society,
    "group": _group, "commission": _regulator, "regulator": _regulator,
    "watchdog": _regulator, "inspectorate": _regulator,
}  # fmt: skip


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
    return _name(scene, scene.entities.mentions[index])


def _name(scene: Scene, mention: Mention) -> str | None:
    return mention.name if mention.kind == "organisation" else scene.entities.operator(mention.name)


def _last_before(
    scene: Scene, offset: int, kinds: tuple[str, ...], called: re.Pattern[str] = re.compile("")
) -> str | None:
    """The organisation of one of the kinds (and called so) that was spoken of last."""
    for index in range(bisect_left(scene.mention_starts, offset) - 1, -1, -1):
        name = _owner(scene, index)
        if name and scene.entities.kind(name) in kinds and called.search(name):
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
            near = scene.entities.within(span.start, min(span.end, role.span.start))
            names = [name for mention in near if (name := _name(scene, mention))]
            for name in names:
                if scene.entities.kind(name) in kinds:
                    return name
            if names and wanted != _PROVIDERS and scene.entities.kind(names[0]) == "regulator":
                return names[0]
    return _lead(scene)


def kind_of(scene: Scene, role: Role | None, organisation: str | None) -> PersonKind:
    """Inspector for the regulator's people, executive for a provider's leaders, else other."""
    kind = scene.entities.kind(organisation) if organisation else None
    if kind == "regulator" or organisation == CARE_QUALITY_COMMISSION:
        return "inspector"
    if role and organisation is None and _OF_NOUN.get(role.noun) is _society:
        return "other"
    if role is None or role.kind != "executive" or (kind or "trust") not in _PROVIDERS:
        return "other"
    return "executive"
