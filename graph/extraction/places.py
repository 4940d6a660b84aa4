"""Handles that mean a hospital or trust only by the words around them, or by what was named before.

"The hospital in Penzance", "those at Bideford and Honiton", "Derby's trust", "the Pilgrim", "RSH".
"""

from __future__ import annotations

import re

from ..facts import Span
from ..reference import OrganisationRecord
from .handles import RULES, SURE, Handle, Strength
from .linking_sites import NOT_A_HOSPITAL
from .name_parts import link_parts
from .register import Register
from .services import begins_with_service, ends_in_service
from .tokens import Token

_HOSPITAL_IN = re.compile(
    r"\b(?:hospital|infirmary|counterpart|sister|neighbour|one|other|site|department"
    r"|a&e|casualty|maternity unit)[,]? (?:in|at|near) (?:the )?$"
    r"|\b(?:hospitals|those|ones|others|counterparts) at (?:the )?$"
    r"|\b(?:that|those) in (?:the )?$"
)
_AT = re.compile(r"\bat (?:the )?$")
_RATED_IN = re.compile(
    r"\b(?:good|outstanding|inadequate|improvement)['\"]? (?:rating )?(?:overall )?in $"
)

_LIST = re.compile(r"(?:,|,? and|,? or|,? and at| at|, at|,? but)(?: the| at)? ?")
_LISTED = re.compile(r"(?:,| and| or|,? and at)(?: the)? $")
_OWN_HOSPITAL = re.compile(
    r"(?:'s)? (?:(?:main|acute|general|own|big|district|nhs) )*"
    r"(?:hospital|infirmary|emergency department|a&e|casualty|maternity unit|counterpart)\b"
    r"(?! trust)"
)
_OWN_TRUST = re.compile(
    r"(?:'s)? (?:(?:main|acute|nhs|health|hospitals?|mental|community|ambulance|foundation|"
    r"own) )*"
    r"trust\b"
)
_SUBJECT = re.compile(
    r"(?:'s)?,? (?:is|was|are|were|has|had|itself|remains?|keeps?|kept|stays?|stayed|went|moved"
    r"|improved|fell|rose|dropped|slipped|got|came|also|fared|did|does|received|scored|managed|"
    r"lost|must"
    r"|remained|retained|maintained|emerged|stood|sits|scored|gets|goes|moves|rises|climbs|"
    r"falls|drops|slips|jumps|improves|sinks|holds|loses|stands|earns"
    r"|bucked|ends|ended|deserves|deserved|rarely|never|always|seldom|now|climbed|jumped|sank|"
    r"held|retains|retained|earned|gained|requires|required)\b"
    r"|: (?:good|outstanding|inadequate|requires)\b"
    r"|, (?:the|its|which|by contrast|meanwhile|previously|once|last|where|whose|too|however|"
    r"though"
    r"|now|still|taken|built|rebuilt|run|bought|\w+ed)\b"
)
# "News from Newark, which is rated good", "Newark: still good".
_WHICH_RATED = re.compile(
    r", which (?:is|was|has been|remains) (?:\w+ )?(?:rated|judged|graded|good|outstanding)\b|"
    r": (?:still|now|also|again|up|down|good|outstanding|inadequate|requires)\b"
)
# "It rated Newark good", "nothing changes for Newark", "does Newark deserve its rating".
_RATES_IT = re.compile(
    r"(?:\b(?:rat(?:e|es|ed|ing)|grad(?:e|es|ed|ing)|judg(?:e|es|ed|ing)|mark(?:s|ed)?|turns? to|"
    r"turned to|(?:drove|went|moved|travelled|headed|came|on|over|returned|given) (?:on |"
    r"over )?to|(?:chang\w+|held|holds?|(?:rating|grade|mark|verdict|score)s?) (?:for|by|of|"
    r"on)|"
    r"hand(?:s|ed)|g[ai]ves?|awards?|awarded|believe|believes|thinks?|says?) |"
    r"\b(?:reports?|findings|verdicts?) (?:on|for|about) )['\"]?$"
)
_RATING_WORD = re.compile(
    r"\b(?:good|outstanding|inadequate|requires? improvement|rating|grade|report|verdict)\b"
)
_SO_DOES = re.compile(r"\b(?:so|as) (?:does|do|is|was|did|has|had) (?:the )?$")
_IN = re.compile(r"(?:^|[.!?:\n] ?[\"']?)In $")
_AND_IN = re.compile(
    r"(?:[,;]|[,;]? (?:and|but|while|whereas)| (?:looked at|inspected|visited|assessed)) in $"
)
_OWN_LEADER = re.compile(
    r"'s (?:\w+ )?(?:chief|chair|chairman|chairwoman|board|medical|managing|finance|leaders?"
    r"|bosses|directors?)\b"
)
_OWN_PART = re.compile(
    r"'s (?:(?:own )?(?:fall|rise|drop|decline|progress|improvement|success|recovery|performance|"
    r"result|score|grade|mark|verdict|downgrade|upgrade|leadership|emergency|a&e|casualty)\b|"
    r"(?:\w+ ){0,2}(?:ratings?|maternity|unit|services?|surgery|theatres?|wards?|outpatients?"
    r"|critical care|children's|staff|building|hospitals?|report|visit|inspection)"
    r"|(?:is|was|were|are|has|had|fell|rose|dropped|climbed|slipped|moved|went|improved|stayed"
    r"|remained))\b"
)
_OPENS = re.compile(
    r"(?:\b(?:first|second|other|third|smaller|larger|bigger|are),|^|\n[-•*]|[.!?;:|\n(]|"
    r", only|\band|\bbut|\bwhile|\bso does|\bso is|\bas does) ?[\"']?$"
)

