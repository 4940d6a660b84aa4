"""Shapes and checks: what is right conforms in two engines, each mistake is found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, SH, Graph

from caregraph.graph import identifiers
from caregraph.graph.background import load_background
from caregraph.graph.ledger import write_ledger
from caregraph.graph.store import Store
from caregraph.graph.validation import (
    Violation,
    checks,
    shapes,
    validate,
    validate_articles,
    validate_subjects,
)
from caregraph.graph.vocabulary import CG, OA, ORG, RDFS, SCHEMA, XSD
from caregraph.graph.vocabulary import RDF as TYPE

ARTICLE = "https://w3id.org/caregraph/article/"


def validate_article(quads: Iterable[Quad]) -> list[Violation]:
    """The violations of one article's graph by itself."""
    with Store.open() as alone:
        alone.engine.extend(quads)
        return validate(alone)


def article_quads(store: Store, title: str) -> list[Quad]:
    for iri in store.graphs():
        quads = list(store.graph(iri))
        if any(q.predicate == RDFS.label and q.object == Literal(title) for q in quads):
            return quads
    raise AssertionError(title)


@pytest.fixture
def quads(small_store: Store) -> list[Quad]:
    """The graph of an article without a mistake."""
    return article_quads(small_store, "Alder Vale told to improve")


def without(quads: list[Quad], predicate: NamedNode) -> list[Quad]:
    return [quad for quad in quads if quad.predicate != predicate]


def changed(quads: list[Quad], predicate: NamedNode, value: NamedNode | Literal) -> list[Quad]:
    """The same quads, the first statement of a property with another value."""
    for index, quad in enumerate(quads):
        if quad.predicate == predicate:
            other = Quad(quad.subject, predicate, value, quad.graph_name)
            return [*quads[:index], other, *quads[index + 1 :]]
    raise AssertionError(predicate)


def test_a_right_article_conforms(quads: list[Quad]) -> None:
    assert validate_article(quads) == []


def test_a_second_engine_agrees(quads: list[Quad]) -> None:
    ntriples = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    assert ntriples is not None
    data = Graph().parse(data=ntriples.decode(), format="nt")
    shape_graph = Graph().parse(data=shapes(), format="nt")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shape_graph, meta_shacl=True)
    assert conforms, text


def test_both_engines_find_the_same_mistakes(quads: list[Quad]) -> None:
    wrong = without(quads, CG.voice)
    wrong = changed(wrong, CG.confidence, Literal("1.5", datatype=XSD.decimal))
    wrong = changed(wrong, CG.heldOn, Literal("2018-06-01"))
    wrong = changed(wrong, CG.grade, NamedNode("https://w3id.org/caregraph/rating/splendid"))
    ntriples = ox.serialize((quad.triple for quad in wrong), format=ox.RdfFormat.N_TRIPLES)
    assert ntriples is not None
    data = Graph().parse(data=ntriples.decode(), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=Graph().parse(data=shapes(), format="nt"))
    assert isinstance(report, Graph)
    theirs = {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultPath)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.resultPath)
    }
    ours = {(v.focus, v.path) for v in validate_article(wrong) if v.check == "shapes"}
    assert ours == theirs
    assert len(ours) > 4


def test_the_background_graphs_conform(store: Store) -> None:
    load_background(store)
    assert validate(store) == []


def test_loading_the_background_again_changes_nothing(store: Store) -> None:
    load_background(store)
    first = store.dump("nquads")
    load_background(store)
    assert store.dump("nquads") == first


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        (CG.evidence, "a claim without evidence"),
        (CG.rule, "a claim names the rule that made it"),
        (CG.grade, "a rating claim gives one of the four grades"),
        (CG.inArticle, "evidence is in one article"),
        (ORG.postIn, "a post is in exactly one organisation, which is described"),
        (RDFS.label, "no label: a reader can't tell what it is"),
    ],
)
def test_what_is_missing_is_named(quads: list[Quad], predicate: NamedNode, message: str) -> None:
    found = [v for v in validate_article(without(quads, predicate)) if v.check == "shapes"]
    assert message in {violation.message for violation in found}
    assert all(violation.article.startswith(ARTICLE) for violation in found)


