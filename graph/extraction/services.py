"""Core services named in a text, by the labels of the reference table and the wordings of ``services.tsv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..facts import Span
from ..reference import load_reference
from .document import FOLDS, Document, lower_fold
from .lexicon import Lexicon, table

_FOLD = str.maketrans(FOLDS)


@dataclass(frozen=True, slots=True)
class ServiceMention:
    """Words that name a core service; ``service`` is its id in the reference table."""

    span: Span
    service: str


def find_services(document: Document) -> tuple[ServiceMention, ...]:
    """The core services named, in the order of the text; the longest wording wins."""
    return tuple(
        ServiceMention(Span(found.start, found.end), found.values[0])
        for found in _lexicon().find(document.lower)
    )


def service_at(service: str, holder: str) -> str:
    """The service that the same wording means at this organisation, by the words of its name."""
    name = holder.lower()
    for word, at_hospital, becomes in _sectors():
        if service == at_hospital and word in name and "hospital" not in name:
            return becomes
    return service


@cache
def _lexicon() -> Lexicon:
    return Lexicon(_wordings())


def _wordings() -> list[tuple[str, str]]:
    """Our own wordings come before the reference table's, so that they decide where both have one."""
    ours = [(row["wording"], row["value"]) for row in table("services")]
    theirs = [
        (lower_fold(wording.translate(_FOLD)), service.id)
        for service in load_reference().services.values()
        for wording in (service.label, *service.wordings)
        if len(wording) > 2
    ]
    return ours + theirs


@cache
def _sectors() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (row["holder"], row["service"], row["becomes"]) for row in table("service_sectors")
    )
