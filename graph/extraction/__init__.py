"""From an article's text to its facts: the stages in order.

Each stage is a module of its own and reads what the stages before it found; the wordings they look
for are the tables of ``lexicon``.
"""

from __future__ import annotations

from ..article import Article
from ..facts import ArticleFacts
from .actions import find_actions
from .attribution import Sources, attribute
from .dates import article_date, find_dates
from .document import Document
from .entities import find_entities
from .findings import find_findings
from .inspections import find_inspections
from .measures import find_measures
from .people import find_people
from .quotations import find_quotations
from .quotes import find_quotes
from .ratings import find_ratings
from .services import find_services
from .visited import with_rated

__all__ = ["extract"]


def extract(article: Article) -> ArticleFacts:
    """All facts that the article's own text states; the same text always gives the same facts."""
    document = Document(article.text, article.published)
    published = article_date(document)
    dates = find_dates(document, published)
    entities = find_entities(document)
    services = find_services(document)
    quotations = find_quotations(document)
    people = find_people(document, entities)
    quotes = find_quotes(document, quotations, people, entities)

    ratings, rejected = find_ratings(document, entities, services, dates, quotations)
    visits = find_inspections(document, entities, dates, services)
    inspections = with_rated(visits, ratings, entities)
    findings = find_findings(document, entities, services, quotes, people)
    measures = find_measures(document, entities, services, dates)
    actions = find_actions(document, entities, dates)
    sources = Sources(document, quotes, people, entities)
    return ArticleFacts(
        published=published,
        title=article.title or _headline(document),
        publisher=article.publisher,
        url=article.url,
        organisations=entities.organisations,
        sites=entities.sites,
        people=people.people,
        inspections=attribute(inspections, sources),
        ratings=attribute(ratings, sources),
        findings=attribute(findings, sources),
        quotes=attribute(quotes, sources),
        measures=attribute(measures, sources),
        actions=attribute(actions, sources),
        rejected=rejected,
        sentences=document.sentences,
    )


def _headline(document: Document) -> str | None:
    """The first block where it is a headline, as one line."""
    first = document.blocks[0] if document.blocks else None
    if first is None or first.kind != "headline":
        return None
    return " ".join(document.text[first.start : first.end].split())
