"""What the stages of extraction see in a text: its symbols, by the kind of fact they serve.

The stages run again, so an explanation shows what they see today.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from ..article import Article
from ..extraction.cues import find_cues
from ..extraction.dates import DateMention, article_date, find_dates
from ..extraction.document import Document
from ..extraction.entities import Entities, find_entities
from ..extraction.figures import find_figures
from ..extraction.findings.signs import Sign, Signs
from ..extraction.lexicon import Candidates, Lexicon, table
from ..extraction.people import find_people
from ..extraction.ratings.symbols import Symbol, read_cues, read_symbols, with_cues
from ..extraction.services import ServiceMention, find_services
from ..facts import Span

Item = TypeVar("Item")

CUES = frozenset(
    {"cue", "change", "role", "title", "says", "visit", "trigger", "praise", "concern"}
)
"""The kinds of marks that say what is told of the others."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol in the text: what kind it is, what it stands for, where its words are."""

    kind: str
    value: str
    span: Span


class Stages:
    """The symbols of one article; each stage runs when it is first asked."""

    def __init__(self, article: Article) -> None:
        self.document = Document(article.text, article.published)

    def marks(self, kind: str, span: Span) -> tuple[Mark, ...]:
        """The symbols in a stretch that a kind of fact is read from; earlier layers win."""
        taken: list[Mark] = []
        for layer in _LAYERS[kind]:
            for mark in layer(self, span):
                at = bisect_left(taken, mark.span, key=lambda held: held.span)
                if span.start <= mark.span.start < mark.span.end <= span.end and not any(
                    held.span.start < mark.span.end and mark.span.start < held.span.end
                    for held in taken[max(at - 1, 0) : at + 1]
                ):
                    taken.insert(at, mark)
        return tuple(taken)

    @cached_property
    def entities(self) -> Entities:
        return find_entities(self.document)

    @cached_property
    def services(self) -> tuple[ServiceMention, ...]:
        return find_services(self.document)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self.document, article_date(self.document))

    @cached_property
    def rated(self) -> list[Symbol]:
        return read_symbols(self.document, self.entities, self.services)

    @cached_property
    def rating_cues(self) -> Candidates:
        return read_cues(self.document.lower)

    @cached_property
    def people(self) -> list[Mark]:
        found = find_people(self.document, self.entities).mentions
        marks = (Mark("person", mention.name, mention.span) for mention in found)
        return sorted(marks, key=lambda mark: mark.span)

    @cached_property
    def cues(self) -> list[Mark]:
        kinds = (("title", "honorific"), ("role", "role"))
        return [
            Mark(kind, said, Span(cue.start, cue.end))
            for cue in find_cues(self.document)
            for kind, said in (
                *((kind, getattr(cue, name)) for kind, name in kinds),
                ("says", "said" if cue.verb else ""),
            )
            if said
        ]

    @cached_property
    def signs(self) -> Signs:
        return Signs(self.document.lower)

    @cached_property
    def figures(self) -> list[Mark]:
        return [
            Mark("figure", f"{figure.value} {figure.unit}", Span(figure.start, figure.end))
            for figure in find_figures(self.document, self.dates)
        ]


def _rated(stages: Stages, span: Span) -> Iterator[Mark]:
    """Holders, services, questions, grades and references as the ratings are read from."""
    return (mark for mark in _symbols(stages, span) if mark.kind not in CUES)


def _rating_cues(stages: Stages, span: Span) -> Iterator[Mark]:
    return (mark for mark in _symbols(stages, span) if mark.kind in CUES)


def _symbols(stages: Stages, span: Span) -> Iterator[Mark]:
    lower = stages.document.lower
    inside = [s for s in _slice(stages.rated, span, lambda s: s.start) if s.end <= span.end]
    for symbol in with_cues(inside, stages.rating_cues, span.start, span.end):
        kind, values = symbol.kind, symbol.values
        if kind == "grade":
            values = values[:1]
        elif kind == "cue" and values[:1] == ("name",):
            kind, values = "name", ()  # type: ignore[assignment]
        elif kind == "cue" and lower[symbol.start : symbol.end] in _changes():
            kind = "change"  # type: ignore[assignment]
        yield Mark(kind, "+".join(values), Span(symbol.start, symbol.end))


