"""Organisations and sites that no table lists, known by the shape of their names."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ..facts import OrganisationKind, Span
from ..reference import load_reference
from .handles import Strength
from .linking import define_acronym
from .linking_sites import link_site
from .name_shapes import in_title_case, name_end, name_start
from .register import Entry, Register
from .tokens import Token

_HOSPITALS = frozenset({"hospital", "infirmary", "house", "clinic", "centre"})
_SURE = 0.85
_SAME_WORDS = 0.88
_LEGAL = frozenset(
    {"nhs", "foundation", "ft", "trust", "the", "and", "of", "university", "teaching", "hospital",
     "hospitals"}
)  # fmt: skip
_APPOSED = re.compile(r", (?:the|a|which) (?:\w+ )?$")
_WARD = re.compile(r"\b(?:wards?|unit|hospital|clinic|inpatient|beds?)\b")
_RUN_BY = re.compile(r"\b(?:run by|wards?|unit)\b")
_TO_A_PLACE = re.compile(r"\b(?:at|to|from|near|of|both|between|and|outside|in)(?: the)? $")
_OFFICES = frozenset(
    {"attorney", "director", "secretary", "inspector", "surgeon", "solicitor", "governor",
     "auditor", "registrar", "postmaster", "adjutant", "major", "brigadier", "lieutenant",
     "consul"}
)  # fmt: skip
# "A London NHS Trust has …" tells of what kind it is; "a Wexmoor NHS Trust nurse" names it.
_ONE_OF_A_KIND = re.compile(r"\b(?:an?|another|one|any|every|no) $", re.IGNORECASE)
_TOLD_OF = re.compile(
    r"[.,;:]|$| (?:has|have|had|is|was|were|will|would|which|that|whose|who|where|in|with|and|"
    r"must|to|run|running|responsible|serving|rated|placed|put|told|ordered|facing)\b"
)
_OF_CHAIN = re.compile(r"([A-Z]\w+) Hospital [A-Z]")
_TOWN = re.compile(r"(?: [A-Z][\w'-]+){1,3}")
_SHORT_FORM = re.compile(r"(?: \([A-Z&]{2,9}\))?")
_SMALL = re.compile(r"(?<= )(?:Of|For|And|The|In|On|Upon|At|To)(?= )")
_STREET = re.compile(r" (?:road|street|lane|arms|radio|fc|avenue|close|school)\b")


def name_unlisted(register: Register) -> None:
    """Register names whose last (or first) word says what they are."""
    for index, token in enumerate(register.tokens):
        if register.token_taken(index):
            continue
        if token.noun is None and _trust_goes_on(register, token):
            continue
        if token.noun is None:
            if _own_name(token) and not _STREET.match(register.document.lower, token.end):
                start = name_start(register, token.start)
                if start == token.start and _now_at_home(register, index, token):
                    continue
                if _is_name(register, start, token.end):
                    put_unlisted(register, Span(start, token.end), "site")
            continue
        means, kind, _ = token.noun
        if _nouns_go_on(register, index):
            continue
        if means == "group" or (means and register.document.folded[token.start].isupper()):
            _FORMS[means](register, index, token, kind)


def _trust_goes_on(register: Register, token: Token) -> bool:
    """Whether "NHS Trust" follows, so that a hospital's name only opens a trust's."""
    following = register.token_after(token.end)
    return (
        following is not None
        and following.start == token.end + 1
        and following.noun is not None
        and following.noun[0] == "trust"
        and register.document.folded[following.start].isupper()
    )


def _nouns_go_on(register: Register, index: int) -> bool:
    """Whether the next word is the noun that counts: "Wexmoor Partnership | NHS Trust"."""
    token = register.tokens[index]
    following = register.tokens[index + 1] if index + 1 < len(register.tokens) else None
    return (
        following is not None
        and token.noun is not None
        and _FORMS.get(token.noun[0]) in (_tail, _trust, _site)
        and following.noun is not None
        and following.start == token.end + 1
        and _FORMS.get(following.noun[0]) in (_tail, _trust, _site)
        and register.document.folded[following.start].isupper()
        and register.document.folded[following.start - 1] == " "
    )


def _now_at_home(register: Register, index: int, token: Token) -> bool:
    """Link a listed hospital whose operator came to be known only by an unusual name."""
    sites = [
        handle for handle in token.handles if handle.site and handle.strength >= Strength.ALIAS
    ]
    held = [handle for handle in sites if register.at_home(register.reference.sites[handle.code])]
    return bool(held) and link_site(register, index, held)


def _own_name(token: Token) -> bool:
    """Whether a hospital bears a listed name but is none of those that the tables know."""
    last = token.wording.rpartition(" ")[2]
    return last in _HOSPITALS and any(
        h.site and h.strength >= Strength.ALIAS for h in token.handles
    )


def _tail(register: Register, index: int, token: Token, kind: str) -> None:
    start = name_start(register, token.start)
    if start < token.start and _is_name(register, start, token.end):
        put_unlisted(register, Span(start, token.end), kind)


def _university(register: Register, index: int, token: Token, kind: str) -> None:
    """ "Wexmoor University", but not the one in "Wexmoor University Hospitals"."""
    if not register.followed_by_capital(token):
        _tail(register, index, token, kind)


def _is_name(register: Register, start: int, end: int) -> bool:
    """Whether capitals make a name: in a line of capitalised words only where they fill it."""
    document = register.document
    if not in_title_case(document, start):
        return True
    block = document.block_at(start)
    return (
        block.start == start and _SHORT_FORM.fullmatch(document.folded, end, block.end) is not None
    )


def _trust(register: Register, index: int, token: Token, kind: str) -> None:
    """A trust by "… NHS Trust", "… Hospitals Trust": a listed one by the same telling words."""
    if token.wording == "trust":
        return
    start = _list_start(register, token)
    if start == token.start or not _is_name(register, start, token.end):
        return
    if _is_kind(register, start, token.end):
        return
    name = register.document.folded[start : token.end]
    code = listed_trusts().get(telling_words(name))
    if code is None:
        put_unlisted(register, Span(start, token.end), kind)
    else:
        key = f"organisation:{code}"
        register.add(key, Span(start, token.end), "entities.trust-words", _SAME_WORDS)
        register.take_span(Span(start, token.end))
        define_acronym(register, key, token.end)


def _is_kind(register: Register, start: int, end: int) -> bool:
    """Whether the words are no name but say what kind of trust it is: "a London NHS Trust"."""
    lower = register.document.lower
    article = _ONE_OF_A_KIND.search(lower, max(0, start - 10), start)
    return article is not None and _TOLD_OF.match(lower, end) is not None


def _list_start(register: Register, token: Token) -> int:
    """The start of the name, across the commas of a list that "and" closes."""
    start = name_start(register, token.start)
    if " and " not in register.document.folded[start : token.start]:
        return start
    return name_start(register, token.start, lists=True)


def telling_words(name: str) -> tuple[str, ...]:
    """The words of a trust's name that tell it from others."""
    words = re.findall(r"[a-z][a-z'-]*", name.lower().removeprefix("the "))
    return tuple(word for word in words if word not in _LEGAL)


