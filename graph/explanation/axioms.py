"""Where an axiom of the closed ontology comes from: what the ontology writes, and how it follows.

The closure runs on axioms that are closed already (``cg:Trust`` under ``org:Organization``); a
proof shows the steps that the ontology and its alignments write down.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ..reasoning import compile_rules, our_schema
from ..reasoning.backward import Backward, Instance
from ..reasoning.schema import Schema, Term
from ..vocabulary import OWL, RDFS
from .expressions import expression
from .terms import words

CLOSED = "scm"
"""The rule of an axiom that the closed schema has and no written axiom gives."""

_PATHS: dict[Term, tuple[Term, str, str]] = {
    RDFS.subClassOf: (OWL.equivalentClass, "scm-sco", "cax-eqc"),
    RDFS.subPropertyOf: (OWL.equivalentProperty, "scm-spo", "prp-eqp"),
}
"""What is followed upwards: with equivalence, the rule that joins steps, the rules of one step."""

_ENDS: dict[Term, str] = {RDFS.domain: "scm-dom", RDFS.range: "scm-rng"}


@dataclass(frozen=True, slots=True)
class Axiom:
    """What the ontology says: as written where ``rule`` is ``None``, else with what gives it."""

    statement: str
    rule: str | None = None
    premises: tuple[Axiom, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    """One step up: where it leads, by which axiom, and the rule that uses it (``None``: usual)."""

    above: Term
    axiom: Axiom
    rule: str | None = None


class Axioms:
    """The axioms of one ontology."""

    def __init__(self, written: Schema) -> None:
        self._written = written
        self._terms = {term for triple in written for term in triple}
        self._edges = {relation: self._upward(relation) for relation in _PATHS}

    def of(self, instance: Instance) -> tuple[str, tuple[Axiom, ...]]:
        """The rule's name for the axiom as it is written, and the axiom."""
        rule = instance.rule
        subject, relation, object_ = instance.axiom
        named = not isinstance(subject, ox.BlankNode)
        if object_ is None:
            return rule, self._list_axiom(subject, relation, instance) if named else ()
        if relation in _PATHS:
            return self._stepping(rule, subject, relation, object_)
        if relation in _ENDS:
            return rule, (self._end(subject, relation, object_),)
        if relation == OWL.inverseOf and (subject, relation, object_) not in self._written:
            return "prp-inv2", (self._plain(object_, relation, subject),)
        # A restriction without a name says itself what it asks.
        return rule, (self._plain(subject, relation, object_),) if named else ()

    def words(self, term: Term) -> str:
        """A term in words, a class without a name as what it is made of."""
        return expression(self._written, term) if term in self._terms else words(term)

    def schema_axiom(self, subject: Term, relation: Term, object_: Term) -> Axiom | None:
        """The axiom that a statement about the ontology itself is or follows from, if any."""
        if not self._terms.issuperset((subject, relation, object_)):
            return None
        if relation in _PATHS:
            found = self._joined(subject, relation, object_)
        elif relation in _ENDS:
            found = self._end(subject, relation, object_)
        else:
            return None
        return None if found.rule == CLOSED else found

    def _plain(self, subject: Term, relation: Term, object_: Term) -> Axiom:
        statement = " ".join(map(self.words, (subject, relation, object_)))
        return Axiom(statement, None if (subject, relation, object_) in self._written else CLOSED)

    def _list_axiom(self, subject: Term, relation: Term, instance: Instance) -> tuple[Axiom, ...]:
        """The axiom whose list is what the premises go by."""
        place = 1 if relation == OWL.propertyChainAxiom else 2
        wanted = [premise[place] for premise in instance.premises]
        for head in self._written.objects(subject, relation):
            if self._written.listed(head) == wanted:
                return (self._plain(subject, relation, head),)
        return ()

    def _stepping(
        self, rule: str, subject: Term, relation: Term, object_: Term
    ) -> tuple[str, tuple[Axiom, ...]]:
        path = self._path(subject, relation, object_)
        if len(path) == 1:
            return path[0].rule or rule, (path[0].axiom,)
        return rule, (self._joined(subject, relation, object_),)

    def _joined(self, below: Term, relation: Term, above: Term) -> Axiom:
        """One is under the other by the shortest way that the ontology writes down."""
        path = self._path(below, relation, above)
        if len(path) == 1:
            return path[0].axiom
        statement = " ".join(map(self.words, (below, relation, above)))
        if not path:
            return Axiom(statement, CLOSED)
        rule = _PATHS[relation][1]
        return Axiom(statement, rule, tuple(edge.axiom for edge in path))

    def _end(self, on: Term, relation: Term, name: Term) -> Axiom:
        """A domain or range: as written, of a class below, or of a property above."""
        statement = " ".join(map(self.words, (on, relation, name)))
        ways = [
            self._end_by(on, relation, name, holder, kind)
            for holder, kind in self._written.pairs(relation)
            if holder == on or self._path(on, RDFS.subPropertyOf, holder)
            if kind == name or self._path(kind, RDFS.subClassOf, name)
        ]
        return min(
            ways, key=lambda axiom: (_size(axiom), str(axiom)), default=Axiom(statement, CLOSED)
        )

    def _end_by(self, on: Term, relation: Term, name: Term, holder: Term, kind: Term) -> Axiom:
        found = self._plain(holder, relation, kind)
        rule = _ENDS[relation]
        if holder != on:
            statement = " ".join(map(self.words, (on, relation, kind)))
            above = self._joined(on, RDFS.subPropertyOf, holder)
            found = Axiom(statement, f"{rule}2", (found, above))
        if kind != name:
            statement = " ".join(map(self.words, (on, relation, name)))
            above = self._joined(kind, RDFS.subClassOf, name)
            found = Axiom(statement, f"{rule}1", (found, above))
        return found

    def _path(self, below: Term, relation: Term, above: Term) -> list[_Edge]:
        """The shortest way up; none where there is no way or both are the same."""
        came: dict[Term, tuple[Term, _Edge] | None] = {below: None}
        queue = deque([below])
        while queue and above not in came:
            node = queue.popleft()
            for edge in self._edges[relation].get(node, ()):
                if edge.above not in came:
                    came[edge.above] = (node, edge)
                    queue.append(edge.above)
        path: list[_Edge] = []
        step = came.get(above)
        while step is not None:
            path.append(step[1])
            step = came[step[0]]
        return path[::-1]

    def _upward(self, relation: Term) -> dict[Term, list[_Edge]]:
        edges: dict[Term, list[_Edge]] = defaultdict(list)
        for below, edge in self._steps(relation):
            edges[below].append(edge)
        return {
            below: sorted(found, key=lambda edge: (edge.rule or "", self.words(edge.above)))
            for below, found in edges.items()
        }

    def _steps(self, relation: Term) -> Iterator[tuple[Term, _Edge]]:
        equivalence, _, one = _PATHS[relation]
        direct = RDFS.subClassOf if relation == RDFS.subClassOf else RDFS.subPropertyOf
        for below, above in self._written.pairs(direct):
            yield below, _Edge(above, self._plain(below, direct, above))
        for left, right in self._written.pairs(equivalence):
            axiom = self._plain(left, equivalence, right)
            yield left, _Edge(right, axiom, f"{one}1")
            yield right, _Edge(left, axiom, f"{one}2")
        if direct == RDFS.subClassOf:
            yield from self._made_of()

    def _made_of(self) -> Iterator[tuple[Term, _Edge]]:
        """An intersection is under each part, and each part under a union."""
        for whole, head in self._written.pairs(OWL.intersectionOf):
            axiom = self._plain(whole, OWL.intersectionOf, head)
            for part in self._written.listed(head):
                yield whole, _Edge(part, axiom, "cls-int2")
        for whole, head in self._written.pairs(OWL.unionOf):
            axiom = self._plain(whole, OWL.unionOf, head)
            for part in self._written.listed(head):
                yield part, _Edge(whole, axiom, "cls-uni")


def _size(axiom: Axiom) -> int:
    return 1 + sum(map(_size, axiom.premises))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The rules of an ontology read backwards, and the axioms behind them."""

    rules: Backward
    axioms: Axioms


def knowledge_of(written: Schema) -> Knowledge:
    """What proofs over an ontology need; it is closed for that."""
    return Knowledge(Backward(compile_rules(written)), Axioms(written))


@cache
def knowledge() -> Knowledge:
    """What proofs over our ontology need, made once."""
    return knowledge_of(our_schema())
