"""Core services named in a text, by the reference table's labels and ``services.tsv``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from ..facts import Span
from ..reference import load_reference
from .document import FOLDS, Document, lower_fold
from .lexicon import Lexicon, Wording, table

_OPENS = "in the community,"
_PLURALS = (" wards", " services", " teams", " units", " departments", " clinics")
_TOO_PLAIN = frozenset({"acute ward", "adult ward", "medical unit", "community ward"})
_OPENING = re.compile(rf"{_OPENS}(?<![a-z] {_OPENS})(?<!\w{_OPENS})")
_HEADS = frozenset(
    {"community", "community services", "community health services", "in the community"}
)
SURE = "!"
"""Ends a service's id that no sector changes."""
_PLAIN = re.compile(r"\bhealth (?:services|visit)|\bfamilies\b|\bnurs")
_FOLD = str.maketrans(FOLDS)


@dataclass(frozen=True, slots=True)
class ServiceMention:
    """Words that name a core service; ``service`` is its id in the reference table."""

    span: Span
    service: str


def find_services(document: Document) -> tuple[ServiceMention, ...]:
    """The core services named, in the order of the text; the longest wording wins."""
    found = _lexicon().find(document.lower)
    mentions: list[ServiceMention] = []
    for wording in found:
        if document.lower.startswith((" hospital ", " hospitals ", " hospital,"), wording.end):
            continue
        parts = _members(document.lower, wording, mentions)
        mentions.extend(
            parts or [ServiceMention(Span(wording.start, wording.end), wording.values[0])]
        )
    return _in_community(document, mentions)


def ends_in_service(words: str) -> bool:
    """Whether the words end by naming a core service: "… while maternity"."""
    found = _lexicon().find(words)
    return bool(found) and found[-1].end == len(words)


def begins_with_service(words: str) -> bool:
    """Whether the words begin by naming a core service: "urgent care was …"."""
    found = _lexicon().find(words)
    return bool(found) and found[0].start == 0


def _in_community(document: Document, mentions: list[ServiceMention]) -> tuple[ServiceMention, ...]:
    """ "In the community, end of life care is good" is of the community's service."""
    stretches = sorted(_community_stretches(document))
    if not stretches:
        return tuple(mentions)
    starts = [start for start, _ in stretches]
    reached = list(accumulate((end for _, end in stretches), max))

    def inside(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < reached[index]

    return tuple(
        ServiceMention(m.span, _sectors().get(("in the community", m.service), m.service))
        if inside(m.span.start)
        else m
        for m in mentions
    )


def _community_stretches(document: Document) -> Iterator[tuple[int, int]]:
    """What "In the community, …" and a heading "Community services" speak of."""
    for found in _OPENING.finditer(document.lower) if _OPENS in document.lower else ():
        yield found.end(), document.sentence_at(found.start()).end
    start = end = -1
    for block in document.blocks:
        if block.kind == "heading":
            if start >= 0:
                yield start, end
            head = document.lower[block.start : block.end].rstrip(": ")
            start = end = block.end if head in _HEADS else -1
        elif start >= 0 and block.kind == "bullet":
            end = block.end
    if start >= 0:
        yield start, end


def _members(lower: str, wording: Wording, before: list[ServiceMention]) -> list[ServiceMention]:
    """ "Surgery, outpatients and diagnostic imaging" lists three: the last two are not one.

    Unless the list goes on: "surgery, outpatients and diagnostic imaging and critical care".
    """
    joint = lower.find(" and ", wording.start, wording.end)
    if lower.startswith((" and ", ", and "), wording.end):
        return []
    if joint < 0 or not before or lower[before[-1].span.end : wording.start] != ", ":
        return []
    members = []
    for span in (Span(wording.start, joint), Span(joint + 5, wording.end)):
        found = _lexicon().find(lower[span.start : span.end])
        if [(part.start, part.end) for part in found] != [(0, span.end - span.start)]:
            return []
        members.append(ServiceMention(span, found[0].values[0]))
    return members


def service_at(service: str, holder: str) -> str:
    """The service that the same wording means at this organisation, by its sector."""
    if service.endswith(SURE):
        return service.removesuffix(SURE)
    return _sectors().get((sector_of(holder), service), service)


def sure_of(wording: str, service: str) -> str:
    """The service, marked when its wording can mean no other whosever it is."""
    plain = service in ("community-children", "community-adults") and _PLAIN.search(wording)
    return service + SURE if plain else service


@cache
def sector_of(holder: str) -> str:
    """The sector of an organisation in the reference tables, "" when it is not listed there."""
    return next((record.sector for record in load_reference().organisations_named(holder)), "")


@cache
def _lexicon() -> Lexicon:
    return Lexicon(_wordings())


def _wordings() -> list[tuple[str, str]]:
    """Our own wordings come before the reference table's: they decide where both have one."""
    ours = [(row["wording"], row["value"]) for row in table("services")]
    theirs = [
        (lower_fold(wording.translate(_FOLD)), service.id)
        for service in load_reference().services.values()
        for wording in (service.label, *service.wordings)
        if len(wording) > 2
    ]
    return ours + theirs + _singular(ours)


def _singular(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """ "Forensic ward" beside "forensic wards", unless it has a meaning of its own."""
    known = {wording for wording, _ in pairs} | _TOO_PLAIN
    return [
        (wording[:-1], value)
        for wording, value in pairs
        if wording.endswith(_PLURALS) and wording[:-1] not in known
    ]


@cache
def _sectors() -> dict[tuple[str, str], str]:
    return {(row["sector"], row["service"]): row["becomes"] for row in table("service_sectors")}
