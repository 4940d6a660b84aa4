"""Which grades of a sentence are only the ones before, and what a grade that was left led to."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ...facts import GRADES
from .symbols import Symbol

FROM_TO = re.compile(
    r"['\"]?(?: (?:rating|in \d{4}|overall|grade|last time|\w+ years? ago|"
    r"(?:in|for|on) (?:being )?[\w-]+(?:,? (?:and|or) [\w-]+)?))?,? "
    r"(?:to|and is now|and was) .{0,40}"
)
"""What stands between the grade before and the one that it led to."""

# A grade after these is the grade before: "up from good", "(was good)".
_FROM = re.compile(
    r"(?:\bfrom|\bthan|\bas opposed to|\bcompared (?:with|to)) "
    r"(?:(?:a|an|the|its|their|being|previous|earlier|rating|ratings|rated|overall|of|last|one|"
    r"grade|score|single|requires?)\b ?)*['\"]?$|\bout of (?:(?:an?|the|its) )?['\"]?$|"
    r", where (?:before|previously|once|last time) (?:it|they) (?:was|were|had been) ['\"]?$|"
    r"\b(?:after|having) (?:previously |formerly |once |last |only |also |already )?"
    r"(?:being|been|having been) "
    r"(?:rated |judged |graded )?['\"]?$"
)
_BRACKET = re.compile(
    r"\((?:\d{4}(?: -|:)? )?(?:it |they |which )?(?:was|were|had been|previously|"
    r"formerly|up|down|from|rated|both|all|"
    r"a fall|an improvement|no change|it)?"
    r"(?: (?:previously|rated|from|at|was|were|last time))*:? ?['\"]?$"
)
# "From good in 2018, inadequate in 2016": the second is the one before the first.
_STILL_EARLIER = re.compile(
    r"['\"]? (?:in|at|of|from) (?:\w+ )?(?:19|20)\d\d(?:,| and|, and|, then)? ['\"]?"
)
# "Caring, already good, is now outstanding."
_ALREADY = re.compile(
    r"(?:, | - |\()(?:which (?:is|was|had been) )?(?:already|once|formerly|previously|long|"
    r"hitherto|until now|until then|last time) (?:rated |judged |marked )?(?:as )?(?:an? )?['\"]?$"
)
_NOW = re.compile(
    r"['\"]?(?: overall)?(?:,| -|\)) (?:is|are|was|were|has|have|had|went|moves?|moved|rises|rose|"
    r"becomes|became|goes|climbs|climbed|improves|improved|jumps|jumped|falls|fell|drops|dropped|"
    r"slips|slipped|now) "
)
_OUT_OF = re.compile(r"\bout of (?:(?:an?|its|the) )?['\"]?$")
_OWN_BRACKET = re.compile(
    r" \((?:(?:now|currently|both|itself) )?(?:rated |graded |judged )?['\"]?"
)
# "Surgery was inadequate and is now good."
_WAS = re.compile(
    r"\b(?:was|were|had been|used to be)(?: rated| judged| once)?(?: as)?(?: an?)? ['\"]?$"
)
_BECAME = re.compile(
    r"['\"]?(?: overall| before| last time| previously)?(?:,|;| -)?(?: and| but| yet| though)? "
    r"(?:it |they )?(?:is|are|has|have|'s|'re|stands?) (?:been )?now "
)
_TOLD_AGAIN = re.compile(r"['\"]?(?: of all| there is| possible)?(?:,|:| -| \() ?['\"]?")
# "Went up from good" names only the grade before.
_SET_OUT = re.compile(
    r"\b(?:from|out of) (?:(?:an?|its|the|being|previous|rated|overall) )*['\"]?$"
)
STEPS = {"one-up": 1, "one-down": -1, "two-up": 2, "two-down": -2, "by-one": 1}
"""By how many grades a cue says that a grade moved; ``by-one`` says not which way."""


def one_each(symbols: Sequence[Symbol], lower: str) -> list[Symbol]:
    """The symbols with "the lowest rating, inadequate" as the one grade that it is."""
    done: list[Symbol] = []
    for symbol in symbols:
        while len(done) > 1 and symbol.kind == "grade" and done[-1].has("comma"):
            earlier = done[-2]
            if not _is_told_again(earlier, symbol, lower):
                break
            del done[-2:]
            values = (symbol.values[0], "rating")
            symbol = Symbol("grade", values, earlier.start, symbol.end)
        done.append(symbol)
    return done


def _is_told_again(first: Symbol, second: Symbol, lower: str) -> bool:
    same = first.kind == "grade" and first.values[0] == second.values[0]
    return same and _TOLD_AGAIN.fullmatch(lower, first.end, second.start) is not None


def roles(symbols: Sequence[Symbol], lower: str, start: int) -> tuple[list[int], dict[int, int]]:
    """The grades that stand for themselves, and which of them has one told as the grade before."""
    grades = [index for index, symbol in enumerate(symbols) if symbol.kind == "grade"]
    froms = [
        index
        for index in grades
        if _is_from(symbols[index], lower, start) and not _is_own_bracket(symbols, index, lower)
    ]
    mains = sorted(set(grades) - set(froms))
    earlier = _still_earlier(grades, froms, symbols, lower)
    previous: dict[int, int] = {}
    led_to = [index for index in mains if index not in earlier]
    orphans = {index for index in froms if _is_orphan(index, led_to, symbols, lower)}
    for index in froms:
        if index in orphans:
            previous[index] = index
            continue
        ahead = bisect_right(led_to, index)
        if ahead < len(led_to) and _leads_on(symbols[index], lower, start):
            previous.setdefault(led_to[ahead], index)
            continue
        target = _target(index, led_to or froms[:1], symbols, lower)
        if target != index:
            previous.setdefault(target, index)
    return sorted({*mains, *orphans}) or froms[:1], previous


def _still_earlier(
    grades: Sequence[int], froms: Sequence[int], symbols: Sequence[Symbol], lower: str
) -> set[int]:
    """The dated grades that follow one before as a list: each is a past one for itself."""
    listed = set(froms)
    earlier: set[int] = set()
    for left, right in itertools.pairwise(grades):
        gap = lower[symbols[left].end : symbols[right].start]
        if (left in listed or left in earlier) and _STILL_EARLIER.fullmatch(gap):
            earlier.add(right)
    return earlier


def _is_from(grade: Symbol, lower: str, start: int) -> bool:
    left = lower[max(start, grade.start - 60) : grade.start]
    return bool(_FROM.search(left) or _BRACKET.search(left)) or _leads_on(grade, lower, start)


def _leads_on(grade: Symbol, lower: str, start: int) -> bool:
    """Whether the clause goes on to the grade of now: "was inadequate and is now good"."""
    left = lower[max(start, grade.start - 60) : grade.start]
    if _WAS.search(left):
        return _BECAME.match(lower, grade.end) is not None
    return _ALREADY.search(left) is not None and _NOW.match(lower, grade.end) is not None


def _is_own_bracket(symbols: Sequence[Symbol], index: int, lower: str) -> bool:
    """Whether the grade in brackets is the only one of what stands before: "surgery (good)"."""
    ahead = (symbols[i] for i in range(index - 1, -1, -1))
    named = next((s for s in ahead if s.kind != "cue"), None)
    if named is None or named.kind not in ("service", "holder", "question"):
        return False
    if not _OWN_BRACKET.fullmatch(lower, named.end, symbols[index].start):
        return False
    before = next((s for s in ahead if s.kind == "grade"), None)
    return before is None or lower[before.end : before.end + 2].strip(" '\"")[:1] == ")"


def _target(index: int, mains: list[int], symbols: Sequence[Symbol], lower: str) -> int:
    """ "From A to B" belongs to B; else "B, up from A" to the nearest main grade before."""
    position = bisect_left(mains, index)
    if position < len(mains):
        gap = lower[symbols[index].end : symbols[mains[position]].start]
        if position == 0 or FROM_TO.fullmatch(gap):
            return mains[position]
    return mains[position - 1]


def _is_orphan(index: int, mains: list[int], symbols: Sequence[Symbol], lower: str) -> bool:
    """Whether a change sets out from the grade and no grade is named that it leads to."""
    start = symbols[index].start
    near = max(0, start - 24)
    if not _SET_OUT.search(lower, near, start):
        return False
    if not _moves(symbols, index) and not _OUT_OF.search(lower, near, start):
        return False
    if not mains:
        return True
    if mains[0] < index:
        return False
    gap = lower[symbols[index].end : symbols[mains[0]].start]
    parted = any(symbols[i].has("break") for i in range(index, mains[0]))
    return parted and not FROM_TO.fullmatch(gap)


def _moves(symbols: Sequence[Symbol], index: int) -> set[str]:
    """The kinds of the cues right before the grade that say how it moved."""
    tags: set[str] = set()
    for i in range(index - 1, -1, -1):
        symbol = symbols[i]
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
