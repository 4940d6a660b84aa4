"""What a clause looks like: the traits that ``finding_weights.tsv`` judges it by."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ...facts import Span
from ..document import Document
from ..people import People
from .polarity import sides
from .signs import Signs
from .voices import Stretch

_DIGIT = re.compile(r"\d")
_OPENING = re.compile(r"(?:which|who|whose|where|when|after|before|since|as|to|if|in|at|on)\b")
_KINDS = (
    "care", "now", "demand", "plan", "rating", "visit", "enforce", "talk", "thanks", "own", "told",
    "scene", "outsider", "provider", "money", "figures", "target", "relief", "up", "down",
)  # fmt: skip
_NEAR = ("rating", "talk", "visit", "enforce")
_MANNERS = {"quoted": "quoted", **dict.fromkeys(("said", "tagged", "told", "relayed"), "said")}
LEAD = 900
"""Letters at the start that set an article's mood."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may be a finding, with what speaks for that and what for its side."""

    span: Span
    stretch: Stretch
    manner: str
    sentence: int
    block: int
    traits: tuple[str, ...]
    sides: tuple[str, ...]


class Portrayer:
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
            if stretch.voice in ("said", "tagged", "told")
        }
        moods = self._grades(0, min(len(document.lower), LEAD))
        self._mood = (sum(moods) > 0) - (sum(moods) < 0)

    def portray(self, clause: Span, stretch: Stretch) -> Candidate:
        """The clause with all its traits."""
        number = self._document.sentence_index(stretch.start)
        block = self._document.block_index(clause.start)
        manner = _MANNERS.get(stretch.voice, "silent")
        sentence = self._document.sentences[number]
        side = sides(self._signs, clause.start, clause.end)
        traits = [stretch.voice, *self._told_by(stretch), *side.traits()]
        traits += self._looks(clause, sentence)
        traits += self._company(clause, number, block)
        lean = [*side.named(), *self._leaning(clause, stretch, sentence, block)]
        return Candidate(clause, stretch, manner, number, block, tuple(traits), tuple(lean))

    def _told_by(self, stretch: Stretch) -> Iterator[str]:
        if stretch.lean:
            yield "cue leans"
        if stretch.listing:
            yield "listing"
        if stretch.far:
            yield f"far {min(stretch.far, 3)}"

    def _looks(self, clause: Span, sentence: Span) -> Iterator[str]:
        kinds = self._kinds(clause)
        around = self._kinds(sentence) - kinds
        yield from (kind for kind in _KINDS if kind in kinds)
        yield from (f"near {kind}" for kind in _NEAR if kind in around)
        if "verb" not in kinds:
            yield "bare"
        if _DIGIT.search(self._document.lower, clause.start, clause.end):
            yield "number"
        opening = _OPENING.match(self._document.lower, clause.start)
        if opening:
            yield f"opens {opening.group()}"
        yield _length(self._signs.count(clause.start, clause.end))
        if clause.start - sentence.start > 4:
            yield "later"

    def _kinds(self, span: Span) -> set[str]:
        return {kind for sign in self._signs.within("finding_words", *span) for kind in sign.says}

    def _company(self, clause: Span, number: int, block: int) -> Iterator[str]:
        if bisect_left(self._people, clause.start) < bisect_left(self._people, clause.end):
            yield "person"
        if number + 1 in self._heard:
            follows = self._document.sentences[number + 1]
            if follows.start < self._document.blocks[block].end:
                yield "heard next"

    def _leaning(self, clause: Span, stretch: Stretch, sentence: Span, block: int) -> Iterator[str]:
        yield f"voice {_MANNERS.get(stretch.voice, 'silent')}"
        yield f"mood {self._mood}"
        if stretch.lean:
            yield f"lean {stretch.lean}"
        grades = self._grades(self._document.blocks[block].start, clause.start)
        if grades:
            yield f"grade {grades[-1]}"
        words = self._signs.within("finding_words", sentence.start, clause.end)
        if any("contrast" in word.says for word in words):
            yield "turn"
        yield from sorted(self._kinds(clause) & {"scene", "target", "now"})
        if _DIGIT.search(self._document.lower, clause.start, clause.end):
            yield "number"

    def _grades(self, start: int, end: int) -> list[int]:
        words = self._signs.within("finding_words", start, end)
        return [1 if "up" in word.says else -1 for word in words if {"up", "down"} & {*word.says}]


def _length(words: int) -> str:
    for most in (2, 4, 7, 12, 20):
        if words <= most:
            return f"words {most}"
    return "words more"
