"""Clauses → frames: whose grade it is (holders × services × questions) as far as the sentence says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ...facts import Span
from .clauses import LINK, LIST_GAP, Clause
from .symbols import QUESTIONS, Symbol

# How far from the grade a cue of a kind may stand, in characters.
_REACH = {
    "before": {"same": 90, "maybe": 60, "many": 200, "other": 200, "up": 60, "down": 60, "loss": 12},
    "after": {"same": 50, "maybe": -1, "many": 40, "other": 30, "loss": -1, "up": 35, "down": 35},
}

_ASIDE = re.compile(
    r", (?:(?:which|where|who|whose|formerly|then a|the \w+ (?:that|which)|(?:most|some|many|all|one) of|inherited|including|among them|based|run|part of) [^,;]*|"
    r"(?:on|in|near) the [^,;]*(?:site|campus|estate)[^,;]*),"
)
_SITE_WORD = re.compile(r"\b(?:hospital|infirmary|unit|ward|clinic|centre)\b")
_POSSESSOR = re.compile(r"\b[A-Z]\w+(?:['’]s|s['’]) (?:\w+ )?$")
# "up to two hours" is no change of grade.
_UP_TO = re.compile(r"(?:up|down) to (?!['\"]?(?:good|outstanding|requires|inadequate|an?|the)\b)")
_ACROSS = re.compile(r"\b(?:(?:across|throughout) the (?:whole )?(?:trust|organisation|board)|whole (?:trust|organisation)|as a whole)\b")
_DEBUT = re.compile(r"\b(?:rated|looked at|assessed|inspected|judged|visited|on (?:its|their) own|separately)(?: \w+)? $")
_MIXED = re.compile(r" and (?:for )?(?:its |the )?")
# What takes questions out of "every category apart from safety".
_APART = re.compile(r"['\"]?,? (?:apart from|except(?: for)?|bar|other than|save for|but for|aside from|but)(?: (?:being|for|in|the|question|of))* ")


@dataclass(frozen=True, slots=True)
class Frame:
    """A grade and what the clause itself says of its holders, services and questions."""

    grade: str
    holders: tuple[str, ...]
    services: tuple[str, ...]
    questions: tuple[str, ...]
    previous: str | None
    tags: frozenset[str]
    grade_span: Span
    span: Span
    clause: Span
    previous_span: Span | None = None
    placed: bool = False
    named: bool = False
    owned: bool = False
    whole: bool = False
    tied: bool = False
    site_word: bool = False
    where: bool = False
    stranger: bool = False
    years: tuple[str, ...] = ()
    extra: tuple[Span, ...] = ()
    notes: frozenset[str] = field(default=frozenset())

    @property
    def bare(self) -> bool:
        """Whether the clause itself names nothing that the grade could be of."""
        return not (self.holders or self.services or self.questions)


def frames(clause: Clause, lower: str, named: set[str], text: str) -> list[Frame]:
    """The clause's frame; two for a mixed list, "inadequate for safety and diagnostic imaging"."""
    whole = frame(clause, lower, named, text)
    ahead = [s for s in clause.before if s.kind in ("question", "service")][-2:]
    if [s.kind for s in ahead] == ["question", "service"] and whole.services and whole.questions:
        if _MIXED.fullmatch(lower[ahead[0].end : ahead[1].start]):
            return [replace(whole, services=(), whole=True), replace(whole, questions=("overall",))]
    linked = [s for s in _linked(clause, lower) if s.kind in ("question", "service")]
    kinds = [s.kind for s in linked]
    if kinds[:1] != ["question"] or "service" not in kinds or any(s.kind == "service" for s in clause.before):
        return [whole]
    first = kinds.index("service")
    if not _MIXED.fullmatch(lower[linked[first - 1].end : linked[first].start]):
        return [whole]
    return [replace(whole, services=(), whole=True), replace(whole, questions=("overall",))]


def frame(clause: Clause, lower: str, named: set[str], text: str) -> Frame:
    """The frame of one clause; ``named`` are the questions the sentence named before it."""
    tags = _tags(clause, lower)
    before = _own(without_embedded(clause.before, lower), lower)
    linked = _linked(clause, lower)
    questions = _questions(before, linked, clause, lower, named)
    services = _services(before, linked, lower)
    holders, placed = _holders(before, linked, services, clause, lower)
    ends = [s for s in linked]
    first = min([s.start for s in before if s.kind != "cue"] or [clause.grade.start])
    last = max([s.end for s in ends] or [clause.grade.end])
    return Frame(
        clause.grade.values[0],
        holders,
        tuple(dict.fromkeys(v for s in services for v in s.values)),
        questions,
        clause.previous.values[0] if clause.previous else None,
        tags,
        Span(clause.grade.start, clause.grade.end),
        Span(min(first, clause.grade.start), max(last, clause.grade.end)),
        Span(clause.start, clause.end),
        Span(clause.previous.start, clause.previous.end) if clause.previous else None,
        placed,
        bool(holders),
        bool(services and re.search(r"\bits (?:\w+ )?$", lower[max(0, services[0].start - 20) : services[0].start])),
        any(s.kind == "question" and _is_whole(s, lower) for s in before)
        or (not services and _ACROSS.search(lower, clause.start, clause.grade.start) is not None),
        _tied(before, services, lower),
        _SITE_WORD.search(lower, clause.start, clause.grade.start) is not None,
        bool(services) and ", where " in lower[clause.start : services[0].start],
        not holders and _stranger(clause, services, text),
    )


