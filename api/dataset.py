"""``/dataset``: what the whole is, in VoID and DCAT with its statistics, and as a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from ..graph.vocabulary import BASE, DCTERMS, FOAF, PREFIXES, RDF, XSD, Namespace
from .documents import compact
from .dumps import CHECKSUM, DUMPS
from .figures import figures
from .negotiation import GRAPHS, HTML, choose, split_suffix
from .problems import Problem
from .responses import data_response, known, not_modified, page_response, see_other
from .shared import shared
from .statistics import Statistics
from .structured import dataset_data

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
FORMAT = Namespace("http://www.w3.org/ns/formats/")
IANA = "https://www.iana.org/assignments/media-types/"

TITLE = "caregraph: what the news says of hospital inspections"
DESCRIPTION = (
    "Ratings, inspections, findings, enforcement and the people behind them, read from news"
    " articles, each statement with the sentence it came from."
)
_PREFIXES = {**PREFIXES, "void": str(VOID), "dcat": str(DCAT), "formats": str(FORMAT)}
_FORMS = (HTML, *GRAPHS)

blueprint = Blueprint("dataset", __name__)

_Object = ox.NamedNode | ox.Literal


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Where VoID's users look first."""
    return see_other("/dataset")


@blueprint.get("/dataset")
def dataset() -> Response:
    """The description in the form wanted."""
    return _described(None)


@blueprint.get("/dataset.<suffix>")
def dataset_in(suffix: str) -> Response:
    """The description in the form of the suffix."""
    if split_suffix(f"dataset.{suffix}", _FORMS)[1] is None:
        raise Problem(404, "not-found", f"there is no form {suffix!r} of the description")
    return _described(suffix)


def _described(suffix: str | None) -> Response:
    named = suffix or request.args.get("format")
    form = choose(request.headers.get("Accept"), _FORMS, named=named, kind="description")
    site = request.host_url
    tag = shared().tag("dataset", form.name, site)
    if known(tag):
        return not_modified(tag)
    counted = shared().remember("figures", figures).whole
    if form.rdf is None:
        return page_response(_page(counted))
    body = ox.serialize(_description(counted, site), format=form.rdf, prefixes=_PREFIXES)
    assert body is not None
    return data_response(body, form, tag=tag)


def _page(counted: Statistics) -> str:
    return render_template(
        "dataset.html",
        counted=counted,
        classes=sorted(_named(counted.classes), key=lambda each: -each[2])[:30],
        dumps=DUMPS,
        checksum=CHECKSUM,
        forms=GRAPHS,
        title=TITLE,
        description=DESCRIPTION,
        iri=f"{BASE}dataset",
        structured=dataset_data(TITLE, DESCRIPTION, counted.newest),
    )


def _named(counts: Iterable[tuple[str, int]]) -> list[tuple[str, str, int]]:
    return [(iri, compact(iri), count) for iri, count in counts]


def _description(counted: Statistics, site: str) -> Iterator[ox.Triple]:
    whole = ox.NamedNode(f"{BASE}dataset")
    yield from _about(whole, counted, site)
    yield from _partitions(whole, "class", counted.classes)
    yield from _partitions(whole, "property", counted.properties)
    yield from _distributions(whole, site)
    yield from _service(whole, site)


def _about(whole: ox.NamedNode, counted: Statistics, site: str) -> Iterator[ox.Triple]:
    said: list[tuple[ox.NamedNode, _Object]] = [
        (RDF.type, VOID.Dataset),
        (RDF.type, DCAT.Dataset),
        (DCTERMS.title, ox.Literal(TITLE, language="en")),
        (DCTERMS.description, ox.Literal(DESCRIPTION, language="en")),
        (DCTERMS.conformsTo, ox.NamedNode(f"{BASE}ontology")),
        (FOAF.homepage, ox.NamedNode(site)),
        (DCAT.landingPage, ox.NamedNode(f"{site}dataset")),
        (VOID.sparqlEndpoint, ox.NamedNode(f"{site}sparql")),
        (VOID.uriSpace, ox.Literal(BASE)),
        (VOID.vocabulary, ox.NamedNode(f"{BASE}ontology")),
        (VOID.triples, _count(counted.statements)),
        (VOID.entities, _count(counted.entities)),
        (VOID.classes, _count(len(counted.classes))),
        (VOID.properties, _count(len(counted.properties))),
    ]
    if counted.newest:
        said.append((DCTERMS.temporal, ox.Literal(f"../{counted.newest}")))
    said += [(VOID.feature, FORMAT[name]) for name in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")]
    said += [(VOID.dataDump, ox.NamedNode(f"{site}dumps/{dump.name}")) for dump in DUMPS]
    for predicate, value in said:
        yield ox.Triple(whole, predicate, value)


def _partitions(
    whole: ox.NamedNode, kind: str, counts: Iterable[tuple[str, int]]
) -> Iterator[ox.Triple]:
    """How often each class has members, or each property is stated."""
    counted = VOID.entities if kind == "class" else VOID.triples
    for iri, count in counts:
        digest = hashlib.sha256(iri.encode()).hexdigest()[:10]
        part = ox.NamedNode(f"{whole.value}#{kind}-{digest}")
        yield ox.Triple(whole, VOID[f"{kind}Partition"], part)
        yield ox.Triple(part, VOID[kind], ox.NamedNode(iri))
        yield ox.Triple(part, counted, _count(count))


def _distributions(whole: ox.NamedNode, site: str) -> Iterator[ox.Triple]:
    for dump in DUMPS:
        address = ox.NamedNode(f"{site}dumps/{dump.name}")
        file = ox.NamedNode(f"{whole.value}#{dump.name}")
        yield ox.Triple(whole, DCAT.distribution, file)
        yield ox.Triple(file, RDF.type, DCAT.Distribution)
        yield ox.Triple(
            file, DCTERMS.title, ox.Literal(f"All of it in {dump.label}", language="en")
        )
        yield ox.Triple(file, DCAT.accessURL, ox.NamedNode(f"{site}dataset"))
        yield ox.Triple(file, DCAT.downloadURL, address)
        yield ox.Triple(file, DCAT.mediaType, ox.NamedNode(IANA + dump.media_type))
        yield ox.Triple(file, DCAT.compressFormat, ox.NamedNode(f"{IANA}application/gzip"))


def _service(whole: ox.NamedNode, site: str) -> Iterator[ox.Triple]:
    service = ox.NamedNode(f"{whole.value}#sparql")
    yield ox.Triple(service, RDF.type, DCAT.DataService)
    yield ox.Triple(service, DCTERMS.title, ox.Literal("SPARQL endpoint", language="en"))
    yield ox.Triple(service, DCAT.endpointURL, ox.NamedNode(f"{site}sparql"))
    yield ox.Triple(service, DCAT.servesDataset, whole)
    yield ox.Triple(service, DCAT.endpointDescription, ox.NamedNode(f"{site}openapi.json"))


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=XSD.integer)
