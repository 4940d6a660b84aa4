"""Who held which post from when to when, as far as articles show: no start or end is invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from .. import identifiers
from ..ledger.times import span
from ..mapping.posts import stands_in
from ..vocabulary import CG, ORG, PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from ..store import Store


@dataclass(slots=True)
class _Tenure:
    person: NamedNode
    post: NamedNode
    organisation: NamedNode
    name: str = ""
    post_name: str = ""
    employer: str = ""
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


def tenures(store: Store, same: Mapping[str, str]) -> Iterator[Triple]:
    """Each person's time in each post, with the claims that show it, and who came next."""
    by_post: dict[str, list[_Tenure]] = defaultdict(list)
    for tenure in _read(store, same):
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


def _read(store: Store, same: Mapping[str, str]) -> list[_Tenure]:
    rows = store.query(
        """SELECT ?claim ?person ?post ?organisation ?role ?held ?name ?called ?employer {
            GRAPH ?g { ?claim a cg:RoleClaim ; cg:about ?person ; cg:post ?post ;
                cg:organisation ?organisation ; cg:roleName ?role .
                ?person rdfs:label ?name . ?post rdfs:label ?called .
                ?organisation rdfs:label ?employer .
                OPTIONAL { ?claim cg:heldOn ?held } } }""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    found: dict[tuple[str, str], _Tenure] = {}
    for row in sorted(
        rows, key=lambda row: (str(row["claim"]), str(row["name"]), str(row["called"]))
    ):
        person = NamedNode(same.get(row["person"].value, row["person"].value))
        post, organisation = row["post"], row["organisation"]
        tenure = found.setdefault((person.value, post.value), _Tenure(person, post, organisation))
        if row["claim"] not in tenure.claims:
            tenure.claims.append(row["claim"])
        for told, words in (("name", "name"), ("post_name", "called"), ("employer", "employer")):
            held, given = getattr(tenure, told), row[words].value
            setattr(tenure, told, min(held or given, given))
        tenure.stand_in |= stands_in(row["role"].value)
        if row["held"] is not None and span(row["held"]) is not None:
            tenure.dates.append(row["held"])
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
