"""Bytes → text, and plain text → article: what is not text is refused, never guessed at."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from ..article import Article, normalise
from ..errors import ReadingError

Note = Callable[[str], None]

# A page of typographic quotes holds few of them; a compressed file is full of such bytes.
_MOST_FOREIGN = 0.15
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, source: str, note: Note) -> str:
    """The bytes as text: UTF-8, marked UTF-16 or plausible Windows-1252 (noted); else refused."""
    if data.startswith(_WIDE_MARKS):
        return _decode_wide(data, source)
    refuse_binary(data, source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_western(data, source, error.start, note)


def refuse_binary(data: bytes, source: str) -> None:
    """Control characters never occur in an article: an archive, an image, a program."""
    if _CONTROL.intersection(data[:65536]) or b"\0" in data:
        raise ReadingError(f"{source!r} is a binary file, not text")


def _decode_wide(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise ReadingError(f"{source!r} starts as UTF-16 but isn't; save it as UTF-8") from error


def _decode_western(data: bytes, source: str, offset: int, note: Note) -> str:
    refusal = ReadingError(f"{source!r} isn't UTF-8 (byte {offset}); save it as UTF-8")
    if sum(byte >= 0x80 for byte in data) > _MOST_FOREIGN * len(data):
        raise refusal
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise refusal from error
    note(f"{source!r} isn't UTF-8; it was read as Windows-1252")
    return text


def clean(text: str, source: str) -> str:
    """The text as caregraph keeps it; one without a single word is refused."""
    kept = normalise(text)
    if not kept.strip():
        raise ReadingError(f"{source!r} is empty")
    return kept


def read_text(path: Path, note: Note) -> Article:
    """The article in a plain text file."""
    text = decode(path.read_bytes(), str(path), note)
    return Article(clean(text, str(path)), source=str(path))
