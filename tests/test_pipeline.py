"""Building and retracting: the same content whatever the way to it, nothing lost on bad days."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import caregraph.graph
from caregraph.graph import batches, identifiers
from caregraph.graph.article import Article
from caregraph.graph.errors import InputError, UnknownName
from caregraph.graph.pipeline import build, retract
from caregraph.graph.reading import read
from caregraph.graph.store import Store
from caregraph.graph.store_folder import is_unfinished
from caregraph.graph.summary import Summary

NAMES = {
    "PREFIXES",
    "Article",
    "ArticleFacts",
    "Attribution",
    "CaregraphError",
    "InputError",
    "QueryError",
    "ReadingError",
    "Span",
    "Store",
    "StoreError",
    "Summary",
    "UnknownName",
    "build",
    "extract",
    "map_article",
    "read",
    "retract",
}


def plain_build(store: Store, *sources: Path, **options) -> Summary:
    return build(store, sources, reasoning=False, validation=False, **options)


def key_of(path: Path) -> str:
    (article,) = read([path], lambda *_: None)
    return article.key


def article_graphs(store: Store) -> list[str]:
    return [iri for iri in store.graphs() if "/article/" in iri]


def difference(one: Store, other: Store) -> list[bytes]:
    """The statements that only one of the stores holds: a few, to say where to look."""
    return sorted(set(one.dump().splitlines()) ^ set(other.dump().splitlines()))[:5]


@pytest.fixture
def harrow(article_folder: Path) -> Path:
    return article_folder / "harrow-vale.txt"


@pytest.fixture
def marsh(article_folder: Path) -> Path:
    return article_folder / "marsh-lane.txt"


def test_public_names_are_these():
    assert set(caregraph.graph.__all__) == NAMES
    for name in NAMES:
        assert getattr(caregraph.graph, name)


def test_a_build_stores_an_article_graph_each_and_tells_what_it_found(store, article_folder):
    summary = plain_build(store, article_folder)
    assert (summary.new, summary.unchanged, summary.failures) == (3, 0, ())
    assert len(article_graphs(store)) == 3
    assert summary.facts["ratings"] > 0
    assert "Harrow Vale Hospitals NHS Trust" in summary.unlinked
    assert {"graph/ontology", "graph/reference", "graph/register"} <= {
        iri.removeprefix("https://w3id.org/caregraph/") for iri in store.graphs()
    }


def test_collecting_is_paused_for_the_ledger_alone(store, marsh, monkeypatch):
    during = []
    monkeypatch.setattr(
        "caregraph.graph.derivation.write_ledger", lambda _: during.append(gc.isenabled())
    )
    plain_build(store, marsh)
    assert (during, gc.isenabled()) == ([False], True)


def test_building_again_changes_nothing(store, article_folder):
    plain_build(store, article_folder)
    before = store.dump()
    summary = plain_build(store, article_folder)
    assert (summary.new, summary.renewed, summary.unchanged) == (0, 0, 3)
    assert store.dump() == before


def test_the_order_of_building_leaves_no_trace(harrow, marsh):
    with Store.open() as one, Store.open() as other:
        plain_build(one, harrow, marsh)
        plain_build(other, marsh)
        plain_build(other, harrow)
        assert difference(one, other) == []


def test_one_text_is_stored_once(store, harrow, tmp_path):
    shutil.copy(harrow, tmp_path / "copy.txt")
    summary = plain_build(store, harrow, tmp_path)
    assert (summary.new, summary.repeated) == (1, 1)


def test_other_rules_make_an_article_anew(store, harrow, marsh, monkeypatch):
    plain_build(store, harrow, marsh)
    before = store.dump()
    monkeypatch.setattr("caregraph.graph.pipeline.extraction_run", lambda: ox.NamedNode("x:new"))
    summary = plain_build(store, harrow)
    assert (summary.new, summary.renewed, summary.unchanged) == (0, 1, 0)
    assert store.dump() == before


def test_what_the_source_says_anew_makes_an_article_anew(store, tmp_path):
    lines = tmp_path / "a.jsonl"
    record = {"text": "A short story of a ward.", "title": "Old title", "published": "2019-07-11"}
    for change, expected in (
        ({}, (1, 0, 0)),
        ({"title": "New"}, (0, 1, 0)),
        ({"published": "2020-02"}, (0, 1, 0)),
        ({"url": "https://example.org/story"}, (0, 1, 0)),
        ({}, (0, 0, 1)),
    ):
        record |= change
        lines.write_text(json.dumps(record))
        summary = plain_build(store, lines)
        assert (summary.new, summary.renewed, summary.unchanged) == expected, change
    dump = store.dump().decode()
    assert '"New"' in dump
    assert '"2020-02"' in dump
    assert "Old title" not in dump
    assert "2019-07-11" not in dump


def test_sources_that_fail_are_told_and_the_rest_is_stored(store, harrow, tmp_path):
    (tmp_path / "empty.txt").touch()
    summary = plain_build(store, tmp_path / "nowhere", tmp_path, harrow)
    assert summary.new == 1
    assert [Path(failure.source).name for failure in summary.failures] == ["nowhere", "empty.txt"]


def test_an_article_whose_extraction_fails_costs_only_itself(store, harrow, marsh, monkeypatch):
    def fail(article: Article):
        if "Marsh Lane" in article.text:
            raise ValueError("no such ward")
        return real(article)

    real = caregraph.graph.extract
    monkeypatch.setattr("caregraph.graph.extraction.extract", fail)
    summary = plain_build(store, marsh, harrow)
    assert summary.new == 1
    ((source, message),) = [(each.source, each.message) for each in summary.failures]
    assert source == str(marsh)
    assert "ValueError: no such ward" in message


def test_worker_processes_give_what_one_process_gives(tmp_path, harrow):
    text = harrow.read_text(encoding="utf-8")
    for number in range(batches._FEW + 40):
        (tmp_path / f"{number:03}.txt").write_text(f"{text}\nCopy {number}.\n", encoding="utf-8")
    steps: list[tuple[str, int]] = []
    with Store.open() as one, Store.open() as two:
        plain_build(one, tmp_path, jobs=1)
        summary = plain_build(two, tmp_path, jobs=2, progress=lambda *step: steps.append(step))
        assert summary.new == batches._FEW + 40
        assert difference(one, two) == []
    done = [number for step, number in steps if step == "articles"]
    assert done == sorted(done)
    assert done[-1] == summary.new


def test_reading_goes_only_a_little_ahead_of_storing(store, harrow, tmp_path, monkeypatch):
    """Many articles never wait in memory at once."""
    monkeypatch.setattr(batches, "_BATCH_ARTICLES", 2)
    text = harrow.read_text(encoding="utf-8")
    given, ahead = 0, []

    def endless():
        nonlocal given
        for given in range(1, 61):
            yield Article(f"{text}\nCopy {given}.")

    for done, outcome in enumerate(batches.outcomes(endless(), jobs=2), start=1):
        assert outcome.error is None
        ahead.append(given - done)
    assert max(ahead) <= batches._FEW


def test_an_interrupted_build_leaves_whole_articles_and_can_go_on(harrow, marsh, article_folder):
    class Stop(BaseException):
        pass

    def stop_at_the_second(step: str, done: int) -> None:
        if step == "articles" and done == 2:
            raise Stop

    with Store.open() as broken, Store.open() as whole:
        with pytest.raises(Stop):
            plain_build(broken, article_folder, progress=stop_at_the_second)
        plain_build(broken, article_folder)
        plain_build(whole, article_folder)
        assert difference(broken, whole) == []


def test_a_store_is_marked_until_its_build_has_ended(harrow, marsh, article_folder, tmp_path):
    class Stop(BaseException):
        pass

    def stop_at_the_ledger(step: str, done: int) -> None:
        if step == "ledger":
            raise Stop

    path = tmp_path / "store"
    with Store.open(path) as store:
        with pytest.raises(Stop):
            plain_build(store, article_folder, progress=stop_at_the_ledger)
        assert is_unfinished(path), "a build that was broken off leaves its mark"
        plain_build(store, article_folder)
        assert not is_unfinished(path), "one that ended takes it away"
        (key,) = (iri for iri in store.graphs() if iri.endswith(key_of(harrow)))
        retract(store, key)
        assert not is_unfinished(path)


def test_retracting_leaves_what_the_others_would_have_made(harrow, marsh):
    with Store.open() as both, Store.open() as one:
        build(both, [harrow, marsh])
        summary = build(one, [harrow])
        assert summary.violations == ()
        assert summary.inferred
        (gone,) = retract(both, str(marsh))
        assert gone == identifiers.article(key_of(marsh)).value
        assert difference(both, one) == []


def test_inferences_go_when_an_article_comes_without_reasoning(store, harrow, marsh):
    build(store, [harrow], validation=False)
    assert store.has_graph(identifiers.graph("inferred"))
    plain_build(store, harrow)
    assert store.has_graph(identifiers.graph("inferred"))
    plain_build(store, marsh)
    assert not store.has_graph(identifiers.graph("inferred"))


def test_an_article_to_retract_has_four_names(store, harrow, marsh):
    plain_build(store, harrow, marsh)
    key = key_of(harrow)
    node = identifiers.article(key)
    statements = list(store.graph(node))
    for name in (key, node.value, str(harrow), "harrow vale trust told"):
        store.replace_graph(node, statements)
        assert retract(store, name) == [node.value]
        assert article_graphs(store) == [identifiers.article(key_of(marsh)).value]


def test_a_file_of_many_articles_is_retracted_as_a_whole(store, harrow, tmp_path):
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join(json.dumps({"text": f"Story {n} of a ward."}) for n in range(3)))
    plain_build(store, lines, harrow)
    assert len(retract(store, str(lines))) == 3
    assert article_graphs(store) == [identifiers.article(key_of(harrow)).value]


def test_an_unknown_or_unclear_article_is_refused(store, harrow, marsh, tmp_path):
    plain_build(store, harrow)
    with pytest.raises(UnknownName, match="did you mean 'Harrow Vale trust told"):
        retract(store, "Harow Vale trust told its wards must be safe")
    with pytest.raises(InputError, match=r"no article of .* is in the store"):
        retract(store, str(marsh))
    longer = tmp_path / "longer.txt"
    longer.write_text(harrow.read_text(encoding="utf-8") + "\nMore.", encoding="utf-8")
    plain_build(store, longer)
    with pytest.raises(InputError, match="2 articles have a title that starts with 'Harrow'"):
        retract(store, "Harrow")
    assert len(article_graphs(store)) == 2


def test_two_known_articles_build_and_retract_as_one_alone(corpus):
    first, second = sorted((corpus / "seeds").glob("dudley-*.txt"))
    with Store.open() as both, Store.open() as again, Store.open() as alone:
        plain_build(both, first, second)
        plain_build(again, first, second)
        assert difference(both, again) == []
        plain_build(alone, second)
        retract(both, str(first))
        assert difference(both, alone) == []
