"""Grounded proposals → facts: each field by a check of its own, or the fact is dropped with why.

After these checks no text of a fact is the model's own: a name is the rules', the reference tables'
or the article's, a date is one of the article's, all else is a value of an enumeration or a slice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..extraction.dates import find_dates
from ..extraction.document import Document
from ..extraction.lexicon import Lexicon, table
from ..extraction.quotations import find_quotations
from ..facts import GRADES, ArticleFacts, Span
from ..mapping.literals import dated
from . import naming
from .answers import Proposal
from .figures import holds_share, holds_value, tells_unit
from .grounding import Finder, Found
from .naming import Names
from .schema import KINDS

HOLDERS = ("organisations", "sites")
ANYONE = ("people", "organisations", "sites")

_GRADES = Lexicon((row["wording"], row["value"]) for row in table("grades"))
_STARTS = re.compile(r"\S+(?:[^\S\n]+\S+){0,7}")


class Refused(Exception):  # noqa: N818 - reads as what happened to a proposal
    """A proposal fails a check; the message is the reason it is counted under."""


@dataclass(frozen=True)
class Scene:
    """What a proposal is held against: the article, the names in it and its own words."""

    document: Document
    names: Names
    published: str | None

    @cached_property
    def finder(self) -> Finder:
        """Finds quoted words in the article."""
        return Finder(self.document)

    @cached_property
    def dates(self) -> frozenset[str]:
        """All dates that the article tells, and its own."""
        mentions = find_dates(self.document, self.published)
        told = {date for mention in mentions for date in (mention.start, mention.end)}
        return frozenset(told | ({self.published} if self.published else set()))

    @cached_property
    def statements(self) -> tuple[Span, ...]:
        """The statements in quotation marks, without their marks."""
        return tuple(q.span for q in find_quotations(self.document) if q.full)


def scene(document: Document, known: ArticleFacts) -> Scene:
    """The scene of an article of which the rules know so much."""
    return Scene(document, Names(known), known.published)


def check(proposal: Proposal, scene: Scene) -> tuple[dict[str, Any], tuple[Found, ...]]:
    """The fields of the fact that a proposal makes, and where its words stand; or ``Refused``."""
    found = tuple(_located(words, proposal, scene) for words in proposal.words)
    if not found:
        raise Refused("no words quoted")
    said = dict(proposal.fields)
    for name, check_field in _FIELDS.items():
        if said.get(name) is not None:
            said[name] = check_field(scene, said[name])
    if (check_kind := _KINDS.get(proposal.kind)) is not None:
        found = check_kind(scene, said, found) or found
    if "quote" in KINDS[proposal.kind].__dataclass_fields__:
        said["quote"] = _slice(scene, found[0])
    return said, found


def _located(words: str, proposal: Proposal, scene: Scene) -> Found:
    found = scene.finder.find(words, proposal.piece)
    if found is None:
        raise Refused("words not in the text")
    return found


def _slice(scene: Scene, found: Found) -> str:
    return scene.document.text[found.span.start : found.span.end]


def _lower(scene: Scene, found: tuple[Found, ...]) -> str:
    """All the words that a fact rests on, folded, a line each."""
    return "\n".join(scene.document.lower[each.span.start : each.span.end] for each in found)


# Fields, whatever the kind of fact


def _among(kinds: tuple[str, ...], reason: str) -> Callable[[Scene, Any], Any]:
    """A check that the article's facts bear a name, or each of several."""

    def check_name(scene: Scene, stated: Any) -> Any:
        if isinstance(stated, list):
            return tuple(check_name(scene, each) for each in dict.fromkeys(stated))
        if (name := scene.names.known(kinds, stated)) is None:
            raise Refused(reason)
        return name

    return check_name


def _date(scene: Scene, stated: str) -> str:
    """A date is ISO 8601, and one that the article tells: as exact, or less."""
    first, slash, last = stated.partition("/")
    for date in (first, last) if slash else (first,):
        if "T" in date or dated(date) is None:
            raise Refused("no ISO 8601 date")
        if not any(told.startswith(date) for told in scene.dates):
            raise Refused("date not in the text")
    return stated


