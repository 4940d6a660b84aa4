"""Clauses → frames: a grade for holders × services × questions, as far as the clause says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ...facts import GRADES, Span
from .attach import holders_of, is_placed, is_tied, linked_after, questions_of, services_of, spared
from .clauses import Clause
from .moves import MOVES, near_tags
from .pairs import paired
from .patterns import words
from .scope import own_symbols
from .strangers import is_elsewhere, is_kin, is_part, is_stranger, stands_for_its
from .symbols import NAMED, Symbol

_SITE_WORD = re.compile(r"\b(?:hospital(?! trust)|infirmary|unit|ward|clinic|centre)\b")
_ITS = re.compile(r"\bits (?:\w+ )?$")
_OUR = re.compile(r"\bour (?:\w+ )?$")
_ACROSS = re.compile(rf"\b{words('across')}\b")
_WHICH = re.compile(
    r", which (?:is|are|was|were|had been|has become|have become) (?:(?!overall)\w+ )?['\"]?$"
)
_ON = re.compile(r"(?: (?:on|at|to) (?:an? )?|\()['\"]?$")
_LIST_OF_SAME = re.compile(
    r"\b(?:unchanged|no change|the same|not (?:changed|moved))\b[^.;:]*: ?['\"]?$"
)
_UNITS = re.compile(
    r"\b(?:both|two|three|all|each of the|either) (?:\w+ )?(?:units?|departments?|services)\b"
)
_THAT_OF = re.compile(r"\b(?:that|those|the one|the ones) (?:of|at|in) (?:the )?$")
# "Of the four hospitals, only X is good": the four are not what is rated.
_PARTITIVE = re.compile(
    r"['\" ]*(?:but |and )?of (?:the |its |all |these |those )?(?:the |its )?(?:\w+ ){0,3}?"
    r"(?:hospitals|trusts|services|sites|units|departments|wards|questions|areas|categories)"
    r"[^,;.]{0,40}, "
)
# "Of the services at X, surgery is good" says where.
_PARTS_OF_HOLDER = re.compile(
    r"['\" ]*(?:but |and )?of (?:[a-z]+ ){0,5}?(?:services|units|departments|wards|areas)\b"
)
_BOTH = frozenset(
    {"both", "both of them", "each", "each of them", "all three", "all four", "the two"}
)
# "We were rated good", "we have kept our …": the organisation that speaks.
_WE = re.compile(
    r"\bwe (?:were|are|have been|had been|remain|stay|have kept|kept|received|have received|got|"
    r"achieved|have achieved|retained|have retained|maintained|have maintained)\b(?! able)"
)
_IN_TURN = re.compile(r"\b(?:respectively|in turn|in that order)\b")
_MIXED = re.compile(r" and (?:for )?(?:its |the )?")


class Frame(NamedTuple):
    """A grade and what the clause itself says of its holders, services and questions.

    ``placed``: the holders only say where. ``owned``: "its surgery". ``ours``: "our surgery".
    ``whole``: the whole organisation is meant. ``tied``: a holder stands beside the service.
    ``where``: the service is that of a ", where …" aside. ``stranger``: the service is someone's
    who is no known holder. ``relative``: the clause is ", which was …". ``elsewhere``: "the
    Eastmere hospital", which may be no known holder. ``kin``: "its neighbour", who is none.
    ``part``: "Eastmere's department", or "Eastmere's" alone. ``both``: its holders are a mere
    "both". ``that_of``: "that of Eastmere" is rated. ``headless``: nothing named stands before the
    grade. ``notes``: what was filled in from elsewhere.
    ``model``: the words of the frame that an ellipsis repeats. ``cues``: what says how sure it is.
    """

    grade: str
    holders: tuple[str, ...]
    services: tuple[str, ...]
    questions: tuple[str, ...]
    previous: str | None
    tags: frozenset[str]
    grade_span: Span
    span: Span
    clause: Span
    previous_span: Span | None
    placed: bool
    owned: bool
    ours: bool
    whole: bool
    tied: bool
    where: bool
    stranger: bool
    relative: bool
    elsewhere: bool
    kin: bool
    part: bool
    both: bool
    that_of: bool
    headless: bool
    notes: frozenset[str] = frozenset()
    model: Span | None = None
    cues: frozenset[str] = frozenset()

    def speaks_of_site(self, lower: str) -> bool:
        """Whether the clause speaks of a hospital or unit."""
        return _SITE_WORD.search(lower, self.clause.start, self.grade_span.start) is not None

    @property
    def bare(self) -> bool:
        """Whether the clause itself names nothing that the grade could be of."""
        return not (self.holders or self.services or self.questions)


def frames(clause: Clause, lower: str, named: set[str], text: str) -> list[Frame]:
    """The clause's frame; two for a mixed list, "inadequate for safety and diagnostic imaging"."""
    one = _frame(clause, lower, named, text)
    if one.questions and one.services and _is_mixed(clause, lower):
        return [one._replace(services=(), whole=True), one._replace(questions=("overall",))]
    pairs = paired(own_symbols(clause, lower), lower) or paired(linked_after(clause, lower), lower)
    return [
        one._replace(holders=holder.values, services=service.values, tied=True)
        for holder, service in pairs
    ] or [one]


