"""Which side a clause takes by its words: those of ``polarity.tsv``, and what negations do to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .signs import Signs

NEAR = 34
"""Letters over which a negation reaches the word that it turns."""
MOST = 4
"""Beyond so much weight more words say no more."""


@dataclass(frozen=True, slots=True)
class Side:
    """The sum of the weights, what negations turned, and whether something bad got less."""

    total: int
    turned_good: bool
    turned_bad: bool
    denied: bool
    relief: bool

    def named(self) -> Iterator[str]:
        """The traits that speak for praise or concern."""
        yield f"side {max(-MOST, min(MOST, self.total))}"
        yield from self._turns()

    def traits(self) -> Iterator[str]:
        """The traits that speak for a finding, whichever side it takes."""
        yield f"weight {min(MOST, abs(self.total))}"
        yield from self._turns()

    def _turns(self) -> Iterator[str]:
        if self.turned_good:
            yield "turned good"
        if self.turned_bad:
            yield "turned bad"
        if self.denied:
            yield "denied"
        if self.relief:
            yield "relief of bad" if self.total < 0 or self.turned_bad else "relief"


def sides(signs: Signs, start: int, end: int) -> Side:
    """Weighs the words of a clause; a negation turns the next word that takes a side."""
    total, denial, denied = 0, -NEAR * 2, False
    turned = {1: False, -1: False}
    for sign in signs.within("polarity", start, end):
        weight = int(sign.says[0])
        if "negation" in sign.says:
            denial, denied = sign.end, True
        elif weight and sign.start - denial <= NEAR:
            turned[1 if weight > 0 else -1] = True
            denial, denied = -NEAR * 2, False
        else:
            total += weight
    words = signs.within("finding_words", start, end)
    relief = any("relief" in word.says for word in words)
    return Side(total, turned[1], turned[-1], denied, relief)
