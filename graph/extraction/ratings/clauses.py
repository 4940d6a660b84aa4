"""A sentence's symbols → clauses of one grade each, with what stands before and after it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .before import STEPS, reached, roles
from .symbols import Symbol

# What may stand between the members of a list.
LIST_GAP = re.compile(
    r"[\s,'\"&]*(?:(?:and|or|as well as|together with|along with|alongside|plus|both|also|then|"
    r"then its|the|its|their|for|being|in|on|across|at|how|of|whether|services?|it|they|is|was|"
    r"were|are|to|under|these|his|our|care|units?|wards?|department'?s?|departments)"
    r"[\s,'\"&]*){0,5}"
)
# What may stand between a grade and the questions, services or holders that belong to it.
LINK = re.compile(
    r"['\"]?(?: (?:rating|ratings|grade|mark|score|verdict|tag|badge|label|one|ones))?['\"]?:?"
    r"(?: (?:held|earned|kept) by)?"
    r"(?:,? (?:again|too|also|as well|once again|both))?,? *"
    r"(?:(?:was|were|went|goes|go|has been|have been)(?: \w+)? to|"
    r"(?:was|were|has been|have been) (?:slapped|pinned|bestowed|conferred) on|"
    r"(?:that )?(?:is|was) (?:once more |again |also )?the (?:\w+ )?"
    r"(?:verdict|rating|grade|outcome|mark)(?: (?:handed|given|awarded))?(?: out)? "
    r"(?:on|for|of|to)|"
    r"(?:in|for|on|across) (?:two|three|four|five|all five|the other \w+) "
    r"(?:(?:key )?(?:areas|questions|categories|domains|headings|counts|measures)['\"]?"
    r"(?::|,| -| \()|\())?"
    r" *"
    r"(?:(?:for|in|on|under|at|of|as|across|when it (?:comes|came) to|in terms of|with regard to|"
    r"regarding|by)\b)?"
    r"(?: *(?:the|its|their|both|being|how|whether|a|all|service|services|it|they|is|was|were|"
    r"are|of|"
    r"question|category|heading|category of|areas of|area of|key question of|questions of|"
    r"rating for|"
    r"overall|terms of|keeping|providing|these|is providing|are|staff|our)\b)* *['\"]?"
)
# What may stand between a service and its holder or question within one subject.
_BESIDE = re.compile(
    r"(?:'s?)?(?: (?:overall )?(?:rating|ratings|grade|score|mark))? ?"
    r"(?:at|in|of|for|on|,? whose|, with its|where the)? ?(?:the|its|being)? ?"
)
_WHETHER = re.compile(r"\b(?:whether|how)\b[^.;,]*\Z")
_NEW_SUBJECT = re.compile(r",|\band\b|\bbut\b")
_PREPOSITION = re.compile(r"\b(?:for|in|at)\b")
_NAMED = ("service", "holder", "question", "reference")
# "The unit, where both were born, is good": the aside parts no clauses.
_RELATIVE = re.compile(r", (?:which|where|who|whose)\b[^,;.]*,")
# "But surgery improved while being good for safety": still of surgery.
_DETERMINERS = ("its ", "the ", "overall ", "their ", " a ", "'s ", "that ", "this ", "whose ")
_FOR_WHICH = re.compile(r", (?:for|on|in|under|of|at) which\b")
# "Safety is no longer inadequate but requires improvement" is one clause.
_NOT_THAT = re.compile(
    r"\b(?:no longer|not) (?:\w+ ){0,2}['\"]?(?:inadequate|good|outstanding|"
    r"requir\w+ improvement)['\"]?,? $"
)
# "Its surgery, though, has improved": no clause ends there.
_WHERE_NOW = re.compile(r", where (?!(?:before|previously|once|last time|earlier|until)\b)")
_PUT_IN = re.compile(r",? (?:though|however|meanwhile|by contrast|too),")
_PUT_FIRST = re.compile(r"\band, (?:for |on |in )?$")
_ARTICLE = re.compile(r", (?:an?|the) (?:\w+ )?$")
_PARTICIPLE = re.compile(r" (?:being|remaining|staying|keeping|retaining|still) ")
# "Surgery requires improvement": the grade's own words hold the verb.
_PREDICATES = ("requires", "need", "require ", "required ")
# "Apart from" and the like look no farther than this many symbols.
_TAIL = 12


@dataclass(frozen=True, slots=True)
class Clause:
    """One grade with the symbols around it; ``previous``: the grade told as the one before it.

    ``left``: the grade is one that was left, with none told that it led to.

    ``tail``: the next symbols of the sentence, whosever they are.
    """

    grade: Symbol
    before: tuple[Symbol, ...]
    after: tuple[Symbol, ...]
    tail: tuple[Symbol, ...]
    previous: Symbol | None
    left: bool
    start: int
    end: int


def clauses(symbols: Sequence[Symbol], lower: str, start: int, end: int) -> list[Clause]:
    """The clauses of the sentence from ``start`` to ``end``; a grade after "from" is another's."""
    mains, previous = roles(symbols, lower, start)
    led_to = {index: reached(symbols, index) for index in mains if previous.get(index) == index}
    if not mains:
        return []
    bounds = [0]
    for left, right in itertools.pairwise(mains):
        bounds.append(_boundary(symbols, left, right, lower))
    bounds.append(len(symbols))
    edges = [start, *(_edge(symbols, bound) for bound in bounds[1:-1]), end]
    return [
        Clause(
            grade=_standing_for(symbols[main], led_to.get(main)),
            before=tuple(s for s in symbols[bounds[i] : main] if s.kind != "grade"),
            after=tuple(s for s in symbols[main + 1 : bounds[i + 1]] if s.kind != "grade"),
            tail=tuple(symbols[main + 1 : main + 1 + _TAIL]),
            previous=symbols[previous[main]] if led_to.get(main, main in previous) else None,
            left=main in led_to and not led_to[main],
            start=edges[i],
            end=edges[i + 1],
        )
        for i, main in enumerate(mains)
    ]


