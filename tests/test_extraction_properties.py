"""What holds of extraction for any text at all: no exception, words in place, the same twice.

Texts are spliced from the sentences of our own articles, cut anywhere, with odd characters between.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caregraph.graph.article import Article, normalise
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.lexicon import table
from caregraph.graph.facts import ArticleFacts, Fact, Grade, Question, Quote, Trend
from caregraph.graph.facts_json import to_json

ROOT = Path(__file__).resolve().parent.parent
OWN = sorted([*ROOT.glob("examples/articles/*.txt"), *ROOT.glob("tests/unseen/*.txt")])
TEXTS = [normalise(path.read_text("utf-8")) for path in OWN]
SENTENCES = [text[span.start : span.end] for text in TEXTS for span in Document(text).sentences]
ODD = ["\n", "\n\n", " ", "“", "”", "'", '"', "\u00a0", "|", "   ", "\u0130", "\ufb01"]
KINDS = (
    "organisations", "sites", "people", "inspections", "ratings", "findings", "quotes", "measures",
    "actions",
)  # fmt: skip

WORDINGS = [
    row["wording"]
    for name in (
        "grades",
        "changes",
        "references",
        "cues",
        "services",
        "questions",
        "dates",
        "visits",
    )
    for row in table(name)
    if row.get("wording")
] + [
    "the trust",
    "both hospitals",
    "Russells Hall Hospital",
    "The Dudley Group",
    "in 2017",
    ",",
    ".",
]

pieces = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(ODD), st.text(max_size=12))
spliced = st.lists(pieces, min_size=1, max_size=14).map(" ".join)
quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def facts_of(text: str) -> ArticleFacts:
    return extract(Article(normalise(text)))


def all_facts(facts: ArticleFacts) -> list[Fact]:
    return [fact for kind in KINDS for fact in getattr(facts, kind)]


def check(text: str) -> None:
    text = normalise(text)
    facts = facts_of(text)
    for fact in all_facts(facts):
        assert fact.evidence, f"no evidence for {fact}"
        for span in fact.evidence:
            assert 0 <= span.start < span.end <= len(text), f"evidence outside the text: {fact}"
        assert 0 < fact.confidence <= 1, f"confidence of {fact}"
        quote = getattr(fact, "quote", None)
        assert quote is None or quote in text, f"words that the text does not hold: {fact}"
        if isinstance(fact, Quote):
            assert text[fact.evidence[0].start :].startswith(fact.starts), f"start of {fact}"
    for rating in facts.ratings:
        assert rating.rating in get_args(Grade)
        assert rating.previous is None or rating.previous in get_args(Grade)
        assert rating.question in get_args(Question)
        assert rating.trend is None or rating.trend in get_args(Trend)
    assert to_json(facts) == to_json(facts_of(text)), "two runs differ"


@quick
@given(spliced)
def test_spliced_articles(text: str) -> None:
    check(text)


@quick
@given(st.lists(st.sampled_from(WORDINGS), min_size=2, max_size=40).map(" ".join))
def test_wordings_in_any_order(words: str) -> None:
    check(f"The Dudley Group NHS Foundation Trust was rated good overall. {words}")


@quick
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    check(data.decode("latin-1"))


@quick
@given(st.sampled_from(TEXTS), st.integers(0, 4000), st.integers(0, 4000))
def test_truncated_articles(text: str, start: int, length: int) -> None:
    check(text[start % max(len(text), 1) :][:length])


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "'", "“", "|", "- ", "\u2028"])
def test_hardly_any_text(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "At trust level, inspectors were pleased with caring.",
        "Leaders at every hospital were asked whether care is safe.",
    ],
)
def test_what_points_to_nobody(text: str) -> None:
    check(text)


def test_no_rating_is_given_twice() -> None:
    for text in TEXTS:
        keys = [(r.of, r.service, r.question, r.when) for r in facts_of(text).ratings]
        assert len(keys) == len(set(keys)), f"the same rating twice in {text[:40]!r}"
