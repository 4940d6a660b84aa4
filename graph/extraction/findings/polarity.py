"""Which side a clause's words take: those of ``polarity.tsv``, and what negations do to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .signs import Sign

NEAR = 34
"""Letters over which a negation reaches the word that it turns."""
TURNED = 2
"""The weight of a word that a negation turned, whichever it had."""
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
    """Weighs the words of a clause; "not" turns the next good word, "no" and "nobody" any word.

    A denial ("not recorded") has a weight of its own, and turns the good word after it too.
    """
    total, reach, absent, denied = 0, -1, False, False
    good = bad = False
    for start, end, says, weight in polar:
        if "denial" in says:
            total, reach, absent, denied = total + weight, end + NEAR, False, True
        elif "negation" in says or "absence" in says:
            reach, absent, denied = end + NEAR, "absence" in says, True
        elif start <= reach and (weight > 0 or (weight and absent)):
            good, bad = good or weight > 0, bad or weight < 0
            total += TURNED if weight < 0 else -TURNED
            reach, denied = -1, False
        else:
            total += weight
    return Side(max(-MOST, min(MOST, total)), good, bad, denied, relief)