# No service's name is longer.
_SERVICE_NAME = 60


def link_places(register: Register) -> None:
    """Register what a place name or half a name means here; runs after all plainer names."""
    last: tuple[int, str] | None = None  # where the last place ended that stood for a site
    ends = {named.span.end for entry in register.sites() for named in entry.named}
    for index, token in enumerate(register.tokens):
        if not token.handles or register.token_taken(index):
            continue
        if NOT_A_HOSPITAL.match(register.document.lower, token.end):
            continue
        listed = last is not None and _goes_on(register, last[0], token)
        listed = listed or _joined(register, ends, token)
        site = _site_here(register, token, listed=listed)
        namesake = _namesake(register, token, site) if site and not listed else None
        if namesake is not None:
            _put(register, index, namesake, token.end)
        elif site is not None:
            _put(register, index, site, token.end)
            last = (token.end, site.key)
        elif trust := _trust_here(register, token):
            handle, end = trust
            _put(register, index, handle, end)
    link_parts(register)


def _put(register: Register, index: int, handle: Handle, end: int) -> None:
    span = Span(register.tokens[index].start, end)
    register.add(handle.key, span, RULES[handle.strength], SURE[handle.strength])
    register.take(index, end)


def _goes_on(register: Register, end: int, token: Token) -> bool:
    return token.start - end < 12 and bool(
        _LIST.fullmatch(register.document.lower, end, token.start)
    )


def _joined(register: Register, ends: set[int], token: Token) -> bool:
    """Whether the place stands in one list with a site named in full: "Eastmere and Wexbridge"."""
    if token.strength < Strength.PLACE:
        return False
    before = _LISTED.search(register.document.lower, max(0, token.start - 12), token.start)
    return before is not None and before.start() in ends


def _site_here(register: Register, token: Token, *, listed: bool) -> Handle | None:
    """The site that the place name stands for, if the words around it ask for one."""
    lower = register.document.lower
    held = [h for h in token.handles if h.site and _home(register, h)]
    if not held:
        return None
    before = lower[max(0, token.start - 40) : token.start]
    if listed or _HOSPITAL_IN.search(before) or _OWN_HOSPITAL.match(lower, token.end):
        return _best(register, held, community="community" in before)
    named = [h for h in held if register.active(h.key)]
    block = register.document.block_at(token.start)
    if named and (
        lower[block.start : block.end].rstrip(": ") == token.wording
        or block.kind == "heading"
        or _is_rated(register, token, before)
        or _WHICH_RATED.match(lower, token.end)
    ):
        return _best(register, named)
    if _OWN_LEADER.match(lower, token.end):
        return None
    if named and (
        _OWN_PART.match(lower, token.end)
        or _owns_service(lower, token.end)
        or _IN.search(register.document.folded, max(0, token.start - 6), token.start)
    ):
        return _best(register, named)
    if _is_of_service(before):
        acute = [h for h in named if _acute(register, h) or h.strength >= Strength.PLACE]
        return acute[0] if len({h.code for h in acute}) == 1 else None
    heads = [h for h in held if h.strength >= Strength.PLACE]
    subject = _SUBJECT.match(lower, token.end) is not None and _OPENS.search(before) is not None
    if _AT.search(before) or _RATED_IN.search(before) or subject or _SO_DOES.search(before):
        acute = [h for h in heads if _acute(register, h)]
        return _best(register, [h for h in heads if h in named] or acute or named)
    if any(h.strength == Strength.TOWN for h in token.handles):
        return None
    known = [h for h in heads if h in named]
    return _best(register, known or (heads if before.endswith("the ") else []))


