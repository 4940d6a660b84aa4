"""Where the regulator is heard: its own quotations, and the verbs and phrases that report it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from ...facts import Quote, Span
from ..document import Document
from ..people import People
from .signs import Sign, Signs

REGULATOR = "Care Quality Commission"
_ASIDE = re.compile(r",? (?:who|which|whose|at|on|of|from)\b|, |\)")
REACH = 45
"""Letters between the regulator and its verb."""
FAR = 150
"""Letters between them where an aside, or an inspector's post, stands between."""
BEHIND = 14
"""Letters from a verb to the regulator behind it."""
MEMORY = 700
"""Letters over which "they" may still be inspectors."""


class Cue(NamedTuple):
    """Words that report the regulator, its name taken in; ``names``: a person ends them."""

    start: int
    end: int
    lean: int
    names: bool


class Part(NamedTuple):
    """The part of a sentence that stands in somebody's quotation."""

    span: Span
    regulator: bool


class Regulator:
    """Finds the regulator's words in any span of a text."""

    def __init__(
        self, document: Document, signs: Signs, quotes: tuple[Quote, ...], people: People
    ) -> None:
        self._lower = document.lower
        self._signs = signs
        inspectors = {person.name for person in people.people if person.kind == "inspector"}
        self._quotes = [
            Part(quote.evidence[0], quote.speaker in inspectors or quote.speaker == REGULATOR)
            for quote in quotes
        ]
        self._quote_starts = [part.span.start for part in self._quotes]
        self._people = sorted(
            (mention.span, mention.name in inspectors) for mention in people.mentions
        )
        self._people_starts = [span.start for span, _ in self._people]
        self._named = [
            sign.end
            for sign in signs.within("regulator_subjects", 0, len(self._lower))
            if "no" in sign.says
        ]

    def quotation(self, sentence: Span) -> Part | None:
        """The longest part of the sentence in one quotation."""
        best: Part | None = None
        place = bisect_left(self._quote_starts, sentence.end) - 1
        while place >= 0 and self._quotes[place].span.end > sentence.start:
            quote, regulator = self._quotes[place]
            span = Span(max(quote.start, sentence.start), min(quote.end, sentence.end))
            if best is None or span.end - span.start > best.span.end - best.span.start:
                best = Part(span, regulator)
            place -= 1
        return best

    def cues(self, span: Span, heard: bool) -> list[Cue]:
        """The cues in a span; ``heard``: the regulator spoke just before, so "it" may be it."""
        found: list[Cue] = []
        reached = span.start
        for sign in self._signs.within("finding_cues", span.start, span.end):
            cue = self._cue(sign, Span(reached, span.end), heard, first=not found)
            if cue is not None and sign.start >= reached:
                found.append(cue)
                reached = cue.end
        return found

    def _cue(self, sign: Sign, span: Span, heard: bool, *, first: bool) -> Cue | None:
        place = sign.says[0]
        if place == "verb":
            return self._verb(sign, span, heard)
        if place == "opens":
            return Cue(sign.start, sign.end, sign.value, False)
        if place == "phrase" and first:
            return Cue(span.start, span.start, sign.value, False)
        return None

    def _verb(self, sign: Sign, span: Span, heard: bool) -> Cue | None:
        """A verb with the nearest words before it, or just behind it, that are the regulator."""
        near = Span(max(span.start, sign.start - FAR - 60), min(span.end, sign.end + BEHIND + 1))
        best: Span | None = None
        names = False
        for subject, reach in self._subjects(near, heard):
            if 0 <= sign.start - subject.end <= reach or 0 <= subject.start - sign.end <= BEHIND:
                best = subject
                names = self._names(sign.end, subject.end)
        if best is None:
            return None
        return Cue(min(best.start, sign.start), max(best.end, sign.end), sign.value, names)

    def _names(self, start: int, end: int) -> bool:
        """Whether a person is named between: then only a post follows."""
        return bisect_left(self._people_starts, start) < bisect_left(self._people_starts, end)

    def _subjects(self, span: Span, heard: bool) -> list[tuple[Span, int]]:
        """Words that stand for the regulator, each with how far its verb may be."""
        found: list[tuple[Span, int]] = []
        for sign in self._signs.within("regulator_subjects", span.start, span.end):
            pronoun = sign.says[0]
            if pronoun == "no":
                aside = _ASIDE.match(self._lower, sign.end)
                found.append((Span(sign.start, sign.end), FAR if aside else REACH))
            elif self._stands_for(pronoun, sign.start, heard):
                found.append((Span(sign.start, sign.end), REACH))
        first = bisect_left(self._people_starts, span.start)
        last = bisect_left(self._people_starts, span.end)
        found += [(mention, FAR) for mention, ours in self._people[first:last] if ours]
        return found

    def _stands_for(self, pronoun: str, offset: int, heard: bool) -> bool:
        """Whether a pronoun can be the regulator: "they", or "she" after an inspector."""
        if pronoun == "yes":
            place = bisect_right(self._named, offset) - 1
            return heard or (place >= 0 and offset - self._named[place] < MEMORY)
        place = bisect_right(self._people_starts, offset) - 1
        return pronoun == "person" and place >= 0 and self._people[place][1]
