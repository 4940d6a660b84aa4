"""Who moved: people whom articles place at one organisation and later at another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..folding import Edge, first_day, last_day
from ..identity.clusters import Groups
from .answers import Answer, Row
from .values import Values
from .view import View, within

COLUMNS = (
    "person",
    "how",
    "from",
    "from_role",
    "last_there",
    "to",
    "to_role",
    "first_there",
    "score",
    "sentence",
    "claim",
)
MOVED, BOTH, FOLLOWED, UNDATED = "moved", "at both", "renamed or merged", "order unknown"
PERHAPS = "perhaps: the same name"
"""Kept apart until a reviewer decides; the score is that of the judgement."""


@dataclass(frozen=True, slots=True)
class _Stay:
    """What articles prove of a person's time at one organisation."""

    person: str
    organisation: str
    ties: tuple[Edge, ...]

    @property
    def begun(self) -> str:
        return min((edge.start for edge in self.ties if first_day(edge.start)), default="")

    @property
    def over(self) -> str:
        ends = (edge.end or edge.start for edge in self.ties)
        return max((end for end in ends if first_day(end)), default="")

    @property
    def first(self) -> Edge:
        return min(self.ties, key=lambda edge: (first_day(edge.start) or "9999", edge.order()))

    @property
    def last(self) -> Edge:
        return max(self.ties, key=lambda edge: (last_day(edge.end or edge.start), edge.order()))


def moves(view: View, values: Values) -> Answer:
    """Each step of a person from one organisation to the next, by the first proof of the later."""
    people, organisations = values.things("person"), values.things("organisation")
    close = _Close(view)
    since, until = values.text("since"), values.text("until")
    steps = [
        (before, after)
        for before, after in _steps(view.ties(("leads", "works for")), close)
        if (people is None or after.person in people)
        and (organisations is None or {before.organisation, after.organisation} & organisations)
        and ((not since and not until) or within(after.begun, after.begun, since, until))
    ]
    followers = _followers(view)
    named = view.things(iri for pair in steps for stay in pair for iri in _ends(stay))
    words = view.sentences(after.first.claim for _, after in steps)
    rows: list[Row] = [
        (
            named[after.person],
            _how(before, after, followers),
            named[before.organisation],
            before.last.words,
            before.over or None,
            named[after.organisation],
            after.first.words,
            after.begun or None,
            1.0 if before.person == after.person else close.scores[before.person, after.person],
            words.get(after.first.claim),
            after.first.claim,
        )
        for before, after in steps
    ]
    rows.sort(key=lambda row: (row[7] or "9999", str(row[0]), str(row[2]), str(row[5])))
    return Answer(COLUMNS, tuple(rows), ("person", "from", "to"))


def _ends(stay: _Stay) -> tuple[str, str]:
    return stay.person, stay.organisation


class _Close:
    """People kept apart who share a name, and how much speaks for their being the same."""

    def __init__(self, view: View) -> None:
        self.scores: dict[tuple[str, str], float] = {}
        self._groups = Groups()
        for row in view.rows(_CLOSE):
            one, other = view.known(row["one"]), view.known(row["other"])
            if one != other:
                self.scores[one, other] = self.scores[other, one] = float(row["score"].value)
                self._groups.join(one, other)

    def group(self, iri: str) -> str:
        """What stands for all who may be the same."""
        return self._groups.top(iri)


_CLOSE = """SELECT DISTINCT ?one ?other ?score { ?judgement a cg:Judgement ;
    cg:verdict verdict:undecided ; cg:score ?score ; cg:compares ?one, ?other .
    FILTER(STR(?one) < STR(?other) && CONTAINS(STR(?one), "/person/")) }"""


def _steps(ties: list[Edge], close: _Close) -> Iterator[tuple[_Stay, _Stay]]:
    """Each person's stays in pairs, in the order in which they are first proved."""
    told: dict[str, dict[tuple[str, str], list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in ties:
        told[close.group(edge.source)][edge.source, edge.target].append(edge)
    for _, places in sorted(told.items()):
        stays = [_Stay(person, place, tuple(edges)) for (person, place), edges in places.items()]
        stays.sort(key=lambda stay: (first_day(stay.begun) or "9999", stay.over, stay.organisation))
        for before, after in pairwise(stays):
            same = before.person == after.person
            if before.organisation != after.organisation and (
                same or (before.person, after.person) in close.scores
            ):
                yield before, after


def _how(before: _Stay, after: _Stay, followers: set[tuple[str, str]]) -> str:
    """Whether it was a move, as far as the days on which articles prove the posts can tell."""
    if (before.organisation, after.organisation) in followers:
        return FOLLOWED
    if before.person != after.person:
        return PERHAPS
    if not before.over or not after.begun:
        return UNDATED
    return MOVED if last_day(before.over) < first_day(after.begun) else BOTH


def _followers(view: View) -> set[tuple[str, str]]:
    """Organisations with those that took them over, in any number of steps."""
    found = view.rows("SELECT DISTINCT ?old ?new { ?old cg:succeededBy+ ?new }")
    return {(row["old"].value, row["new"].value) for row in found}
