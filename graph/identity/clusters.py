"""Which IRIs stand for one thing, by all judgements together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .judgements import Judgement


class Groups:
    """Disjoint sets of IRIs."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def top(self, iri: str) -> str:
        """What stands for the group of an IRI."""
        while (parent := self._parents.get(iri, iri)) != iri:
            self._parents[iri] = self._parents.get(parent, parent)
            iri = parent
        return iri

    def join(self, one: str, other: str) -> None:
        """Make the groups of two IRIs one."""
        low, high = sorted((self.top(one), self.top(other)))
        self._parents.setdefault(low, low)
        self._parents[high] = low

    def joined(self, one: str, other: str) -> bool:
        """Whether the two are of one group."""
        return self.top(one) == self.top(other)

    def members(self) -> dict[str, list[str]]:
        """The groups of two or more, each by its top, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(self._parents):
            found[self.top(iri)].append(iri)
        return found


def clusters(judged: Iterable[Judgement]) -> Mapping[str, str]:
    """IRI → the IRI that it is known by, where that is another.

    The surest judgements join first, a reviewer's before all; one that would join what is told
    apart joins nothing.
    """
    told = sorted(judged, key=lambda j: (j.decision is None, -j.score, j.pair))
    apart = [j.pair for j in told if j.verdict == "different"]
    groups = Groups()
    for judgement in told:
        if judgement.verdict == "same" and _may_join(groups, judgement, apart):
            groups.join(*judgement.pair)
    return {
        iri: known
        for members in groups.members().values()
        for known in [min(members, key=_order)]
        for iri in members
        if iri != known
    }


def _may_join(groups: Groups, judgement: Judgement, apart: list[tuple[str, str]]) -> bool:
    ends = {groups.top(iri) for iri in judgement.pair}
    return not any({groups.top(one), groups.top(other)} == ends for one, other in apart)


def _order(iri: str) -> tuple[bool, int, str]:
    """Known by a code before known by a name, and that before known from one article alone."""
    key = iri.rpartition("/")[2]
    return key.startswith("article-"), not key.isupper() and not key.isdigit(), iri
