"""Pictures of what analyses answer: they say it, always with the same bytes."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from caregraph.api.app import create_app
from caregraph.api.cli import cli
from caregraph.graph.analyses import ANALYSES, analysis
from caregraph.graph.drawing import LINES, picture
from caregraph.graph.drawing.plans import Bar, Bars, Chain, Matrix, Step
from caregraph.graph.errors import NothingToDraw
from caregraph.graph.folding import KINDS
from caregraph.graph.store import Store

GIVEN = {"path": {"from": "jo marsh", "to": "ana lund"}, "ties": {"about": "jo marsh"}}
SAID = {
    "centrality": ("betweenness", "Alder Vale NHS Foundation Trust", "trust"),
    "co-mentions": ("2 articles", "named together"),
    "communities": ("Ana Lund", "tied"),
    "mobility": ("Requires improvement", "1  (100%)", "before"),
    "moves": ("Jo Marsh 2020", "moved"),
    "path": ("was spoken about by", "Ana Lund", "“Ana Lund, a lead inspector"),
    "speakers": ("lead inspector", "speaks for", "1 quoted"),
    "ties": ("Jo Marsh", "leads"),
}


def words(svg: bytes) -> str:
    """All text of an SVG file, in the order of drawing."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode()))


@pytest.mark.parametrize("name", ANALYSES)
def test_each_analysis_is_drawn(ledger_store: Store, name: str) -> None:
    drawn, answer = analysis(name).draw(ledger_store, GIVEN.get(name, {}), "svg")
    assert answer.rows
    shown = words(drawn)
    assert analysis(name).sentence.partition(":")[0].rstrip(".") in shown
    for said in SAID[name]:
        assert said in shown


def test_every_kind_of_tie_has_a_line() -> None:
    drawn = {"moved", "perhaps moved", "taken over", "at both"}
    drawn |= {"speaks for", "named together", "tied"}
    assert set(KINDS) - {"enforcement"} | drawn == set(LINES)


@pytest.mark.parametrize(
    "plan",
    [
        Matrix("before", "after", ("A", "B"), ((1, 2), (0, 0)), ("so",)),
        Bars("degree", (Bar("x", 0.5, "trust"), Bar("y", 0.0, "hospital")), ("one",)),
        Chain((Step("x", "trust", "operates", "It does. " * 30), Step("y", "hospital", "", ""))),
    ],
    ids=lambda plan: type(plan).__name__,
)
def test_the_same_plan_is_the_same_bytes(plan: Matrix | Bars | Chain) -> None:
    first = picture(plan, "A $title$", "svg")
    assert first == picture(plan, "A $title$", "svg")
    assert "A $title$" in words(first)
    assert picture(plan, "A", "png").startswith(b"\x89PNG")


def test_bars_are_as_long_as_their_values() -> None:
    plan = Bars("degree", (Bar("x", 0.5, "trust"), Bar("y", 0.25, "hospital")))
    drawn = picture(plan, "", "svg").decode()
    bars = re.findall(r'<path d="M ([\d.]+) [\d.]+ \nL ([\d.]+) ', drawn)
    lengths = sorted((abs(float(end) - float(start)) for start, end in bars), reverse=True)
    assert lengths[1] == pytest.approx(4.2 * 72)
    assert lengths[2] == pytest.approx(2.1 * 72)


def test_an_answer_without_rows_is_no_picture(small_store: Store) -> None:
    with pytest.raises(NothingToDraw, match="'moves' has no rows to draw"):
        analysis("moves").draw(small_store, {"until": "2001-01-01"}, "svg")


def test_pictures_over_http(small_store: Store) -> None:
    client = create_app(small_store).test_client()
    svg = client.get("/network/moves.svg")
    assert svg.mimetype == "image/svg+xml"
    assert svg.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    page = client.get("/network/moves.html?person=Jo+Marsh").get_data(as_text=True)
    assert '<img class="picture" src="/network/moves.png?person=Jo+Marsh"' in page
    assert "<img class" not in client.get("/network/moves.html?until=2001-01-01").text
    assert client.get("/network/moves.svg?until=2001-01-01").status_code == 404


def test_pictures_from_the_command_line(stored, tmp_path) -> None:
    def run(*args: object) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["network", "--store", str(stored), *map(str, args)])
        return result.exit_code, result.stderr

    file = tmp_path / "moves.svg"
    assert run("moves", "--out", file) == (0, "")
    assert "Jo Marsh" in words(file.read_bytes())
    assert run("moves", "--out", tmp_path / "moves.pdf")[0] == 1
    assert run("ties", "--param", "limit=1", "--out", tmp_path / "ties.csv") == (
        0,
        "only the first 1 of 23 rows is here\n",
    )