def _edge(symbols: Sequence[Symbol], index: int) -> int:
    """Where a clause that begins with the symbol at the index begins: after the break before it."""
    before = symbols[index - 1]
    if index == len(symbols) or before.has("break", "and", "comma"):
        return before.end
    return symbols[index].start


def _standing_for(grade: Symbol, reached: str | None) -> Symbol:
    return grade._replace(values=(reached, "rating")) if reached else grade


def _boundary(symbols: Sequence[Symbol], left: int, right: int, lower: str) -> int:
    """The index at which the clause of the right grade begins."""
    anew = _put_first(symbols, left, right, lower)
    if anew is not None:
        return anew
    between = range(right - 1, left, -1)
    broken = _break(symbols, left, right, lower)
    if broken is not None:
        return broken - 1 if _is_where(symbols, broken, lower) else broken + 1
    verb = next(
        (
            i
            for i in between
            if _is_verb(symbols[i])
            and not _is_noun(symbols[i], lower)
            and not _is_apposed(symbols, i, right, lower)
            and not _is_asked(symbols[i], lower)
            and not _is_bracketed(symbols[i], symbols[left].end, lower)
        ),
        None,
    )
    if verb == left + 1 and _trails(symbols, left, lower):
        verb = None
    if verb is None and (
        lower.startswith(_PREDICATES, symbols[right].start) or _stands_before(symbols, right, lower)
    ):
        verb = right
    if verb is not None:
        return _subject_start(symbols, left, verb, lower)
    return _joint(symbols, left, right, lower)


def _put_first(symbols: Sequence[Symbol], left: int, right: int, lower: str) -> int | None:
    """Where ", and, for leadership, from …" begins: the question is put before its own grade."""
    for index in range(right - 1, left, -1):
        symbol = symbols[index]
        if symbol.kind == "question" and _PUT_FIRST.search(lower, symbols[left].end, symbol.start):
            return index if lower.startswith(",", symbol.end) else None
    return None


def _break(symbols: Sequence[Symbol], left: int, right: int, lower: str) -> int | None:
    """The last break between the grades that begins the right one's clause."""
    breaks = [
        i
        for i in range(left + 1, right)
        if symbols[i].has("break")
        and not _NOT_THAT.search(lower, symbols[left].end, symbols[i].start)
    ]
    if breaks:
        asides = [
            m.span() for m in _RELATIVE.finditer(lower, symbols[left].end, symbols[right].start)
        ]
        breaks = [i for i in breaks if not any(a <= symbols[i].start < b for a, b in asides)]
    breaks = [i for i in breaks if not _PUT_IN.match(lower, symbols[i].start)]
    if len(breaks) > 1 and _PARTICIPLE.match(lower, symbols[breaks[-1]].end):
        named = any(symbols[i].kind in _NAMED for i in range(breaks[-2] + 1, breaks[-1]))
        return breaks[-2] if named else breaks[-1]
    return breaks[-1] if breaks else None


