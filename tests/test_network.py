"""The network view of the small graph, and its files."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.folding import COMMISSION
from caregraph.graph.identifiers import organisation, person, site
from caregraph.graph.network import network, write
from caregraph.graph.network_files import cytoscape, edge_list, gexf, graphml, node_list
from caregraph.graph.store import Store

XSI = "http://www.w3.org/2001/XMLSchema-instance"
ALDER, BRAMBLE = organisation("XAV").value, organisation("XBC").value
HOSPITAL, MARSH = site("XAV01").value, person("Jo Marsh", "XAV").value


def edges(graph: nx.MultiDiGraph[str], kind: str) -> list[tuple[str, str, str, str]]:
    return [
        (source, target, data["label"], data.get("start", ""))
        for source, target, data in graph.edges(data=True)
        if data["kind"] == kind
    ]


def test_nodes_carry_label_and_kind(small_store: Store) -> None:
    nodes = network(small_store).nodes
    assert nodes[ALDER] == {"label": "Alder Vale NHS Foundation Trust", "kind": "trust"}
    kinds = {data["label"]: data["kind"] for _, data in nodes(data=True)}
    assert kinds["Care Quality Commission"] == "regulator"
    assert kinds["Alder Vale Hospital"] == "hospital"
    assert kinds["Mossgate Clinic"] == "site"
    assert kinds["Ana Lund"] == "inspector"
    assert kinds["Jo Marsh"] == "executive"
    assert kinds["Surgery"] == "service"


def test_claims_fold_into_dated_edges(small_store: Store) -> None:
    graph = network(small_store)
    assert edges(graph, "inspected") == [(COMMISSION, ALDER, "inspected", "2018-03")]
    assert edges(graph, "works for") == [
        (person("Ana Lund", "cqc").value, COMMISSION, "lead inspector", "2020-02-10")
    ]
    assert (MARSH, BRAMBLE, "chair", "2020-03-01") in edges(graph, "leads")
    assert (
        ALDER,
        ALDER,
        "Overall: Good (before: Requires improvement)",
        "2020-02-10",
    ) in edges(graph, "rated")
    assert (BRAMBLE, BRAMBLE, "Fine", "2020-03-01") in edges(graph, "enforcement")
    assert len(edges(graph, "spoke about")) == 2


def test_what_several_articles_tell_is_one_edge_from_first_to_last(small_store: Store) -> None:
    graph = network(small_store)
    (data,) = [d for d in graph[ALDER][HOSPITAL].values() if d["kind"] == "operates"]
    assert (data["start"], data["end"], data["articles"]) == ("2018-06-01", "2020-02-10", 2)


def test_edges_lead_back_to_their_claim(small_store: Store) -> None:
    for _, _, data in network(small_store).edges(data=True):
        assert data["claim"].startswith(data["article"])
        assert 0 < data["confidence"] <= 1


@pytest.mark.parametrize("name", [MARSH, "jo marsh", "Marsh"])
def test_a_neighbourhood_is_found_by_name(small_store: Store, name: str) -> None:
    assert set(network(small_store, name)) == {MARSH, ALDER, BRAMBLE}


def test_a_neighbourhood_does_not_grow_through_the_commission(small_store: Store) -> None:
    lund = network(small_store, "ana lund", depth=2)
    assert COMMISSION in lund
    assert {HOSPITAL, MARSH} <= set(lund)
    assert BRAMBLE not in network(small_store, "sam reed", depth=2)
    assert ALDER in network(small_store, "cqc")


def test_a_depth_beyond_the_network_takes_no_longer(small_store: Store) -> None:
    """The walk ends where nothing new is reached, not after a billion steps."""
    far = network(small_store, "XAV", depth=10**9)
    assert set(far) == set(network(small_store, "XAV", depth=50))


def test_a_neighbourhood_is_the_whole_seen_from_one_place(small_store: Store) -> None:
    whole, part = network(small_store), network(small_store, "XAV", depth=3)
    assert set(part.edges(keys=True)) == set(whole.edges(keys=True))


def test_an_unknown_name_gets_a_hint(small_store: Store) -> None:
    with pytest.raises(UnknownName, match="did you mean 'Alder Vale'"):
        network(small_store, "Alder Vail")
    with pytest.raises(UnknownName, match="did you mean 'Hospital'"):
        network(small_store, "Hopital")
    with pytest.raises(InputError, match="depth 0"):
        network(small_store, "XAV", depth=0)


def test_files_are_the_same_bytes_each_time_and_read_back(small_store: Store) -> None:
    graph = network(small_store)
    again = network(small_store)
    assert graphml(graph) == graphml(again)
    assert gexf(graph) == gexf(again)
    assert "lastmodified" not in gexf(graph)
    read = nx.parse_graphml(graphml(graph), force_multigraph=True)
    assert (len(read), read.size()) == (len(graph), graph.size())
    played = nx.read_gexf(io.BytesIO(gexf(graph).encode()))
    assert (len(played), played.size()) == (len(graph), graph.size())


def test_gexf_dates_are_whole_days(small_store: Store) -> None:
    text = gexf(network(small_store))
    assert 'timeformat="date"' in text
    assert 'mode="dynamic"' in text
    assert 'start="2018-03-01" end="2018-03-31"' in text


def test_gexf_plays_back_days_where_there_are_any_and_stands_still_elsewhere(
    small_store: Store,
) -> None:
    day = re.compile(r"\d{4}-\d{2}-\d{2}")
    root = ElementTree.fromstring(gexf(network(small_store)))
    (graph,) = root.findall("{*}graph")
    assert (graph.attrib["mode"], graph.attrib["timeformat"]) == ("dynamic", "date")
    dates = [
        edge.attrib[end]
        for edge in graph.iterfind(".//{*}edge")
        for end in ("start", "end")
        if end in edge.attrib
    ]
    assert len(dates) > 9
    assert [date for date in dates if not day.fullmatch(date)] == []
    assert all(datetime.date.fromisoformat(each) for each in dates)
    still: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    still.add_edge("a", "b", label="x", start="--05")
    (graph,) = ElementTree.fromstring(gexf(still)).findall("{*}graph")
    assert graph.attrib["mode"] == "static"
    assert not [edge for edge in graph.iterfind(".//{*}edge") if "start" in edge.attrib]
    read = nx.read_gexf(io.BytesIO(gexf(still).encode()))
    assert set(read.edges()) == {("a", "b")}


GEXF: dict[str, tuple[set[str], set[str]]] = {
    "gexf": ({"version", f"{{{XSI}}}schemaLocation"}, set()),
    "meta": (set(), set()),
    "creator": (set(), set()),
    "graph": ({"defaultedgetype", "mode", "timeformat"}, set()),
    "attributes": ({"class", "mode"}, {"class"}),
    "attribute": ({"id", "title", "type"}, {"id", "title", "type"}),
    "nodes": (set(), set()),
    "node": ({"id", "label"}, {"id", "label"}),
    "edges": (set(), set()),
    "edge": (
        {"id", "source", "target", "label", "start", "end"},
        {"id", "source", "target"},
    ),
    "attvalues": (set(), set()),
    "attvalue": ({"for", "value"}, {"for", "value"}),
}
"""Elements of GEXF 1.2 as written here: attributes that its schema has, and those it wants."""


def test_gexf_is_as_its_schema_wants(small_store: Store) -> None:
    root = ElementTree.fromstring(gexf(network(small_store)))
    declared: dict[str, set[str]] = {"node": set(), "edge": set()}
    for element in root.iter():
        name = element.tag.removeprefix("{http://www.gexf.net/1.2draft}")
        allowed, wanted = GEXF[name]
        assert wanted <= set(element.attrib) <= allowed, (name, element.attrib)
        if name == "attributes":
            declared[element.attrib["class"]] = {each.attrib["id"] for each in element}
            kinds = {each.attrib["type"] for each in element}
            assert kinds <= {"string", "integer", "long", "double", "float", "boolean"}
        if name in declared:
            used = {each.attrib["for"] for each in element.iter() if "for" in each.attrib}
            assert used <= declared[name]
            assert element.attrib.get("start", "") <= element.attrib.get("end", "9")
    edges = root.findall(".//{*}edge")
    nodes = {node.attrib["id"] for node in root.findall(".//{*}node")}
    assert len({edge.attrib["id"] for edge in edges}) == len(edges) > 20
    assert {edge.attrib[end] for edge in edges for end in ("source", "target")} == nodes


def test_cytoscape_json_is_what_cytoscape_takes_and_reads_back(small_store: Store) -> None:
    graph = network(small_store)
    members = json.loads(cytoscape(graph))
    nodes, edges = members["elements"]["nodes"], members["elements"]["edges"]
    ids = [each["data"]["id"] for each in (*nodes, *edges)]
    assert len(set(ids)) == len(ids) == len(graph) + graph.size()
    for edge in edges:
        assert {edge["data"]["source"], edge["data"]["target"]} <= set(ids)
    assert {"id": ALDER, "name": "Alder Vale NHS Foundation Trust"}.items() <= next(
        each["data"].items() for each in nodes if each["data"]["id"] == ALDER
    )
    read: Any = nx.cytoscape_graph(members)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    assert all(read.nodes[node]["kind"] == data["kind"] for node, data in graph.nodes(data=True))


def test_edges_and_nodes_as_tables(small_store: Store) -> None:
    graph = network(small_store)
    edges = list(csv.DictReader(io.StringIO(edge_list(graph))))
    assert len(edges) == graph.size()
    keys = {(row["source"], row["target"], row["id"]) for row in edges}
    assert keys == set(graph.edges(keys=True))
    (operates,) = [row for row in edges if row["target"] == HOSPITAL and row["kind"] == "operates"]
    assert (operates["start"], operates["end"], operates["weight"]) == (
        "2018-06-01",
        "2020-02-10",
        "2",
    )
    assert (operates["source_label"], operates["target_kind"]) == (
        "Alder Vale NHS Foundation Trust",
        "hospital",
    )
    nodes = {row["id"]: row["kind"] for row in csv.DictReader(io.StringIO(node_list(graph)))}
    assert nodes == {node: data["kind"] for node, data in graph.nodes(data=True)}


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2019", 'start="2019-01-01" end="2019-12-31"'),
        ("--05", ""),
        ("2020-02", 'end="2020-02-29"'),
    ],
)
def test_dates_cut_short_are_filled_up_or_left_out(date: str, written: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edge("a", "b", start=date, end=date, kind="rated", label="x")
    text = gexf(graph)
    assert written in text
    assert "--05" not in text
    assert graph.get_edge_data("a", "b")[0]["start"] == date


def test_characters_that_xml_forbids_are_replaced() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edge("a", "b", label="bell \x07 and <tag> & more")
    for text in (graphml(graph), gexf(graph)):
        assert "\x07" not in text
    assert len(nx.parse_graphml(graphml(graph))) == 2


def test_write_refuses_other_forms(small_store: Store) -> None:
    out = io.BytesIO()
    write(small_store, out, "graphml")
    assert out.getvalue().startswith(b"<graphml")
    with pytest.raises(UnknownName, match="did you mean 'gexf'"):
        write(small_store, out, "gefx")


def test_an_empty_store_has_an_empty_network() -> None:
    with Store.open() as store:
        assert len(network(store)) == 0
