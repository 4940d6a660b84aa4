"""What a finding is about: topics by their wordings in ``ontology/vocabularies/topics.tsv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .extraction.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of praise or concern; ``wordings`` are lower case."""

    id: str
    label: str
    definition: str
    wordings: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the table's order."""
    table = files("caregraph.ontology").joinpath("vocabularies", "topics.tsv").read_text("utf-8")
    lines = [line for line in table.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(
        Topic(row["id"], row["label"], row["definition"], tuple(row["wordings"].split("|")))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    )


@cache
def _lexicon() -> Lexicon:
    from .extraction.lexicon import Lexicon

    return Lexicon((wording, topic.id) for topic in topics() for wording in topic.wordings)


def topics_of(words: str) -> tuple[str, ...]:
    """The ids of the topics that the words touch, in alphabetical order."""
    from .extraction.document import Document

    found = _lexicon().find(Document(words).lower)
    return tuple(sorted({topic for wording in found for topic in wording.values}))
