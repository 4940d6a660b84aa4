"""The store: every change whole or not at all, and a clear sentence when it can't be opened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib import Literal as Words

from caregraph.graph.errors import QueryError, StoreError, UnknownName
from caregraph.graph.export import FORMS, rdf_form
from caregraph.graph.store import Store

GRAPH, OTHER = "https://example.org/g/1", "https://example.org/g/2"
NAME = ox.NamedNode("https://example.org/name")


def says(subject: str, words: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(f"https://example.org/{subject}"), NAME, ox.Literal(words))


def words_in(store: Store, graph: str) -> set[str]:
    return {quad.object.value for quad in store.graph(graph) if isinstance(quad.object, ox.Literal)}


@pytest.fixture(params=["memory", "disk"])
def any_store(request, tmp_path):
    with Store.open(tmp_path / "store" if request.param == "disk" else None) as opened:
        yield opened


def test_a_graph_holds_exactly_what_was_last_put_into_it(any_store):
    awkward = 'quotes " and \\ and\nlines'
    assert any_store.replace_graph(GRAPH, [says("a", "one"), says("a", awkward)])
    assert not any_store.replace_graph(GRAPH, [says("a", awkward), says("a", "one")])
    assert any_store.replace_graph(GRAPH, [says("a", "two"), says("a", awkward)])
    assert words_in(any_store, GRAPH) == {"two", awkward}


def test_graphs_are_kept_apart(any_store):
    any_store.replace_graph(OTHER, [says("a", "other")])
    any_store.replace_graph(ox.NamedNode(GRAPH), [says("a", "one")])
    assert any_store.graphs() == [GRAPH, OTHER]
    assert any_store.remove_graph(GRAPH)
    assert not any_store.remove_graph(GRAPH)
    assert any_store.graphs() == [OTHER]
    assert words_in(any_store, OTHER) == {"other"}


def test_a_graph_with_blank_nodes_is_replaced_too(any_store):
    def chain(words: str) -> list[ox.Triple]:
        return [ox.Triple(ox.BlankNode("b"), NAME, ox.Literal(words))]

    any_store.replace_graph(GRAPH, chain("one"))
    any_store.replace_graph(GRAPH, chain("two"))
    assert words_in(any_store, GRAPH) == {"two"}


def test_a_refilled_graph_forgets_what_it_held(any_store):
    any_store.replace_graph(GRAPH, [says("a", "one")])
    any_store.refill_graph(GRAPH, iter([says("a", "two")]))
    assert words_in(any_store, GRAPH) == {"two"}


def test_new_graphs_are_added_all_or_none(any_store):
    good = b'<https://example.org/a> <https://example.org/name> "x" <https://example.org/g/1> .\n'
    with pytest.raises(SyntaxError):
        any_store.add_graphs(good + b"<https://example.org/a> broken\n")
    assert any_store.graphs() == []
    any_store.add_graphs(good)
    assert words_in(any_store, GRAPH) == {"x"}


def test_a_change_that_fails_midway_changes_nothing(any_store):
    any_store.replace_graph(GRAPH, [says("a", "one")])

    def breaking():
        yield says("a", "two")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        any_store.replace_graph(GRAPH, breaking())
    assert words_in(any_store, GRAPH) == {"one"}


def test_what_is_stored_stays_after_closing(tmp_path):
    with Store.open(tmp_path / "deep" / "store") as opened:
        opened.replace_graph(GRAPH, [says("a", "one")])
    with Store.open(tmp_path / "deep" / "store", read_only=True) as opened:
        assert words_in(opened, GRAPH) == {"one"}
        with pytest.raises(StoreError, match="reading only"):
            opened.replace_graph(GRAPH, [says("a", "two")])


def test_a_killed_writer_leaves_whole_graphs(tmp_path):
    script = f"""
import os, signal
from caregraph.graph.store import Store
import pyoxigraph as ox
store = Store.open({str(tmp_path / "store")!r})
line = '<https://example.org/%d> <https://example.org/name> "%d" <https://example.org/g/%d> .'
for graph in range(20):
    store.add_graphs("\\n".join(line % (n, n, graph) for n in range(500)).encode())
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    with Store.open(tmp_path / "store") as opened:
        sizes = {len(words_in(opened, graph)) for graph in opened.graphs()}
        assert sizes <= {500}


def test_a_store_in_use_says_so(tmp_path):
    with Store.open(tmp_path / "store"):
        with pytest.raises(StoreError, match="in use by another process"):
            Store.open(tmp_path / "store")
        with Store.open(tmp_path / "store", read_only=True) as reader:
            assert len(reader) == 0
    Store.open(tmp_path / "store").close()


