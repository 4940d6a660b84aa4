"""Hospitals by whose they are: "both NUH hospitals", "the two hospitals run by the trust"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .places import Places
from .symbols import Symbol

_PLURAL = re.compile(r"(?:hospitals|sites|infirmaries)$")
_OWNED = re.compile(r"(?:'s?)? (?:(?:two|three|four|both|own|main) )*(?:hospitals|sites)\b")
_RUN_BY = re.compile(r" (?:which are |that are )?(?:(?:run|managed|operated) by|of|at) (?:the )?")


def with_owners(symbols: Sequence[Symbol], lower: str, places: Places) -> list[Symbol]:
    """The symbols, where hospitals whose trust stands beside them are that trust's sites."""
    done: list[Symbol] = []
    last: Symbol | None = None  # the holder before
    for symbol in symbols:
        if symbol.kind != "holder":
            done.append(symbol)
            continue
        if last is None:
            done.append(symbol)
        elif _is_owner(last, symbol, lower, places):
            if done[-1] is last:
                done.pop()
            done.append(symbol._replace(values=places.sites_of(last.values[0])))
        elif _is_runner(last, symbol, lower, places):
            done[done.index(last)] = last._replace(values=places.sites_of(symbol.values[0]))
            done.append(symbol)
        else:
            done.append(symbol)
        last = done[-1]
    return done


def _is_owner(trust: Symbol, hospitals: Symbol, lower: str, places: Places) -> bool:
    """Whether a trust's name stands before its hospitals: "both NUH hospitals"."""
    if len(hospitals.values) < 2 or len(places.sites_of(trust.values[0])) < 2:
        return False
    if not _PLURAL.search(lower, hospitals.start, hospitals.end):
        return False
    return _OWNED.match(lower, trust.end, hospitals.end) is not None


def _is_runner(hospitals: Symbol, trust: Symbol, lower: str, places: Places) -> bool:
    """Whether hospitals are told by who runs them: "the two hospitals run by the trust"."""
    if len(hospitals.values) < 2 or len(places.sites_of(trust.values[0])) != len(hospitals.values):
        return False
    if not _PLURAL.search(lower, hospitals.start, hospitals.end):
        return False
    return _RUN_BY.fullmatch(lower, hospitals.end, trust.start) is not None
