"""What a clause looks like: the traits that ``finding_weights.tsv`` judges it by.

They come in parts that recur from clause to clause, so that each part is weighed only once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple, Protocol

from .polarity import Side
from .signs import BIT, KINDS

_NEAR = ("rating", "talk", "visit", "enforce")
_UNTOLD = BIT["verb"] | BIT["contrast"]
_LENGTHS = (2, 4, 7, 12, 20)


class Part(Hashable, Protocol):
    """Some of a clause's traits."""

    def traits(self) -> Iterator[str]:
        """Their names in the table of weights."""
        ...


class Telling(NamedTuple):
    """How the clause is told: its voice, what stands around it, in which sixth of the article."""

    voice: str
    leans: bool
    listing: bool
    far: int
    later: bool
    person: bool
    heard_next: bool
    sixth: int

    def traits(self) -> Iterator[str]:
        """The voice first, then what holds of the clause."""
        yield self.voice
        yield f"sixth {self.sixth}"
        if self.far:
            yield f"far {min(self.far, 3)}"
        named = {
            "cue leans": self.leans,
            "listing": self.listing,
            "later": self.later,
            "person": self.person,
            "heard next": self.heard_next,
        }
        yield from (name for name, holds in named.items() if holds)


class Wording(NamedTuple):
    """The kinds of words in the clause, and in the rest of its sentence, as bits."""

    inside: int
    around: int

    def traits(self) -> Iterator[str]:
        """The kinds inside; of those around only the ones that spoil a finding."""
        for kind in KINDS:
            if self.inside & BIT[kind] & ~_UNTOLD:
                yield kind
        for kind in _NEAR:
            if self.around & ~self.inside & BIT[kind]:
                yield f"near {kind}"
        if not self.inside & BIT["verb"]:
            yield "bare"


class Shape(NamedTuple):
    """The first word if it joins, the number of words (as a step), whether there is a figure."""

    opening: str
    words: int
    number: bool

    def traits(self) -> Iterator[str]:
        """Opening, length and figure."""
        if self.opening:
            yield f"opens {self.opening}"
        yield f"words {self.words}" if self.words else "words more"
        if self.number:
            yield "number"


class Words(NamedTuple):
    """The clause's own words, its first, and the last few before it in the text."""

    inside: tuple[str, ...]
    before: tuple[str, ...]

    def traits(self) -> Iterator[str]:
        """Each word with its place."""
        yield from (f"in {word}" for word in self.inside)
        yield from (f"first {word}" for word in self.inside[:1])
        yield from (f"before {word}" for word in self.before)

    def sides(self) -> Iterator[str]:
        """The words that may tell praise from concern."""
        yield from (f"in {word}" for word in self.inside)


class Leaning(NamedTuple):
    """What beside the clause's own side speaks for praise or concern.

    ``mood``: the grades named early in the article; ``grade``: the last named in the paragraph.
    """

    manner: str
    mood: int
    lean: int
    grade: int
    turn: bool
    inside: int
    number: bool

    def traits(self) -> Iterator[str]:
        """Manner, mood, the cue's lean, the last grade, turns and figures."""
        yield f"voice {self.manner}"
        yield f"mood {self.mood}"
        if self.lean:
            yield f"lean {self.lean}"
        if self.grade:
            yield f"grade {self.grade}"
        if self.turn:
            yield "turn"
        for kind in ("scene", "target", "now"):
            if self.inside & BIT[kind]:
                yield kind
        if self.number:
            yield "number"


class Leant(NamedTuple):
    """A clause's own side, asked which way it leans."""

    side: Side

    def traits(self) -> Iterator[str]:
        """The side's traits with their sign."""
        yield from self.side.leaning()


class Context(NamedTuple):
    """The traits that the finding before gives."""

    names: tuple[str, ...]

    def traits(self) -> Iterator[str]:
        """As they were named."""
        yield from self.names


def length_step(words: int) -> int:
    """The step that a number of words falls in, 0 beyond the last."""
    for most in _LENGTHS:
        if words <= most:
            return most
    return 0
