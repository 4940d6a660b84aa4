"""Who and what the text is about now: what each sentence turns it to, leaves, or goes on with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...facts import Span
from ..entities import Entities
from .frames import Frame
from .memory import Memory
from .places import Places
from .strangers import is_part
from .subjects import is_own_rating, only_service, puts_somewhere
from .symbols import Symbol

# A sentence's subject stands within this many characters of its start, before and after a verb.
_SUBJECT, _OPENING = 50, 25
# A sentence about a question opens with it, or with no more than this before it.
_QUESTION_FIRST = 12
# What an apposition follows: "its other hospital, X, …".
_APPOSED = (" hospital, ", " site, ", " trust, ", " unit, ")
_VERBS = ("verb", "act", "visit", "same", "up", "down")
_CARRIED = frozenset({"carried", "holder carried"})
_OF_ALL = re.compile(r"\b(?:trust|provider|organisation|community)\b")


class Topic:
    """The holders and services the text is about; a new subject closes what went before."""

    def __init__(self, entities: Entities, theme: str | None = None) -> None:
        self.theme = theme
        self.lead = entities.lead
        self.sites = frozenset(site.name for site in entities.sites)
        trusts = [o for o in entities.organisations if o.kind in ("trust", "provider")]
        self.several = max(len(self.sites), len(trusts)) > 1
        self.first_site = next((m.name for m in entities.mentions if m.kind == "site"), None)
        self.places = Places({s.name: s.operator for s in entities.sites}, entities.lead)
        self.memory = Memory(self.sites, operators=self.places.operators)
        self.mentions: dict[str, Span] = {}
        self.holders: tuple[str, ...] = ()
        # Whether the text turned to them itself, or a rating before was theirs.
        self.turned = False
        self.services: tuple[str, ...] = ()
        self.last: Frame | None = None
        # The block whose last sentence said that a rating stayed what it was.
        self._unchanged = -1
        # Whether the last rating told is one of the past.
        self.past = False
        self.block = -1
        # The block in which a site was only spoken of in passing: the next one leaves it.
        self._passing = -1
        self._last_block = -1
        # The only holder that the sentence just before named.
        self._sole: tuple[str, ...] = ()
        self._sole_block = -1
        # What was rated in the paragraph of the last rating: services, or () for the whole.
        self._rated: set[tuple[str, ...]] = set()
        # Who was rated in the paragraph of the last rating.
        self._rated_here: set[str] = set()
        # The services rated so far of each holder.
        self._rated_at: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
        # The service that the sentence just before says was visited, for "It is rated good".
        self._looked_at: tuple[str, ...] = ()
        self._looked_block = -1
        # The question that the sentence just before speaks of, for "It went up to good".
        self._asked: tuple[str, ...] = ()

    def about(self) -> tuple[str, ...]:
        """The holders the text is about now, else the one it is chiefly about."""
        return self.holders or ((self.lead,) if self.lead else ())

    def resolve(self, reference: Symbol, named: tuple[str, ...] = ()) -> Symbol | None:
        """What "both hospitals" points to; "the service" may be an ambulance service itself.

        ``named``: the services that the sentence itself names last before it.
        """
        if reference.values == ("whole",):
            return self._whole(reference)
        ambulance = any("ambulance service" in holder.lower() for holder in self.holders)
        if reference.values == ("service",) and ambulance and not self.services:
            return None
        here = self._looked_at if self._looked_block == self.block else ()
        said = self.memory.said if len(self.memory.said) == 1 else ()
        return self.memory.resolve(reference, named or here or said or self.services)

    def all_sites(self, reference: Symbol, runner: str | None) -> Symbol | None:
        """The sites that "two hospitals" means before any is named: all, if they are so many.

        ``runner``: who is said to run them.
        """
        sites = self.places.sites_of(runner) if runner else tuple(self.places.operators)
        if not sites or len(sites) != int(reference.values[0].split()[1]):
            return None
        return reference._replace(kind="holder", values=sites)

    def _whole(self, reference: Symbol) -> Symbol | None:
        """Who "at trust level" means: those who run what the text is about, else its lead.

        ``None`` where the text names nobody.
        """
        lead = (self.lead,) if self.lead else ()
        whole = self.places.runners(self.holders) or lead
        of_site = not self.holders or not self.sites.isdisjoint(self.holders)
        holders = whole if of_site else self.holders
        return reference._replace(kind="holder", values=holders) if holders else None

    def note(self, symbols: Sequence[Symbol], lower: str) -> None:
        """Remember what a stretch of the text names, and which service it puts where."""
        self.memory.note(symbols)
        for symbol in symbols:
            if symbol.kind == "holder":
                self.mentions[symbol.values[0]] = Span(symbol.start, symbol.end)
        self.places.note(symbols, lower)

    def asked_before(self, symbols: Sequence[Symbol]) -> tuple[str, ...]:
        """The questions just answered, for "in every other respect it is good"."""
        named = any(s.kind in ("holder", "service") for s in symbols)
        if named or self.last is None or self.block != self._last_block:
            return ()
        return self.last.questions

    def ask_again(self, frame: Frame) -> Frame:
        """ "It had been good before" speaks of the question that was last spoken of."""
        if self.last is None or self._last_block != self.block:
            return frame
        return frame._replace(questions=self.last.questions)

    def enter(self, frame: Frame, *, named: bool = True) -> None:
        """Make the frame's holders and services what the text is now about.

        ``named``: whether its own clause names the holders.
        """
        self._passing = -1
        if frame.holders != self.holders or named:
            self.turned = False
        self.holders, self.services = frame.holders, frame.services
        if self.block != self._last_block:
            self._rated = set()
            self._rated_here = set()
        self._rated_here.update(frame.holders)
        self.last, self._last_block = frame, self.block
        self._looked_at = self._asked = ()
        self._unchanged = -1
        self._rated.add(frame.services)
        if frame.services:
            self._rated_at.setdefault(frame.holders, {})[frame.services] = None
        if frame.services and frame.holders:
            if frame.tied or not frame.notes & _CARRIED:
                self.places.forget(frame.holders)
            self.places.settle(frame.services, frame.holders)

    def pass_by(self, frame: Frame) -> None:
        """What gives no rating may say where we are: "of eight at the Royal, six are good"."""
        if frame.holders and not frame.tags & {"many", "other"}:
            self._turn_to(frame.holders)

    def leave_label(self) -> None:
        """What follows a list under "At the Royal:" is of the lead again."""
        if self.holders == self.places.headed:
            self.begin_anew()
            self.places.headed = ()

    def close_sentence(self, symbols: Sequence[Symbol]) -> None:
        """Remember the only holder that a sentence named, for the next one's "it"."""
        self.memory.close_sentence()
        named = {s.values for s in symbols if s.kind == "holder"}
        self._sole = named.pop() if len(named) == 1 else ()
        self._sole_block = self.block

    def begin_anew(self) -> None:
        """An entry of a timeline is about the lead until it says otherwise."""
        self._turn_to((self.lead,) if self.lead else ())

    def glance(
        self, symbols: Sequence[Symbol], span: Span, lower: str, *, heading: bool = False
    ) -> None:
        """A sentence without ratings may say where we are: what it opens with, who was visited."""
        holders = [s for s in symbols if s.kind == "holder"]
        sites = {s.values for s in holders if s.values[0] in self.sites}
        start, end = span
        self._looked_at = self._asked = ()
        self._unchanged = -1
        if heading and len(sites) == 1:
            self._turn_to(next(iter(sites)))
            self.places.headed = self.holders
            self._passing = -1
        elif heading and not holders and self._leaves_site(symbols, lower[start:end]):
            self.begin_anew()
        visited = any(s.has("visit") for s in symbols)
        if len(sites) == 1 and visited and not sites <= {self.holders}:
            self._turn_to(next(iter(sites)))
        if holders and symbols[-1].has("comma") and symbols[-1].end == end:
            self._turn_to(holders[-1].values)
            self.services = only_service(symbols)
            return
        before = self.holders
        if not heading and self._names_lead_alone(symbols):
            self.begin_anew()
        self._glance_subject(symbols, start, lower)
        if not (heading or visited) and self.holders != before and self._at_site():
            self._passing = self.block
        if len(sites) == 1 and not heading and puts_somewhere(symbols, lower, start):
            self._turn_to(next(iter(sites)))
            self.services = only_service(symbols)
        self._looked_block = self.block
        last = next((s for s in reversed(symbols) if s.kind != "cue"), None)
        if visited or (last is not None and last.kind == "service"):
            self._looked_at = only_service(symbols)
        if holders and is_own_rating(holders[0], symbols, lower):
            same = any(s.has("same") for s in symbols)
            self._unchanged = self.block if same else -1
        questions = [s for s in symbols if s.kind == "question"]
        asks = lower[end - 1] == "?"
        if len(questions) == 1 and (asks or questions[0].start - start < _QUESTION_FIRST):
            self._asked = questions[0].values
            if holders:
                self._turn_to(holders[-1].values)

    def _names_lead_alone(self, symbols: Sequence[Symbol]) -> bool:
        """Whether a sentence tells of whom the article is about, and of no service or other."""
        if any(s.kind == "service" for s in symbols):
            return False
        named = {s.values for s in symbols if s.kind == "holder"}
        return named == {(self.lead,)} and self._at_site()

    def _at_site(self) -> bool:
        return bool(self.holders) and self.sites.issuperset(self.holders)

    def _leaves_site(self, symbols: Sequence[Symbol], head: str) -> bool:
        """Whether a heading that names no holder ends what was headed by a site."""
        plain = not any(s.kind in ("service", "question") for s in symbols)
        if head.startswith(("and ", "but ")):
            return False
        headed = plain and self.holders != () and self.holders == self.places.headed
        return headed or _OF_ALL.search(head) is not None

    def _glance_subject(self, symbols: Sequence[Symbol], start: int, lower: str) -> None:
        opened = verb = False
        for symbol in symbols:
            verb = verb or symbol.has(*_VERBS)
            if symbol.start - start > (_OPENING if verb else _SUBJECT):
                return
            if symbol.kind == "holder" and (
                not opened or lower.endswith(_APPOSED, start, symbol.start)
            ):
                opened = True
                if is_part(symbol, lower):
                    self.holders, self.turned = symbol.values, True
                elif symbol.values != self.holders or is_own_rating(symbol, symbols, lower):
                    self._turn_to(symbol.values)
            elif symbol.kind == "service":
                self.services = symbol.values
                self._rated = set()
                if not opened:
                    home = self.places.home(symbol.values, self.holders, owned=False)
                    self.turned = self.turned or home not in ((), self.holders)
                    self.holders = home or self.holders

    def _turn_to(self, holders: tuple[str, ...]) -> None:
        self.holders, self.services = holders, ()
        self.turned = True
