"""Claims: one node for what the article says, however often it says it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..article import Article
from ..facts import Fact
from ..vocabulary import CG, PROV, RDF, RDFS, VOICE
from .evidence import Evidence
from .literals import decimal
from .names import Names, Triple

Statement = tuple[NamedNode, NamedNode | Literal | None]
"""Property and value; a value that is not known (``None``) says nothing."""

_NOT_CONTENT = frozenset({"evidence", "confidence", "rule", "cues"})
_FIELDS: dict[str, tuple[str, ...]] = {}


@dataclass(slots=True)
class _Draft:
    kind: NamedNode
    label: str
    statements: list[Statement]
    facts: list[Fact]


class Claims:
    """The claims of one article; equal facts from several places make one, with all evidence."""

    def __init__(self, article: Article, names: Names, evidence: Evidence, run: NamedNode) -> None:
        self._key = article.key
        self._article = identifiers.article(article.key)
        self._names = names
        self._evidence = evidence
        self._run = run
        self._drafts: dict[NamedNode, _Draft] = {}

    def add(
        self,
        kind: str,
        fact: Fact,
        label: str,
        statements: Iterable[Statement],
        words: str = "",
    ) -> NamedNode:
        """Note a claim of a kind ("rating": ``cg:RatingClaim``); ``words`` part like facts."""
        node = identifiers.claim(self._key, kind, content(fact) + words)
        draft = self._drafts.get(node)
        if draft is None:
            kind_node = CG[f"{kind.capitalize()}Claim"]
            self._drafts[node] = _Draft(kind_node, label, list(statements), [fact])
        else:
            draft.facts.append(fact)
        return node

    def triples(self) -> Iterator[Triple]:
        """All claims, in the order of their IRIs' making."""
        for node, draft in self._drafts.items():
            yield from self._describe(node, draft)

    def _describe(self, node: NamedNode, draft: _Draft) -> Iterator[Triple]:
        surest = max(draft.facts, key=lambda fact: fact.confidence)
        yield node, RDF.type, draft.kind
        yield node, RDFS.label, Literal(draft.label)
        yield node, CG.statedIn, self._article
        for span in sorted({span for fact in draft.facts for span in fact.evidence}):
            yield node, CG.evidence, self._evidence.node(span)
        if (confidence := decimal(round(surest.confidence, 4))) is not None:
            yield node, CG.confidence, confidence
        yield node, CG.rule, Literal(surest.rule)
        yield node, CG.voice, VOICE[surest.attribution.voice]
        if surest.attribution.speaker:
            yield node, PROV.wasAttributedTo, self._names.anyone(surest.attribution.speaker)
        yield node, PROV.wasGeneratedBy, self._run
        for predicate, value in draft.statements:
            if value is not None:
                yield node, predicate, value


def content(fact: Fact) -> str:
    """What the fact says, as canonical JSON: without its evidence, confidence and rule."""
    said = {name: getattr(fact, name) for name in _content_fields(fact)}
    said["attribution"] = [fact.attribution.voice, fact.attribution.speaker]
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def _content_fields(fact: Fact) -> tuple[str, ...]:
    kind = type(fact).__name__
    if kind not in _FIELDS:
        names = (field.name for field in fields(fact))
        _FIELDS[kind] = tuple(name for name in names if name not in _NOT_CONTENT)
    return _FIELDS[kind]
