"""What the words before a name tell of its bearer."""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import Cue, bonds
from .roles import Scene, Side, read_role

_COMPLEMENT = re.compile(
    r" (?:of|for|in|at|with|to) [^.;:!?\"(),]*,? $| who [^.;:!?\"(),]{3,60}, $"
)
_LISTING = re.compile(r" (?:of|for) (?:[a-z' -]{3,30}, ){1,3}[a-z' -]{3,30} and [a-z' -]{3,30} ")
_FIRM = re.compile(r"\b(?:solicitors|lawyers|barristers|accountants|consultants|firm|company),? $")
_BYLINE = re.compile(
    r"(?:by|words|reporting by|reporter|exclusive by|pictures? by|photos? by|story by)[: ]+$",
    re.IGNORECASE,
)
# "17 October 2014 | By NAME", "Opinion: the health notebook, by NAME"
_BY = re.compile(
    r"(?:^|[|,.:\d-] *|\b(?:words|pictures?|photos?|story|report) )by $", re.IGNORECASE
)
_CREDITS = 110  # characters of a line that tells who wrote the article
_TOP = 6  # blocks among which it stands
_FOR = re.compile(
    r"(?:\b(?:speaking|writing|appearing|acting|responding|here) for|on behalf of|representing"
    r"|(?:^|[.!?:\n]\s*)(?:For|From)) (?:the )?$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:in|near|outside|around) $")
_BREAKS = (", ", ". ", '" ', ": ", "; ")
_NOTHING = Side()


def left_of(scene: Scene, start: int) -> Side:
    """The nearest cue before a name, when only a comma or the role's own complement parts them."""
    flat = scene.flat
    block = scene.document.block_at(start)
    floor = max(block.start, start - 160)
    if _credited(scene, start):
        return Side(byline=True)
    if flat[start - 3 : start] == "'s ":
        return Side(organisation=_possessor(scene, start))
    if flat[start - 2 : start] == ", " and (voiced := _spoken_for(scene, floor, start)):
        return Side(organisation=voiced)
    if _WHERE.search(flat, max(0, start - 9), start):
        return Side(where=True)
    last = bisect_left(scene.cue_ends, start) - 1
    for index in range(last, max(last - 3, -1), -1):
        cue = scene.cues[index]
        if cue.start < floor:
            break
        gap = flat[cue.end : start]
        if cue.relation and gap in (" ", ", "):
            return _related(scene, floor, cue, gap)
        if cue.relation and gap.endswith(", ") and _is_complement(gap):
            return _placed(scene, cue, start)
        if cue.role and (gap in (" ", ", ", " is ", " is now ") or _is_complement(gap)):
            piece = _piece_start(flat, floor, cue.start)
            return Side(role=read_role(scene, piece, start, _first_head(scene, piece, index)))
        if cue.verb and not flat.startswith((" of ", " at "), start - 4):
            inverted = gap == " " and flat[cue.start - 2 : cue.start].strip() in (
                '"',
                "'",
                ",",
                ")",
            )
            return Side(verb=inverted)
    if flat[max(0, start - 4) : start] in (" of ", " at "):
        return Side(after_of=True)
    return _past_trade(scene, floor, start)


def _credited(scene: Scene, start: int) -> bool:
    """Whether the name follows "by" in a line that credits the writer."""
    index = scene.document.block_index(start)
    block = scene.document.blocks[index]
    before = scene.flat[block.start : start]
    if start - block.start < 20 and _BYLINE.match(before):
        return True
    credits = index < _TOP and block.end - block.start <= _CREDITS and block.kind != "paragraph"
    return credits and _BY.search(before) is not None


def _related(scene: Scene, floor: int, cue: Cue, gap: str) -> Side:
    """Kinship, or "a nurse called NAME", where the role stands before "called"."""
    word = scene.flat[cue.start : cue.end].lower()
    if word not in ("called", "named"):
        return Side(relation=cue.relation, bond=bonds().get(word, ""))
    if gap != " ":
        return _NOTHING
    piece = _piece_start(scene.flat, floor, cue.start)
    role = read_role(scene, piece, cue.start - 1)
    return Side(role=role, relation=cue.relation)


def _placed(scene: Scene, cue: Cue, start: int) -> Side:
    """ "Her counterpart at ORGANISATION, NAME": who shares a post or work, with where."""
    bond = bonds().get(scene.flat[cue.start : cue.end].lower(), "")
    near = scene.entities.within(cue.end, start)
    name = near[-1].name if near and near[-1].kind == "organisation" else None
    return Side(relation=cue.relation, bond=bond, organisation=name) if bond else _NOTHING


def _possessor(scene: Scene, start: int) -> str | None:
    """The organisation in "the CQC's NAME"."""
    near = scene.entities.within(max(0, start - 90), start)
    if near and near[-1].span.end == start - 3 and near[-1].kind == "organisation":
        return near[-1].name
    return None


def _spoken_for(scene: Scene, floor: int, start: int) -> str | None:
    """The organisation in "Speaking for ORGANISATION, NAME said"."""
    near = scene.entities.within(floor, start)
    if not near or near[-1].span.end != start - 2 or near[-1].kind != "organisation":
        return None
    before = _FOR.search(scene.flat, floor, near[-1].span.start)
    return near[-1].name if before else None


def _past_trade(scene: Scene, floor: int, start: int) -> Side:
    """ "Retired joiner NAME": a role without a head that the table knows."""
    if scene.flat[start - 1 : start] != " ":
        return _NOTHING
    piece = _piece_start(scene.flat, floor, start)
    window = scene.flat[piece:start].lower()
    if "retired" not in window and "former" not in window:
        return _NOTHING
    return Side(role=read_role(scene, piece, start))


def _is_complement(gap: str) -> bool:
    """ " of nursing " or " at the trust, ": the rest of a role, whose name comes next.

    Not "for the family's lawyers, ", after which the firm's name comes.
    """
    if _LISTING.fullmatch(gap):
        return True
    if len(gap) > 100 or not _COMPLEMENT.match(gap) or _FIRM.search(gap):
        return False
    return gap.endswith(", ") or len(gap.split()) <= 6


def _piece_start(flat: str, floor: int, end: int) -> int:
    """The last break of the clause before an offset."""
    found = (flat.rfind(mark, floor, end) for mark in _BREAKS)
    return max(floor, *(at + 2 for at in found if at >= 0), floor)


def _first_head(scene: Scene, piece: int, index: int) -> Cue:
    """The first head of a chain such as "deputy director of nursing and chief midwife"."""
    head = scene.cues[index]
    while index > 0:
        earlier = scene.cues[index - 1]
        between = scene.flat[earlier.end : head.start]
        if (
            not earlier.role
            or earlier.start < piece
            or not re.match(r" (?:of|for|and) | $", between)
        ):
            break
        head, index = earlier, index - 1
    return head
