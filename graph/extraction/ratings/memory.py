"""What the text has named so far, and what "both hospitals" or "the latter" point back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .symbols import Symbol

Listed = Literal["holder", "service", "question"]
# Core services that are one unit of a hospital.
_UNITS = frozenset(
    {
        "maternity",
        "critical-care",
        "children-and-young-people",
        "mh-perinatal",
        "mh-eating-disorders",
    }
)


@dataclass
class Memory:
    """Holders and services in the order they were last named, and the last list of each kind.

    ``said``: the services that the sentence before named.
    ``units``: the service whose units at the listed holders the sentence calls "both units".
    """

    sites: frozenset[str]
    place: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    recent: dict[Listed, list[str]] = field(default_factory=lambda: {"holder": [], "service": []})
    lists: dict[Listed, tuple[str, ...]] = field(
        default_factory=lambda: {"holder": (), "service": (), "question": ()}
    )
    listed: Listed = "holder"
    operators: Mapping[str, str | None] = field(default_factory=dict)
    age: int = 0
    said: tuple[str, ...] = ()
    saying: dict[str, None] = field(default_factory=dict)
    units: tuple[str, ...] = ()

    def note(self, symbols: Iterable[Symbol]) -> None:
        """Remember what a stretch of the text names."""
        named: dict[str, dict[str, None]] = {"holder": {}, "service": {}, "question": {}}
        for symbol in symbols:
            if symbol.kind in named:
                named[symbol.kind].update(dict.fromkeys(symbol.values))
        self._note_holders(tuple(named["holder"]))
        self._note_services(tuple(named["service"]))
        self._note_list("question", tuple(named["question"]))

    def close_sentence(self) -> None:
        """Questions listed are pointed back to within one sentence only; lists grow old."""
        self.age += 1
        self.said, self.saying = tuple(self.saying), {}
        self.units = ()
        if self.listed == "question":
            self.listed = "service" if self.lists["service"] else "holder"

    def resolve(self, reference: Symbol, services: tuple[str, ...]) -> Symbol | None:
        """What a reference points to, as a symbol; ``services`` are those the text is about."""
        what, *numbers = reference.values[0].split()
        counts = [int(number) for number in numbers]
        if what in ("service", "unit"):
            return _as("service", self._one(what, services), reference)
        if what == "place":
            return _as("holder", self.place, reference)
        if what in ("others", "some"):
            return None
        fresh, self.age = self.age <= _LATEST, 0
        if what in ("items", "item"):
            return None if not fresh else _as(self.listed, self._picked(counts), reference)
        if self._are_places(what, counts, services):
            self.units = services
            return _as("holder", self.lists["holder"], reference)
        kinds: dict[str, Listed] = {"holders": "holder", "services": "service"}
        kind = kinds.get(what, self.listed)
        if what == "units" and kind == "holder":
            self.units = self.service
        return _as(kind, self._several(kind, counts[0]), reference)

    def asked(self, reference: Symbol) -> Symbol | None:
        """The questions listed last, if they are as many as "for both" wants."""
        what, *numbers = reference.values[0].split()
        listed = self.lists["question"]
        if what != "any" or not listed or numbers != [str(len(listed))] or self.age > 1:
            return None
        return _as("question", listed, reference)

    def _are_places(self, what: str, counts: list[int], services: tuple[str, ...]) -> bool:
        """Whether "both units", "both services" are one service at each of the places listed."""
        if what not in ("units", "services") or len(services) != 1:
            return False
        if what == "services" and (self.listed != "holder" or len(self.lists["service"]) > 1):
            return False
        return counts != [0] and [len(self.lists["holder"])] == counts

    def _one(self, what: str, services: tuple[str, ...]) -> tuple[str, ...]:
        """The service that "the service" or "the unit" means."""
        one = services if len(services) == 1 else self.service
        return tuple(s for s in one if s in _UNITS) if what == "unit" else one

    def _picked(self, numbers: list[int]) -> tuple[str, ...]:
        """The first, the second, the last … of what was listed last."""
        values = self.lists[self.listed]
        held = [n for n in numbers if -len(values) <= n <= len(values)]
        return tuple(values[n - 1 if n > 0 else n] for n in held)

    def _several(self, kind: Listed, count: int) -> tuple[str, ...]:
        """The last list of this kind; when it has another length, as many as were named last."""
        values = self.lists[kind]
        if not count or len(values) == count or kind == "question":
            return values
        recent = self.recent[kind]
        if kind == "holder":
            recent = [holder for holder in recent if holder in self.sites]
        return tuple(reversed(recent[:count])) if len(recent) >= count else values

    def _note_holders(self, holders: tuple[str, ...]) -> None:
        self._note_recent("holder", holders)
        sites = tuple(holder for holder in holders if holder in self.sites)
        self.place = sites[-1:] or self.place
        owners = {self.operators.get(site) for site in sites}
        apart = tuple(holder for holder in holders if holder not in owners)
        self._note_list("holder", sites if len(sites) > 1 else apart)

    def _note_services(self, services: tuple[str, ...]) -> None:
        self._note_recent("service", services)
        self.saying.update(dict.fromkeys(services))
        self.service = services[-1:] or self.service
        self._note_list("service", services)

    def _note_recent(self, kind: Listed, values: tuple[str, ...]) -> None:
        recent = self.recent[kind]
        for value in values:
            if value in recent:
                recent.remove(value)
            recent.insert(0, value)
        del recent[_KEPT:]

    def _note_list(self, kind: Listed, values: tuple[str, ...]) -> None:
        if len(values) > 1:
            self.lists[kind] = values
            self.listed = kind
            self.age = 0


# "The former" is of a list no more than so many sentences back.
_LATEST = 3
# No words point back farther than this many names.
_KEPT = 12


def _as(kind: Listed, values: tuple[str, ...], at: Symbol) -> Symbol | None:
    return Symbol(kind, values, at.start, at.end) if values else None
