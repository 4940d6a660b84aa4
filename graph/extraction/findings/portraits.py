"""Clauses that may be findings, each with what speaks for that."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from ...facts import Quote, Span
from ..document import Document
from ..people import People
from .clauses import cut
from .polarity import Side, side_of
from .regulator import Regulator
from .signs import BIT, Signs
from .traits import Shape, Telling, Wording, Words, length_step
from .voices import SPOKEN, Listener, Stretch

_DIGIT = re.compile(r"[0-9]")
_OPENING = re.compile(r"(?:which|who|whose|where|when|after|before|since|as|to|if|in|at|on)\b")
_WORD = re.compile(r"[a-z][a-z'-]*")
# The words before a clause: so many of the last, looked for in so many letters.
_LAST, _LEAD = 3, 40
_SPOILS = BIT["rating"] | BIT["enforce"]
_MANNERS = {"quoted": "quoted", "relayed": "said", **dict.fromkeys(SPOKEN, "said")}


class Sentence(NamedTuple):
    """What the clauses of one sentence share: its words' kinds, where its first "but" ends."""

    number: int
    span: Span
    block: int
    kinds: int
    turns: int


class Candidate(NamedTuple):
    """A clause that may be a finding; ``manner``: quoted, said or silent."""

    span: Span
    stretch: Stretch
    sentence: Sentence
    manner: str
    side: Side
    telling: Telling
    wording: Wording
    shape: Shape
    words: Words

    @property
    def turn(self) -> bool:
        """Whether a "but" or its like stands before the end of the clause."""
        return -1 < self.sentence.turns <= self.span.end


def candidates(
    document: Document, signs: Signs, quotes: tuple[Quote, ...], people: People
) -> Iterator[Candidate]:
    """All clauses where the regulator may be heard, in the order of the text."""
    regulator = Regulator(document, signs, quotes, people)
    stretches = list(Listener(document, signs, regulator).listen())
    painter = _Painter(document, signs, people, stretches)
    for stretch in stretches:
        painter.turn_to(stretch)
        for clause in cut(document, signs, stretch.start, stretch.end, listing=stretch.listing):
            if clause.end - clause.start > 3:
                yield painter.paint(clause)


class _Painter:
    """Draws up the candidates of one text."""

    def __init__(
        self, document: Document, signs: Signs, people: People, stretches: list[Stretch]
    ) -> None:
        self._document = document
        self._signs = signs
        self._people = sorted(mention.span.start for mention in people.mentions)
        self._heard = {
            document.sentence_index(stretch.start)
            for stretch in stretches
            if stretch.voice in SPOKEN
        }
        self._stretch = Stretch(0, 0, "plain")
        self._sentence = Sentence(-1, Span(0, 0), -1, 0, -1)
        self._around = 0

    def turn_to(self, stretch: Stretch) -> None:
        """Take up the next stretch: what its clauses share is looked up once."""
        number = self._document.sentence_index(stretch.start)
        if self._sentence.number != number:
            span = self._document.sentences[number]
            block = self._document.block_index(span.start)
            words = self._signs.within("finding_words", *span)
            turns = next((word.end for word in words if word.value & BIT["contrast"]), -1)
            self._sentence = Sentence(number, span, block, self._signs.kinds(*span), turns)
        self._stretch = stretch
        spoils = self._sentence.kinds & _SPOILS
        self._around = self._signs.kinds(stretch.start, stretch.end) | spoils

    def paint(self, clause: Span) -> Candidate:
        """A clause of the stretch with its traits."""
        inside = self._signs.kinds(*clause)
        polar = self._signs.within("polarity", *clause)
        return Candidate(
            span=clause,
            stretch=self._stretch,
            sentence=self._sentence,
            manner=_MANNERS.get(self._stretch.voice, "silent"),
            side=side_of(polar, bool(inside & BIT["relief"])),
            telling=self._telling(clause),
            wording=Wording(inside, self._around),
            shape=self._shape(clause),
            words=self._words(clause),
        )

    def _telling(self, clause: Span) -> Telling:
        stretch, sentence = self._stretch, self._sentence
        first = bisect_left(self._people, clause.start)
        return Telling(
            voice=stretch.voice,
            leans=bool(stretch.lean),
            listing=stretch.listing,
            far=stretch.far,
            later=clause.start - sentence.span.start > 4,
            person=first < len(self._people) and self._people[first] < clause.end,
            heard_next=self._heard_next(sentence),
            sixth=6 * clause.start // max(len(self._document.text), 1),
        )

    def _heard_next(self, sentence: Sentence) -> bool:
        """Whether the regulator is heard in the next sentence of the paragraph."""
        if sentence.number + 1 not in self._heard:
            return False
        follows = self._document.sentences[sentence.number + 1]
        return follows.start < self._document.blocks[sentence.block].end

    def _words(self, clause: Span) -> Words:
        lower = self._document.lower
        inside = dict.fromkeys(_WORD.findall(lower, *clause))
        before = _WORD.findall(lower, max(0, clause.start - _LEAD), clause.start)
        return Words(tuple(inside), tuple(dict.fromkeys(before[-_LAST:])))

    def _shape(self, clause: Span) -> Shape:
        lower = self._document.lower
        opening = _OPENING.match(lower, clause.start)
        words = length_step(self._signs.count(clause.start, clause.end))
        number = _DIGIT.search(lower, clause.start, clause.end) is not None
        return Shape(opening.group() if opening else "", words, number)
