"""The ontology: every term described, declared and used as declared; its closure sound."""

from __future__ import annotations

import re
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Dataset, Graph, Literal, URIRef
from rdflib.term import BNode, Node

from caregraph.graph.background import GRAPHS
from caregraph.graph.reasoning import closure, compile_rules, our_schema, read_schema
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import CG, PREFIXES, bind

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
TERMS = str(CG)
ERRORS = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
"""How owlrl marks a contradiction."""
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
LANGUAGES = (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#")
AXIOMS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.equivalentClass,
    OWL.disjointWith,
    OWL.onProperty,
    OWL.someValuesFrom,
    RDF.first,
)


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read(ONTOLOGY / "caregraph.ttl")


@pytest.fixture(scope="module")
def schema() -> Graph:
    return read(ONTOLOGY / "caregraph.ttl", *sorted((ONTOLOGY / "alignments").glob("*.ttl")))


@pytest.fixture(scope="module")
def whole() -> Graph:
    """``graph/ontology`` as it is loaded, services and topics included."""
    statements = "\n".join(f"{quad.triple} ." for quad in GRAPHS["ontology"]())
    return Graph().parse(data=statements, format="nt")


def ours(graph: Graph) -> set[Node]:
    return {node for node in graph.subjects(RDF.type, None) if str(node).startswith(TERMS)}


def test_every_term_has_label_comment_and_definer(ontology: Graph) -> None:
    for term in ours(ontology):
        for described_by in (RDFS.label, RDFS.comment):
            words = list(ontology.objects(term, described_by))
            assert len(words) == 1, (term, described_by)
            assert getattr(words[0], "language", None) == "en", term
        assert ontology.value(term, RDFS.isDefinedBy) == URIRef(TERMS.rstrip("#")), term


def test_no_two_terms_share_a_label(ontology: Graph) -> None:
    for kind in KINDS:
        labels = [
            ontology.value(term, RDFS.label)
            for term in ours(ontology)
            if (term, RDF.type, kind) in ontology
        ]
        assert len(labels) == len(set(labels)), kind


def test_every_term_in_an_axiom_is_declared(schema: Graph) -> None:
    declared = {term for kind in KINDS for term in schema.subjects(RDF.type, kind)}
    declared |= set(schema.subjects(RDF.type, OWL.Restriction))
    for axiom in AXIOMS:
        for subject, value in schema.subject_objects(axiom):
            for term in (subject, value):
                if not isinstance(term, BNode) and not str(term).startswith(LANGUAGES):
                    assert term in declared, (axiom, term)


def test_classes_and_properties_are_not_mixed_up(schema: Graph) -> None:
    for axiom, kinds in (
        (RDFS.subClassOf, {OWL.Class, OWL.Restriction}),
        (RDFS.subPropertyOf, {OWL.ObjectProperty, OWL.DatatypeProperty}),
        (OWL.inverseOf, {OWL.ObjectProperty}),
    ):
        for pair in schema.subject_objects(axiom):
            for term in pair:
                assert kinds & set(schema.objects(term, RDF.type)), (axiom, term)


def test_one_term_has_one_kind(schema: Graph) -> None:
    for term in ours(schema):
        assert len(set(KINDS) & set(schema.objects(term, RDF.type))) == 1, term


def test_all_terms_that_code_and_queries_use_are_declared(ontology: Graph) -> None:
    declared = {str(term).removeprefix(TERMS) for term in ours(ontology)}
    used: dict[str, str] = {}
    for folder in ("api", "graph", "queries", "ontology"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".rq", ".ttl", ".html"):
                text = path.read_text("utf-8")
                for name in re.findall(r"\b(?:CG\.|cg:)([A-Za-z]\w*)", text):
                    used[name] = str(path)
    used = {name: path for name, path in used.items() if name not in declared}
    assert used == {}


def test_every_declared_term_is_known_to_a_shape_or_says_more_than_shapes(
    ontology: Graph,
) -> None:
    """A class that the mapping writes has a shape: those without are abstract, or concepts."""
    shaped = set(read(ONTOLOGY / "shapes.ttl").objects(None, SH.targetClass))
    concepts = set(ontology.transitive_subjects(RDFS.subClassOf, SKOS.Concept))
    defined = set(ontology.subjects(OWL.equivalentClass, None))
    classes = {c for c in ours(ontology) if (c, RDF.type, OWL.Class) in ontology}
    left = {str(c).removeprefix(TERMS) for c in classes - shaped - concepts - defined}
    assert left == {"CareProvider", "Claim", "RatingStatement", "TrustInSpecialMeasures"}


