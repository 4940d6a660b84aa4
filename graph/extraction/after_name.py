"""What the words after a name tell of its bearer."""

from __future__ import annotations

import re
from bisect import bisect_left

from ..facts import Span
from .cues import bonds
from .roles import CARE_QUALITY_COMMISSION, Role, Scene, Side, portfolio_end, read_role

POST_NOMINAL = re.compile(r",? (MP|MSP|KC|QC|OBE|MBE|CBE|DBE|BEM|FRCN|PhD|RN)\b(?! [A-Z][a-z])")
_SEAT = re.compile(r" for (?:the )?[A-Z][\w'-]*(?: (?:(?:and|of|upon|under|the) )*[A-Z][\w'-]*)*")
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
    r"who (?:is|was|became|becomes|has been|took over|takes over|serves|joined|works|worked"
    r"|trained) (?!.*is now)"
    r"|who [^,.;]*?\bis now "
)
_HEADS = re.compile(r"who (heads) ")
_HEADS_ALONE = re.compile(r"^heads(?: (?:up|the|a|its))*$")
_BELONGS = re.compile(
    r"who (?:chairs|leads|led|represent(?:s|ed)|works|worked|studies|teaches|lectures"
    r"|researches|runs|ran|sits|heads|co-?ordinate[sd])\b"
)
_RUNS = re.compile(
    r"who (?:has |had |now |once |currently )?"
    r"(?:chaired|chairs|leads|led|runs|ran|heads|headed|managed|manages)\b"
)
_A_TRUST = re.compile(
    r" (?:the|this|that|its) (?:(?:\w+ )?(?:trust|hospital|group)\b"
    r"|(?:[\w']+ )?board(?=[,.]| of directors))"
)
_PART = re.compile(r" (?:at|of|in|for) ")  # "who runs a ward at the trust" doesn't run the trust
_SPEAKS = re.compile(r"(?:who (?:was )?)?(?:speaking|spoke|speaks) (?:for|on behalf of)\b")
_LED = re.compile(
    r"(?:,? who)? (?:led|leads|headed|heads|co-?ordinated|oversaw|signed|carried out) (?:the "
    r"|both |CQC |its |this )*"
    r"(?:\w+ )?(?:inspections?|visits?|report)\b"
)
_LIVED = re.compile(r" (?:was born|was \d|died|lost (?:her|his)|had rung|had waited)\b")
_OF = re.compile(r" ?,? (?:of|from|at|with|for|in) (?=the |a |[A-Z0-9])")
_BOUNDARY = re.compile(r"[.;:!?\"()](?: |$)|\"")
_SHARES = re.compile(r"(?:his|her|their) (\w+)")
_REPRESENTS = re.compile(r"who (?:has |had )?represent(?:s|ed) (?:the )?[A-Z]")
_MP = re.compile(r"\bMP\b")
_AS = re.compile(r" as (?=(?:[\w'-]+ ){0,3}?[\w-]+)")
_APPOINTS = re.compile(
    r"\b(?:appoint(?:ed|s)?|nam(?:ed|es)|hir(?:ed|es)|recruit(?:ed|s)|unveil(?:ed|s)|installed"
    r"|replac(?:ed|es|ing)|succeed(?:ed|s|ing)?|brought in|brings in|elected)\b"
)
_LINE = 80
_TOP = 6  # blocks among which a byline stands
_PRACTISES = re.compile(r"(?<=\ba )partner (?=(?:at|in|with) [A-Z])")
_PRESS = re.compile(r"(?i:\b(?:editor|reporter|correspondent|journalist|writer)\b)")
_TAKES_OVER = re.compile(
    r" (?:(?:has |had |will |is to )?(?:replac(?:ed?|es|ing)|succeed(?:ed|s|ing)?)"
    r"|(?:took|takes|has taken|had taken|will take|is taking) over from)"
    r" [A-Z][\w'. -]{3,40}? as\b"
)
_TRADE_PIECE = re.compile(r"(?:an? )?(?:retired|former) [a-z-]+(?: [a-z-]+){0,2}$")


