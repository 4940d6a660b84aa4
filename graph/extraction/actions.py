"""Actions: enforcement and its end, one fact per event.

Trigger words pick the sentences worth a look; the patterns of ``lexicon/actions.tsv`` read them.
What might happen, what was feared or denied, and what other regulators do is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..facts import Action, ActionKind, Span
from .dates import DateMention
from .document import Document
from .enforced import took_place
from .entities import Entities, Mention
from .holders import Holders
from .lexicon import Lexicon, table
from .placed import Placed

_SPECIAL = (
    r"(?:(?:financial |quality )?special measures|(?:national |nhs |nhs england's )?"
    r"recovery support programme|support programme for failing|failure regime)"
)
_SPECIAL_WORDS = re.compile(_SPECIAL)
_KINDS: dict[str, tuple[str, ...]] = {
    "special": ("leaves-special-measures", "special-measures"),
    "them": ("leaves-special-measures", "special-measures"),
    "notice": ("warning-notice", "requirement-notice"),
    "must": ("must-improve",),
}
_AGAIN = re.compile(r"\b(?:last|previous(?:ly)?|again|earlier|another|a (?:second|third))\b")
_AND = re.compile(r",? and (?:was |were |been |then )*")
_DEADLINE = re.compile(r"\b(?:by|until|before)\s+\Z")
_STAY = re.compile(
    r"\s*,?\s*(?:\w+\s+){0,2}?(?:from|between)\s+(?:the\s+)?(?:\w+\s+of\s+)?(?:\w+\s+)?(?:19"
    r"|20)\d\d\s*(?:-|to|and|until)"
)
_BEFORE_LEAVING = re.compile(
    r"[^.;]{0,30}\bbefore (?:emerging|leaving|coming out|escaping|being)\b"
)
# "Put in special measures in 2013 and came out in 2016", "began in 2013 and ended in 2015"
_THEN_OUT = re.compile(
    r"[^.;]{0,90}?,? (?:and|but|then|before it)"
    r"(?: (?:it|they|the trust|only|finally|then|was|has|had|were|since|again))* (?P<out>"
    r"(?:came|come|got|taken|brought|lifted|moved|released) out(?! of)"
    r"|(?:taken|brought|lifted|released) from (?:it|them)|ended|(?:stayed|remained) there until)\b"
)
_ITSELF = re.compile(r" (?:it|them) from ")
_PLURAL = re.compile(r"(?: trusts)?,? (?:were|have|had|are|both|all|each)\b")
_ON = re.compile(r"[^.;,]{0,60}?\b(?:of|on|against|to|for)\s+\Z")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table with its pattern compiled."""

    kind: ActionKind
    pattern: re.Pattern[str]
    sure: bool
    narrated: bool
    elliptic: bool
    number: int


@dataclass(frozen=True, slots=True)
class _Event:
    """An action told in one place."""

    kind: ActionKind
    span: Span
    row: int
    itself: bool = False  # "barred it from admitting": the provider, not its ward


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            row["kind"],  # type: ignore[arg-type]
            re.compile(row["pattern"].replace("@SM", _SPECIAL)),
            row["pattern"].startswith("@SM"),
            row["where"] == "narrated",
            row["where"] == "elliptic",
            number,
        )
        for number, row in enumerate(table("actions"), 1)
    )


@cache
def _rows_for(trigger: str) -> tuple[_Row, ...]:
    kinds = _KINDS.get(trigger, (trigger,))
    return tuple(row for row in _rows() if row.kind in kinds)


@cache
def _triggers() -> Lexicon:
    return Lexicon((row["wording"], row["trigger"]) for row in table("action_triggers"))


def find_actions(
    document: Document, entities: Entities, dates: Sequence[DateMention]
) -> tuple[Action, ...]:
    """The enforcement actions that the text tells of, each once, in the order of the text."""
    holders = Holders(document, entities)
    placed = Placed(dates)
    providers = [o for o in entities.organisations if o.kind in ("trust", "provider")]
    kept: dict[tuple[str, str], list[Action]] = {}
    for event in _events(document):
        date = _date(document, placed, event)
        anew = _AGAIN.search(document.lower, max(0, event.span.start - 40), event.span.end)
        for of in _all_holders(document, entities, holders, event):
            action = _action(document, event, of, date, len(providers) < 2)
            held = kept.setdefault((event.kind, of), [])
            if not any(_same(other, action, anew is not None) for other in held):
                held.append(action)
    actions = (action for held in kept.values() for action in held)
    return tuple(sorted(actions, key=lambda action: action.evidence[0]))


def _same(held: Action, told: Action, anew: bool) -> bool:
    """Whether a second telling is of the same event: no date of its own that differs.

    ``anew``: it is called another one, so that its date alone tells it apart.
    """
    if anew and told.when is not None and held.when is None:
        return False
    if held.when is None or told.when is None:
        return True
    shorter = min(len(held.when), len(told.when))
    return held.when[:shorter] == told.when[:shorter]


def _events(document: Document) -> Iterator[_Event]:
    done: set[tuple[int, str]] = set()
    for word in _triggers().find(document.lower):
        index = document.sentence_index(word.start)
        for trigger in word.values:
            if (index, trigger) in done:
                continue
            done.add((index, trigger))
            yield from _in_sentence(document, document.sentences[index], trigger)


