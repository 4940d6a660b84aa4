"""The whole way of the ratings: symbols, clauses, frames, discourse, time, choice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...facts import Rating, Span
from ..dates import DateMention, article_date
from ..document import Block, Document
from ..entities import Entities
from ..quotations import Quotation
from ..services import ServiceMention, service_at
from .choose import Claim, choose, step
from .clauses import clauses
from .discourse import Discourse
from .frames import Frame, frame, without_embedded
from .gate import has_subject, is_rating
from .symbols import Symbol, read_symbols
from .tables import read_table, tables
from .time import Clock, Standing

_BY = {"one-up": -1, "one-down": 1, "two-up": -2, "two-down": 2}
_ARRIVES = re.compile(r"\b(?:to|reached|became)(?: an?)? ['\"]?$")
# An ellipsis that repeats what happened ("so has", "did likewise"), not only how things stand ("as was").
_EVENT = re.compile(r"\b(?:did|do|does|has|have|had|suit|likewise)\b")
# What follows "the second" when it stands for something named, not before a noun of its own.
_ALONE = re.compile(r"'s\b| (?:was|were|is|are|has|have|had|requires?|required|got|received|of|in|at|for|also|too|good|outstanding|inadequate|still|now|remains?)\b|['\"]?[.,;:)]")
# A sentence that says of the rating before it that it is what it was.
_STAYED = re.compile(
    r"['\"]*(?:that|this|it|the rating|the grade|the verdict|its rating|which|the overall rating|these ratings|neither|nothing)(?:'s| is| was| has| have| are| did)? ?(?:also |just |exactly |all )?"
    r"(?:unchanged|not changed|no change|not change|the same (?:rating|grade|verdict|mark|as)|hasn't changed|didn't change|is unchanged|what it (?:was|had)|has changed since|stays? (?:the same|where it)|remains? (?:the same|unchanged))"
)
# How often frames are right, by what their clause left open.
_CONFIDENCE = {"carried": 0.78, "holder carried": 0.88, "service carried": 0.8, "copied": 0.82}
# What may follow "surgery did likewise", so that the words do not go on ("were too small").
_ENDS = re.compile(r"['\"]?(?:[.,;:)]|$| at| for| in| with| and| but| although| though)")


def find_ratings(
    document: Document,
    entities: Entities,
    services: Sequence[ServiceMention],
    dates: Sequence[DateMention],
    quotations: Sequence[Quotation],
) -> tuple[Rating, ...]:
    """The ratings that the text states, each with its evidence, rule and confidence."""
    reader = _Reader(document, entities, dates, quotations)
    return choose(reader.claims(read_symbols(document, entities, services)))


class _Reader:
    """Goes through the sentences in order and remembers what the text is about."""

    def __init__(
        self,
        document: Document,
        entities: Entities,
        dates: Sequence[DateMention],
        quotations: Sequence[Quotation],
    ) -> None:
        self.spoken = [tuple(q.span) for q in quotations if q.full]
        self.document = document
        self.lower = document.lower
        self.block = -1
        self.amended: Frame | None = None
        self.clock = Clock(document, dates, article_date(document))
        self.discourse = Discourse(
            entities.lead,
            frozenset(site.name for site in entities.sites),
            {site.name: site.operator for site in entities.sites},
            next((m.name for m in entities.mentions if m.kind == "site"), None),
        )

    def claims(self, symbols: list[Symbol]) -> Iterator[Claim]:
        position = 0
        rows = {block: run for run in tables(self.document.blocks) for block in range(*run)}
        for span in self.document.sentences:
            inside: list[Symbol] = []
            while position < len(symbols) and symbols[position].start < span.end:
                if symbols[position].start >= span.start:
                    inside.append(symbols[position])
                position += 1
            index = self.document.block_index(span.start)
            if index in rows:
                if rows[index][0] == index:
                    yield from self._table(rows[index], symbols)
                continue
            if index != self.block:
                self.block = self.discourse.block = index
                self._open_block(index)
            yield from self._sentence(span, inside)

    def _open_block(self, index: int) -> None:
        """A block that opens with a date and a colon tells of that time throughout."""
        block = self.document.blocks[index]
        self.clock.open_block(block.start, block.end)

    def _table(self, run: tuple[int, int], symbols: list[Symbol]) -> Iterator[Claim]:
        rows = self.document.blocks[run[0] : run[1]]
        inside = [s for s in symbols if rows[0].start <= s.start < rows[-1].end]
        for entry in read_table(self.document, rows, inside):
            holders = entry.holders or self.discourse.holders or ((self.discourse.lead,) if self.discourse.lead else ())
            services = entry.services or (self.discourse.services if not entry.holders or entry.questions else ())
            same = entry.movement == "same"
            for of in holders:
                for service in services or (None,):
                    for question in entry.questions or ("overall",):
                        yield Claim(
                            of, service_at(service, of) if service else None, question, entry.grade, "current",
                            entry.previous or (entry.grade if same else None), entry.movement, 0.9, "ratings.table", (entry.span, *entry.heads),
                        )

    def _sentence(self, span: Span, symbols: list[Symbol]) -> Iterator[Claim]:
        yield from self._amend(span)
        resolved: list[Symbol] = []
        for symbol in symbols:
            if symbol.kind == "reference":
                if symbol.values[0].startswith("item") and not _ALONE.match(self.lower, symbol.end):
                    continue
                if symbol.values == ("place",) and not self._is_place(symbol, resolved):
                    continue
                self.discourse.note(resolved, self.lower)
                found = self.discourse.resolve(symbol)
                if found is not None:
                    resolved.append(found)
                continue
            if symbol.has("copy-after") or (symbol.has("copy-before") and _ENDS.match(self.lower, symbol.end)):
                value = next(v for v in symbol.values if v.startswith("copy"))
                symbol = Symbol("grade", ("copy", value), symbol.start, symbol.end)
            elif symbol.kind == "grade" and not is_rating(symbol, tuple(resolved), self.lower, span.start, listed=False):
                continue
            resolved.append(symbol)
        headline = self.document.blocks[self.block].kind == "headline"
        earlier = previous = None
        standing: Standing | None = None
        named: set[str] = set()
        for clause in clauses(resolved, self.lower, span.start, span.end):
            built = frame(clause, self.lower, named, self.document.text)
            bare = not (built.holders or built.services or built.questions)
            if bare and earlier is None and clause.grade.values[1] == "word" and not has_subject(clause.grade, self.lower, clause.start):
                continue
            if (headline and not built.holders) or built.stranger:
                continue
            if built.tags & {"maybe", "many", "other"}:
                continue
            if "count" in built.tags and not (built.services or built.questions):
                continue
            if built.grade == "copy":
                copied = self.discourse.copy(built, earlier, opening=clause.grade.start - span.start < 4, event=_EVENT.search(self.lower, *built.grade_span) is not None)
                if copied is None:
                    continue
                settled = copied
            else:
                settled = self.discourse.settle(built, earlier)
                if bare and earlier is None and not built.tags & {"now"} and self.clock.standing(settled) == Standing(False, "past"):
                    settled = self.discourse.about_the_same(settled)
            self.discourse.enter(settled)
            earlier = settled
            standing = self.clock.follow(settled, previous, standing)
            previous = settled
            yield from self._claim(settled, standing)
        if earlier is None:
            self.discourse.glance(without_embedded(tuple(resolved), self.lower), span.start, span.end)
        self.discourse.note(resolved, self.lower)
        self.discourse.close_sentence()

    def _confidence(self, frame: Frame) -> float:
        """How often frames of this make are right, by what was carried and who speaks."""
        base = min((_CONFIDENCE[note] for note in frame.notes), default=0.88)
        start = frame.grade_span.start
        index = bisect_right(self.spoken, (start, len(self.lower))) - 1
        return base - 0.15 if index >= 0 and start < self.spoken[index][1] else base

    def _arrives(self, frame: Frame) -> bool:
        """Whether the grade is what a change led to: "drops to good", "promoted to good"."""
        left = self.lower[max(0, frame.grade_span.start - 14) : frame.grade_span.start]
        return not frame.tags & {"same"} and _ARRIVES.search(left) is not None

    def _is_place(self, there: Symbol, before: list[Symbol]) -> bool:
        """Whether "there" is a place ("surgery there is good") rather than an opening ("there was a good")."""
        named = [s for s in before if s.kind in ("service", "holder", "question")]
        return bool(named) and self.lower[named[-1].end : there.start] == " " or self.lower[there.end : there.end + 1] in ".,;"

    def _amend(self, span: Span) -> Iterator[Claim]:
        """ "The rating is unchanged from 2017" says of the rating before it that it stayed."""
        model = self.discourse.last
        if model is None or self.amended is model or not _STAYED.match(self.lower, span.start, span.end):
            return
        self.amended = model
        for claim in self._claim(model, self.clock.standing(model)):
            if claim.when == "current":
                yield replace(claim, previous=claim.grade, trend="same", rule="ratings.stayed", evidence=(*claim.evidence, span))
                for date in self.clock.past_dates(span):
                    yield replace(claim, when=date, previous=None, trend=None, rule="ratings.stayed", evidence=(span, *claim.evidence))

    def _claim(self, frame: Frame, standing: Standing) -> Iterator[Claim]:
        previous, trend = _change(frame)
        if standing.date and not standing.now and frame.previous is None and not self._arrives(frame):
            previous = trend = None
        for of in frame.holders:
            for service in frame.services or (None,):
                for question in frame.questions or ("overall",):
                    claim = Claim(
                        of,
                        service_at(service, of) if service else None,
                        question,
                        frame.grade,
                        "current",
                        previous,
                        trend,
                        self._confidence(frame),
                        ".".join(("ratings.frame", *sorted(n.replace(" ", "-") for n in frame.notes))),
                        (frame.span,),
                        fresh="now" in frame.tags,
                        told=next(iter(self.clock.all_dates(frame.clause)), None),
                    )
                    if standing.now:
                        yield replace(claim, previous=frame.grade, trend="same") if standing.date else claim
                    if standing.date:
                        yield replace(claim, when=standing.date, previous=None if standing.now else previous, trend=None if standing.now else trend)
                    for date in standing.again:
                        yield replace(claim, when=date, previous=frame.grade, trend="same")
                    if standing.previous_date and previous:
                        yield replace(claim, grade=previous, when=standing.previous_date, previous=None, trend=None)


def _change(frame: Frame) -> tuple[str | None, str | None]:
    """The previous grade and the trend that the clause gives."""
    if frame.previous:
        return frame.previous, None
    for tag, by in _BY.items():
        if tag in frame.tags:
            return step(frame.grade, by), None
    if "same" in frame.tags:
        return frame.grade, "same"
    for tag in ("up", "down"):
        if tag in frame.tags:
            return None, tag
    return None, None