def _when(scene: Scene, stated: str) -> str:
    return stated if stated in ("current", "past") else _date(scene, stated)


def _printed(scene: Scene, stated: str) -> str:
    """A role or title is a slice of the article."""
    whole = Span(0, len(scene.document.text))
    found = scene.finder.find(stated, whole)
    if found is None or found.how == "near":
        raise Refused("role or title not in the text")
    return " ".join(_slice(scene, found).split()).rstrip(".")


def _services(_: Scene, stated: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stated))


_holder = _among(HOLDERS, "holder not in the article")
_FIELDS: dict[str, Callable[[Scene, Any], Any]] = {
    "of": _holder,
    "operator": _among(("organisations",), "operator not in the article"),
    "organisation": _among(("organisations",), "organisation not in the article"),
    "sites": _among(("sites",), "site not in the article"),
    "speaker": _among(ANYONE, "speaker not in the article"),
    "services": _services,
    "start": _date,
    "end": _date,
    "published": _date,
    "when": _when,
    "role": _printed,
    "honorific": _printed,
}


# Kinds of fact


def _named(
    resolve: Callable[[Names, str, str], dict[str, Any] | None],
) -> Callable[[Scene, dict[str, Any], tuple[Found, ...]], None]:
    """A check that a name is the one printed, which takes over what is known by it."""

    def check_named(scene: Scene, said: dict[str, Any], found: tuple[Found, ...]) -> None:
        said |= _first(resolve(scene.names, said["name"], _slice(scene, each)) for each in found)

    return check_named


def _first(resolved: Iterable[dict[str, Any] | None]) -> dict[str, Any]:
    known = next((each for each in resolved if each is not None), None)
    if known is None:
        raise Refused("name not as printed")
    return known


def _rating(scene: Scene, said: dict[str, Any], found: tuple[Found, ...]) -> None:
    """The words must name the grade, and the one before unless it is said to be the same."""
    named = {grade for each in _GRADES.find(_lower(scene, found)) for grade in each.values}
    if said["rating"] not in named:
        raise Refused("grade not in the words")
    if "/" in said["when"]:
        raise Refused("no ISO 8601 date")
    if said["previous"] is None:
        return
    if said["previous"] not in named:
        raise Refused("grade before not in the words")
    was, now = GRADES.index(said["previous"]), GRADES.index(said["rating"])
    trend = "same" if was == now else "up" if now > was else "down"
    if said["trend"] not in (None, trend):
        raise Refused("trend against the grades")
    said["trend"] = trend


def _measure(scene: Scene, said: dict[str, Any], found: tuple[Found, ...]) -> None:
    """The first words must hold the figure; its unit stands there or just before."""
    if said["when"] in ("current", "past"):
        raise Refused("no ISO 8601 date")
    lower, unit = _lower(scene, found[:1]), said["unit"]
    if unit == "percent" and holds_share(lower, said["value"]):
        return
    if not holds_value(lower, said["value"]):
        raise Refused("figure not in the words")
    if not tells_unit(scene.document, found[0].span, unit):
        raise Refused("unit not in the text")
    said["unit"] = "GBP" if unit.lower() == "gbp" else unit.lower()


def _action(_: Scene, said: dict[str, Any], __: tuple[Found, ...]) -> None:
    if said["when"] in ("current", "past"):
        raise Refused("no ISO 8601 date")


def _quote(scene: Scene, said: dict[str, Any], found: tuple[Found, ...]) -> tuple[Found, ...]:
    """The words must be of one statement, which is then taken whole."""
    start, end = found[0].span
    for statement in scene.statements:
        if statement.start <= start and end <= statement.end:
            first = _STARTS.match(scene.document.text, *statement)
            said["starts"] = first.group() if first else ""
            return (Found(statement, found[0].how),)
    raise Refused("not in quotation marks")


_KINDS: dict[str, Callable[[Scene, dict[str, Any], tuple[Found, ...]], Any]] = {
    "organisations": _named(naming.organisation),
    "sites": _named(naming.site),
    "people": _named(naming.person),
    "ratings": _rating,
    "measures": _measure,
    "actions": _action,
    "quotes": _quote,
}
