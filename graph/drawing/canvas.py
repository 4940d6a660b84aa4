"""A figure that comes out as the same bytes each time, and how much room words take on it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from .styles import PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SETTINGS: Any = {
    "svg.hashsalt": "caregraph",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "text.parse_math": False,
}


def drawn(paint: Callable[[Figure], None], form: str) -> bytes:
    """What ``paint`` puts on an empty figure, as the bytes of a file (``svg`` or ``png``)."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure()
        FigureCanvasAgg(figure)
        paint(figure)
        buffer = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(buffer, format=form, dpi=110, metadata=metadata, facecolor=PAPER)
    return buffer.getvalue()


def length(words: str, points: float, weight: str = "normal") -> float:
    """How long words of this size run, in inches."""
    font = _font(weight)
    font.set_size(points, 72)
    font.set_text(words)
    return float(font.get_width_height()[0]) / 64 / 72


@cache
def _font(weight: str) -> Any:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=["DejaVu Sans"], weight=weight)))


def leading(points: float) -> float:
    """From one line of words to the next, in inches."""
    return points * 1.28 / 72


def wrapped(words: str, width: float, points: float) -> list[str]:
    """Words in lines of about so many inches."""
    letters = max(8, round(width / (points * 0.0079)))
    return textwrap.wrap(words, letters) or [""]