def test_it_stays_within_what_the_reasoners_take(schema: Graph) -> None:
    for construct in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.ReflexiveProperty):
        assert (None, RDF.type, construct) not in schema
    for construct in (OWL.hasKey, OWL.oneOf, OWL.unionOf, OWL.complementOf, OWL.sameAs):
        assert (None, construct, None) not in schema
    # OWL 2 RL: an existential may stand below a class, never above one.
    existential = set(schema.subjects(OWL.someValuesFrom, None))
    for above in schema.objects(None, RDFS.subClassOf):
        assert above not in existential


@pytest.fixture(scope="module")
def closed(whole: Graph, small_store: Store) -> Graph:
    """The ontology with some articles, closed by owlrl.

    Without literals, which are the shapes' matter and cost owlrl most of its time.
    """
    closed = Graph()
    for triple in whole:
        if not isinstance(triple[2], Literal):
            closed.add(triple)
    for iri in small_store.graphs():
        quads = (quad for quad in small_store.graph(iri) if not isinstance(quad.object, ox.Literal))
        closed.parse(data="\n".join(f"{quad.triple} ." for quad in quads), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return closed


def test_closing_it_with_articles_gives_no_contradiction(closed: Graph) -> None:
    assert list(closed.subjects(RDF.type, OWL.Nothing)) == []
    assert (None, RDF.type, ERRORS) not in closed


def test_the_reasoner_finds_what_owlrl_finds_among_its_terms(closed: Graph) -> None:
    rules = compile_rules(our_schema())
    tables = {
        RDFS.subClassOf: rules.classes,
        RDFS.subPropertyOf: rules.properties,
        RDFS.domain: rules.domains,
        RDFS.range: rules.ranges,
    }
    for relation, table in tables.items():
        theirs = {
            (str(one), str(two))
            for one, two in closed.subject_objects(relation)
            if one != two and isinstance(one, URIRef) and isinstance(two, URIRef)
            if not str(one).startswith(LANGUAGES) and not str(two).startswith(LANGUAGES)
        }
        named = ((one.value, two.value) for one, above in table.items() for two in above)
        ours = {
            pair
            for pair in named
            if all(":" in name and not name.startswith(LANGUAGES) for name in pair)
        }
        assert ours == theirs, relation


FACTS = """
@prefix : <https://example.org/> .
@prefix cg: <https://w3id.org/caregraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rating: <https://w3id.org/caregraph/rating/> .
@prefix movement: <https://w3id.org/caregraph/movement/> .
@prefix action: <https://w3id.org/caregraph/action/> .
"""


def test_what_follows_from_a_small_graph() -> None:
    stated = read_schema(
        FACTS
        + """
        :jo org:holds :post . :post org:postIn :trust .
        :trust a cg:Trust . :hospital cg:operatedBy :trust .
        :claim a cg:RatingClaim ; cg:about :hospital ; cg:service :surgery ;
            cg:grade rating:inadequate ; cg:movement movement:down .
        :quote cg:speaker :jo ; cg:about :hospital .
        :act a cg:ActionClaim ; cg:about :trust ; cg:action action:special-measures .
        :rating cg:supportedBy :claim ; cg:disputedBy :other .
        :new cg:previousRating :middle . :middle cg:previousRating :old .
        """
    )
    expected = read_schema(
        FACTS
        + """
        :jo cg:worksFor :trust . :trust cg:employs :jo . :post org:heldBy :jo .
        :trust cg:operates :hospital . :hospital a cg:Site . :trust org:hasSite :hospital .
        :hospital cg:providesService :surgery . :trust cg:providesService :surgery .
        :claim a cg:InadequateRatingClaim, cg:Deterioration, cg:RatingStatement, cg:Claim .
        :jo cg:spokeOf :hospital .
        :act a cg:SpecialMeasuresClaim . :trust a cg:TrustInSpecialMeasures .
        :claim cg:disagreesWith :other . :other cg:disagreesWith :claim .
        :new cg:earlierRating :old . :old cg:laterRating :new .
        """
    )
    found = set(closure(compile_rules(our_schema()), stated))
    assert set(expected) <= found
    wrong = read_schema(FACTS + ":claim a cg:Improvement . :act a cg:RatingClaim .")
    assert found.isdisjoint(wrong)


def test_prefixes_are_bound_once_in_rdflib() -> None:
    dataset = Dataset()
    bind(dataset)
    bound = {prefix: str(iri) for prefix, iri in dataset.namespaces()}
    assert PREFIXES.items() <= bound.items()


@pytest.mark.parametrize("path", sorted(ONTOLOGY.rglob("*.ttl")), ids=lambda path: path.name)
def test_each_file_says_first_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
    assert len(read(path)) > 0
