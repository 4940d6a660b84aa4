"""What a page is about in schema.org's words, for search engines: JSON-LD inside the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from flask import request

from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, OWL, SKOS
from .documents import Document, value
from .dumps import DUMPS
from .links import is_web

_TYPES = {
    "organisation": "Organization",
    "site": "Place",
    "person": "Person",
    "inspection": "Event",
    "service": "MedicalTherapy",
}
"""Kinds in our IRIs that schema.org has a word for; MedicalTherapy is its word for care given."""

_SAME = (OWL.sameAs, SKOS.exactMatch)


def site_data() -> dict[str, Any]:
    """The site, with how to search it."""
    return _thing(
        "WebSite",
        name="caregraph",
        url=request.host_url,
        potentialAction={
            "@type": "SearchAction",
            "target": f"{request.host_url}search?q={{words}}",
            "query-input": "required name=words",
        },
    )


def dataset_data(title: str, description: str, newest: str) -> dict[str, Any]:
    """The whole as a dataset, with its files."""
    return _thing(
        "Dataset",
        id=f"{BASE}dataset",
        name=title,
        description=description,
        url=f"{request.host_url}dataset",
        temporalCoverage=f"../{newest}" if newest else "",
        distribution=[
            {
                "@type": "DataDownload",
                "name": dump.label,
                "encodingFormat": "application/gzip",
                "contentUrl": f"{request.host_url}dumps/{dump.name}",
            }
            for dump in DUMPS
        ],
    )


def article_data(
    iri: str, *, title: str, date: str, publisher: str, source: str, about: Iterable[str]
) -> dict[str, Any]:
    """A news article, with whom and what it names."""
    return _thing(
        "NewsArticle",
        id=iri,
        headline=title[:110],
        datePublished=date,
        publisher={"@type": "Organization", "name": publisher} if publisher else "",
        isBasedOn=source if is_web(source) else "",
        mentions=[{"@id": each} for each in about],
    )


def entity_data(store: Store, document: Document, name: str) -> dict[str, Any] | None:
    """A thing that schema.org knows the kind of."""
    iri = document.subject.value
    kind = _TYPES.get(iri.removeprefix(BASE).partition("/")[0])
    if kind is None:
        return None
    if kind == "Place" and any(quad.object == CG.Hospital for quad in document.own):
        kind = "Hospital"
    same = sorted(
        {
            quad.object.value
            for quad in document.own
            if quad.subject == document.subject
            and quad.predicate in _SAME
            and isinstance(quad.object, ox.NamedNode)
        }
    )
    code = value(store, document.subject, CG.odsCode)
    identifier = {
        "@type": "PropertyValue",
        "propertyID": "ODS",
        "value": getattr(code, "value", ""),
    }
    return _thing(
        kind, id=iri, name=name, url=iri, sameAs=same, identifier=identifier if code else ""
    )


def _thing(kind: str, id: str = "", **members: Any) -> dict[str, Any]:
    """The members that say something, under schema.org's context, which nobody need fetch."""
    head = {"@context": "https://schema.org", "@type": kind, **({"@id": id} if id else {})}
    return {**head, **{name: each for name, each in members.items() if each}}
