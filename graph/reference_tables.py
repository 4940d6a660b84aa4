"""The files of ``ontology/reference``, row by row, as records."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.resources import files

from .reference_records import Official, OrganisationRecord, Service, SiteRecord

FOLDER = "reference"
_REGULATORS = frozenset({"regulator", "professional regulator"})
_UNSAFE = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """A key for what has no code."""
    return _UNSAFE.sub("-", name.lower().replace("'", "")).strip("-")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("caregraph.ontology").joinpath(FOLDER, f"{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _several(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def trusts() -> Iterator[OrganisationRecord]:
    """NHS trusts, open and closed."""
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


def renamings() -> dict[tuple[str, str], str]:
    """Code and former name → the day from which the organisation had another, where it is known."""
    return {(row["ods"], row["former_name"]): row["on"] for row in _rows("renamings")}


def regulators() -> Iterator[OrganisationRecord]:
    """Regulators, national bodies, royal colleges, unions and care boards."""
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


def bodies() -> Iterator[OrganisationRecord]:
    """National bodies and charities that the regulators table leaves out."""
    for row in _rows("bodies"):
        yield OrganisationRecord(
            code=slug(row["name"]),
            name=row["name"],
            kind="regulator" if row["kind"] in _REGULATORS else "body",
            sector="national body",
            aliases=_several(row["aliases"]),
        )


def councils() -> Iterator[OrganisationRecord]:
    """Local authorities."""
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


def operators() -> Iterator[OrganisationRecord]:
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


def trust_sites() -> Iterator[SiteRecord]:
    """Hospitals and other sites of trusts."""
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


def provider_sites() -> Iterator[SiteRecord]:
    """Places of independent providers."""
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


def officials() -> Iterator[Official]:
    """The regulator's people, one record per role."""
    for row in _rows("officials"):
        yield Official(
            row["name"],
            row["honorific"] or None,
            row["role"],
            row["from"] or None,
            row["to"] or None,
            _several(row["aliases"]),
        )


def services() -> Iterator[Service]:
    """The regulator's core services."""
    for row in _rows("services"):
        yield Service(row["id"], row["label"], row["sector"], _several(row["also"]))
