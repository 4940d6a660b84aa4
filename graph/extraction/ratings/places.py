"""Where each service is run: at a site, or by the organisation across places."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from .scope import SPREAD
from .symbols import Symbol

_AT = re.compile(r" (?:at|in|of) (?:the )?")
_POSSESSIVE = frozenset({"'s ", "' "})
# A site whose name has none of these words is a unit, not a hospital with services of its own.
_HOSPITAL = ("hospital", "infirmary", "general", "royal", "medical centre")


class Places:
    """The holders at which each service was last placed, and who runs which site.

    ``headed``: the site that the last heading names; what stands under it is there.
    """

    def __init__(self, operators: Mapping[str, str | None], lead: str | None) -> None:
        self.operators = operators
        self.lead = lead
        self.headed: tuple[str, ...] = ()
        self._homes: dict[str, tuple[str, ...]] = {}

    def note(self, symbols: Sequence[Symbol], lower: str) -> None:
        """Remember "surgery at the Royal" and "the Royal's surgery", the first time for each."""
        named = [s for s in symbols if s.kind in ("holder", "service")]
        for left, right in itertools.pairwise(named):
            gap = lower[left.end : right.start]
            kinds = (left.kind, right.kind)
            if kinds == ("service", "holder") and _AT.fullmatch(gap):
                self._homes.setdefault(left.values[0], right.values)
            elif kinds == ("holder", "service") and gap in _POSSESSIVE:
                self._homes.setdefault(right.values[0], left.values)

    def settle(self, services: tuple[str, ...], holders: tuple[str, ...]) -> None:
        """Services were rated at these holders: they are placed there from now on."""
        self._homes.update(dict.fromkeys(services, holders))

    def forget(self, holders: tuple[str, ...]) -> None:
        """Services were rated of organisations: what was placed at their sites no longer is."""
        if not any(holder in self.operators for holder in holders):
            self._homes = {
                service: home
                for service, home in self._homes.items()
                if self.operators.get(home[0]) not in holders
            }

    def within(self, services: tuple[str, ...], holders: tuple[str, ...]) -> tuple[str, ...]:
        """Where the services were placed, if that is a site of the holders."""
        home = self._homes.get(services[0], ())
        return home if home and self.operators.get(home[0]) in holders else ()

    def home(
        self, services: tuple[str, ...], holders: tuple[str, ...], *, owned: bool
    ) -> tuple[str, ...]:
        """The holders of services without a named one; ``holders``: who the text is about."""
        home = self._homes.get(services[0], ())
        if not holders or home == holders:
            return next((self._homes[s] for s in services if s in self._homes), ())
        if self.within(services, holders):
            return home
        runners = self.runners(holders)
        if holders == self.headed:
            return holders
        if runners and not owned and not home and self._is_run_across(services, holders):
            return runners
        return self._only_site(services, holders) or holders

    def _only_site(self, services: tuple[str, ...], holders: tuple[str, ...]) -> tuple[str, ...]:
        """The only hospital of a trust, if others of its services were rated there."""
        sites = self.sites_of(holders[0]) if len(holders) == 1 else ()
        if len(sites) != 1 or any(service.startswith(SPREAD) for service in services):
            return ()
        return (sites[0],) if (sites[0],) in self._homes.values() else ()

    def runners(self, holders: tuple[str, ...]) -> tuple[str, ...]:
        """The trusts that run those of the holders that are sites."""
        sites = [holder for holder in holders if holder in self.operators]
        runners = dict.fromkeys(self.operators[site] or self.lead for site in sites)
        return tuple(runner for runner in runners if runner and "NHS" in runner)

    def sites_of(self, holder: str) -> tuple[str, ...]:
        """The sites of the article that the holder runs."""
        return tuple(site for site, runner in self.operators.items() if runner == holder)

    @staticmethod
    def _is_run_across(services: tuple[str, ...], holders: tuple[str, ...]) -> bool:
        spread = any(service.startswith(SPREAD) for service in services)
        units = [h for h in holders if not any(word in h.lower() for word in _HOSPITAL)]
        return spread or bool(units)
