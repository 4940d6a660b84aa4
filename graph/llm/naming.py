"""The names that facts may bear: those the rules found, and those a model quotes.

A name is never the model's own spelling: it is the rules', the reference tables' or the article's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from ..facts import ArticleFacts, Organisation, Person, Site
from ..reference import OrganisationRecord, SiteRecord, fold_name, load_reference

Record = TypeVar("Record", OrganisationRecord, SiteRecord)


class Names:
    """The organisations, sites and people of one article, by any spelling of their names."""

    def __init__(self, known: ArticleFacts) -> None:
        self._names: dict[str, dict[str, str]] = {
            kind: {fold_name(fact.name): fact.name for fact in getattr(known, kind)}
            for kind in ("organisations", "sites", "people")
        }

    def known(self, kinds: Iterable[str], name: str) -> str | None:
        """The name as the article's facts bear it; ``None`` for a name that none bears."""
        folded = fold_name(name)
        return next((held for kind in kinds if (held := self._names[kind].get(folded))), None)

    def add(self, fact: Organisation | Site | Person) -> None:
        """Let other facts bear a new fact's name."""
        kind = _KINDS[type(fact)]
        self._names[kind].setdefault(fold_name(fact.name), fact.name)


_KINDS = {Organisation: "organisations", Site: "sites", Person: "people"}


def organisation(names: Names, stated: str, printed: str) -> dict[str, Any] | None:
    """What is known of an organisation by the name stated and the words printed in the article.

    ``None`` when the two do not mean the same.
    """
    if (known := names.known(("organisations",), stated)) is not None:
        return {"name": known}
    bearers = load_reference().organisations_named
    record = _record(bearers(stated), bearers(printed))
    if record is not None:
        linked = {"kind": record.kind, "ods": record.ods, "code": record.code}
        return {"name": record.name} | linked
    return None if bearers(printed) else _as_printed(stated, printed)


def site(names: Names, stated: str, printed: str) -> dict[str, Any] | None:
    """What is known of a site, as ``organisation`` of an organisation."""
    if (known := names.known(("sites",), stated)) is not None:
        return {"name": known}
    bearers = load_reference().sites_named
    record = _record(bearers(stated), bearers(printed))
    if record is not None:
        return {"name": record.name, "code": record.code}
    return _as_printed(stated, printed)


def person(names: Names, stated: str, printed: str) -> dict[str, Any] | None:
    """A person's name as the rules or the article have it; a surname alone is nobody new."""
    if (known := names.known(("people",), stated)) is not None:
        return {"name": known}
    return _as_printed(stated, printed) if len(printed.split()) > 1 else None


def _record(stated: tuple[Record, ...], printed: tuple[Record, ...]) -> Record | None:
    """The one record that both names mean; a name of several hospitals means none."""
    both = [record for record in stated if record in printed]
    return both[0] if len(both) == 1 else None


def _as_printed(stated: str, printed: str) -> dict[str, Any] | None:
    """The name that the article prints, with straight apostrophes, if that is what is stated."""
    if fold_name(stated) != fold_name(printed) or not fold_name(printed):
        return None
    return {"name": " ".join(printed.replace("’", "'").split())}
