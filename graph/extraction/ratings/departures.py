"""A grade that was left: which one the change led to, when the clause names none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...facts import GRADES
from .symbols import Symbol

FROM_TO = re.compile(
    r"['\"]?(?: (?:rating|in \d{4}|overall|grade|last time|\w+ years? ago))?,? "
    r"(?:to|and is now|and was) .{0,40}"
)
"""What stands between the grade before and the one that it led to."""

# "Went up from good" names only the grade before.
_SET_OUT = re.compile(r"\bfrom (?:(?:an?|its|the|being|previous|rated|overall) )*['\"]?$")
STEPS = {"one-up": 1, "one-down": -1, "two-up": 2, "two-down": -2, "by-one": 1}
"""By how many grades a cue says that a grade moved; ``by-one`` says not which way."""


def is_orphan(index: int, mains: list[int], symbols: Sequence[Symbol], lower: str) -> bool:
    """Whether a change sets out from the grade and no grade is named that it leads to."""
    if not _SET_OUT.search(lower, max(0, symbols[index].start - 24), symbols[index].start):
        return False
    if not _moves(symbols, index):
        return False
    if any(main < index for main in mains):
        return False
    if not mains:
        return True
    gap = lower[symbols[index].end : symbols[mains[0]].start]
    parted = any(symbols[i].has("break") for i in range(index, mains[0]))
    return parted and not FROM_TO.fullmatch(gap)


def _moves(symbols: Sequence[Symbol], index: int) -> set[str]:
    """The kinds of the cues right before the grade that say how it moved."""
    tags: set[str] = set()
    for symbol in reversed(symbols[:index]):
        if symbol.has("break") or symbol.kind == "grade":
            break
        if symbol.kind == "cue":
            tags.update(symbol.values)
    return tags & {"up", "down", *STEPS}


def reached(symbols: Sequence[Symbol], index: int) -> str | None:
    """The grade that "up from good" or "down by one from good" leads to, if it can only be one."""
    tags = _moves(symbols, index)
    place = GRADES.index(symbols[index].values[0])
    by = next((by for tag, by in STEPS.items() if tag in tags), 0)
    way = ("up" in tags) - ("down" in tags)
    if not by and 0 <= place + 2 * way < len(GRADES):
        return None
    place += by if abs(by) > 1 or not way else way
    return GRADES[place] if 0 <= place < len(GRADES) else None
