"""Drawings: what they show, that nothing lies on anything, and that bytes repeat."""

from __future__ import annotations

import itertools
import re

import networkx as nx
import pytest

from caregraph.graph.drawing import LINES, STYLES, draw, picture
from caregraph.graph.drawing.layout import arrange
from caregraph.graph.drawing.sketch import MOST_BOXES, sketch
from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.folding import COMMISSION
from caregraph.graph.network import KINDS
from caregraph.graph.store import Store


def words(svg: bytes) -> str:
    """All text of an SVG file, in the order of drawing."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode()))


def test_a_drawing_says_names_ratings_and_kinds(small_store: Store) -> None:
    shown = words(draw(small_store, "XAV"))
    for said in (
        "Alder Vale Hospital",
        "Overall: Outstanding (2020)",
        "chief executive",
        "Mossgate Clinic",
        "inspector",
        "operates",
    ):
        assert said in shown
    assert "Bramble" not in shown


def test_a_service_is_drawn_with_the_newest_word_on_each_question(small_store: Store) -> None:
    shown = words(draw(small_store))
    assert "Safe: Good (2020)" in shown
    assert "Safe: Inadequate (2018)" not in shown


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_network_is_the_same_bytes(small_store: Store, form: str) -> None:
    first = draw(small_store, form=form)
    assert first == draw(small_store, form=form)
    assert first.startswith(b"<?xml" if form == "svg" else b"\x89PNG")
    assert b"<dc:date>" not in first


def test_every_kind_has_a_look_of_its_own() -> None:
    assert set(KINDS.values()) | {"person", "service"} == set(STYLES)
    assert len({(style.marker, style.colour) for style in STYLES.values()}) == len(STYLES)
    assert len(set(LINES.values())) == len(LINES)


def crowd(trusts: int) -> nx.MultiDiGraph[str]:
    """Trusts that the Commission inspected, each with a hospital and a rated service."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(COMMISSION, label="Care Quality Commission", kind="regulator")
    graph.add_node("surgery", label="Surgery", kind="service")
    rated = {"kind": "rated", "label": "", "question": "Overall", "grade": "Good"}
    for number in range(trusts):
        trust, hospital = f"trust {number:03}", f"hospital {number:03}"
        graph.add_node(trust, label=f"The {trust} of a long name", kind="trust")
        graph.add_node(hospital, label=hospital, kind="hospital")
        graph.add_edge(COMMISSION, trust, kind="inspected", label="inspected", start="2019")
        graph.add_edge(trust, hospital, kind="operates", label="operates")
        graph.add_edge(trust, trust, **rated)
        graph.add_edge(hospital, "surgery", **rated)
    return graph


def test_services_are_drawn_once_for_each_holder() -> None:
    plan = sketch(crowd(3))
    assert sum(box.kind == "service" for box in plan.boxes) == 3
    assert plan.left_out == ()


def test_what_is_left_out_of_a_crowd_is_counted() -> None:
    plan = sketch(crowd(100))
    assert len(plan.boxes) <= MOST_BOXES
    said = " ".join(plan.left_out)
    assert "100 rated services are counted" in said
    assert "the Care Quality Commission and its 100 ties are not drawn" in said
    left = 200 - len(plan.boxes)
    assert f"{left} entities" in said
    assert said.replace("'", "") in words(picture(plan, "A crowd", "svg")).replace("; ", " ")


def test_the_main_entity_is_always_drawn() -> None:
    plan = sketch(crowd(100), ["hospital 099", COMMISSION])
    main = [box.key for box in plan.boxes if box.main]
    assert main == [COMMISSION, "hospital 099"]


@pytest.mark.parametrize("count", [1, 2, 7, 24])
def test_boxes_never_overlap(count: int) -> None:
    sizes = {
        f"{number}": (0.5 + number % 5 * 0.4, 0.3 + number % 3 * 0.3) for number in range(count)
    }
    ties = [(f"{number}", f"{number // 3}") for number in range(count)]
    places = arrange(sizes, ties)
    assert set(places) == set(sizes)
    for one, other in itertools.combinations(places.values(), 2):
        assert not one.overlaps(other)
    assert places == arrange(sizes, ties)


def test_boxes_without_ties_stand_in_rows() -> None:
    places = arrange({f"{number}": (1.0, 0.5) for number in range(9)}, [])
    assert 1 < len({place.y for place in places.values()}) < 9


def test_marks_that_mean_something_to_the_painter_are_drawn_as_they_are() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", label="Cost $5 & <more> $x^2$", kind="trust")
    assert "Cost $5 &amp; &lt;more&gt; $x^2$" in words(picture(sketch(graph), "$ $", "svg"))


def test_nothing_to_draw_is_said(small_store: Store) -> None:
    with Store.open() as empty, pytest.raises(InputError, match="nothing to draw"):
        draw(empty)
    with pytest.raises(UnknownName, match="did you mean 'png'"):
        draw(small_store, form="pnge")
    with pytest.raises(UnknownName, match="no entity named 'nobody'"):
        draw(small_store, "nobody")
