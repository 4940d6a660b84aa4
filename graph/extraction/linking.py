"""Names in full, former names and aliases → organisations and sites of the tables."""

from __future__ import annotations

import re

from ..facts import Span
from ..reference import OrganisationRecord
from .handles import RULES, SURE, Handle, Strength
from .name_shapes import word_before
from .register import Entry, Register
from .tokens import Token

_TRUST = re.compile(
    r"(?:'s)?,?(?: university)?(?: teaching)?(?: hospitals?)?(?: nhs)?(?: foundation)? trust\b"
)
_LEADS = re.compile(
    r"\b(?:executives?|chair(?:man|woman)?|boards?|governors?|bosses|directors?)"
    r" (?:of|at)(?: the)? $"
)
_ACRONYM = re.compile(r" \(\"?(?:the )?([A-Z][A-Za-z&]{1,9})\"?\)")
# A head as long as this, and with such a word, is a name even where nothing else supports it.
_TELLING = re.compile(r"\b(?:hospitals?|services|royal|university|women's|children's|queen|king)\b")


def link_organisations(register: Register) -> None:
    """Names that can only be an organisation's; then those that another mention settles."""
    later = []
    for index, token in enumerate(register.tokens):
        if token.strength < Strength.HEAD or register.token_taken(index):
            continue
        handles = [handle for handle in token.handles if not handle.site]
        if not handles:
            continue
        if goes_on(register, token) or _local_branch(register, token):
            continue
        after = _TRUST.match(register.document.lower, token.end)
        best = _best_organisation(register, handles)
        sure = after or not _may_be_site(register, token, best) or _led(register, token)
        if best.strength >= Strength.ALIAS and sure:
            _name_organisation(register, index, best, after)
        elif best.strength >= Strength.HEAD:
            later.append((index, best, after))
    for index, best, after in later:
        token = register.tokens[index]
        if _head_counts(register, token, best, named_trust=after is not None):
            _name_organisation(register, index, best, after)


def goes_on(register: Register, token: Token) -> bool:
    """Whether a noun makes another name of it: "NHS Dorset Clinical Commissioning Group"."""
    if token.strength > Strength.ALIAS and " " in token.wording:
        return False
    if token.noun and token.noun[0] == "head":
        return True
    following = register.token_after(token.end)
    if following is None or following.start != token.end + 1:
        return (
            " " not in token.wording
            and token.wording != "nhs"
            and not register.document.folded[token.start : token.end].isupper()
            and register.reference_kind(token) == "trust"
            and register.followed_by_capital(token)
        )
    return (
        following is not None
        and following.start == token.end + 1
        and following.noun is not None
        and following.noun[0] not in ("", "trust", "hospital")
        and register.document.folded[following.start].isupper()
    )


def _local_branch(register: Register, token: Token) -> bool:
    """Whether places before a charity's name make it one of its local ones: "Anyshire Mind"."""
    return (
        token.noun is not None
        and token.noun[0] == "body"
        and register.document.folded[token.start].isupper()
        and word_before(register, token) not in ("", "Charity")
    )


def _may_be_site(register: Register, token: Token, best: Handle) -> bool:
    """Whether a site bears the same name, so that more must be known."""
    if best.strength > Strength.ALIAS or register.active(best.key):
        return best.strength <= Strength.ALIAS and any(
            handle.site and handle.strength >= Strength.ALIAS for handle in token.handles
        )
    return any(
        handle.site
        and (
            handle.strength >= Strength.ALIAS
            or (
                handle.strength >= Strength.PLACE
                and register.at_home(register.reference.sites[handle.code])
            )
        )
        for handle in token.handles
    )


def _led(register: Register, token: Token) -> bool:
    """Whether someone leads it, as a trust is led: "chief executive of Salford Royal"."""
    before = register.document.lower[max(0, token.start - 40) : token.start]
    return _LEADS.search(before) is not None


def _head_counts(register: Register, token: Token, best: Handle, *, named_trust: bool) -> bool:
    if any(h.site and h.strength >= Strength.HEAD for h in token.handles) and not named_trust:
        return False
    if register.active(f"organisation:{best.code}") or named_trust:
        return True
    alone = sum(not handle.site for handle in token.handles) == 1
    telling = _TELLING.search(token.wording) or _has_peer(register, token, best)
    return alone and best.strength == Strength.HEAD and telling is not None


def _has_peer(register: Register, token: Token, best: Handle) -> Entry | None:
    """A trust of the same sector in the article, beside which a long head is a name too."""
    if token.wording.count(" ") < 2:
        return None
    sector = register.reference.organisations[best.code].sector
    return next(
        (
            entry
            for entry in register.entries.values()
            if isinstance(entry.record, OrganisationRecord)
            and entry.kind == "trust"
            and entry.record.sector == sector
        ),
        None,
    )


def _best_organisation(register: Register, handles: list[Handle]) -> Handle:
    """The strongest handle; among equals one named already, then one still open."""

    def rank(handle: Handle) -> tuple[int, bool, bool]:
        record = register.reference.organisations[handle.code]
        return (
            handle.strength,
            register.active(f"organisation:{handle.code}"),
            not record.closed,
        )

    return max(handles, key=rank)


def _name_organisation(
    register: Register, index: int, handle: Handle, after: re.Match[str] | None
) -> None:
    token = register.tokens[index]
    end = after.end() if after else token.end
    key = f"organisation:{handle.code}"
    noun = after is not None and handle.strength <= Strength.ALIAS
    rule = "entities.trust-noun" if noun else RULES[handle.strength]
    register.add(key, Span(token.start, end), rule, SURE[handle.strength])
    register.take(index, end)
    define_acronym(register, key, end)


def define_acronym(register: Register, key: str, end: int) -> None:
    """Remember the short form in brackets that follows a name."""
    if match := _ACRONYM.match(register.document.folded, end):
        register.acronyms.setdefault(match[1], key)
