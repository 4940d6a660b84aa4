"""``graph/ontology``: the ontology, its alignments and all concepts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from .. import identifiers
from ..mapping.names import Triple
from ..reference import load_reference
from ..topics import topics
from ..vocabulary import BASE, CG, RDF, SERVICE, SKOS, TOPIC, Namespace, rebase

SCHEME = Namespace(f"{BASE}scheme/")
FOLDERS = ("alignments", "vocabularies")


def ontology_quads() -> Iterator[Quad]:
    """The ontology, its alignments and all concepts, as ``graph/ontology``."""
    graph = identifiers.graph("ontology")
    root = files("caregraph.ontology")
    paths = [root.joinpath("caregraph.ttl")]
    for folder in FOLDERS:
        paths += _turtle_files(root.joinpath(folder))
    for path in paths:
        yield from _turtle(path, graph)
    for triple in (*_services(), *_topics()):
        yield Quad(*triple, graph)


def _turtle_files(folder: Traversable) -> list[Traversable]:
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".ttl"))
    return sorted(found, key=lambda entry: entry.name)


def _turtle(path: Traversable, graph: NamedNode) -> Iterator[Quad]:
    """A file's statements; blank nodes are named by file and order, the same each time."""
    stem = path.name.removesuffix(".ttl")
    names: dict[BlankNode, BlankNode] = {}

    def steady(blank: BlankNode) -> BlankNode:
        return names.setdefault(blank, BlankNode(f"{stem}{len(names)}"))

    for quad in parse(rebase(path.read_text("utf-8")), format=RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        yield Quad(
            steady(subject) if isinstance(subject, BlankNode) else subject,
            quad.predicate,
            steady(value) if isinstance(value, BlankNode) else value,
            graph,
        )


def _scheme(node: NamedNode, label: str, definition: str) -> Iterator[Triple]:
    yield node, RDF.type, SKOS.ConceptScheme
    yield node, SKOS.prefLabel, Literal(label, language="en")
    yield node, SKOS.definition, Literal(definition, language="en")


def _concept(node: NamedNode, kind: NamedNode, scheme: NamedNode, label: str) -> Iterator[Triple]:
    yield node, RDF.type, kind
    yield node, RDF.type, SKOS.Concept
    yield node, SKOS.prefLabel, Literal(label, language="en")
    yield node, SKOS.inScheme, scheme
    yield node, SKOS.topConceptOf, scheme


def _services() -> Iterator[Triple]:
    scheme = SCHEME.service
    yield from _scheme(scheme, "Core services", "The services that the regulator inspects as one.")
    for service in load_reference().services.values():
        node = SERVICE[service.id]
        yield from _concept(node, CG.CoreService, scheme, service.label)
        yield node, CG.sector, Literal(service.sector)
        for wording in service.wordings:
            yield node, SKOS.altLabel, Literal(wording, language="en")


def _topics() -> Iterator[Triple]:
    scheme = SCHEME.topic
    yield from _scheme(scheme, "Topics", "Subjects of praise and concern.")
    for topic in topics():
        node = TOPIC[topic.id]
        yield from _concept(node, CG.Topic, scheme, topic.label)
        yield node, SKOS.definition, Literal(topic.definition, language="en")