def test_a_folder_with_other_files_never_becomes_a_store(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds other files"):
        Store.open(tmp_path)
    assert os.listdir(tmp_path) == ["letter.txt"]


def test_a_file_is_no_store(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(StoreError, match="is a file"):
        Store.open(file)
    with pytest.raises(StoreError):
        Store.open(file / "below")


def test_reading_never_makes_a_store(tmp_path):
    with pytest.raises(StoreError, match="there is no store at"):
        Store.open(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_a_damaged_store_says_what_to_do(tmp_path):
    Store.open(tmp_path / "store").close()
    (tmp_path / "store" / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError, match=r"is damaged .*build it again"):
        Store.open(tmp_path / "store")


@pytest.fixture
def nobody():
    """Root may open anything, so for these tests root is someone else."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.parametrize("read_only", [True, False])
def test_no_permission_says_so(tmp_path, request, read_only):
    Store.open(tmp_path / "store").close()
    for file in (tmp_path / "store").iterdir():
        file.chmod(0o400)
    (tmp_path / "store").chmod(0o000)
    request.getfixturevalue("nobody")
    with pytest.raises(StoreError, match="no permission to open the store"):
        Store.open(tmp_path / "store", read_only=read_only)


def test_a_query_sees_all_graphs_as_one(store):
    store.replace_graph(GRAPH, [says("a", "one")])
    store.replace_graph(OTHER, [says("a", "two")])
    query = "SELECT DISTINCT ?w WHERE { ?s <https://example.org/name> ?w } ORDER BY ?w"
    assert [row["w"].value for row in store.query(query)] == ["one", "two"]
    bound = store.query(query, bindings={"w": ox.Literal("two")})
    assert len(list(bound)) == 1
    assert [row["w"].value for row in store.query(query, default_graphs=[OTHER])] == ["two"]


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT ?x WHERE {\n ?x }", 2, 6), ("", 1, 1), ("SELECT ?x { ?x a no:prefix }", 1, 18)],
)
def test_a_query_error_has_its_place(store, query, line, column):
    with pytest.raises(QueryError) as caught:
        store.query(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?s { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c FILTER(1<2)SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    ],
)
def test_no_query_leaves_this_machine(store, query):
    with pytest.raises(QueryError, match="another endpoint"):
        store.query(query)


def test_rdflib_sees_the_same_statements(store):
    store.replace_graph(GRAPH, [says("a", "one")])
    dataset = store.dataset()
    assert len(dataset) == 1
    assert len(dataset.graph(URIRef(GRAPH))) == 1
    assert dataset.namespace_manager.store.namespace("cg")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_bytes_whatever_the_order_of_writing(form):
    statements = [says(name, words) for name in "cab" for words in ("two", "one")]
    dumps = []
    for order in (statements, statements[::-1]):
        with Store.open() as store:
            for graph in (GRAPH, OTHER):
                store.replace_graph(graph, order)
            dumps.append(store.dump(form))
    assert dumps[0] == dumps[1]
    chosen = FORMS[form]
    expected = 12 if chosen.graphs else 6
    assert len(list(ox.parse(dumps[0], chosen.rdf))) == expected


def test_nquads_are_sorted_lines(store):
    store.replace_graph(GRAPH, [says(name, "x") for name in "cab"])
    lines = store.dump("nquads").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_rdf_xml_is_well_formed_whatever_a_text_holds(store):
    words = ox.Literal("a\x00b\x0c", language="en")
    graph = ox.NamedNode("https://example.org/g")
    store.replace_graph(graph, [ox.Triple(graph, graph, words)])
    ((_, _, said),) = Graph().parse(data=store.dump("rdfxml"), format="xml")
    assert said == Words("a\ufffdb\ufffd", lang="en")


def test_more_than_fits_in_memory_is_sorted_in_parts(store, monkeypatch):
    store.replace_graph(GRAPH, [says(str(number), "x") for number in range(300)])
    at_once = store.dump("nquads")
    monkeypatch.setattr("caregraph.graph.export._SORTED_AT_ONCE", 1000)
    assert store.dump("nquads") == at_once


def test_forms_go_by_name_and_suffix(store):
    assert rdf_form("ttl") is rdf_form(".TTL") is rdf_form("Turtle") is FORMS["turtle"]
    assert rdf_form("n-quads") is FORMS["nquads"]
    with pytest.raises(UnknownName, match="did you mean 'turtle'"):
        store.dump("turtel")


def test_an_exported_article_reads_as_it_was(store):
    text = 'First line.\n\n"Second" – é 😀 \\ line.'
    store.replace_graph(GRAPH, [says("a", text)])
    for form in FORMS.values():
        (quad,) = ox.parse(store.dump(form.name), form.rdf)
        assert quad.object.value == text


def test_nothing_but_the_folder_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Store.open("store") as opened:
        opened.replace_graph(GRAPH, [says("a", "one")])
    assert [path.name for path in Path().iterdir()] == ["store"]
