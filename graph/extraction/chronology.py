"""Articles told as a chronology: dated headings ("MAY 2017"), each with what happened then."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import itemgetter

from .document import Document
from .moments import Moment

_LONGEST = 30
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEADING = re.compile(
    rf"(?:(?P<month>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}) )?(?P<year>(?:19|20)\d\d)[:.]?"
)
_FEWEST = 2  # one dated line alone is the article's own date


def entry_date(document: Document, offset: int) -> Moment | None:
    """The month (or the December of the year) that heads the entry in which the offset lies."""
    headings = _headings(document)
    if len(headings) < _FEWEST:
        return None
    index = document.block_index(offset)
    at = bisect_left(headings, index, key=itemgetter(0)) - 1
    if at < 0 or document.blocks[index].kind == "heading":
        return None
    heading, month = headings[at]
    between = document.blocks[heading + 1 : index]
    return None if any(block.kind == "heading" for block in between) else month


def _is_told(document: Document, index: int) -> bool:
    """Whether prose follows the line: a year in a table of ratings heads nothing."""
    below = document.blocks[index + 1 : index + 2]
    return bool(below) and below[0].end - below[0].start > _LONGEST


@lru_cache(maxsize=1)  # asked for each date of the same text
def _headings(document: Document) -> list[tuple[int, Moment]]:
    """The blocks that are a month and year or a year alone."""
    found = []
    for index, block in enumerate(document.blocks):
        if block.end - block.start > _LONGEST:
            continue
        match = _HEADING.fullmatch(document.lower, block.start, block.end)
        if match is not None and _is_told(document, index):
            month = _MONTHS.index(match["month"][:3]) + 1 if match["month"] else 12
            found.append((index, Moment(int(match["year"]), month)))
    return found
