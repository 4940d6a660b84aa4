"""From the words beside a name to a role without its organisation, and the organisation."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from ..facts import Span
from .cues import Cue
from .document import Document
from .entities import Entities

CARE_QUALITY_COMMISSION = "Care Quality Commission"

# What parts the words that qualify a role from what stands before them.
_LEFT_STOP = re.compile(
    r"'s? |\b(?:the|a|an|its|their|his|her|our|my|this|that|one|of|as|by|from|to|with|at|in|on"
    r"|for|but|and|or|is|was"
    r"|beside|alongside|like|unlike|about|against|between|via|through|plus|including|sitting"
    r"|standing|saying|currently|formerly|previously|once|old|do|does|did|would|will|could|can"
    r"|says|both|every|another|longtime|long-time|fellow|under|over|into|than|so"
    r"|are|were|be|been|became|becomes|has|had|have|who|which|whose|when|while|local|late|new"
    r"|then|now|also|current"
    r"|present|their|said|says|told|tells|trust|hospital|trusts|hospitals|watchdog|regulator"
    r"|union|charity|however"
    r"|contact|please|meanwhile|today|yesterday|(?!retired)[a-z]+ed|[a-z]+ing by|\d+) ",
    re.IGNORECASE,
)
# What ends a role that stands before or after a name.
_RIGHT_STOP = re.compile(
    r"[,;:.!?()\"]| - | (?:who|which|that|since|until|when|where|whose|while|as|on|from|has"
    r"|had|have|is|was|were|are"
    r"|will|would|during|before|after|there|here|said|says|told|over|about|by|into|but"
    r"|described|working|based|sacked|suspended|employed|treated|trained"
    r"|responsible|leading|because|if|than|not|he|she|it|they"
    r"|and (?:the(?! (?:[nsew]|midlands\b|rest\b))|its|a|an|said|has"
    r"|was)|for (?:\w+ )?(?:most|part"
    r"|\d+|a|two|three|four|five|six|seven|eight|nine|ten|many|over|more|nearly|almost"
    r"|the (?:past|last|first))"
    r"|in (?:both|\d{4}|january|february|march|april|june|july|august|september|october"
    r"|november|december"
    r"|a statement|response|charge|its?|their|the (?:report|spring|summer|autumn|winter))"
    r"|at the time|last|earlier|this (?:year|month|week|spring|summer|autumn|winter)|to)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r" (?:of|at|for|with|in|to|from|by|on)(?: the| its| a)?"
    r"(?: (?:[\w']+ )?(?:group|charity|union|campaign|organisation|body|think tank|watchdog"
    r"|board))? $",
    re.IGNORECASE,
)
_LOOSE_ARTICLE = re.compile(r" (?:the|a|an) *$")
_ELECTED = re.compile(r"\b(?:MPs?|MSP|MS|TD)$")
_LOOSE_END = re.compile(r" (?:campaign|group|charity|union|board)$")
_ITS_OWN = re.compile(
    r" (?:of|at|for|with|in) (?:the|its|their|this|our|both) (?:\w+ )?(?P<noun>trusts?|hospitals?"
    r"|integrated care boards?|integrated care systems?|health boards?|commissioning groups?"
    r"|regulator|commission|watchdog|organisation|group|union|charity|service|company|provider"
    r"|sites?|city|council|authority|college|board)\b(?! of\b)",
    re.IGNORECASE,
)
_PAST_TRADE = re.compile(
    r"\b(?:retired|former|ex-)(?: (?!(?:is|was|of|and|the|by|in|before|called)\b)[a-z-]+){1,3}$",
    re.IGNORECASE,
)
# "Chair of Wexmoor Family Carers": an organisation that nothing else tells of, no trust's post.
_LEADS_UNKNOWN = re.compile(
    r"(?i:chief executive|(?:co-|vice-)?chair(?:man|woman|person)?|president|trustee)"
    r" (?:of|for|at) (?:the )?(?!(?:North|South|East|West|Mid|Greater|Royal|New|Great|St)\b)"
    r"[A-Z][\w'-]+,? (?:& |and )?[A-Z][\w'-]+"
)
_FIELD = (
    r"(?:nursing|midwifery|quality|(?:clinical )?governance|(?:patient )?safety"
    r"|patient (?:care|experience)|operations|workforce|estates|facilities|strategy"
    r"|transformation|people|culture|performance|(?:service )?improvement|finance"
    r"|communications|engagement|digital|allied health professions|partnerships|planning"
    r"|infection (?:prevention|control)|(?:organisational )?development|education|research"
    r"|medicine|surgery|children|families|mental health|learning disabilit(?:y|ies)|risk"
    r"|compliance|therapies|corporate affairs|human resources|commissioning|delivery|integration)"
)
_PORTFOLIO = re.compile(
    rf"(?: (?:of|for) {_FIELD})?(?:, {_FIELD})+,? (?:and|&) {_FIELD}\b", re.IGNORECASE
)
_REGIONS = re.compile(
    r"(?: of (?:[A-Za-z]+ ){0,4}?[A-Za-z]+)? (?:for|in|across) (?:the )?[A-Z]\w+"
    r"(?:, (?:the )?[A-Z]\w+)+ (?:and|&) (?:the )?[A-Z]\w+\b"
)
_SEAT_BEFORE = re.compile(r"(?:\b[A-Z][\w'-]+,? (?:and|&|upon|of|under) )+$")
# "Monitor acted on the advice of the chief inspector": whoever acted is not whose post it is.
_ACTED = re.compile(r" (?:of|by|from|to|with|that|and|as|than|for|on) (?:the|a|an) $")
_PRONOUN = re.compile(r"\b(?:its|their|whose|his|her)\b", re.IGNORECASE)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|our|this|that) (?:[\w-]+ ){0,2}?(?P<noun>[a-z]+)s?'s? (?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)


class Role(NamedTuple):
    """A role as read: its words, its class (see the table of roles), whose it is said to be."""

    text: str
    kind: str
    span: Span
    organisation: str | None = None
    pronoun: str = ""  # "its", "her", "whose": whom it stands for is for ``belonging`` to say
    noun: str = ""  # "the council's", "at the trust": an organisation told by its sort alone


class Side(NamedTuple):
    """What one side of a name tells: a role, a group, kinship, a tag; or that it is a byline."""

    role: Role | None = None
    organisation: str | None = None
    relation: str | None = None
    bond: str = ""
    verb: bool = False
    apposed: bool = False
    byline: bool = False
    after_of: bool = False
    where: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What the readers of people and speakers look at: one line of text, its cues and entities."""

    document: Document
    flat: str
    cues: tuple[Cue, ...]
    cue_starts: list[int]
    cue_ends: list[int]
    stand_ins: tuple[Cue, ...]
    entities: Entities
    mention_starts: list[int]

    def cues_within(self, start: int, end: int) -> tuple[Cue, ...]:
        """The cues that begin in the range and end in it."""
        first = bisect_left(self.cue_starts, start)
        last = bisect_left(self.cue_starts, end)
        return tuple(cue for cue in self.cues[first:last] if cue.end <= end)


