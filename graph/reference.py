"""Organisations, sites, services and officials known beforehand: ``ontology/reference``.

A record is what the tables say; which of them a text means is decided in ``extraction.entities``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import TypeVar

from . import reference_tables
from .errors import UnknownName
from .reference_records import Official, OrganisationRecord, Service, SiteRecord
from .reference_tables import slug

__all__ = [
    "Official",
    "OrganisationRecord",
    "Reference",
    "Service",
    "SiteRecord",
    "fold_name",
    "load_reference",
    "slug",
]

_SPACES = re.compile(r"[^a-z0-9'.]+")
Record = TypeVar("Record", OrganisationRecord, SiteRecord)


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


@cache
def load_reference() -> Reference:
    """The tables of ``ontology/reference``, read once per process."""
    organisations = {
        record.code: record
        for record in (
            *reference_tables.trusts(),
            *reference_tables.regulators(),
            *reference_tables.bodies(),
            *reference_tables.operators(),
            *reference_tables.councils(),
        )
    }
    sites = {
        record.code: record
        for record in (*reference_tables.trust_sites(), *reference_tables.provider_sites())
    }
    services = {service.id: service for service in reference_tables.services()}
    return Reference(
        MappingProxyType(organisations),
        MappingProxyType(sites),
        MappingProxyType(services),
        tuple(reference_tables.officials()),
    )


def _index(pairs: Iterable[tuple[str, Record]]) -> dict[str, tuple[Record, ...]]:
    held: dict[str, list[Record]] = {}
    for name, record in pairs:
        bearers = held.setdefault(fold_name(name), [])
        if record not in bearers:
            bearers.append(record)
    return {name: tuple(bearers) for name, bearers in held.items()}