@cache
def listed_trusts() -> dict[tuple[str, ...], str]:
    """The trusts of the tables by the telling words of their names; none that two share."""
    held: dict[tuple[str, ...], set[str]] = {}
    for record in load_reference().organisations.values():
        if record.kind == "trust":
            for name in (record.name, *record.former_names):
                held.setdefault(telling_words(name), set()).add(record.code)
    return {words: next(iter(codes)) for words, codes in held.items() if len(codes) == 1 and words}


def _head(register: Register, index: int, token: Token, kind: str) -> None:
    end = _one_name(register, token.end, name_end(register, token.end))
    if end > token.end:
        put_unlisted(register, Span(token.start, end), kind)
        return
    before = [e for e in register.entries.values() if e.name.lower().startswith(token.wording)]
    if before or token.handles:
        key = before[-1].key if before else token.handles[0].key
        register.add(key, Span(token.start, token.end), "entities.alias", _SURE)
        register.take(index, token.end)


def _one_name(register: Register, start: int, end: int) -> int:
    """Where the first of two names ends: "Healthwatch Marlow | and Marlow Council"."""
    joint = register.document.folded.find(" and ", start + 1, end)
    last = register.token_at(end - 1)
    if joint < 0 or last is None or register.tokens[last].start < joint:
        return end
    noun, wording = register.tokens[last].noun, register.tokens[last].wording
    linked = register.token_taken(last) and " " in wording  # no mere place
    another = linked or (noun is not None and noun[0] in ("body", "trust"))
    return joint if another else end


