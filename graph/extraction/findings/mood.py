"""What beside a clause's own words speaks for praise or concern: grades before it, its cue."""

from __future__ import annotations

from ..document import Document
from .portraits import Candidate
from .signs import BIT, Sign, Signs
from .traits import Leaning

LEAD = 900
"""Letters at the start that set an article's mood."""
_TOLD = BIT["scene"] | BIT["target"] | BIT["now"]


class Mood:
    """Follows the grades that a text names; asked for candidates in the order of the text."""

    def __init__(self, document: Document, signs: Signs) -> None:
        self._document = document
        self._signs = signs
        mood = sum(_grade(word) for word in signs.within("finding_words", 0, LEAD))
        self._mood = (mood > 0) - (mood < 0)
        self._block = -1
        self._reached = 0
        self._grade = 0

    def leaning(self, candidate: Candidate) -> Leaning:
        """Where the mood, the last grade and the cue lean."""
        return Leaning(
            manner=candidate.manner,
            mood=self._mood,
            lean=candidate.stretch.lean,
            grade=self._last_grade(candidate),
            turn=candidate.turn,
            inside=candidate.wording.inside & _TOLD,
            number=candidate.shape.number,
        )

    def _last_grade(self, candidate: Candidate) -> int:
        """The grade last named in the paragraph before the clause: good 1, bad -1, none 0."""
        block, start = candidate.sentence.block, candidate.span.start
        if block != self._block:
            self._block, self._grade = block, 0
            self._reached = self._document.blocks[block].start
        for word in self._signs.within("finding_words", self._reached, start):
            self._grade = _grade(word) or self._grade
        self._reached = max(self._reached, start)
        return self._grade


def _grade(word: Sign) -> int:
    if word.value & BIT["up"]:
        return 1
    return -1 if word.value & BIT["down"] else 0