def _in_sentence(document: Document, sentence: Span, trigger: str) -> Iterator[_Event]:
    lower = document.lower
    if trigger == "them" and not _SPECIAL_WORDS.search(
        lower, max(0, sentence.start - 400), sentence.end
    ):
        return
    taken: list[Span] = []
    for row in _rows_for(trigger):
        for match in row.pattern.finditer(lower, *sentence):
            span = Span(*match.span())
            if _claim(taken, span) and took_place(document, sentence, span, row):
                itself = _ITSELF.search(lower, *span) is not None
                yield _Event(row.kind, span, row.number, itself)
                yield from _end_of_stay(lower, sentence, span, row)


def _claim(taken: list[Span], span: Span) -> bool:
    """Takes the stretch for a row, unless an earlier row has some of it."""
    at = bisect_left(taken, span)
    if at and taken[at - 1].end > span.start:
        return False
    if at < len(taken) and taken[at].start < span.end:
        return False
    taken.insert(at, span)
    return True


def _end_of_stay(lower: str, sentence: Span, span: Span, row: _Row) -> Iterator[_Event]:
    """ "In special measures from 2011 to 2014" tells of the end too."""
    if row.kind != "special-measures":
        return
    stay = _STAY.match(lower, span.end, sentence.end)
    left = _BEFORE_LEAVING.match(lower, span.end, sentence.end)
    if stay or left:
        yield _Event("leaves-special-measures", Span(span.start, (stay or left).end()), row.number)  # type: ignore[union-attr]
    elif out := _THEN_OUT.match(lower, span.end, sentence.end):
        yield _Event("leaves-special-measures", Span(*out.span("out")), row.number)


def _all_holders(
    document: Document, entities: Entities, holders: Holders, event: _Event
) -> tuple[str, ...]:
    """Who was acted on: one, or each of a list such as "A and B were placed in …"."""
    chosen, is_object = _mention(document, entities, holders, event)
    one = _holder(entities, holders, event, chosen)
    if chosen is None or one is None or one != holders.provider(chosen):
        return (one,) if one else ()
    between = document.lower[chosen.span.end : event.span.start]
    if not is_object and not _PLURAL.match(between):
        return (one,)
    return holders.listed_with(chosen)


def _mention(
    document: Document, entities: Entities, holders: Holders, event: _Event
) -> tuple[Mention | None, bool]:
    """The object right behind the words (and whether it is one), else the nearest in context."""
    sentence = document.sentence_at(event.span.start)
    for mention in entities.within(event.span.start, min(sentence.end, event.span.end + 70)):
        gap = document.lower[event.span.end : mention.span.start]
        if holders.provider(mention) and (not gap or _ON.match(gap)):
            return mention, True
    chosen = holders.mention_at(event.span.start)
    return (_only_site(entities, chosen) if chosen is not None else None), False


def _holder(
    entities: Entities, holders: Holders, event: _Event, chosen: Mention | None
) -> str | None:
    """Who was acted on by the mention chosen, else the article's lead.

    A hospital of a company answers for itself, as does any site whose admissions are stopped.
    """
    if chosen is None:
        return entities.lead
    provider = holders.provider(chosen)
    stopped = event.kind == "suspension" and not event.itself
    own = stopped or (provider and entities.kind(provider) == "provider")
    return chosen.name if chosen.kind == "site" and own else provider


def _only_site(entities: Entities, chosen: Mention) -> Mention:
    """The hospital of a company when the article has no other of that company's."""
    if chosen.kind == "site" or entities.kind(chosen.name) != "provider":
        return chosen
    sites = [site.name for site in entities.sites if site.operator == chosen.name]
    return replace(chosen, name=sites[0], kind="site") if len(sites) == 1 else chosen


def _date(document: Document, dates: Placed[DateMention], event: _Event) -> DateMention | None:
    """The date told with the event: the first after it begins in its clause."""
    sentence = document.sentence_at(event.span.start)
    near = dates.within(event.span.start, min(sentence.end, event.span.end + 41))
    near = tuple(
        date
        for date in near
        if not _DEADLINE.search(
            document.lower, max(event.span.end, date.span.start - 8), date.span.start
        )
    )
    if not near:
        return _date_before(document, dates, event)
    gap = document.lower[event.span.end : max(near[0].span.start, event.span.end)]
    return None if ";" in gap or ", and" in gap else near[0]


def _date_before(
    document: Document, dates: Placed[DateMention], event: _Event
) -> DateMention | None:
    """The date in "prosecuted in 2017 and fined", of the second of the two."""
    before = dates.within(event.span.start - 30, event.span.start)
    joined = before and _AND.fullmatch(
        document.lower, before[-1].span.end, max(event.span.start, before[-1].span.end)
    )
    return before[-1] if joined else None


def _action(
    document: Document, event: _Event, of: str, date: DateMention | None, alone: bool
) -> Action:
    when = None
    if date is not None:
        when = date.end if event.kind == "leaves-special-measures" else date.start
    return Action(
        kind=event.kind,
        of=of,
        quote=document.text[event.span.start : event.span.end],
        when=when,
        evidence=(event.span,) if date is None else (event.span, date.span),
        rule=f"actions.{event.kind}.{event.row}",
        confidence=_confidence(event.kind, alone),
    )


# Right of so many, on the development articles and on ones not written for (both in brackets):
# a sure kind in an article with one provider (60 of 61), must-improve (40 of 44), other kinds with
# one provider, and any with several (39 of 46, where whom an action is of may be another).
_SURE = ("conditions", "requirement-notice", "leaves-special-measures", "warning-notice")


def _confidence(kind: ActionKind, alone: bool) -> float:
    if kind == "must-improve":
        return 0.85
    if not alone:
        return 0.75
    return 0.95 if kind in _SURE else 0.85
