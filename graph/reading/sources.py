"""Files and folders → articles, lazily and in a fixed order; a bad source never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..article import Article
from ..errors import ReadingError
from .html import read_html
from .jsonl import read_jsonl
from .text import read_text

Failed = Callable[[str, str], None]
Noted = Callable[[str], None]

DEFAULT_LIMIT = 20_000_000
"""The most bytes one article may have, unless the caller says otherwise."""

SUFFIXES = (".txt", ".html", ".htm", ".jsonl")
"""The files that hold articles; others in a folder are left alone."""

_KINDS = ", ".join(SUFFIXES)


def _unheard(message: str) -> None:
    """What a reading had to assume, when nobody asks."""


def read(
    sources: Iterable[str | Path],
    failed: Failed,
    *,
    noted: Noted = _unheard,
    limit: int = DEFAULT_LIMIT,
) -> Iterator[Article]:
    """The articles of files and folders in order, each file opened only when its turn comes.

    ``failed(source, message)`` hears of each source that can't be read, ``noted(message)`` of
    each assumption made; ``limit`` is the size of an article in bytes beyond which it is refused.
    """
    for source in sources:
        for path in _files(Path(source), failed):
            yield from _read_file(path, failed, noted, limit)


def count(sources: Iterable[str | Path]) -> int | None:
    """How many articles there will be, if that can be told without reading: not of JSON Lines."""
    number = 0
    for source in sources:
        for path in _files(Path(source), lambda _, __: None):
            if path.suffix.lower() == ".jsonl":
                return None
            number += 1
    return number


def _files(path: Path, failed: Failed) -> Iterator[Path]:
    """The files that a source stands for."""
    name = str(path)
    try:
        missing, folder = not path.exists(), path.is_dir()
    except OSError as error:
        failed(name, f"{name!r} can't be read: {error.strerror}")
        return
    if missing:
        failed(name, f"there is no file or folder {name!r}")
    elif folder:
        yield from _walk(path, failed)
    else:
        yield path


def _walk(folder: Path, failed: Failed) -> Iterator[Path]:
    """The articles beneath a folder, sorted; hidden files and READMEs are none."""
    empty = True

    def refuse(error: OSError) -> None:
        nonlocal empty
        empty = False
        failed(error.filename, f"the folder {error.filename!r} can't be read: {error.strerror}")

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(filter(_holds_articles, names)):
            empty = False
            yield Path(parent, name)
    if empty:
        failed(str(folder), f"the folder {str(folder)!r} holds no article ({_KINDS})")


def _holds_articles(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(SUFFIXES) and not lower.startswith((".", "readme"))


def _read_file(path: Path, failed: Failed, noted: Noted, limit: int) -> Iterator[Article]:
    try:
        yield from _articles(path, failed, noted, limit)
    except ReadingError as error:
        failed(str(path), str(error))
    except OSError as error:
        failed(str(path), f"{str(path)!r} can't be read: {error.strerror or error}")


def _articles(path: Path, failed: Failed, noted: Noted, limit: int) -> Iterator[Article]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadingError(f"{str(path)!r} isn't a kind of file that is read ({_KINDS})")
    if not path.is_file():
        raise ReadingError(f"{str(path)!r} isn't a plain file")
    if suffix == ".jsonl":
        yield from read_jsonl(path, noted, failed, limit)
        return
    size = path.stat().st_size
    if size > limit:
        raise ReadingError(f"{str(path)!r} has {size:,} bytes; at most {limit:,} are read")
    yield (read_text if suffix == ".txt" else read_html)(path, noted)
