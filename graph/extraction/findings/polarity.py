"""Which side a clause's words take: those of ``polarity.tsv``, and what negations do to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .signs import Sign

NEAR = 34
"""Letters over which a negation reaches the word that it turns."""
MOST = 4
"""Beyond so much weight more words say no more."""


class Side(NamedTuple):
    """The sum of the weights, what negations turned, and whether something bad got less."""

    total: int
    turned_good: bool
    turned_bad: bool
    denied: bool
    relief: bool

    def leaning(self) -> Iterator[str]:
        """The traits that speak for praise or concern."""
        if not self.relief or self.total >= 0:
            yield f"side {self.total}"
        yield from self._turns()

    def traits(self) -> Iterator[str]:
        """The traits that speak for a finding, whichever side it takes."""
        yield f"weight {abs(self.total)}"
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


def side_of(polar: Iterable[Sign], relief: bool) -> Side:
    """Weighs the words of a clause; a negation turns the next word that takes a side."""
    total, denial, denied = 0, -2 * NEAR, False
    good = bad = False
    for start, end, says, weight in polar:
        if "negation" in says:
            denial, denied = end, True
        elif weight and start - denial <= NEAR:
            good, bad = good or weight > 0, bad or weight < 0
            denial, denied = -2 * NEAR, False
        else:
            total += weight
    return Side(max(-MOST, min(MOST, total)), good, bad, denied, relief)
