"""Where quotation marks open and close, as a state that runs over the text.

Marks are never balanced: a statement may open anew with each paragraph and close once or not at
all, a mark may be typed the wrong way round, and an apostrophe looks like a single closing mark.
What a mark does is told by its neighbours and by the state it is met in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..facts import Span
from .document import Block, Document

_MARK = re.compile("[\"']")
_WORD = re.compile(r"[^\s\"'“”‘’]*\w\S*")
_ELIDED = re.compile(r"'(?:\d|em\b|til\b|tis\b|twas\b|cause\b|cos\b|n\b|bout\b)", re.IGNORECASE)
_RATING = re.compile(
    r"(?:overall )?(?:outstanding|good|requir\w+ improvement|inadequate|special measures)[.,]?",
    re.IGNORECASE,
)
FRAGMENT_WORDS = 5
"""A fragment inside the narrator's sentence is a statement from so many words on."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks; ``span`` leaves out the outer marks, ``outer`` takes them in.

    ``full``: a statement, not scare quotes or a quoted rating. ``sentence``: it begins and ends
    like a sentence of its own. ``nested``: it stands inside another quotation. ``resumed``: it goes
    on with the statement before, from which only "she said" parts it.
    """

    span: Span
    outer: Span
    full: bool
    sentence: bool
    nested: bool = False
    resumed: bool = False


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    inner: int = -1


def find_quotations(document: Document) -> tuple[Quotation, ...]:
    """All quotations in the order of their opening marks; headlines and headings hold none."""
    found = list(_scan(document))
    found.sort(key=lambda quotation: quotation.outer)
    return tuple(found)


def _scan(document: Document) -> Iterator[Quotation]:
    """Run the state over the blocks: what a block leaves open, the next one may take up."""
    folded = document.folded
    state: _Open | None = None
    left_at = 0
    for block in document.blocks:
        start = block.start
        if state is not None:
            if folded[start] == state.mark and _opens(folded, start):
                start += 1
            else:
                yield _quotation(folded, state.mark, state.start, left_at, closed=False)
                state = None
        if state is None and _is_heading(folded, block):
            continue
        state, done = _scan_block(folded, block, start, state)
        yield from done
        left_at = block.end
    if state is not None:
        yield _quotation(folded, state.mark, state.start, left_at, closed=False)


def _is_heading(folded: str, block: Block) -> bool:
    """A headline, or a heading; one in marks throughout is a statement if it ends as such."""
    if block.kind != "heading" or folded[block.start] not in "\"'":
        return block.kind in ("headline", "heading")
    closed = folded[block.end - 1] == folded[block.start]
    return closed and folded[block.end - 2] not in ".!?,"


def _scan_block(
    folded: str, block: Block, start: int, state: _Open | None
) -> tuple[_Open | None, list[Quotation]]:
    """One block: the state that it leaves and the quotations that it closes."""
    done: list[Quotation] = []
    for match in _MARK.finditer(folded, start, block.end):
        at = match.start()
        mark = match.group()
        if mark == "'" and _is_apostrophe(folded, at):
            continue
        if state is None:
            if _opens(folded, at):
                state = _Open(mark, at + 1)
        elif mark != state.mark:
            if state.inner < 0:
                if _opens(folded, at):
                    state.inner = at + 1
            elif _closes(folded, at) and not _possessive(folded, at, block.end, mark):
                done.append(_quotation(folded, mark, state.inner, at, closed=True, nested=True))
                state.inner = -1
        elif _closes(folded, at) and not _possessive(folded, at, block.end, mark):
            done.append(_quotation(folded, mark, state.start, at, closed=True))
            state = None
    if state is not None:
        state.inner = -1
    return state, done


def _before(folded: str, at: int) -> str:
    return folded[at - 1] if at else "\n"


def _after(folded: str, at: int) -> str:
    return folded[at + 1] if at + 1 < len(folded) else "\n"


def _is_apostrophe(folded: str, at: int) -> bool:
    """A single mark inside a word, or where letters were left out at its beginning."""
    before, after = _before(folded, at), _after(folded, at)
    if before.isalnum():
        return after.isalnum()
    return before.isspace() and _ELIDED.match(folded, at) is not None


def _opens(folded: str, at: int) -> bool:
    """A mark with a gap or a bracket before it and a word after it, whichever way it was typed."""
    before, after = _before(folded, at), _after(folded, at)
    return (before.isspace() or before in "([/-:\"'") and not after.isspace()


def _closes(folded: str, at: int) -> bool:
    """A mark that no word follows; one after a gap closes too when nothing but a gap comes next."""
    after = _after(folded, at)
    if after.isalnum():
        return False
    return not _before(folded, at).isspace() or after.isspace() or after in ".,;:)"


def _possessive(folded: str, at: int, end: int, mark: str) -> bool:
    """Whether a single mark after an s is a plural's apostrophe, a better close still to come."""
    if mark != "'" or _before(folded, at) not in "sS" or not _after(folded, at).isspace():
        return False
    if not folded[at + 2 : at + 3].islower():
        return False
    for match in _MARK.finditer(folded, at + 1, end):
        later = match.start()
        if match.group() != mark or _is_apostrophe(folded, later):
            continue
        return not _opens(folded, later) and _closes(folded, later)
    return False


def _quotation(
    folded: str, mark: str, start: int, end: int, *, closed: bool, nested: bool = False
) -> Quotation:
    outer = Span(start - 1, end + 1 if closed else end)
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    sentence = _is_sentence(folded, start, end, outer, closed=closed)
    full = sentence or len(_WORD.findall(folded, start, end)) >= FRAGMENT_WORDS
    if full and end - start < 30 and _RATING.fullmatch(folded, start, end):
        full = sentence and folded[end - 1] not in ".,"
    return Quotation(Span(start, end), outer, full, sentence, nested)


def _is_sentence(folded: str, start: int, end: int, outer: Span, *, closed: bool) -> bool:
    """It begins with a capital and ends as a sentence does, or with the comma of "she said"."""
    if start >= end or not (folded[start].isupper() or folded[start].isdigit()):
        return False
    return not closed or folded[end - 1] in ".!?," or folded[end - 3 : end].endswith((".'", "?'"))
