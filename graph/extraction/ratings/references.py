"""The symbols of a sentence with references resolved, and without grades that are no ratings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ..numbers import NUMERALS
from ..services import SURE
from .discourse import Discourse
from .gate import is_rating
from .symbols import NAMED, QUESTIONS, Symbol
from .whose import with_owners

_FIVE = re.compile(r"\bfive (?:\w+ )?(?:services|departments|hospitals)\b")
# "All services were good", when none was named, tells of nothing that can be kept.
_RANKS = ("rating", "grade", "mark", "marks", "category", "tier", "band", "ratings", "grades")
_EXPLAINS = re.compile(r"['\"]?(?:, | - | \(|: )(?:the |its |the regulator's |the cqc's )?")
_SUBJECT = re.compile(
    r"(?: in [a-z]+)? (?:\w+ )?(?:were|are|was|is|has|have|had|remain|got|received)\b"
)
# "As it was at the previous inspection" tells of when, not of another.
_LAST_TIME = re.compile(
    r" (?:the|its|their) (?:last|previous|earlier|most recent|first|second) (?:\w+ )?"
    r"(?:inspection|visit|report|check|assessment)s?\b"
)
_NEXT = 3
_RUN_BY = re.compile(r" (?:that are |which are )?(?:run|managed|operated|owned) by (?:the )?")
_OR = re.compile(r"['\"]?,? (?:and |or )?['\"]?")
# So many grades in a row are the scale itself.
_SCALE = 3
# No rule looks back over more symbols of its own sentence than this.
_RECENT = 40
# What may follow "surgery did likewise", so that the words do not go on ("were too small").
_ENDS = re.compile(
    r"['\"]?(?!, (?:from|up|down) )"
    r"(?:[.,;:)]|$| (?:from|at|for|in|on|when|with|and|but|although|though|last|too|again|twice)\b)"
)
# "Both my sons", "each morning", "all three say": not said of what was named before.
_PLAIN = re.compile(
    r" (?:my|our|his|her|your|their|the|that|who|these|those|morning|day|week|month|year|time|"
    r"patient|side|other|sides|ways|men|women|parents|sons|daughters)\b"
)
# "Good in every one of the services" is no answer to the five questions.
_OF_PARTS = re.compile(
    r" of (?:the |its |their |all )?(?:[\w-]+ ){0,3}?"
    r"(?:services|hospitals|departments|wards|units|sites)\b"
)
_BOTH = re.compile(r"\b(?:both|both of the|the two|all three|all of the|all) $")
# "Good for both": of the questions that the sentence before listed.
_FOR = ("for ", "on ", "in ", "under ")
_OTHERS = ("the others", "all others", "the rest", "all the rest")
_OF_WARDS = (
    "wards",
    "inpatients",
    "medical-care",
    "surgery",
    "maternity",
    "children-and-young-people",
    "mh-forensic",
    "mh-rehabilitation",
)
_COUNTING = ("both", "all three", "all four", "the two", "each", "all five")
# What follows "the second" when it stands for something named, not before a noun of its own.
_ALONE = re.compile(
    r"'s\b| (?:was|were|is|are|has|have|had|requires?|required|got|received|of|in|at|for|also|too|"
    r"good|outstanding|inadequate|still|now|remains?)\b|['\"]?[.,;:)]"
)


class Resolver:
    """Resolves the references of one article's sentences, in order."""

    def __init__(self, discourse: Discourse, lower: str) -> None:
        self.discourse = discourse
        self.lower = lower
        self._pointed: set[int] = set()

    def resolved(self, symbols: Sequence[Symbol], start: int) -> list[Symbol]:
        """The symbols of the sentence that begins at ``start`` as what they stand for."""
        resolved: list[Symbol] = []
        symbols = with_owners(symbols, self.lower, self.discourse.places)
        for index, (symbol, following) in enumerate(itertools.zip_longest(symbols, symbols[1:])):
            found: Symbol | None = symbol
            if symbol.kind == "holder" and self._is_several(symbol):
                sites = self.discourse.places.sites_of(symbol.values[0])
                found = symbol._replace(values=sites or symbol.values)
            elif symbol.kind == "reference":
                counts = following is not None and self._counts(symbol, following)
                others = _other_questions(symbol, resolved, self.lower)
                found = others or (
                    None
                    if counts
                    else self._refer(symbol, resolved, symbols[index + 1 : index + 1 + _NEXT])
                )
            elif len(symbol.values) == len(QUESTIONS) and _OF_PARTS.match(self.lower, symbol.end):
                found = symbol._replace(values=("",))
            elif symbol.kind == "question" and self._counts_services(symbol):
                found = self._refer(symbol._replace(values=("services 5",)), resolved, ())
            elif self._is_idle(symbol, resolved, symbols[index + 1 : index + _RECENT]):
                found = None
            elif symbol.has("copy-after") and _LAST_TIME.match(self.lower, symbol.end):
                found = symbol
            elif symbol.has("copy-after") or self._ends_in_copy(symbol):
                value = next(v for v in symbol.values if v.startswith("copy"))
                found = Symbol("grade", ("copy", value), symbol.start, symbol.end)
            elif symbol.kind == "grade":
                recent = resolved[-_RECENT:]
                found = symbol if is_rating(symbol, recent, self.lower, start) else None
            if found is not None:
                resolved.append(found)
        return _without_scale(resolved, self.lower)

    def _is_idle(self, symbol: Symbol, before: Sequence[Symbol], after: Sequence[Symbol]) -> bool:
        """Whether "the rest" is none of questions, or "so was" of nothing that is named."""
        if symbol.values == ("rest",):
            return not self._is_rest(symbol, before)
        return symbol.has("copy-after") and not _holds(after)

    def _is_rest(self, rest: Symbol, before: Sequence[Symbol]) -> bool:
        """Whether "the others" are questions: some are named before it."""
        if self.lower.startswith(" of ", rest.end):
            return False
        words = self.lower[rest.start : rest.end]
        if words not in _OTHERS and not words.endswith((" ratings", " rating")):
            return True
        return any(s.kind == "question" for s in before[-_RECENT:])

    def _is_several(self, symbol: Symbol) -> bool:
        """Whether a trust's name stands for its sites: "both Eastmere hospitals"."""
        plural = self.lower.endswith("hospitals", symbol.start, symbol.end)
        return (
            plural and _BOTH.search(self.lower, max(0, symbol.start - 16), symbol.start) is not None
        )

    def _counts(self, reference: Symbol, following: Symbol) -> bool:
        """Whether a number word only counts what it stands before: "both safe and caring"."""
        if self.lower[reference.start : reference.end].endswith(_COUNTING):
            named = following.kind in ("service", "question", "holder")
            return named and following.start - reference.end in (1, 4, 5, 8)
        return False

    def _counts_services(self, symbol: Symbol) -> bool:
        """Whether "all five" are services: "of its five services …", some words before."""
        if self.lower[symbol.start : symbol.end] != "all five":
            return False
        return _FIVE.search(self.lower, max(0, symbol.start - 500), symbol.start) is not None

    def note(self, symbols: Sequence[Symbol]) -> None:
        """Let the discourse remember what the symbols name themselves, not what they point to."""
        named = [s for s in symbols if s.kind in NAMED and s.start not in self._pointed]
        if named:
            self.discourse.note(named, self.lower)

    def _ends_in_copy(self, symbol: Symbol) -> bool:
        return symbol.has("copy-before") and _ENDS.match(self.lower, symbol.end) is not None

    def _refer(
        self, reference: Symbol, before: list[Symbol], after: Sequence[Symbol]
    ) -> Symbol | None:
        self.note(before[-_RECENT:])
        self._pointed.add(reference.start)
        what = reference.values[0].split()[0]
        if what.startswith("item") and not _ALONE.match(self.lower, reference.end):
            return None
        if what == "any" and _PLAIN.match(self.lower, reference.end):
            return None
        if what == "place" and not self._is_place(reference, before):
            return None
        asked = self.discourse.memory.asked(reference)
        if asked and self.lower.endswith(_FOR, 0, reference.start):
            return asked
        own = [s for s in before[-_RECENT:] if s.kind == "service"]
        if self.lower.startswith("the ward", reference.start) and not (own or self._has_wards()):
            return None
        found = self.discourse.resolve(reference, own[-1].values if own else ())
        if found is None and what in ("holders", "some"):
            runner = self._possessor(reference, before) or self._runner(reference, after)
            found = self.discourse.all_sites(reference, runner)
        unknown = found is None and what in ("services", "holders", "some")
        if unknown and _SUBJECT.match(self.lower, reference.end):
            return Symbol("question", ("",), reference.start, reference.end)
        return found

    def _possessor(self, reference: Symbol, before: Sequence[Symbol]) -> str | None:
        """Whose "the trust's two hospitals" are."""
        if not before or before[-1].kind != "holder":
            return None
        gap = self.lower[before[-1].end : reference.start]
        return before[-1].values[0] if gap in ("'s ", "' ", " ") else None

    def _runner(self, reference: Symbol, after: Sequence[Symbol]) -> str | None:
        """Who runs "two hospitals run by the trust"."""
        following = next((s for s in after[:_NEXT] if s.kind == "holder"), None)
        if following is None:
            return None
        run = _RUN_BY.fullmatch(self.lower, reference.end, following.start)
        return following.values[0] if run else None

    def _has_wards(self) -> bool:
        """Whether the service spoken of is one of wards."""
        services = self.discourse.services or self.discourse.memory.service
        return any(service.removesuffix(SURE).endswith(_OF_WARDS) for service in services)

    def _is_place(self, there: Symbol, before: Sequence[Symbol]) -> bool:
        """Whether "there" is a place ("surgery there is good"), no opening ("there was a good")."""
        named = next((s for s in reversed(before) if s.kind != "cue"), None)
        follows = named is not None and self.lower[named.end : there.start] == " "
        return follows or self.lower[there.end : there.end + 1] in ".,;"


