"""What each thing of a class carries, by the SHACL shapes that all data conforms to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from ..explanation.terms import words
from ..reasoning.schema import Schema, read_schema
from ..reasoning.schema import Term as Node
from ..vocabulary import BASE, RDFS, SH, rebase
from .terms import Link

DATES = ox.NamedNode(f"{BASE}shape/dates")
"""The list of the precisions that dates come in."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A property that things of a class carry: how many values, and of what sort."""

    property: Link
    many: str
    values: tuple[Link, ...]


@cache
def shapes() -> Schema:
    """The shapes as they are shipped."""
    text = files("caregraph.ontology").joinpath("shapes.ttl").read_text("utf-8")
    return read_schema(rebase(text), "shapes")


def carried(schema: Schema, kind: ox.NamedNode) -> tuple[Carried, ...]:
    """The properties of a class and its super-classes; ``schema`` knows these, and the ranges."""
    found: dict[Node, list[Node]] = {}
    for path, shape in _properties(_with_ancestors(schema, kind)):
        found.setdefault(path, []).append(shape)
    return tuple(
        Carried(Link(words(path), path.value), _many(ways), _values(schema, path, ways))
        for path, ways in found.items()
        if isinstance(path, ox.NamedNode)
    )


def _with_ancestors(schema: Schema, kind: ox.NamedNode) -> set[Node]:
    found: set[Node] = set()
    waiting: list[Node] = [kind]
    while waiting:
        if (node := waiting.pop()) not in found:
            found.add(node)
            waiting += schema.objects(node, RDFS.subClassOf)
    return found


def _properties(kinds: set[Node]) -> Iterator[tuple[Node, Node]]:
    """Path and property shape of all shapes whose target is one of the classes, each once."""
    told: set[Node] = set()
    for shape, target in shapes().pairs(SH.targetClass):
        if target in kinds and shape not in told:
            told.add(shape)
            for part in shapes().objects(shape, SH.property):
                if (path := shapes().value(part, SH.path)) is not None:
                    yield path, part


def _many(ways: list[Node]) -> str:
    """How many values all shapes together let it have."""
    least = max(_count(way, SH.minCount, 0) for way in ways)
    most = min(_count(way, SH.maxCount, 2) for way in ways)
    return {(1, 1): "one", (0, 1): "one or none", (1, 2): "one or more"}.get((least, most), "any")


def _count(way: Node, bound: ox.NamedNode, otherwise: int) -> int:
    value = shapes().value(way, bound)
    return int(value.value) if isinstance(value, ox.Literal) else otherwise


def _values(schema: Schema, path: ox.NamedNode, ways: list[Node]) -> tuple[Link, ...]:
    """What the values are: one of a few, a date, a class or datatype; else the range."""
    for way in ways:
        if (head := shapes().value(way, SH["in"])) is not None:
            return tuple(_link(member) for member in shapes().listed(head))
        if shapes().value(way, SH["or"]) == DATES:
            return (Link("a date, month or year"),)
        for sort in (SH["class"], SH.datatype):
            if (named := shapes().value(way, sort)) is not None:
                return (_link(named),)
    return tuple(_link(reach) for reach in schema.objects(path, RDFS.range))


def _link(node: Node) -> Link:
    return Link(words(node), node.value if isinstance(node, ox.NamedNode) else "")
