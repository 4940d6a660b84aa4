"""A document as a tree: JSON-LD compacted and framed for readers who know no RDF.

The thing comes first, with everything it speaks of nested in it: each node whole where it first
stands, nearest the top, and by its IRI and label elsewhere. What nothing leads to stands under
``included``, so that the same triples come out as in every other form; tests read it back by PyLD.
PyLD itself, which has framing, takes 0.5 to 1 second of CPU for an article of 1,400 triples, this
25 milliseconds, and a service has to answer others meanwhile.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ..graph.vocabulary import BASE, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD
from .terms import SHORT, Term, terms

Node = ox.NamedNode | ox.BlankNode
Json = dict[str, Any]

_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title, FOAF.name)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Integers that JSON gives back as they are written."""

_FIRST = {"id": 0, "type": 1, "label": 2, "prefLabel": 2, "title": 2, "name": 2}
_LAST = {"claims": 1, "subjectOf": 2, "included": 4}


def framed(subject: ox.NamedNode, triples: Iterable[ox.Triple], context: str) -> Json | None:
    """The triples as one tree from the subject; ``None`` where JSON-LD has no words for them.

    ``context`` is the address of the context. The classes of a node stand in the order given.
    """
    said: _Said = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, ox.Triple) or not _has_words(triple):
            return None
        said[triple.subject][triple.predicate].append(triple.object)
    return {"@context": context, **_Frame(said, subject).tree()}


_Said = dict[Node, dict[ox.NamedNode, list[Any]]]


class _Frame:
    """The tree under way: what is said, and which nodes have their place."""

    def __init__(self, said: _Said, subject: ox.NamedNode) -> None:
        self._said = said
        self._subject = subject
        self._placed: set[Node] = set()
        self._waiting: deque[tuple[Node, Json]] = deque()

    def tree(self) -> Json:
        """The subject and all that it leads to; then the rest."""
        root = self._place(self._subject)
        pointing = self._pointing()
        self._fill()
        for predicate in sorted(pointing, key=_backward_place):
            nodes = sorted(pointing[predicate], key=str)
            name = terms().backward[predicate.value]
            root[name] = [self._value(node, None) for node in nodes]
            self._fill()
        rest = []
        for node in sorted(self._said, key=str):
            if node not in self._placed:
                rest.append(self._place(node))
                self._fill()
        if rest:
            root["included"] = rest
        return _ordered(root)

    def _pointing(self) -> dict[ox.NamedNode, list[Node]]:
        """What points to the subject by a property with a name for that; it is said there alone."""
        found: dict[ox.NamedNode, list[Node]] = defaultdict(list)
        for node, properties in self._said.items():
            for predicate, values in properties.items():
                if predicate.value not in terms().backward or node == self._subject:
                    continue
                if self._subject in values:
                    values.remove(self._subject)
                    found[predicate].append(node)
        return found

    def _fill(self) -> None:
        """Nest nodes in the order of their distance from the top."""
        while self._waiting:
            node, members = self._waiting.popleft()
            properties = self._said[node]
            for predicate in sorted(properties, key=_ours_first):
                values = properties[predicate]
                if predicate == RDF.type:
                    self._add_types(members, values)
                elif values:
                    self._add(members, predicate, values)
            ordered = _ordered(members)
            members.clear()
            members.update(ordered)

    def _add_types(self, members: Json, values: list[Any]) -> None:
        named = [each for each in values if isinstance(each, ox.NamedNode)]
        named.sort(key=lambda each: not each.value.startswith(BASE))
        if named:
            members["type"] = [terms().kind(each.value) for each in named]
        others = [self._value(each, None) for each in values if each not in named]
        if others:
            members["rdf:type"] = others

    def _add(self, members: Json, predicate: ox.NamedNode, values: list[Any]) -> None:
        term = terms().properties.get(predicate.value)
        shown = [self._value(value, term) for value in sorted(values, key=str)]
        many = len(shown) > 1 or (term is not None and term.many)
        members[terms().key(predicate.value)] = shown if many else shown[0]

    def _value(self, value: Any, term: Term | None) -> Any:
        if isinstance(value, ox.Literal):
            return _literal(value, term)
        if value in self._placed or value not in self._said:
            return self._reference(value)
        return self._place(value)

    def _place(self, node: Node) -> Json:
        members = {"id": _id(node)}
        self._placed.add(node)
        if node in self._said:
            self._waiting.append((node, members))
        return members

    def _reference(self, node: Node) -> Json:
        """A node that is whole elsewhere: its IRI, its label and, if it has no more, its kinds."""
        members: Json = {"id": _id(node)}
        for predicate in _LABELS:
            values = self._said[node].get(predicate) if node in self._said else None
            if values:
                self._add(members, predicate, values)
        return members


def _literal(value: ox.Literal, term: Term | None) -> Any:
    """A plain value where the term or JSON tells its datatype, else one that carries it."""
    datatype, language = value.datatype.value, value.language or ""
    expected = (term.datatype, term.language) if term else ("", "")
    if expected[0] in ("", datatype) and not expected[1]:
        if datatype == XSD.boolean.value and value.value in ("true", "false"):
            return value.value == "true"
        if datatype == XSD.integer.value and _INTEGER.fullmatch(value.value):
            return int(value.value)
    plain = "" if language or datatype == XSD.string.value else datatype
    if (plain, language) == expected:
        return value.value
    typed = {"type": terms().kind(plain)} if plain else {}
    return {**typed, **({"@language": language} if language else {}), "@value": value.value}


def _ours_first(predicate: ox.NamedNode) -> tuple[bool, str]:
    """Properties of ours first, so that things stand under those, not under what follows."""
    return not predicate.value.startswith(BASE), predicate.value


def _backward_place(predicate: ox.NamedNode) -> tuple[bool, bool, str]:
    plain = terms().backward[predicate.value] == f"{terms().key(predicate.value)}Of"
    return plain, *_ours_first(predicate)


def _ordered(members: Json) -> Json:
    """What says what a thing is comes first, what points to it last."""
    backward = set(terms().backward.values())

    def place(name: str) -> tuple[int, int, str]:
        return _FIRST.get(name, 9), _LAST.get(name, 3 if name in backward else 0), name

    return {name: members[name] for name in sorted(members, key=place)}


def _id(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _has_words(triple: ox.Triple) -> bool:
    """Not for triples about triples, nor for IRIs that would be read as if they had a prefix."""
    if isinstance(triple.object, ox.Triple):
        return False
    for node in (triple.subject, triple.predicate, triple.object):
        if isinstance(node, ox.NamedNode):
            scheme, _, rest = node.value.partition(":")
            if scheme in SHORT and not rest.startswith("//"):
                return False
    return True
