"""What is wrong in a graph: SHACL shapes, and queries of which every row is a mistake.

Shapes are tried on each article's graph, so a violation names its article; the checks in
``queries/checks`` see the whole store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, parse, serialize
from shacl_rust import conforms  # pyright: ignore[reportAttributeAccessIssue] - compiled
from shacl_rust import validate as report_of  # pyright: ignore[reportAttributeAccessIssue]

from . import identifiers
from .store import Store
from .vocabulary import BASE, CG, rebase

_ARTICLES = f"{BASE}article/"
_DERIVED = identifiers.graph("inferred").value
_AT_ONCE = 24
"""Articles tried together, since to read the shapes takes longer than to try them."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One mistake: which article and sentence it is in, if it is in one, and what is wrong there.

    ``focus`` is the IRI at fault, ``path`` the property (shapes only), ``check`` the query's name
    or ``shapes``.
    """

    article: str
    check: str
    focus: str
    message: str
    path: str = ""
    sentence: str = ""


def validate(store: Store) -> list[Violation]:
    """All violations in the store, by article; what was only inferred is left out of the shapes."""
    graphs = [iri for iri in store.graphs() if iri != _DERIVED]
    articles = [iri for iri in graphs if iri.startswith(_ARTICLES)]
    others = [iri for iri in graphs if not iri.startswith(_ARTICLES)]
    found = {*_shape_violations(store, others), *_check_violations(store)}
    for start in range(0, len(articles), _AT_ONCE):
        found.update(_shape_violations(store, articles[start : start + _AT_ONCE]))
    return sorted(found)


def validate_article(quads: Iterable[Quad]) -> list[Violation]:
    """The violations of one article's graph by itself, before it is stored; some milliseconds."""
    alone = Store.open()
    alone.engine.extend(quads)
    return validate(alone)


@cache
def checks() -> dict[str, str]:
    """The queries of ``queries/checks`` by name."""
    folder = files("caregraph.queries").joinpath("checks")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return {
        entry.name.removesuffix(".rq"): rebase(entry.read_text("utf-8"))
        for entry in sorted(found, key=lambda entry: entry.name)
    }


@cache
def shapes() -> str:
    """The shapes as N-Triples, which take least time to read again for every graph."""
    turtle = rebase(files("caregraph.ontology").joinpath("shapes.ttl").read_text("utf-8"))
    return _ntriples(quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))


def _check_violations(store: Store) -> Iterator[Violation]:
    for name, query in checks().items():
        rows = store.query(query)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            values = {key: _text(row[key]) for key in ("focus", "article", "sentence", "message")}
            yield Violation(check=name, **values)


def _shape_violations(store: Store, graphs: Sequence[str]) -> Iterator[Violation]:
    """Several graphs are tried together, and one by one only when something is wrong in them."""
    text = "".join(_graph_text(store, iri) for iri in graphs)
    if not text or conforms(text, shapes(), data_format="nt", shapes_format="nt"):
        return
    if len(graphs) > 1 and graphs[0].startswith(_ARTICLES):
        found = [violation for iri in graphs for violation in _shape_violations(store, [iri])]
        if found:
            yield from found
            return
    report = report_of(text, shapes(), data_format="nt", shapes_format="nt")
    for result in report["results"]:
        yield _violation(store, graphs, result)


def _violation(store: Store, graphs: Sequence[str], result: dict[str, Any]) -> Violation:
    focus = str(result["focusNode"]).strip("<>")
    article = graphs[0] if len(graphs) == 1 and graphs[0].startswith(_ARTICLES) else ""
    return Violation(
        article=article,
        check="shapes",
        focus=focus,
        message=str(result["messages"][-1]),
        path=str(result.get("resultPath") or "").strip("<>"),
        sentence=_sentence(store, article, focus) if article else "",
    )


def _sentence(store: Store, article: str, focus: str) -> str:
    """The first sentence that the node at fault, or a claim about it, rests on in the article."""
    graph, node = NamedNode(article), NamedNode(focus)
    claims: list[Any] = [node]
    for link in (CG.about, CG.post, CG.inspection):
        claims += [quad.subject for quad in _quads(store, None, link, node, graph)]
    evidence: list[Any] = [node]
    for claim in claims:
        evidence += [quad.object for quad in _quads(store, claim, CG.evidence, None, graph)]
    sentences = (
        _text(quad.object)
        for each in evidence
        for quad in _quads(store, each, CG.sentence, None, graph)
    )
    return min(sentences, default="")


def _quads(store: Store, subject: Any, predicate: Any, value: Any, graph: Any) -> Iterable[Any]:
    return store.engine.quads_for_pattern(subject, predicate, value, graph)


def _graph_text(store: Store, iri: str) -> str:
    return _ntriples(quad.triple for quad in store.graph(iri))


def _ntriples(triples: Iterable[Triple]) -> str:
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
