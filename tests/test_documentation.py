"""The ontology's documentation: whole, true of the data, and its example queries have answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.graph.documentation import (
    EXAMPLES,
    GRAPHS,
    IRIS,
    OUTSIDE,
    documentation,
    examples,
    sample,
)
from caregraph.graph.documentation.reference import document
from caregraph.graph.pipeline import build
from caregraph.graph.reasoning.schema import read_schema
from caregraph.graph.store import Store
from caregraph.graph.validation import validate
from caregraph.graph.vocabulary import BASE, CG, PREFIXES

ROOT = Path(__file__).parents[1]


OPEN = {"ActionClaim": {"day"}, "Inspector": {"spoke_of"}, "QuoteClaim": {"about_name"}}
"""Columns that a query leaves open, and of which the example articles say nothing."""


@pytest.fixture(scope="module")
def example_store() -> Iterator[Store]:
    """The example articles as a user builds them."""
    with Store.open() as store:
        build(store, [ROOT / "examples" / "articles"], validation=False, jobs=1)
        yield store


@pytest.fixture(scope="module")
def page(example_store: Store) -> str:
    return create_app(example_store).test_client().get("/ontology.html").get_data(as_text=True)


def found(store: Store, pattern: str) -> set[str]:
    """The IRIs that ``?it`` stands for in a pattern."""
    rows = store.query(f"SELECT DISTINCT ?it {{ {pattern} }}", prefixes=PREFIXES, base=BASE)
    assert isinstance(rows, ox.QuerySolutions)
    return {row["it"].value for row in rows}


@pytest.mark.parametrize("name", examples())
def test_each_example_has_answers_in_all_its_columns(example_store: Store, name: str) -> None:
    solutions = example_store.query(examples()[name].text)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = list(solutions)
    assert rows
    bound = {column for row in rows for column in names if row[column] is not None}
    assert set(names) - bound <= OPEN.get(name, set())
    assert f"cg:{name}" in examples()[name].text
    seen = [tuple(map(str, row)) for row in rows]
    assert len(seen) == len(set(seen))


def test_each_class_that_the_data_has_is_in_an_example(example_store: Store) -> None:
    """What a reader would miss: but abstract classes and what a concept is sorted under."""
    kinds = found(
        example_store,
        f"""GRAPH ?article {{ ?any a ?it }} FILTER(STRSTARTS(STR(?article), "{BASE}article/"))
        FILTER(STRSTARTS(STR(?it), STR(cg:)))""",
    )
    names = {kind.removeprefix(str(CG)) for kind in kinds}
    shown = {name for group in EXAMPLES.values() for name in group}
    assert names - shown == {"Site", "Regulator", "CountedThing"} & names
    assert len(names & shown) > 12


def test_the_files_are_the_examples() -> None:
    files = {path.stem for path in (ROOT / "ontology" / "examples").glob("*.rq")}
    assert files == set(examples())
    for example in examples().values():
        assert example.sentence.endswith(".")


def test_the_sample_is_as_the_mapping_writes_claims(store: Store) -> None:
    around = f"""BASE <{BASE}>
        PREFIX cg: <{CG}>
        PREFIX rdfs: <{PREFIXES["rdfs"]}>
        PREFIX schema: <https://schema.org/>
        PREFIX prov: <{PREFIXES["prov"]}>
        <site/XMV01> a cg:Hospital, cg:Site ; rdfs:label "Marlow Vale Hospital" .
        <organisation/cqc> a cg:Regulator ; rdfs:label "Care Quality Commission" .
        <run/0.1.0-0a1b2c3d> a cg:ExtractionRun, prov:Activity ; rdfs:label "run" ;
            cg:softwareVersion "0.1.0" ; cg:ruleSet "0a1b2c3d" .
        <article/0123456789abcdef> a cg:Article, schema:NewsArticle ; rdfs:label "sample" ;
            schema:articleBody "{"." * 95}At Marlow Vale Hospital, surgery is now good, up from"""
    around += ' requires improvement, inspectors said." .'
    graph = ox.NamedNode(f"{BASE}article/0123456789abcdef")
    for turtle in (sample(), around):
        store.engine.load(turtle.encode(), ox.RdfFormat.TURTLE, to_graph=graph)
    assert [str(violation) for violation in validate(store)] == []
    wrong = sample().replace("cg:grade rating:good", "cg:grade rating:fine")
    store.engine.load(wrong.encode(), ox.RdfFormat.TURTLE, to_graph=graph)
    assert list(validate(store))


