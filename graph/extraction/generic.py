"""What "the trust", "the hospital" or "both sites" refers to: discourse settles it, or nothing does."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ..facts import Span
from ..reference import OrganisationRecord
from .register import Entry, Named, Register, Token

_THE = re.compile(r"\b(?:the|this|that|our|its?|an?)(?: [a-z-]+){0,2} $")
_DEFINITE = re.compile(
    r"\b(?:the|this|that|our) (?:(?:whole|entire|same|nhs|county's|city's|town's|island's|region's"
    r"|local|acute|main|east|merged|troubled|general|district|under-fire) )*$"
)
_SEVERAL = re.compile(
    r"\b(both|each of the two|two|three|all|all three|all of its|its)(?: of)?(?: the| its)?(?: \w+)? $"
)
_SISTER = re.compile(r"\b(?:its|the|their) $")
_COUNT = {"both": 2, "each of the two": 2, "two": 2, "three": 3, "all three": 3}
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """The specific mentions in text order: where each starts and what it names."""

    starts: list[int]
    keys: list[str]


def resolve_generic(register: Register) -> None:
    """Add a mention for every generic noun that earlier (else later) names settle."""
    line = _line(register)
    if not line.keys:
        return
    found = []
    for index, token in enumerate(register.tokens):
        if token.noun is None or not token.noun[2] or register.token_taken(index):
            continue
        before = register.document.lower[max(0, token.start - 30) : token.start]
        found += [(token, key) for key in _REFER[token.noun[2]](register, line, token, before)]
    for token, key in found:
        span = Span(token.start, token.end)
        register.entries[key].named.append(
            Named(span, key, f"entities.generic-{token.noun[2] if token.noun else ''}", _SURE, True)
        )


def _line(register: Register) -> _Line:
    named = sorted(
        (named.span.start, named.key)
        for entry in register.entries.values()
        for named in entry.named
    )
    return _Line([start for start, _ in named], [key for _, key in named])


def _before(line: _Line, offset: int) -> list[str]:
    return line.keys[: bisect_left(line.starts, offset)]


def _holder(entry: Entry) -> bool:
    return not entry.site and entry.kind in ("trust", "provider")


def _recent_trust(register: Register, line: _Line, offset: int) -> str | None:
    """The trust named last, itself or by one of its sites; else the first to come."""
    for key in reversed(_before(line, offset)):
        entry = register.entries[key]
        if _holder(entry):
            return key
        if entry.site and (operator := register.operator_entry(entry)):
            return operator.key
    return next((key for key in line.keys if _holder(register.entries[key])), None)


def _trust(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    if not _DEFINITE.search(before):
        return []
    key = _recent_trust(register, line, token.start)
    return [key] if key else []


def _site(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    if not _DEFINITE.search(before):
        return []
    earlier = next(
        (k for k in reversed(_before(line, token.start)) if register.entries[k].site), None
    )
    if earlier is None:
        sites = [entry.key for entry in register.sites()]
        earlier = sites[0] if len(sites) == 1 else None
    if earlier is None and not register.sites():
        earlier = _recent_trust(register, line, token.start)
    return [earlier] if earlier else []


def _several(
    register: Register, line: _Line, before: str, keys: list[str], offset: int
) -> list[str]:
    """As many of ``keys`` as the number word asks for: those named so far, else all."""
    match = _SEVERAL.search(before)
    if match is None:
        return []
    wanted = _COUNT.get(match[1])
    earlier = [key for key in dict.fromkeys(reversed(_before(line, offset))) if key in keys]
    if wanted is None:
        return keys if len(keys) > 1 else []
    if len(keys) == wanted:
        return keys
    return sorted(earlier[:wanted], key=keys.index) if len(earlier) >= wanted else []


def _sites(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    keys = [key for key in dict.fromkeys(line.keys) if register.entries[key].site]
    return _several(register, line, before, keys, token.start)


def _trusts(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    keys = [key for key in dict.fromkeys(line.keys) if _holder(register.entries[key])]
    return _several(register, line, before, keys, token.start)


def _other(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    """The site beside the one named last, where the article has two."""
    if not _SISTER.search(before):
        return []
    keys = [key for key in dict.fromkeys(line.keys) if register.entries[key].site]
    earlier = [key for key in _before(line, token.start) if key in keys]
    if len(keys) != 2 or not earlier:  # noqa: PLR2004
        return []
    return [keys[1 - keys.index(earlier[-1])]]


def _regulator(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    known = [e.key for e in register.organisations() if e.kind == "regulator"]
    return known[:1] if _DEFINITE.search(before) else []


_REFER = {
    "trust": _trust,
    "trusts": _trusts,
    "site": _site,
    "sites": _sites,
    "other": _other,
    "regulator": _regulator,
}


def lead(register: Register) -> str | None:
    """The trust or provider that the article is chiefly about: named first and most, by itself or its sites."""
    weight: dict[str, float] = {}
    opening = register.document.sentences[2].end if len(register.document.sentences) > 2 else 0  # noqa: PLR2004
    for entry in register.entries.values():
        holder = entry if _holder(entry) else register.operator_entry(entry) if entry.site else None
        if holder is None or not _holder(holder):
            continue
        for named in entry.named:
            gain = 0.5 if named.generic else 1.0
            weight[holder.key] = weight.get(holder.key, 0.0) + gain
            if named.span.start < opening:
                weight[holder.key] += 3 * gain
    if not weight:
        return None
    best = max(
        weight,
        key=lambda key: (weight[key], -min(n.span.start for n in register.entries[key].named)),
    )
    return register.entries[best].name
