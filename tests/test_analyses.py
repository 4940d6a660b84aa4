"""What analysts ask of the network: answers on the small graph, forms, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import networkx as nx
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat

from caregraph.api.app import create_app
from caregraph.graph.analyses import (
    ANALYSES,
    FORMS,
    Answer,
    Thing,
    analysis,
    answer_bytes,
    written,
)
from caregraph.graph.analyses.actors import Actors
from caregraph.graph.analyses.communities import grouped
from caregraph.graph.analyses.paths import shortest_way, surest_first
from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.folding import COMMISSION, Edge, edges
from caregraph.graph.network import network
from caregraph.graph.store import Store

ENOUGH = {"path": {"from": "jo marsh", "to": "ana lund"}}
"""What an analysis must be told."""


def ask(store: Store, name: str, **given: str) -> Answer:
    return analysis(name).ask(store, ENOUGH.get(name, {}) | given)


def rows(store: Store, name: str, *columns: str, **given: str) -> list[tuple[Any, ...]]:
    """The rows of an answer as plain words, some columns of them."""
    answer = ask(store, name, **given)
    places = [answer.columns.index(column) for column in columns]
    cells = [[row[place] for place in places] for row in answer.rows]
    return [tuple(c.name if isinstance(c, Thing) else c for c in row) for row in cells]


def test_who_moved_is_told_by_days_of_proof(small_store: Store) -> None:
    columns = ("person", "how", "from", "from_role", "last_there", "to", "to_role", "first_there")
    step = (
        "Jo Marsh",
        "moved",
        "Alder Vale NHS Foundation Trust",
        "chief executive",
        "2018-06-01",
        "Bramble Coast NHS Trust",
        "chair",
        "2020-03-01",
    )
    assert rows(small_store, "moves", *columns) == [step]
    ((words,),) = rows(small_store, "moves", "sentence", organisation="bramble")
    assert words.startswith("Jo Marsh, chair of the trust")
    assert rows(small_store, "moves", "person", until="2019-01-01") == []
    assert rows(small_store, "moves", "person", person="ana lund") == []


PREFIXES = """PREFIX cg: <https://w3id.org/caregraph/ontology#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    BASE <https://w3id.org/caregraph/>
"""


def role(article: str, person: str, employer: str, day: str) -> str:
    """One article's word for a post, in TriG."""
    return f"""<article/{article}> {{
        <article/{article}> dcterms:issued "{day}"^^xsd:date .
        <article/{article}/claim/role> a cg:RoleClaim ; cg:about <person/{person}> ;
            cg:organisation <organisation/{employer}> ; cg:roleName "chair" ;
            cg:statedIn <article/{article}> ; cg:confidence 0.9 . }}"""


def test_a_new_name_of_the_same_trust_is_no_move(store: Store) -> None:
    text = (
        PREFIXES
        + """
        <graph/reference> { <organisation/A> cg:succeededBy <organisation/B> .
            <organisation/B> cg:succeededBy <organisation/C> . }"""
    )
    told = [
        *(("1", "x", "A", "2018-01-01"), ("2", "x", "C", "2019-01-01")),
        *(("3", "y", "A", "2018-01-01"), ("4", "y", "D", "2018-01-01")),
        *(("5", "z", "D", "2018-01-01"), ("6", "z", "A", "2018-01-02")),
    ]
    store.engine.load((text + "".join(role(*each) for each in told)).encode(), RdfFormat.TRIG)
    assert rows(store, "moves", "person", "how") == [
        ("y", "at both"),
        ("z", "moved"),
        ("x", "renamed or merged"),
    ]


def test_who_speaks_for_whom(small_store: Store) -> None:
    columns = ("speaker", "speaks_for", "role", "quotations", "first", "of_whom", "words")
    alder = "Alder Vale NHS Foundation Trust"
    marsh, lund = "We know that we have much to put right.", "Alder Vale has turned a corner."
    assert rows(small_store, "speakers", *columns) == [
        (
            "Ana Lund",
            "Care Quality Commission",
            "lead inspector",
            1,
            "2020-02-10",
            alder,
            lund,
        ),
        ("Jo Marsh", alder, "chief executive", 1, "2018-06-01", alder, marsh),
    ]
    assert len(rows(small_store, "speakers", "speaker", organisation="cqc")) == 1
    assert rows(small_store, "speakers", "speaker", since="2020-01-01") == [("Ana Lund",)]


