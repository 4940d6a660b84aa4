"""Who held which post from when to when, as far as articles show: no start or end is invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from .. import identifiers
from ..ledger.times import span
from ..mapping.posts import stands_in
from ..vocabulary import CG, ORG, RDF, RDFS
from .roles import Labels, Role

if TYPE_CHECKING:
    from ..store import Store


@dataclass(slots=True)
class _Tenure:
    person: NamedNode
    post: NamedNode
    organisation: NamedNode
    name: str
    post_name: str
    employer: str
    claims: list[NamedNode] = field(default_factory=list)
    dates: list[Literal] = field(default_factory=list)
    stand_in: bool = False

    @property
    def node(self) -> NamedNode:
        return identifiers.tenure(self.post, self.person)

    @property
    def first(self) -> Literal | None:
        return min(self.dates, key=lambda date: (span(date), date.value), default=None)

    @property
    def last(self) -> Literal | None:
        return max(
            self.dates, key=lambda date: ((span(date) or ())[::-1], date.value), default=None
        )


def tenures(store: Store, told: Iterable[Role], same: Mapping[str, str]) -> Iterator[Triple]:
    """Each person's time in each post, with the claims that show it, and who came next."""
    by_post: dict[str, list[_Tenure]] = defaultdict(list)
    for tenure in _read(store, told, same):
        by_post[tenure.post.value].append(tenure)
    for post in sorted(by_post):
        yield from _post(by_post[post])
        for tenure in by_post[post]:
            yield from _describe(tenure)
        dated = [tenure for tenure in by_post[post] if tenure.dates]
        dated.sort(key=lambda tenure: (span(tenure.first), span(tenure.last), tenure.person.value))
        for one, other in pairwise(dated):
            if _after(one, other):
                yield Triple(one.node, CG.followedBy, other.node)


def _post(held: list[_Tenure]) -> Iterator[Triple]:
    """The post and its organisation, named here too: the graph can be read by itself."""
    post, organisation = held[0].post, held[0].organisation
    yield Triple(post, RDF.type, ORG.Post)
    yield Triple(post, RDFS.label, Literal(min(tenure.post_name for tenure in held)))
    yield Triple(post, ORG.postIn, organisation)
    yield Triple(organisation, RDFS.label, Literal(min(tenure.employer for tenure in held)))


def _after(one: _Tenure, other: _Tenure) -> bool:
    """Whether the one was last shown before the other was first."""
    last, first = span(one.last), span(other.first)
    return last is not None and first is not None and last[1] < first[0]


def _read(store: Store, told: Iterable[Role], same: Mapping[str, str]) -> list[_Tenure]:
    names = Labels(store)
    found: dict[tuple[str, str], _Tenure] = {}
    for role in told:
        if role.post is None or role.organisation is None:
            continue
        person = NamedNode(same.get(role.person.value, role.person.value))
        key = person.value, role.post.value
        if key not in found:
            called = names[person], names[role.post], names[role.organisation]
            found[key] = _Tenure(person, role.post, role.organisation, *called)
        tenure = found[key]
        tenure.claims.append(role.claim)
        tenure.stand_in |= stands_in(role.words)
        if role.held is not None and span(role.held) is not None:
            tenure.dates.append(role.held)
    return [found[key] for key in sorted(found)]


def _describe(tenure: _Tenure) -> Iterator[Triple]:
    node = tenure.node
    yield Triple(node, RDF.type, CG.Tenure)
    yield Triple(node, RDFS.label, Literal(_label(tenure)))
    yield Triple(node, ORG.member, tenure.person)
    yield Triple(node, ORG.organization, tenure.organisation)
    yield Triple(node, CG.inPost, tenure.post)
    if tenure.first is not None and tenure.last is not None:
        yield Triple(node, CG.firstShown, tenure.first)
        yield Triple(node, CG.lastShown, tenure.last)
    if tenure.stand_in:
        yield Triple(node, CG.standingIn, Literal(True))
    for claim in tenure.claims:
        yield Triple(node, CG.shownBy, claim)


def _label(tenure: _Tenure) -> str:
    days = [date.value for date in (tenure.first, tenure.last) if date is not None]
    when = " to ".join(dict.fromkeys(days)) or "undated"
    return f"{tenure.name}, {tenure.post_name} of {tenure.employer}: {when}"
