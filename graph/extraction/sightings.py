"""What stands on both sides of a possible name, and whether it makes a person of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ..facts import Span
from .cues import Cue
from .lexicon import table
from .names import ends_like_a_place, find_candidates, starts_with_given_name
from .roles import CARE_QUALITY_COMMISSION, Role, Scene, read_role

_POST_NOMINAL = re.compile(r",? (MP|MSP|KC|QC|OBE|MBE|CBE|DBE|BEM|FRCN|PhD|RN)\b(?! [A-Z][a-z])")
_BRACKET = re.compile(r" \(([^()\n]{2,60})\)")
_AGE = re.compile(r"(?:aged )?\d{1,3}\b|(?:aged )?\w+-year-old|of no fixed")
_BECOMES = re.compile(
    r" (?:is|was|became|becomes|has been|had been|took over as|takes over as|joined as"
    r"|is also|was then|has served as|serves as|acts as|and is now)\b"
)
_RELATIVE = re.compile(
    r"who(?:se|m)?\b|prosecuting\b|defending\b|representing\b|mitigating\b|speaking\b"
)
_HOLDS = re.compile(
    r"who (?:is|was|became|becomes|has been|took over|takes over|serves|joined|works|worked|trained) (?!.*is now)"
    r"|who [^,.;]*?\bis now "
)
_HEADS = re.compile(r"who (heads) ")
_BELONGS = re.compile(
    r"who (?:chairs|leads|led|works|worked|studies|teaches|lectures|researches|runs|ran|sits|heads|co-?ordinate[sd])\b"
)
_LED = re.compile(
    r"(?:,? who)? (?:led|leads|headed|heads|co-?ordinated|oversaw|signed|carried out) (?:the |both |CQC |its |this )*"
    r"(?:\w+ )?(?:inspections?|visits?|report)\b"
)
_LIVED = re.compile(r" (?:was born|was \d|died|lost (?:her|his)|had rung|had waited)\b")
_OF = re.compile(r" ?,? (?:of|from|at|with|for|in) (?=the |a |[A-Z0-9])")
_COMPLEMENT = re.compile(
    r" (?:of|for|in|at|with|to) [^.;:!?\"(),]*,? $| who [^.;:!?\"(),]{3,60}, $"
)
_BYLINE = re.compile(
    r"(?:by|words|reporting by|reporter|exclusive by|pictures? by|photos? by|story by)[: ]+$",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"[.;:!?\"()](?: |$)|\"")
_GLUED = re.compile(r" [A-Z][a-z]+")
_BREAKS = (", ", ". ", '" ', ": ", "; ")
_TRADE_PIECE = re.compile(r"(?:an? )?(?:retired|former) [a-z-]+(?: [a-z-]+){0,2}$")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One candidate with all that its surroundings tell; without ``rule`` nothing makes it a person."""

    start: int
    end: int
    outer: int
    words: int
    honorific: str | None = None
    gender: str = "-"
    role: Role | None = None
    organisation: str | None = None
    rule: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of a name tells."""

    role: Role | None = None
    organisation: str | None = None
    relation: str | None = None
    verb: bool = False
    apposed: bool = False
    byline: bool = False


_NOTHING = _Side()


def find_sightings(scene: Scene) -> Iterator[Sighting]:
    """All candidates outside the names of organisations and sites, in order."""
    mentions = scene.entities.mentions
    for start, end, words in find_candidates(scene.flat):
        honorific, gender, outer = _titles(scene, start)
        index = bisect_right(scene.mention_starts, start) - 1
        if index >= 0 and mentions[index].span.end > start and honorific is None:
            continue
        sighting = Sighting(start, end, outer, words, honorific, gender)
        yield _look(scene, sighting)


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
    """The cue that ends right before the offset, across one space or an abbreviation's full stop."""
    index = bisect_left(scene.cue_ends, start) - 1
    if index < 0:
        return None
    gap = scene.flat[scene.cue_ends[index] : start]
    return scene.cues[index] if gap in (" ", ". ") else None