def _holds(after: Sequence[Symbol]) -> bool:
    """Whether something is named that "so was" says the same of."""
    return any(s.kind in ("holder", "service", "question", "reference") for s in after)


def _other_questions(reference: Symbol, before: Sequence[Symbol], lower: str) -> Symbol | None:
    """ "Safe and caring …, with the other three unchanged": the questions not named yet."""
    words = lower[reference.start : reference.end]
    if not words.startswith(("the other ", "the remaining ")):
        return None
    named = {v for s in before[-_RECENT:] if s.kind == "question" for v in s.values}
    rest = tuple(q for q in QUESTIONS if q not in named)
    if len(rest) == len(QUESTIONS) or len(rest) != NUMERALS.get(words.split()[2]):
        return None
    return Symbol("question", rest, reference.start, reference.end)


def _without_scale(symbols: list[Symbol], lower: str) -> list[Symbol]:
    """The symbols without a list of what the grades are: "outstanding, good or inadequate".

    And without what only explains one: "inadequate, the lowest rating".
    """
    grades = [s for s in symbols if s.kind == "grade"]
    if len(grades) < 2:
        return symbols
    scale = {
        second.start
        for first, second in itertools.pairwise(grades)
        if first.values[0] == second.values[0]
        and _EXPLAINS.fullmatch(lower, first.end, second.start)
        and lower.endswith(_RANKS, second.start, second.end)
    }
    for first, second, third in zip(grades, grades[1:], grades[2:], strict=False):
        joined = _OR.fullmatch(lower, first.end, second.start) and _OR.fullmatch(
            lower, second.end, third.start
        )
        several = len({first.values[0], second.values[0], third.values[0]}) == _SCALE
        if joined and several and "respectively" not in lower[third.end : third.end + 60]:
            scale.update((first.start, second.start, third.start))
    return [s for s in symbols if s.start not in scale] if scale else symbols
