"""Ellipses, "so was surgery": the frame before is repeated for what is named."""

from __future__ import annotations

import re

from .frames import Frame
from .moves import MOVES

# An ellipsis within this many characters of the grade before repeats that too.
_NEXT = 6
# An ellipsis that repeats what happened ("so has", "did likewise"), not only how things stand.
_EVENT = re.compile(r"\b(?:did|do|does|has|have|had|suit|likewise|same)\b")


def repeated(frame: Frame, earlier: Frame | None, last: Frame | None, lower: str) -> Frame | None:
    """The ellipsis with its grade, and what it leaves open, from the frame before it.

    ``earlier`` is the frame before in the same sentence, ``last`` that of a sentence before.
    """
    model = earlier or last
    if model is None or frame.bare:
        return None
    event = _EVENT.search(lower, *frame.grade_span) is not None
    named = frame.holders or frame.questions
    return frame._replace(
        grade=model.grade,
        previous=frame.previous or (model.previous if event or _runs_on(earlier, frame) else None),
        questions=frame.questions or model.questions,
        holders=frame.holders or model.holders,
        services=frame.services or (model.services if named else ()),
        tags=frame.tags | (model.tags & MOVES) if event else frame.tags - MOVES,
        notes=frozenset({"copied"}),
        model=model.model or model.span,
    )


def _runs_on(model: Frame | None, frame: Frame) -> bool:
    """Whether an ellipsis follows the grade before: "down from good, as is surgery"."""
    if model is None or (frame.services and frame.questions):
        return False
    before = model.previous_span
    return before is not None and 0 <= frame.grade_span.start - before.end <= _NEXT
