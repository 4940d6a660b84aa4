"""The network view: entities as nodes, each claim as one readable dated edge (see ``folding``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from .errors import InputError, UnknownName
from .folding import Edge, edges, known_as
from .identifiers import digest
from .parameters import pattern
from .store import Store
from .vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.MultiDiGraph[str]

KINDS: dict[str, str] = {
    "Trust": "trust",
    "Regulator": "regulator",
    "PublicBody": "body",
    "Provider": "provider",
    "Organisation": "organisation",
    "Hospital": "hospital",
    "Site": "site",
    "Inspector": "inspector",
    "Executive": "executive",
}
"""Class → kind of node, the most telling first; people of neither class are ``person``."""

_CALLED = {
    "subject-name": "entity",
    "organisation-name": "organisation",
    "person-name": "person",
    "agent-name": "person or organisation",
}
"""Type of parameter → what to call what it looks up."""

_BY_PATH = {"service": "service", "organisation": "organisation", "site": "site"}
_HUBS = re.compile(re.escape(BASE) + r"(?:service/.*|organisation/cqc)")
"""What is part of a neighbourhood, but not a way further out."""


def network(store: Store, about: str | Collection[str] | None = None, depth: int = 1) -> Network:
    """The whole network, or what lies within ``depth`` edges of the entities that ``about`` names.

    ``about`` is an IRI, a code or part of a name, or several IRIs. Nodes carry ``label`` and
    ``kind``; edges carry ``kind``, ``label``, ``start``, ``end`` and what else the claim says.
    Services and the Care Quality Commission end a neighbourhood, unless they are what it is about.
    """
    if about is None:
        return _graph(store, edges(store))
    seeds = subjects(store, about) if isinstance(about, str) else sorted(about)
    return _graph(store, _around(store, seeds, depth))


def write(store: Store, output: IO[bytes], form: str, about: str | None = None) -> None:
    """Write the network, or a neighbourhood, in a form of network files."""
    from .network_files import network_bytes

    output.write(network_bytes(network(store, about), form))


def subjects(store: Store, name: str, kind: str = "subject-name") -> list[str]:
    """The IRIs of the entities with claims that a name, code or IRI stands for, sorted.

    ``kind`` is a type of parameter: ``subject-name``, ``organisation-name``, ``person-name``.
    """
    query = f"""SELECT DISTINCT ?it WHERE {{
        {pattern("it", kind, name)}
        {{ ?claim cg:about ?it }}
        UNION {{ ?claim cg:speaker ?it }}
        UNION {{ ?claim cg:operator|cg:organisation ?it }}
    }}"""
    known = known_as(store)
    found: set[str] = {row["it"].value for row in _select(store, query)}
    iris = sorted({known.get(iri, iri) for iri in found})
    if not iris:
        raise UnknownName(_CALLED[kind], name, _parts(store, len(name.split())))
    return iris


def _parts(store: Store, words: int) -> set[str]:
    """All parts of so many words of every entity's name: each may stand for the whole."""
    rows = _select(store, "SELECT DISTINCT ?label { ?claim cg:about/rdfs:label ?label }")
    names = [row["label"].value.split() for row in rows]
    starts = ((name, start) for name in names for start in range(max(len(name) - words + 1, 1)))
    return {" ".join(name[start : start + words]) for name, start in starts}


def is_hub(iri: str) -> bool:
    """Whether nearly everything touches it: a service, or the Care Quality Commission."""
    return _HUBS.fullmatch(iri) is not None


def _around(store: Store, seeds: list[str], depth: int) -> list[Edge]:
    if depth < 1:
        raise InputError(f"a neighbourhood of depth {depth!r} holds nothing; give 1 or more")
    nodes, frontier = set(seeds), set(seeds)
    for _ in range(depth):
        if not frontier:
            break
        reached = {end for edge in edges(store, frontier) for end in (edge.source, edge.target)}
        frontier = {iri for iri in reached - nodes if not is_hub(iri)}
        nodes |= reached
    inner = {iri for iri in nodes if iri in seeds or not is_hub(iri)}
    return [edge for edge in edges(store, inner) if {edge.source, edge.target} <= nodes]


def _graph(store: Store, found: list[Edge]) -> Network:
    import networkx as nx

    graph: Network = nx.MultiDiGraph()
    ends = {end for edge in found for end in (edge.source, edge.target)}
    concepts = {
        iri
        for edge in found
        for iri in (edge.question, edge.grade, edge.previous, edge.movement, edge.action)
        if iri
    }
    labels = labels_of(store, ends | concepts)
    kinds = kinds_of(store, ends)
    for iri in sorted(ends):
        graph.add_node(iri, label=labels[iri], kind=kinds[iri])
    for edge in found:
        name = digest(" ".join((*edge.order(), edge.article)), 12)
        graph.add_edge(edge.source, edge.target, key=name, **_attributes(edge, labels))
    return graph


def _attributes(edge: Edge, labels: dict[str, str]) -> dict[str, str | float | int]:
    """An edge as others read it; what is not known is left out."""
    said = {
        "question": labels.get(edge.question, ""),
        "grade": labels.get(edge.grade, ""),
        "previous": labels.get(edge.previous, ""),
        "movement": labels.get(edge.movement, ""),
        "standing": edge.standing.rpartition("/")[2],
        "action": labels.get(edge.action, ""),
        "start": edge.start,
        "end": edge.end or edge.start,
        "article": edge.article,
        "claim": edge.claim,
    }
    return {
        "kind": edge.kind,
        "label": edge_label(edge, labels),
        **{name: value for name, value in said.items() if value},
        "confidence": edge.confidence,
        "articles": edge.articles,
    }


def edge_label(edge: Edge, labels: dict[str, str]) -> str:
    """An edge in a few words: "Safe: Good (before: Requires improvement)"."""
    if edge.kind == "rated":
        before = f" (before: {labels[edge.previous]})" if edge.previous else ""
        return f"{labels[edge.question]}: {labels[edge.grade]}{before}"
    if edge.kind == "enforcement":
        return labels[edge.action]
    return edge.words or edge.kind


def labels_of(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """IRI → label; the last part of the IRI in words where the store has none."""
    nodes = sorted(iris)
    query = f"""SELECT ?it (MIN(STR(?name)) AS ?label) {{
        VALUES ?it {{ {" ".join(f"<{iri}>" for iri in nodes)} }}
        ?it rdfs:label|skos:prefLabel ?name
    }} GROUP BY ?it"""
    known = {row["it"].value: row["label"].value for row in _select(store, query)}
    return {iri: known.get(iri) or iri.rpartition("/")[2].replace("-", " ") for iri in nodes}


def kinds_of(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """IRI → kind of entity: ``trust``, ``hospital``, ``inspector`` … (``KINDS``)."""
    nodes = sorted(iris)
    query = f"""SELECT DISTINCT ?it ?class {{
        VALUES ?it {{ {" ".join(f"<{iri}>" for iri in nodes)} }}
        ?it a ?class FILTER(STRSTARTS(STR(?class), STR(cg:)))
    }}"""
    classes: dict[str, set[str]] = {}
    for row in _select(store, query):
        classes.setdefault(row["it"].value, set()).add(row["class"].value.rpartition("#")[2])
    return {iri: _kind(iri, classes.get(iri, set())) for iri in nodes}


def _kind(iri: str, classes: set[str]) -> str:
    by_class = (kind for name, kind in KINDS.items() if name in classes)
    return next(by_class, _BY_PATH.get(iri.removeprefix(BASE).partition("/")[0], "person"))


def _select(store: Store, query: str) -> Iterator[ox.QuerySolution]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return iter(found)
