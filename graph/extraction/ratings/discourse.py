"""Fills what a frame's own clause leaves open, from what the text is about."""

from __future__ import annotations

import re

from ..numbers import NUMERALS
from .frames import Frame
from .moves import MOVES
from .topic import Topic

_CHANGED = MOVES - {"same"}
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


class Discourse(Topic):
    """What the text is about, as the answer to whose and of what an open frame is."""

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

    def _leaves_passing(self, frame: Frame, lower: str) -> bool:
        """Whether the frame no longer speaks of the site that a paragraph only mentioned."""
        if self._passing in (-1, self.block) or frame.services or not self._at_site():
            return False
        return _REFERS.search(lower, *frame.clause) is None

    def _goes_on_with_sole(self, frame: Frame, lower: str) -> bool:
        """Whether "it" or "its surgery" is of the one holder that the sentence before named."""
        if not self._sole or self._sole == self.holders or self._sole_block != self.block:
            return False
        if frame.holders or (frame.services and not frame.owned):
            return False
        return _IT.match(lower, *frame.clause) is not None

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
