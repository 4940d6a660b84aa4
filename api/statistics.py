"""How much of what the store holds: counted once for each state of the store."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.store import Store


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the store, and for each class and property how often it is used.

    ``entities`` are things of some class; ``newest`` is the date of the newest article.
    """

    statements: int
    graphs: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    entities: int
    newest: str


_CLASSES = "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x FILTER(ISIRI(?x)) } GROUP BY ?x"
_PROPERTIES = "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?x) (1 AS ?n) { ?s a ?c FILTER(ISIRI(?s)) }"
_NEWEST = """PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT (MAX(STR(?date)) AS ?x) (1 AS ?n) { ?article dcterms:issued ?date }"""


def statistics(store: Store) -> Statistics:
    """Count everything, in order of the names."""
    subjects, newest = _pairs(store, _SUBJECTS), _pairs(store, _NEWEST)
    return Statistics(
        len(store),
        len(store.graphs()),
        tuple(sorted(_pairs(store, _CLASSES))),
        tuple(sorted(_pairs(store, _PROPERTIES))),
        int(subjects[0][0]) if subjects else 0,
        newest[0][0] if newest else "",
    )


def _pairs(store: Store, query: str) -> list[tuple[str, int]]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    found = []
    for solution in solutions:
        term, count = solution["x"], solution["n"]
        if isinstance(term, ox.NamedNode | ox.Literal) and isinstance(count, ox.Literal):
            found.append((term.value, int(count.value)))
    return found
