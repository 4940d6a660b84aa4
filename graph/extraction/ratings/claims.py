"""A settled frame and its time → claims, one for each holder, service and question."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from ...facts import Span
from ..document import Document
from ..quotations import Quotation
from ..services import service_at
from .choose import Claim, step
from .confidence import claim_cues, entry_cues, time_cues
from .frames import Frame
from .places import Places
from .standing import Standing
from .tables import Entry
from .time import Clock

_ELSEWHERE = frozenset({"carried", "holder carried", "copied"})
_STEPS = {"one-up": -1, "one-down": 1, "two-up": -2, "two-down": 2}
_SIZES = {"by-one": 1, "by-two": 2}
# A grade that a change led to: "drops to good".
_ARRIVES = re.compile(r"\b(?:to|reached|became)(?: an?)? ['\"]?$")


class Claimant:
    """Makes the claims of one article's frames and tables."""

    def __init__(
        self, document: Document, clock: Clock, quotations: Sequence[Quotation], places: Places
    ) -> None:
        self.lower = document.lower
        self.clock = clock
        self.places = places
        self.spoken = [(q.span.start, q.span.end) for q in quotations if q.full]

    def of_frame(
        self, frame: Frame, standing: Standing, mentions: Mapping[str, Span]
    ) -> Iterator[Claim]:
        """The claims of a frame: today's, those of a date told, and those of the grade before.

        ``mentions``: where each holder was last named; evidence when the frame does not name it.
        """
        previous, trend = _change(frame)
        if not standing.now and frame.previous is None and not self._arrives(frame):
            previous = trend = None
        ahead = not standing.now and self.clock.stands_ahead(frame, standing.date)
        for claim in self._keys(frame):
            named = mentions.get(claim.of) if frame.notes & _ELSEWHERE else None
            evidence = (*claim.evidence, named) if named else claim.evidence
            full = claim._replace(
                previous=previous,
                trend=trend,
                evidence=evidence,
                entry=standing.entry,
            )
            for told in _times(full, standing):
                yield told._replace(cues=told.cues | time_cues(told.when, ahead=ahead))

    def of_entry(
        self, entry: Entry, holders: tuple[str, ...], services: tuple[str, ...]
    ) -> Iterator[Claim]:
        """The claims of a grade in a table."""
        same = entry.movement == "same"
        for of in holders:
            for service in services or (None,):
                for question in entry.questions or ("overall",):
                    yield Claim(
                        of,
                        service_at(service, of) if service else None,
                        question,
                        entry.grade,
                        when=entry.when or "current",
                        previous=entry.previous or (entry.grade if same else None),
                        trend=entry.movement,
                        cues=entry_cues(entry),
                        rule="ratings.table",
                        evidence=(entry.span, *entry.heads),
                    )

    def stayed(self, frame: Frame, span: Span) -> Iterator[Claim]:
        """The claims of a sentence that says of the frame before it that its grade stayed."""
        for claim in self._keys(frame):
            told = claim._replace(rule="ratings.stayed", evidence=(*claim.evidence, span))
            yield told._replace(previous=claim.grade, trend="same")
            for date in self.clock.past_dates(span):
                yield told._replace(when=date, cues=told.cues | time_cues(date))

    def _keys(self, frame: Frame) -> Iterator[Claim]:
        spoken = self._is_spoken(frame.grade_span.start)
        for of in frame.holders:
            for name in frame.services or (None,):
                for question in frame.questions or ("overall",):
                    whole = name is None or question == "use-of-resources"
                    service = None if whole else service_at(name or "", of)
                    yield Claim(
                        of,
                        service,
                        question,
                        frame.grade,
                        cues=claim_cues(frame, of, service, self.places, spoken=spoken),
                        rule=".".join(
                            ("ratings.frame", *(n.replace(" ", "-") for n in sorted(frame.notes)))
                        ),
                        evidence=_evidence(frame),
                        fresh="now" in frame.tags,
                        told=next(iter(self.clock.all_dates(frame.clause)), None),
                    )

    def _is_spoken(self, start: int) -> bool:
        """Whether the offset lies inside a statement of somebody quoted."""
        index = bisect_right(self.spoken, (start, len(self.lower))) - 1
        return index >= 0 and start < self.spoken[index][1]

    def _arrives(self, frame: Frame) -> bool:
        """Whether the grade is what a change led to, not what it set out from."""
        left = self.lower[max(0, frame.grade_span.start - 14) : frame.grade_span.start]
        return "same" not in frame.tags and _ARRIVES.search(left) is not None


def _evidence(frame: Frame) -> tuple[Span, ...]:
    """The words that state the rating, and those apart that it repeats or comes from."""
    spans = [frame.span]
    for span in (frame.model, frame.previous_span):
        if span and not (frame.span.start <= span.start and span.end <= frame.span.end):
            spans.append(span)
    return tuple(spans)


def _times(claim: Claim, standing: Standing) -> Iterator[Claim]:
    if standing.now:
        stayed = claim._replace(previous=claim.grade, trend="same")
        yield stayed if standing.date or standing.kept else claim
    if standing.date and standing.now:
        yield claim._replace(when=standing.date, previous=None, trend=None)
    elif standing.date:
        yield claim._replace(when=standing.date)
    for date in standing.again:
        later = date > (standing.date or "")
        before = claim.grade if later else None
        yield claim._replace(when=date, previous=before, trend="same" if later else None)
    if standing.previous_date and claim.previous:
        yield claim._replace(
            grade=claim.previous, when=standing.previous_date, previous=None, trend=None
        )


def _steps(tags: frozenset[str]) -> int:
    """How many grades the one before lies above: "up two", or "slipped" with "one level"."""
    told = next((by for tag, by in _STEPS.items() if tag in tags), 0)
    size = next((by for tag, by in _SIZES.items() if tag in tags), 0)
    way = ("down" in tags) - ("up" in tags)
    return told or size * way


def _change(frame: Frame) -> tuple[str | None, str | None]:
    """The previous grade and the trend that the clause gives."""
    if frame.previous:
        return frame.previous, None
    by = _steps(frame.tags)
    if by:
        return step(frame.grade, by), None
    if "same" in frame.tags:
        return frame.grade, "same"
    return None, next((tag for tag in ("up", "down") if tag in frame.tags), None)
