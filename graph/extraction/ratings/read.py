"""The whole way of the ratings: symbols, clauses, frames, discourse, time, claims, choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...facts import Span
from ..dates import DateMention, article_date
from ..document import Block, Document
from ..entities import Entities
from ..quotations import Quotation
from ..scope import theme_of
from ..services import ServiceMention
from .amend import Told
from .asked import folded
from .before import one_each
from .choose import Choice, Claim, choose
from .claims import Claimant
from .clauses import Clause, clauses
from .confidence import frame_cues, sentence_of
from .discourse import Discourse
from .ellipsis import repeated
from .frames import Frame, aligned, frames, gapped
from .gate import has_subject, speaks_of_ratings
from .grids import Grid, grids
from .nearby import filled
from .pairs import bracketed
from .references import Resolver
from .scope import without_embedded
from .standing import Standing
from .symbols import Symbol, read_cues, read_symbols, with_cues
from .tables import read_table
from .time import Clock

_CARRIED = frozenset({"carried", "holder carried"})
_LISTED = ("bullet", "row")
# The share and number of the mentions of services that make one all that an article is about.
_ONLY, _OFTEN = 0.9, 3
_STANDS = re.compile(
    r"['\"]*(?:that|the|this|its) (?:overall )?(?:rating|grade|verdict) (?:still )?"
    r"(?:stands|holds|remains|(?:remains?|stays|is still) in (?:place|force)|applies|carries over|"
    r"(?:is|was|has been) (?:unchanged|unaffected|not (?:changed|affected))|"
    r"(?:does|did|has|was) ?n[o']t (?:change|changed|affected))['\"]?[.,;]"
)
# A year's grade told as that of today: ", the same rating it was given in 2018".
_SAME_GRADE = re.compile(
    r"\b(?:the same|that|this) (?:overall )?(?:rating|grade|verdict|mark)\b[^.;,]{0,60}"
    r"\b(?:in|after)\b"
)
# A sentence that says of the rating before it that it is what it was.
_STAYED = re.compile(
    r"['\"]*(?:that|this|it|the rating|the grade|the verdict|its rating|which|the overall rating|"
    r"these ratings|neither|nothing)(?:'s| is| was| has| have| are| did)? ?"
    r"(?:also |just |exactly |all )?"
    r"(?:unchanged|not changed|no change|not change|the same (?:rating|grade|verdict|mark|as)|"
    r"hasn't changed|didn't change|is unchanged|what it (?:was|had)|has changed since|"
    r"stays? (?:the same|where it)|remains? (?:the same|unchanged))|"
    r"['\"]*(?:it|they) (?:was|were|had been|has been|had|has|got|received) (?:also )?"
    r"(?:given |awarded |got |received |handed )?(?:exactly |just )?"
    r"the same (?:rating|grade|verdict|mark)\b"
)


def find_ratings(
    document: Document,
    entities: Entities,
    services: Sequence[ServiceMention],
    dates: Sequence[DateMention],
    quotations: Sequence[Quotation],
) -> Choice:
    """The ratings that the text states, each with its evidence, rule and confidence."""
    clock = Clock(document, dates, article_date(document))
    discourse = Discourse(entities, theme_of(services, _ONLY, _OFTEN))
    reader = _Reader(
        document, discourse, clock, Claimant(document, clock, quotations, discourse.places)
    )
    return choose(reader.claims(read_symbols(document, entities, services)))


class _Reader:
    """Goes through the sentences in order and remembers what the text is about."""

    def __init__(
        self, document: Document, discourse: Discourse, clock: Clock, claimant: Claimant
    ) -> None:
        self.document = document
        self.lower = document.lower
        self.cues = read_cues(document.lower)
        self.clock = clock
        self.claimant = claimant
        self.discourse = discourse
        self.resolver = Resolver(self.discourse, document.lower)
        self.block = -1
        # The last block that is no entry of a list.
        self.label: Block | None = None
        self.amended: Frame | None = None
        self.told = Told()
        # The block in which somebody is spoken of who is no known holder.
        self.lost = -1

    def claims(self, symbols: list[Symbol]) -> Iterator[Claim]:
        """The claims of all sentences and tables, in order."""
        found = grids(self.document, symbols)
        position = 0
        for span in self.document.sentences:
            start = position
            while position < len(symbols) and symbols[position].start < span.end:
                position += 1
            index = self.document.block_index(span.start)
            if index != self.block:
                self._open_block(index)
            if found and found[0].span.end <= span.start:
                del found[0]
            if not found or span.start < found[0].span.start:
                yield from self._sentence(span, self._with_cues(span, symbols[start:position]))
            elif found[0].places:
                if not self._is_of_others(found[0]):
                    yield from self._table(found[0])
                found[0].places = []

    def _with_cues(self, span: Span, symbols: list[Symbol]) -> list[Symbol]:
        """The sentence's symbols with its cues, where it names anything to tell more of."""
        named = any(symbol.kind != "reference" for symbol in symbols)
        if named or self.told.goes_on(self.lower, span.start):
            return with_cues(symbols, self.cues, span.start, span.end)
        return symbols

    def _open_block(self, index: int) -> None:
        self.block = self.discourse.block = index
        block = self.document.blocks[index]
        told = self.clock.told
        self.clock.open_block(block.start, block.end, heading=block.kind == "heading")
        anew = self.clock.told and (block.kind == "heading" or self.clock.told != told)
        if anew or (told and not self.clock.told):
            self.discourse.begin_anew()
        if block.kind in _LISTED:
            return
        if block.kind == "paragraph" and self._ends_list(index):
            self.discourse.leave_label()
        self.label = block

    def _ends_list(self, index: int) -> bool:
        """Whether the paragraph follows a list that a line like "At the Royal:" opened."""
        after_list = index > 0 and self.document.blocks[index - 1].kind in _LISTED
        return after_list and self.label is not None and self.lower[self.label.end - 1] == ":"

    def _is_of_others(self, grid: Grid) -> bool:
        """Whether the line over a table says that it is somebody else's, or only hoped for."""
        index = self.document.sentence_index(grid.span.start)
        before = self.document.sentences[max(index - 1, 0)]
        over = with_cues([], self.cues, before.start, max(before.end, grid.span.start))
        return any(symbol.has("other", "maybe") for symbol in over)

    def _table(self, grid: Grid) -> Iterator[Claim]:
        lead = (self.discourse.lead,) if self.discourse.lead else ()
        for entry in read_table(grid, self.clock.year):
            holders = entry.holders or (lead if entry.whole else self.discourse.about())
            open_service = entry.carries and (not entry.holders or bool(entry.questions))
            carried = open_service and not entry.whole
            services = entry.services or (self.discourse.services if carried else ())
            yield from self.claimant.of_entry(entry, holders, services)

    def _sentence(self, span: Span, symbols: list[Symbol]) -> Iterator[Claim]:
        yield from self._stayed(span, symbols)
        if not symbols:
            self.clock.pass_by(*span)
            if self.document.blocks[self.block].kind == "heading":
                self.discourse.glance((), span, self.lower, heading=True)
            return
        resolved = self.resolver.resolved(symbols, span.start)
        if any(symbol.kind == "holder" for symbol in symbols):
            self.lost = -1
        earlier: Frame | None = None
        standing: Standing | None = None
        for settled in self._frames(span, resolved):
            standing = self.clock.follow(settled, earlier, standing)
            earlier = settled
            self.discourse.past = not standing.now
            for claim in self.claimant.of_frame(settled, standing, self.discourse.mentions):
                self.told.note(claim)
                yield claim
        if earlier is not None and standing is not None and standing.now:
            yield from self._same_in(earlier, span)
        about = self.discourse.about()
        yield from self.told.amended(resolved, self.lower, span, about, self.discourse.services)
        if earlier is None:
            self.clock.pass_by(*span)
            own = without_embedded(tuple(resolved), self.lower)
            heading = self.document.blocks[self.block].kind == "heading"
            self.discourse.glance(own, span, self.lower, heading=heading)
        self.resolver.note(resolved)
        self.discourse.close_sentence(resolved)

    @staticmethod
    def _as_named(model: Frame, symbols: Sequence[Symbol]) -> Frame:
        """The frame, of whom "it is the same verdict that the trust got in 2015" names."""
        named = [s.values for s in symbols if s.kind == "holder"]
        if len(named) != 1 or not model.notes & _CARRIED or set(named[0]) & set(model.holders):
            return model
        return model._replace(holders=named[0])

    def _stayed(self, span: Span, symbols: Sequence[Symbol]) -> Iterator[Claim]:
        """ "The rating is unchanged from 2017" says of the rating before it that it stayed."""
        model = self.discourse.last
        if model is None or self.amended is model:
            return
        stands = _STANDS.match(self.lower, span.start, span.end)
        if stands and not self._is_just_told(model, stands.group()):
            return
        stayed = _STAYED.match(self.lower, span.start, span.end) and self.clock.standing(model).now
        if stands or stayed:
            self.amended = model
            yield from self.claimant.stayed(self._as_named(model, symbols), span)

    def _same_in(self, frame: Frame, span: Span) -> Iterator[Claim]:
        """ "…, which also gave it that grade in 2016": years when the grade was the same."""
        told = _SAME_GRADE.search(self.lower, frame.grade_span.end, span.end)
        if told is not None:
            rest = Span(told.start(), span.end)
            if self.clock.past_dates(rest):
                yield from self.claimant.stayed(frame, rest)

    def _is_just_told(self, model: Frame, words: str) -> bool:
        """Whether "that overall rating" can be the one told last: one of this paragraph."""
        if self.document.block_index(model.grade_span.start) != self.block:
            return False
        return "overall" not in words or model.questions in ((), ("overall",))

    def _frames(self, span: Span, symbols: list[Symbol]) -> Iterator[Frame]:
        """The sentence's frames with what they leave open filled in."""
        kind = self.document.blocks[self.block].kind
        headline = kind == "headline"
        built_clauses = self._built(span, symbols)
        if not built_clauses:
            return
        sentence = sentence_of(symbols, self.lower, item=kind == "bullet")
        earlier: Frame | None = None
        barred = False
        for built, clause in built_clauses:
            if headline and not built.holders:
                continue
            if earlier is None and self._is_adrift(built, clause):
                continue
            if built.holders:
                self.lost = -1
            elif self._is_unknown(built):
                self.lost = self.block
            barred = (
                self.lost == self.block
                or not speaks_of_ratings(built, self.lower)
                or (barred and (built.bare or built.grade == "copy" or _has_no_verb(clause)))
            )
            if barred:
                self.discourse.pass_by(built)
                continue
            settled = self._settled(built, earlier)
            if settled is not None and settled.stranger:
                self.discourse.pass_by(settled)
            elif settled is not None:
                if headline:
                    settled = settled._replace(notes=settled.notes | {"headline"})
                cues = frame_cues(built, settled, clause, earlier, sentence, self.discourse)
                settled = settled._replace(cues=cues)
                self.discourse.enter(settled, named=bool(built.holders))
                earlier = settled
                yield settled

    def _is_unknown(self, built: Frame) -> bool:
        """Whether the frame tells of somebody who is no known holder."""
        return built.kin or (built.elsewhere and self.discourse.several)

    def _built(self, span: Span, symbols: list[Symbol]) -> list[tuple[Frame, Clause]]:
        """The sentence's frames as its clauses have them, each with its clause."""
        if not any(symbol.kind == "grade" for symbol in symbols):
            return []
        symbols = folded(one_each(symbols, self.lower), self.lower)
        named = set(self.discourse.asked_before(symbols))
        pairs = [
            (built, clause)
            for clause in clauses(symbols, self.lower, span.start, span.end)
            for built in frames(clause, self.lower, named, self.document.text)
        ]
        dealt = bracketed(aligned(gapped(pairs, self.lower), self.lower), symbols, self.lower)
        whole = [(built, clause) for built, (_, clause) in zip(dealt, pairs, strict=True)]
        named_later = filled(whole, symbols, self.lower)
        return [(built, clause) for built, (_, clause) in zip(named_later, whole, strict=True)]

    def _is_adrift(self, built: Frame, clause: Clause) -> bool:
        """Whether a plain word stands in a clause where nothing could be rated."""
        if not built.bare or clause.grade.values[1] != "word":
            return False
        return not has_subject(clause.grade, self.lower, clause.start)

    def _just_before(self, built: Frame) -> Frame | None:
        """The last frame, if the sentence before told it: "so was surgery" goes no farther back."""
        last = self.discourse.last
        if last is None:
            return None
        apart = self.document.sentence_index(built.grade_span.start) - (
            self.document.sentence_index(last.grade_span.start)
        )
        return last if apart <= 1 else None

    def _settled(self, built: Frame, earlier: Frame | None) -> Frame | None:
        if built.grade == "copy":
            return repeated(built, earlier, self._just_before(built), self.lower)
        settled = self.discourse.settle(built, earlier, self.lower)
        undated = Standing(False, "past")
        if built.bare and earlier is None and self.clock.standing(settled) == undated:
            return self.discourse.ask_again(settled)
        return settled


def _has_no_verb(clause: Clause) -> bool:
    """Whether the clause only goes on with the one before: "good for safety and bad for care"."""
    return not any(s.has("verb", "same", "up", "down", "break") for s in clause.before)
