"""What a drawing shows where it is no network of boxes: a matrix, bars, or a chain of steps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by row and column; ``across`` and ``down`` say what columns and rows are."""

    down: str
    across: str
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its value, and the kind of entity it stands for."""

    words: str
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Values side by side, the first on top; ``measure`` says what they are."""

    measure: str
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """From one entity to another: how they are tied, and the sentence that says so."""

    words: str
    kind: str
    tie: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Entities one below the other; each step leads on to the next, the last has no tie."""

    steps: tuple[Step, ...]
