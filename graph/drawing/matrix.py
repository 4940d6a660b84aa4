"""A matrix of counts: the number in each cell, its share of the row as the cell's shade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import length
from .plans import Matrix
from .styles import GRADES, INK, PAPER, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL = (1.8, 0.62)
_TOTAL = 0.8
_SHADE = "#1d5fa8"


def paint_matrix(figure: Figure, plan: Matrix, title: str) -> None:
    """Put the matrix on a figure: rows before, columns after, totals at the right."""
    left = max(length(name, 10, "bold") for name in plan.names) + 0.75
    width, height = _CELL
    count = len(plan.names)
    right = left + count * width + _TOTAL + 0.3
    top = count * height + 0.6
    figure.set_size_inches(max(right, length(title, 13, "bold") + 0.6), top + 1.2)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, figure.get_size_inches()[0])
    axes.set_ylim(-0.5 - 0.2 * max(0, len(plan.notes) - 1), top + 0.7)
    axes.set_axis_off()
    axes.text(0.3, top + 0.45, title, fontsize=13, weight="bold", color=INK, va="center")
    axes.text(left, top + 0.05, plan.across, fontsize=8.5, color=SOFT, va="center")
    axes.text(0.3, top - 0.3, plan.down, fontsize=8.5, color=SOFT, va="center")
    total = left + count * width + _TOTAL / 2
    axes.text(total, top - 0.3, "total", fontsize=9, color=SOFT, ha="center", va="center")
    for place, name in enumerate(plan.names):
        x, y = left + (place + 0.5) * width, top - 0.6 - (place + 0.5) * height
        _name(axes, x, top - 0.3, name, "center")
        _name(axes, left - 0.15, y, name, "right")
        _row(axes, plan.counts[place], place, left, y)
        axes.text(
            total,
            y,
            f"{sum(plan.counts[place])}",
            fontsize=10,
            color=SOFT,
            ha="center",
            va="center",
        )
    for line, note in enumerate(plan.notes):
        axes.text(0.3, -0.25 - 0.2 * line, f"{note}.", fontsize=8, color=SOFT)


def _name(axes: Axes, x: float, y: float, name: str, aligned: str) -> None:
    colour = GRADES.get(name.lower(), INK)
    axes.text(x, y, name, fontsize=10, weight="bold", color=colour, ha=aligned, va="center")


def _row(axes: Axes, counts: tuple[int, ...], place: int, left: float, y: float) -> None:
    """The cells of a row; that of no change has a frame."""
    from matplotlib.patches import Rectangle

    width, height = _CELL
    whole = sum(counts) or 1
    for column, count in enumerate(counts):
        share = count / whole
        corner = (left + column * width + 0.03, y - height / 2 + 0.03)
        size = (width - 0.06, height - 0.06)
        shade = Rectangle(corner, *size, facecolor=_SHADE, alpha=0.06 + 0.74 * share, linewidth=0)
        axes.add_patch(shade)
        if column == place:
            axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=INK, linewidth=1.4))
        said = f"{count}  ({share:.0%})" if count else "0"
        colour = PAPER if share > 0.85 else INK
        axes.text(
            left + (column + 0.5) * width,
            y,
            said,
            fontsize=10,
            color=colour,
            ha="center",
            va="center",
        )
