"""Who and what the text is about now: fills what a frame's own clause leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..entities import Entities
from .frames import Frame
from .symbols import Symbol

_OPENING = 25
_SUBJECT = 50
_AT = re.compile(r" (?:at|in|of) (?:the )?")
# Core services that are one unit of a hospital.
_UNITS = frozenset({"maternity", "critical-care", "children-and-young-people", "mh-perinatal", "mh-eating-disorders"})
_MOVES = frozenset({"same", "up", "down", "one-up", "one-down", "two-up", "two-down"})


def _spread(service: str) -> bool:
    """Whether a service is of a kind that trusts run across places rather than in one hospital."""
    return service.startswith(("community-", "mh-", "ambulance-", "nhs-"))


def _hosts(site: str) -> bool:
    """Whether a site can have a hospital's services, by its name."""
    return any(word in site.lower() for word in ("hospital", "infirmary", "general", "royal"))


@dataclass
class Discourse:
    """The current holders and services, the lists last named, and where each service was last placed."""

    lead: str | None
    sites: frozenset[str]
    operators: dict[str, str | None]
    first_site: str | None = None
    holders: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    last: Frame | None = None
    place: tuple[str, ...] = ()
    recent_service: tuple[str, ...] = ()
    recent: list[str] = field(default_factory=list)
    recent_services: list[str] = field(default_factory=list)
    lists: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"holder": (), "service": (), "question": ()})
    listed: str = "holder"
    homes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    block: int = -1
    holder_block: int = -1
    frame_block: int = -1

    @classmethod
    def of(cls, entities: Entities) -> Discourse:
        """The state before the first sentence."""
        return cls(
            entities.lead,
            frozenset(site.name for site in entities.sites),
            {site.name: site.operator for site in entities.sites},
            next((m.name for m in entities.mentions if m.kind == "site"), None),
        )

    def about(self) -> tuple[str, ...]:
        """The holders the text is about now, else the one it is chiefly about."""
        return self.holders or ((self.lead,) if self.lead else ())

    def resolve(self, reference: Symbol) -> Symbol | None:
        """What words like "both hospitals" or "the latter" point to, as a symbol of that kind."""
        what, *numbers = reference.values[0].split()
        counts = [int(number) for number in numbers]
        if what in ("service", "unit"):
            return self._as("service", self._one_service(what), reference)
        if what == "place":
            return self._as("holder", self.place, reference)
        if what == "holders":
            return self._as("holder", self._several("holder", counts[0]), reference)
        if what == "services":
            return self._as("service", self._several("service", counts[0]), reference)
        if what == "any":
            return self._as(self.listed, self._several(self.listed, counts[0]), reference)
        values = self.lists[self.listed]
        picked = [values[n - 1 if n > 0 else n] for n in counts if -len(values) <= n <= len(values)]
        return self._as(self.listed, tuple(picked), reference)

    def _one_service(self, what: str) -> tuple[str, ...]:
        """The service that "the service" or "the unit" means, unless an ambulance service or a site is meant."""
        one = self.services if len(self.services) == 1 else self.recent_service
        if what == "unit":
            return tuple(s for s in one if s in _UNITS)
        if not self.services and any("ambulance service" in h.lower() for h in self.holders):
            return ()
        return one

    def _several(self, kind: str, count: int) -> tuple[str, ...]:
        """The last list of this kind; when it has another length, as many as were named last."""
        values = self.lists[kind]
        if not count or len(values) == count:
            return values
        recent = [v for v in self.recent if (v in self.sites) == (kind == "holder")] if kind == "holder" else list(self.recent_services)
        return tuple(reversed(recent[:count])) if len(recent) >= count else values

    @staticmethod
    def _as(kind: str, values: tuple[str, ...], at: Symbol) -> Symbol | None:
        return Symbol(kind, values, at.start, at.end) if values else None  # type: ignore[arg-type]

    def note(self, symbols: list[Symbol], lower: str) -> None:
        """Remember the holders and services that a stretch of the text names, and which it puts where."""
        named = [s for s in symbols if s.kind in ("holder", "service")]
        for left, right in zip(named, named[1:]):
            gap = lower[left.end : right.start]
            if left.kind == "service" and right.kind == "holder" and _AT.fullmatch(gap):
                self.homes.setdefault(left.values[0], right.values)
            elif left.kind == "holder" and right.kind == "service" and gap in ("'s ", "' "):
                self.homes.setdefault(right.values[0], left.values)
        for kind in ("holder", "service", "question"):
            values = tuple(dict.fromkeys(v for s in symbols if s.kind == kind for v in s.values))
            if not values:
                continue
            if kind == "question":
                if len(values) > 1:
                    self.lists[kind] = values
                    self.listed = kind
                continue
            recent = self.recent if kind == "holder" else self.recent_services
            for value in values:
                if value in recent:
                    recent.remove(value)
                recent.insert(0, value)
            if kind == "service":
                self.recent_service = values[-1:]
            else:
                sites = tuple(v for v in values if v in self.sites)
                self.place = sites[-1:] or self.place
                values = sites if len(sites) > 1 else values
            if len(values) > 1:
                self.lists[kind] = values
                self.listed = kind

    def close_sentence(self) -> None:
        """Questions listed are pointed back to within one sentence only."""
        if self.listed == "question":
            self.listed = "service" if self.lists["service"] else "holder"

    def settle(self, frame: Frame, earlier: Frame | None) -> Frame:
        """The frame with its open slots filled from the sentence's earlier frame, else from what the text is about."""
        holders, services = frame.holders, frame.services
        notes = set(frame.notes)
        if not holders and not services:
            if earlier is not None:
                holders, services = earlier.holders, () if earlier.where else earlier.services
            else:
                holders, services = self.holders, self.services
                if len(services) > 1 and (self.block != self.frame_block or frame.questions not in ((), ("overall",))):
                    services = ()
                if frame.whole:
                    holders = tuple(self.operators.get(h) or h for h in holders) or holders
                    holders, services = tuple(dict.fromkeys(holders)), ()
                notes.add("carried")
        elif not holders:
            if earlier is not None and earlier.holders:
                holders = earlier.holders
            else:
                holders = self._home(services, owned=frame.owned)
                notes.add("holder carried")
        elif services and not frame.tied and self._placed(services, holders):
            holders = self._placed(services, holders)
        elif not services and frame.placed:
            services = earlier.services if earlier is not None else self.services
            notes.add("service carried")
        holders = holders or self._first(frame)
        return replace(frame, holders=holders, services=services, notes=frozenset(notes))

    def _first(self, frame: Frame) -> tuple[str, ...]:
        """Before anything was named: the first site of the text for "a hospital", else the lead."""
        if frame.site_word and self.first_site:
            return (self.first_site,)
        return (self.lead,) if self.lead else ()

    def _placed(self, services: tuple[str, ...], holders: tuple[str, ...]) -> tuple[str, ...]:
        """Where the services were placed, if those are sites of the holders."""
        placed = self.homes.get(services[0], ())
        return placed if placed and self.operators.get(placed[0]) in holders else ()

    def copy(self, frame: Frame, earlier: Frame | None, *, opening: bool, event: bool) -> Frame | None:
        """A frame of an ellipsis takes its grade, and what it leaves open, from the frame before it."""
        model = earlier or (self.last if opening or not frame.whole else None)
        if model is None or not (frame.holders or frame.services or frame.questions):
            return None
        return replace(
            frame,
            grade=model.grade,
            previous=model.previous if event else None,
            questions=frame.questions or model.questions,
            holders=frame.holders or model.holders,
            services=frame.services or (model.services if frame.holders or frame.questions else ()),
            tags=frame.tags | (model.tags & _MOVES) if event else frame.tags - _MOVES,
            notes=frozenset({"copied"}),
        )

    def about_the_same(self, frame: Frame) -> Frame:
        """ "It had been good before" speaks of the question that the sentence before it spoke of."""
        if self.last is None or self.frame_block != self.block:
            return frame
        return replace(frame, questions=self.last.questions)

    def _home(self, services: tuple[str, ...], *, owned: bool) -> tuple[str, ...]:
        placed = self.homes.get(services[0])
        if placed and self.holders and (placed == self.holders or self.operators.get(placed[0]) in self.holders):
            return placed
        operators = tuple(dict.fromkeys(o for h in self.holders if h in self.sites and (o := self.operators.get(h) or self.lead) and "NHS" in o))
        if operators and not owned and services[0] not in self.homes and (
            any(_spread(s) for s in services) or not all(_hosts(h) for h in self.holders)
        ):
            return operators
        if self.holders:
            return self.holders
        for service in services:
            if service in self.homes:
                return self.homes[service]
        return ()

    def enter(self, frame: Frame) -> None:
        """Make the frame's holders and services what the text is now about."""
        if frame.holders != self.holders or bool(frame.tied or not frame.notes & {"carried", "holder carried"}):
            self.holder_block = self.block
        self.holders, self.services = frame.holders, frame.services
        self.last = frame
        self.frame_block = self.block
        if bool(frame.tied or not frame.notes & {"carried", "holder carried"}) and frame.services and not any(h in self.sites for h in frame.holders):
            self.homes = {s: h for s, h in self.homes.items() if self.operators.get(h[0]) not in frame.holders}
        for service in frame.services:
            self.homes[service] = frame.holders

    def glance(self, symbols: list[Symbol], start: int, end: int) -> None:
        """A sentence without ratings may still say where we are, by the holder or service it opens with."""
        opened = verb = False
        sites = {s.values for s in symbols if s.kind == "holder" and s.values[0] in self.sites}
        if len(sites) == 1 and any(s.has("visit") for s in symbols):
            (self.holders,) = sites
            self.services = ()
        if symbols and symbols[-1].has("comma") and symbols[-1].end == end:
            named = [s for s in symbols if s.kind == "holder"]
            if named:
                self.holders, self.services = named[-1].values, ()
                self.holder_block = self.block + 1
                return
        for symbol in symbols:
            verb = verb or symbol.has("verb", "act", "visit", "same", "up", "down")
            far = symbol.start - start > (_OPENING if verb else _SUBJECT)
            if symbol.kind == "holder" and not far and not opened:
                opened = True
                self.holder_block = self.block
                if symbol.values != self.holders:
                    self.holders, self.services = symbol.values, ()
            elif symbol.kind == "service" and not far:
                self.services = symbol.values
                if not opened:
                    self.holders = self._home(symbol.values, owned=False) or self.holders
