"""Pictures as SVG or PNG, always the same bytes: the network, and what analyses find in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ..errors import NothingToDraw, UnknownName
from .plans import Bars, Chain, Matrix
from .sketch import Sketch, sketch
from .styles import GRADES, LINES, STYLES

if TYPE_CHECKING:
    from ..store import Store

__all__ = ["FORMS", "GRADES", "LINES", "STYLES", "Plan", "draw", "picture"]

FORMS = ("svg", "png")
Plan: TypeAlias = Sketch | Matrix | Bars | Chain
"""What can be drawn."""


def draw(store: Store, about: str | None = None, *, depth: int = 1, form: str = "svg") -> bytes:
    """The neighbourhood of what ``about`` names, or the whole network, as SVG or PNG."""
    from ..network import network, subjects

    if form not in FORMS:
        raise UnknownName("form of drawing", form, FORMS)
    main = [] if about is None else subjects(store, about)
    graph = network(store, about, depth)
    if not graph:
        raise NothingToDraw(
            "there is nothing to draw; 'caregraph build' puts articles into the store"
        )
    title = title_of([graph.nodes[iri]["label"] for iri in main if iri in graph])
    return picture(sketch(graph, main), title, form)


def title_of(labels: list[str]) -> str:
    """What a picture of things of these names is called."""
    if len(labels) <= 2:
        return " and ".join(labels) or "The network"
    return f"{labels[0]}, {labels[1]} and {len(labels) - 2} more"


def picture(plan: Plan, title: str, form: str) -> bytes:
    """A plan drawn, as the bytes of a file."""
    from .bars import paint_bars
    from .boxes import paint_sketch
    from .canvas import drawn
    from .chain import paint_chain
    from .matrix import paint_matrix

    if form not in FORMS:
        raise UnknownName("form of drawing", form, FORMS)
    match plan:
        case Sketch():
            return drawn(lambda figure: paint_sketch(figure, plan, title), form)
        case Matrix():
            return drawn(lambda figure: paint_matrix(figure, plan, title), form)
        case Bars():
            return drawn(lambda figure: paint_bars(figure, plan, title), form)
        case Chain():
            return drawn(lambda figure: paint_chain(figure, plan, title), form)
