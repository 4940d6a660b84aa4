"""A sentence's symbols → clauses of one grade each, with what stands before and after it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from .symbols import Symbol

# What may stand between the members of a list.
LIST_GAP = re.compile(
    r"[\s,'\"&]*(?:(?:and|or|as well as|plus|both|also|then|then its|the|its|their|for|being|in|on|at|how|of|"
    r"whether|services?|it|is|was|were|are|to|under|these|his|our|care|units?|wards?|department'?s?|departments)[\s,'\"&]*){0,5}"
)
# What may stand between a grade and the questions, services or holders that belong to it.
LINK = re.compile(
    r"['\"]?(?: (?:rating|ratings|grade|mark|score|verdict))?['\"]?:?(?: (?:again|too|also|as well|once again|both))?,? *"
    r"(?:(?:for|in|on|under|at|of|as|across|when it (?:comes|came) to|in terms of|with regard to|regarding|by)\b)?"
    r"(?: *(?:the|its|their|both|being|how|whether|a|all|service|services|it|is|was|were|are|of|question|category|"
    r"heading|category of|areas of|area of|key question of|questions of|rating for|overall|terms of|keeping|providing|these|is providing|are|staff|our)\b)* *['\"]?"
)
_FROM = re.compile(
    r"(?:\bfrom|\bthan|\bas opposed to|\bcompared (?:with|to)) (?:(?:a|an|the|its|their|being|previous|earlier|rating|ratings|rated|overall|of|"
    r"last|one|grade|score|single|requires?)\b ?)*['\"]?$"
)
_BRACKET_BEFORE = re.compile(
    r"\((?:it |they |which )?(?:was|were|had been|previously|formerly|up|down|from|rated|both|all|a fall|an improvement|no change|it)?(?: (?:previously|rated|from|at|was|were|last time))*:? ?['\"]?$"
)


# What may stand between a service and its holder or question within one subject.
_BESIDE = re.compile(
    r"(?:'s?)?(?: (?:overall )?(?:rating|ratings|grade|score|mark))? ?(?:at|in|of|for|on|,? whose|, with its|where the)? ?(?:the|its|being)? ?"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One grade with the symbols before and after it; ``backed`` are grades told as what it was before."""

    grade: Symbol
    before: tuple[Symbol, ...]
    after: tuple[Symbol, ...]
    tail: tuple[Symbol, ...]
    previous: Symbol | None
    start: int
    end: int


def clauses(symbols: list[Symbol], lower: str, start: int, end: int) -> list[Clause]:
    """The clauses of the sentence from ``start`` to ``end``; grades after "from" belong to another's clause."""
    mains, previous = _roles(symbols, lower, start)
    if not mains:
        return []
    bounds = [0]
    for left, right in zip(mains, mains[1:]):
        bounds.append(_boundary(symbols, left, right, lower))
    bounds.append(len(symbols))
    found = []
    for index, main in enumerate(mains):
        low, high = bounds[index], bounds[index + 1]
        found.append(
            Clause(
                symbols[main],
                tuple(s for s in symbols[low:main] if s.kind != "grade"),
                tuple(s for s in symbols[main + 1 : high] if s.kind != "grade"),
                tuple(symbols[main + 1 :]),
                symbols[previous[main]] if main in previous else None,
                _edge(symbols, low) if index else start,
                _edge(symbols, high) if high < len(symbols) else end,
            )
        )
    return found


def _edge(symbols: list[Symbol], index: int) -> int:
    """Where a clause that begins with the symbol at the index begins in the text: after the break before it."""
    before = symbols[index - 1]
    return before.end if before.has("break", "and", "comma") else symbols[index].start


def _roles(symbols: list[Symbol], lower: str, start: int) -> tuple[list[int], dict[int, int]]:
    """Which grades stand for themselves, and which of them has one that is told as the grade before."""
    grades = [index for index, symbol in enumerate(symbols) if symbol.kind == "grade"]
    froms = [i for i in grades if _is_from(symbols[i], lower, start)]
    mains = [i for i in grades if i not in froms]
    previous: dict[int, int] = {}
    for index in froms:
        target = _target(index, mains, symbols, lower)
        if target is not None and target not in previous:
            previous[target] = index
        elif target is None:
            mains = sorted([*mains, index])
    return mains, previous