def test_a_violation_names_article_sentence_and_property(quads: list[Quad]) -> None:
    wrong = changed(quads, CG.polarity, Literal("bad"))
    (violation,) = validate_article(wrong)
    assert violation.article == wrong[0].graph_name.value  # type: ignore[union-attr]
    assert violation.focus.startswith(f"{violation.article}/claim/finding-")
    assert violation.path == CG.polarity.value
    assert violation.message == "a finding is praise or concern"
    assert violation.sentence == "Inspectors found too few nurses on the wards."


def test_only_the_wrong_article_of_a_store_is_named(small_store: Store) -> None:
    store = Store.open()
    store.engine.extend(article_quads(small_store, "Alder Vale turns a corner"))
    wrong = without(article_quads(small_store, "Alder Vale told to improve"), CG.rule)
    store.engine.extend(wrong)
    found = validate(store)
    assert {violation.article for violation in found} == {wrong[0].graph_name.value}  # type: ignore[union-attr]
    assert found == sorted(found)


def test_two_current_ratings_are_found_in_the_article_that_gives_them(small_store: Store) -> None:
    (violation,) = [each for each in validate(small_store) if each.article]
    assert violation.check == "two-current-ratings"
    assert "Bramble" in violation.sentence or "Safety" in violation.sentence
    assert sorted(word for word in ("good", "inadequate") if word in violation.message) == [
        "good",
        "inadequate",
    ]


def evidence_moved(quads: list[Quad]) -> list[Quad]:
    return changed(quads, OA.exact, Literal("other words"))


def quote_invented(quads: list[Quad]) -> list[Quad]:
    return changed(quads, CG.quote, Literal("words that nobody printed"))


def post_of_nowhere(quads: list[Quad]) -> list[Quad]:
    return without(quads, ORG.postIn)


def no_evidence(quads: list[Quad]) -> list[Quad]:
    return without(quads, CG.evidence)


def foreign_evidence(quads: list[Quad]) -> list[Quad]:
    return changed(quads, CG.inArticle, identifiers.article("0" * 16))


def _rating_with(quads: list[Quad], **said: str) -> list[Quad]:
    """The first rating claim with some of its statements replaced."""
    graph = quads[0].graph_name
    claim = next(q.subject for q in quads if q.object == CG.RatingClaim)
    left = [
        q for q in quads if q.subject != claim or q.predicate.value.partition("#")[2] not in said
    ]
    base = "https://w3id.org/caregraph/"
    return left + [
        Quad(claim, CG[name], NamedNode(base + path), graph) for name, path in said.items()
    ]


def movement_wrong(quads: list[Quad]) -> list[Quad]:
    return _rating_with(
        quads, grade="rating/good", previousGrade="rating/inadequate", movement="movement/down"
    )


def beyond_the_scale(quads: list[Quad]) -> list[Quad]:
    return _rating_with(quads, grade="rating/inadequate", movement="movement/up")


def rated_later(quads: list[Quad]) -> list[Quad]:
    claim = next(q.subject for q in quads if q.object == CG.RatingClaim)
    year = Literal("2031", datatype=XSD.gYear)
    left = [q for q in quads if q.subject != claim or q.predicate != CG.standing]
    past = NamedNode("https://w3id.org/caregraph/standing/past")
    graph = quads[0].graph_name
    issued = NamedNode("http://purl.org/dc/terms/issued")
    article = graph
    assert isinstance(article, NamedNode)
    day = Literal("2018-06-01", datatype=XSD.date)
    return [
        *left,
        Quad(claim, CG.standing, past, graph),
        Quad(claim, CG.ratedIn, year, graph),
        Quad(article, issued, day, graph),
    ]


def ends_first(quads: list[Quad]) -> list[Quad]:
    return changed(quads, CG.endedOn, Literal("2018-01", datatype=XSD.gYearMonth))


def two_codes(quads: list[Quad]) -> list[Quad]:
    trust = next(q.subject for q in quads if q.object == CG.Trust)
    return [*quads, Quad(trust, CG.odsCode, Literal("XZZ"), quads[0].graph_name)]


def two_grades(quads: list[Quad]) -> list[Quad]:
    """A second claim of the first rating claim's subject, with another grade."""
    claim = next(q.subject for q in quads if q.object == CG.RatingClaim)
    other = NamedNode(claim.value + "0")  # type: ignore[union-attr]
    copied = [Quad(other, q.predicate, q.object, q.graph_name) for q in quads if q.subject == claim]
    return [*quads, *changed(copied, CG.grade, NamedNode(f"{ARTICLE[:-8]}rating/outstanding"))]


