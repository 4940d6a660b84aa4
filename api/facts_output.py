"""The facts of articles as JSON: a file each, or on stdout."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from ..graph.article import Article
from ..graph.batches import KINDS
from ..graph.errors import ModelError
from ..graph.facts import ArticleFacts
from ..graph.facts_json import to_json
from ..graph.reading import read

Extract = Callable[[Article], ArticleFacts]


class _Failures:
    """Says what failed on stderr and remembers that something did."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, source: str, message: str) -> None:
        self.any = True
        click.echo(f"failed: {message}", err=True)


def write_facts(sources: tuple[str, ...], out: Path | None, least: float, extract: Extract) -> bool:
    """Write the facts that are at least so sure; whether every article gave its facts."""
    failed = _Failures()
    found = _facts(sources, least, extract, failed)
    if out is None:
        _print(found)
    else:
        out.mkdir(parents=True, exist_ok=True)
        _write(found, out)
    return not failed.any


def _facts(
    sources: tuple[str, ...], least: float, extract: Extract, failed: _Failures
) -> Iterator[tuple[Article, dict[str, Any]]]:
    articles = read(sources, failed, noted=lambda message: click.echo(message, err=True))
    for article in articles:
        try:
            facts = to_json(_sure(extract(article), least))
        except ModelError as error:
            failed(article.source, f"{article.source!r}: {error}")
            continue
        except Exception as error:  # one article's failure is told, and the rest goes on
            failed(article.source, f"{article.source!r}: {type(error).__name__}: {error}")
            continue
        yield article, facts


def _sure(facts: ArticleFacts, least: float) -> ArticleFacts:
    if least <= 0:
        return facts
    kept: dict[str, Any] = {
        kind: tuple(fact for fact in getattr(facts, kind) if fact.confidence >= least)
        for kind in KINDS
    }
    return replace(facts, **kept)


def _print(found: Iterator[tuple[Article, dict[str, Any]]]) -> None:
    """One article as an indented document, several as JSON Lines that name their source."""
    first = list(islice(found, 2))
    if len(first) == 1:
        click.echo(_document(first[0][1]))
        return
    for article, facts in chain(first, found):
        click.echo(json.dumps({**facts, "source": article.source}, ensure_ascii=False))


def _write(found: Iterator[tuple[Article, dict[str, Any]]], out: Path) -> None:
    written: set[str] = set()
    for article, facts in found:
        name = _name(article)
        if name in written:
            name = f"{name}-{article.key}"
            click.echo(f"{article.source!r} is written as {name}.json", err=True)
        written.add(name)
        (out / f"{name}.json").write_text(_document(facts) + "\n", encoding="utf-8")


def _name(article: Article) -> str:
    """The source's name without its suffix; a line of a JSON Lines file adds its number."""
    path, _, line = article.source.rpartition(":")
    if path.lower().endswith(".jsonl") and line.isdigit():
        return f"{Path(path).stem}-{line}"
    return Path(article.source).stem


def _document(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2)
