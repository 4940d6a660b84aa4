"""Where a statement comes from: for one in an article's graph, the sentences that made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.explanation.witnesses import Witnesses, is_claim
from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, DCTERMS
from .documents import Node, article_of, label, value
from .links import href
from .sentences import Sentence, nodes, sentences

MOST_SENTENCES = 3
MOST_SOURCES = 5

_BACKGROUND = {
    "graph/ontology": "the ontology",
    "graph/reference": "the reference tables",
    "graph/register": "the official register",
    "graph/ledger": "the ledger: what follows from the claims",
    "graph/identity": "who is who: what follows from all articles",
    "graph/decisions": "a reviewer's decisions",
    "graph/inferred": "worked out by the ontology's rules",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who says a statement: an article with its sentences, or one of the background graphs."""

    label: str
    href: str
    date: str
    sentences: tuple[Sentence, ...]
    more: int = 0


class Sources:
    """Finds the sources of statements, remembering what it has looked up: made for one page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._witnesses = Witnesses(store)

    def of(self, quads: Sequence[ox.Quad]) -> tuple[Source, ...]:
        """The sources of one statement, given once per graph that holds it; not more than a few."""
        ordered = sorted(quads, key=lambda quad: str(quad.graph_name))
        return tuple(self._source(quad) for quad in ordered[:MOST_SOURCES])

    def date(self, article: ox.NamedNode) -> str:
        """When the article came out, or nothing where that isn't known."""
        issued = value(self._store, article, DCTERMS.issued)
        return issued.value if isinstance(issued, ox.Literal) else ""

    def behind(self, subject: ox.NamedNode) -> tuple[Source, ...]:
        """The sources of everything said of a claim, or of what claims show: its articles."""
        claims = [*nodes(self._store, subject, CG.supportedBy)]
        claims += nodes(self._store, subject, CG.shownBy)
        if is_claim(subject):
            claims = [subject]
        by_article: dict[str, list[Node]] = {}
        for claim in claims:
            if article := article_of(str(claim)[1:-1]):
                by_article.setdefault(article, []).append(claim)
        found = [self._from_article(ox.NamedNode(key), by_article[key]) for key in by_article]
        return tuple(sorted(found, key=lambda source: source.date, reverse=True))

    def of_claim(self, claim: Node, article: ox.NamedNode) -> Source:
        """The source of one claim."""
        return self._from_article(article, [claim])

    def _source(self, quad: ox.Quad) -> Source:
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and article_of(graph.value) == graph.value:
            return self._from_article(graph, self._witnesses.behind(quad))
        name = graph.value.removeprefix(BASE) if isinstance(graph, ox.NamedNode) else ""
        found = sentences(self._store, self._witnesses.behind(quad))
        return Source(
            _BACKGROUND.get(name, name or "the default graph"),
            href(graph.value) if isinstance(graph, ox.NamedNode) else "",
            "",
            tuple(found[:MOST_SENTENCES]),
            max(0, len(found) - MOST_SENTENCES),
        )

    def _from_article(self, article: ox.NamedNode, claims: Iterable[Node]) -> Source:
        found = sentences(self._store, claims)
        more = max(0, len(found) - MOST_SENTENCES)
        kept = tuple(found[:MOST_SENTENCES])
        return Source(
            label(self._store, article), href(article.value), self.date(article), kept, more
        )
