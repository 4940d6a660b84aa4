"""Statements in quotation marks with the one who makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..facts import Quote
from .document import Document
from .entities import Entities
from .people import People, make_scene
from .quotations import Quotation
from .signatures import signed
from .speakers import Cast, Speaker
from .tags import TagReader

_TAG = 120  # characters that "said NAME, the trust's chief executive," may take
_TAGGED = re.compile(r" [^.!?\n]+, ")
_STARTS = re.compile(r"\S+(?:[^\S\n]+\S+){0,7}")


def find_quotes(
    document: Document, quotations: tuple[Quotation, ...], people: People, entities: Entities
) -> tuple[Quote, ...]:
    """All statements with a speaker, in the order of the text."""
    statements = list(_statements(document, quotations))
    if not statements:
        return ()
    scene = people.scene or make_scene(document, entities)
    outers = [quotation.outer for quotation in quotations if not quotation.nested]
    reader = TagReader(scene, Cast(scene, people, outers), people, outers)
    return tuple(_quotes(document, statements, reader, entities))


def _statements(document: Document, quotations: tuple[Quotation, ...]) -> Iterator[Quotation]:
    """The full ones, and what goes on after "she said": "…," she said, "and it has begun."."""
    last: Quotation | None = None
    for quotation in quotations:
        if quotation.nested:
            if quotation.full:
                yield quotation
            continue
        broken = last is not None and _broken(document, last, quotation)
        if quotation.full or broken:
            yield replace(quotation, resumed=broken)
        last = quotation


def _broken(document: Document, last: Quotation, quotation: Quotation) -> bool:
    """Whether only a tag parts the words from the statement before, which ended in a comma."""
    folded = document.folded
    between = folded[last.outer.end : quotation.outer.start]
    return (
        last.sentence
        and folded[last.span.end - 1] == ","
        and folded[quotation.span.end - 1] in ".!?"
        and folded[quotation.span.start].islower()
        and len(between) < _TAG
        and _TAGGED.fullmatch(between) is not None
    )


def _quotes(
    document: Document, statements: list[Quotation], reader: TagReader, entities: Entities
) -> Iterator[Quote]:
    previous: Quotation | None = None
    for quotation in statements:
        if (
            previous is not None
            and _goes_on(document, previous, quotation)
            and signed(reader.cast, quotation) is None
        ):
            previous = quotation
            continue
        if document.text[quotation.span.start : quotation.span.end].isupper():
            continue  # a headline read out
        if quotation.nested:
            speaker = reader.nested(quotation)
        elif quotation.resumed and reader.last is not None:
            speaker, previous = reader.last, quotation
        else:
            speaker, previous = reader.speaker(quotation), quotation
        if speaker is not None:
            yield _quote(document, quotation, speaker, entities)


def _goes_on(document: Document, previous: Quotation, quotation: Quotation) -> bool:
    """A paragraph that opens as a statement goes on with the one that ended the last."""
    if quotation.nested or not (previous.sentence and quotation.sentence):
        return False
    between = document.folded[previous.outer.end : quotation.outer.start]
    return "\n" in between and not between.strip()


def _quote(document: Document, quotation: Quotation, speaker: Speaker, entities: Entities) -> Quote:
    words = _STARTS.match(document.text, quotation.span.start, quotation.span.end)
    about = dict.fromkeys(mention.name for mention in entities.within(*quotation.span))
    return Quote(
        speaker=speaker.name,
        starts=words.group() if words else "",
        about=tuple(about),
        evidence=(quotation.span,),
        rule=speaker.rule,
        confidence=speaker.confidence,
    )
