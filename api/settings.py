"""What the environment can set of the service, each with its default and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..graph.errors import InputError
from .evaluation import Limits

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What a query may cost, and how many processes of each server worker run queries."""

    limits: Limits = field(default_factory=Limits)
    query_workers: int = 2


@dataclass(frozen=True, slots=True)
class _Setting:
    """One variable of the environment: the limit it sets, its unit, and what it means."""

    name: str
    sets: str
    unit: int
    text: str


SETTINGS = (
    _Setting("CAREGRAPH_QUERY_SECONDS", "seconds", 1, "seconds that a query may take"),
    _Setting("CAREGRAPH_QUERY_MEGABYTES", "memory", _MEGABYTE, "memory that a query may take"),
    _Setting("CAREGRAPH_QUERY_ROWS", "rows", 1, "rows or triples of an answer"),
    _Setting("CAREGRAPH_ANSWER_MEGABYTES", "size", _MEGABYTE, "size of an answer"),
    _Setting("CAREGRAPH_QUERY_WORKERS", "", 1, "processes that run queries, for each worker"),
)
"""All settings of the service; the store's is ``CAREGRAPH_STORE``."""


def settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment; raises ``InputError`` for a value that can't be one."""
    found = Settings()
    for setting in SETTINGS:
        text = environment.get(setting.name, "").strip()
        if text:
            found = _with(found, setting, _whole(setting.name, text))
    return found


def _with(found: Settings, setting: _Setting, number: int) -> Settings:
    if not setting.sets:
        return replace(found, query_workers=number)
    change: dict[str, int] = {setting.sets: number * setting.unit}
    return replace(found, limits=replace(found.limits, **change))


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 10**6 and len(text) < 8):
        raise InputError(f"the setting {name} is {text!r}; give a whole number from 1 to 1000000")
    return int(text)