def _tied(before: tuple[Symbol, ...], services: list[Symbol], lower: str) -> bool:
    """Whether a holder stands right beside the service: "the trust's surgery", "surgery at the trust"."""
    if not services:
        return False
    for holder in (s for s in before if s.kind == "holder"):
        gap = lower[holder.end : services[0].start] if holder.end <= services[0].start else lower[services[-1].end : holder.start]
        if re.fullmatch(r"'s? (?:own )?| (?:at|in|of|for|run by) (?:the )?|(?:, |'s? )?(?:its )?", gap):
            return True
    return False


def _stranger(clause: Clause, services: list[Symbol], text: str) -> bool:
    """Whether the service is said to be of someone who is no known holder: "Exeter's surgery"."""
    if not services:
        return False
    low = max(clause.start, services[0].start - 30)
    return _POSSESSOR.search(text, low, services[0].start) is not None


def _is_whole(question: Symbol, lower: str) -> bool:
    """Whether the words say that the whole organisation is meant: "our overall rating", "the overall trust rating"."""
    if question.values != ("overall",):
        return False
    return lower[max(0, question.start - 4) : question.start] == "our " or "trust" in lower[question.start : question.end]


def _tags(clause: Clause, lower: str) -> frozenset[str]:
    """The kinds of the cues that are near enough to the grade to speak of it."""
    tags: set[str] = set()
    turn = _turn(clause.before, lower)
    for side, symbols in (("before", clause.before), ("after", clause.after)):
        for symbol in symbols:
            if symbol.kind != "cue" or symbol.start < turn or _is_debut(symbol, lower) or _UP_TO.match(lower, symbol.start):
                continue
            far = clause.grade.start - symbol.end if side == "before" else symbol.start - clause.grade.end
            if side == "after" and lower.startswith(("again in", "once more in"), symbol.start):
                continue
            tags.update(v for v in symbol.values if far <= _REACH[side].get(v, 45))
    return frozenset(tags)


def _turn(before: tuple[Symbol, ...], lower: str) -> int:
    """Where the grade's own clause begins: after the last break or ", and" that a verb follows."""
    for index in range(len(before) - 1, -1, -1):
        joint = before[index]
        if joint.has("break") or (joint.has("and") and lower[joint.start] == ","):
            if any(s.has("verb") for s in before[index + 1 :]):
                return joint.end
    return 0


def _is_debut(symbol: Symbol, lower: str) -> bool:
    """Whether "for the first time" says that nobody had rated it before, not that it had no better grade."""
    return lower.startswith(("for the first time", "first time"), symbol.start) and _DEBUT.search(lower[max(0, symbol.start - 40) : symbol.start]) is not None


def without_embedded(symbols: tuple[Symbol, ...], lower: str) -> tuple[Symbol, ...]:
    """The symbols without the holders of "which runs X", "part of Y"."""
    asides = _asides(symbols, lower)
    kept: list[Symbol] = []
    skipping: Symbol | None = None
    for symbol in symbols:
        if any(a < symbol.start < b - 1 for a, b in asides):
            continue
        if symbol.has("rel"):
            skipping = symbol
        elif skipping and symbol.kind == "holder":
            gap = lower[skipping.end : symbol.start]
            if len(gap) < 40 or LIST_GAP.fullmatch(gap):
                skipping = symbol
                continue
            skipping = None
            kept.append(symbol)
        else:
            kept.append(symbol)
    return tuple(kept)


def _own(symbols: tuple[Symbol, ...], lower: str) -> tuple[Symbol, ...]:
    """The symbols from the last new start on: ", and the trust was …", "…, but surgery …"."""
    for index in range(len(symbols) - 1, 0, -1):
        joint = symbols[index]
        if lower.startswith((", where", ", with"), joint.start):
            continue
        if joint.has("break") or (joint.has("and") and lower[joint.start] == ","):
            rest = symbols[index + 1 :]
            subject = next((s for s in rest if s.kind != "cue"), None)
            ahead = next((s for s in reversed(symbols[:index]) if s.kind != "cue"), None)
            if subject is not None and ahead is not None and ahead.kind == subject.kind and LIST_GAP.fullmatch(lower[ahead.end : subject.start]):
                continue
            if subject is not None and subject.kind in ("holder", "service") and any(s.has("verb", "same", "up", "down") for s in rest):
                return rest
    return symbols


def _asides(symbols: tuple[Symbol, ...], lower: str) -> list[tuple[int, int]]:
    """The relative clauses between commas after something named: ", which runs the district nurses,"."""
    named = [s for s in symbols if s.kind in ("holder", "service")]
    if len(named) < 2:
        return []
    return [m.span() for m in _ASIDE.finditer(lower, named[0].end, symbols[-1].end + 1)]


