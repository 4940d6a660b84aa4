"""The part of who is who that a change touches, made anew and put in the place of what was there.

People are judged anew in groups: all whose names are alike, and whom a reviewer compared. What
follows from that, and from what changed about them, their posts, organisations and sites, is made
anew subject by subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Triple

from .. import identifiers
from ..store import Difference
from ..vocabulary import BASE, CG, FOAF, ORG, RDF, RDFS, SKOS
from .clusters import Groups, clusters
from .decisions import decided
from .judgements import Judgement, Pair
from .listed import unlisted_judgements
from .merging import merged_of
from .operators import Ends, operations_of
from .people import people_among
from .people_judgements import judge_people
from .roles import Labels, in_order, roles_with
from .stated import DERIVED, IDENTITY, nodes, stated
from .tenures import tenures

if TYPE_CHECKING:
    from ..reasoning import Changes
    from ..store import Store

_PERSON = f"{BASE}person/"
_THINGS = (f"{BASE}organisation/", f"{BASE}site/")
_PROVIDERS = (CG.Trust, CG.Provider)


def change_identity(store: Store, changes: Changes) -> Difference:
    """Bring ``graph/identity`` up to date, given that it was before the changes; what that changed.

    It becomes what it would be if made anew, in time that goes by what is told of people with such
    names, and of such posts and sites.
    """
    change = _Change(store, changes)
    before = set(change.present())
    after = {Quad(each.subject, each.predicate, each.object, IDENTITY) for each in change.made()}
    difference = Difference(before - after, after - before)
    store.change(*difference)
    return difference


class _Change:
    """What the changed graphs say or said, and what is to be made anew because of it."""

    def __init__(self, store: Store, changes: Changes) -> None:
        self._store = store
        # All that changed graphs state, were it stated elsewhere too: who is named in how many
        # articles counts.
        fresh = {quad.triple for name in changes.fresh for quad in store.graph(name)}
        other = {quad.triple for name in changes.new for quad in store.graph(name)}
        self._moved = fresh | {Triple(*each) for new in changes.new.values() for each in new}  # type: ignore[arg-type]
        self._moved |= {Triple(*each) for each in changes.gone}  # type: ignore[arg-type]
        self._near = self._moved | other
        gone, came = changes.net(store, DERIVED)
        self._net = {Triple(*each) for each in (*gone, *came)}  # type: ignore[arg-type]
        self._verdicts = decided(store)
        self._was = self._known_by()
        self._people = self._alike(self._changed_people())
        self._unlisted = {
            node.value
            for it in self._near
            if it.predicate == CG.about
            for node in nodes(iter([it.object]))
            if _is(node, *_THINGS)
        }
        self._judged = self._judge()
        self._same = {iri: known for iri, known in self._was.items() if iri not in self._people}
        self._same |= clusters(j for j in self._judged if j.pair[0] in self._people)
        self._members = _turned(self._same)
        self._posts = set(self._changed_posts())
        self._operations = set(self._changed_operations())
        self._subjects = {*self._merged(), *self._organisations(), *self._posts}

    # --- what changed ---------------------------------------------------------------------------

    def _known_by(self) -> dict[str, str]:
        quads = self._store.engine.quads_for_pattern(None, CG.identifiedAs, None, IDENTITY)
        return {quad.subject.value: quad.object.value for quad in quads}  # type: ignore[union-attr]

    def _changed_people(self) -> Iterator[str]:
        """Those in changed articles, and in articles that name what now is, or was, a provider."""
        for it in self._near:
            for term in (it.subject, it.object):
                if _is(term, _PERSON):
                    yield term.value  # type: ignore[union-attr]
        for it in self._net:
            if it.predicate == RDF.type and it.object in _PROVIDERS:
                for naming in stated(self._store, None, CG.mentions, it.subject):  # type: ignore[arg-type]
                    graph = naming.graph_name
                    for quad in self._store.engine.quads_for_pattern(None, FOAF.name, None, graph):
                        yield quad.subject.value  # type: ignore[union-attr]

    def _alike(self, people: Iterable[str]) -> set[str]:
        """All whom a judgement can tie to one of the people, over others if need be."""
        groups = Groups()
        wanted = set(people)
        everyone = {iri for pair in self._verdicts for iri in pair} | wanted
        for pair in self._verdicts:
            groups.join(*pair)
        named = self._store.query(f"SELECT ?it ?name {{ GRAPH ?g {{ ?it {FOAF.name} ?name }} }}")
        gone = ((it.subject, it.object) for it in self._moved if it.predicate == FOAF.name)
        assert isinstance(named, QuerySolutions)
        rows: list[Any] = [*named, *gone]
        for person, name in rows:
            words = name.value.lower().replace("-", " ").split() or [""]
            iri = person.value
            everyone.add(iri)
            groups.join(iri, iri.rpartition("/")[0])
            groups.join(iri, f"{words[0][:1]} {words[-1]}")
        tops = {groups.top(iri) for iri in wanted}
        return {iri for iri in everyone if groups.top(iri) in tops}

    def _changed_posts(self) -> Iterator[NamedNode]:
        """Posts whose roles changed, whose names did, or whose holders are known by another IRI."""
        store = self._store
        for it in self._near:
            if it.predicate == CG.post:
                yield from nodes(iter([it.object]))
        renamed = {it.subject for it in self._net if it.predicate == RDFS.label}
        links = ((CG.organisation, node) for node in renamed if _is(node, _THINGS[0]))
        holders = {node.value for node in renamed if _is(node, _PERSON)}  # type: ignore[union-attr]
        holders |= self._otherwise_known()
        holders |= {iri for known in holders for iri in self._members.get(known, ())}
        held = ((CG.about, NamedNode(iri)) for iri in sorted(holders))
        for term, node in (*links, *held):
            for role in roles_with(store, term, node):  # type: ignore[arg-type]
                if role.post is not None:
                    yield role.post
        for node in renamed:
            if any(stated(store, None, CG.post, node)):  # type: ignore[arg-type]
                yield from nodes(iter([node]))

    def _otherwise_known(self) -> set[str]:
        """Those whom a change makes known by another IRI."""
        return {iri for iri in self._people if self._was.get(iri) != self._same.get(iri)}

    def _changed_operations(self) -> Iterator[Ends]:
        """Site and operator of claims that came or went, or that have other names."""
        operators: dict[object, list[str]] = defaultdict(list)
        sites: dict[object, list[str]] = defaultdict(list)
        for it in self._near:
            if it.predicate == CG.operator:
                operators[it.subject].append(self._now(it.object.value))  # type: ignore[union-attr]
            elif it.predicate == CG.about and _is(it.object, _THINGS[1]):
                sites[it.subject].append(self._now(it.object.value))  # type: ignore[union-attr]
        for claim, ran in operators.items():
            yield from ((site, operator) for operator in ran for site in sites[claim])
        renamed = {it.subject for it in self._net if it.predicate == RDFS.label}
        engine = self._store.engine
        for node in (node for node in renamed if _is(node, *_THINGS)):
            for link in (CG.ofSite, CG.byOperator):
                for quad in engine.quads_for_pattern(None, link, node, IDENTITY):
                    yield from self._ends(quad.subject)  # type: ignore[arg-type]

    def _ends(self, operation: NamedNode) -> Iterator[Ends]:
        def one(link: NamedNode) -> str:
            quads = self._store.engine.quads_for_pattern(operation, link, None, IDENTITY)
            return next(quad.object.value for quad in quads)  # type: ignore[union-attr]

        yield one(CG.ofSite), one(CG.byOperator)

    def _merged(self) -> Iterator[NamedNode]:
        """Subjects of which something is told because of who is known by which IRI."""
        either = {*self._was, *self._same}
        tops = {*self._same.values(), *self._was.values()}
        for it in self._moved:
            ends = (it.subject, it.object)
            if any(isinstance(end, NamedNode) and end.value in either for end in ends):
                yield from self._both(it.subject.value)  # type: ignore[union-attr]
            if it.predicate == RDFS.label and it.subject.value in tops:  # type: ignore[union-attr]
                yield from nodes(iter([it.subject]))
        for iri in self._otherwise_known():
            yield from self._both(iri)
            for quad in stated(self._store, None, None, NamedNode(iri)):
                yield from self._both(quad.subject.value)  # type: ignore[union-attr]

    def _both(self, iri: str) -> Iterator[NamedNode]:
        """An IRI, and what it is and was known by."""
        for each in {iri, self._now(iri), self._was.get(iri, iri)}:
            yield NamedNode(each)

    def _organisations(self) -> Iterator[NamedNode]:
        """Of the changed posts."""
        for it in self._near:
            if it.predicate == CG.organisation:
                yield from nodes(iter([it.object]))
        for post in self._posts:
            for quad in self._store.engine.quads_for_pattern(post, ORG.postIn, None, IDENTITY):
                yield from nodes(iter([quad.object]))

    def _now(self, iri: str) -> str:
        return self._same.get(iri, iri)

    # --- what is made anew ----------------------------------------------------------------------

    def _judge(self) -> list[Judgement]:
        """The judgements of which an end is one of the people or of what no table lists."""
        store, verdicts = self._store, self._verdicts
        told = in_order(
            role for iri in self._people for role in roles_with(store, CG.about, NamedNode(iri))
        )
        judged = list(judge_people(people_among(store, self._people, told), verdicts))
        judged += unlisted_judgements(store, verdicts, self._unlisted)
        pairs = {judgement.pair for judgement in judged}
        judged += [
            verdict
            for pair, verdict in verdicts.items()
            if pair not in pairs and self._is_judged(pair)
        ]
        return judged

    def _is_judged(self, pair: Pair) -> bool:
        return any(iri in self._people or iri in self._unlisted for iri in pair)

    def made(self) -> Iterator[Triple]:
        """All that the graph should say of the subjects touched."""
        for judgement in self._judged:
            yield from judgement.triples()
        posts = {*self._posts, *(node for node in self._subjects if _is(node, f"{BASE}post/"))}
        roles = [role for post in posts for role in roles_with(self._store, CG.post, post)]
        yield from tenures(self._store, in_order(roles), self._same)
        yield from operations_of(self._store, self._operations, self._same, self._members)
        names = Labels(self._store)
        for node in self._subjects:
            yield from merged_of(self._store, node, self._same, self._members)
            if _is(node, _THINGS[0]) and self._has_posts(node):
                yield Triple(node, RDFS.label, Literal(names[node]))

    def _has_posts(self, organisation: NamedNode) -> bool:
        roles = roles_with(self._store, CG.organisation, organisation)
        return any(role.post is not None for role in roles)

    def present(self) -> Iterator[Quad]:
        """What the graph says of them now; that two match closely goes with their judgement."""
        quads = self._store.engine.quads_for_pattern
        judged = (
            quad.subject
            for iri in (*self._people, *self._unlisted)
            for quad in quads(None, CG.compares, NamedNode(iri), IDENTITY)
        )
        for node in set(judged):
            ends = [quad.object for quad in quads(node, CG.compares, None, IDENTITY)]
            yield from quads(node, None, None, IDENTITY)
            for end in ends:
                for other in ends:
                    yield from quads(end, SKOS.closeMatch, other, IDENTITY)  # type: ignore[arg-type]
        for post in {node for node in self._subjects if _is(node, f"{BASE}post/")}:
            for quad in quads(None, CG.inPost, post, IDENTITY):
                yield from quads(quad.subject, None, None, IDENTITY)
        for site, operator in self._operations:
            node = identifiers.operation(NamedNode(site), NamedNode(operator))
            yield from quads(node, None, None, IDENTITY)
        for node in self._subjects:
            for quad in quads(node, None, None, IDENTITY):
                if quad.predicate != SKOS.closeMatch:
                    yield quad


def _turned(same: dict[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for iri, known in sorted(same.items()):
        members[known].append(iri)
    return members


def _is(term: object, *starts: str) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(starts)