def read_role(scene: Scene, start: int, end: int, head: Cue | None = None) -> Role | None:
    """The role told between two offsets, around its first head word (or the one given)."""
    flat = scene.flat
    if head is None:
        head = next((cue for cue in scene.cues_within(start, end) if cue.role), None)
    if head is None:
        return _past_trade(scene, start, end)
    left, owner = _left_edge(scene, start, head.start)
    right = _right_edge(scene, head.end, end)
    text, member_of = _without_organisation(scene, left, head.end, right)
    noun = _noun(flat, left, head.end, right)
    if member_of is None and _elsewhere(scene, head.end, right):
        noun = "elsewhere"
    kind = head.role
    if owner is None and member_of is None and _LEADS_UNKNOWN.match(flat, head.start, right):
        text, noun, kind = scene.document.text[left : head.end], "elsewhere", "public"
    pronoun = _PRONOUN.search(flat, start, head.start)
    return Role(
        text, kind, Span(left, right), owner or member_of,
        pronoun[0].lower() if pronoun else "", noun,
    )  # fmt: skip


def _elsewhere(scene: Scene, start: int, end: int) -> bool:
    """Whether the role is told to be at a place whose operator the article doesn't name."""
    return any(
        mention.kind == "site" and scene.entities.operator(mention.name) is None
        for mention in scene.entities.within(start, end)
    )


