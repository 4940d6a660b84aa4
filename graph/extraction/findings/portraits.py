"""Clauses that may be findings, each with all that speaks for that and for its side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ...facts import Quote, Span
from ..document import Document
from ..people import People
from .clauses import cut
from .polarity import side_of
from .signs import BIT, Sign, Signs
from .traits import Leaning, Leant, Part, Shape, Telling, Wording, length_step
from .voices import Listener, Stretch

_DIGIT = re.compile(r"\d")
_OPENING = re.compile(r"(?:which|who|whose|where|when|after|before|since|as|to|if|in|at|on)\b")
_MANNERS = {"quoted": "quoted", **dict.fromkeys(("said", "tagged", "ahead", "told", "relayed"), "said")}
LEAD = 900
"""Letters at the start that set an article's mood."""


@dataclass(slots=True)
class Candidate:
    """A clause that may be a finding; ``manner``: quoted, said or silent."""

    span: Span
    voice: str
    manner: str
    sentence: int
    block: int
    turn: bool
    sided: bool
    parts: tuple[Part, ...]
    sides: tuple[Part, ...]


class _Sentence:
    """What the clauses of one sentence share."""

    def __init__(self, document: Document, signs: Signs, number: int) -> None:
        self.number = number
        self.span = document.sentences[number]
        self.block = document.block_index(self.span.start)
        self.words = signs.within("finding_words", *self.span)
        self.around = _bits(self.words)
        self.turns = next((word.end for word in self.words if word.value & BIT["contrast"]), -1)
        self.polar = signs.within("polarity", *self.span)


def candidates(
    document: Document, quotes: tuple[Quote, ...], people: People
) -> Iterator[Candidate]:
    """All clauses where the regulator may be heard, in the order of the text."""
    signs = Signs(document.lower)
    stretches = list(Listener(document, signs, quotes, people).listen())
    painter = _Painter(document, signs, people, stretches)
    for stretch in stretches:
        for clause in cut(document, signs, stretch.start, stretch.end, listing=stretch.listing):
            if clause.end - clause.start > 3:
                yield painter.paint(clause, stretch)


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
            if stretch.voice in ("said", "tagged", "ahead", "told")
        }
        mood = sum(_grade(word) for word in signs.within("finding_words", 0, LEAD))
        self._mood = (mood > 0) - (mood < 0)
        self._grade = (-1, 0, 0)
        self._sentence = _Sentence(document, signs, 0)

    def paint(self, clause: Span, stretch: Stretch) -> Candidate:
        """The clause with all its traits."""
        number = self._document.sentence_index(stretch.start)
        if number != self._sentence.number:
            self._sentence = _Sentence(self._document, self._signs, number)
        sentence = self._sentence
        inside = _bits(word for word in sentence.words if clause.start <= word.start < clause.end)
        polar = [sign for sign in sentence.polar if clause.start <= sign.start < clause.end]
        side = side_of(polar, bool(inside & BIT["relief"]))
        manner = _MANNERS.get(stretch.voice, "silent")
        shape = self._shape(clause)
        turn = -1 < sentence.turns <= clause.end
        leaning = Leaning(
            manner, self._mood, stretch.lean, self._last_grade(clause), turn,
            inside & (BIT["scene"] | BIT["target"] | BIT["now"]), shape.number,
        )  # fmt: skip
        parts = (self._telling(clause, stretch), side, Wording(inside, sentence.around), shape)
        return Candidate(
            clause, stretch.voice, manner, number, sentence.block, turn, abs(side.total) > 1,
            parts, (Leant(side), leaning),
        )

    def _telling(self, clause: Span, stretch: Stretch) -> Telling:
        first = bisect_left(self._people, clause.start)
        person = first < len(self._people) and self._people[first] < clause.end
        number = self._sentence.number + 1
        heard_next = (
            number in self._heard
            and self._document.block_index(self._document.sentences[number].start)
            == self._sentence.block
        )
        later = clause.start - self._sentence.span.start > 4
        return Telling(
            stretch.voice, bool(stretch.lean), stretch.listing, stretch.far, later, person, heard_next
        )  # fmt: skip

    def _shape(self, clause: Span) -> Shape:
        lower = self._document.lower
        opening = _OPENING.match(lower, clause.start)
        words = length_step(self._signs.count(clause.start, clause.end))
        number = _DIGIT.search(lower, clause.start, clause.end) is not None
        return Shape(opening.group() if opening else "", words, number)

    def _last_grade(self, clause: Span) -> int:
        """The grade last named in the paragraph before the clause: good 1, bad -1, none 0."""
        block, reached, grade = self._grade
        if block != self._sentence.block:
            reached, grade = self._document.blocks[self._sentence.block].start, 0
        for word in self._signs.within("finding_words", reached, clause.start):
            grade = _grade(word) or grade
        self._grade = (self._sentence.block, max(reached, clause.start), grade)
        return grade


def _bits(words: Iterator[Sign] | list[Sign]) -> int:
    bits = 0
    for word in words:
        bits |= word.value
    return bits


def _grade(word: Sign) -> int:
    if word.value & BIT["up"]:
        return 1
    return -1 if word.value & BIT["down"] else 0
