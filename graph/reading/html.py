"""A saved web page → the article in it, without menus and notices, and what its metadata says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..article import Article
from ..errors import ReadingError
from .text import Note, clean, decode, refuse_binary

if TYPE_CHECKING:
    from trafilatura.settings import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Browsers read these as Windows-1252, and so do the people who declare them.
_WESTERN = re.compile(r"(?i)iso-?8859-1|latin-?1|us-ascii")
# A fixed last date keeps the clock out; only stated dates count, none guessed from the prose.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
# A page without an article still has a word or two of menu.
_FEWEST_WORDS = 5
_LISTED = re.compile(r"[-*|•]")


def read_html(path: Path, note: Note) -> Article:
    """The article in an HTML file; its title becomes the first line where the body lacks it."""
    source = str(path)
    page = _extract(clean(_decode(path.read_bytes(), source, note), source))
    body = _paragraphs(page.text or "") if page else ""
    if page is None or len(body.split()) < _FEWEST_WORDS:
        raise ReadingError(f"{source!r} holds no article that can be told from its page")
    title = _one_line(page.title)
    return Article(
        clean(_with_title(title, body), source),
        title=title,
        published=page.date,
        publisher=_one_line(page.sitename),
        author=_one_line(page.author),
        url=page.url,
        source=source,
    )


def _decode(data: bytes, source: str, note: Note) -> str:
    """The page as text, by the encoding it declares where that fits its bytes."""
    declared = _CHARSET.search(data, 0, 2048)
    if declared is None:
        return decode(data, source, note)
    refuse_binary(data, source)
    try:
        return data.decode(_WESTERN.sub("cp1252", declared[1].decode("ascii")))
    except (LookupError, UnicodeDecodeError):
        return decode(data, source, note)


def _extract(page: str) -> Document | None:
    # Imported late: it takes half a second that no other command should pay.
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params=dict(_DATES),
        )
    except (ValueError, RecursionError):
        return None
    return found if found is None or not isinstance(found, dict) else None


def _paragraphs(text: str) -> str:
    """Blank lines between paragraphs; the lines of a list or a table stay together."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        together = _LISTED.match(before) and _LISTED.match(line)
        parts.append(f"{'' if not before else chr(10) if together else 2 * chr(10)}{line}")
    return "".join(parts)


def _with_title(title: str | None, body: str) -> str:
    if title is None or title.casefold() in body[: 2 * len(title) + 200].casefold():
        return body
    return f"{title}\n\n{body}"


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
