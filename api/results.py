"""Answers to SELECT and ASK as the engine writes them, stopped at a whole row where a limit is.

The engine hands its rows out one by one or written as a whole, the latter several times quicker.
So it writes, into a sink that counts what goes by and breaks off at a limit; what was written by
then is shortened to whole rows, and closed with the reason.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from .problems import Problem

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""The engine's word for each form, by the form's name."""

_NOT_XML = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)
_CSV_ROW = re.compile(rb'(?:[^"\r\n]++|"(?:[^"]|"")*+")*+\r\n')
_JSON_ROWS, _XML_ROWS = b'"bindings":[', b"<results>"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many rows an answer may have, and how many bytes."""

    rows: int
    size: int


def table(
    solutions: ox.QuerySolutions, form: str, limit: Limit, note: str | None = None
) -> tuple[bytes, str | None]:
    """The rows in one of the forms, and what was left out of them; ``note`` is told with it."""
    sink = _Sink(_LAYOUTS[form].counter(), limit)
    _write(solutions, form, sink)
    body, cut = sink.written(), note
    if sink.is_full:
        body, rows = _shortened(body, _LAYOUTS[form], limit)
        reached = _reached(rows, limit)
        cut = f"{reached}; {note}" if note else reached
    return _LAYOUTS[form].close(body, cut), cut


def whole(solutions: ox.QuerySolutions, form: str, limit: Limit) -> bytes | None:
    """The rows in one of the forms; ``None`` where that is more than the limit."""
    sink = _Sink(_LAYOUTS[form].counter(), limit)
    _write(solutions, form, sink)
    return None if sink.is_full else _LAYOUTS[form].close(sink.written(), None)


def boolean(value: bool, form: str) -> bytes:
    """The answer to an ASK in one of the forms."""
    word = json.dumps(value)
    texts = {
        "json": f'{{"head":{{}},"boolean":{word}}}\n',
        "xml": '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head/><boolean>{word}</boolean></sparql>\n",
        "csv": f"{word}\r\n",
        "tsv": f"{word}\n",
    }
    return texts[form].encode()


def _write(solutions: ox.QuerySolutions, form: str, sink: _Sink) -> None:
    """Have the engine write until the sink is full."""
    try:
        solutions.serialize(sink, format=FORMATS[form])  # type: ignore[arg-type]
    except _EnoughError:
        pass
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(400, "query-error", f"the query can't be run: {error}") from error


class _EnoughError(Exception):
    """Breaks the engine's writing off."""


class _Sink:
    """A file for the engine to write to, until more has come than an answer may hold."""

    def __init__(self, count: Callable[[bytes], int], limit: Limit) -> None:
        self.is_full = False
        self._out = io.BytesIO()
        self._count, self._limit = count, limit
        self._small = min(limit.rows, limit.size)  # so many bytes can't be too many rows
        self._rows = 0

    def write(self, piece: bytes) -> int:
        """Take a piece; called with some kilobytes at a time."""
        if self.is_full:
            return len(piece)
        before = self._out.tell()
        self._out.write(piece)
        size = before + len(piece)
        if size > self._small:
            uncounted = piece if before > self._small else self.written()
            self._rows += self._count(uncounted)
            self.is_full = self._rows > self._limit.rows or size > self._limit.size
            if self.is_full:
                raise _EnoughError
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def written(self) -> bytes:
        """All that came."""
        return self._out.getvalue()


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the rows of a form are: ``ends`` gives the offset behind each whole row in turn."""

    counter: Callable[[], Callable[[bytes], int]]
    ends: Callable[[bytes], Iterator[int]]
    close: Callable[[bytes, str | None], bytes]


def _shortened(body: bytes, layout: _Layout, limit: Limit) -> tuple[bytes, int]:
    """What comes before the rows and as many of them as may be there, and how many those are."""
    ends = layout.ends(body)
    last, rows = next(ends), 0
    for end in ends:
        if rows == limit.rows or (rows and end > limit.size):
            break
        last, rows = end, rows + 1
    return body[:last], rows


def _reached(rows: int, limit: Limit) -> str:
    kept = f"only the first {rows} rows are here"
    if rows == limit.rows:
        return f"{kept}; there are more"
    return f"{kept}: the answer reached {limit.size} bytes"


def _occurrences(mark: bytes, before: int) -> Callable[[], Callable[[bytes], int]]:
    """Counts a mark that may lie across two pieces; ``before`` is what to add to the count."""

    def counter() -> Callable[[bytes], int]:
        rest, extra = b"", before

        def count(piece: bytes) -> int:
            nonlocal rest, extra
            joined = rest + piece
            rest = joined[1 - len(mark) :] if len(mark) > 1 else b""
            found, extra = joined.count(mark) + extra, 0
            return found

        return count

    return counter


def _csv_counter() -> Callable[[bytes], int]:
    """Ends of lines outside quotes, but for the first."""
    quoted, extra = 0, -1

    def count(piece: bytes) -> int:
        nonlocal quoted, extra
        parts = piece.split(b'"')
        found, extra = sum(part.count(b"\n") for part in parts[quoted::2]) + extra, 0
        quoted = (quoted + len(parts) - 1) % 2
        return found

    return count


def _json_ends(body: bytes) -> Iterator[int]:
    """Read as Latin-1, in which each byte is a character."""
    text = body.decode("latin-1")
    end = body.index(_JSON_ROWS) + len(_JSON_ROWS)
    yield end
    decoder = json.JSONDecoder()
    while True:
        try:
            _, end = decoder.raw_decode(text, end + (text[end : end + 1] == ","))
        except ValueError:
            return
        yield end


def _xml_ends(body: bytes) -> Iterator[int]:
    mark, end = b"</result>", body.index(_XML_ROWS) + len(_XML_ROWS)
    yield end
    while (found := body.find(mark, end)) >= 0:
        end = found + len(mark)
        yield end


def _csv_ends(body: bytes) -> Iterator[int]:
    end = 0
    while row := _CSV_ROW.match(body, end):
        end = row.end()
        yield end


def _tsv_ends(body: bytes) -> Iterator[int]:
    end = 0
    while end := body.find(b"\n", end) + 1:
        yield end


def _close_json(body: bytes, cut: str | None) -> bytes:
    """The reason comes first: some parsers take no member that they don't know after the rows."""
    whole = body.removesuffix(b"]}}") + b"]}}\n"
    if not cut:
        return whole
    return f'{{"cut":{json.dumps(cut, ensure_ascii=False)},'.encode() + whole[1:]


def _close_xml(body: bytes, cut: str | None) -> bytes:
    """With a sign in the place of what XML can't hold."""
    body = _NOT_XML.sub("�".encode(), body)
    if not cut:
        return body + b"\n"
    said = f"<!-- cut: {cut.replace('--', '—')} --></sparql>\n".encode()
    return body.removesuffix(b"</results></sparql>") + b"</results>" + said


def _close_plain(body: bytes, cut: str | None) -> bytes:
    """CSV and TSV have no place to say that they were cut: the header does."""
    return body


_LAYOUTS = {
    # Within a text a quote has a backslash before it, so this mark opens a row and nothing else.
    "json": _Layout(_occurrences(b',{"', 1), _json_ends, _close_json),
    "xml": _Layout(_occurrences(b"</result>", 0), _xml_ends, _close_xml),
    "csv": _Layout(_csv_counter, _csv_ends, _close_plain),
    "tsv": _Layout(_occurrences(b"\n", -1), _tsv_ends, _close_plain),
}
