"""Articles of our own, in many manners, with trusts and hospitals that mostly no table lists.

Each was written, with its facts, before the rules were run on it. The scorer here is stricter than
a matcher of words: a site counts with its operator, a person with role, organisation and kind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cache
from pathlib import Path

import pytest

from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import find_entities
from caregraph.graph.extraction.people import find_people

FOLDER = Path(__file__).parent / "unseen"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
KINDS = ("organisations", "sites", "people", "posts")
# What may be missed or made up in all the articles together; lower it when a rule gets better.
MISSED = {"organisations": 3, "sites": 4, "people": 1, "posts": 8}
WRONG = {"organisations": 0, "sites": 2, "people": 0, "posts": 7}

Facts = dict[str, Counter[Hashable]]


def counted(facts: dict[str, list[dict[str, str | None]]]) -> Facts:
    people = facts["people"]
    return {
        "organisations": Counter((o["name"], o["kind"], o["ods"]) for o in facts["organisations"]),
        "sites": Counter((s["name"], s["operator"]) for s in facts["sites"]),
        "people": Counter((p["name"], p["honorific"]) for p in people),
        "posts": Counter((p["name"], p["role"], p["organisation"], p["kind"]) for p in people),
    }


def read(name: str) -> Facts:
    document = Document((FOLDER / f"{name}.txt").read_text("utf-8"))
    entities = find_entities(document)
    lists = {
        "organisations": entities.organisations,
        "sites": entities.sites,
        "people": find_people(document, entities).people,
    }
    fields = ("name", "kind", "ods", "operator", "honorific", "role", "organisation")
    return counted(
        {
            kind: [{field: getattr(fact, field, None) for field in fields} for fact in found]
            for kind, found in lists.items()
        }
    )


def gold(name: str) -> Facts:
    return counted(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


@cache
def differences(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was missed and what was made up, over all articles."""

    def lines(*, missed: bool) -> Iterator[str]:
        for name in NAMES:
            told, found = gold(name)[kind], read(name)[kind]
            rest = told - found if missed else found - told
            yield from (f"{name}: {fact}" for fact in rest.elements())

    return tuple(lines(missed=True)), tuple(lines(missed=False))


def test_there_are_articles_in_many_manners() -> None:
    assert len(NAMES) > 20
    assert all((FOLDER / f"{name}.json").exists() for name in NAMES)


@pytest.mark.parametrize("kind", KINDS)
def test_little_is_missed(kind: str) -> None:
    missed, _ = differences(kind)
    assert len(missed) <= MISSED[kind], "\n".join(missed)


@pytest.mark.parametrize("kind", KINDS)
def test_next_to_nothing_is_made_up(kind: str) -> None:
    _, wrong = differences(kind)
    assert len(wrong) <= WRONG[kind], "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_no_listed_name_is_put_on_what_the_article_does_not_name(name: str) -> None:
    """The worst error: a link to an organisation or site that nothing in the article supports."""
    told = gold(name)
    names = {fact[0] for kind in ("organisations", "sites") for fact in told[kind]}  # type: ignore[index]
    document = Document((FOLDER / f"{name}.txt").read_text("utf-8"))
    entities = find_entities(document)
    linked = [o.name for o in entities.organisations if o.code]
    linked += [s.name for s in entities.sites if s.code]
    assert set(linked) <= names