def test_all_that_the_data_uses_is_told(example_store: Store) -> None:
    told = {PREFIXES[name.partition(":")[0]] + name.partition(":")[2] for name in OUTSIDE}
    told |= {CG[term.fragment].value for term in documentation().terms}
    used = found(
        example_store,
        """GRAPH ?graph { ?of ?it ?value }
        FILTER(?graph NOT IN (<graph/inferred>, <graph/ontology>))""",
    )
    assert used - told == {f"{PREFIXES['rdf']}type"}


def test_graphs_and_iris_are_those_of_the_data(example_store: Store) -> None:
    graphs = {re.sub(r"article/.*", "article/KEY", name) for name in example_store.graphs()}
    # Only a reviewer's file makes the graph of decisions.
    assert graphs | {f"{BASE}graph/decisions"} == {BASE + name for name in GRAPHS}
    starts = {name.partition("/")[0] for name in IRIS}
    schemes = {scheme.key for scheme in documentation().schemes} | {"ontology"}
    kinds = found(
        example_store,
        f"""?any ?property ?value FILTER(STRSTARTS(STR(?any), "{BASE}"))
        BIND(IRI(REPLACE(STR(?any), "^{BASE}([^/#]*).*$", "$1", "s")) AS ?it)""",
    )
    assert kinds <= {BASE + kind for kind in starts | schemes}


def test_every_term_has_an_anchor_and_every_link_within_leads_to_one(page: str) -> None:
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert {term.fragment for term in documentation().terms} <= anchors
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors | {"main"}
    declared = ox.parse(path=ROOT / "ontology" / "caregraph.ttl")
    ours = {quad.subject for quad in declared if str(quad.subject).startswith(f"<{CG}")}
    assert len(documentation().terms) == len(ours)


def test_what_trips_up_a_query_is_told_before_the_terms(page: str) -> None:
    begin = page[: page.index('id="main-classes"')]
    for said in ("DISTINCT", "OPTIONAL", "MIN(?name)", "FILTER NOT EXISTS", "of the rating)"):
        assert said in begin, said


def test_a_term_is_told_with_its_axioms(page: str) -> None:
    for words in (
        "org:holds / org:postIn",
        "cg:RatingClaim and [cg:grade value rating:inadequate]",
        "transitive",
        'href="http://www.w3.org/ns/org#Post"',
    ):
        assert words in page
    assert 'href="/rating/good"' in page
    rating = documentation().carried["RatingClaim"]
    many = {row.property.words: row.many for row in rating}
    assert many["cg:grade"] == many["cg:about"] == "one"
    assert many["cg:service"] == many["cg:previousGrade"] == "one or none"
    assert many["cg:evidence"] == "one or more"
    person = {row.property.words for row in documentation().carried["Inspector"]}
    assert {"foaf:name", "org:holds"} <= person
    values = {row.property.words: [value.words for value in row.values] for row in rating}
    assert values["cg:standing"] == ["standing:current", "standing:past"]
    assert values["cg:ratedIn"] == ["a date, month or year"]


def test_a_deprecated_term_is_told_with_what_replaces_it() -> None:
    told = document(
        read_schema(f"""
        @prefix cg: <{CG}> . @prefix owl: <{PREFIXES["owl"]}> .
        @prefix dcterms: <{PREFIXES["dcterms"]}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
        cg:Old a owl:Class ; rdfs:label "old"@en ; owl:deprecated true ;
            dcterms:isReplacedBy cg:New .
        cg:New a owl:Class ; rdfs:label "new"@en .""")
    )
    new, old = told.terms
    assert (old.fragment, old.deprecated, new.deprecated) == ("Old", True, False)
    assert [(fact.heading, fact.values[0].words) for fact in old.facts] == [
        ("replaced by", "cg:New")
    ]


@pytest.fixture(scope="module")
def client(example_store: Store) -> FlaskClient:
    return create_app(example_store).test_client()


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
    ],
)
@pytest.mark.parametrize("path", ["/ontology", "/ontology/0.1.0"])
def test_ontology_and_version_lead_to_each_form(
    client: FlaskClient, path: str, accept: str, suffix: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == f"{path}.{suffix}"


def test_the_version_is_the_ontology(client: FlaskClient) -> None:
    assert 'id="RatingClaim"' in client.get("/ontology/0.1.0.html").get_data(as_text=True)
    triples = ox.parse(client.get("/ontology/0.1.0.nt").data, format=ox.RdfFormat.N_TRIPLES)
    assert any(triple.subject == CG.RatingClaim for triple in triples)
    assert client.get("/ontology/0.0.9").status_code == 404
