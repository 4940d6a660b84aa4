"""Posts told apart from the name: "the trust's chief executive apologised" and then "Jo Bell said".

A person read without a role gets the one that nearby words give to nobody else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ..facts import Span
from .roles import CARE_QUALITY_COMMISSION, Role, Scene, read_role

_SHE_IS = re.compile(r"he (?:is|was|became|has been|is now|was then)(?= )")
_THE_POST = re.compile(r"(?:\b[Tt]he|\b[Ii]ts|'s) \Z")
_TITLED = 2
_MARKS = " \n\"'(-"
_PRONOUNS = {"": "m", "s": "f", "S": "f"}
_VERBAL = re.compile(r"\b(?:not|by|told|said|with|to|when|that|asked|seen|from|than)\b|[,.;\"]")


@dataclass(slots=True)
class Draft:
    """A person while mentions are still being gathered."""

    name: str
    span: Span
    rule: str
    confidence: float
    honorific: str | None
    gender: str
    role: Role | None
    organisation: str | None
    bond: str


def settle_posts(scene: Scene, drafts: list[Draft]) -> None:
    """Give the drafts without a role the one that the text tells of them elsewhere."""
    _settle_inspectors(scene, drafts)
    _settle_unnamed(scene, drafts)
    _settle_pronouns(scene, drafts)


def _settle_inspectors(scene: Scene, drafts: list[Draft]) -> None:
    """ "The head of inspection said", after the regulator's NAME, tells that person's role."""
    open_posts = [d for d in drafts if d.role is None and d.organisation == CARE_QUALITY_COMMISSION]
    if not open_posts:
        return
    taken = {draft.role.span.start for draft in drafts if draft.role}
    for cue in scene.cues:
        if cue.role not in ("inspector", "executive"):
            continue
        before = scene.flat[max(0, cue.start - 12) : cue.start].lower()
        known = [d for d in open_posts if d.span.end < cue.start]
        if not known or not before.endswith(("the ", "the cqc ")):
            continue
        role = read_role(scene, cue.start, scene.document.sentence_at(cue.start).end, cue)
        if role and role.span.start not in taken and "inspect" in role.text:
            known[-1].role = role
            open_posts.remove(known[-1])


def _settle_unnamed(scene: Scene, drafts: list[Draft]) -> None:
    """ "The trust's chief executive apologised." and then "Jo Bell said": the post is Jo Bell's."""
    taken = [draft.role.span for draft in drafts if draft.role]
    for index, draft in enumerate(drafts):
        if draft.role or draft.organisation or draft.bond or not _speaks(scene, draft.span):
            continue
        floor = max(drafts[index - 1].span.end if index else 0, draft.span.start - 300)
        posts = [
            cue
            for cue in scene.cues_within(floor, draft.span.start)
            if cue.role and not any(t.start < cue.end and cue.start < t.end for t in taken)
        ]
        sentence = scene.document.sentence_at(posts[-1].start) if posts else draft.span
        posts = [cue for cue in posts if cue.start >= sentence.start]
        if len(posts) != 1 or posts[0].role not in ("executive", "inspector"):
            continue
        post = posts[0]
        role = read_role(scene, max(floor, sentence.start), sentence.end, post)
        if role and _THE_POST.search(scene.flat, max(0, role.span.start - 12), role.span.start):
            draft.role = role


def _speaks(scene: Scene, name: Span) -> bool:
    """Whether a verb of saying stands right before the name (or its title) or right after it."""
    return any(
        cue.start == name.end + 1 or len(scene.flat[cue.end : name.start].split()) < _TITLED
        for cue in scene.cues_within(max(0, name.start - 24), name.end + 24)
        if cue.verb and (cue.end < name.start or cue.start > name.end)
    )


def _settle_pronouns(scene: Scene, drafts: list[Draft]) -> None:
    """ "She is chief executive of …": the role of the person named last, if none is known yet."""
    starts = [draft.span.start for draft in drafts]
    for match in _SHE_IS.finditer(scene.flat):
        index = bisect_left(starts, match.start()) - 1
        if index < 0 or drafts[index].role is not None:
            continue
        said = _PRONOUNS.get(scene.flat[max(0, match.start() - 2) : match.start()].strip(_MARKS))
        if said is None or drafts[index].gender not in ("-", said):
            continue
        block = scene.document.block_at(match.start())
        cue = next(iter(scene.cues_within(match.end(), min(match.end() + 60, block.end))), None)
        if cue is not None and cue.role and not _VERBAL.search(scene.flat, match.end(), cue.start):
            end = scene.document.sentence_at(match.start()).end
            drafts[index].role = read_role(scene, match.end(), end, cue)