def right_of(scene: Scene, end: int) -> Side:
    """What follows a name: a bracket, letters, an apposition, "is the", a reporting verb."""
    flat = scene.flat
    limit = min(scene.document.block_at(end).end, end + 260)
    role: Role | None = None
    apposed = False
    while (letters := POST_NOMINAL.match(flat, end)) is not None:
        apposed, end = True, letters.end()
        if letters.group(1) in ("MP", "MSP"):
            seat = _SEAT.match(flat, end)
            end = seat.end() if seat else end
            span = Span(letters.start(1), end)
            role = Role(scene.document.text[span.start : span.end], "public", span)
    if (bracket := _BRACKET.match(flat, end)) is not None and not _acronym(scene, bracket):
        apposed, end = True, bracket.end()
        role = role or read_role(scene, *bracket.span(1))
    below = _line_below(scene, end)
    if below is not None and _PRESS.search(flat, *below):
        return Side(byline=True)
    if _credited(scene, end):
        return Side(byline=True)
    if role is None and below is not None and (signed := _signature(scene, below)) is not None:
        return Side(signed, signed.organisation, apposed=True)
    if flat.startswith(" ,", end):
        end += 1
    if flat.startswith((", ", " - "), end):
        return _apposition(scene, end, limit, role)
    if _LED.match(flat, end):
        return Side(role, _named_in(scene, end, limit) or CARE_QUALITY_COMMISSION, apposed=True)
    becomes = _BECOMES.match(flat, end) or _TAKES_OVER.match(flat, end)
    if role is None and becomes is not None:
        predicate = _predicate(scene, becomes.end(), _stop(flat, becomes.end(), limit))
        if predicate is not None:
            return Side(predicate, predicate.organisation, apposed=True)
    if role is None and (post := _appointed(scene, end, limit)) is not None:
        return Side(post, post.organisation, apposed=True)
    organisation = _affiliation(scene, end, limit)
    apposed = apposed or organisation is not None or flat.startswith((': "', ": '"), end)
    return Side(
        role, organisation, verb=_verb_at(scene, end + 1),
        apposed=apposed or _LIVED.match(flat, end) is not None,
    )  # fmt: skip


def _line_below(scene: Scene, end: int) -> Span | None:
    """The short line that follows a name which has a line to itself, as letters end."""
    blocks = scene.document.blocks
    index = scene.document.block_index(end - 1)
    if blocks[index].end != end or end - blocks[index].start > _LINE or index + 1 == len(blocks):
        return None
    below = blocks[index + 1]
    short = below.kind == "heading" and below.end - below.start <= _LINE
    return Span(below.start, below.end) if short else None


def _credited(scene: Scene, end: int) -> bool:
    """Whether a line near the top is but the name and what its bearer writes for the paper."""
    index = scene.document.block_index(end - 1)
    block = scene.document.blocks[index]
    opens = index < _TOP and block.kind == "heading" and block.end - block.start <= _LINE
    after = scene.flat[end : block.end] if opens else ""
    return after.startswith((",", " |", " -")) and _PRESS.search(after) is not None


def _signature(scene: Scene, line: Span) -> Role | None:
    """The post on the line: its first word of interest is the role's."""
    cue = next(iter(scene.cues_within(*line)), None)
    return read_role(scene, *line, cue) if cue is not None and cue.role else None


def _appointed(scene: Scene, end: int, limit: int) -> Role | None:
    """The post in "has appointed NAME as medical director"."""
    as_what = _AS.match(scene.flat, end, limit)
    verb = _APPOINTS.search(scene.flat, max(0, end - 90), end) if as_what else None
    if as_what is None or verb is None:
        return None
    post = _predicate(scene, as_what.end() - 1, _stop(scene.flat, as_what.end(), limit))
    if post is None or post.kind not in ("executive", "inspector"):
        return None
    start = scene.document.sentence_at(verb.start()).start
    return post._replace(organisation=post.organisation or _named_in(scene, start, verb.start()))


