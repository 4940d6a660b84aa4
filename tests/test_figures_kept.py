"""The figures of the whole, counted once for each copy of a store."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from caregraph.api import figures
from caregraph.api.app import create_app
from caregraph.api.engine import InProcess
from caregraph.api.evaluation import Limits
from caregraph.api.shared import Fixed, Shared
from caregraph.graph.store import Store


def test_figures_left_in_a_copy_are_those_counted(stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(stored, copy)
    with Store.open(copy, read_only=True) as store:
        counted = figures.figures(store)
        figures.prepare(copy)
        assert figures.figures(store) == counted
    assert dict((name, count) for name, count, _ in counted.counts)["articles"] == 3
    assert counted.whole.statements > 100


def test_pages_tell_what_was_left_for_them(stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(stored, copy)
    figures.prepare(copy)
    file = copy / "figures.json"
    told = json.loads(file.read_text())
    told["whole"]["statements"] = 1234567
    file.write_text(json.dumps(told))
    with Store.open(copy, read_only=True) as store:
        source = Fixed(Shared(store, InProcess(store, Limits())))
        client = create_app(source=source).test_client()
        for address in ("/", "/dataset"):
            assert "1,234,567" in client.get(address, headers={"Accept": "text/html"}).text
        assert json.loads(client.get("/articles.json").data)["total"] == 3