def _look(scene: Scene, sighting: Sighting) -> Sighting:
    """Gather what speaks for a person on both sides."""
    left = _left_of(scene, sighting.outer)
    if left.byline:
        return sighting
    several = sighting.words > 1
    name = scene.flat[sighting.start : sighting.end]
    if not several and sighting.honorific is None and left.relation is None:
        return _single(scene, sighting, name)
    right = _right_of(scene, sighting.end)
    role, organisation = _joined(left, right)
    if role is None and sighting.honorific == "Councillor":
        role = Role("Councillor", "public", Span(sighting.outer, sighting.outer + 10))
    rule, confidence = _rule(sighting, left, right, role, name)
    glued = _GLUED.match(scene.flat, sighting.end) is not None
    if glued and sighting.honorific is None and not _POST_NOMINAL.match(scene.flat, sighting.end):
        rule = None
    gender = sighting.gender if sighting.gender != "-" else (left.relation or "-")
    return replace(
        sighting, gender=gender, role=role, organisation=organisation, rule=rule,
        confidence=confidence,
    )  # fmt: skip


def _single(scene: Scene, sighting: Sighting, name: str) -> Sighting:
    """A given name alone, as in a reader's message: "Bev in Camborne says"."""
    flat = scene.flat
    opens = flat[max(0, sighting.start - 2) : sighting.start] in ("", ". ", ": ", '" ', "\n\n")
    if (
        opens
        and starts_with_given_name(name)
        and flat.startswith((" in ", " from ", ", "), sighting.end)
    ):
        if re.match(
            r"(?: in| from|,) (?:St )?[A-Z]\w+,? (?:says|said|was|writes|asks|wrote)\b",
            flat[sighting.end : sighting.end + 50],
        ):
            return replace(sighting, rule="people.given-name", confidence=0.7)
    return sighting


def _joined(left: _Side, right: _Side) -> tuple[Role | None, str | None]:
    role = left.role or right.role
    organisation = left.organisation or right.organisation
    if left.role and right.role and right.role.organisation and not left.role.organisation:
        organisation = organisation or right.role.organisation
    return role, organisation


def _rule(
    sighting: Sighting, left: _Side, right: _Side, role: Role | None, name: str
) -> tuple[str | None, float]:
    """The strongest reason to see a person, with how sure it is."""
    several = sighting.words > 1
    place = ends_like_a_place(name)
    for rule, confidence, told in (
        ("people.honorific", 0.98, sighting.honorific is not None),
        ("people.role", 0.97, role is not None and several),
        ("people.relation", 0.9, left.relation is not None),
        ("people.reports", 0.95, several and (left.verb or right.verb) and not place),
        ("people.belongs", 0.93, several and left.organisation is not None and not place),
        ("people.apposition", 0.9, several and right.apposed and not place),
        ("people.given-name", 0.85, several and not place and starts_with_given_name(name)),
    ):
        if told:
            return rule, confidence
    return None, 0.0


# --- before the name ----------------------------------------------------------------------------


def _left_of(scene: Scene, start: int) -> _Side:
    """The nearest cue before a name, when only a comma or the role's own complement parts them."""
    flat = scene.flat
    block = scene.document.block_at(start)
    floor = max(block.start, start - 160)
    if start - block.start < 20 and _BYLINE.match(flat[block.start : start]):
        return _Side(byline=True)
    if flat[start - 3 : start] == "'s ":
        return _Side(organisation=_possessor(scene, start))
    last = bisect_left(scene.cue_ends, start) - 1
    for index in range(last, max(last - 3, -1), -1):
        cue = scene.cues[index]
        gap = flat[cue.end : start]
        if cue.start < floor:
            break
        if cue.relation and gap in (" ", ", "):
            return _related(scene, floor, cue, gap)
        if cue.role and (gap in (" ", ", ", " is ", " is now ") or _is_complement(gap)):
            piece = _piece_start(flat, floor, cue.start)
            return _Side(role=read_role(scene, piece, start, _first_head(scene, piece, index)))
        if cue.verb:
            inverted = gap == " " and flat[cue.start - 2 : cue.start].strip() in (
                '"',
                "'",
                ",",
                ")",
            )
            return _Side(verb=inverted)
    return _past_trade(scene, floor, start)


