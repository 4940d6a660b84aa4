"""Who states a triple: the graphs that hold it, their claims, and the sentences behind those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

import pyoxigraph as ox

from .. import identifiers
from ..vocabulary import BASE, CG, DCTERMS, OA, PROV, VERDICT
from .terms import label

if TYPE_CHECKING:
    from ..reasoning.schema import Term, Triple
    from ..store import Store

MOST_SOURCES = 5
MOST_CLAIMS = 3

BACKGROUND = {
    "graph/ontology": "the ontology",
    "graph/reference": "the reference tables",
    "graph/register": "the official register",
    "graph/ledger": "the ledger",
    "graph/identity": "who is who",
    "graph/decisions": "a reviewer's decisions",
}
_INFERRED = identifiers.graph("inferred")
_LEDGER = identifiers.graph("ledger")
_IDENTITY = identifiers.graph("identity")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of an article with the sentence around them, parted into before, the words, after."""

    iri: str
    start: int
    end: int
    before: str
    exact: str
    after: str


@dataclass(frozen=True, slots=True)
class ClaimSaid:
    """A claim: what it says, by which rule and how surely, who says it, and its words."""

    iri: str
    words: str
    rule: str
    confidence: str
    voice: str
    speaker: str
    evidence: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A graph that states a triple, and as many of the claims behind it as are told.

    ``because``: the judgements of who is who that the statement rests on.
    """

    graph: str
    name: str
    date: str
    because: tuple[str, ...]
    claims: tuple[ClaimSaid, ...]
    more: int


class Witnesses:
    """Finds who states triples, remembering what it has looked up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims: dict[tuple[str, str], frozenset[ox.NamedNode]] = {}

    def of(self, triple: Triple) -> tuple[tuple[Stated, ...], int]:
        """The graphs that state the triple, a few, and how many more there are."""
        subject, predicate, object_ = triple
        found = self._store.engine.quads_for_pattern(subject, predicate, object_)  # type: ignore[arg-type]
        stating = [quad for quad in found if quad.graph_name != _INFERRED]
        stating.sort(key=lambda quad: str(quad.graph_name))
        shown = tuple(self._stated(quad) for quad in stating[:MOST_SOURCES])
        return shown, max(0, len(stating) - MOST_SOURCES)

    def behind(self, quad: ox.Quad) -> list[ox.NamedNode]:
        """The claims behind a statement: of the article whose graph holds it, or what is derived.

        In an article those that speak of both ends of it; else those that name its subject; else
        all that speak of its subject.
        """
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        if isinstance(subject, ox.Triple) or not isinstance(graph, ox.NamedNode):
            return []
        if graph == _LEDGER:
            return [object_] if is_claim(object_) else self._supporting(subject)
        if graph == _IDENTITY:
            return self._identifying(subject, object_)
        if not graph.value.startswith(f"{BASE}article/"):
            return []
        if is_claim(subject):
            return [subject]
        ours = self._claims_on(subject, graph)
        both = ours & self._claims_on(object_, graph)
        named = [claim for claim in ours if "/claim/mention-" in claim.value]
        return sorted(both or named or ours, key=str)

    def _supporting(
        self, derived: ox.NamedNode | ox.BlankNode, by: ox.NamedNode = CG.supportedBy
    ) -> list[ox.NamedNode]:
        quads = self._store.engine.quads_for_pattern(derived, by, None)
        return sorted({quad.object for quad in quads if is_claim(quad.object)}, key=str)

    def _identifying(
        self, subject: ox.NamedNode | ox.BlankNode, object_: Term | ox.Triple
    ) -> list[ox.NamedNode]:
        """The claims that show a post or an operation, else those that speak of both ends."""
        if is_claim(subject) or is_claim(object_):
            return [node for node in (subject, object_) if is_claim(node)]
        shown = self._supporting(subject, CG.shownBy)
        if shown:
            return shown
        both = self._claims_on(subject, None) & self._claims_on(object_, None)
        return sorted(both, key=str)

    def _claims_on(
        self, term: Term | ox.Triple, graph: ox.NamedNode | None
    ) -> frozenset[ox.NamedNode]:
        if is_claim(term):
            return frozenset([term])
        if isinstance(term, ox.Triple):
            return frozenset()
        key = (str(term), graph.value if graph is not None else "")
        if key not in self._claims:
            quads = self._store.engine.quads_for_pattern(None, None, term, graph)
            self._claims[key] = frozenset(quad.subject for quad in quads if is_claim(quad.subject))
        return self._claims[key]

    def _stated(self, quad: ox.Quad) -> Stated:
        graph = quad.graph_name
        iri = graph.value if isinstance(graph, ox.NamedNode) else ""
        claims = self.behind(quad)
        return Stated(
            iri,
            BACKGROUND.get(iri.removeprefix(BASE)) or label(self._store, ox.NamedNode(iri)),
            self._words(ox.NamedNode(iri), DCTERMS.issued),
            self._judged(quad) if graph == _IDENTITY else (),
            tuple(self._said(claim) for claim in claims[:MOST_CLAIMS]),
            max(0, len(claims) - MOST_CLAIMS),
        )

    def _judged(self, quad: ox.Quad) -> tuple[str, ...]:
        """The judgements of the statement's two ends, and those that join what each stands for."""
        ends = {quad.subject, quad.object}
        joined = {*ends, *(one for end in ends for one in self._subjects(CG.identifiedAs, end))}
        compared = Counter(one for node in joined for one in self._subjects(CG.compares, node))
        direct = Counter(one for node in ends for one in self._subjects(CG.compares, node))
        reasons = {
            f"{label(self._store, one)}: {self._words(one, CG.because)}"
            for one, ends_compared in compared.items()
            if direct[one] == 2
            or (ends_compared == 2 and self._words(one, CG.verdict) == VERDICT["same"].value)
        }
        return tuple(sorted(reasons)[:MOST_CLAIMS])

    def _subjects(self, predicate: ox.NamedNode, value: Term | ox.Triple) -> Iterator[ox.NamedNode]:
        """What who is who says this of."""
        if isinstance(value, ox.NamedNode):
            for quad in self._store.engine.quads_for_pattern(None, predicate, value, _IDENTITY):
                if isinstance(quad.subject, ox.NamedNode):
                    yield quad.subject

    def _said(self, claim: ox.NamedNode) -> ClaimSaid:
        quads = self._store.engine.quads_for_pattern(claim, CG.evidence, None)
        evidence = [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]
        voice = self._words(claim, CG.voice)
        speaker = self._words(claim, PROV.wasAttributedTo)
        return ClaimSaid(
            claim.value,
            label(self._store, claim),
            self._words(claim, CG.rule),
            self._words(claim, CG.confidence),
            label(self._store, ox.NamedNode(voice)) if voice else "",
            label(self._store, ox.NamedNode(speaker)) if speaker else "",
            tuple(sorted(map(self._quoted, evidence), key=lambda said: (said.start, said.end))),
        )

    def _quoted(self, node: ox.NamedNode) -> Quoted:
        start, end, exact, sentence, prefix = (
            self._words(node, term) for term in (OA.start, OA.end, OA.exact, CG.sentence, OA.prefix)
        )
        at = _offset(sentence, exact, prefix)
        return Quoted(
            node.value,
            int(start) if start.isdigit() else 0,
            int(end) if end.isdigit() else 0,
            sentence[:at],
            exact,
            sentence[at + len(exact) :],
        )

    def _words(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
        quads = self._store.engine.quads_for_pattern(subject, predicate, None)
        found: Sequence[str] = [
            quad.object.value
            for quad in quads
            if isinstance(quad.object, ox.Literal | ox.NamedNode)
        ]
        return min(found, default="")


def _offset(sentence: str, exact: str, prefix: str) -> int:
    """Where the words stand in the sentence; the text before them tells which of several."""
    for context in range(len(prefix), -1, -1):
        before = prefix[len(prefix) - context :]
        at = sentence.find(before + exact)
        if at >= 0:
            return at + len(before)
    return 0


def is_claim(node: object) -> TypeGuard[ox.NamedNode]:
    """Whether a term is the node of a claim."""
    return isinstance(node, ox.NamedNode) and "/claim/" in node.value