def test_the_middle_is_as_networkx_has_it(small_store: Store) -> None:
    alder = [("A", other) for other in ("hospital", "clinic", "marsh", "reed", "lund")]
    graph = nx.Graph([*alder, ("B", "marsh")])
    found = rows(small_store, "centrality", "entity", "score", "neighbours", "ties")
    # Operation told by two articles counts twice, Jo Marsh's post and words once each.
    middle = nx.betweenness_centrality(graph)
    assert found[0] == (
        "Alder Vale NHS Foundation Trust",
        round(middle["A"], 6),
        5,
        2 + 1 + 2 + 1 + 1,
    )
    assert found[1] == ("Jo Marsh", round(middle["marsh"], 6), 2, 3)
    assert len(found) == 7
    near = rows(small_store, "centrality", "rank", "entity", "kind", by="closeness", kind="trust")
    assert [row[::2] for row in near] == [(1, "trust"), (2, "trust")]
    regulators = {"kind": "regulator", "by": "degree"}
    assert rows(small_store, "centrality", "entity", **regulators) == []
    found = rows(small_store, "centrality", "neighbours", commission="with", **regulators)
    assert found == [(2,)]


def test_communities_are_what_is_tied_together(small_store: Store) -> None:
    answer = ask(small_store, "communities", least="1")
    assert sum(row[1] == 2 for row in answer.rows) == 2
    groups = {row[2].name: row[0] for row in answer.rows if isinstance(row[2], Thing)}
    assert groups["Bramble Coast NHS Trust"] == groups["Jo Marsh"] != groups["Sam Reed"]
    assert groups["Alder Vale NHS Foundation Trust"] == groups["Alder Vale Hospital"] == 1
    assert answer.notes[0].startswith("2 communities, modularity 0.")


def test_communities_do_not_hang_on_the_order_of_edges() -> None:
    ties = [(a, b) for block in (0, 5, 10) for a in range(block, block + 5) for b in range(a)]
    ties = [(a, b) for a, b in ties if b >= a - a % 5] + [(0, 5), (5, 10)]
    things = tuple(Thing(f"name {number:02}", f"iri:{number:02}") for number in range(15))
    found = []
    for order in (ties, ties[::-1]):
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(15))
        graph.add_edges_from(order, weight=1)
        found.append(grouped(Actors(things, graph)))
    assert found[0] == found[1]
    assert [set(group) for group in found[0]] == [set(range(at, at + 5)) for at in (0, 5, 10)]


def test_a_path_gives_each_tie_with_its_sentence(small_store: Store) -> None:
    found = rows(small_store, "path", "one", "tie", "other", "others", "sentence")
    alder = "Alder Vale NHS Foundation Trust"
    assert [row[:3] for row in found] == [
        ("Jo Marsh", "leads", alder),
        (alder, "was spoken about by", "Ana Lund"),
    ]
    assert [row[3] for row in found] == [1, 0]
    assert (
        found[0][4] == 'Jo Marsh, chief executive, said: "We know that we have much to put right."'
    )


def test_a_path_avoids_the_commission_unless_nothing_else_leads_on(small_store: Store) -> None:
    hospital = {"from": "alder vale hospital", "to": "cqc"}
    assert [row[0] for row in rows(small_store, "path", "tie", **hospital)] == [
        "is operated by",
        "was inspected by",
    ]
    assert ask(small_store, "path", **{"from": "XAV", "to": "alder"}).notes
    apart = ask(small_store, "path", to="mossgate", until="2018-12-31")
    assert not apart.rows
    assert "no chain" in apart.notes[0]


def tie(one: str, other: str, confidence: float = 0.9) -> tuple[tuple[str, str], list[Edge]]:
    edge = Edge(
        kind="leads", source=one, target=other, claim="c", article="a", confidence=confidence
    )
    return (min(one, other), max(one, other)), [edge]


