"""Names in full, former names and aliases → organisations and sites of the tables."""

from __future__ import annotations

import re

from ..facts import Span
from ..reference import OrganisationRecord, SiteRecord, fold_name
from .handles import Handle, Strength
from .register import Entry, Register
from .tokens import Token

_TRUST = re.compile(
    r"(?:'s)?,?(?: university)?(?: teaching)?(?: hospitals?)?(?: nhs)?(?: foundation)? trust\b"
)
_JOIN = re.compile(r"(?:,| in| at|, in|, at| \(|, near| near)(?: the)? ?")
_ACRONYM = re.compile(r" \(\"?(?:the )?([A-Z][A-Za-z&]{1,9})\"?\)")
_NOT_A_HOSPITAL = re.compile(
    r" (?:road|street|lane|arms|radio|fc|avenue|close|cup|charity|school|roundabout)\b"
)
# A head as long as this, and with such a word, is a name even where nothing else supports it.
_TELLING = re.compile(r"\b(?:hospitals?|services|royal|university|women's|children's|queen|king)\b")

_FEW = 2  # hospitals of a trust that is still spoken of as one hospital

RULE_NAMESAKE = "entities.trust-of-one-hospital"
_IN_FULL = frozenset({"entities.official-name", "entities.former-name", "entities.trust-noun"})
SURE = {
    Strength.OFFICIAL: 0.99,
    Strength.FORMER: 0.97,
    Strength.ALIAS: 0.95,
    Strength.HEAD: 0.85,
    Strength.PLACE: 0.7,
    Strength.TOWN: 0.6,
}
RULES = {
    Strength.OFFICIAL: "entities.official-name",
    Strength.FORMER: "entities.former-name",
    Strength.ALIAS: "entities.alias",
    Strength.HEAD: "entities.head-of-name",
    Strength.PLACE: "entities.place",
    Strength.TOWN: "entities.town",
}


def link_organisations(register: Register) -> None:
    """Names that can only be an organisation's; then those that another mention settles."""
    later = []
    for index, token in enumerate(register.tokens):
        if token.strength < Strength.HEAD or register.token_taken(index):
            continue
        handles = [handle for handle in token.handles if not handle.site]
        if not handles:
            continue
        if _goes_on(register, token):
            continue
        after = _TRUST.match(register.document.lower, token.end)
        best = _best_organisation(register, handles)
        if best.strength >= Strength.ALIAS and (after or not _may_be_site(token, best)):
            _name_organisation(register, index, best, after)
        elif best.strength >= Strength.HEAD:
            later.append((index, best, after))
    for index, best, after in later:
        token = register.tokens[index]
        if _head_counts(register, token, best, named_trust=after is not None):
            _name_organisation(register, index, best, after)


def _goes_on(register: Register, token: Token) -> bool:
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


def _may_be_site(token: Token, best: Handle) -> bool:
    """Whether a site bears the same name, so that more must be known."""
    return best.strength <= Strength.ALIAS and any(
        handle.site and handle.strength >= Strength.ALIAS for handle in token.handles
    )


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
    if token.wording.count(" ") < 2:  # noqa: PLR2004
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
    """The strongest handle; among equals one that the article names already, then one still open."""

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
    _define_acronym(register, key, end)


def _define_acronym(register: Register, key: str, end: int) -> None:
    if match := _ACRONYM.match(register.document.folded, end):
        register.acronyms.setdefault(match[1], key)


def link_sites(register: Register) -> None:
    """Hospitals, clinics and centres by name or alias; operator and town tell namesakes apart."""
    for index, token in enumerate(register.tokens):
        if token.strength >= Strength.ALIAS and not register.token_taken(index):
            _link_site_token(register, index)


def link_heads(register: Register) -> None:
    """Heads of names ("Russells Hall", "the Royal Devon") once the names in full are known."""
    for index, token in enumerate(register.tokens):
        if token.strength >= Strength.HEAD and not register.token_taken(index):
            _link_site_token(register, index)


def _link_site_token(register: Register, index: int) -> bool:
    token = register.tokens[index]
    handles = [h for h in token.handles if h.site and h.strength >= Strength.HEAD]
    if not handles or _NOT_A_HOSPITAL.match(register.document.lower, token.end):
        return False
    held = [handle for handle in handles if _at_home(register, handle)]
    if _goes_on(register, token):
        return False
    return bool(held or _tells_alone(register, token)) and link_site(
        register, index, held or handles
    )


