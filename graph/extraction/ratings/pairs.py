"""Services told each with its own place: "surgery at the Royal and maternity at the General"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from .symbols import Symbol

if TYPE_CHECKING:
    from .frames import Frame

_AT = re.compile(r"'?,? (?:at|in|of) (?:the )?")
_OWNS = re.compile(r"'s? ")
_AND = re.compile(r"'?(?:,|,? and|,? as well as|,? plus|, and also)(?: both)?(?: the| its)? ")

# Brackets are no longer.
_REACH = 300
_COUNTS = frozenset({"both", "each", "all three", "all"})

Pair = tuple[Symbol, Symbol]


def paired(symbols: Sequence[Symbol], lower: str) -> list[Pair]:
    """Holder and service of each pair, if all the names of the stretch stand in pairs.

    "Surgery and maternity at the Royal" is none.
    """
    named = [
        s
        for s in symbols
        if s.kind in ("holder", "service") and lower[s.start : s.end] not in _COUNTS
    ]
    couples = list(zip(named[::2], named[1::2], strict=False))
    if len(couples) < 2 or len(named) % 2:
        return []
    for (_, left), (right, _) in pairwise(couples):
        if not _AND.fullmatch(lower, left.end, right.start):
            return []
    pairs = [_pair(one, other, lower) for one, other in couples]
    told = [pair for pair in pairs if pair is not None]
    return told if len(told) == len(couples) else []


def bracketed(built: list[Frame], symbols: Sequence[Symbol], lower: str) -> list[Frame]:
    """The frames; those inside "surgery (Royal: good, General: inadequate)" are of the service."""
    if len(built) < 2:
        return built
    spans = [
        (service.end, lower.find(")", service.end, service.end + _REACH), service.values)
        for service in symbols
        if service.kind == "service" and lower.startswith(" (", service.end)
    ]
    return [_within(frame, spans) for frame in built] if spans else built


def _within(frame: Frame, spans: Sequence[tuple[int, int, tuple[str, ...]]]) -> Frame:
    if frame.services or frame.questions or not frame.holders:
        return frame
    for start, end, services in spans:
        if start < frame.grade_span.start < end:
            return frame._replace(services=services, tied=True)
    return frame


def _pair(one: Symbol, other: Symbol, lower: str) -> Pair | None:
    """The couple as holder and service, by what stands between them."""
    if (one.kind, other.kind) == ("service", "holder"):
        return (other, one) if _AT.fullmatch(lower, one.end, other.start) else None
    if (one.kind, other.kind) == ("holder", "service"):
        owns = lower.endswith("'s", one.start, one.end)
        gap = _OWNS.fullmatch(lower, one.end, other.start)
        return (one, other) if gap or (owns and other.start == one.end + 1) else None
    return None
