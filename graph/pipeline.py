"""The steps in order: articles are read, extracted, mapped, stored; then what follows is derived.

Read this first. ``build`` streams: it holds a few batches of articles and a few thousand quads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from . import derivation, identifiers
from .article import Article
from .article_names import articles_named
from .batches import Outcome, outcomes
from .identity.decisions import unknown
from .mapping.literals import dated
from .mapping.run import extraction_run
from .reading import DEFAULT_LIMIT, read
from .reasoning import Changes
from .store import Store
from .summary import Summary, Tally
from .vocabulary import CG, DCTERMS, RDF

if TYPE_CHECKING:
    from .identity.decisions import Decision
    from .llm import ModelExtractor

Progress = Callable[[str, int], None]
"""Hears the name of the step under way and how many articles it has done."""

# How many new graphs, or bytes of them, are stored at once: few would be slow, many a long wait.
_GRAPHS_AT_ONCE = 400
_BYTES_AT_ONCE = 100_000_000


def _silent(step: str, done: int) -> None:
    """No progress shown."""


def _unheard(message: str) -> None:
    """What reading had to assume, when nobody asks."""


def build(
    store: Store,
    sources: Iterable[str | Path],
    *,
    reasoning: bool = True,
    validation: bool = True,
    jobs: int | None = None,
    limit: int = DEFAULT_LIMIT,
    extractor: ModelExtractor | None = None,
    decisions: Iterable[Decision] | None = None,
    noted: Callable[[str], None] = _unheard,
    progress: Progress = _silent,
) -> Summary:
    """Bring the articles of files and folders into the store, with all that follows from them.

    An article is left as it is when the same rules made its graph. One that can't be read or fails
    is named in the summary, and the rest goes on. ``jobs`` is the number of processes, or of
    articles that an ``extractor`` asks its language model about at once. ``decisions`` are a
    reviewer's about who is who; ``None`` leaves those that the store holds. ``noted`` hears what
    reading had to assume, and of decisions about what the store doesn't know.
    """
    tally = Tally()
    decided = None if decisions is None else tuple(decisions)
    changes = Changes(everything=derivation.load_background(store, decided))
    articles = read(sources, tally.failed, noted=noted, limit=limit)
    run = extraction_run(extractor.model) if extractor else extraction_run()
    due = _due(store, articles, run, tally, progress)
    _store(store, outcomes(due, jobs, extractor), tally, changes, progress)
    inferred = derivation.derive(store, changes, reasoning=reasoning, progress=progress)
    for message in unknown(store, decided or ()):
        noted(message)
    violations = derivation.check(store, changes, progress=progress) if validation else None
    store.complete(derived_by=derivation.deriving_rules())
    return tally.summary(inferred, violations, validated_whole=changes.everything)


def _due(
    store: Store,
    articles: Iterable[Article],
    run: ox.NamedNode,
    tally: Tally,
    progress: Progress,
) -> Iterator[Article]:
    """The articles whose graph is missing or not what it would become now; each text once."""
    seen: set[str] = set()
    for article in articles:
        if article.key in seen:
            tally.repeated += 1
        elif _up_to_date(store, article, run):
            tally.unchanged += 1
        else:
            yield article
        seen.add(article.key)
        progress("articles", tally.done)


def _up_to_date(store: Store, article: Article, run: ox.NamedNode) -> bool:
    """Whether this run made the article's graph, and from what its source says today."""
    node = identifiers.article(article.key)
    made_by = ox.Quad(run, RDF.type, CG.ExtractionRun, node)
    if made_by not in store.engine:
        return False
    stated = (
        (DCTERMS.title, article.title),
        (DCTERMS.publisher, article.publisher),
        (DCTERMS.creator, article.author),
    )
    wanted = [
        *((term, ox.Literal(words)) for term, words in stated if words),
        (DCTERMS.issued, dated(article.published)),
        (DCTERMS.source, identifiers.web(article.url)),
    ]
    quads = (ox.Quad(node, term, value, node) for term, value in wanted if value is not None)
    return all(quad in store.engine for quad in quads)


def _store(
    store: Store, made: Iterable[Outcome], tally: Tally, changes: Changes, progress: Progress
) -> None:
    """Each graph as it comes: new ones by the hundred, a changed one by itself."""
    waiting: list[bytes] = []
    for outcome in made:
        if outcome.error is not None:
            tally.failed(outcome.source, outcome.error)
            continue
        if not changes:
            store.begin()
        node = identifiers.article(outcome.key)
        renewed = store.has_graph(node)
        if renewed:
            quads = ox.parse(outcome.nquads, ox.RdfFormat.N_QUADS)
            changes.replace(node, store.replace_graph(node, quads))
        else:
            changes.add(node)
            waiting.append(outcome.nquads)
        tally.stored(outcome, renewed=renewed)
        progress("articles", tally.done)
        if len(waiting) >= _GRAPHS_AT_ONCE or sum(map(len, waiting)) >= _BYTES_AT_ONCE:
            _store_new(store, waiting)
    _store_new(store, waiting)


def _store_new(store: Store, waiting: list[bytes]) -> None:
    if waiting:
        store.add_graphs(b"".join(waiting))
        waiting.clear()


def retract(store: Store, article: str, *, progress: Progress = _silent) -> list[str]:
    """Take articles out, named by key, IRI, file or start of title, and what followed from them.

    Returns the IRIs of the articles taken out: more than one only for a file that holds several.
    """
    nodes = [ox.NamedNode(iri) for iri in articles_named(store, article)]
    reasoned = store.has_graph(identifiers.graph("inferred"))
    changes = Changes()
    if not store.settled:
        derivation.forget(store)
    store.begin()
    for node in nodes:
        changes.remove(store, node)
        store.remove_graph(node)
    derivation.derive(store, changes, reasoning=reasoned, progress=progress)
    store.complete()
    return [node.value for node in nodes]
