"""Boxes of words and lines between them: kinds by shape and colour, ratings by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .canvas import leading, length
from .layout import Place, arrange
from .sketch import Box, Link, Sketch
from .styles import GRADES, INK, LINES, PAPER, SOFT, STYLES, UNDIRECTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TITLE, _LINE, _TIE = 9.0, 7.5, 7.0
_MARKER = 0.26
_LEGEND, _MARGIN = 2.3, 0.5


def paint_sketch(figure: Figure, plan: Sketch, title: str) -> None:
    """Put the boxes and links of a sketch on a figure, which takes the size they need."""
    places = arrange(
        {box.key: _size(box) for box in plan.boxes},
        [(link.source, link.target) for link in plan.links],
    )
    _paint(figure, plan, places, title)


def _size(box: Box) -> tuple[float, float]:
    """Width and height of a box in inches: its marker, its title and its lines."""
    widths = [length(words, _TITLE, "bold" if box.main else "normal") for words in box.title]
    widths += [length(line.words, _LINE) for line in box.lines]
    height = _MARKER + len(box.title) * leading(_TITLE) + len(box.lines) * leading(_LINE)
    return max([*widths, _MARKER]) + 0.12, height + 0.08


def _paint(figure: Figure, plan: Sketch, places: dict[str, Place], title: str) -> None:
    left = min(place.x - place.width / 2 for place in places.values()) - _MARGIN
    right = max(place.x + place.width / 2 for place in places.values()) + _MARGIN + _LEGEND
    low = min(place.y - place.height / 2 for place in places.values()) - _MARGIN - 0.3
    high = max(place.y + place.height / 2 for place in places.values()) + _MARGIN + 0.4
    low = min(low, high - _legend_height(plan) - 1.0)
    figure.set_size_inches(right - left, high - low)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_axis_off()
    hidden = _draw_links(axes, plan.links, places)
    for box in plan.boxes:
        _draw_box(axes, box, places[box.key])
    axes.text(left + 0.3, high - 0.3, title, fontsize=14, weight="bold", color=INK, va="center")
    _draw_legend(axes, plan, right - _LEGEND + 0.1, high - 0.75)
    said = list(plan.left_out)
    if hidden:
        said.append(f"{hidden} label{'s of ties' if hidden > 1 else ' of a tie'} had no room")
    if said:
        axes.text(left + 0.3, low + 0.2, "; ".join(said) + ".", fontsize=8, color=SOFT)


def _draw_box(axes: Axes, box: Box, place: Place) -> None:
    from matplotlib.patches import Rectangle

    corner = (place.x - place.width / 2, place.y - place.height / 2)
    paper = Rectangle(corner, place.width, place.height, color=PAPER, alpha=0.85, zorder=2)
    axes.add_patch(paper)
    style = STYLES[box.kind]
    top = place.y + place.height / 2 - 0.04
    size = style.size * (1.35 if box.main else 1)
    axes.plot(
        place.x,
        top - _MARKER / 2,
        marker=style.marker,
        markersize=size,
        color=style.colour,
        markeredgecolor=INK if box.main else PAPER,
        markeredgewidth=1.2 if box.main else 0.6,
        zorder=4,
    )
    y = top - _MARKER
    for words in box.title:
        y -= leading(_TITLE)
        _words(axes, place.x, y, words, _TITLE, INK, "bold" if box.main else "normal")
    for line in box.lines:
        y -= leading(_LINE)
        colour = GRADES.get(line.grade.lower(), SOFT)
        _words(axes, place.x, y, line.words, _LINE, colour, "normal")


def _words(
    axes: Axes, x: float, y: float, words: str, size: float, colour: str, weight: str
) -> None:
    axes.text(x, y, words, fontsize=size, color=colour, weight=weight, ha="center", zorder=5)


def _draw_links(axes: Axes, links: Iterable[Link], places: dict[str, Place]) -> int:
    """Draw the ties; returns how many labels found no free place."""
    drawn = list(links)
    taken = list(places.values())
    hidden = 0
    for link, shift in _beside(drawn):
        start, end = _ends(places[link.source], places[link.target], shift)
        colour, dashes, width = LINES[link.kind]
        axes.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={
                "arrowstyle": "-" if link.kind in UNDIRECTED else "-|>",
                "color": colour,
                "linestyle": dashes,
                "linewidth": width,
                "shrinkA": 0,
                "shrinkB": 1,
                "mutation_scale": 9,
            },
            zorder=1,
        )
        if link.words:
            spot = _free_spot(link.words, start, end, taken)
            hidden += spot is None
            if spot is not None:
                taken.append(spot)
                _draw_tie_words(axes, link.words, spot, colour)
    return hidden


def _draw_tie_words(axes: Axes, words: tuple[str, ...], spot: Place, colour: str) -> None:
    axes.text(
        spot.x,
        spot.y,
        "\n".join(words),
        fontsize=_TIE,
        color=colour,
        ha="center",
        va="center",
        zorder=3,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
    )


def _beside(links: list[Link]) -> Iterator[tuple[Link, float]]:
    """Each link with its shift sideways, so that two between the same boxes lie side by side."""
    together: dict[frozenset[str], list[Link]] = {}
    for link in links:
        together.setdefault(frozenset((link.source, link.target)), []).append(link)
    for same in together.values():
        for place, link in enumerate(same):
            shift = (place - (len(same) - 1) / 2) * 0.27
            yield link, shift if link.source < link.target else -shift


def _ends(source: Place, target: Place, shift: float) -> tuple[tuple[float, float], ...]:
    """Where a line leaves one box and meets the other."""
    x, y = target.x - source.x, target.y - source.y
    length = (x * x + y * y) ** 0.5 or 1.0
    aside = (-y / length * shift, x / length * shift)
    out, into = _edge_of(source, x, y), _edge_of(target, -x, -y)
    return (
        (source.x + x * out + aside[0], source.y + y * out + aside[1]),
        (target.x - x * into + aside[0], target.y - y * into + aside[1]),
    )


def _edge_of(place: Place, x: float, y: float) -> float:
    """How far along (x, y) the box of a place ends, at most half the way."""
    ways = [
        half / abs(step) for half, step in ((place.width / 2, x), (place.height / 2, y)) if step
    ]
    return min([*ways, 0.5])


def _free_spot(
    words: tuple[str, ...], start: tuple[float, ...], end: tuple[float, ...], taken: list[Place]
) -> Place | None:
    """The place on a line where its label touches nothing, from the middle outwards."""
    width = max(length(line, _TIE) for line in words) + 0.06
    height = len(words) * leading(_TIE) + 0.05
    for aside in (0.0, 0.12, -0.12):
        for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82):
            x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
            spot = Place(x, y + aside, width, height)
            if not any(spot.overlaps(other) for other in taken):
                return spot
    return None


def _kinds_shown(plan: Sketch) -> tuple[list[str], list[str]]:
    shapes, ties = {box.kind for box in plan.boxes}, {link.kind for link in plan.links}
    return [kind for kind in STYLES if kind in shapes], [kind for kind in LINES if kind in ties]


def _legend_height(plan: Sketch) -> float:
    return 0.24 * sum(map(len, _kinds_shown(plan))) + 0.2


def _draw_legend(axes: Axes, plan: Sketch, x: float, y: float) -> None:
    shapes, ties = _kinds_shown(plan)
    for kind in shapes:
        style = STYLES[kind]
        axes.plot(x + 0.2, y, marker=style.marker, markersize=style.size * 0.8, color=style.colour)
        axes.text(x + 0.5, y, kind, fontsize=8, color=INK, va="center")
        y -= 0.24
    for kind in ties:
        colour, dashes, width = LINES[kind]
        axes.plot([x, x + 0.4], [y, y], color=colour, linestyle=dashes, linewidth=width)
        axes.text(x + 0.5, y, kind, fontsize=8, color=INK, va="center")
        y -= 0.24
