"""The extraction run: which version of the rules, and which model if any, made the claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..vocabulary import CG, PROV, RDF, RDFS
from .names import Triple

_RULES = (".py", ".tsv", ".csv", ".json")
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
    total = hashlib.sha256()
    deciding = _DECIDING_WITH_MODEL if model else _DECIDING
    for path, part in sorted(
        part for folder in deciding for part in _parts(_folder(*folder), folder[1])
    ):
        total.update(f"{path}\0{hashlib.sha256(part).hexdigest()}\n".encode())
    if model:
        total.update(f"model\0{model}\n".encode())
    return total.hexdigest()[:8]


def _folder(package: str, name: str) -> Traversable:
    return files(package).joinpath(name)


def _parts(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{above}/{entry.name}"
        if entry.is_dir():
            yield from _parts(entry, path)
        elif entry.name.endswith(_RULES):
            yield path, entry.read_bytes()