def _noun(flat: str, left: int, head_end: int, right: int) -> str:
    """The sort of organisation said before or after: "the council's", "at the council"."""
    near = max(0, left - 60)
    owned = "'" in flat[near:left]  # far cheaper to look for than the pattern that needs it
    found = _NOUN_BEFORE.search(flat, near, left) if owned else None
    if found is None:
        found = _ITS_OWN.search(flat, head_end, right)
    return (found["noun"] or "").lower().rstrip("s") if found else ""


def _past_trade(scene: Scene, start: int, end: int) -> Role | None:
    match = _PAST_TRADE.search(scene.flat[start:end].rstrip())
    if match is None:
        return None
    span = Span(start + match.start(), start + match.end())
    return Role(scene.document.text[span.start : span.end].strip(), "public", span)


def _left_edge(scene: Scene, start: int, head: int) -> tuple[int, str | None]:
    """Where the qualifying words begin, and the organisation named right before them."""
    edge = start
    for match in _LEFT_STOP.finditer(scene.flat, start, head):
        edge = match.end()
    owner = None
    for mention in scene.entities.within(start, head):
        name = _organisation_of(scene.entities, mention.name, mention.kind)
        if name is None or _ACTED.search(scene.flat, mention.span.end, head):
            continue
        owner = name
        edge = max(edge, mention.span.end + (scene.flat[mention.span.end] == " "))
    while edge < head and scene.flat[edge] in " ,'":
        edge += 1
    if scene.flat.startswith("MP", head) and scene.flat[edge : edge + 1].isupper():
        seat = _SEAT_BEFORE.search(scene.flat, start, edge)
        edge = seat.start() if seat else edge
    return edge, owner


def _organisation_of(entities: Entities, name: str, kind: str) -> str | None:
    return name if kind == "organisation" else entities.operator(name)


def portfolio_end(scene: Scene, start: int) -> int:
    """Where "of nursing, midwifery and quality" or "for Kent, Surrey and Sussex" ends."""
    listed = _PORTFOLIO.match(scene.flat, start) or _REGIONS.match(scene.flat, start)
    return listed.end() if listed else start


def _right_edge(scene: Scene, head_end: int, end: int) -> int:
    match = _RIGHT_STOP.search(scene.flat, portfolio_end(scene, head_end), end)
    right = match.start() if match else end
    for cue in scene.cues_within(head_end, right):
        if cue.verb:
            right = cue.start
            break
    loose = _LOOSE_ARTICLE.search(scene.flat, head_end, right)
    right = loose.start() if loose else right
    while right > head_end and scene.flat[right - 1] == " ":
        right -= 1
    return right


def _heads_next(scene: Scene, offset: int, right: int) -> bool:
    """Whether a role follows at once, so that the name before it says whose: "Unite | steward"."""
    return any(cue.role and cue.start == offset + 1 for cue in scene.cues_within(offset, right))


def _without_organisation(
    scene: Scene, left: int, head_end: int, right: int
) -> tuple[str, str | None]:
    """The role's words with "of the trust", "at NAME" and the like taken out."""
    flat, text = scene.flat, scene.document.text
    cuts: list[tuple[int, int]] = [
        match.span() for match in _ITS_OWN.finditer(flat, head_end, right)
    ]
    owner = None
    for mention in scene.entities.within(head_end, right):
        name = _organisation_of(scene.entities, mention.name, mention.kind)
        before = _OF.search(flat, head_end, mention.span.start)
        if before is None:
            if name and _heads_next(scene, mention.span.end, right):
                owner = owner or name
                cuts.append((mention.span.start, mention.span.end))
            continue
        owner = owner or name
        possessive = flat.startswith("'", mention.span.end)
        cuts.append((before.start(), right if possessive else mention.span.end))
        if possessive:
            break
    if _ELECTED.search(flat, left, head_end):
        cuts, owner = [], None
    pieces, at = [], left
    for start, stop in sorted(cuts):
        if start >= at:
            pieces.append(text[at:start])
        at = max(at, stop)
    pieces.append(text[at:right])
    words = " ".join("".join(pieces).split())
    return (_LOOSE_END.sub("", words) if owner else words), owner
