"""Who is heard in each sentence: stretches in the regulator's voice, or that may go on from it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ...facts import Quote, Span
from ..document import Document
from ..people import People
from .signs import BIT, Sign, Signs

REGULATOR = "Care Quality Commission"
_ASIDE = re.compile(r",? (?:who|which|whose|at|on|of|from)\b|, |\)")
_TAG_END = re.compile(r"(?: (?:on|into|of|about) [^,.]{0,60})?,?\s*")
REACH = 45
"""Letters between the regulator and its verb."""
FAR = 150
"""Letters between them where an aside stands between."""
MEMORY = 700
"""Letters over which "they" may still be inspectors."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that one voice says; ``lean`` is the side their cue takes (-1, 0, 1).

    ``voice``: quoted, said (after a cue), tagged (before one that
    ends the sentence), ahead (before one that does not), told (patients to inspectors),
    relayed (by somebody else), carried, next, headed, or bullet.
    """

    start: int
    end: int
    voice: str
    lean: int = 0
    listing: bool = False
    far: int = 0


class Listener:
    """Goes through the sentences and says where the regulator may be heard."""

    def __init__(
        self, document: Document, signs: Signs, quotes: tuple[Quote, ...], people: People
    ) -> None:
        self._document = document
        self._signs = signs
        inspectors = {person.name for person in people.people if person.kind == "inspector"}
        self._quotes = [
            (quote.evidence[0], quote.speaker in inspectors or quote.speaker == REGULATOR)
            for quote in quotes
        ]
        self._quote_starts = [span.start for span, _ in self._quotes]
        mentions = sorted((mention.span, mention.name in inspectors) for mention in people.mentions)
        self._mentions = mentions
        self._mention_starts = [span.start for span, _ in mentions]
        self._named = -MEMORY

    def listen(self) -> Iterator[Stretch]:
        """The stretches in the order of the text."""
        heard, far, lean, headed, last = False, 0, 0, False, -1
        for sentence in self._document.sentences:
            number = self._document.block_index(sentence.start)
            block = self._document.blocks[number]
            if block.kind in ("headline", "heading"):
                headed, lean = self._heading(sentence)
                announced = self._document.folded[block.end - 1] == ":"
                heard, last, far = announced and headed, number, 0
                continue
            first = number != last
            if first:
                heard = heard and last == number - 1
            bullet = block.kind == "bullet" or self._announced(number)
            stretches = list(self._hear(sentence, heard))
            if not stretches and self._cues(sentence, heard):
                heard, far = True, 0
            elif not stretches:
                far = far + 1 if heard and not first else 0
                voice = self._unspoken(heard, first, bullet, headed)
                if self._others(sentence):
                    heard = False
                elif self._tells(sentence):
                    stretches = [
                        Stretch(sentence.start, sentence.end, voice, lean, voice in ("bullet", "item"), far)
                    ]
            else:
                far = 0
                heard = stretches[0].voice not in ("relayed",)
                if stretches[0].voice in ("said", "tagged", "ahead", "told"):
                    lean = stretches[-1].lean
            last = number
            yield from stretches

    def _tells(self, sentence: Span) -> bool:
        """Whether a sentence in nobody's voice tells of care, not of ratings."""
        kinds = 0
        for word in self._signs.within("finding_words", *sentence):
            kinds |= word.value
        return bool(kinds & BIT["care"]) and not kinds & BIT["rating"]

    def _unspoken(self, heard: bool, first: bool, bullet: bool, headed: bool) -> str:
        if bullet and (heard or headed):
            return "item" if heard else "bullet"
        if heard:
            return "next" if first else "carried"
        return "headed" if headed else "plain"

    def _announced(self, number: int) -> bool:
        """Whether the block before ends in a colon."""
        if not number:
            return False
        return self._document.folded[self._document.blocks[number - 1].end - 1] == ":"

    def _heading(self, sentence: Span) -> tuple[bool, int]:
        for cue in self._signs.within("finding_cues", sentence.start, sentence.end):
            if "heading" in cue.says:
                return True, cue.value
        stretches = list(self._hear(sentence, False))
        announces = bool(stretches) and self._document.folded[sentence.end - 1] == ":"
        cues = self._signs.within("finding_cues", sentence.start, sentence.end)
        if not announces and self._document.folded[sentence.end - 1] == ":" and cues:
            subjects = self._signs.within("regulator_subjects", sentence.start, sentence.end)
            announces = bool(subjects)
        return announces, sum(cue.value for cue in cues[:1]) if announces else 0

    def _hear(self, sentence: Span, heard: bool) -> Iterator[Stretch]:
        span, regulator = self._quotation(sentence)
        if span is not None and 2 * (span.end - span.start) > sentence.end - sentence.start:
            if regulator:
                yield Stretch(span.start, span.end, "quoted", self._quoted_lean(span))
            else:
                yield from self._relayed(span)
            return
        yield from self._narrated(sentence, heard)

    def _quotation(self, sentence: Span) -> tuple[Span | None, bool]:
        """The longest part of the sentence in one quotation, and whether the regulator's."""
        best: tuple[Span | None, bool] = (None, False)
        place = bisect_left(self._quote_starts, sentence.end) - 1
        while place >= 0 and self._quotes[place][0].end > sentence.start:
            span, regulator = self._quotes[place]
            part = Span(max(span.start, sentence.start), min(span.end, sentence.end))
            if best[0] is None or part.end - part.start > best[0].end - best[0].start:
                best = (part, regulator)
            place -= 1
        return best

    def _quoted_lean(self, span: Span) -> int:
        cues = self._signs.within("finding_cues", span.start, span.end)
        return next((cue.value for cue in cues if cue.value), 0)

    def _relayed(self, span: Span) -> Iterator[Stretch]:
        for _start, end, cue in self._cues(span, False):
            yield Stretch(end, span.end, "relayed", cue.value, True)
            return

    def _narrated(self, sentence: Span, heard: bool) -> Iterator[Stretch]:
        """Before, between and after the cues of the regulator; a sentence told is one stretch."""
        words = self._signs.within("finding_words", sentence.start, sentence.end)
        cues = self._cues(sentence, heard)
        if any(word.value & BIT["told"] for word in words):
            start = cues[0][1] if cues else sentence.start
            yield Stretch(start, sentence.end, "told", 0, False)
            return
        if not cues:
            return
        start, voice, lean = sentence.start, "ahead", 0
        for left, right, cue in cues:
            if voice == "said" or self._signs.count(start, left) >= 5:
                side = lean if voice == "said" else cue.value
                closes = voice != "said" and sentence.end - right < 4
                named = "tagged" if closes else voice
                yield Stretch(start, left, named, side, voice == "said")
            start, voice = right, "said"
            lean = cue.value
        if sentence.end - start > 4 and not self._names_speaker(cues[-1]):
            yield Stretch(start, sentence.end, "said", lean, True)

    def _names_speaker(self, cue: tuple[int, int, Sign]) -> bool:
        """Whether the words after the verb are the speaker's name, so that only a post follows."""
        place = bisect_left(self._mention_starts, cue[2].end)
        return place < len(self._mentions) and self._mention_starts[place] < cue[1]

    def _cues(self, span: Span, heard: bool) -> list[tuple[int, int, Sign]]:
        """The regulator's cues: from subject to verb, or phrases that need none."""
        subjects = self._subjects(span, heard)
        found: list[tuple[int, int, Sign]] = []
        for cue in self._signs.within("finding_cues", span.start, span.end):
            reached = found[-1][1] if found else span.start
            if cue.start < reached:
                continue
            if "opens" in cue.says:
                found.append((cue.start, cue.end, cue))
            elif "phrase" in cue.says:
                if not found:
                    found.append((span.start, span.start, cue))
            elif "verb" in cue.says:
                subject = self._speaks(subjects, cue, reached)
                if subject is not None:
                    left = min(subject.start, cue.start)
                    right = max(subject.end, cue.end)
                    found.append((left, right, cue))
        return found

    def _subjects(self, span: Span, heard: bool) -> list[tuple[Span, int]]:
        """Words that stand for the regulator, each with how far its verb may be."""
        found: list[tuple[Span, int]] = []
        for sign in self._signs.within("regulator_subjects", span.start, span.end):
            pronoun = sign.says[0]
            if pronoun == "no":
                self._named = sign.end
                aside = _ASIDE.match(self._document.lower, sign.end)
                found.append((Span(sign.start, sign.end), FAR if aside else REACH))
            elif pronoun == "yes" and (heard or sign.start - self._named < MEMORY):
                found.append((Span(sign.start, sign.end), REACH))
            elif pronoun == "person" and self._inspector_before(sign.start):
                found.append((Span(sign.start, sign.end), REACH))
        first = bisect_left(self._mention_starts, span.start)
        last = bisect_left(self._mention_starts, span.end)
        found += [(mention, 140) for mention, ours in self._mentions[first:last] if ours]
        return found

    def _inspector_before(self, offset: int) -> bool:
        place = bisect_right(self._mention_starts, offset) - 1
        return place >= 0 and self._mentions[place][1]

    def _speaks(self, subjects: list[tuple[Span, int]], cue: Sign, reached: int) -> Span | None:
        """The nearest words before or after the verb that are the regulator."""
        best: Span | None = None
        for subject, reach in subjects:
            before = 0 <= cue.start - subject.end <= reach and subject.start >= reached
            if before or 0 <= subject.start - cue.end <= 14:
                best = subject
        return best

    def _others(self, sentence: Span) -> bool:
        """Whether somebody else is heard in the sentence."""
        span, regulator = self._quotation(sentence)
        if span is not None and not regulator:
            return True
        words = self._signs.within("finding_words", sentence.start, sentence.end)
        return any(word.value & (BIT["talk"] | BIT["thanks"]) for word in words)
