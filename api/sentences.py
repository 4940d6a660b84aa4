"""The sentences that claims rest on, each once, with the words that count marked in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.facts import Span
from ..graph.store import Store
from ..graph.vocabulary import CG, OA
from .documents import Node, article_of
from .links import href


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence, and whether it is of the words that count."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or some in a row) of an article, in pieces, and where its first words stand."""

    pieces: tuple[Piece, ...]
    href: str


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a sentence stands: its article, its start there, its text."""

    article: str
    start: int
    text: str


def sentences(store: Store, claims: Iterable[Node]) -> list[Sentence]:
    """The sentences behind the claims, in the order of their articles' texts."""
    marks: dict[_Place, list[tuple[Span, str]]] = defaultdict(list)
    evidence = {node for claim in claims for node in nodes(store, claim, CG.evidence)}
    for node in evidence:
        place, span = _placed(store, node)
        marks[place].append((span, str(node)[1:-1]))
    return [_sentence(place, sorted(marks[place])) for place in sorted(marks)]


def nodes(store: Store, subject: Node, predicate: ox.NamedNode) -> list[Node]:
    """The nodes that a property of the subject points to, in order of IRIs."""
    found = {quad.object for quad in store.engine.quads_for_pattern(subject, predicate, None)}
    kept = (node for node in found if isinstance(node, ox.NamedNode | ox.BlankNode))
    return sorted(kept, key=str)


def _sentence(place: _Place, found: list[tuple[Span, str]]) -> Sentence:
    return Sentence(tuple(_pieces(place.text, [span for span, _ in found])), href(found[0][1]))


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    """The text parted by its spans, those that overlap as one."""
    done = 0
    for start, end in _merged(spans):
        if start > done:
            yield Piece(text[done:start], marked=False)
        yield Piece(text[start:end], marked=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], marked=False)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    waiting: Span | None = None
    for span in spans:
        if waiting is not None and span.start <= waiting.end:
            waiting = Span(waiting.start, max(waiting.end, span.end))
            continue
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _placed(store: Store, evidence: Node) -> tuple[_Place, Span]:
    """The sentence around the evidence, and the evidence's span within it."""
    said = {
        quad.predicate: quad.object.value
        for quad in store.engine.quads_for_pattern(evidence, None, None)
        if isinstance(quad.object, ox.Literal)
    }
    exact, sentence, prefix, start = (
        said.get(term, "") for term in (OA.exact, CG.sentence, OA.prefix, OA.start)
    )
    begin = _offset(sentence, exact, prefix)
    if begin is None:
        sentence, begin = exact, 0
    from_start = int(start) - begin if start.isdigit() else 0
    article = article_of(str(evidence)[1:-1]) or ""
    return _Place(article, from_start, sentence), Span(begin, begin + len(exact))


def _offset(sentence: str, exact: str, prefix: str) -> int | None:
    """Where the words stand in the sentence; the text before them tells which of several."""
    for context in range(len(prefix), -1, -1):
        before = prefix[len(prefix) - context :]
        at = sentence.find(before + exact)
        if at >= 0:
            return at + len(before)
    return None
