"""Worked examples: a query for each main class, and a claim as it stands in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..vocabulary import rebase

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "Articles and their words": ("Article", "Evidence", "ExtractionRun"),
    "Who and where": ("Organisation", "Trust", "Hospital", "Inspector", "Executive"),
    "Claims": (
        "RatingClaim",
        "InspectionClaim",
        "FindingClaim",
        "QuoteClaim",
        "MeasureClaim",
        "ActionClaim",
        "RoleClaim",
        "OperatorClaim",
        "MentionClaim",
    ),
    "What follows from claims": ("Inspection", "Rating", "RegisterEntry"),
    "Concepts": ("Grade", "CoreService"),
    "Inferred classes": ("Improvement", "TrustInSpecialMeasures"),
}
"""Main classes by group: each has an example query of its name."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows how things of a class are asked for."""

    fragment: str
    sentence: str
    text: str


@cache
def examples() -> Mapping[str, Example]:
    """The examples by class, in the order in which they are read."""
    return {name: _example(name) for group in EXAMPLES.values() for name in group}


def sample() -> str:
    """A claim as it stands in the data, in Turtle."""
    return rebase(_file("claim.ttl"))


def _example(name: str) -> Example:
    first, _, text = _file(f"{name}.rq").partition("\n")
    return Example(name, first.removeprefix("# "), rebase(text))


def _file(name: str) -> str:
    return files("caregraph.ontology.examples").joinpath(name).read_text("utf-8")