def aligned(built: list[Frame], lower: str) -> list[Frame]:
    """The frames of a sentence; "A and B were good and inadequate respectively" deals them out."""
    last = built[-1] if len(built) > 1 else None
    if last is None or not _IN_TURN.search(lower, last.grade_span.end, last.clause.end):
        return built
    holders = built[0].holders or last.holders
    services = built[0].services or last.services
    questions = built[0].questions or last.questions
    count = len(built)
    moves = built[0].tags & MOVES
    return [
        one._replace(
            tags=one.tags | moves,
            holders=holders[i : i + 1] if len(holders) == count else holders,
            services=services[i : i + 1] if len(services) == count else services,
            questions=questions[i : i + 1] if len(questions) == count else questions,
        )
        for i, one in enumerate(built)
    ]


def gapped(pairs: Sequence[tuple[Frame, Clause]], lower: str) -> list[Frame]:
    """The frames; in "surgery stayed on good, and maternity on inadequate" both stayed."""
    done: list[Frame] = []
    all_same = bool(pairs) and _LIST_OF_SAME.search(
        lower, pairs[0][1].start, pairs[0][1].grade.start
    )
    for frame, clause in pairs:
        if all_same:
            frame = frame._replace(tags=frame.tags | {"same"})
        left = lower[max(clause.start, clause.grade.start - 12) : clause.grade.start]
        moved = any(s.has("verb", "same", "up", "down") for s in clause.before)
        if done and not moved and not frame.bare and _ON.search(left):
            frame = frame._replace(tags=frame.tags | (done[-1].tags & MOVES))
        done.append(frame)
    return done


def _is_mixed(clause: Clause, lower: str) -> bool:
    """Whether a question and a service are joined by "and": each has the grade for itself."""
    rated = ("question", "service")
    ahead = [s for s in clause.before if s.kind in rated][-2:]
    after = [s for s in linked_after(clause, lower) if s.kind in rated]
    if any(s.kind == "service" for s in clause.before):
        after = []
    return any(
        (left.kind, right.kind) == rated and _MIXED.fullmatch(lower[left.end : right.start])
        for listed in (ahead, after)
        for left, right in itertools.pairwise(listed)
    )


def _frame(clause: Clause, lower: str, named: set[str], text: str) -> Frame:
    grade, previous = clause.grade, clause.previous
    before = own_symbols(clause, lower)
    partitive = _PARTITIVE.match(lower, clause.start, grade.start)
    if partitive:
        of_holder = _PARTS_OF_HOLDER.match(lower, clause.start, partitive.end()) is not None
        before = tuple(
            s for s in before if s.start >= partitive.end() or (of_holder and s.kind == "holder")
        )
    linked = linked_after(clause, lower)
    services = services_of(before, linked, lower)
    holders = holders_of(before, linked, services, clause, lower)
    questions = questions_of(before, linked, clause, lower, named)
    first = services[0].start if services else grade.start
    return Frame(
        grade=grade.values[0],
        holders=_values(holders),
        services=spared(_values(services), clause, lower),
        questions=questions,
        previous=previous.values[0] if previous and previous.values[0] in GRADES else None,
        tags=near_tags(clause, lower),
        grade_span=Span(grade.start, grade.end),
        span=_span(grade, [*holders, *services, *_asked(before, questions), *linked]),
        clause=Span(clause.start, clause.end),
        previous_span=Span(previous.start, previous.end) if previous else None,
        placed=is_placed(holders, lower),
        owned=bool(services) and _ITS.search(lower[max(0, first - 20) : first]) is not None,
        ours=bool(services) and _OUR.search(lower[max(0, first - 20) : first]) is not None,
        whole=_is_whole(clause, before, services, lower),
        tied=is_tied(before, services, lower),
        where=bool(services) and ", where " in lower[clause.start : first],
        elsewhere=not holders and is_elsewhere(clause, text),
        kin=not holders and is_kin(clause, lower),
        that_of=bool(holders)
        and (
            stands_for_its(holders[-1], lower)
            or _THAT_OF.search(lower, max(0, holders[0].start - 16), holders[0].start) is not None
        ),
        headless=not any(s.kind in NAMED for s in before),
        both=bool(holders) and lower[holders[0].start : holders[0].end] in _BOTH,
        part=any(is_part(holder, lower) for holder in holders)
        or (len(holders) > 0 and _UNITS.search(lower, clause.start, clause.end) is not None),
        relative=_WHICH.search(lower[max(0, grade.start - 30) : grade.start]) is not None,
        stranger=(partitive is not None and not (holders or services or questions))
        or is_stranger(clause, (holders, services, questions), lower, text),
    )


def _values(symbols: list[Symbol]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for symbol in symbols for value in symbol.values))


def _asked(before: tuple[Symbol, ...], questions: tuple[str, ...]) -> list[Symbol]:
    """The symbols before the grade that name its questions."""
    return [s for s in before if s.kind == "question" and set(s.values) <= set(questions)]


def _span(grade: Symbol, attached: list[Symbol]) -> Span:
    """The words that state the rating: the grade with all that was found to belong to it."""
    symbols = [grade, *attached]
    return Span(min(s.start for s in symbols), max(s.end for s in symbols))


def _is_whole(
    clause: Clause, before: tuple[Symbol, ...], services: list[Symbol], lower: str
) -> bool:
    """Whether the words mean the whole organisation: "our overall rating", "across the trust"."""
    for symbol in before:
        if symbol.values == ("overall",):
            ours = lower[max(0, symbol.start - 4) : symbol.start] == "our "
            if ours or "trust" in lower[symbol.start : symbol.end]:
                return True
    if services:
        return False
    told = lower[clause.start : clause.grade.start]
    return _ACROSS.search(told) is not None or _WE.search(told) is not None