def _linked(clause: Clause, lower: str) -> list[Symbol]:
    """What follows the grade and belongs to it: "good for caring and responsive", "good at both"."""
    chain: list[Symbol] = []
    end = clause.grade.end
    for symbol in clause.after:
        if symbol.kind == "cue":
            continue
        gap = lower[end : symbol.start]
        if not (LINK.fullmatch(gap) or (chain and LIST_GAP.fullmatch(gap))):
            break
        if chain and chain[-1].kind != symbol.kind and "," in gap and not re.search(r"\b(?:at|in|for|of)\b", gap):
            break
        chain.append(symbol)
        end = symbol.end
    return chain


def _last_list(symbols: tuple[Symbol, ...] | list[Symbol], kind: str, lower: str) -> list[Symbol]:
    """The last run of symbols of this kind that are joined as a list."""
    run: list[Symbol] = []
    for symbol in reversed([s for s in symbols if s.kind == kind]):
        if run:
            gap = lower[symbol.end : run[0].start]
            inner = [s for s in symbols if symbol.end <= s.start < run[0].start and s.kind not in ("cue", kind)]
            for other in inner:
                gap = gap.replace(lower[other.start : other.end], "", 1)
            if not LIST_GAP.fullmatch(gap):
                break
        run.insert(0, symbol)
    return run


def _questions(
    before: tuple[Symbol, ...], linked: list[Symbol], clause: Clause, lower: str, named: set[str]
) -> tuple[str, ...]:
    after = [v for s in linked if s.kind == "question" for v in s.values]
    ahead = _last_list(before, "question", lower)
    if ahead and clause.grade.start - ahead[-1].end > 90:
        ahead = []
    first = [v for s in ahead for v in s.values]
    if [v for v in after if v != "overall"]:
        chosen = after
    elif after and first and first != ["overall"]:
        chosen = first
    else:
        chosen = first or after
    named.update(chosen)
    if len(chosen) >= len(QUESTIONS):
        chosen = _less(chosen, clause, lower)
    if "rest" in chosen:
        rest = [q for q in QUESTIONS if q not in named]
        chosen = [v for v in chosen if v != "rest"] + rest
    return tuple(dict.fromkeys(chosen))


def _less(questions: list[str], clause: Clause, lower: str) -> list[str]:
    """All five questions but for those named after "apart from"."""
    spared: list[str] = []
    questioned = [s for s in clause.tail if s.kind == "question"]
    for left, right in zip(questioned, questioned[1:]):
        if _APART.fullmatch(lower[left.end : right.start]):
            spared.extend(right.values)
    return [q for q in questions if q not in spared]


def _services(before: tuple[Symbol, ...], linked: list[Symbol], lower: str) -> list[Symbol]:
    return _last_list(before, "service", lower) or [s for s in linked if s.kind == "service"]


def _holders(
    before: tuple[Symbol, ...],
    linked: list[Symbol],
    services: list[Symbol],
    clause: Clause,
    lower: str,
) -> tuple[tuple[str, ...], bool]:
    """The holders of the clause, and whether they only say where ("at the Royal")."""
    run = [s for s in linked if s.kind == "holder"] or _host(clause, lower) or _ahead(before, services, lower, clause.grade.start)
    if not run:
        return (), False
    left = lower[max(0, run[0].start - 12) : run[0].start]
    placed = bool(re.search(r"\b(?:at|in) (?:the )?$", left))
    return tuple(dict.fromkeys(v for s in run for v in s.values)), placed


def _ahead(before: tuple[Symbol, ...], services: list[Symbol], lower: str, grade: int) -> list[Symbol]:
    """The holders before the grade: beside the service if one is named, else the clause's subject."""
    holders = [s for s in before if s.kind == "holder"]
    if not holders:
        return []
    if lower[holders[-1].end : grade] in (" ", " as ", " '", ' "', " as '", ' as "'):
        return _last_list(holders, "holder", lower)
    if services:
        after = [h for h in holders if h.start >= services[-1].end]
        if after and re.fullmatch(r"[^,;]{0,30}\b(?:at|in|of|from|by|for)\b[^,;]{0,20}", lower[services[-1].end : after[0].start]):
            return _run_from(after, lower)
        ahead = [h for h in holders if h.end <= services[0].start]
        if ahead:
            return _last_list(ahead, "holder", lower)
    return _run_from(holders, lower)


def _host(clause: Clause, lower: str) -> list[Symbol]:
    """The holder whose relative clause the grade stands in: "run by the trust, which keeps its good rating"."""
    for holder in reversed([s for s in clause.before if s.kind == "holder"]):
        stretch = lower[holder.end : clause.grade.start]
        if stretch.startswith((", which ", ", who ")) and stretch.count(",") == 1:
            return [holder]
    return []


def _run_from(holders: list[Symbol], lower: str) -> list[Symbol]:
    """The first of the holders with those that are joined to it as a list."""
    run = holders[:1]
    for holder in holders[1:]:
        if not LIST_GAP.fullmatch(lower[run[-1].end : holder.start]):
            break
        run.append(holder)
    return run
