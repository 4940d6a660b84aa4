"""The JSON form of facts: the fact format's keys and order, then the fact's origin."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from caregraph.graph import facts as kinds
from caregraph.graph.facts import (
    ArticleFacts,
    Attribution,
    Fact,
    Finding,
    Inspection,
    Measure,
    Span,
)
from caregraph.graph.facts_json import FORMAT, FURTHER, to_json

SEEDS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "seeds"
CLASSES = {
    "organisations": kinds.Organisation,
    "sites": kinds.Site,
    "people": kinds.Person,
    "inspections": kinds.Inspection,
    "ratings": kinds.Rating,
    "findings": kinds.Finding,
    "quotes": kinds.Quote,
    "measures": kinds.Measure,
    "actions": kinds.Action,
}


def origin(start: int, end: int) -> dict[str, object]:
    return {"evidence": (Span(start, end),), "rule": "test.rule", "confidence": 0.9}


def test_an_article_without_facts_has_every_key() -> None:
    form = to_json(ArticleFacts())
    assert list(form) == ["article", *FORMAT]
    assert form["article"] == {"title": None, "publisher": None, "published": None, "url": None}
    assert all(form[kind] == [] for kind in FORMAT)


def test_a_fact_carries_its_origin_after_the_formats_keys() -> None:
    finding = Finding(
        polarity="concern",
        of="Anytown NHS Trust",
        quote="too few nurses",
        attribution=Attribution("regulator", "Pat Example"),
        evidence=(Span(10, 24), Span(2, 5)),
        rule="findings.lack",
        confidence=0.8,
    )
    assert to_json(ArticleFacts(findings=(finding,)))["findings"] == [
        {
            "polarity": "concern",
            "of": "Anytown NHS Trust",
            "service": None,
            "quote": "too few nurses",
            "evidence": [{"start": 10, "end": 24}, {"start": 2, "end": 5}],
            "confidence": 0.8,
            "rule": "findings.lack",
            "attribution": {"voice": "regulator", "speaker": "Pat Example"},
        }
    ]


def test_lists_and_further_fields() -> None:
    visit = Inspection(of="A", sites=("B", "C"), **origin(0, 4))  # type: ignore[arg-type]
    measure = Measure(quote="9 beds", value=9, unit="beds", of="A", target=True, **origin(5, 11))  # type: ignore[arg-type]
    form = to_json(ArticleFacts(inspections=(visit,), measures=(measure,)))
    assert form["inspections"][0]["sites"] == ["B", "C"]
    assert form["inspections"][0]["services"] == []
    assert list(form["measures"][0])[-3:] == ["of", "service", "target"]
    assert json.loads(json.dumps(form)) == form


@pytest.mark.parametrize("kind", sorted(FORMAT))
def test_no_field_of_a_fact_is_left_out(kind: str) -> None:
    own = {f.name for f in fields(CLASSES[kind])} - {f.name for f in fields(Fact)}
    assert own == {*FORMAT[kind], *FURTHER.get(kind, ())}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_keys_and_order_are_those_of_the_corpus() -> None:
    for path in sorted(SEEDS.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        assert list(gold) == ["article", *FORMAT]
        for kind, keys in FORMAT.items():
            for fact in gold[kind]:
                assert tuple(fact) == keys, (path.name, kind)