def test_a_longer_way_is_taken_round_the_commission_and_the_surer_of_equals() -> None:
    through = dict([tie("a", COMMISSION), tie(COMMISSION, "b")])
    around = dict([tie("a", "x"), tie("x", "y"), tie("y", "z"), tie("z", "b")])
    start, end = frozenset({"a", "elsewhere"}), frozenset({"b"})
    assert shortest_way(through, start, end) == ["a", COMMISSION, "b"]
    assert shortest_way(through | around, start, end) == ["a", "x", "y", "z", "b"]
    assert shortest_way(through | around, start, frozenset({COMMISSION})) == ["a", COMMISSION]
    unsure = dict([tie("a", "k", 0.2), tie("k", "b"), tie("a", "s", 0.8), tie("s", "b")])
    assert shortest_way(unsure, start, end) == ["a", "s", "b"]
    assert shortest_way(unsure, start, frozenset({"nowhere"})) is None


def test_of_several_ties_the_surest_and_latest_comes_first() -> None:
    _, (plain,) = tie("a", "b", 0.5)
    ties = [
        replace(plain, claim="old", confidence=0.9, start="2018"),
        replace(plain, claim="new", confidence=0.9, start="2019-05"),
        replace(plain, claim="unsure", start="2020"),
    ]
    assert [edge.claim for edge in surest_first(ties)] == ["new", "old", "unsure"]


def quotation(article: str, person: str) -> str:
    """One article's quotation of a person, in TriG."""
    return f"""<article/{article}> {{
        <article/{article}/claim/quote> a cg:QuoteClaim ; cg:speaker <person/{person}> ;
            cg:quote "So it is." ; cg:statedIn <article/{article}> . }}"""


def test_whom_a_speaker_is_for_may_be_told_elsewhere_if_all_agree(store: Store) -> None:
    text = "".join(
        [
            *(PREFIXES, role("1", "x", "A", "2018-01-01"), quotation("2", "x")),
            *(role("3", "y", "A", "2018-01-01"), role("4", "y", "B", "2018-01-01")),
            *(quotation("5", "y"), quotation("6", "z"), quotation("4", "y")),
        ]
    )
    store.engine.load(text.encode(), RdfFormat.TRIG)
    found = rows(store, "speakers", "speaker", "speaks_for", "quotations")
    assert found == [("x", "A", 1), ("y", None, 1), ("y", "B", 1), ("z", None, 1)]


def test_what_an_inspection_left_in_place_is_no_move(store: Store) -> None:
    store.engine.load(
        b"""PREFIX cg: <https://w3id.org/caregraph/ontology#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        BASE <https://w3id.org/caregraph/>
        <graph/ledger> {
            <r1> a cg:Rating ; cg:about <o> ; cg:question <question/safe> ;
                cg:grade <rating/good> ; cg:previousGrade <rating/good> ; cg:confirms <r0> ;
                cg:previousRating <r0> ; cg:validOn "2020-01-01"^^xsd:date .
            <r2> a cg:Rating ; cg:about <o> ; cg:question <question/safe> ;
                cg:grade <rating/good> ; cg:previousGrade <rating/inadequate> ;
                cg:validOn "2020-01-01"^^xsd:date . }""",
        RdfFormat.TRIG,
    )
    assert [total for (total,) in rows(store, "mobility", "total")] == [1, 0, 0, 0]
    assert ask(store, "mobility", until="2020-06-01").notes == (
        "0 pairs of ratings at hand, 1 whose grade before is told",
        "1 rating that an inspection left in place is not counted",
    )
    assert not any(total for (total,) in rows(store, "mobility", "total", since="2020-06-01"))


def test_ratings_move_from_one_inspection_to_the_next(ledger_store: Store) -> None:
    columns = ("before", "inadequate", "requires_improvement", "good", "outstanding", "total")
    found = rows(ledger_store, "mobility", *columns)
    assert found == [
        ("inadequate", 0, 0, 1, 0, 1),
        ("requires improvement", 0, 0, 1, 0, 1),
        ("good", 0, 0, 0, 0, 0),
        ("outstanding", 0, 0, 0, 0, 0),
    ]
    safe = rows(ledger_store, "mobility", "total", question="safe", organisation="XAV")
    assert [total for (total,) in safe] == [1, 0, 0, 0]
    assert (
        sum(total for (total,) in rows(ledger_store, "mobility", "total", until="2019-12-31")) == 0
    )