def _related(scene: Scene, floor: int, cue: Cue, gap: str) -> _Side:
    """Kinship, or "a nurse called NAME", where the role stands before "called"."""
    word = scene.flat[cue.start : cue.end].lower()
    if word not in ("called", "named"):
        return _Side(relation=cue.relation)
    if gap != " ":
        return _NOTHING
    piece = _piece_start(scene.flat, floor, cue.start)
    role = read_role(scene, piece, cue.start - 1)
    return _Side(role=role, relation=cue.relation)


def _possessor(scene: Scene, start: int) -> str | None:
    """The organisation in "the CQC's NAME"."""
    near = scene.entities.within(max(0, start - 90), start)
    if near and near[-1].span.end == start - 3 and near[-1].kind == "organisation":
        return near[-1].name
    return None


def _past_trade(scene: Scene, floor: int, start: int) -> _Side:
    """ "Retired joiner NAME": a role without a head that the table knows."""
    if scene.flat[start - 1 : start] != " ":
        return _NOTHING
    piece = _piece_start(scene.flat, floor, start)
    window = scene.flat[piece:start].lower()
    if "retired" not in window and "former" not in window:
        return _NOTHING
    return _Side(role=read_role(scene, piece, start))


def _is_complement(gap: str) -> bool:
    """ " of nursing " or " at the trust, ": the rest of a role, whose name comes next."""
    if len(gap) > 100 or not _COMPLEMENT.match(gap):
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


# --- after the name -----------------------------------------------------------------------------


def _right_of(scene: Scene, end: int) -> _Side:
    """What follows a name: a bracket, letters after it, an apposition, "is the", or a reporting verb."""
    flat = scene.flat
    limit = min(scene.document.block_at(end).end, end + 260)
    role: Role | None = None
    apposed = False
    while (letters := _POST_NOMINAL.match(flat, end)) is not None:
        apposed, end = True, letters.end()
        if letters.group(1) in ("MP", "MSP"):
            role = Role(letters.group(1), "public", Span(*letters.span(1)))
    if (bracket := _BRACKET.match(flat, end)) is not None and not bracket.group(1).isupper():
        apposed, end = True, bracket.end()
        role = role or read_role(scene, *bracket.span(1))
    if flat.startswith(" ,", end):
        end += 1
    if flat.startswith((", ", " - "), end):
        return _apposition(scene, end, limit, role)
    if _LED.match(flat, end):
        return _Side(role, _named_in(scene, end, limit) or CARE_QUALITY_COMMISSION, apposed=True)
    if role is None and (becomes := _BECOMES.match(flat, end)) is not None:
        predicate = _predicate(scene, becomes.end(), _stop(flat, becomes.end(), limit))
        if predicate is not None:
            return _Side(predicate, predicate.organisation, apposed=True)
    organisation = _affiliation(scene, end, limit)
    apposed = apposed or organisation is not None or flat.startswith((': "', ": '"), end)
    return _Side(
        role, organisation, verb=_verb_at(scene, end + 1),
        apposed=apposed or _LIVED.match(flat, end) is not None,
    )  # fmt: skip


def _predicate(scene: Scene, start: int, stop: int) -> Role | None:
    """A role that comes at once after "is": an article and qualifying words at most before it."""
    role = read_role(scene, start, stop)
    if role is None or role.span.start - start > 60:
        return None
    between = scene.flat[start : role.span.start]
    return role if re.match(r"(?: (?:[\w.-]+(?:'s?)?)){0,6} ?$", between) else None


