"""Every handle by which the reference tables' organisations and sites may be named.

A handle is a wording with what it may stand for; how much it says on its own is its ``strength``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from ..reference import OrganisationRecord, SiteRecord, load_reference
from .document import Document
from .lexicon import Lexicon, table

_COMMA = re.compile(r"^(.+?), [^,]+$")
_BRACKET = re.compile(r"^(.+?) \(([^)]+)\)$")
_FOR = re.compile(r"^(.+ (?:Centre|Hospital|Clinic)) (?:for|at) .+$")


class Strength(IntEnum):
    """How much a handle says: from the official name down to a mere place."""

    OFFICIAL = 5
    FORMER = 4
    ALIAS = 3
    HEAD = 2  # "Russells Hall", "Royal Devon": enough where the entity is at home in the article
    PLACE = 1  # "Scarborough" for Scarborough Hospital: where the words around ask for a hospital
    TOWN = 0  # the town where the site stands


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


@dataclass(frozen=True, slots=True)
class Handle:
    """One thing that a wording may stand for."""

    code: str
    site: bool
    strength: Strength
    spelling: str
    article: bool = False  # counts only after "the"

    @property
    def key(self) -> str:
        """The key of what it stands for in an article's register."""
        return f"{'site' if self.site else 'organisation'}:{self.code}"


@dataclass(frozen=True)
class Handles:
    """All handles by wording, and the automaton that finds them with the nouns that mark names."""

    by_wording: dict[str, tuple[Handle, ...]]
    nouns: dict[str, tuple[str, str, str]]

    @cached_property
    def lexicon(self) -> Lexicon:
        """Finds every wording, handle or noun."""
        return Lexicon((wording, wording) for wording in (*self.by_wording, *self.nouns))


_FOUNDATION = " NHS Foundation Trust"


@cache
def load_handles() -> Handles:
    """The handles of all tables, built once per process."""
    held: dict[str, dict[tuple[str, bool], Handle]] = {}
    for handle in _all_handles():
        wording = Document(handle.spelling).lower.strip()
        if len(wording) < 2:
            continue
        bearers = held.setdefault(wording, {})
        known = bearers.get((handle.code, handle.site))
        if known is None or known.strength < handle.strength:
            bearers[handle.code, handle.site] = handle
    nouns = {
        row["wording"]: (row["means"], row["kind"], row["generic"]) for row in table("entity_nouns")
    }
    return Handles({wording: tuple(found.values()) for wording, found in held.items()}, nouns)


def _all_handles() -> Iterator[Handle]:
    reference = load_reference()
    records: tuple[OrganisationRecord | SiteRecord, ...] = (
        *reference.organisations.values(),
        *reference.sites.values(),
    )
    places = {place.lower() for record in records if (place := record.town)}
    for record in records:
        site = isinstance(record, SiteRecord)
        names = (
            _site_names(record, places)
            if isinstance(record, SiteRecord)
            else _organisation_names(record, places)
        )
        for strength, name in names:
            for spelling, article in _spellings(name):
                yield Handle(record.code, site, strength, spelling, article)


def _spellings(name: str) -> Iterator[tuple[str, bool]]:
    """The name without its article (a lone word needs it), with "&" and "and"."""
    name = name.replace("’", "'")
    bare = name.removeprefix("The ")
    yield bare, bare != name and " " not in bare
    if " & " in bare:
        yield bare.replace(" & ", " and "), False
    elif " and " in bare:
        yield bare.replace(" and ", " & "), False


def _organisation_names(
    record: OrganisationRecord, places: set[str]
) -> Iterator[tuple[Strength, str]]:
    yield Strength.OFFICIAL, record.name
    if match := _BRACKET.match(record.name):
        yield Strength.ALIAS, match[1]
    for name in record.former_names:
        yield Strength.FORMER, name
    for name in record.aliases:
        yield Strength.ALIAS, name
    if record.kind == "trust":
        for name in (record.name, *record.former_names):
            if name.endswith(_FOUNDATION):
                yield Strength.ALIAS, name.removesuffix(_FOUNDATION) + " NHS FT"
            for short in _without_suffix(name, _suffixes("organisation")):
                yield _head_strength(short, places), short


def _site_names(record: SiteRecord, places: set[str]) -> Iterator[tuple[Strength, str]]:
    yield Strength.OFFICIAL, record.name
    for name in record.aliases:
        yield Strength.ALIAS, name
    if (match := _BRACKET.match(record.name)) and match[2].istitle():
        yield Strength.PLACE if match[2].lower() in places else Strength.HEAD, match[2]
    for name in (record.name, *record.aliases):
        base = name
        for cut in (_COMMA, _BRACKET, _FOR):
            if match := cut.match(base):
                base = match[1]
                strength = _head_strength(base, places)
                yield max(strength, Strength.ALIAS if " " in base else strength), base
        for short in _without_suffix(base, _suffixes("site")):
            yield _head_strength(short, places), short
    if record.town and record.kind != "unit":
        yield Strength.TOWN, record.town


def _head_strength(name: str, places: set[str]) -> Strength:
    """A head that is a place or one word says little alone."""
    return Strength.HEAD if " " in name and name.lower() not in places else Strength.PLACE


@cache
def _suffixes(of: str) -> tuple[str, ...]:
    rows = [row["wording"] for row in table("entity_suffixes") if row["of"] == of]
    return tuple(sorted(rows, key=len, reverse=True))


def _without_suffix(name: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    lower = name.lower()
    for suffix in suffixes:
        if lower.endswith(" " + suffix) and len(lower) > len(suffix) + 3:
            head = name[: -len(suffix) - 1].removeprefix("The ")
            if not head.endswith((" and", " &", " of", " for")):
                yield head
