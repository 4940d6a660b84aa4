"""Organisations and sites that the tables don't know, beside the listed ones they may be.

Names are compared by their telling words: those that few listed names have weigh most.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from .. import identifiers
from ..reference import OrganisationRecord, SiteRecord, fold_name, load_reference
from ..vocabulary import BASE, CG, PREFIXES, RDF, RDFS
from .judgements import Judgement, Pair, Reason, weigh
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store

_ALIKE = {"organisation": 0.65, "site": 0.55}
"""From this share of telling words on, two names of a kind are worth a reviewer's look."""
_MOST = Decimal("0.7")
"""A likeness of names alone makes nothing the same."""
_NO = Literal(False)
_WORD = re.compile(r"[a-z0-9']+")

Weights = Mapping[str, float]


def unlisted_judgements(
    store: Store, decided: Mapping[Pair, Judgement], among: Iterable[str] | None = None
) -> Iterator[Judgement]:
    """A judgement for each unlisted name and the listed one most like it, where one is.

    ``among``: only for these IRIs.
    """
    told = _unlisted(store) if among is None else _unlisted_among(store, among)
    for iri, name in told:
        for other, share, called in _alike(iri.removeprefix(BASE).partition("/")[0], name):
            score = Decimal(str(round(share, 2)))
            reason = Reason(score, f"{name!r} is not listed and has the words of {called!r}")
            judgement = weigh(iri, other, [reason], _MOST)
            yield decided.get(judgement.pair, judgement)


def _unlisted(store: Store) -> list[tuple[str, str]]:
    rows = store.query(
        """SELECT DISTINCT ?it ?name { GRAPH ?g {
            ?c a cg:MentionClaim ; cg:linked false ; cg:about ?it . ?it rdfs:label ?name } }""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    names: dict[str, str] = {}
    for it, name in rows:
        names[it.value] = min(names.get(it.value, name.value), name.value)
    return sorted(names.items())


def _unlisted_among(store: Store, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    for iri in sorted(iris):
        node = NamedNode(iri)
        graphs = {
            quad.graph_name
            for quad in stated(store, None, CG.about, node)
            if Quad(quad.subject, CG.linked, _NO, quad.graph_name) in store.engine
            and Quad(quad.subject, RDF.type, CG.MentionClaim, quad.graph_name) in store.engine
        }
        labels = (quad for quad in stated(store, node, RDFS.label) if quad.graph_name in graphs)
        names = [quad.object.value for quad in labels if isinstance(quad.object, Literal)]
        if names:
            yield iri, min(names)


def _alike(kind: str, name: str) -> list[tuple[str, float, str]]:
    """The listed things most like the name, several if equally so: IRI, share of words, name."""
    if kind not in _ALIKE:
        return []
    names, index, weights = _index(kind)
    words = _words(name)
    likely = {
        place for word in words if len(index[word]) < len(names) / 20 for place in index[word]
    }
    found: dict[str, tuple[float, str]] = {}
    for place in likely:
        iri, called = names[place]
        share = _share(words, _words(called), weights)
        if share >= _ALIKE[kind]:
            found[iri] = max(found.get(iri, (0.0, "")), (share, called))
    most = max((share for share, _ in found.values()), default=0.0)
    return [(iri, share, called) for iri, (share, called) in sorted(found.items()) if share == most]


def _share(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    rarest = max(weights.values())
    total = sum(weights.get(word, rarest) for word in sorted(one | other))
    return sum(weights.get(word, rarest) for word in sorted(one & other)) / total if total else 0.0


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold_name(name)))


@cache
def _index(kind: str) -> tuple[list[tuple[str, str]], Mapping[str, list[int]], Weights]:
    """All listed names of a kind with their IRIs, where each word stands, and what it weighs."""
    reference = load_reference()
    records: Iterable[OrganisationRecord | SiteRecord] = (
        reference.organisations.values() if kind == "organisation" else reference.sites.values()
    )
    names = [(_iri(record), called) for record in records for called in _names(record)]
    index: dict[str, list[int]] = defaultdict(list)
    for place, (_, called) in enumerate(names):
        for word in _words(called):
            index[word].append(place)
    counts = Counter({word: len(places) for word, places in index.items()})
    weights = {word: math.log(1 + len(names) / count) for word, count in counts.items()}
    return names, index, weights


def _iri(record: OrganisationRecord | SiteRecord) -> str:
    if isinstance(record, SiteRecord):
        return identifiers.site(identifiers.site_key(record.name, record.code)).value
    return identifiers.organisation(identifiers.organisation_key(record.name, record.code)).value


def _names(record: OrganisationRecord | SiteRecord) -> tuple[str, ...]:
    former = record.former_names if isinstance(record, OrganisationRecord) else ()
    return (record.name, *former, *record.aliases)
