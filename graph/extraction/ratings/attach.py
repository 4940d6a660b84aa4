"""Whose grade it is: the holders, services and questions of a clause, by where they stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from .clauses import LINK, LIST_GAP, Clause
from .patterns import words
from .scope import PLACED
from .symbols import QUESTIONS, Symbol

_AT = re.compile(r"\b(?:at|in) (?:the )?$")
_PREPOSITION = re.compile(r"\b(?:at|in|for|of)\b")
_SERVICE_AT = re.compile(r"(?:, (?=at |in ))?[^,;]{0,30}\b(?:at|in|of|from|by|for)\b[^,;]{0,20}")
_BESIDE = re.compile(r"'s? (?:own )?| (?:at|in|of|for|run by) (?:the )?|(?:, |'s? )?(?:its )?")
_OBJECT_GAPS = frozenset({" ", " as ", " '", ' "', " as '", ' as "'})
_POSSESSIVE = frozenset({"'s ", "' "})
# "Both the Royal, in Eastmere, and the General" are two joined.
_SITED = re.compile(r", (?:in|near) (?:the )?[\w' -]{2,40}(?=,)")
# What is put in beside a grade or between the members of a list: "(up from good)", "- a first -".
_INSERTED = re.compile(
    r", (?:up|down) from (?:an? )?['\"]?\w+(?: improvement)?['\"]?,|"
    r"(?<=.) \([^()]{1,60}\)|^['\"]? \([^()]{1,60}\)| - [^-;]{1,90} -(?= )"
)
# "So have the ratings for how safe it is", "as did those of surgery".
_SAME_OF = re.compile(
    r"^ (?:also |both )?(?:(?:the|its|their) (?:overall )?(?:ratings?|grades?|scores?|marks?)|"
    r"those|that|the ones?) (?:for|of|in|on|at)\b(?: how\b)?"
)
# "Good for caring: both are as they were" begins anew.
_ANEW = re.compile(r"(?:both|each|all(?: \w+)?|these|those) (?:are|were|is|was|have|has|had)\b")
# What takes questions out of "every category apart from safety".
_APART = re.compile(rf"['\"]?,? {words('apart')}(?: (?:being|for|in|the|question|of))* ")
_SAVE = re.compile(rf"\b{words('apart')}(?: (?:the|its|in|for))* $")
_ONLY = re.compile(r", (?:only |just |alone )?(?:the )?$")
_OF = re.compile(r"['\" ]*(?:and |but )?of (?:the |its |all |these |those )?$")
# "Good in four of five areas, including safety": not the one left out.
_INCLUDING = ("including ", "including for ", "among them ", "including for being ")
_GRADED = re.compile(r"['\"]? (?:rating )?(?:for|in|on) (?:being |the |its )*['\"]?")
# "All three services but surgery" are at least so many.
_SEVERAL = 3
# "Good across the board for safety, …" tells of the questions that it lists.
_ALL_OVER = ("across the board", "as a whole")
# A question before the grade no farther away than this is what was rated.
_QUESTION_REACH = 90


def linked_after(clause: Clause, lower: str) -> list[Symbol]:
    """What follows the grade and belongs to it: "good for caring", "good at both"."""
    chain: list[Symbol] = []
    end = clause.grade.end
    for symbol in clause.after:
        if symbol.kind == "cue":
            continue
        gap = _INSERTED.sub("", lower[end : symbol.start])
        if not chain and clause.grade.values[0] == "copy":
            gap = _SAME_OF.sub(" ", gap)
        if ":" in gap and _ANEW.match(lower, symbol.start):
            break
        if not (LINK.fullmatch(gap) or (chain and LIST_GAP.fullmatch(gap))):
            break
        other_kind = bool(chain) and chain[-1].kind != symbol.kind
        if other_kind and "," in gap and not _PREPOSITION.search(gap):
            break
        if other_kind and symbol.kind == "holder" and gap.startswith((", and ", ", but ")):
            break
        chain.append(symbol)
        end = symbol.end
    return chain


def services_of(before: Sequence[Symbol], linked: Sequence[Symbol], lower: str) -> list[Symbol]:
    """The services rated: the last list before the grade, else those linked after it."""
    return _last_list(before, "service", lower) or [s for s in linked if s.kind == "service"]


def spared(services: Sequence[str], clause: Clause, lower: str) -> tuple[str, ...]:
    """The services without those that "with the exception of" takes out after the grade."""
    if len(services) < _SEVERAL:
        return tuple(services)
    out = {
        value
        for symbol in clause.tail
        if symbol.kind == "service"
        and _SAVE.search(lower, max(clause.grade.end, symbol.start - 40), symbol.start)
        for value in symbol.values
    }
    return tuple(service for service in services if service not in out)


def questions_of(
    before: Sequence[Symbol],
    linked: Sequence[Symbol],
    clause: Clause,
    lower: str,
    named: set[str],
) -> tuple[str, ...]:
    """The questions rated; ``named`` are those the sentence named before, for "the other three"."""
    asked = [s for s in linked if s.kind == "question"]
    if len(asked) > 1 and lower.startswith(_ALL_OVER, asked[0].start):
        asked = asked[1:]
    after = [v for s in asked for v in s.values]
    ahead = _last_list(before, "question", lower)
    if len(ahead) > 1:
        ahead = [s for s in ahead if lower[s.start : s.end] != "as a whole"]
    if ahead and clause.grade.start - ahead[-1].end > _QUESTION_REACH:
        ahead = []
    chosen = _weighed([v for s in ahead for v in s.values], after)
    named.update(chosen)
    if len(chosen) >= len(QUESTIONS):
        chosen = _less(chosen, clause, lower)
    count = next((int(q[5:]) for q in chosen if q.startswith("rest-")), 0)
    if count:
        listed = [q for q in chosen if q in QUESTIONS]
        return _uncounted(count, listed, clause, named, lower)
    if "rest" in chosen:
        chosen = [q for q in chosen if q != "rest"] + [q for q in QUESTIONS if q not in named]
        chosen = _less(chosen, clause, lower)
    return tuple(dict.fromkeys(chosen))


def _uncounted(
    count: int, listed: list[str], clause: Clause, named: set[str], lower: str
) -> tuple[str, ...]:
    """ "Good in four of five areas, with only safety inadequate": the four not named besides."""
    if len(listed) == count:
        return tuple(listed)
    ahead = itertools.takewhile(lambda s: s.kind != "grade", clause.tail)
    named_next = [v for s in ahead for v in s.values if v in QUESTIONS and s.kind == "question"]
    if len(named_next) == count:
        return tuple(named_next)
    tail = {
        v
        for s in clause.tail
        if s.kind == "question" and not lower.endswith(_INCLUDING, 0, s.start)
        for v in s.values
    }
    rest = tuple(q for q in QUESTIONS if q not in named | tail)
    return rest if len(rest) == count else ("",)


def _weighed(ahead: list[str], after: list[str]) -> list[str]:
    """A question proper wins over a mere "overall", what follows over what goes before."""
    if any(q != "overall" for q in after):
        return after
    return ahead or after


def _less(questions: list[str], clause: Clause, lower: str) -> list[str]:
    """All five questions, or the rest, but for those named after "apart from"."""
    spared = _graded_apart(clause, lower)
    named = [s for s in clause.tail if s.kind == "question"]
    for left, right in itertools.pairwise(named):
        if _APART.fullmatch(lower[left.end : right.start]):
            spared.extend(right.values)
    return [q for q in questions if q not in spared]


def _graded_apart(clause: Clause, lower: str) -> list[str]:
    """The questions with a grade of their own: "good for everything and outstanding for caring"."""
    found: list[str] = []
    for left, right in itertools.pairwise(s for s in clause.tail if s.kind != "cue"):
        if left.kind != "grade" or right.kind != "question" or right.values == ("overall",):
            continue
        if len(right.values) == 1 and _GRADED.fullmatch(lower[left.end : right.start]):
            found.extend(right.values)
    return found


def holders_of(
    before: Sequence[Symbol],
    linked: Sequence[Symbol],
    services: Sequence[Symbol],
    clause: Clause,
    lower: str,
) -> list[Symbol]:
    """The holders rated: linked after it, host of its relative clause, or named before it."""
    after = [s for s in linked if s.kind == "holder"]
    return after or _host(clause, lower) or _ahead(before, services, clause, lower)


def is_placed(holders: Sequence[Symbol], lower: str) -> bool:
    """Whether the holders only say where: "at the Royal"."""
    if not holders:
        return False
    start = holders[0].start
    within = lower.startswith(("in ", "at "), start)
    return within or _AT.search(lower[max(0, start - 12) : start]) is not None


def is_tied(before: Sequence[Symbol], services: Sequence[Symbol], lower: str) -> bool:
    """Whether a holder stands right beside the service: "surgery at the trust"."""
    if not services:
        return False
    start, end = services[0].start, services[-1].end
    for holder in before:
        if holder.kind == "holder":
            gap = lower[holder.end : start] if holder.end <= start else lower[end : holder.start]
            if _BESIDE.fullmatch(gap):
                return True
    return False


def _host(clause: Clause, lower: str) -> list[Symbol]:
    """The holder of the grade's relative clause: "run by the trust, which keeps its rating"."""
    for holder in reversed(clause.before):
        if holder.kind == "holder":
            stretch = lower[holder.end : clause.grade.start]
            if stretch.startswith((", which ", ", who ")) and stretch.count(",") == 1:
                return [holder]
    return []


