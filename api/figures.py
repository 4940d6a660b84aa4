"""What pages tell of the whole store: counted once for each copy of it, before anybody asks.

At a million quads counting takes some five seconds of CPU. So the keeper does it where it makes the
index for searching, and leaves the figures in the copy.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, RDF
from .article_list import ArticleEntry, article_entries
from .documents import instances
from .statistics import Statistics, statistics

_FILE = "figures.json"
_COUNTED = (
    ("trusts and other organisations", "organisation/", "/search?kind=organisation"),
    ("hospitals and other sites", "site/", "/search?kind=site"),
    ("people", "person/", "/search?kind=person"),
)
"""What is counted of what articles name: in words, the start of the IRIs, a way in."""

Count = tuple[str, int, str]
"""What is counted in words, how many there are, and a way in."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the home page, the list of articles, and the statistics of the whole."""

    counts: tuple[Count, ...]
    articles: tuple[ArticleEntry, ...]
    whole: Statistics


def prepare(copy: Path) -> None:
    """Count a frozen copy of a store and leave the figures in it, if they aren't there."""
    path = copy / _FILE
    if path.exists():
        return
    with Store.open(copy, read_only=True) as store:
        found = _counted(store)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(found)), encoding="utf-8")
    os.replace(fresh, path)


def figures(store: Store) -> Figures:
    """The figures left in the store's folder, else counted now."""
    if store.path is not None and (store.path / _FILE).exists():
        return _read((store.path / _FILE).read_text(encoding="utf-8"))
    return _counted(store)


def _read(text: str) -> Figures:
    found = json.loads(text)
    whole = found["whole"]
    for name in ("classes", "properties"):
        whole[name] = tuple((iri, count) for iri, count in whole[name])
    return Figures(
        tuple((name, count, where) for name, count, where in found["counts"]),
        tuple(ArticleEntry(**entry) for entry in found["articles"]),
        Statistics(**whole),
    )


def _counted(store: Store) -> Figures:
    articles = article_entries(store)
    counts = (("articles", len(articles), "/articles"), *_counts(store))
    return Figures(counts, tuple(articles), statistics(store))


def _counts(store: Store) -> list[Count]:
    """How many things of each kind the articles name, and how many ratings they state."""
    named = {quad.object for quad in store.engine.quads_for_pattern(None, CG.mentions, None)}
    named -= {q.subject for q in store.engine.quads_for_pattern(None, CG.identifiedAs, None)}
    rated = store.engine.quads_for_pattern(None, RDF.type, CG.RatingClaim)
    ratings = len({iri for quad in rated if "/claim/" in (iri := str(quad.subject))})
    return [
        *(
            (name, sum(str(node).startswith(f"<{BASE}{start}") for node in named), where)
            for name, start, where in _COUNTED
        ),
        ("ratings stated", ratings, "/queries/current-ratings"),
        ("inspections", len(instances(store, CG.Inspection)), "/queries/inspections"),
    ]
