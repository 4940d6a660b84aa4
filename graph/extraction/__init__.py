"""TEMPORARY orchestrator while the stages are being written: a missing stage gives nothing."""

from __future__ import annotations

from importlib import import_module

from ..article import Article
from ..facts import ArticleFacts
from .document import Document

__all__ = ["extract"]


def _stage(module, name, fallback):
    try:
        return getattr(import_module(f"{__name__}.{module}"), name)
    except (ImportError, AttributeError):
        return lambda *args: fallback


def extract(article: Article) -> ArticleFacts:
    from types import SimpleNamespace

    document = Document(article.text, article.published)
    published = _stage("dates", "article_date", article.published)(document)
    dates = _stage("dates", "find_dates", ())(document, published)
    none = SimpleNamespace(organisations=(), sites=(), mentions=(), lead=None, within=lambda a, b: (),
                           operator=lambda n: None, kind=lambda n: None, people=())
    entities = _stage("entities", "find_entities", none)(document)
    services = _stage("services", "find_services", ())(document)
    quotations = _stage("quotations", "find_quotations", ())(document)
    people = _stage("people", "find_people", none)(document, entities)
    quotes = _stage("quotes", "find_quotes", ())(document, quotations, people, entities)
    attribute = _stage("attribution", "attribute", None)

    def tell(facts):
        out = attribute(facts, document, quotes, people, entities)
        return facts if out is None else out

    return ArticleFacts(
        published=published, title=article.title or _headline(document), publisher=article.publisher, url=article.url,
        organisations=entities.organisations, sites=entities.sites, people=people.people,
        inspections=tell(_stage("inspections", "find_inspections", ())(document, entities, dates, services)),
        ratings=tell(_stage("ratings", "find_ratings", ())(document, entities, services, dates, quotations)),
        findings=tell(_stage("findings", "find_findings", ())(document, entities, services, quotes, people)),
        quotes=tell(quotes),
        measures=tell(_stage("measures", "find_measures", ())(document, entities, services, dates)),
        actions=tell(_stage("actions", "find_actions", ())(document, entities, dates)),
        sentences=document.sentences,
    )


def _headline(document: Document) -> str | None:
    first = document.blocks[0] if document.blocks else None
    if first is None or first.kind != "headline":
        return None
    return " ".join(document.text[first.start : first.end].split())