def _named(stages: Stages, span: Span) -> Iterator[Mark]:
    for mention in stages.entities.within(*span):
        yield Mark(mention.kind, mention.name, mention.span)


def _served(stages: Stages, span: Span) -> Iterator[Mark]:
    for mention in _slice(stages.services, span, lambda m: m.span.start):
        yield Mark("service", mention.service, mention.span)


def _dated(stages: Stages, span: Span) -> Iterator[Mark]:
    for date in _slice(stages.dates, span, lambda d: d.span.start):
        told = date.start if date.start == date.end else f"{date.start}/{date.end}"
        yield Mark("date", told, date.span)


def _people(stages: Stages, span: Span) -> Iterator[Mark]:
    yield from _slice(stages.people, span, lambda mark: mark.span.start)


def _roles(stages: Stages, span: Span) -> Iterator[Mark]:
    found = _slice(stages.cues, span, lambda mark: mark.span.start)
    yield from (mark for mark in found if mark.kind != "says")


def _saying(stages: Stages, span: Span) -> Iterator[Mark]:
    found = _slice(stages.cues, span, lambda mark: mark.span.start)
    yield from (mark for mark in found if mark.kind == "says")


def _figures(stages: Stages, span: Span) -> Iterator[Mark]:
    yield from _slice(stages.figures, span, lambda mark: mark.span.start)


def _sides(stages: Stages, span: Span) -> Iterator[Mark]:
    """Words that praise or blame, with their weight, and cues of findings."""
    for sign in stages.signs.within("polarity", *span):
        kind = "praise" if sign.value > 0 else "concern" if sign.value < 0 else "cue"
        yield Mark(kind, f"{sign.value:+d}", _placed(sign))
    for sign in stages.signs.within("finding_cues", *span):
        yield Mark("cue", " ".join(dict.fromkeys(sign.says)), _placed(sign))


def _placed(sign: Sign) -> Span:
    return Span(sign.start, sign.end)


def _wordings(name: str, column: str, kind: str) -> Callable[[Stages, Span], Iterator[Mark]]:
    """The wordings of a table in the stretch."""

    def read(stages: Stages, span: Span) -> Iterator[Mark]:
        lower = stages.document.lower[span.start : span.end]
        for start, end, values in _lexicon(name, column).find(lower):
            at = Span(span.start + start, span.start + end)
            yield Mark(kind, "+".join(values), at)

    return read


@cache
def _lexicon(name: str, column: str) -> Lexicon:
    return Lexicon((row["wording"], row[column]) for row in table(name))


@cache
def _changes() -> frozenset[str]:
    return frozenset(row["wording"] for row in table("changes"))


def _slice(items: Sequence[Item], span: Span, start: Callable[[Item], int]) -> Sequence[Item]:
    first = bisect_left(items, span.start, key=start)
    return items[first : bisect_left(items, span.end, lo=first, key=start)]


_LAYERS: dict[str, tuple[Callable[[Stages, Span], Iterable[Mark]], ...]] = {
    "organisations": (_named,),
    "sites": (_named,),
    "people": (_people, _roles, _named),
    "inspections": (_named, _served, _dated, _wordings("visits", "kind", "visit")),
    "ratings": (_rated, _dated, _rating_cues),
    "findings": (_named, _served, _sides),
    "quotes": (_people, _named, _saying, _roles),
    "measures": (_figures, _named, _served, _dated),
    "actions": (_named, _wordings("action_triggers", "trigger", "trigger"), _dated),
}
"""What each kind of fact is read from; where two overlap, the earlier is shown."""
