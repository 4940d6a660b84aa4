"""What a sentence without ratings is on: a holder's own rating, a service somewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .attach import is_placed
from .symbols import Symbol

_ITS_RATING = re.compile(r"'s? (?:own )?(?:overall )?(?:trust )?(?:rating|grade)\b")
_SERVICES = re.compile(r"\b(?:services|departments|specialties)\b")


def only_service(symbols: Sequence[Symbol]) -> tuple[str, ...]:
    """The service, where the sentence names only one."""
    services = {s.values for s in symbols if s.kind == "service"}
    return services.pop() if len(services) == 1 else ()


def puts_somewhere(symbols: Sequence[Symbol], lower: str, start: int) -> bool:
    """Whether a sentence puts its only service, or some, somewhere: "maternity at the Royal"."""
    named = [s for s in symbols if s.kind in ("holder", "service")]
    if [s.kind for s in named] == ["holder"]:
        several = _SERVICES.search(lower, start, named[0].start)
        return several is not None and is_placed(named, lower)
    if [s.kind for s in named] != ["service", "holder"]:
        return False
    return is_placed(named[1:], lower)


def is_own_rating(holder: Symbol, symbols: Sequence[Symbol], lower: str) -> bool:
    """Whether a sentence is on the holder's own rating: "the trust's rating was not changed"."""
    if any(s.kind == "service" for s in symbols):
        return False
    end = holder.end - 2 * lower[holder.start : holder.end].endswith("'s")
    return _ITS_RATING.match(lower, end) is not None