def _acronym(scene: Scene, bracket: re.Match[str]) -> bool:
    """Whether capitals in brackets stand for a name, as "(NSFT)" does and "(COO)" doesn't."""
    return bracket[1].isupper() and not any(cue.role for cue in scene.cues_within(*bracket.span(1)))


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


def _apposition(scene: Scene, end: int, limit: int, role: Role | None) -> Side:
    """Read the pieces between commas after a name until the clause goes on without it."""
    flat = scene.flat
    stop = _stop(flat, end + 1, limit)
    at = end + (2 if flat[end] == "," else 3)
    organisation: str | None = None
    apposed = verb = False
    bond = ""
    for _ in range(4):
        comma = flat.find(",", _past_portfolio(scene, at, stop), stop)
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
        elif (shares := _SHARES.match(flat, at)) and shares[1] in bonds():
            apposed, bond = True, bonds()[shares[1]]
            organisation = organisation or _named_in(scene, at, piece_end)
        elif role is None and (told := _apposed_role(scene, at, piece_end)) is not None:
            role = told
        else:
            break
        if piece_end >= stop or flat[piece_end] != ",":
            break
        at = piece_end + 2
    return Side(role, organisation, bond=bond, verb=verb, apposed=apposed)


def _past_portfolio(scene: Scene, at: int, stop: int) -> int:
    """Where to look for the comma that ends the piece: after those of the post's own list."""
    comma = scene.flat.find(",", at, stop)
    post = next((cue for cue in scene.cues_within(at, max(at, comma)) if cue.role), None)
    return max(at, portfolio_end(scene, post.end)) if post else at


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
        told = _HEADS_ALONE.sub("", " ".join(words.split()))
        return Role(told, "executive", Span(heads.start(1), stop), owner), owner
    if _LED.match(flat, at - 2):
        return None, _named_in(scene, at, end) or CARE_QUALITY_COMMISSION
    if (holds := _HOLDS.match(flat, at, end)) is not None:
        return _predicate(scene, holds.end() - 1, end), None
    if _REPRESENTS.match(flat, at) and (seat := _last_match(_MP, flat, at)):
        return Role("MP", "public", Span(*seat.span())), None
    if (runs := _RUNS.match(flat, at)) is not None:
        held = _holders_in(scene, at, end)
        if (held and not _PART.search(flat, runs.end(), _first(scene, runs.end(), end))) or (
            not held and _A_TRUST.match(flat, runs.end())
        ):
            owner = held[0] if len(held) == 1 else None
            several = "several" if len(held) > 1 else ""
            return Role("", "executive", Span(at, at + 3), owner, noun=several), owner
    if _BELONGS.match(flat, at) or _SPEAKS.match(flat, at):
        return None, _named_in(scene, at, end)
    return None, None


def _last_match(pattern: re.Pattern[str], flat: str, end: int) -> re.Match[str] | None:
    """The last place before the offset, at most two paragraphs or so back."""
    found = None
    for match in pattern.finditer(flat, max(0, end - 600), end):
        found = match
    return found


def _first(scene: Scene, start: int, end: int) -> int:
    """Where the first organisation or site named in the stretch begins."""
    return next((mention.span.start for mention in scene.entities.within(start, end)), start)


def _holders_in(scene: Scene, start: int, end: int) -> list[str]:
    """The trusts and providers named, themselves or by a site of theirs, each once."""
    near = scene.entities.within(start, end)
    owners = (m.name if m.kind == "organisation" else scene.entities.operator(m.name) for m in near)
    names = dict.fromkeys(name for name in owners if name)
    return [n for n in names if scene.entities.kind(n) in ("trust", "provider")]


def _named_in(scene: Scene, start: int, end: int) -> str | None:
    names = [m.name for m in scene.entities.within(start, end) if m.kind == "organisation"]
    return names[-1] if names else None


def _apposed_role(scene: Scene, start: int, end: int) -> Role | None:
    """A role in apposition: its head comes before any verb of the piece, and no verb follows it."""
    for cue in scene.cues_within(start, end):
        if cue.role or _PRACTISES.match(scene.flat, cue.start):
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
