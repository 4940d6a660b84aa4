"""What a row of each reference table says, as a frozen record."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """A trust, provider, regulator, body or council; ``code`` is its key among all organisations.

    ``ods`` is the code that facts carry (trusts alone); ``sector`` the table's own kind ("acute",
    "royal college"); dates are ISO 8601, cut to what is known.
    """

    code: str
    name: str
    kind: OrganisationKind
    sector: str = ""
    ods: str | None = None
    cqc_id: str | None = None
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    closed: bool = False
    opened: str | None = None
    ended: str | None = None
    successors: tuple[str, ...] = ()
    region: str | None = None
    town: str | None = None
    country: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    """A hospital, clinic, centre or unit and the code of who runs it.

    ``registered``: the company registered for it, where ``operator`` is the group it belongs to.
    """

    code: str
    name: str
    kind: str
    operator: str | None
    registered: str | None = None
    town: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()
    other_codes: tuple[str, ...] = ()
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One of the regulator's core services; ``wordings`` are the other ways to name it."""

    id: str
    label: str
    sector: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Official:
    """A named person of the regulator in one role; ``end`` None means no end was seen."""

    name: str
    honorific: str | None
    role: str
    start: str | None
    end: str | None
    aliases: tuple[str, ...]
