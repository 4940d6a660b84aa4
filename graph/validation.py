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

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, parse, serialize
from shacl_rust import conforms  # pyright: ignore[reportAttributeAccessIssue] - compiled
from shacl_rust import validate as report_of  # pyright: ignore[reportAttributeAccessIssue]

from . import identifiers
from .store import Store
from .vocabulary import BASE, CG, OA, SCHEMA, rebase

_ARTICLES = f"{BASE}article/"
_DERIVED = identifiers.graph("inferred").value
_TABLES = identifiers.graph("reference")
_SLICES = "evidence-is-not-the-slice"
_LONG = 20_000
"""Characters of an article up to which the check above is quick as a query."""
_STATEMENTS_AT_ONCE = 50_000
"""Statements tried together: to read the shapes takes longer than to try them on one article."""


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
    found.update(_article_violations(store, articles))
    return sorted(found)


def validate_articles(store: Store, articles: Iterable[str]) -> list[Violation]:
    """The violations of some articles of a store, in time that goes by their size.

    Of the rest only the codes that the reference tables have for the same organisations are read.
    """
    with Store.open() as alone:
        for iri in articles:
            alone.engine.extend(store.graph(iri))
        coded = {quad.subject for quad in _quads(alone, None, CG.odsCode, None, None)}
        known = [quad for node in coded for quad in _quads(store, node, CG.odsCode, None, _TABLES)]
        found = set(_article_violations(alone, alone.graphs()))
        alone.engine.extend(known)
        found.update(_check_violations(alone))
        return sorted(found)


def validate_subjects(store: Store, subjects: Iterable[NamedNode]) -> list[Violation]:
    """What the shapes find wrong in what no article states of some subjects.

    What they point to is read too, for its classes and names; it is not judged itself.
    """
    judged = set(subjects)
    told = [quad for node in judged for quad in _quads(store, node, None, None, None)]
    beside = {quad.object for quad in told if isinstance(quad.object, NamedNode)} - judged
    told += [quad for node in beside for quad in _quads(store, node, None, None, None)]
    triples = {quad.triple for quad in told if _is_of_none(quad.graph_name)}
    text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    report = report_of(text, shapes(), data_format="nt", shapes_format="nt")
    found = {_violation(store, (), result) for result in report["results"]}
    names = {node.value for node in judged}
    return sorted(violation for violation in found if violation.focus in names)


def _is_of_none(graph: Any) -> bool:
    """Whether it is a graph of no article, and not that of inferences."""
    return graph.value != _DERIVED and not graph.value.startswith(_ARTICLES)


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
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _article_violations(store: Store, articles: Iterable[str]) -> Iterator[Violation]:
    """What is wrong in the articles' graphs by themselves, but for what queries find."""
    yield from _slice_violations(store)
    for together in _batches(store, articles):
        yield from _shape_violations(store, together)


def _check_violations(store: Store) -> Iterator[Violation]:
    for name, query in checks().items():
        rows = store.query(query)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            values = {key: _text(row[key]) for key in ("focus", "article", "sentence", "message")}
            yield Violation(check=name, **values)


def _slice_violations(store: Store) -> Iterator[Violation]:
    """What the check of the same name leaves out: evidence in long articles."""
    for body in _quads(store, None, SCHEMA.articleBody, None, None):
        text = body.object.value  # asked for once: each time makes a copy
        if len(text) > _LONG:
            for quad in _quads(store, None, CG.inArticle, body.subject, body.graph_name):
                yield from _slice_violation(store, quad, text)


def _slice_violation(store: Store, evidence: Any, text: str) -> Iterator[Violation]:
    node, article, graph = evidence.subject, evidence.object, evidence.graph_name
    said = {quad.predicate: _text(quad.object) for quad in _quads(store, node, None, None, graph)}
    start, end = said.get(OA.start, ""), said.get(OA.end, "")
    if start.isdigit() and end.isdigit() and text[int(start) : int(end)] != said.get(OA.exact):
        yield Violation(
            article=article.value,
            check=_SLICES,
            focus=node.value,
            message=f"the words at {start} to {end} are not those quoted",
            sentence=said.get(CG.sentence, ""),
        )


def _batches(store: Store, articles: Iterable[str]) -> Iterator[list[str]]:
    """The articles in groups of about as many statements as are worth reading the shapes for."""
    batch: list[str] = []
    statements = 0
    for iri in articles:
        batch.append(iri)
        statements += sum(1 for _ in store.graph(iri))
        if statements >= _STATEMENTS_AT_ONCE:
            yield batch
            batch, statements = [], 0
    if batch:
        yield batch


def _shape_violations(store: Store, graphs: Sequence[str]) -> Iterator[Violation]:
    """Several graphs are tried together, and one by one only when something is wrong in them."""
    text = "".join(_graph_text(store, iri) for iri in graphs)
    if not text or _conforms(text):
        return
    if len(graphs) > 1 and graphs[0].startswith(_ARTICLES):
        found = [violation for iri in graphs for violation in _shape_violations(store, [iri])]
        if found:
            yield from found
            return
    report = report_of(text, shapes(), data_format="nt", shapes_format="nt")
    for result in report["results"]:
        yield _violation(store, graphs, result)


def _conforms(text: str) -> bool:
    """Whether there is nothing to report; the index halves the time and is tested to agree."""
    options = {"data_format": "nt", "shapes_format": "nt", "experimental_index": True}
    return bool(conforms(text, shapes(), **options))


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
    dumped = store.engine.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(iri))
    return (dumped or b"").decode()


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
