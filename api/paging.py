"""Answers that come by pages: which page is asked for, and the links to the others (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from .problems import Problem

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that a page shows: its number, from 1, and how many it holds."""

    number: int
    size: int

    @property
    def start(self) -> int:
        """How many stand before it."""
        return (self.number - 1) * self.size

    def of(self, items: Sequence[_T]) -> tuple[Sequence[_T], int]:
        """The items on the page, and how many come after it."""
        end = self.start + self.size
        return items[self.start : end], max(0, len(items) - end)


def page_number() -> int:
    """The page that the request asks for, the first unless it says otherwise."""
    text = request.args.get("page") or "1"
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 10**8):
        raise Problem(400, "bad-request", f"{text!r} is no page number; write it as 2")
    return int(text)


def page_address(number: int) -> str:
    """The address at hand, at another page."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "page"]
    if number > 1:
        pairs.append(("page", str(number)))
    return request.path + (f"?{urlencode(pairs)}" if pairs else "")


def page_links(number: int, *, more: bool) -> list[str]:
    """The values of ``Link`` that lead to the pages around this one; none where it is alone."""
    links = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if more else 0}
    if any(links.values()):
        links = {"first": 1, **links}
    return [
        f'<{request.host_url.rstrip("/")}{page_address(page)}>; rel="{name}"'
        for name, page in links.items()
        if page
    ]
