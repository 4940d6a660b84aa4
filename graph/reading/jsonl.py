"""JSON Lines → articles: an object a line with ``text`` and what is known about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from ..article import Article, normalise
from ..errors import ReadingError
from .text import Note, clean, decode

_KEYS = ("title", "published", "publisher", "author", "url")
_DATE = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:\d{2}.*)?")


def read_jsonl(
    path: Path, note: Note, failed: Callable[[str, str], None], limit: int
) -> Iterator[Article]:
    """The articles of the file in order; a bad line is reported by its number and left out."""
    with path.open("rb") as stream:
        for number, line in enumerate(_lines(stream, limit), start=1):
            source = f"{path}:{number}"
            try:
                if len(line) > limit:
                    raise ReadingError(f"{source!r} has more than {limit:,} bytes")
                if line.strip():
                    yield _article(line, source, note)
            except ReadingError as error:
                failed(source, str(error))


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines, each cut one byte past the limit: a file without line ends can't fill memory."""
    while line := stream.readline(limit + 1):
        rest = line
        while len(rest) > limit and not rest.endswith(b"\n"):
            rest = stream.readline(limit + 1)
        yield line


def _article(line: bytes, source: str, note: Note) -> Article:
    record = _record(decode(line, source, note).removeprefix("\ufeff"), source)
    text = _string(record, "text", source)
    if text is None:
        raise ReadingError(f"{source!r} has no 'text'")
    values = {key: _string(record, key, source) for key in _KEYS}
    published = _date(values.pop("published"), source)
    return Article(clean(text, source), published=published, **values, source=source)


def _record(line: str, source: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"{source!r} isn't JSON: {error}") from error
    if not isinstance(record, dict):
        raise ReadingError(f"{source!r} isn't a JSON object with a 'text'")
    return record


def _string(record: dict[str, object], key: str, source: str) -> str | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ReadingError(f"{source!r} has a {key!r} that isn't a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ReadingError(f"{source!r} has half a surrogate pair in {key!r}") from error
    return normalise(value)


def _date(value: str | None, source: str) -> str | None:
    if value is None:
        return None
    date = _DATE.fullmatch(value.strip())
    if date is None:
        raise ReadingError(f"{source!r} has {value!r} as 'published'; write it as 2019-07-12")
    return date[1]
