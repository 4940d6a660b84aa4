"""The turns of phrase of ``rating_patterns.tsv`` as parts of regular expressions."""

from __future__ import annotations

from functools import cache

from ..lexicon import table


@cache
def words(value: str) -> str:
    """One group that matches any wording of this value, for use inside a larger pattern."""
    return f"(?:{'|'.join(wordings(value))})"


@cache
def wordings(value: str) -> tuple[str, ...]:
    """The wordings of this value in the order of the table."""
    return tuple(row["wording"] for row in table("rating_patterns") if row["value"] == value)
