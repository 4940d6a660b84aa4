"""Evidence: the words of the article that a claim rests on, as Web Annotation selectors."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..article import Article
from ..facts import ArticleFacts, Span
from ..vocabulary import CG, OA, RDF
from .literals import count
from .names import Triple

CONTEXT = 32
"""Characters kept before and after the words, to find them again in a changed copy."""


class Evidence:
    """The spans of one article that claims rest on, each described once."""

    def __init__(self, article: Article, facts: ArticleFacts) -> None:
        self._text = article.text
        self._key = article.key
        self._article = identifiers.article(article.key)
        self._sentences = facts.sentences
        self._starts = [span.start for span in facts.sentences]
        self._ends = [span.end for span in facts.sentences]
        self._used: dict[Span, NamedNode] = {}

    def node(self, span: Span) -> NamedNode:
        """The evidence node of a span; its description follows from ``triples``."""
        node = self._used.get(span)
        if node is None:
            node = self._used[span] = identifiers.evidence(self._key, *span)
        return node

    def triples(self) -> Iterator[Triple]:
        """The description of every span that was asked for, in the order of the text."""
        for span in sorted(self._used):
            yield from self._describe(self._used[span], span)

    def _describe(self, node: NamedNode, span: Span) -> Iterator[Triple]:
        start, end = span
        yield node, RDF.type, CG.Evidence
        yield node, RDF.type, OA.TextPositionSelector
        yield node, RDF.type, OA.TextQuoteSelector
        yield node, OA.start, count(start)
        yield node, OA.end, count(end)
        yield node, OA.exact, Literal(self._text[start:end])
        yield node, OA.prefix, Literal(self._text[max(start - CONTEXT, 0) : start])
        yield node, OA.suffix, Literal(self._text[end : end + CONTEXT])
        yield node, CG.sentence, Literal(self._around(start, end))
        yield node, CG.inArticle, self._article

    def _around(self, start: int, end: int) -> str:
        """The whole sentence or sentences that the span touches, else the span itself."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        if first > last:
            return self._text[start:end]
        left, right = self._starts[first], self._ends[last]
        return self._text[min(left, start) : max(right, end)]
