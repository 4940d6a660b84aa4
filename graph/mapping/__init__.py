"""Article and facts → RDF: everything that one article says, in a graph of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from .. import identifiers
from ..article import Article
from ..facts import ArticleFacts
from ..vocabulary import CG, DCTERMS, PROV, RDF, RDFS, SCHEMA
from .claims import Claims
from .entities import map_entities
from .evidence import Evidence
from .inspections import Inspections, map_inspections
from .literals import dated
from .names import Names, Triple
from .run import describe_run, extraction_run
from .statements import map_statements

__all__ = ["map_article"]

_LONGEST_TITLE = 120


def map_article(
    article: Article, facts: ArticleFacts, *, model: str | None = None
) -> Iterator[Quad]:
    """The article's graph: no blank nodes, no repeats, the same order each time.

    ``model`` names the language model that took part in finding the facts, if one did.
    """
    graph = identifiers.article(article.key)
    names = Names(facts, article.key)
    evidence = Evidence(article, facts)
    claims = Claims(article, names, evidence, extraction_run(model))
    things = dict.fromkeys(_things(article, facts, names, claims))
    # Claims and evidence come last: what is mapped before asks for them, and they repeat nothing.
    run = describe_run(model)
    for triples in (things, claims.triples(), evidence.triples(), names.strays(), run):
        for subject, predicate, value in triples:
            yield Quad(subject, predicate, value, graph)


def _things(
    article: Article, facts: ArticleFacts, names: Names, claims: Claims
) -> Iterator[Triple]:
    """The article and all that it speaks of; its claims are noted on the way."""
    inspections = Inspections(article, facts, names)
    yield from _article(article, facts, names)
    yield from map_entities(facts, names, claims)
    yield from map_inspections(facts, inspections, names, claims)
    yield from map_statements(article, facts, inspections, names, claims)


def _article(article: Article, facts: ArticleFacts, names: Names) -> Iterator[Triple]:
    node = identifiers.article(article.key)
    title = article.title or facts.title
    yield node, RDF.type, CG.Article
    yield node, RDF.type, SCHEMA.NewsArticle
    yield node, RDFS.label, Literal(title or _opening(article.text))
    for term, words in (
        (DCTERMS.title, title),
        (DCTERMS.publisher, article.publisher or facts.publisher),
        (DCTERMS.creator, article.author),
    ):
        if words:
            yield node, term, Literal(words)
    if (issued := dated(facts.published or article.published)) is not None:
        yield node, DCTERMS.issued, issued
    if (address := identifiers.web(article.url or facts.url)) is not None:
        yield node, DCTERMS.source, address
        yield node, PROV.wasDerivedFrom, address
    yield node, SCHEMA.articleBody, Literal(article.text)
    for mentioned in names.mentioned():
        yield node, CG.mentions, mentioned


def _opening(text: str) -> str:
    """The article's first line, cut: how to call an article without a title."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"
