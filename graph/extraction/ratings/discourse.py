"""Who and what the text is about now: fills what a frame's own clause leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...facts import Span
from ..entities import Entities
from ..numbers import NUMERALS
from .frames import Frame, is_part
from .memory import Memory
from .places import Places
from .scope import MOVES
from .subjects import is_own_rating, only_service, puts_somewhere
from .symbols import Symbol

# A sentence's subject stands within this many characters of its start, before and after a verb.
_SUBJECT, _OPENING = 50, 25
# A sentence about a question opens with it, or with no more than this before it.
_QUESTION_FIRST = 12
# What an apposition follows: "its other hospital, X, …".
_APPOSED = (" hospital, ", " site, ", " trust, ", " unit, ")
_VERBS = ("verb", "act", "visit", "same", "up", "down")
_CHANGED = MOVES - {"same"}
_CARRIED = frozenset({"carried", "holder carried"})


# "Both maternity units", not "all three maternity services that were inspected".
_COUNTED = re.compile(
    r"\b(both|two|three|four) (?:of (?:the|its|their) )?(?:[a-z&'-]+ ){1,3}?(?:units|departments)\b"
)
_ITS = re.compile(r"['\" ]*(?:and |but )?its? ")
# Words that go on with whom the paragraph before spoke of.
_REFERS = re.compile(r"\b(?:it|its|it's|they|their|them|there)\b")
_IT = re.compile(
    r"['\" ]*(?:(?:and|but|yet|so|now|today|overall|perhaps that is why),? )?(?:it|its)\b"
)
_OF_ALL = re.compile(r"\b(?:trust|provider|organisation|community)\b")


class Discourse:
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
        if len(sites) != int(reference.values[0].split()[1]):
            return None
        return reference._replace(kind="holder", values=sites)

    def _whole(self, reference: Symbol) -> Symbol | None:
        """Who "at trust level" means: those who run what the text is about, else its lead."""
        lead = (self.lead,) if self.lead else ()
        whole = self.places.runners(self.holders) or lead
        of_site = not self.holders or not self.sites.isdisjoint(self.holders)
        return reference._replace(kind="holder", values=(whole if of_site else self.holders))

    def note(self, symbols: Sequence[Symbol], lower: str) -> None:
        """Remember what a stretch of the text names, and which service it puts where."""
        self.memory.note(symbols)
        for symbol in symbols:
            if symbol.kind == "holder":
                self.mentions[symbol.values[0]] = Span(symbol.start, symbol.end)
        self.places.note(symbols, lower)

    def settle(self, frame: Frame, earlier: Frame | None, lower: str) -> Frame:
        """The frame with its open slots filled from the earlier frame or from the text."""
        if self._leaves_passing(frame, lower):
            self.begin_anew()
        if earlier is None and self._goes_on_with_sole(frame, lower):
            self._turn_to(self._sole)
        if frame.bare or not (frame.holders or frame.services):
            filled = self._carry(frame, earlier, lower)
            if earlier is None and not filled.services and _ITS.match(lower, frame.clause.start):
                filled = filled._replace(holders=self._one(filled.holders))
        elif frame.that_of and not frame.services and not frame.questions:
            model = earlier or self.last
            filled = model or frame
            filled = frame._replace(services=filled.services, questions=filled.questions)
        elif not frame.holders:
            filled = self._carry_holder(frame, earlier)
        elif frame.services:
            placed = () if frame.tied else self.places.within(frame.services, frame.holders)
            filled = frame._replace(holders=placed or frame.holders)
        else:
            open_service = frame.placed or frame.part or self._goes_on(frame)
            open_service = open_service and not self._is_of_another(frame)
            open_service = open_service and not frame.whole
            filled = self._carry_service(frame, earlier) if open_service else frame
        if self.theme and self._is_of_theme(filled):
            notes = filled.notes | {"service carried"}
            filled = filled._replace(services=(self.theme,), notes=notes)
        if frame.questions == ("use-of-resources",):
            runners = self.places.runners(filled.holders)
            filled = filled._replace(holders=runners or filled.holders, services=())
        if frame.services and not frame.holders and earlier is None:
            filled = self._counted(filled, lower)
            if filled.stranger:
                return filled
        return filled if filled.holders else filled._replace(holders=self._first(frame, lower))

    def _counted(self, frame: Frame, lower: str) -> Frame:
        """ "Both maternity units" are those of two sites; nobody's that is known where not."""
        told = _COUNTED.search(lower, frame.clause.start, frame.grade_span.start)
        if told is None or len(frame.services) != 1:
            return frame
        count = NUMERALS.get(told.group(1), 2)
        if len(frame.holders) == count:
            return frame
        whole = self.places.runners(frame.holders) or frame.holders or (self.lead or "",)
        sites = self.places.sites_of(whole[0])
        if len(sites) != count:
            return frame._replace(stranger=True)
        return frame._replace(holders=sites)

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

    def _goes_on_with_sole(self, frame: Frame, lower: str) -> bool:
        """Whether "it" or "its surgery" is of the one holder that the sentence before named."""
        if not self._sole or self._sole == self.holders or self._sole_block != self.block:
            return False
        if frame.holders or (frame.services and not frame.owned):
            return False
        return _IT.match(lower, *frame.clause) is not None

    def _leaves_passing(self, frame: Frame, lower: str) -> bool:
        """Whether the frame no longer speaks of the site that a paragraph only mentioned."""
        if self._passing in (-1, self.block) or frame.services or not self._at_site():
            return False
        return _REFERS.search(lower, *frame.clause) is None

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

    def _carry(self, frame: Frame, earlier: Frame | None, lower: str) -> Frame:
        if earlier is not None:
            services = () if earlier.where or frame.whole else earlier.services
            turned = "now" in frame.tags and self.past
            goes_on = frame.relative or (frame.bare and (frame.tags & _CHANGED or turned))
            asked = frame.questions or (earlier.questions if goes_on else ())
            return frame._replace(holders=earlier.holders, services=services, questions=asked)
        notes = frame.notes | {"carried"}
        if frame.whole:
            runners = self.places.runners(self.holders)
            return frame._replace(holders=runners or self.holders, notes=notes)
        services = self.services
        asked = frame.questions
        if frame.bare and self._looked_block == self.block:
            services = self._looked_at or services
            asked = self._asked
        if frame.bare and "now" in frame.tags and self._past_here():
            asked = self.last.questions if self.last else ()
        if frame.bare and self._unchanged == self.block and not frame.tags & _CHANGED:
            frame = frame._replace(tags=frame.tags | {"same"})
        proper = frame.questions not in ((), ("overall",))
        anew = self.block != self._last_block
        if len(services) > 1 and (proper or anew):
            services = ()
        if proper and anew and self._is_torn(frame, lower):
            frame = frame._replace(stranger=True)
        if proper and anew and len(self._rated) > 1:
            services = ()
        if frame.questions == ("overall",) and len(self._rated) > 1:
            services = ()
        return frame._replace(holders=self.holders, services=services, questions=asked, notes=notes)

    def _is_torn(self, frame: Frame, lower: str) -> bool:
        """Whether a new paragraph may be on any of the sites rated in the one before, or on all."""
        sites = self._rated_here & self.sites
        if len(sites) < 2 or sites <= {*self.holders} or not self._at_site():
            return False
        return _REFERS.search(lower, *frame.clause) is None

    def _one(self, holders: tuple[str, ...]) -> tuple[str, ...]:
        """Whom "its rating" is of, where several were spoken of: the one who runs them all."""
        if len(holders) < 2:
            return holders
        runners = self.places.runners(holders)
        return runners if len(runners) == 1 else ()

    def _carry_holder(self, frame: Frame, earlier: Frame | None) -> Frame:
        if earlier is not None and earlier.holders:
            whole = not earlier.services
            home = self.places.within(frame.services, earlier.holders) if whole else ()
            return frame._replace(holders=home or earlier.holders)
        home = self.places.home(frame.services, self.holders, owned=frame.owned)
        if frame.ours and len(self.sites) > 1:
            home = self.places.runners(home) or home
        return frame._replace(holders=home, notes=frame.notes | {"holder carried"})

    def _carry_service(self, frame: Frame, earlier: Frame | None) -> Frame:
        if earlier is not None and frame.headless and not frame.questions:
            frame = frame._replace(questions=earlier.questions)
        services = earlier.services if earlier is not None else self.services
        proper = frame.questions not in ((), ("overall",))
        across = proper and len(frame.holders) > 1 and self.block != self._last_block
        if frame.part and earlier is None and self._looked_block == self.block:
            services = self._looked_at or services
        elif earlier is None and across and not frame.part:
            services = ()
        elif earlier is None and services and frame.holders != self.holders:
            own = self._rated_at.get(frame.holders, {})
            if proper and own and services not in own:
                services = next(iter(own)) if len(own) == 1 else ()
        if frame.part and not services and frame.holders == self.memory.lists["holder"]:
            services = self.memory.units
        return frame._replace(services=services, notes=frame.notes | {"service carried"})

    def _goes_on(self, frame: Frame) -> bool:
        """Whether "both were good before" is of the service just spoken of in the paragraph."""
        last = self.last
        if not frame.both or frame.questions == ("overall",) or last is None:
            return False
        return self.block == self._last_block and set(last.holders) <= set(frame.holders)

    def _is_of_theme(self, frame: Frame) -> bool:
        """Whether questions of a hospital are those of the one service that the text is about."""
        proper = bool(frame.questions) and not {"overall", "use-of-resources"} & {*frame.questions}
        if not proper or frame.services or frame.whole or not frame.holders:
            return False
        return self.sites.issuperset(frame.holders)

    def _is_of_another(self, frame: Frame) -> bool:
        """Whether a question is of another holder as a whole: "at the trust safety is good"."""
        if self.last is None or frame.part or frame.questions in ((), ("overall",)):
            return False
        of_trust = not self.sites.issuperset(frame.holders)
        return (frame.relative or of_trust) and set(self.last.holders) != set(frame.holders)

    def _past_here(self) -> bool:
        """Whether the grade told just before, in the same paragraph, is one of the past."""
        return self.past and self.block == self._last_block

    def _first(self, frame: Frame, lower: str) -> tuple[str, ...]:
        """Before anything was named: the first site of the text for "a hospital", else the lead."""
        if self.first_site and frame.speaks_of_site(lower):
            return (self.first_site,)
        return (self.lead,) if self.lead else ()