def _stop(flat: str, start: int, limit: int) -> int:
    match = _BOUNDARY.search(flat, start, limit)
    return match.start() if match else limit


def _verb_at(scene: Scene, offset: int) -> bool:
    index = bisect_left(scene.cue_starts, offset)
    return index < len(scene.cues) and scene.cues[index].start == offset and scene.cues[index].verb


def _affiliation(scene: Scene, start: int, limit: int) -> str | None:
    """The organisation in "NAME, of the ORGANISATION"."""
    link = _OF.match(scene.flat, start, limit)
    if link is None:
        return None
    for mention in scene.entities.within(link.end() - 1, min(limit, link.end() + 60)):
        between = scene.flat[link.end() : mention.span.start]
        if mention.kind == "organisation" and not re.search(r"[,.;:]", between):
            return mention.name
    return None


def _apposition(scene: Scene, end: int, limit: int, role: Role | None) -> _Side:
    """Read the pieces between commas after a name until the clause goes on without it."""
    flat = scene.flat
    stop = _stop(flat, end + 1, limit)
    at = end + (2 if flat[end] == "," else 3)
    organisation: str | None = None
    apposed = verb = False
    for _ in range(4):
        comma = flat.find(",", at, stop)
        piece_end = comma if comma >= 0 else stop
        if _verb_at(scene, at):
            verb = True
            break
        if _AGE.match(flat, at) or _OF.match(flat, at - 1):
            apposed = True
            organisation = organisation or _affiliation(scene, at - 1, piece_end)
        elif _RELATIVE.match(flat, at):
            apposed = True
            told, owner = _relative(scene, at, piece_end)
            role, organisation = role or told, organisation or owner
        elif role is None and (told := _apposed_role(scene, at, piece_end)) is not None:
            role = told
        else:
            break
        if piece_end >= stop or flat[piece_end] != ",":
            break
        at = piece_end + 2
    return _Side(role, organisation, verb=verb, apposed=apposed)


def _relative(scene: Scene, at: int, end: int) -> tuple[Role | None, str | None]:
    """What "who …" tells: the post held, or whose inspection, team or work it was."""
    flat = scene.flat
    if (heads := _HEADS.match(flat, at)) is not None:
        right = re.compile(r"[,.;:]").search(flat, at, end)
        stop = right.start() if right else end
        owner = _named_in(scene, at, stop)
        words = scene.document.text[heads.start(1) : stop]
        for mention in scene.entities.within(at, stop):
            words = words.replace(scene.document.text[mention.span.start : mention.span.end], "")
        return Role(" ".join(words.split()), "executive", Span(heads.start(1), stop), owner), owner
    if _LED.match(flat, at - 2):
        return None, _named_in(scene, at, end) or CARE_QUALITY_COMMISSION
    if (holds := _HOLDS.match(flat, at, end)) is not None:
        return _predicate(scene, holds.end() - 1, end), None
    if _BELONGS.match(flat, at):
        return None, _named_in(scene, at, end)
    return None, None


def _named_in(scene: Scene, start: int, end: int) -> str | None:
    names = [m.name for m in scene.entities.within(start, end) if m.kind == "organisation"]
    return names[-1] if names else None


def _apposed_role(scene: Scene, start: int, end: int) -> Role | None:
    """A role in apposition: its head comes before any verb of the piece, and no verb follows it."""
    for cue in scene.cues_within(start, end):
        if cue.role:
            role = read_role(scene, start, end, cue)
            after = scene.flat[role.span.end : role.span.end + 6] if role else ""
            return (
                None
                if after.startswith(
                    (" have ", " has ", " had ", " was ", " were ", " is ", " are ")
                )
                else role
            )
        if cue.verb:
            break
    trade = _TRADE_PIECE.match(scene.flat[start:end])
    return read_role(scene, start, end) if trade else None