def _is_rated(register: Register, token: Token, before: str) -> bool:
    """Whether a place stands where the words around it tell of a rating: "rated Newark good"."""
    if _RATES_IT.search(before) is None:
        return False
    sentence = register.document.sentence_at(token.start)
    return _RATING_WORD.search(register.document.lower, *sentence) is not None


def _owns_service(lower: str, end: int) -> bool:
    """Whether a service of the place follows: "Ely's urgent care centre"."""
    own = lower.startswith("'s ", end)
    return own and begins_with_service(lower[end + len("'s ") : end + _SERVICE_NAME])


def _is_of_service(before: str) -> bool:
    """Whether a town after these words is where a hospital's service is: "maternity in Ely"."""
    if _AND_IN.search(before):
        return True
    return before.endswith(" in ") and ends_in_service(before[: -len(" in ")])


def _namesake(register: Register, token: Token, site: Handle) -> Handle | None:
    """The trust that "Eastmere is rated good" means: named before, the hospital not yet."""
    if not _SUBJECT.match(register.document.lower, token.end) or _told(register, site.key, token):
        return None
    here = [
        entry.record
        for entry in register.organisations()
        if isinstance(entry.record, OrganisationRecord)
        and entry.kind == "trust"
        and entry.name.lower().startswith(token.wording + " ")
        and _told(register, entry.key, token)
    ]
    return Handle(here[0].code, False, Strength.PLACE, token.wording) if len(here) == 1 else None


def _told(register: Register, key: str, token: Token) -> bool:
    """Whether the text names the entity before the token."""
    entry = register.entries.get(key)
    return entry is not None and any(named.span.start < token.start for named in entry.named)


def _home(register: Register, handle: Handle) -> bool:
    return register.active(handle.key) or register.at_home(register.reference.sites[handle.code])


def _acute(register: Register, handle: Handle) -> bool:
    operator = register.reference.sites[handle.code].operator or ""
    record = register.reference.organisations.get(operator)
    community = "community" in register.reference.sites[handle.code].name.lower()
    return record is not None and record.sector in ("acute", "specialist") and not community


def _best(register: Register, handles: list[Handle], *, community: bool = False) -> Handle | None:
    """The likeliest site: one already named, one that bears the name, a hospital; no tie."""

    def rank(handle: Handle) -> tuple[bool, bool, bool, int]:
        site = register.reference.sites[handle.code]
        return (
            register.active(handle.key),
            site.kind == "hospital",
            ("community" in site.name.lower()) == community,
            handle.strength,
        )

    ranked = sorted(handles, key=rank, reverse=True)
    if not ranked:
        return None
    if len(ranked) > 1 and rank(ranked[0]) == rank(ranked[1]):
        return None
    first = ranked[0]
    hospital = register.reference.sites[first.code].kind == "hospital"
    return first if hospital or register.active(first.key) else None


def _trust_here(register: Register, token: Token) -> tuple[Handle, int] | None:
    """The trust in "Derby's trust": one that the article names and that bears the place's name."""
    lower, folded = register.document.lower, register.document.folded
    own = _OWN_TRUST.match(lower, token.end)
    beside = (
        _OWN_LEADER.match(lower, token.end)
        or _OWN_PART.match(lower, token.end)
        or _IN.search(folded, max(0, token.start - 6), token.start)
    )
    if own is None and beside is None:
        return None
    end = own.end() if own else token.end
    named = [h for h in token.handles if not h.site and register.active(h.key)]
    if len(named) == 1:
        return named[0], end
    here = [
        entry
        for entry in register.organisations()
        if isinstance(entry.record, OrganisationRecord)
        and entry.kind == "trust"
        and token.wording in (entry.name.lower(), (entry.record.town or "").lower())
    ]
    if len(here) != 1 or here[0].record is None:
        return None
    handle = Handle(here[0].record.code, False, Strength.PLACE, token.wording)
    return handle, end
