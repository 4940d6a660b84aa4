"""Organisations, sites, services and officials known beforehand: ``ontology/reference``.

A record is what the tables say; which of them a text means is decided in ``extraction.entities``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from .errors import UnknownName
from .facts import OrganisationKind

FOLDER = "reference"
_REGULATORS = frozenset({"regulator", "professional regulator"})
_SPACES = re.compile(r"[^a-z0-9'.]+")
_UNSAFE = re.compile(r"[^a-z0-9]+")
Record = TypeVar("Record", "OrganisationRecord", "SiteRecord")


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

    ``registered``: the company registered for it, where ``operator`` is the group that it belongs to.
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


@dataclass(frozen=True)
class Reference:
    """All tables with the lookups that linking and mapping need."""

    organisations: Mapping[str, OrganisationRecord]
    sites: Mapping[str, SiteRecord]
    services: Mapping[str, Service]
    officials: tuple[Official, ...]

    def organisation(self, code: str) -> OrganisationRecord:
        """The organisation with this code; ``UnknownName`` when there is none."""
        try:
            return self.organisations[code]
        except KeyError:
            raise UnknownName("organisation", code, self.organisations) from None

    def site(self, code: str) -> SiteRecord:
        """The site with this code, present or former; ``UnknownName`` when there is none."""
        record = self.sites.get(code) or self._other_codes.get(code)
        if record is None:
            raise UnknownName("site", code, self.sites)
        return record

    def service(self, key: str) -> Service:
        """The core service with this id; ``UnknownName`` when there is none."""
        try:
            return self.services[key]
        except KeyError:
            raise UnknownName("service", key, self.services) from None

    def organisations_named(self, name: str) -> tuple[OrganisationRecord, ...]:
        """The organisations that bear this official, former or short name; official names first."""
        return self._organisation_names.get(fold_name(name), ())

    def sites_named(self, name: str) -> tuple[SiteRecord, ...]:
        """The sites that bear this name or alias; several hospitals may share one."""
        return self._site_names.get(fold_name(name), ())

    def sites_of(self, code: str) -> tuple[SiteRecord, ...]:
        """The sites that the organisation runs, in the table's order."""
        return self._sites_of.get(code, ())

    def successor(self, code: str) -> OrganisationRecord | None:
        """The organisation of today that a closed one led to; ``None`` when it led to none."""
        seen = {code}
        record = self.organisation(code)
        while record.successors and record.successors[0] not in seen:
            seen.add(record.successors[0])
            record = self.organisation(record.successors[0])
        return record if len(seen) > 1 else None

    @cached_property
    def _other_codes(self) -> dict[str, SiteRecord]:
        return {code: site for site in self.sites.values() for code in site.other_codes}

    @cached_property
    def _organisation_names(self) -> dict[str, tuple[OrganisationRecord, ...]]:
        records = self.organisations.values()
        return _index(
            [(r.name, r) for r in records]
            + [(name, r) for r in records for name in (*r.former_names, *r.aliases)]
        )

    @cached_property
    def _site_names(self) -> dict[str, tuple[SiteRecord, ...]]:
        records = self.sites.values()
        return _index(
            [(r.name, r) for r in records] + [(alias, r) for r in records for alias in r.aliases]
        )

    @cached_property
    def _sites_of(self) -> dict[str, tuple[SiteRecord, ...]]:
        held: dict[str, list[SiteRecord]] = {}
        for site in self.sites.values():
            if site.operator:
                held.setdefault(site.operator, []).append(site)
        return {code: tuple(sites) for code, sites in held.items()}


def fold_name(name: str) -> str:
    """A name as lookups compare it: lower case, no curly apostrophe, no "&", no leading "the"."""
    folded = name.lower().replace("’", "'").replace("&", " and ")
    return _SPACES.sub(" ", folded).strip().removeprefix("the ")


def slug(name: str) -> str:
    """A key for what has no code."""
    return _UNSAFE.sub("-", name.lower().replace("'", "")).strip("-")


@cache
def load_reference() -> Reference:
    """The tables of ``ontology/reference``, read once per process."""
    organisations = {
        record.code: record
        for record in (*_trusts(), *_regulators(), *_bodies(), *_operators(), *_councils())
    }
    sites = {record.code: record for record in (*_trust_sites(), *_provider_sites())}
    services = {
        row["id"]: Service(row["id"], row["label"], row["sector"], _several(row["also"]))
        for row in _rows("services")
    }
    return Reference(
        MappingProxyType(organisations),
        MappingProxyType(sites),
        MappingProxyType(services),
        tuple(_officials()),
    )


