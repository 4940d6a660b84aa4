"""How drawings look: shapes and colours of entities, lines of ties, colours of grades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of entity looks: marker and colour."""

    marker: str
    colour: str
    size: float = 11


STYLES: dict[str, Style] = {
    "trust": Style("s", "#1d5fa8", 13),
    "provider": Style("s", "#6b8fb8"),
    "organisation": Style("s", "#9aa7b4"),
    "regulator": Style("D", "#5b3a8e", 12),
    "body": Style("p", "#8a6bb5", 12),
    "hospital": Style("P", "#1b8a8f", 14),
    "site": Style("^", "#57b0a6", 12),
    "inspector": Style("*", "#c2487c", 16),
    "executive": Style("o", "#b5651d"),
    "person": Style("o", "#c9a27a", 9),
    "service": Style("h", "#7d8791", 10),
}
"""Kinds of entity, in the order of the legend."""

LINES: dict[str, tuple[str, Any, float]] = {
    "operates": ("#1b8a8f", "-", 1.6),
    "leads": ("#b5651d", "-", 1.3),
    "works for": ("#c2487c", (0, (5, 2)), 1.1),
    "inspected": ("#5b3a8e", (0, (6, 2, 1.5, 2)), 1.2),
    "spoke about": ("#66707a", (0, (1.5, 1.8)), 1.3),
    "rated": ("#c3cad1", "-", 1.0),
    "moved": ("#8a3b12", "-", 1.5),
    "perhaps moved": ("#b98a6a", (0, (1.5, 1.8)), 1.3),
    "taken over": ("#6b7280", (0, (6, 2, 1.5, 2)), 1.1),
    "at both": ("#8a3b12", (0, (3, 2)), 1.1),
    "speaks for": ("#2f6f4f", "-", 1.2),
    "named together": ("#9aa4ad", "-", 1.1),
    "tied": ("#8d979f", "-", 0.9),
}
"""Kinds of tie: colour, dashes, width."""

GRADES: dict[str, str] = {
    "outstanding": "#12557a",
    "good": "#1e7b34",
    "requires improvement": "#a85b00",
    "inadequate": "#b3152a",
}

UNDIRECTED = frozenset({"rated", "named together", "tied"})
"""Kinds of tie that are drawn without an arrow's head."""

INK, SOFT, PAPER = "#1f2933", "#52606d", "#ffffff"
