"""Key questions put as a phrase, "when asking whether its services are caring", as one symbol.

The phrase has words of its own (verbs, "and") that would part clauses or count as cues; folded,
it is a question beside its grade like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import LIST_GAP
from .patterns import words
from .symbols import Symbol

_TOPIC = (
    r"(?:(?:the|its|their|both|all|these|two|three|four|five|\w+ly|key|same) )*"
    r"(?:(?:questions?|issues?|matters?|criteri(?:a|on)|tests?|areas?)['\"]? ?"
    r"(?:of|as to|about|on|over|,|:)? ?)?"
)
_WHETHER = (
    r"['\"]?(?:whether|how|if|are|is) (?:or not )?(?:the |its |their |our )?"
    r"(?:(?:services?|staff|care|people|patients|it|they|leaders|hospitals?|trust|organisation|"
    r"units?|wards?|department|provider)"
    r"(?: (?:there|provided|they|being))? )?(?:(?:is|are|was|were|being|been) )?(?:\w+ly )?['\"]?$"
)
# What leads up to the first question of the phrase.
_PUT = re.compile(
    rf"['\"]?(?:,? {words('asking')} {_TOPIC}(?:{_WHETHER}|(?:being |how )?['\"]?$)"
    rf"|,? (?:for|in|on|under|over|about) {_TOPIC}(?!['\"]?how ){_WHETHER})"
)
# No such lead is longer.
_REACH = 90


def folded(symbols: Sequence[Symbol], lower: str) -> list[Symbol]:
    """The symbols, with each phrase that puts questions as one symbol of them all."""
    done: list[Symbol] = []
    position = 0
    while position < len(symbols):
        symbol = symbols[position]
        begin = _begin(symbol, done, lower)
        if begin is None:
            done.append(symbol)
            position += 1
            continue
        while done and done[-1].start >= begin:
            done.pop()
        last = _last(symbols, position, lower)
        asked = (s for s in symbols[position : last + 1] if s.kind == "question")
        values = tuple(dict.fromkeys(value for s in asked for value in s.values))
        done.append(Symbol("question", values, begin, symbols[last].end))
        position = last + 1
    return done


def _begin(symbol: Symbol, before: Sequence[Symbol], lower: str) -> int | None:
    """Where the phrase begins that leads up to the question, if one does."""
    if symbol.kind != "question":
        return None
    named = next((s.end for s in reversed(before) if s.kind != "cue"), 0)
    reach = max(named, symbol.start - _REACH)
    for put in _PUT.finditer(lower, reach, symbol.start):
        return put.start()
    return None


def _last(symbols: Sequence[Symbol], first: int, lower: str) -> int:
    """The index of the last question of the list that begins with the first."""
    last = first
    for index in range(first + 1, len(symbols)):
        symbol = symbols[index]
        if symbol.kind == "cue":
            continue
        if symbol.kind != "question":
            break
        if not LIST_GAP.fullmatch(lower, symbols[last].end, symbol.start):
            break
        last = index
    return last
