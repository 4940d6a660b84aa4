"""The words of our JSON-LD: a short name for each class and property, taken from the ontology.

What a name stands for, the datatype of its values and whether it always has a list come from the
ontology and the shapes, so that the context and what is written by it can't part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from ..graph.vocabulary import (
    BASE,
    CG,
    DCTERMS,
    FOAF,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SH,
    SKOS,
    XSD,
    rebase,
)

_BEYOND = (RDFS.label, RDFS.comment, SKOS.definition, DCTERMS.title, FOAF.name)
"""Properties that every vocabulary uses and no ontology need declare."""

_ENGLISH = frozenset((SKOS.prefLabel, SKOS.definition, RDFS.comment))
"""Properties whose values are tagged as English; all other words have no language."""

_BACKWARD = {CG.statedIn.value: "claims", CG.about.value: "subjectOf"}
"""Names for what points to a thing by a property; by others it is ``gradeOf`` and so on.

The ontology's own inverses are no such names: they make statements of their own.
"""

SHORT = {
    prefix: space
    for prefix, space in PREFIXES.items()
    if prefix == "cg" or not space.startswith(BASE)
}
"""The prefixes of our JSON-LD. Those of concepts are left out: ``service`` is a property there."""

_MANY = frozenset((SKOS.altLabel,))
_NAME = re.compile(r"[\w-]+")
_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@dataclass(frozen=True, slots=True)
class Term:
    """A property's name: the datatype or language its values have unless they say otherwise.

    ``many`` values are always a list, also of one.
    """

    name: str
    iri: str
    datatype: str = ""
    language: str = ""
    links: bool = False
    many: bool = False

    def definition(self) -> str | dict[str, str]:
        """The term as a context defines it."""
        said = {"@id": _short(self.iri)}
        if self.links:
            said["@type"] = "@id"
        elif self.datatype:
            said["@type"] = _short(self.datatype)
        if self.language:
            said["@language"] = self.language
        if self.many:
            said["@container"] = "@set"
        return said if len(said) > 1 else said["@id"]


@dataclass(frozen=True, slots=True)
class Terms:
    """All names: of classes and properties by their IRIs, and for properties read backward."""

    classes: dict[str, str]
    properties: dict[str, Term]
    backward: dict[str, str]

    def key(self, iri: str) -> str:
        """What a property is called: by its name, else with a prefix, else its IRI."""
        term = self.properties.get(iri)
        return term.name if term else _short(iri) or iri

    def kind(self, iri: str) -> str:
        """What a class is called."""
        return self.classes.get(iri) or _short(iri) or iri

    def context(self) -> dict[str, Any]:
        """The JSON-LD context."""
        return {
            "@version": 1.1,
            "id": "@id",
            "type": {"@id": "@type", "@container": "@set"},
            "included": "@included",
            **SHORT,
            **{name: _short(iri) for iri, name in self.classes.items()},
            **{term.name: term.definition() for term in self.properties.values()},
            **{
                name: {"@reverse": _short(iri), "@container": "@set"}
                for iri, name in self.backward.items()
            },
        }


@cache
def terms() -> Terms:
    """The names, ours before those of other vocabularies; a name goes to the first that has it."""
    declared = _declared()
    single, dated = _shapes()
    taken = {"id", "type", "included", *SHORT, *_BACKWARD.values()}
    classes: dict[str, str] = {}
    properties: dict[str, Term] = {}
    for iri in sorted(declared, key=lambda iri: (not iri.startswith(str(CG)), iri)):
        name = iri.removeprefix(_namespace(iri))
        if name in taken or not name.isidentifier() or not _short(iri):
            continue
        taken.add(name)
        if declared[iri] == OWL.Class:
            classes[iri] = name
        else:
            properties[iri] = _term(name, iri, declared[iri], single, dated)
    return Terms(classes, properties, _backward(properties, taken))


def _backward(properties: dict[str, Term], taken: set[str]) -> dict[str, str]:
    named = {iri: _BACKWARD.get(iri, f"{term.name}Of") for iri, term in properties.items()}
    return {
        iri: name
        for iri, name in named.items()
        if properties[iri].links and (iri in _BACKWARD or name not in taken)
    }


def _term(name: str, iri: str, kind: ox.NamedNode, single: set[str], dated: set[str]) -> Term:
    node = ox.NamedNode(iri)
    if kind == OWL.ObjectProperty:
        return Term(name, iri, links=True, many=iri not in single)
    datatype = XSD.date.value if iri in dated else _ranges().get(iri, "")
    language = "en" if node in _ENGLISH else ""
    return Term(name, iri, datatype, language, many=node in _MANY)


def _declared() -> dict[str, ox.NamedNode]:
    """What the ontology and its alignments declare, by IRI; a property as what it is first."""
    found: dict[str, ox.NamedNode] = {node.value: OWL.AnnotationProperty for node in _BEYOND}
    for kind in reversed(_KINDS):
        found |= {
            quad.subject.value: kind
            for quad in _ontology()
            if quad.predicate == RDF.type
            and quad.object == kind
            and isinstance(quad.subject, ox.NamedNode)
        }
    return found


@cache
def _ontology() -> tuple[ox.Quad, ...]:
    from ..graph.background import ontology_quads

    return tuple(ontology_quads())


@cache
def _ranges() -> dict[str, str]:
    """The datatypes that properties have by the ontology, strings left out: they need no word."""
    return {
        quad.subject.value: quad.object.value
        for quad in _ontology()
        if quad.predicate == RDFS.range
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(str(XSD))
        and quad.object != XSD.string
    }


def _shapes() -> tuple[set[str], set[str]]:
    """By the shapes: the properties that have one value at most, and those whose values are dates.

    A property is single if every shape that speaks of it says so.
    """
    text = files("caregraph.ontology").joinpath("shapes.ttl").read_text("utf-8")
    store = ox.Store()
    store.bulk_load(rebase(text).encode(), ox.RdfFormat.TURTLE)
    single: dict[str, bool] = defaultdict(lambda: True)
    dated: set[str] = set()
    for path, shape in _paths(store):
        most = [quad.object for quad in store.quads_for_pattern(shape, SH.maxCount, None)]
        single[path] &= [getattr(each, "value", "") for each in most] == ["1"]
        if any(store.quads_for_pattern(shape, SH["or"], None)):
            dated.add(path)
    return {path for path, one in single.items() if one}, dated


def _paths(store: ox.Store) -> Iterator[tuple[str, Any]]:
    for quad in store.quads_for_pattern(None, SH.path, None):
        if isinstance(quad.object, ox.NamedNode):
            yield quad.object.value, quad.subject


def _short(iri: str) -> str:
    """An IRI with one of the prefixes, or nothing."""
    for prefix, space in SHORT.items():
        if iri.startswith(space) and _NAME.fullmatch(iri, len(space)):
            return f"{prefix}:{iri[len(space) :]}"
    return ""


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