def _is_where(symbols: Sequence[Symbol], broken: int, lower: str) -> bool:
    """Whether a break's clause is of the question before it: "but safety, where it is good"."""
    ahead = symbols[broken - 1]
    where = _WHERE_NOW.match(lower, symbols[broken].start) is not None
    return where and ahead.kind == "question" and ahead.end == symbols[broken].start


def _stands_before(symbols: Sequence[Symbol], right: int, lower: str) -> bool:
    """Whether a name stands right before the grade: "surgery good, maternity - inadequate"."""
    left = right - 2 if symbols[right - 1].has("comma") else right - 1
    gap = lower[symbols[left].end : symbols[right].start]
    return symbols[left].kind in _NAMED and not gap.strip(" '\":-()")


def _is_verb(symbol: Symbol) -> bool:
    return symbol.has("verb", "same", "up", "down") and not symbol.has("from")


def _is_noun(verb: Symbol, lower: str) -> bool:
    """Whether "rating" is a noun: "so is its rating for safety"."""
    rated = lower.startswith("rating", verb.start)
    return rated and lower.endswith(_DETERMINERS, max(0, verb.start - 9), verb.start)


def _is_apposed(symbols: Sequence[Symbol], index: int, right: int, lower: str) -> bool:
    """Whether a noun tells of the grade before: "inadequate for safety, a drop of one, good …"."""
    verb = symbols[index]
    if not verb.has("up", "down", "same", *STEPS):
        return False
    noun = _ARTICLE.search(lower, max(0, verb.start - 16), verb.start) is not None
    return noun and "," in lower[verb.end : symbols[right].start]


def _is_bracketed(verb: Symbol, start: int, lower: str) -> bool:
    """Whether brackets round it say more of the grade before: "good for caring (unchanged)"."""
    return lower.rfind("(", start, verb.start) > lower.rfind(")", start, verb.start)


def _trails(symbols: Sequence[Symbol], left: int, lower: str) -> bool:
    """Whether what follows the grade still speaks of it: "good again for caring"."""
    gap = lower[symbols[left].end : symbols[left + 1].start]
    return symbols[left + 1].has("same", "up", "down") and not gap.strip(" '\"")


def _is_asked(verb: Symbol, lower: str) -> bool:
    """Whether the verb belongs to a question: "good for whether they are caring"."""
    return _WHETHER.search(lower, max(0, verb.start - 50), verb.start) is not None


def _subject_start(symbols: Sequence[Symbol], left: int, verb: int, lower: str) -> int:
    """The start of the list of named things before the verb that is not the left grade's."""
    start = verb
    copied = symbols[left].values[-1] == "copy-after"
    named = [i for i in range(left + 1, verb) if symbols[i].kind in _NAMED]
    for index in reversed(named):
        gap = lower[symbols[index].end : symbols[start].start]
        if copied and ((start != verb and "," in gap) or index == named[0]):
            break
        if start != verb and not LIST_GAP.fullmatch(gap) and not _BESIDE.fullmatch(gap):
            break
        if _hangs(symbols, left, index, lower):
            if start != verb and symbols[index].kind == symbols[start].kind:
                return _list_end(symbols, named[-1], verb, lower)
            break
        start = index
    return _joint(symbols, left, verb, lower) if start == verb else start


def _list_end(symbols: Sequence[Symbol], last: int, verb: int, lower: str) -> int:
    """The right clause's start after the left grade's list: the last member may be a subject."""
    if _NEW_SUBJECT.search(lower, symbols[last].end, symbols[verb].start):
        return _joint(symbols, last, verb, lower)
    return last


def _hangs(symbols: Sequence[Symbol], left: int, index: int, lower: str) -> bool:
    """Whether the named thing must be the left grade's: "good overall", "good for caring"."""
    gap = lower[symbols[left].end : symbols[index].start]
    if symbols[index].kind == "question" and not gap.strip(" '\""):
        return True
    return LINK.fullmatch(gap) is not None and _PREPOSITION.search(gap) is not None


def _joint(symbols: Sequence[Symbol], left: int, right: int, lower: str) -> int:
    """The last comma or "and" before the right grade, else what is named there, else the grade."""
    for index in range(right - 1, left, -1):
        if symbols[index].has("and", "comma"):
            if index - 1 > left and _FOR_WHICH.match(lower, symbols[index].start):
                continue
            return index + 1
        if symbols[index].kind != "cue":
            break
    named = next((i for i in range(left + 1, right) if symbols[i].kind in _NAMED), None)
    if named is None or LINK.fullmatch(lower[symbols[left].end : symbols[named].start]):
        return right
    return named
