"""``caregraph explain``: an article's facts or the proof of a triple, on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from ..graph.article import Article
from ..graph.article_names import stored_article
from ..graph.errors import InputError, UnknownName
from ..graph.explanation import explain_article, explain_triple
from ..graph.explanation.facts import check_kinds, made_otherwise
from ..graph.reading import read
from ..graph.store import Store
from .explained_text import Paint, coloured, fact_lines, plain, proof_lines

Lines = Callable[[dict[str, Any], Paint], Iterator[str]]

_OTHERWISE = (
    "note: other rules, or a model, made the stored claims; this is what the rules read now"
)


def explain(words: tuple[str, ...], kinds: tuple[str, ...], form: str, path: Path) -> None:
    """Explain an article's facts, or prove a triple, by the number of words."""
    if len(words) == 1:
        wanted = check_kinds(kinds)
        _print(_articles(words[0], wanted, path), form, fact_lines)
    elif len(words) == len(("subject", "predicate", "object")):
        if kinds:
            raise click.UsageError("--kind goes with an article, not with a triple")
        with Store.open(path, read_only=True) as store:
            _print([explain_triple(store, *words)], form, proof_lines)
    else:
        raise click.UsageError(
            f"give an article, or a subject, predicate and object; not {len(words)} words"
        )


def _articles(name: str, kinds: tuple[str, ...], path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file or folder; else the one that the store has under the name."""
    if Path(name).exists():
        found = False
        for article in read([name], _fail):
            found = True
            yield explain_article(article, kinds)
        if not found:
            raise InputError(f"there is no article in {name!r}")
        return
    if not path.exists():
        raise InputError(f"there is no file {name!r}, and no store at {str(path)!r} to look in")
    with Store.open(path, read_only=True) as store:
        article = _stored(store, name)
        note = {"note": _OTHERWISE} if made_otherwise(store, article) else {}
    yield {**note, **explain_article(article, kinds)}


def _stored(store: Store, name: str) -> Article:
    try:
        return stored_article(store, name)
    except UnknownName as error:
        raise InputError(f"there is no file {name!r} and, in the store, {error}") from error


def _fail(source: str, message: str) -> None:
    raise InputError(message)


def _print(explained: Iterable[dict[str, Any]], form: str, lines: Lines) -> None:
    """Text with colour where it can be shown; JSON as a document, of several articles as lines."""
    paint = coloured if _shows_colour() else plain
    waiting = iter(explained)
    first = list(islice(waiting, 2))
    indent = 2 if len(first) == 1 else None
    for number, each in enumerate(chain(first, waiting)):
        if form == "json":
            click.echo(json.dumps(each, ensure_ascii=False, indent=indent))
            continue
        if number:
            click.echo()
        for line in lines(each, paint):
            click.echo(line)


def _shows_colour() -> bool:
    """On a terminal that wants it (https://no-color.org)."""
    wanted = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()
