"""Places that the article itself gives to a hospital: "the Sandmere at Gull Point … at Gull Point".

What the reference tables say of towns is read in :mod:`places`; this adds what the text says.
"""

from __future__ import annotations

import re

from ..facts import Span
from .lexicon import Lexicon
from .register import Entry, Register

_STANDS_IN = re.compile(r",? (?:in|at|near) ([A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)(?=[ ,.;:'])")
_BEFORE = re.compile(r"(?:^|[.!?:;\n] ?[\"']?)(?:At|In) $|\b(?:and|but|while|;),? (?:at|in) $")
_THE = re.compile(r"\b[Tt]he $")
_AFTER = re.compile(r" (?:hospital|site|unit|infirmary|clinic|centre|department|trust)\b")
_SURE = 0.7


def link_told_places(register: Register) -> None:
    """Register each place that stands alone for the one hospital that the text puts there."""
    folded = register.document.folded
    told = {place.lower(): keys for place, keys in _told(register).items() if len(keys) == 1}
    if not told:
        return
    lexicon = Lexicon((place, next(iter(keys))) for place, keys in told.items())
    for start, end, keys in lexicon.find(register.document.lower):
        if folded[start].isupper() and not register.taken_at(start):
            span = Span(start, end)
            if _means_it(folded, span):
                register.add(keys[0], span, "entities.place", _SURE)


def _told(register: Register) -> dict[str, set[str]]:
    """Place → the hospitals that the text puts there, beside their names."""
    told: dict[str, set[str]] = {}
    for entry in register.entries.values():
        if not _is_hospital(entry):
            continue
        for named in entry.named:
            found = _STANDS_IN.match(register.document.folded, named.span.end)
            if found and register.token_at(found.start(1)) is None:
                told.setdefault(found[1], set()).add(entry.key)
    return told


def _is_hospital(entry: Entry) -> bool:
    return entry.site or (entry.kind in ("trust", "provider") and "Hospital" in entry.name)


def _means_it(folded: str, span: Span) -> bool:
    """Whether the words around the place ask for its hospital."""
    before = folded[max(0, span.start - 20) : span.start]
    if _BEFORE.search(before):
        return True
    return _THE.search(before) is not None and _AFTER.match(folded, span.end) is not None