def _is_from(grade: Symbol, lower: str, start: int) -> bool:
    left = lower[max(start, grade.start - 60) : grade.start]
    return bool(_FROM.search(left) or _BRACKET_BEFORE.search(left))


def _target(index: int, mains: list[int], symbols: list[Symbol], lower: str) -> int | None:
    """ "from A to B" belongs to B; else "B, up from A" to the nearest main grade before."""
    position = bisect_left(mains, index)
    if position < len(mains):
        gap = lower[symbols[index].end : symbols[mains[position]].start]
        if re.match(r"['\"]?(?: (?:rating|in \d{4}|overall|grade|last time|four years ago))?,? (?:to|and is now|and was) ", gap) and len(gap) < 60:
            return mains[position]
    if position:
        return mains[position - 1]
    return mains[0] if mains else None


def _boundary(symbols: list[Symbol], left: int, right: int, lower: str) -> int:
    """The index at which the clause of the right grade begins."""
    between = range(left + 1, right)
    breaks = [i for i in between if symbols[i].has("break")]
    if breaks:
        return breaks[-1] + 1
    verb = next((i for i in reversed(between) if symbols[i].has("verb", "same", "up", "down") and not symbols[i].has("from")), None)
    if verb is None and _is_predicate(symbols[right], lower):
        verb = right
    if verb is not None:
        return _subject_start(symbols, left, verb, lower)
    return _joint(symbols, left, right, lower)


def _is_predicate(grade: Symbol, lower: str) -> bool:
    """Whether the grade's own words hold its verb: "surgery requires improvement"."""
    return lower[grade.start : grade.end].startswith(("requires", "need", "require ", "required "))


def _subject_start(symbols: list[Symbol], left: int, verb: int, lower: str) -> int:
    """The start of the list of named things that stands before the verb, after the grade on the left."""
    start = verb
    copied = symbols[left].values[-1] == "copy-after"
    named = [i for i in range(left + 1, verb) if symbols[i].kind in ("service", "holder", "question", "reference")]
    for index in reversed(named):
        following = symbols[start].start
        gap = lower[symbols[index].end : following]
        if copied and (start != verb and "," in gap or index == named[0]):
            break
        if start != verb and not LIST_GAP.fullmatch(gap) and not _BESIDE.fullmatch(gap):
            break
        if _hangs(symbols, left, index, lower):
            if start != verb and symbols[index].kind == symbols[start].kind:
                return _list_end(symbols, named[-1], verb, lower)
            break
        start = index
    if start == verb:
        return _joint(symbols, left, verb, lower)
    return start


def _list_end(symbols: list[Symbol], last: int, verb: int, lower: str) -> int:
    """Where the right clause begins after a list that hangs on the left grade: its last member may be its subject."""
    gap = lower[symbols[last].end : symbols[verb].start]
    return verb if re.search(r",|\band\b|\bbut\b", gap) else last


def _hangs(symbols: list[Symbol], left: int, index: int, lower: str) -> bool:
    """Whether the named thing must belong to the grade on its left: "good overall", "good for caring"."""
    gap = lower[symbols[left].end : symbols[index].start]
    if symbols[index].kind == "question" and not gap.strip(" '\""):
        return True
    return _linked(symbols, left, index, lower) and re.search(r"\b(?:for|in|at)\b", gap) is not None


def _linked(symbols: list[Symbol], left: int, index: int, lower: str) -> bool:
    """Whether the named thing hangs on the grade to its left by a preposition."""
    return LINK.fullmatch(lower[symbols[left].end : symbols[index].start]) is not None


def _joint(symbols: list[Symbol], left: int, right: int, lower: str) -> int:
    """The last comma or "and" before the right grade, else the grade itself."""
    for index in range(right - 1, left, -1):
        if symbols[index].has("and", "comma"):
            return index + 1
        if symbols[index].kind != "cue":
            break
    named = [i for i in range(left + 1, right) if symbols[i].kind in ("service", "holder", "question", "reference")]
    if named and not _linked(symbols, left, named[0], lower):
        return named[0]
    return right
