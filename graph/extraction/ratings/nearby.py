"""What a clause leaves open and its sentence names: later ("Rated good in 2017, the Royal …"),
or before ("at the Royal the wards were full, but its surgery is good").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from .clauses import Clause
from .frames import Frame
from .symbols import Symbol

# What may stand before a grade whose holder is still to come.
_OPEN = re.compile(
    r"['\"* -]*(?:(?:and|but) )?(?:"
    r"|(?:once |last |first |previously |formerly |still |newly )?"
    r"(?:rated|graded|judged|deemed|branded|marked|labelled|inspected|visited)\b[^.;:]{0,70}"
    r"|(?:up|down) (?:\w+ ){0,4}"
    r"|from ['\"]?\w+(?: improvement)?['\"]? (?:\w+ ){0,2}?to (?:an? )?"
    r"|the (?:downgrade|upgrade|fall|rise|drop|change|move|slide|jump|verdict)\b[^.;:]{0,40}"
    r"|(?:although|though|while) (?:still |now )?(?:found|rated|judged)\b[^.;:]{0,40}"
    r"|(?:after|having|until|following)\b[^.;:]{0,70}"
    r")['\"]?"
)
# What leads from there to the name.
_TO_NAME = re.compile(
    r"(?:[^.;:]{0,60}(?::|,)|[^.;:,]{0,40} (?:leaves|means|for|gives|puts|goes|go|comes)) ?['\"]?"
    r"(?:the |its |both )?(?:[\w']+ ){0,8}?"
)
_POSSESSIVE = frozenset({"'s ", "' ", "'s own "})
_PLACED = re.compile(r" (?:at|of|in|run by) (?:the )?")
_SUBJECT = re.compile(r"\b(?:it|they|we|she|he|this|that|these|which|who)\b")
_THEY_WERE = re.compile(r"\b(?:they|it) (?:is|are|was|were|has been|have been)\b")
_SUBORDINATE = re.compile(
    r"['\" ]*(?:after|having|until|once|last|first|when|although|though|while)\b"
)

# A subject stands no farther behind its grade than this, in characters.
_REACH = 400
_start = attrgetter("start")


def filled(
    pairs: Sequence[tuple[Frame, Clause]], symbols: Sequence[Symbol], lower: str
) -> list[Frame]:
    """The frames; those that open their sentence without a name get the one that follows."""
    done = [frame for frame, _ in pairs]
    if done:
        done[0] = _with_names_before(done[0], symbols, lower)
    bare = frozenset(f.grade_span.start for f, _ in pairs if not (f.holders or f.services))
    bound = next((c.grade.start for f, c in pairs if f.holders or f.services), None)
    for index, (frame, clause) in enumerate(pairs):
        if frame.holders or frame.services:
            break
        if not _is_open(clause, lower):
            break
        named = _named_after(frame, bound, bare, symbols, lower)
        if named is None:
            continue
        holders, services = named
        done[index] = frame._replace(holders=holders, services=services)
    return done


def _with_names_before(frame: Frame, symbols: Sequence[Symbol], lower: str) -> Frame:
    """The frame with whose service it is, or which, from before it in the sentence."""
    if frame.owned and not frame.holders:
        whose = [s for s in symbols if s.kind == "holder" and s.end <= frame.span.start]
        return frame._replace(holders=whose[-1].values) if whose else frame
    told = lower[frame.clause.start : frame.grade_span.start]
    if frame.holders and frame.placed and not frame.services and _THEY_WERE.search(told):
        which = [s for s in symbols if s.kind == "service" and s.end <= frame.span.start]
        return frame._replace(services=which[-1].values) if which else frame
    return frame


def _is_open(clause: Clause, lower: str) -> bool:
    """Whether nothing before the grade could be what is rated."""
    told = lower[clause.start : clause.grade.start]
    if _OPEN.fullmatch(told) is None:
        return False
    return _SUBORDINATE.match(told) is not None or _SUBJECT.search(told) is None


def _named_after(
    frame: Frame, bound: int | None, bare: frozenset[int], symbols: Sequence[Symbol], lower: str
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Holders and services named next, in a place where the subject stands.

    ``bound``: where the first grade with a name of its own stands; ``bare``: the grades without.
    """
    end = frame.span.end
    first = bisect_left(symbols, end, key=_start)
    near = symbols[first : bisect_left(symbols, end + _REACH, lo=first, key=_start)]
    after = [s for s in near if s.kind in ("holder", "service")][:2]
    if not after or (bound is not None and after[0].start > bound):
        return None
    between = [s for s in near if s.kind == "grade" and s.start < after[0].start]
    if any(s.start not in bare for s in between):
        return None
    start = max([end, *(s.end for s in between)])
    if _TO_NAME.fullmatch(lower, start, after[0].start) is None:
        return None
    return _subject(after, lower)


def _subject(after: Sequence[Symbol], lower: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """ "King's Mill's surgery", "surgery at King's Mill", or either alone."""
    first = after[0]
    second = after[1] if len(after) > 1 else None
    gap = lower[first.end : second.start] if second else ""
    kinds = (first.kind, second.kind if second else "")
    if second and kinds == ("holder", "service"):
        possessed = gap in _POSSESSIVE or lower.startswith("'s", first.end - 2)
        return first.values, second.values if possessed else ()
    if second and kinds == ("service", "holder"):
        return (second.values if _PLACED.fullmatch(gap) else ()), first.values
    return (first.values, ()) if first.kind == "holder" else ((), first.values)
