"""``graph/reference``: the organisations and sites of the reference tables."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from .. import identifiers
from ..mapping.entities import ORGANISATION_CLASSES
from ..mapping.names import Triple
from ..reference import OrganisationRecord, Reference, SiteRecord, load_reference
from ..vocabulary import CG, RDF, RDFS, SKOS
from .changes import changes


def reference_quads() -> Iterator[Quad]:
    """The organisations and sites of the reference tables, as ``graph/reference``."""
    reference = load_reference()
    graph = identifiers.graph("reference")
    for organisation in reference.organisations.values():
        for triple in _organisation(organisation, reference):
            yield Quad(*triple, graph)
    for site in reference.sites.values():
        for triple in _site(site):
            yield Quad(*triple, graph)
    for triple in changes(reference):
        yield Quad(*triple, graph)


def _organisation(record: OrganisationRecord, reference: Reference) -> Iterator[Triple]:
    node = _organisation_node(record)
    yield node, RDF.type, ORGANISATION_CLASSES[record.kind]
    yield node, RDFS.label, Literal(record.name)
    for name in dict.fromkeys((*record.former_names, *record.aliases)):
        yield node, SKOS.altLabel, Literal(name)
    for term, value in (
        (CG.odsCode, record.ods),
        (CG.cqcId, record.cqc_id),
        (CG.sector, record.sector),
        (CG.town, record.town),
    ):
        if value:
            yield node, term, Literal(value)
    for code in record.successors:
        yield node, CG.succeededBy, _organisation_node(reference.organisation(code))


def _organisation_node(record: OrganisationRecord) -> NamedNode:
    return identifiers.organisation(identifiers.organisation_key(record.name, record.code))


def _site(record: SiteRecord) -> Iterator[Triple]:
    node = _site_node(record)
    yield node, RDF.type, CG.Hospital if record.kind.endswith("hospital") else CG.Site
    yield node, RDFS.label, Literal(record.name)
    for name in record.aliases:
        yield node, SKOS.altLabel, Literal(name)
    yield node, CG.sector, Literal(record.kind)
    if record.operator:
        yield (
            node,
            CG.operatedBy,
            identifiers.organisation(identifiers.organisation_key("", record.operator)),
        )
    if record.town:
        yield node, CG.town, Literal(record.town)


def _site_node(record: SiteRecord) -> NamedNode:
    return identifiers.site(identifiers.site_key(record.name, record.code))
