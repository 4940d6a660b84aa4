"""Who is heard in each sentence: stretches in the regulator's voice, or that may go on from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...facts import Span
from ..document import Block, Document
from .regulator import Cue, Regulator
from .signs import BIT, Signs

OPENING = 5
"""Words before a cue that can be a finding: fewer only lead up to it."""
SPOKEN = ("said", "tagged", "ahead", "told")
"""The voices of sentences that name the regulator as speaking, or as spoken to."""


class Stretch(NamedTuple):
    """Words that one voice says; ``lean`` is the side their cue takes (-1, 0, 1).

    ``voice``: quoted, said (after a cue), tagged (before one that ends the sentence), ahead
    (before one that does not), told (patients to inspectors), relayed (by somebody else),
    carried (on from the sentence before), next (in the next paragraph), item (of a list that the
    regulator announces), headed or bullet (under a heading that announces findings), or plain.
    ``far``: sentences since the regulator was heard.
    """

    start: int
    end: int
    voice: str
    lean: int = 0
    listing: bool = False
    far: int = 0


class Listener:
    """Goes through the sentences and says where the regulator may be heard."""

    def __init__(self, document: Document, signs: Signs, regulator: Regulator) -> None:
        self._document = document
        self._signs = signs
        self._regulator = regulator
        self._heard = False
        self._headed = False
        self._far = 0
        self._lean = 0

    def listen(self) -> Iterator[Stretch]:
        """The stretches in the order of the text."""
        last = -1
        for sentence in self._document.sentences:
            number = self._document.block_index(sentence.start)
            block = self._document.blocks[number]
            if block.kind in ("headline", "heading"):
                self._heading(sentence)
            else:
                first = number != last
                self._heard = self._heard and number - last <= 1
                yield from self._sentence(sentence, block, number, first)
            last = number

    def _heading(self, sentence: Span) -> None:
        """A heading that announces findings, by its words or by a colon after the regulator."""
        cues = self._signs.within("finding_cues", *sentence)
        known = next((cue for cue in cues if "heading" in cue.says), None)
        announces = bool(cues) and self._document.folded[sentence.end - 1] == ":"
        if announces and known is None:
            announces = bool(self._signs.within("regulator_subjects", *sentence))
        self._headed = announces or known is not None
        self._heard, self._far = announces, 0
        self._lean = (known or cues[0]).value if self._headed else 0

    def _sentence(
        self, sentence: Span, block: Block, number: int, first: bool
    ) -> Iterator[Stretch]:
        kinds = self._signs.kinds(*sentence)
        quotation = self._regulator.quotation(sentence)
        if (
            quotation
            and 2 * (quotation.span.end - quotation.span.start) > sentence.end - sentence.start
        ):
            self._far = 0
            self._heard = quotation.regulator
            yield from (
                self._quoted(quotation.span)
                if quotation.regulator
                else self._relayed(quotation.span)
            )
            return
        cues = self._regulator.cues(sentence, self._heard)
        if cues or kinds & BIT["told"]:
            self._heard, self._far = True, 0
            stretches = list(self._told(sentence, cues, kinds))
            if stretches:
                self._lean = stretches[-1].lean
            yield from stretches
            return
        self._far = self._far + 1 if self._heard and not first else 0
        if (quotation and not quotation.regulator) or kinds & (BIT["talk"] | BIT["thanks"]):
            self._heard = False
        elif (kinds & BIT["care"] or self._heard or self._headed) and not kinds & BIT["rating"]:
            voice = self._unspoken(block, number, first)
            listing = voice in ("bullet", "item")
            yield Stretch(*sentence, voice, self._lean, listing, self._far)

    def _unspoken(self, block: Block, number: int, first: bool) -> str:
        """The voice of a sentence in which nobody is named as speaking."""
        if (self._heard or self._headed) and (block.kind == "bullet" or self._announced(number)):
            return "item" if self._heard else "bullet"
        if self._heard:
            return "next" if first else "carried"
        return "headed" if self._headed else "plain"

    def _announced(self, number: int) -> bool:
        """Whether the block before ends in a colon."""
        before = self._document.blocks[number - 1] if number else None
        return before is not None and self._document.folded[before.end - 1] == ":"

    def _quoted(self, span: Span) -> Iterator[Stretch]:
        cues = self._signs.within("finding_cues", *span)
        lean = next((cue.value for cue in cues if cue.value), 0)
        yield Stretch(*span, "quoted", lean)

    def _relayed(self, span: Span) -> Iterator[Stretch]:
        """What somebody else says that the regulator said."""
        for cue in self._regulator.cues(span, False)[:1]:
            yield Stretch(cue.end, span.end, "relayed", cue.lean, True)

    def _told(self, sentence: Span, cues: list[Cue], kinds: int) -> Iterator[Stretch]:
        """Before, between and after the cues; a sentence told to inspectors is one stretch."""
        if kinds & BIT["told"]:
            yield Stretch(cues[0].end if cues else sentence.start, sentence.end, "told")
            return
        start, lean, voice = sentence.start, cues[0].lean, "ahead"
        for cue in cues:
            if voice == "said" or self._signs.count(start, cue.start) >= OPENING:
                closes = voice != "said" and sentence.end - cue.end < 4
                yield Stretch(
                    start, cue.start, "tagged" if closes else voice, lean, voice == "said"
                )
            start, lean, voice = cue.end, cue.lean, "said"
        if sentence.end - start > 4 and not cues[-1].names:
            yield Stretch(start, sentence.end, "said", lean, True)
