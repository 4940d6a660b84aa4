"""Who and what the text is about now: fills what a frame's own clause leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..services import service_at
from .frames import Frame
from .symbols import Symbol

_OPENING = 25
_MOVES = frozenset({"same", "up", "down", "one-up", "one-down", "two-up", "two-down"})


def _spread(service: str) -> bool:
    """Whether a service is of a kind that trusts run across places rather than in one hospital."""
    return service.startswith(("community-", "mh-", "ambulance-", "nhs-"))


@dataclass
class Discourse:
    """The current holders and services, the lists last named, and where each service was last placed."""

    lead: str | None
    sites: frozenset[str]
    operators: dict[str, str | None]
    holders: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    holder_list: tuple[str, ...] = ()
    service_list: tuple[str, ...] = ()
    homes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, reference: Symbol) -> Symbol | None:
        """What words like "both hospitals" or "the latter" point to, as a symbol of that kind."""
        value = reference.values[0]
        if value == "service":
            return self._as("service", self.services, reference)
        if value == "there":
            return self._as("holder", self.place, reference)
        if value == "hospitals":
            return self._as("holder", self.holder_list, reference)
        if value == "services":
            return self._as("service", self.service_list, reference)
        recent = self._recent()
        if recent is None:
            return None
        kind, values = recent
        part = {"all": values, "first": values[:1], "last": values[-1:], "first-two": values[:2], "other-two": values[-2:]}
        return self._as(kind, part[value], reference)

    def _recent(self) -> tuple[str, tuple[str, ...]] | None:
        return self.latest

    latest: tuple[str, tuple[str, ...]] | None = None
    last: Frame | None = None
    place: tuple[str, ...] = ()

    @staticmethod
    def _as(kind: str, values: tuple[str, ...], at: Symbol) -> Symbol | None:
        return Symbol(kind, values, at.start, at.end) if values else None  # type: ignore[arg-type]

    def note_lists(self, symbols: list[Symbol]) -> None:
        """Remember the holders and services that a sentence lists."""
        for symbol in symbols:
            if symbol.kind == "holder" and symbol.values[0] in self.sites:
                self.place = symbol.values
        for kind in ("holder", "service"):
            values = tuple(dict.fromkeys(v for s in symbols if s.kind == kind for v in s.values))
            if len(values) > 1:
                if kind == "holder":
                    sites = tuple(v for v in values if v in self.sites)
                    values = sites if len(sites) > 1 else values
                    self.holder_list = values
                else:
                    self.service_list = values
                self.latest = (kind, values)

    def settle(self, frame: Frame, earlier: Frame | None) -> Frame:
        """The frame with its open slots filled from the sentence's earlier frame, else from what the text is about."""
        holders, services = frame.holders, frame.services
        notes = set(frame.notes)
        if not holders and not services:
            if earlier is not None:
                holders, services = earlier.holders, earlier.services
            else:
                holders, services = self.holders, self.services
                notes.add("carried")
        elif not holders:
            if earlier is not None and earlier.holders:
                holders = earlier.holders
            else:
                holders = self._home(services)
                notes.add("holder carried")
        elif not services and frame.placed:
            services = earlier.services if earlier is not None else self.services
            notes.add("service carried")
        holders = holders or ((self.lead,) if self.lead else ())
        return replace(frame, holders=holders, services=services, notes=frozenset(notes))

    def copy(self, frame: Frame, earlier: Frame | None) -> Frame | None:
        """A frame of an ellipsis takes its grade, and what it leaves open, from the frame before it."""
        model = earlier or self.last
        if model is None or not (frame.holders or frame.services or frame.questions):
            return None
        return replace(
            frame,
            grade=model.grade,
            previous=model.previous,
            questions=frame.questions or model.questions,
            holders=frame.holders or model.holders,
            services=frame.services or (model.services if frame.holders or frame.questions else ()),
            tags=frame.tags | (model.tags & _MOVES),
            notes=frozenset({"copied"}),
        )

    def _home(self, services: tuple[str, ...]) -> tuple[str, ...]:
        operators = tuple(dict.fromkeys(o for h in self.holders if (o := self.operators.get(h)) and "NHS" in o))
        if operators and not services[0] in self.homes and any(_spread(s) for s in services):
            return operators
        if self.holders:
            return self.holders
        for service in services:
            if service in self.homes:
                return self.homes[service]
        return ()

    def enter(self, frame: Frame) -> None:
        """Make the frame's holders and services what the text is now about."""
        self.holders, self.services = frame.holders, frame.services
        self.last = frame
        for service in frame.services:
            self.homes[service] = frame.holders

    def glance(self, symbols: list[Symbol], start: int, end: int) -> None:
        """A sentence without ratings may still say where we are, by the holder or service it opens with."""
        opened = False
        if symbols and symbols[-1].has("comma") and symbols[-1].end == end:
            named = [s for s in symbols if s.kind == "holder"]
            if named:
                self.holders, self.services = named[-1].values, ()
                return
        for symbol in symbols:
            far = symbol.start - start > _OPENING
            if symbol.kind == "holder" and not far and not opened:
                opened = True
                if symbol.values != self.holders:
                    self.holders, self.services = symbol.values, ()
            elif symbol.kind == "service" and not far:
                self.services = symbol.values