def _tells_alone(register: Register, token: Token) -> bool:
    """Whether the name says enough where nothing else in the article points to its operator."""
    if " " not in token.wording or token.wording.startswith("st "):
        return token.strength >= Strength.ALIAS and " " in token.wording
    if token.strength >= Strength.ALIAS:
        return True
    return len(token.handles) == 1 or town_beside(register, token) is not None


def _at_home(register: Register, handle: Handle) -> bool:
    return register.active(f"site:{handle.code}") or register.at_home(
        register.reference.sites[handle.code]
    )


def link_site(register: Register, index: int, handles: list[Handle]) -> bool:
    """Put down the site (or the trust with one hospital of that name) that the token names."""
    token = register.tokens[index]
    scored = sorted(
        ((_site_score(register, token, handle), handle) for handle in handles),
        key=lambda pair: -pair[0],
    )
    score, best = scored[0]
    if len(scored) > 1 and score < 2:
        return False
    if score < 0:
        return False
    span = Span(token.start, token.end)
    register.take(index, token.end)
    trust = namesake(register, best, token)
    if trust:
        register.add(trust, span, RULE_NAMESAKE, 0.85)
    else:
        register.add(best.key, span, RULES[best.strength], SURE[best.strength])
    return True


def _site_score(register: Register, token: Token, handle: Handle) -> float:
    """How well a site fits the article: its operator or town named here counts most."""
    site = register.reference.sites[handle.code]
    score = handle.strength * 0.2 + (0.5 if site.kind == "hospital" else 0.0)
    if register.active(f"site:{handle.code}"):
        score += 4
    if register.at_home(site):
        score += 6
    beside = town_beside(register, token)
    town = (site.town or "").lower()
    if beside and (town == beside or beside in site.name.lower().split(", ")[-1]):
        return score + 5
    if town and town in register.places:
        score += 2
    tail = site.name.lower().partition(", ")[2]
    if beside and ((tail and beside not in tail) or (town and not register.at_home(site))):
        score -= 8 if tail and not town else 0.6
    return score


def town_beside(register: Register, token: Token) -> str | None:
    """The town that follows a name: "Queen's Hospital in Romford", "St Mary's, Newport"."""
    following = register.token_after(token.end)
    if following is None or following.strength > Strength.PLACE or not following.handles:
        return None
    if following.start - token.end > 12:
        return None
    between = register.document.lower[token.end : following.start]
    return following.wording if _JOIN.fullmatch(between) else None


def namesake(register: Register, best: Handle, token: Token) -> str | None:
    """The trust meant by the name it shares with its one hospital, rather than the hospital."""
    site = register.reference.sites[best.code]
    for handle in token.handles:
        if handle.site or handle.code != site.operator or handle.strength < Strength.HEAD:
            continue
        if register.active(best.key):
            return None
        record = register.reference.organisations[handle.code]
        if "hospital" not in token.wording:
            if handle.strength > best.strength or fold_name(record.name).startswith(token.wording):
                return handle.key
        elif one_hospital(register, record, site) and not _named_in_full(register, handle.key):
            return handle.key
    return _only_hospital(register, site)


def _only_hospital(register: Register, site: SiteRecord) -> str | None:
    """The trust that has no other hospital and bears the whole name, if not named beside it."""
    record = register.reference.organisations.get(site.operator or "")
    if record is None or record.kind != "trust" or not one_hospital(register, record, site):
        return None
    key = f"organisation:{record.code}"
    return None if _named_in_full(register, key) else key


def _named_in_full(register: Register, key: str) -> bool:
    """Whether the organisation is named other than by the hospital's name."""
    entry = register.entries.get(key)
    return entry is not None and any(named.rule in _IN_FULL for named in entry.named)


def one_hospital(register: Register, record: OrganisationRecord, site: SiteRecord) -> bool:
    """Whether the trust's name is that of the one hospital it runs."""
    hospitals = [s for s in register.reference.sites_of(record.code) if s.kind == "hospital"]
    named = fold_name(record.name).startswith(fold_name(site.name).split(",")[0])
    return len(hospitals) <= _FEW and named