def _index(pairs: Iterable[tuple[str, Record]]) -> dict[str, tuple[Record, ...]]:
    held: dict[str, list[Record]] = {}
    for name, record in pairs:
        bearers = held.setdefault(fold_name(name), [])
        if record not in bearers:
            bearers.append(record)
    return {name: tuple(bearers) for name, bearers in held.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("caregraph.ontology").joinpath(FOLDER, f"{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _several(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _trusts() -> Iterator[OrganisationRecord]:
    for row in _rows("trusts"):
        yield OrganisationRecord(
            code=row["ods"],
            name=row["name"],
            kind="trust",
            sector=row["kind"],
            ods=row["ods"],
            cqc_id=row["cqc_id"] or None,
            aliases=_several(row["aliases"]),
            former_names=_several(row["former_names"]),
            closed=row["status"] == "closed",
            opened=row["opened"] or None,
            ended=row["closed"] or None,
            successors=_several(row["successor"]),
            region=row["region"] or None,
            town=row["town"] or None,
            country="England",
            wikidata=row["wikidata"] or None,
        )


def _regulators() -> Iterator[OrganisationRecord]:
    for row in _rows("regulators"):
        yield OrganisationRecord(
            code=row["id"],
            name=row["name"],
            kind="regulator" if row["kind"] in _REGULATORS else "body",
            sector=row["kind"],
            aliases=_several(row["aliases"]),
            former_names=_several(row["former_names"]),
            closed=bool(row["to"]),
            opened=row["from"] or None,
            ended=row["to"] or None,
            successors=_several(row["successor"]),
            country=row["country"] or None,
            wikidata=row["wikidata"] or None,
        )


def _bodies() -> Iterator[OrganisationRecord]:
    for row in _rows("bodies"):
        yield OrganisationRecord(
            code=slug(row["name"]),
            name=row["name"],
            kind="regulator" if row["kind"] in _REGULATORS else "body",
            sector="national body",
            aliases=_several(row["aliases"]),
        )


def _councils() -> Iterator[OrganisationRecord]:
    for row in _rows("councils"):
        yield OrganisationRecord(
            code=slug(row["name"]),
            name=row["name"],
            kind="body",
            sector="council",
            aliases=_several(row["aliases"]),
            town=row["place"] or None,
            country="England",
        )


def _operators() -> Iterator[OrganisationRecord]:
    """Groups by their well-known name, and operators by the name they are registered under."""
    rows = list(_rows("providers"))
    registered = {row["name"]: row["cqc_id"] for row in rows if row["kind"] == "operator"}
    named = [name for row in rows for name in (row["group"], row["provider_name"])]
    for name in dict.fromkeys(filter(None, [*named, *registered])):
        yield OrganisationRecord(
            code=slug(name),
            name=name,
            kind="provider",
            sector="independent",
            cqc_id=registered.get(name),
            country="England",
        )


def _trust_sites() -> Iterator[SiteRecord]:
    for row in _rows("sites"):
        yield SiteRecord(
            code=row["ods"],
            name=row["name"],
            kind=row["kind"],
            operator=row["trust_ods"] or None,
            town=row["town"] or None,
            postcode=row["postcode"] or None,
            latitude=_number(row["lat"]),
            longitude=_number(row["lon"]),
            aliases=_several(row["aliases"]),
            other_codes=_several(row["other_ods"]),
            wikidata=row["wikidata"] or None,
        )


def _provider_sites() -> Iterator[SiteRecord]:
    for row in _rows("providers"):
        if row["kind"] == "operator":
            continue
        operator = row["group"] or row["provider_name"]
        yield SiteRecord(
            code=row["cqc_id"] or row["ods"] or slug(row["name"]),
            name=row["name"],
            kind=row["kind"],
            operator=slug(operator) if operator else None,
            registered=slug(row["provider_name"]) or None,
            town=row["town"] or None,
            postcode=row["postcode"] or None,
        )


def _officials() -> Iterator[Official]:
    for row in _rows("officials"):
        yield Official(
            row["name"],
            row["honorific"] or None,
            row["role"],
            row["from"] or None,
            row["to"] or None,
            _several(row["aliases"]),
        )