def _site(register: Register, index: int, token: Token, kind: str) -> None:
    document = register.document
    if (
        _STREET.match(document.lower, token.end)
        or document.folded[token.end : token.end + 1] == "-"
    ):
        return
    if document.folded[token.start : token.end].isupper():
        return
    start = name_start(register, token.start)
    if start == token.start or not _is_name(register, start, token.end):
        return
    if document.folded[start : token.start].strip() in _chains():
        town = _TOWN.match(document.folded, token.end)
        put_unlisted(register, Span(start, town.end() if town else token.end), "site")
        return
    if index and (before := register.tokens[index - 1]).start >= start:
        held = [
            handle
            for handle in before.handles
            if handle.site
            and handle.strength >= Strength.PLACE
            and _same_noun(register.reference.sites[handle.code].name, token.wording)
            and register.at_home(register.reference.sites[handle.code])
        ]
        if held and before.end + 1 == token.start and link_site(register, index - 1, held):
            register.take(index, token.end)
            return
    put_unlisted(register, Span(start, token.end), "site")


@cache
def _chains() -> frozenset[str]:
    """Names of chains whose hospitals bear their town's name behind: "Priory Hospital Bristol"."""
    named = (_OF_CHAIN.match(site.name) for site in load_reference().sites.values())
    counted = Counter(match[1] for match in named if match)
    return frozenset(name for name, count in counted.items() if count > 2)


def _same_noun(name: str, noun: str) -> bool:
    return noun in ("hospital", "infirmary") or noun in name.lower()


def _site_head(register: Register, index: int, token: Token, kind: str) -> None:
    _head(register, index, token, "site")


def _lodge(register: Register, index: int, token: Token, kind: str) -> None:
    """ "X House" is a site where a ward, unit or hospital is spoken of just before."""
    lower = register.document.lower
    if _WARD.search(lower, max(0, token.start - 60), token.start) or _RUN_BY.search(
        lower, token.end, token.end + 50
    ):
        _site(register, index, token, kind)


def _general(register: Register, index: int, token: Token, kind: str) -> None:
    """ "Thrapley General", "the Wexmoor Royal": a hospital by its short name, after "at"."""
    start = name_start(register, token.start)
    words = register.document.lower[start : token.start].split()
    before = register.document.lower[max(0, start - 12) : start]
    named = words and words[-1] not in _OFFICES and not register.followed_by_capital(token)
    if named and _TO_A_PLACE.search(before):
        put_unlisted(register, Span(start, token.end), "site")


def _nothing(register: Register, index: int, token: Token, kind: str) -> None:
    """A noun that shows the name to be of no interest."""


def _group(register: Register, index: int, token: Token, kind: str) -> None:
    """A campaign or charity by what the text calls it: "the campaign group Save Our Ward"."""
    folded = register.document.folded
    end = name_end(register, token.end + (folded[token.end : token.end + 1] == ","))
    if end > token.end + 1:
        start = token.end + 1 + (folded[token.end] == ",")
        if not register.taken_at(start):
            put_unlisted(register, Span(start, end), kind)
        return
    if apposed := _APPOSED.search(folded, max(0, token.start - 20), token.start):
        start = name_start(register, apposed.start() + 1, least=0)
        if start < apposed.start():
            put_unlisted(register, Span(start, apposed.start()), kind)


_FORMS = {
    "site": _site,
    "site-head": _site_head,
    "lodge": _lodge,
    "general": _general,
    "trust": _trust,
    "body": _tail,
    "university": _university,
    "head": _head,
    "group": _group,
    "none": _nothing,
}


def put_unlisted(register: Register, span: Span, kind: str) -> None:
    """Register the words as the name of something that no table lists, of the kind."""
    name = " ".join(register.document.folded[span.start : span.end].split())
    if name.isupper() and " " in name:
        name = _SMALL.sub(lambda word: word[0].lower(), name.title())
    site = kind == "site"
    key = f"{'site' if site else 'organisation'}:{name.removeprefix('The ').lower()}"
    entry = Entry(key, name, site, None if site else _kind(kind))
    register.add(key, span, f"entities.unlisted-{kind}", _SURE, new=entry)
    define_acronym(register, key, span.end)
    register.take_span(span)


def _kind(kind: str) -> OrganisationKind:
    return kind if kind in ("trust", "provider", "regulator") else "body"  # type: ignore[return-value]
