"""Organisations and sites of an article, each with every place that names it.

Order matters: names in full, sites, heads of names, unlisted names, places, then what "the trust"
or "both hospitals" refers to.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ..facts import Organisation, OrganisationKind, Site, Span
from ..reference import OrganisationRecord
from .beside import name_beside
from .document import Document
from .generic import lead, place_unlisted, resolve_generic
from .linking import link_organisations
from .linking_sites import link_heads, link_sites
from .places import link_places
from .register import Entry, Register
from .short_names import fold_short_names
from .told_places import link_told_places
from .unlisted import name_unlisted

MentionKind = Literal["organisation", "site"]
_EVIDENCE = 4  # places quoted per entity; ``mentions`` has them all


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names an entity, by its official name; ``generic`` marks "the trust"."""

    span: Span
    name: str
    kind: MentionKind
    generic: bool = False


@dataclass(frozen=True)
class Entities:
    """The article's organisations and sites, reachable by name and by place in the text."""

    organisations: tuple[Organisation, ...] = ()
    sites: tuple[Site, ...] = ()
    mentions: tuple[Mention, ...] = ()
    lead: str | None = None
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._starts[:] = [mention.span.start for mention in self.mentions]

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that start in the given stretch of text."""
        left, right = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self.mentions[left:right]

    def operator(self, site_name: str) -> str | None:
        """The name of the organisation that runs the site, if the article names it."""
        return self._operators.get(site_name)

    def kind(self, name: str) -> OrganisationKind | Literal["site"] | None:
        """The organisation's kind, "site" for a site, ``None`` for a name not in the article."""
        return self._kinds.get(name)

    @cached_property
    def _operators(self) -> dict[str, str | None]:
        return {site.name: site.operator for site in self.sites}

    @cached_property
    def _kinds(self) -> dict[str, OrganisationKind | Literal["site"]]:
        kinds: dict[str, OrganisationKind | Literal["site"]] = {s.name: "site" for s in self.sites}
        kinds.update((o.name, o.kind) for o in self.organisations)
        return kinds


def find_entities(document: Document) -> Entities:
    """The organisations and sites that the text names."""
    register = Register(document)
    link_organisations(register)
    link_sites(register)
    link_heads(register)
    name_unlisted(register)
    name_beside(register)
    fold_short_names(register)
    link_places(register)
    link_told_places(register)
    resolve_generic(register)
    place_unlisted(register)
    organisations = tuple(_organisation(entry) for entry in _in_order(register.organisations()))
    sites = tuple(_site(register, entry) for entry in _in_order(register.sites()))
    return Entities(organisations, sites, _mentions(register), lead(register))


def _in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (min(n.span for n in entry.named), entry.key))


def _evidence(entry: Entry) -> tuple[Span, ...]:
    """The surest places first, each once."""
    plain = [named for named in entry.named if not named.generic]
    ranked = sorted(plain, key=lambda named: (-named.confidence, named.span))
    return tuple(dict.fromkeys(named.span for named in ranked))[:_EVIDENCE]


def _organisation(entry: Entry) -> Organisation:
    best = max(entry.named, key=lambda named: named.confidence)
    record = entry.record if isinstance(entry.record, OrganisationRecord) else None
    return Organisation(
        name=entry.name,
        kind=entry.kind or "body",
        ods=record.ods if record else None,
        code=record.code if record else None,
        evidence=_evidence(entry),
        rule=best.rule,
        confidence=best.confidence,
    )


def _site(register: Register, entry: Entry) -> Site:
    best = max(entry.named, key=lambda named: named.confidence)
    operator = register.operator_entry(entry)
    return Site(
        name=entry.name,
        operator=operator.name if operator else None,
        code=entry.record.code if entry.record else None,
        evidence=_evidence(entry),
        rule=best.rule,
        confidence=best.confidence,
    )


def _mentions(register: Register) -> tuple[Mention, ...]:
    found = [
        Mention(named.span, entry.name, "site" if entry.site else "organisation", named.generic)
        for entry in register.entries.values()
        for named in entry.named
    ]
    return tuple(sorted(found, key=lambda mention: (mention.span, mention.name)))
