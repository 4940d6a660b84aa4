"""Whether a clause rates somebody, or a part of somebody, who is no known holder."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import Clause
from .patterns import words
from .symbols import Symbol

Named = tuple[Sequence[Symbol], Sequence[Symbol], Sequence[str]]
"""The holders, services and questions that a clause names."""

_POSSESSOR = re.compile(r"\b[A-Z]\w+(?:['’]s|s['’]) (?:\w+ )?$")
_PLACE = re.compile(
    r"['\" ]*(?:the|its|their|a|an) (?:[a-z-]+ ){1,4}(?:centre|clinic|institute|school|nursery|"
    r"college|hospice|laboratory|pharmacy|home|academy)\b(?! of)"
)
# "Mental health services …", where no one core service is meant.
_SOME_SERVICES = re.compile(
    r"['\" ]*(?:(?:the|its|their) )?(?:mental health|acute|community|specialist|children's|adult|"
    r"social care|primary care|learning disability|support|cancer|stroke|dental|sexual health|"
    r"addiction|inpatient|hospital|prison|gp|crisis) (?:and [a-z]+ )?services\b"
)
# "Nurses at X have been called outstanding."
_PEOPLE = re.compile(
    r"['\" ]*(?:the )?(?:[a-z]+ )?(?:nurses|staff|doctors|midwives|consultants|volunteers|porters|"
    r"carers|paramedics|surgeons|crews|cleaners|chefs|teams) (?:at|in|of|on|from|working)\b"
)
# "The highest grade for its spinal unit".
_FOR_PART = re.compile(
    r"['\"]?(?: (?:rating|grade|mark|available|possible|there is))* for (?:its|their) "
    r"(?!overall|own|patients|staff|report|latest|second|first|third)[a-z' -]+"
)
_WHOSE = re.compile(
    r", whose (?!(?:own |overall )?(?:rating|grade))(?:[a-z-]+ ){1,3}?"
    r"(?:is|are|was|were|has|have|requires?|remains?)\b"
)
_KIN = re.compile(
    rf"\b(?:its|their|whose) (?:[a-z-]+ ){{0,2}}{words('kin')}s?\b(?!')|"
    r"\b(?:my|her|his|your) [a-z-]+'s (?:own |local )?(?:hospital|trust|ward|unit)\b"
)
# Counties only describe: "the Kent hospital" is the one spoken of.
_ELSEWHERE = re.compile(
    rf"\b[Tt]he (?!{words('region')} )[A-Z][a-z]+ (?:trust|hospital|infirmary|clinic|centre)\b"
    r"(?!'s? (?:chief|boss|chair))"
)
_PART = re.compile(
    r"(?:'s)? (?:department|unit|service|ward|wards|team|counterpart|equivalent)\b|"
    r"'s (?:is|was|are|were|has|had|at|as|to|slipped|moved|went|rose|fell|dropped|climbed|improved|"
    r"jumped|stays?|stayed|remains?|remained|keeps?|kept|requires?|required)\b"
)
_BARE = re.compile(r"'s, (?:by contrast|meanwhile|however|though|too|in turn),")
_COUNTERPART = re.compile(r"\b(?:counterparts?|equivalent) (?:in|at) (?:the )?$")


def _has_stranger(clause: Clause, start: int, text: str) -> bool:
    """Whether the service is said to be of someone who is no known holder: "Exeter's surgery"."""
    return _POSSESSOR.search(text, max(clause.start, start - 30), start) is not None


def _is_of_people(clause: Clause, lower: str) -> bool:
    """Whether people are called so: "nurses at X were outstanding", with nobody else named."""
    if _PEOPLE.match(lower, clause.start, clause.grade.start) is None:
        return False
    return sum(s.kind == "holder" for s in clause.before) < 2


def _is_of_part(clause: Clause, lower: str) -> bool:
    """Whether a part without a name of its own is rated: "X, whose wards require improvement"."""
    part = _WHOSE.search(lower, clause.start, clause.grade.start + 9)
    if part is None or "," in lower[part.end() : clause.grade.start]:
        return False
    rated = ("question", "service")
    return not any(s.kind in rated and s.start > part.start() for s in clause.before)


def _is_for_part(clause: Clause, lower: str) -> bool:
    """Whether the grade is for something of the holder's that is no known service: "its scans"."""
    told = _FOR_PART.match(lower, clause.grade.end)
    if told is None:
        return False
    return not any(told.start() <= s.start < told.end() for s in clause.tail if s.kind != "cue")


def _is_unknown(clause: Clause, lower: str, *, named: bool) -> bool:
    """Whether what is rated is a place that is no known holder: "the regional burns centre".

    Or services that are no one core service, if no holder is ``named``.
    """
    place = _PLACE.match(lower, clause.start, clause.grade.start)
    if place is None and not named:
        place = _SOME_SERVICES.match(lower, clause.start, clause.grade.start)
    return place is not None and not any(
        s.kind != "cue" and s.start < place.end() for s in clause.before
    )


def stands_for_its(holder: Symbol, lower: str) -> bool:
    """Whether a bare "Eastmere's" stands for what was just rated elsewhere."""
    end = holder.end - 2 * lower[holder.start : holder.end].endswith("'s")
    return _BARE.match(lower, end) is not None


def is_part(holder: Symbol, lower: str) -> bool:
    """Whether not the holder is rated but a part of it: "Eastmere's went up to good"."""
    end = holder.end - 2 * lower[holder.start : holder.end].endswith("'s")
    if _PART.match(lower, end):
        return True
    return _COUNTERPART.search(lower, max(0, holder.start - 24), holder.start) is not None


def _named_only(pattern: re.Pattern[str], clause: Clause, text: str) -> bool:
    """Whether the clause speaks of somebody by words alone, with no known name before its grade."""
    if pattern.search(text, clause.start, clause.grade.start) is None:
        return False
    return not any(s.kind == "holder" for s in clause.before)


def is_elsewhere(clause: Clause, text: str) -> bool:
    """Whether "the Eastmere hospital" is spoken of, which may be no known holder."""
    return _named_only(_ELSEWHERE, clause, text)


def is_kin(clause: Clause, lower: str) -> bool:
    """Whether "its neighbour" is spoken of."""
    return _named_only(_KIN, clause, lower)


def is_stranger(clause: Clause, named: Named, lower: str, text: str) -> bool:
    """Whether what is rated is nobody's that is known."""
    holders, services, questions = named
    first = services[0].start if services else clause.grade.start
    return (
        _is_unknown(clause, lower, named=bool(holders))
        or (not services and _is_of_part(clause, lower))
        or (not (services or questions) and _is_for_part(clause, lower))
        or (not questions and _is_of_people(clause, lower))
        or (bool(services) and not holders and _has_stranger(clause, first, text))
    )
