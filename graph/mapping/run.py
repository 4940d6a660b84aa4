"""The extraction run: which version of the rules made an article's claims."""

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


@cache
def extraction_run() -> NamedNode:
    """The run's IRI: no clock, so the same rules on the same article give the same bytes."""
    return identifiers.run(_version(), _rule_set())


def describe_run() -> Iterator[Triple]:
    """The run as a PROV activity with the version and the hash of the rules."""
    node = extraction_run()
    yield node, RDF.type, CG.ExtractionRun
    yield node, RDF.type, PROV.Activity
    yield node, RDFS.label, Literal(f"caregraph {_version()}, rules {_rule_set()}")
    yield node, CG.softwareVersion, Literal(_version())
    yield node, CG.ruleSet, Literal(_rule_set())


@cache
def _version() -> str:
    try:
        return version("caregraph")
    except PackageNotFoundError:
        return "0"


@cache
def _rule_set() -> str:
    """The first 8 hex digits of a hash over all that decides which claims a text makes."""
    total = hashlib.sha256()
    for path, part in sorted(
        part for folder in _DECIDING for part in _parts(_folder(*folder), folder[1])
    ):
        total.update(f"{path}\0{hashlib.sha256(part).hexdigest()}\n".encode())
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
