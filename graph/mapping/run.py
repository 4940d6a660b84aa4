"""The extraction run: which version of the rules, and which model if any, made the claims."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..code_digest import code_digest
from ..vocabulary import CG, PROV, RDF, RDFS
from .names import Triple

_DECIDING = (
    ("caregraph.graph", "extraction"),
    ("caregraph.graph", "mapping"),
    ("caregraph.ontology", "reference"),
)
_DECIDING_WITH_MODEL = (*_DECIDING, ("caregraph.graph", "llm"))


@cache
def extraction_run(model: str | None = None) -> NamedNode:
    """The run's IRI: no clock, so the same rules on the same article give the same bytes.

    ``model`` names the language model that took part; a run with one is never one without.
    """
    return identifiers.run(_version(), _rule_set(model))


def describe_run(model: str | None = None) -> Iterator[Triple]:
    """The run as a PROV activity with the version, the hash of the rules, and the model."""
    node = extraction_run(model)
    label = f"caregraph {_version()}, rules {_rule_set(model)}"
    yield node, RDF.type, CG.ExtractionRun
    yield node, RDF.type, PROV.Activity
    yield node, RDFS.label, Literal(f"{label}, model {model}" if model else label)
    yield node, CG.softwareVersion, Literal(_version())
    yield node, CG.ruleSet, Literal(_rule_set(model))
    if model:
        yield node, CG.languageModel, Literal(model)


@cache
def _version() -> str:
    try:
        return version("caregraph")
    except PackageNotFoundError:
        return "0"


@cache
def _rule_set(model: str | None = None) -> str:
    """The first 8 hex digits of a hash over all that decides which claims a text makes."""
    deciding = _DECIDING_WITH_MODEL if model else _DECIDING
    return code_digest(deciding, beside=f"model\0{model}\n" if model else "")
