"""Names, aliases and heads of names → hospitals, clinics and centres of the tables."""

from __future__ import annotations

import re
from functools import lru_cache

from ..facts import Span
from ..reference import OrganisationRecord, SiteRecord, fold_name
from .handles import RULES, SURE, Handle, Strength
from .lexicon import table
from .linking import define_acronym, goes_on
from .name_shapes import noun_after, word_before
from .register import Register
from .tokens import Token

_JOIN = re.compile(r"(?:,| in| at|, in|, at| \(|, near| near)(?: the)? ?")
NOT_A_HOSPITAL = re.compile(
    r" (?:road|street|lane|way|drive|arms|radio|fc|avenue|close|cup|charity|school|roundabout"
    r"|park and ride|station|terrace|crescent|business park|industrial estate|council|constituency"
    r"|mp)\b"
)
"""What follows a place or name that is then an address, a club, a seat in Parliament."""
_FEW = 2  # hospitals of a trust that is still spoken of as one hospital

_ALIAS = 0.88  # of sites by an alias 49 in 51 were right, some being of another trust
_SUPPORTED = 2  # what a town or operator named in the article adds at least

RULE_NAMESAKE = "entities.trust-of-one-hospital"
_COMMON = frozenset(row["wording"] for row in table("common_name_words"))
_IN_FULL = frozenset({"entities.official-name", "entities.former-name", "entities.trust-noun"})


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
    written = register.document.folded[token.start : token.end]
    if key := register.acronyms.get(written):
        register.add(key, Span(token.start, token.end), "entities.acronym", 0.95)
        register.take(index, token.end)
        return True
    handles = [h for h in token.handles if h.site and h.strength >= Strength.HEAD]
    if not handles or NOT_A_HOSPITAL.match(register.document.lower, token.end):
        return False
    held = [handle for handle in handles if _at_home(register, handle)]
    if goes_on(register, token) or _part_of_longer(register, token, held or handles):
        return False
    if not held:
        held = [handle for handle in handles if _tells_alone(register, token, handle)]
    return bool(held) and link_site(register, index, held)


def _part_of_longer(register: Register, token: Token, handles: list[Handle]) -> bool:
    """Whether a shared or short name is only a part of the text's own: "Eastmere Royal Infirmary".

    A town that comes first is no part of the name ("Birmingham Queen Elizabeth Hospital").
    """
    if noun_after(register, token) is not None:
        return True
    word = word_before(register, token)
    if not word:
        return False
    sites = [register.reference.sites[handle.code] for handle in handles]
    if any(word.lower() in f"{site.town} {site.name}".lower().split() for site in sites):
        return False
    shared = len(handles) > 1 or token.strength <= Strength.ALIAS or is_common(token.wording)
    opens = register.document.sentence_at(token.start).start == token.start - len(word) - 1
    return shared and not (opens and any(_at_home(register, handle) for handle in handles))


@lru_cache(maxsize=4096)
def is_common(wording: str) -> bool:
    """Whether a name is made only of words that many hospitals share: "Royal Infirmary"."""
    return all(word in _COMMON for word in wording.replace("-", " ").split())


def _tells_alone(register: Register, token: Token, handle: Handle) -> bool:
    """Whether the name says enough where the article doesn't name its operator."""
    site = register.reference.sites[handle.code]
    if " " not in token.wording or (is_common(token.wording) and not town_beside(register, token)):
        return False
    town = (site.town or "").lower()
    placed = bool(town) and (town in token.wording or town in register.places)
    if handle.strength <= Strength.HEAD:
        if register.document.lower.endswith((" in ", " near "), 0, token.start):
            return False
        return (placed and town not in token.wording) or town_beside(register, token) is not None
    # an alias, a unit, or any hospital beside a trust that no table lists may well be another
    shares = any(h.code == site.operator and h.strength >= Strength.HEAD for h in token.handles)
    unsure = (handle.strength == Strength.ALIAS and not shares) or site.kind != "hospital"
    placed = placed or town_beside(register, token) is not None
    return placed or not (unsure or register.unlisted_holder)


_TRUST_NOUN = re.compile(r"(?: hospitals?)?(?: nhs)? trust\b(?!'s? (?:site|hospital))")


_TRUST_ENDS = (" NHS Foundation Trust", " NHS Trust")


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
    operators = {register.reference.sites[handle.code].operator for handle in handles}
    if len(operators) > 1 and score < _SUPPORTED:
        return False
    if score < 0:
        return False
    span = Span(token.start, token.end)
    if _called_trust(register, index, best):
        return True
    register.take(index, token.end)
    trust = namesake(register, best, token)
    if trust:
        register.add(trust, span, RULE_NAMESAKE, 0.85)
    else:
        sure = _ALIAS if best.strength is Strength.ALIAS else SURE[best.strength]
        register.add(best.key, span, RULES[best.strength], sure)
    define_acronym(register, trust or best.key, token.end)
    return True


def _called_trust(register: Register, index: int, best: Handle) -> bool:
    """Put down the trust of "the New Cross trust", which is named by its hospital."""
    token = register.tokens[index]
    record = register.reference.organisations.get(
        register.reference.sites[best.code].operator or ""
    )
    noun = _TRUST_NOUN.match(register.document.lower, token.end)
    if noun is None or record is None or record.kind != "trust":
        return False
    register.take(index, noun.end())
    key = f"organisation:{record.code}"
    register.add(key, Span(token.start, noun.end()), RULE_NAMESAKE, 0.8)
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
    if former := _former_trust(register, site):
        return former
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


def _former_trust(register: Register, site: SiteRecord) -> str | None:
    """A closed trust of the hospital's name that the text names; another runs that one today."""
    reference = register.reference
    for end in _TRUST_ENDS:
        for record in reference.organisations_named(site.name + end):
            key = f"organisation:{record.code}"
            moved = record.code != site.operator and not reference.sites_of(record.code)
            if moved and register.active(key):
                return key
    return None


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
