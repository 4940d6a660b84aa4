"""Values as typed literals: dates keep the precision they were given with."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ..vocabulary import XSD

# What the text gives → its type; the groups are year, month, day.
_PRECISIONS: tuple[tuple[re.Pattern[str], NamedNode], ...] = tuple(
    (re.compile(pattern), datatype)
    for pattern, datatype in (
        (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", XSD.date),
        (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})", XSD.gYearMonth),
        (r"(?P<year>[0-9]{4})", XSD.gYear),
        (r"--(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", XSD.gMonthDay),
        (r"--(?P<month>[0-9]{2})", XSD.gMonth),
    )
)
_LEAP_YEAR = 2000
_MONTH = re.compile(r"(?:(?P<year>[0-9]{4})|-)-(?P<month>[0-9]{2})")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def dated(iso: str | None) -> Literal | None:
    """An ISO 8601 date as ``xsd:date``, ``gYearMonth``, ``gYear``, ``gMonth`` or ``gMonthDay``.

    A time of day is cut off; what is no date of the calendar gives ``None``.
    """
    value = (iso or "").partition("T")[0]
    for pattern, datatype in _PRECISIONS:
        if match := pattern.fullmatch(value):
            parts = {name: int(number) for name, number in match.groupdict().items()}
            return Literal(value, datatype=datatype) if _exists(**parts) else None
    return None


def in_words(iso: str) -> str:
    """A month as one says it, May 2019 or May; any other date as it is."""
    match = _MONTH.fullmatch(iso)
    if match is None or not 1 <= int(match["month"]) <= 12:
        return iso
    return f"{_MONTHS[int(match['month']) - 1]} {match['year'] or ''}".strip()


def _exists(year: int = _LEAP_YEAR, month: int = 1, day: int = 1) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def decimal(value: float) -> Literal | None:
    """A number as ``xsd:decimal`` in its shortest form; ``None`` when it is not finite.

    The shortest form is the one that the store gives back.
    """
    if not math.isfinite(value):
        return None
    text = format(Decimal(str(value)), "f")
    short = text.rstrip("0").removesuffix(".") if "." in text else text
    return Literal("0" if short == "-0" else short, datatype=XSD.decimal)


def count(value: int) -> Literal:
    """An offset as ``xsd:integer``: the store would turn ``xsd:nonNegativeInteger`` into it."""
    return Literal(str(value), datatype=XSD.integer)
