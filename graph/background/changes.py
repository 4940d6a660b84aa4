"""Organisations renamed, merged or taken over, by the reference tables: ``org:ChangeEvent``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..mapping.literals import dated
from ..mapping.names import Triple
from ..reference import OrganisationRecord, Reference
from ..reference_tables import renamings
from ..vocabulary import CG, DCTERMS, ORG, RDF, RDFS


def changes(reference: Reference) -> Iterator[Triple]:
    """Each takeover or merger with its day; each former name, with the day it ended where known."""
    days = renamings()
    ended: dict[tuple[tuple[str, ...], str], list[OrganisationRecord]] = defaultdict(list)
    for record in reference.organisations.values():
        if record.successors:
            ended[record.successors, record.ended or ""].append(record)
        for name in record.former_names:
            yield from _renaming(record, name, days.get((record.code, name)))
    for (successors, day), records in ended.items():
        results = [reference.organisation(code) for code in successors]
        yield from _merger(records, results, day or None)


def _merger(
    records: list[OrganisationRecord], results: list[OrganisationRecord], day: str | None
) -> Iterator[Triple]:
    """Those that ended on one day for the same successors; a successor that was there goes on."""
    key = identifiers.organisation_key(records[0].name, records[0].code)
    node = identifiers.change(key, day or "ended")
    yield node, RDF.type, CG.Merger
    yield node, RDF.type, ORG.ChangeEvent
    names = " and ".join(record.name for record in records)
    into = " and ".join(record.name for record in results)
    when = f", {day}" if day else ""
    yield node, RDFS.label, Literal(f"{names} became part of {into}{when}")
    for record in records:
        yield node, ORG.originalOrganization, _node(record)
    for record in results:
        yield node, ORG.resultingOrganization, _node(record)
        if record.opened and day and record.opened <= day:
            yield node, ORG.originalOrganization, _node(record)
    if (literal := dated(day)) is not None:
        yield node, DCTERMS.date, literal


def _renaming(record: OrganisationRecord, name: str, day: str | None) -> Iterator[Triple]:
    key = identifiers.organisation_key(record.name, record.code)
    node = identifiers.change(key, f"from-{identifiers.slug(name)}")
    yield node, RDF.type, CG.Renaming
    yield node, RDF.type, ORG.ChangeEvent
    until = f" until {day}" if day else ""
    yield node, RDFS.label, Literal(f"{record.name} was called {name}{until}")
    yield node, ORG.originalOrganization, _node(record)
    yield node, ORG.resultingOrganization, _node(record)
    yield node, CG.formerName, Literal(name)
    if (literal := dated(day)) is not None:
        yield node, DCTERMS.date, literal


def _node(record: OrganisationRecord) -> NamedNode:
    return identifiers.organisation(identifiers.organisation_key(record.name, record.code))
