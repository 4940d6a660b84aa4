"""Values side by side: a bar for each, its words before it, its kind by shape and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import length
from .plans import Bars
from .styles import INK, SOFT, STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONG, _LEGEND, _STEP = 4.2, 1.6, 0.27


def paint_bars(figure: Figure, plan: Bars, title: str) -> None:
    """Put the bars on a figure, the first on top."""
    left = max((length(bar.words, 9) for bar in plan.bars), default=1.0) + 0.85
    kinds = [kind for kind in STYLES if kind in {bar.kind for bar in plan.bars}]
    top = _STEP * max(len(plan.bars), len(kinds)) + 0.2
    width = max(left + _LONG + 0.9 + _LEGEND, length(title, 13, "bold") + 0.6)
    low = -0.35 - 0.2 * len(plan.notes)
    figure.set_size_inches(width, top + 0.9 - low)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(low, top + 0.9)
    axes.set_axis_off()
    axes.text(0.3, top + 0.6, title, fontsize=13, weight="bold", color=INK, va="center")
    axes.text(left, top + 0.18, plan.measure, fontsize=8.5, color=SOFT, va="center")
    most = max((bar.value for bar in plan.bars), default=0.0) or 1.0
    for place, bar in enumerate(plan.bars):
        y = top - _STEP * (place + 0.5)
        style, long = STYLES[bar.kind], max(bar.value / most * _LONG, 0.01)
        axes.barh(y, long, height=_STEP * 0.62, left=left, color=style.colour, linewidth=0)
        axes.text(left - 0.42, y, bar.words, fontsize=9, color=INK, ha="right", va="center")
        _mark(axes, left - 0.2, y, bar.kind)
        axes.text(left + long + 0.08, y, f"{bar.value:g}", fontsize=8.5, color=SOFT, va="center")
    for place, kind in enumerate(kinds):
        y = top - _STEP * (place + 0.5)
        _mark(axes, left + _LONG + 1.1, y, kind)
        axes.text(left + _LONG + 1.3, y, kind, fontsize=8.5, color=INK, va="center")
    for line, note in enumerate(plan.notes):
        axes.text(0.3, -0.25 - 0.2 * line, f"{note}.", fontsize=8, color=SOFT)


def _mark(axes: Axes, x: float, y: float, kind: str) -> None:
    style = STYLES[kind]
    axes.plot(x, y, marker=style.marker, markersize=style.size * 0.7, color=style.colour)
