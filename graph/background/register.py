"""``graph/register``: official ratings, one entry a row of the register."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from pyoxigraph import Literal, NamedNode, Quad

from .. import identifiers
from ..mapping.literals import dated
from ..mapping.names import Triple
from ..reference import Reference, load_reference
from ..vocabulary import CG, DCTERMS, QUESTION, RATING, RDF, RDFS, SERVICE


def register_quads() -> Iterator[Quad]:
    """The official ratings at hand, as ``graph/register``."""
    table = files("caregraph.ontology").joinpath("reference", "register.csv").read_text("utf-8")
    reference = load_reference()
    triples: dict[Triple, None] = {}
    for row in csv.DictReader(table.splitlines()):
        triples.update(dict.fromkeys(_entry(row, reference)))
    graph = identifiers.graph("register")
    return (Quad(*triple, graph) for triple in triples)


def _entry(row: dict[str, str], reference: Reference) -> Iterator[Triple]:
    """A row of the register; a holder that the tables don't know gets its name and kind here."""
    about, name = _holder(row, reference)
    question = _key(row["Domain"])
    service = row["Service ID"] or None
    content = "|".join(row.values())
    node = identifiers.register_entry(identifiers.key_of(about), service, question, content)
    if row["Location ID"]:
        provider = identifiers.organisation_key(row["Provider Name"], row["Provider ID"])
        yield about, RDF.type, CG.Site
        yield about, CG.operatedBy, identifiers.organisation(provider)
    yield about, RDFS.label, Literal(name)
    yield node, RDF.type, CG.RegisterEntry
    yield node, RDFS.label, Literal(_entry_label(row, name))
    yield node, CG.about, about
    yield node, CG.question, QUESTION[question]
    yield node, CG.grade, RATING[_key(row["Latest Rating"])]
    if service:
        yield node, CG.service, SERVICE[service]
    if (reported := dated(row["Publication Date"])) is not None:
        yield node, CG.reportedOn, reported
    if row["Inspection Dates"]:
        yield node, CG.inspectionDates, Literal(row["Inspection Dates"])
    if (page := identifiers.web(row["URL"])) is not None:
        yield node, DCTERMS.source, page


def _holder(row: dict[str, str], reference: Reference) -> tuple[NamedNode, str]:
    """Who is rated: the location where one is given, else the provider."""
    code = row["Location ID"]
    if not code:
        key = identifiers.organisation_key(row["Provider Name"], row["Provider ID"])
        return identifiers.organisation(key), row["Provider Name"]
    known = reference.sites.get(code)
    name = known.name if known else row["Location Name"]
    return identifiers.site(identifiers.site_key(name, code)), name


def _entry_label(row: dict[str, str], name: str) -> str:
    service = row["Service / Population Group"] if row["Service ID"] else ""
    where = f"{service} at {name}" if service else name
    when = f", {row['Publication Date']}" if row["Publication Date"] else ""
    return f"{where}: {row['Latest Rating'].lower()}, {row['Domain'].lower()}{when}"


def _key(words: str) -> str:
    return words.strip().lower().replace(" ", "-")
