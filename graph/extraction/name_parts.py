"""Parts of a name that the article gave: half of it, its head without the legal end, an acronym."""

from __future__ import annotations

import re
from functools import lru_cache

from ..facts import Span
from ..reference import SiteRecord
from .handles import SURE, Strength
from .lexicon import Lexicon, table
from .register import Entry, Register

_WORD = re.compile(r"[A-Z][a-z']+")
_THE_WORD = re.compile(r"(?:[Tt]he|at) (?<!\wthe )(?<!\wat )([A-Z][a-z']+)\b(?! [A-Z])")
_LEGAL_END = re.compile(
    r"(?:The )?((?:\S+ )+?\S+) (?:(?:NHS )?(?:Foundation )?Trust|Ltd|Limited|plc|CIC)$"
)
_GOES_ON = re.compile(r" (?:NHS|Foundation|Trust|Ltd|Limited|plc|CIC|[A-Z])")
_TRUST_NEXT = re.compile(r" (?:NHS |hospitals? |ambulance |mental health |community )?trust\b")
# "The Royal" is the only hospital of the article that has the word in its name.
_HEADS = frozenset({"royal", "general"})
_COMMON = frozenset(row["wording"] for row in table("common_name_words"))


def link_parts(register: Register) -> None:
    """Register what half a name, a head or an acronym means here; runs after all plainer names."""
    _halves(register)
    _heads(register)
    _acronyms(register)


def _halves(register: Register) -> None:
    """ "The Paget", "at Alderley": one word of a name that was given, where only one bears it."""
    words: dict[str, set[str]] = {}
    for entry in register.entries.values():
        if entry.site or entry.kind in ("trust", "provider"):
            for word in _own_words(entry):
                words.setdefault(word, set()).add(entry.key)
    for entry in register.sites():
        for word in _HEADS & set(entry.name.lower().split()):
            words.setdefault(word, set()).add(entry.key)
    for match in _THE_WORD.finditer(register.document.folded):
        keys = words.get(match[1].removesuffix("'s").lower(), set())
        if _TRUST_NEXT.match(register.document.folded, match.end()):
            keys = {key for key in keys if not register.entries[key].site}
        elif match[0].startswith("at "):
            keys = {key for key in keys if register.entries[key].site}
        span = Span(match.start(1), match.end(1))
        if keys and not _named_at(register, span):
            key = _only(register, keys)
            if key is not None:
                register.add(key, span, "entities.half-name", 0.7)


def _own_words(entry: Entry) -> frozenset[str]:
    aliases = entry.record.aliases if isinstance(entry.record, SiteRecord) else ()
    first = entry.name.split()[0].lower()
    saint = frozenset({first}) if entry.site and first.endswith("'s") else frozenset()
    return _telling_words(entry.name, *aliases) | saint


@lru_cache(maxsize=4096)
def _telling_words(*names: str) -> frozenset[str]:
    words = (word.lower() for name in names for word in _WORD.findall(name))
    return frozenset(word for word in words if word not in _COMMON)


def _only(register: Register, keys: set[str]) -> str | None:
    """The one entity meant; a site rather than the trust that shares its name."""
    sites = sorted(key for key in keys if register.entries[key].site)
    if len(sites) == 1:
        return sites[0]
    return None if len(keys) > 1 else next(iter(keys))


def _named_at(register: Register, span: Span) -> bool:
    index = register.token_at(span.start)
    return index is not None and register.token_taken(index)


def _heads(register: Register) -> None:
    """ "Eastmere Hospitals" for an unlisted trust that the article also names in full."""
    heads = [
        (match[1].lower(), entry.key)
        for entry in register.entries.values()
        if entry.record is None
        and entry.kind in ("trust", "provider")
        and (match := _LEGAL_END.match(entry.name)) is not None
    ]
    if not heads:
        return
    folded = register.document.folded
    for start, end, keys in Lexicon(heads).find(register.document.lower):
        span = Span(start, end)
        written = folded[start].isupper() and not _GOES_ON.match(folded, end)
        if len(keys) == 1 and written and not _named_at(register, span):
            register.add(keys[0], span, "entities.head-of-name", SURE[Strength.HEAD])


def _acronyms(register: Register) -> None:
    """Short forms that the article itself defines in brackets."""
    folded = register.document.folded
    for acronym, key in register.acronyms.items():
        start = folded.find(acronym)
        while start >= 0:
            span = Span(start, start + len(acronym))
            if _alone(folded, span) and not _named_at(register, span):
                register.add(key, span, "entities.acronym", 0.95)
            start = folded.find(acronym, span.end)


def _alone(folded: str, span: Span) -> bool:
    around = folded[max(0, span.start - 1) : span.start] + folded[span.end : span.end + 1]
    return not any(char.isalnum() or char == "&" for char in around)
