"""The article: a normalised text and what its source says about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Article:
    """One article as read; every offset in caregraph counts code points of ``text``.

    ``published`` is an ISO 8601 date as the *source* gives it (metadata), else ``None``.
    ``source`` names where it was read from, for messages only: it is never stored.
    """

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    source: str = ""

    @cached_property
    def key(self) -> str:
        """The first 16 hex digits of the SHA-256 of the normalised text: the article's identity."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


# No XML can hold these, so neither RDF/XML nor a page.
_UNFIT = dict.fromkeys((*range(32), 0xFFFE, 0xFFFF), " ") | {9: "\t", 10: "\n", 11: "\n", 12: "\n"}


def normalise(text: str) -> str:
    """The text as kept: no byte-order mark or control character, one kind of line end.

    Blank lines around it go too; any other character keeps its place.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines.translate(_UNFIT).strip("\n")