MISTAKES: dict[str, Callable[[list[Quad]], list[Quad]]] = {
    "evidence-is-not-the-slice": evidence_moved,
    "quote-is-not-in-article": quote_invented,
    "post-without-organisation": post_of_nowhere,
    "claim-without-evidence": no_evidence,
    "claim-rests-on-another-article": foreign_evidence,
    "previous-grade-contradicts-movement": movement_wrong,
    "movement-beyond-the-scale": beyond_the_scale,
    "past-rating-dated-after-article": rated_later,
    "inspection-ends-before-it-starts": ends_first,
    "two-ods-codes": two_codes,
    "two-current-ratings": two_grades,
}


def test_evidence_of_long_articles_is_compared_too(quads: list[Quad]) -> None:
    (body,) = [quad.object for quad in quads if quad.predicate == SCHEMA.articleBody]
    assert isinstance(body, Literal)
    long = changed(quads, SCHEMA.articleBody, Literal(body.value + "\nMore of it." * 3000))
    assert validate_article(long) == []
    (violation,) = validate_article(evidence_moved(long))
    assert violation.check == "evidence-is-not-the-slice"
    assert violation.sentence


def test_every_check_has_its_mistake_here() -> None:
    assert set(checks()) == set(MISTAKES)


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_each_check_finds_its_mistake(quads: list[Quad], name: str) -> None:
    found = [v for v in validate_article(MISTAKES[name](quads)) if v.check == name]
    assert found
    assert all(isinstance(violation, Violation) and violation.message for violation in found)
    assert all(violation.focus.startswith("https://w3id.org/caregraph/") for violation in found)


@pytest.mark.parametrize("name", sorted(checks()))
def test_each_check_opens_with_a_sentence_and_gives_the_four_columns(
    name: str, small_store: Store
) -> None:
    path = Path(__file__).parents[1] / "queries" / "checks" / f"{name}.rq"
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
    rows = small_store.query(checks()[name])
    assert isinstance(rows, ox.QuerySolutions)
    columns = [variable.value for variable in rows.variables]
    assert columns == ["focus", "article", "sentence", "message"]


def test_articles_by_themselves_are_judged_as_in_the_whole_store(small_store: Store) -> None:
    everything = validate(small_store)
    articles = [iri for iri in small_store.graphs() if iri.startswith(ARTICLE)]
    for article in articles:
        expected = [violation for violation in everything if violation.article == article]
        assert validate_articles(small_store, [article]) == expected
    assert validate_articles(small_store, articles) == [v for v in everything if v.article]


def test_what_changes_of_the_ledger_is_judged_by_itself_as_in_the_whole(
    small_store: Store,
) -> None:
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        write_ledger(store)
        ratings = {q.subject for q in store.engine.quads_for_pattern(None, TYPE.type, CG.Rating)}
        nodes = {node for node in ratings if isinstance(node, NamedNode)}
        assert validate_subjects(store, nodes) == []
        (node, *_) = sorted(nodes, key=str)
        for quad in list(store.engine.quads_for_pattern(node, CG.supportedBy, None)):
            store.engine.remove(quad)
        found = validate_subjects(store, nodes)
        assert [(it.focus, it.message) for it in found] == [
            (node.value, "a rating that nothing supports")
        ]
        assert set(found) <= set(validate(store))
        assert validate_subjects(store, nodes - {node}) == []


def test_a_code_that_the_tables_contradict_is_found_with_the_article(
    small_store: Store, quads: list[Quad]
) -> None:
    with Store.open() as store:
        store.engine.extend(small_store.engine)
        article = quads[0].graph_name.value  # type: ignore[union-attr]
        store.replace_graph(article, changed(quads, CG.odsCode, Literal("XZZ")))
        found = validate_articles(store, [article])
        assert {(violation.check, violation.article) for violation in found} == {
            ("two-ods-codes", article)
        }
        assert all(violation.sentence for violation in found)


def test_inferences_are_not_taken_for_mistakes(quads: list[Quad]) -> None:
    store = Store.open()
    store.engine.extend(quads)
    inferred = identifiers.graph("inferred")
    node = identifiers.person("Nobody", "cqc")
    store.engine.add(Quad(node, TYPE.type, CG.Inspector, inferred))
    assert validate(store) == []
