"""Measures: the figures of a text as facts, each with its clause, holder, service and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..facts import Measure, Span
from .dates import DateMention
from .document import Document
from .entities import Entities
from .figures import find_figures
from .holders import Holders
from .placed import Placed
from .services import ServiceMention
from .units import Figure

_TARGET = re.compile(
    r"\b(?:targets?|standard|limit|should|supposed|aim\w*|goal|meant\s+to|ought\s+to"
    r"|expected\s+to|legal)\b"
)
_CLAUSE = re.compile(r"[.;:()\"]|,\s| - ")
_QUOTE_REACH = 90


def find_measures(
    document: Document,
    entities: Entities,
    services: Sequence[ServiceMention],
    dates: Sequence[DateMention],
) -> tuple[Measure, ...]:
    """The figures of the text in order, one fact per figure."""
    holders = Holders(document, entities)
    told, dated = Placed(services), Placed(dates)
    return tuple(
        _measure(document, holders, told, dated, figure) for figure in find_figures(document, dates)
    )


def _measure(
    document: Document,
    holders: Holders,
    services: Placed[ServiceMention],
    dates: Placed[DateMention],
    figure: Figure,
) -> Measure:
    sentence = document.sentence_at(figure.start)
    span = _quote(document.lower, sentence, figure)
    near = services.within(max(sentence.start, figure.start - 400), figure.start)
    return Measure(
        quote=document.text[span.start : span.end],
        value=figure.value,
        unit=figure.unit,
        when=_when(dates, sentence, span),
        of=holders.at(figure.start),
        service=near[-1].service if near else None,
        target=bool(_TARGET.search(document.lower, span.start, figure.start)),
        evidence=(span,),
        rule=figure.rule,
        confidence=figure.confidence,
    )


def _quote(lower: str, sentence: Span, figure: Figure) -> Span:
    """The clause that holds the figure, cut at words when it is long."""
    start, end = (
        max(sentence.start, figure.start - _QUOTE_REACH),
        min(sentence.end, figure.end + _QUOTE_REACH),
    )
    for match in _CLAUSE.finditer(lower, start, figure.start):
        start = match.end()
    if start == figure.start - _QUOTE_REACH:
        start = lower.find(" ", start, figure.start) + 1 or start
    stop = _CLAUSE.search(lower, figure.end, end)
    if stop is not None:
        end = stop.start()
    elif end < sentence.end:
        end = max(lower.rfind(" ", figure.end, end), figure.end)
    while start < figure.start and lower[start].isspace():
        start += 1
    while end > figure.end and lower[end - 1] in " .,;:!?'\n":
        end -= 1
    return Span(start, end)


def _when(dates: Placed[DateMention], sentence: Span, quote: Span) -> str | None:
    """The date in the figure's own clause, or the sentence's only one right behind it."""
    inside = dates.within(*quote)
    if not inside:
        inside = dates.within(quote.end, min(sentence.end, quote.end + 7))
        if len(dates.within(max(sentence.start, quote.start - 400), sentence.end)) != 1:
            return None
    if len(inside) != 1:
        return None
    date = inside[0]
    return date.start if date.start == date.end else f"{date.start}/{date.end}"
