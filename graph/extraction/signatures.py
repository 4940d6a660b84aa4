"""Who signs a statement that has lines to itself: "…" - NAME, role; "…" (Mum, Marlow)."""

from __future__ import annotations

import re

from .quotations import Quotation
from .speakers import Cast, Speaker

_SIGNATURE = re.compile(r" ?- ?(?=[A-Z])")
_NOTE = re.compile(r"\s{1,3}\([^()\n]{3,60}\)(?=\s*(?:\n|$))")


def signed(cast: Cast, quotation: Quotation) -> Speaker | None:
    """Who stands behind the dash or in the bracket after a statement that opens its paragraph.

    A bracket without a person's name tells of someone unnamed.
    """
    flat, document = cast.scene.flat, cast.scene.document
    start = quotation.outer.end
    opens = document.block_at(quotation.outer.start).start == quotation.outer.start
    if not quotation.sentence or not opens:
        return None
    note = _NOTE.match(flat, start)
    block = document.block_at(start - 1)
    if note is None and not _SIGNATURE.match(flat, start, block.end):
        return None
    people = cast.between(start, note.end() if note else block.end)
    name = next((subject.name for subject in people if subject.kind == "person"), None)
    if name is not None:
        return Speaker(name, "quotes.signed", 0.95)
    return Speaker(None, "quotes.signed", 0.85) if note else None
