"""An ontology's own triples, looked up from either end, with its lists as Python has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from ..vocabulary import RDF, rebase

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Triple = tuple[Term, Term, Term]


class Schema:
    """The triples of an ontology in the order in which they are written."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = dict.fromkeys(triples)
        self._by_predicate: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        self._objects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, object_ in self._triples:
            self._by_predicate[predicate].append((subject, object_))
            self._objects[subject, predicate].append(object_)

    def __contains__(self, triple: Triple) -> bool:
        return triple in self._triples

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def pairs(self, predicate: Term) -> list[tuple[Term, Term]]:
        """Subject and object of every triple of the property."""
        return self._by_predicate.get(predicate, [])

    def objects(self, subject: Term, predicate: Term) -> list[Term]:
        """The values that something has for the property."""
        return self._objects.get((subject, predicate), [])

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """The first of its values, if there are any."""
        return next(iter(self.objects(subject, predicate)), None)

    def instances(self, name: Term) -> list[Term]:
        """What is stated to be of the class."""
        return [subject for subject, kind in self.pairs(RDF.type) if kind == name]

    def listed(self, head: Term) -> list[Term]:
        """The members of a list, up to where it breaks off or comes back to itself."""
        members: list[Term] = []
        seen: set[Term] = set()
        place: Term | None = head
        while place is not None and place != RDF.nil and place not in seen:
            seen.add(place)
            members += self.objects(place, RDF.first)[:1]
            place = self.value(place, RDF.rest)
        return members


def read_schema(turtle: str, name: str = "b") -> Schema:
    """An ontology given as Turtle; its blank nodes are named by ``name`` and their order."""
    return Schema(_triples(turtle, name))


@cache
def our_schema() -> Schema:
    """The ontology with its alignments."""
    root = files("caregraph.ontology")
    paths = [root.joinpath("caregraph.ttl"), *root.joinpath("alignments").iterdir()]
    shipped = sorted((path.name, path) for path in paths if path.name.endswith(".ttl"))
    return Schema(
        triple
        for name, path in shipped
        for triple in _triples(rebase(path.read_text("utf-8")), name.removesuffix(".ttl"))
    )


def _triples(turtle: str, name: str) -> Iterator[Triple]:
    names: dict[Term, Term] = {}

    def steady(term: Term) -> Term:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.BlankNode(f"{name}-{len(names)}"))
        return term

    for quad in ox.parse(turtle, ox.RdfFormat.TURTLE):
        assert not isinstance(quad.object, ox.Triple)
        yield steady(quad.subject), quad.predicate, steady(quad.object)