def _ahead(
    before: Sequence[Symbol], services: Sequence[Symbol], clause: Clause, lower: str
) -> list[Symbol]:
    """The holders before the grade: as object, beside the service, else as subject."""
    holders = [s for s in before if s.kind == "holder"]
    if not holders:
        return []
    only = [h for h in holders[1:] if _ONLY.search(lower, max(0, h.start - 12), h.start)]
    if only and _OF.match(lower, clause.start, holders[0].start):
        holders = holders[holders.index(only[-1]) :]
    if lower[holders[-1].end : clause.grade.start] in _OBJECT_GAPS:
        return _last_list(holders, "holder", lower)
    if services:
        after = [h for h in holders if h.start >= services[-1].end]
        gap = lower[services[-1].end : after[0].start] if after else ""
        if len(after) > 1 and lower[after[0].end : after[1].start] in _POSSESSIVE:
            after = after[1:]
        if after and (_SERVICE_AT.fullmatch(gap) or PLACED.fullmatch(gap)):
            return _run_from(after, lower)
        ahead = [h for h in holders if h.end <= services[0].start]
        if ahead:
            return _last_list(ahead, "holder", lower)
    if len(holders) > 1 and lower[holders[0].end : holders[1].start] in _POSSESSIVE:
        holders = holders[1:]
    return _run_from(holders, lower)


def _run_from(holders: list[Symbol], lower: str) -> list[Symbol]:
    """The first of the holders with those that are joined to it as a list."""
    run = holders[:1]
    for holder in holders[1:]:
        if not LIST_GAP.fullmatch(_SITED.sub("", lower[run[-1].end : holder.start])):
            break
        run.append(holder)
    return run


def _last_list(symbols: Sequence[Symbol], kind: str, lower: str) -> list[Symbol]:
    """The last run of symbols of this kind joined as a list; other names may stand between."""
    run: list[Symbol] = []
    gap = ""
    later = 0
    for symbol in reversed(symbols):
        if symbol.kind == "cue":
            continue
        if run:
            gap = lower[symbol.end : later] + gap
        later = symbol.start
        if symbol.kind != kind:
            continue
        if run and not LIST_GAP.fullmatch(_INSERTED.sub("", gap)):
            break
        run.append(symbol)
        gap = ""
    return run[::-1]
