"""A chain of steps from one entity to another, downwards, each tie beside its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import leading, length, wrapped
from .plans import Chain, Step
from .styles import INK, LINES, SOFT, STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE = 7.2
_X, _NAME, _TIE = 0.6, 0.42, 0.62


def paint_chain(figure: Figure, plan: Chain, title: str) -> None:
    """Put the chain on a figure: entities by name, between them how they are tied."""
    heights = [_height(step) for step in plan.steps]
    high = sum(heights) + 0.9
    width = max(_WIDE, length(title, 13, "bold") + 0.6, *map(_width, plan.steps))
    figure.set_size_inches(width, high)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(0, high)
    axes.set_axis_off()
    axes.text(0.3, high - 0.35, title, fontsize=13, weight="bold", color=INK, va="center")
    y = high - 0.95
    for step, height in zip(plan.steps, heights, strict=True):
        _entity(axes, y, step)
        if step.tie:
            _tie(axes, y, y - height, step)
        y -= height


def _width(step: Step) -> float:
    return length(step.words, 10.5, "bold") + length(step.kind, 8.5) + _X + 1.0


def _height(step: Step) -> float:
    """From one entity to the next: room for the tie and its sentence."""
    if not step.tie:
        return _NAME
    return _NAME + _TIE + len(_lines(step)) * leading(8.5)


def _lines(step: Step) -> list[str]:
    return wrapped(f"“{step.sentence}”", _WIDE - _X - 0.9, 8.5) if step.sentence else []


def _entity(axes: Axes, y: float, step: Step) -> None:
    style = STYLES[step.kind]
    size = style.size * 1.1
    axes.plot(_X, y, marker=style.marker, markersize=size, color=style.colour, zorder=3)
    axes.text(_X + 0.3, y, step.words, fontsize=10.5, weight="bold", color=INK, va="center")
    after = _X + 0.42 + length(step.words, 10.5, "bold")
    axes.text(after, y, step.kind, fontsize=8.5, color=SOFT, va="center")


def _tie(axes: Axes, top: float, low: float, step: Step) -> None:
    colour = LINES["tied"][0]
    axes.annotate(
        "",
        xy=(_X, low + 0.18),
        xytext=(_X, top - 0.18),
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "mutation_scale": 10},
    )
    y = top - 0.42
    axes.text(_X + 0.3, y, step.tie, fontsize=9, color=INK, va="center")
    y -= 0.08
    for line in _lines(step):
        y -= leading(8.5)
        axes.text(_X + 0.3, y, line, fontsize=8.5, color=SOFT, va="center")