def test_co_mentions_count_articles(small_store: Store) -> None:
    found = rows(small_store, "co-mentions", "one", "other", "articles", "share")
    assert found[0] == ("Alder Vale NHS Foundation Trust", "Alder Vale Hospital", 2, 0.667)
    about = rows(
        small_store, "co-mentions", "one", "other", about="jo marsh", kind="trust", least="1"
    )
    assert about == [
        ("Jo Marsh", "Alder Vale NHS Foundation Trust"),
        ("Jo Marsh", "Bramble Coast NHS Trust"),
    ]


def test_ties_are_the_edges_of_the_network(small_store: Store) -> None:
    kinds = Counter(kind for (kind,) in rows(small_store, "ties", "tie"))
    graph = network(small_store)
    assert kinds == Counter(data["kind"] for _, _, data in graph.edges(data=True))
    found = rows(small_store, "ties", "source", "tie", "target", about="sam reed", tie="leads")
    assert found == [("Sam Reed", "leads", "Alder Vale NHS Foundation Trust")]
    some = ask(small_store, "ties", tie="rated", limit="2")
    assert some.cut == "only the first 2 of 9 rows are here"
    assert rows(small_store, "ties", "tie", until="2018-03-31") == [("inspected",)]


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_has_all_forms_the_same_each_time(ledger_store: Store, name: str) -> None:
    chosen, given = analysis(name), ENOUGH.get(name, {})
    answers = [chosen.ask(ledger_store, given) for _ in range(2)]
    for form in FORMS:
        first, second = (answer_bytes(form, chosen, given, answer) for answer in answers)
        assert first == second
    members = json.loads(answer_bytes("json", chosen, given, answers[0]))
    assert members["rows"]
    table = list(csv.reader(io.StringIO(answer_bytes("csv", chosen, given, answers[0]).decode())))
    assert table[0] == members["columns"] == list(members["rows"][0])
    assert len(table) == len(members["rows"]) + 1
    for thing in answers[0].things:
        assert all(row[thing] is None or "://" in row[thing] for row in members["rows"])


