"""Where an axiom of the closed ontology comes from: what the ontology writes, and how it follows.

The closure runs on axioms that owlrl has closed (``cg:Trust`` under ``org:Organization``); a proof
shows the steps that the ontology and its alignments write down.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import OWL, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ..reasoning import compile_rules, schema
from ..reasoning.backward import Backward, Instance
from ..reasoning.rules import Term, as_term
from .expressions import expression
from .terms import words

CLOSED = "scm"
"""The rule of an axiom that only owlrl's closure of the schema gives."""

_PATHS = {
    str(RDFS.subClassOf): (OWL.equivalentClass, "scm-sco", "cax-eqc"),
    str(RDFS.subPropertyOf): (OWL.equivalentProperty, "scm-spo", "prp-eqp"),
}
"""What is followed upwards: with equivalence, the rule that joins steps, the rules of one step."""

_ENDS = {str(RDFS.domain): "scm-dom", str(RDFS.range): "scm-rng"}


@dataclass(frozen=True, slots=True)
class Axiom:
    """What the ontology says: as written where ``rule`` is ``None``, else with what gives it."""

    statement: str
    rule: str | None = None
    premises: tuple[Axiom, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    """One step up: where it leads, by which axiom, and the rule that uses it (``None``: usual)."""

    above: Node
    axiom: Axiom
    rule: str | None = None


class Axioms:
    """The axioms of one ontology."""

    def __init__(self, written: Graph) -> None:
        self._written = written
        self._nodes: dict[Term, Node] = {}
        for triple in written:
            self._nodes.update((as_term(node), node) for node in triple)
        self._edges = {relation: self._upward(relation) for relation in _PATHS}

    def of(self, instance: Instance) -> tuple[str, tuple[Axiom, ...]]:
        """The rule's name for the axiom as it is written, and the axiom."""
        rule = instance.rule
        subject, relation, object_ = (
            None if term is None else self._node(term) for term in instance.axiom
        )
        assert subject is not None
        assert relation is not None
        named = not isinstance(instance.axiom[0], ox.BlankNode)
        if object_ is None:
            return rule, self._list_axiom(subject, relation, instance) if named else ()
        if str(relation) in _PATHS:
            return self._stepping(rule, subject, relation, object_)
        if str(relation) in _ENDS:
            return rule, (self._end(subject, relation, object_),)
        if relation == OWL.inverseOf and (subject, relation, object_) not in self._written:
            return "prp-inv2", (self._plain(object_, relation, subject),)
        # A restriction without a name says itself what it asks.
        return rule, (self._plain(subject, relation, object_),) if named else ()

    def words(self, term: Term) -> str:
        """A term in words, a class without a name as what it is made of."""
        return self._words(self._node(term)) if term in self._nodes else words(term)

    def schema_axiom(self, subject: Term, relation: Term, object_: Term) -> Axiom | None:
        """The axiom that a statement about the ontology itself is or follows from, if any."""
        terms = (subject, relation, object_)
        if not all(term in self._nodes for term in terms):
            return None
        nodes = [self._node(term) for term in terms]
        if str(nodes[1]) in _PATHS:
            found = self._joined(*nodes)
        elif str(nodes[1]) in _ENDS:
            found = self._end(*nodes)
        else:
            return None
        return None if found.rule == CLOSED else found

    def _node(self, term: Term) -> Node:
        if term in self._nodes:
            return self._nodes[term]
        return BNode(term.value) if isinstance(term, ox.BlankNode) else URIRef(term.value)

    def _words(self, node: Node) -> str:
        return expression(self._written, node)

    def _plain(self, subject: Node, relation: Node, object_: Node) -> Axiom:
        statement = " ".join(map(self._words, (subject, relation, object_)))
        return Axiom(statement, None if (subject, relation, object_) in self._written else CLOSED)

    def _list_axiom(self, subject: Node, relation: Node, instance: Instance) -> tuple[Axiom, ...]:
        """The axiom whose list is what the premises go by."""
        place = 1 if relation == OWL.propertyChainAxiom else 2
        wanted = [self._node(premise[place]) for premise in instance.premises]
        for head in self._written.objects(subject, relation):
            if list(Collection(self._written, head)) == wanted:
                return (self._plain(subject, relation, head),)
        return ()

    def _stepping(
        self, rule: str, subject: Node, relation: Node, object_: Node
    ) -> tuple[str, tuple[Axiom, ...]]:
        path = self._path(subject, relation, object_)
        if len(path) == 1:
            return path[0].rule or rule, (path[0].axiom,)
        return rule, (self._joined(subject, relation, object_),)

    def _joined(self, below: Node, relation: Node, above: Node) -> Axiom:
        """One is under the other by the shortest way that the ontology writes down."""
        path = self._path(below, relation, above)
        if len(path) == 1:
            return path[0].axiom
        statement = " ".join(map(self._words, (below, relation, above)))
        if not path:
            return Axiom(statement, CLOSED)
        rule = _PATHS[str(relation)][1]
        return Axiom(statement, rule, tuple(edge.axiom for edge in path))

    def _end(self, on: Node, relation: Node, name: Node) -> Axiom:
        """A domain or range: as written, of a class below, or of a property above."""
        statement = " ".join(map(self._words, (on, relation, name)))
        ways = [
            self._end_by(on, relation, name, holder, kind)
            for holder, kind in self._written.subject_objects(relation)
            if holder == on or self._path(on, RDFS.subPropertyOf, holder)
            if kind == name or self._path(kind, RDFS.subClassOf, name)
        ]
        return min(
            ways, key=lambda axiom: (_size(axiom), str(axiom)), default=Axiom(statement, CLOSED)
        )

    def _end_by(self, on: Node, relation: Node, name: Node, holder: Node, kind: Node) -> Axiom:
        found = self._plain(holder, relation, kind)
        rule = _ENDS[str(relation)]
        if holder != on:
            statement = " ".join(map(self._words, (on, relation, kind)))
            above = self._joined(on, RDFS.subPropertyOf, holder)
            found = Axiom(statement, f"{rule}2", (found, above))
        if kind != name:
            statement = " ".join(map(self._words, (on, relation, name)))
            above = self._joined(kind, RDFS.subClassOf, name)
            found = Axiom(statement, f"{rule}1", (found, above))
        return found

    def _path(self, below: Node, relation: Node, above: Node) -> list[_Edge]:
        """The shortest way up; none where there is no way or both are the same."""
        came: dict[Node, tuple[Node, _Edge] | None] = {below: None}
        queue = deque([below])
        while queue and above not in came:
            node = queue.popleft()
            for edge in self._edges[str(relation)].get(node, ()):
                if edge.above not in came:
                    came[edge.above] = (node, edge)
                    queue.append(edge.above)
        path: list[_Edge] = []
        step = came.get(above)
        while step is not None:
            path.append(step[1])
            step = came[step[0]]
        return path[::-1]

    def _upward(self, relation: str) -> dict[Node, list[_Edge]]:
        edges: dict[Node, list[_Edge]] = defaultdict(list)
        for below, edge in self._steps(relation):
            edges[below].append(edge)
        return {
            below: sorted(found, key=lambda edge: (edge.rule or "", self._words(edge.above)))
            for below, found in edges.items()
        }

    def _steps(self, relation: str) -> Iterator[tuple[Node, _Edge]]:
        equivalence, _, one = _PATHS[relation]
        direct = RDFS.subClassOf if relation == str(RDFS.subClassOf) else RDFS.subPropertyOf
        for below, above in self._written.subject_objects(direct):
            yield below, _Edge(above, self._plain(below, direct, above))
        for left, right in self._written.subject_objects(equivalence):
            axiom = self._plain(left, equivalence, right)
            yield left, _Edge(right, axiom, f"{one}1")
            yield right, _Edge(left, axiom, f"{one}2")
        if direct == RDFS.subClassOf:
            yield from self._made_of()

    def _made_of(self) -> Iterator[tuple[Node, _Edge]]:
        """An intersection is under each part, and each part under a union."""
        for whole, head in self._written.subject_objects(OWL.intersectionOf):
            axiom = self._plain(whole, OWL.intersectionOf, head)
            for part in Collection(self._written, head):
                yield whole, _Edge(part, axiom, "cls-int2")
        for whole, head in self._written.subject_objects(OWL.unionOf):
            axiom = self._plain(whole, OWL.unionOf, head)
            for part in Collection(self._written, head):
                yield part, _Edge(whole, axiom, "cls-uni")


def _size(axiom: Axiom) -> int:
    return 1 + sum(map(_size, axiom.premises))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The rules of an ontology read backwards, and the axioms behind them."""

    rules: Backward
    axioms: Axioms


def knowledge_of(written: Graph) -> Knowledge:
    """What proofs over an ontology need; it is closed for that, which takes a second."""
    return Knowledge(Backward(compile_rules(written)), Axioms(written))


@cache
def knowledge() -> Knowledge:
    """What proofs over our ontology need, made once."""
    return knowledge_of(schema())