def test_an_empty_store_has_answers_without_rows() -> None:
    with Store.open() as store:
        for name in ANALYSES:
            if name != "path":
                answer = ask(store, name)
                assert all(row[5] == 0 for row in answer.rows), name


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("centrality", {"by": "degre"}, "no value of 'by' named 'degre'; did you mean 'degree'"),
        ("centrality", {"bye": "x"}, "did you mean 'by'"),
        ("centrality", {"limit": "0"}, "'0' is no number for 'limit'"),
        ("moves", {"since": "May"}, "'May' is no date for 'since'"),
        ("path", {"to": ""}, "needs a value for 'to'"),
        ("path", {"to": "Ana Lunt"}, "no entity named 'Ana Lunt'; did you mean 'Ana Lund'"),
        ("mobility", {"question": "saef"}, "did you mean 'safe'"),
    ],
)
def test_unfit_values_are_refused_in_a_sentence(
    small_store: Store, name: str, given: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        ask(small_store, name, **given)


def test_an_unknown_analysis_gets_a_hint() -> None:
    with pytest.raises(UnknownName, match="did you mean 'communities'"):
        analysis("community")


def test_what_was_found_goes_out_as_attributes_of_nodes(small_store: Store) -> None:
    def woven(name: str, **given: str) -> Any:
        body, _ = written(small_store, "gexf", analysis(name), given)
        return nx.read_gexf(io.BytesIO(body))

    groups = woven("communities", least="1")
    assert {data["community"] for _, data in groups.nodes(data=True)} == {1, 2}
    assert len(groups) == 7
    scores = {data["label"]: data["score"] for _, data in woven("centrality").nodes(data=True)}
    assert max(scores, key=lambda name: scores[name]) == "Alder Vale NHS Foundation Trust"
    leads = woven("ties", tie="leads")
    assert {data["kind"] for _, _, data in leads.edges(data=True)} == {"leads"}
    assert len(leads) == 4
    with pytest.raises(InputError, match="'moves' is no network"):
        woven("moves")


# Over HTTP


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


def test_each_analysis_is_an_address(client: FlaskClient) -> None:
    index = client.get("/network").get_data(as_text=True)
    listed = client.get("/network.json").get_json()["analyses"]
    assert [each["name"] for each in listed] == list(ANALYSES)
    assert client.get("/network").get_json() is None
    described = json.loads(client.get("/openapi.json").data)["paths"]
    for name, each in ANALYSES.items():
        assert f'href="/network/{name}"' in index
        told = described[f"/network/{name}"]["get"]
        names = [parameter["name"] for parameter in told["parameters"]]
        assert names == [*(parameter.name for parameter in each.parameters), "format"]


def test_an_answer_in_each_form(client: FlaskClient) -> None:
    query = {"from": "jo marsh", "to": "ana lund"}
    answer = client.get("/network/path", query_string=query)
    assert answer.mimetype == "application/json"
    assert [row["other_name"] for row in answer.get_json()["rows"]][-1] == "Ana Lund"
    assert client.get("/network/path.csv", query_string=query).mimetype == "text/csv"
    assert client.get("/network/ties.graphml").mimetype == "application/graphml+xml"
    page = client.get("/network/path", query_string=query, headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    assert '<a href="/person/jo-marsh/XAV">Jo Marsh</a>' in text
    assert "We know that we have much" in text
    assert "/network/path.csv?from=jo+marsh&amp;to=ana+lund" in text


def test_a_page_without_what_it_needs_asks_for_it(client: FlaskClient) -> None:
    page = client.get("/network/path.html")
    assert page.status_code == 200
    assert "required" in page.get_data(as_text=True)
    wrong = client.get("/network/path.html?from=Ana+Lunt&to=cqc")
    assert wrong.status_code == 400
    assert "did you mean" in wrong.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/network/pth", 404, "unknown-name"),
        ("/network/path?from=cqc", 400, "bad-input"),
        ("/network/path?frm=cqc", 400, "unknown-name"),
        ("/network/path?from=cqc&to=Ana+Lunt", 400, "unknown-name"),
        ("/network/moves?person=a&person=b", 400, "bad-input"),
        ("/network/moves?format=pdf", 406, "not-acceptable"),
        ("/network/moves.gexf", 406, "not-acceptable"),
    ],
)
def test_errors_are_problem_details(
    client: FlaskClient, address: str, status: int, kind: str
) -> None:
    problem = client.get(address)
    assert (problem.status_code, problem.mimetype) == (status, "application/problem+json")
    assert problem.get_json()["type"] == f"/problems#{kind}"


def test_over_http_in_a_worker(served: str) -> None:
    with urlopen(f"{served}/network/path?from=jo+marsh&to=ana+lund", timeout=30) as response:
        assert [row["step"] for row in json.load(response)["rows"]] == [1, 2]
    with urlopen(f"{served}/network/ties?limit=2", timeout=30) as response:
        assert response.headers["Caregraph-Cut"]
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{served}/network/path?from=jo+marsh&to=Ana+Lunt", timeout=30)
    assert caught.value.code == 400
    assert b"did you mean 'Ana Lund'" in caught.value.read()
    caught.value.close()


def test_a_cut_answer_says_so(client: FlaskClient) -> None:
    answer = client.get("/network/ties?limit=2")
    assert answer.headers["Caregraph-Cut"] == answer.get_json()["cut"]
    assert "only the first 2 of 23" in answer.headers["Caregraph-Cut"]


def test_a_picture_rests_on_the_ties_of_its_table(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[object] = []

    def counted_edges(*args: Any, **kinds: Any) -> list[Edge]:
        folded.append(kinds)
        return edges(*args, **kinds)

    monkeypatch.setattr("caregraph.graph.analyses.view.edges", counted_edges)
    analysis("communities").draw(small_store, {"least": "2"}, "svg")
    assert len(folded) == 1
