"""Ratings, findings, quotes, measures and actions: what the article says about its entities."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..article import Article
from ..facts import Action, ArticleFacts, Finding, Measure, Quote, Rating
from ..reference import load_reference
from ..topics import topics_of
from ..vocabulary import (
    ACTION,
    CG,
    DCTERMS,
    MOVEMENT,
    POLARITY,
    QUESTION,
    RATING,
    RDF,
    RDFS,
    SERVICE,
    STANDING,
    TOPIC,
)
from .claims import Claims, Statement
from .inspections import Inspections
from .literals import dated, decimal
from .names import Names, Triple

UNITS = frozenset({"percent", "minutes", "hours", "days", "weeks", "months", "years", "GBP"})
"""The units of the vocabulary; any other is the thing counted, and labelled where it is used."""

_SHORT = 80


def map_statements(
    article: Article, facts: ArticleFacts, inspections: Inspections, names: Names, claims: Claims
) -> Iterator[Triple]:
    """Notes the claims; yields the labels of things counted."""
    for rating in facts.ratings:
        _rating(rating, inspections, names, claims)
    for finding in facts.findings:
        _finding(finding, names, claims)
    for quote in facts.quotes:
        _quote(quote, article.text, names, claims)
    for measure in facts.measures:
        yield from _measure(measure, names, claims)
    for action in facts.actions:
        _action(action, names, claims)


def _rating(fact: Rating, inspections: Inspections, names: Names, claims: Claims) -> None:
    past = fact.when != "current"
    claims.add(
        "rating",
        fact,
        _rating_label(fact),
        [
            (CG.about, names.holder(fact.of)),
            (CG.service, _service(fact.service)),
            (CG.question, QUESTION[fact.question]),
            (CG.grade, RATING[fact.rating]),
            (CG.previousGrade, RATING[fact.previous] if fact.previous else None),
            (CG.movement, MOVEMENT[fact.trend] if fact.trend else None),
            (CG.standing, STANDING.past if past else STANDING.current),
            (CG.ratedIn, dated(fact.when) if past else None),
            (CG.fromInspection, inspections.source_of(fact)),
        ],
    )


def _rating_label(fact: Rating) -> str:
    where = f"{_service_label(fact.service)} at {fact.of}" if fact.service else fact.of
    what = "overall" if fact.question == "overall" else f"for {_words(fact.question)}"
    change = ""
    if fact.previous and fact.trend in ("up", "down"):
        change = f" ({fact.trend} from {_words(fact.previous)})"
    elif fact.trend:
        change = " (as before)" if fact.trend == "same" else f" ({fact.trend})"
    when = "" if fact.when == "current" else f", {fact.when}"
    return f"{where}: {_words(fact.rating)} {what}{change}{when}"


def _finding(fact: Finding, names: Names, claims: Claims) -> None:
    statements: list[Statement] = [
        (CG.about, names.holder(fact.of)),
        (CG.service, _service(fact.service)),
        (CG.polarity, POLARITY[fact.polarity]),
        (CG.quote, Literal(fact.quote)),
        *((DCTERMS.subject, TOPIC[topic]) for topic in topics_of(fact.quote)),
    ]
    claims.add("finding", fact, f"{fact.polarity}: {_short(fact.quote)}", statements)


def _quote(fact: Quote, text: str, names: Names, claims: Claims) -> None:
    whole = text[fact.evidence[0].start : fact.evidence[0].end] if fact.evidence else fact.starts
    speaker = names.anyone(fact.speaker) if fact.speaker else None
    statements: list[Statement] = [
        (CG.speaker, speaker),
        (CG.quote, Literal(whole)),
        (CG.starts, Literal(fact.starts)),
        *((CG.about, node) for node in dict.fromkeys(map(names.holder, fact.about))),
    ]
    label = f"{fact.speaker or 'someone'}: {_short(whole)}"
    claims.add("quote", fact, label, statements, words=whole)


def _measure(fact: Measure, names: Names, claims: Claims) -> Iterator[Triple]:
    unit = identifiers.unit(fact.unit)
    if fact.unit not in UNITS:
        yield unit, RDF.type, CG.CountedThing
        yield unit, RDFS.label, Literal(fact.unit)
    first, _, last = (fact.when or "").partition("/")
    statements: list[Statement] = [
        (CG.about, names.holder(fact.of) if fact.of else None),
        (CG.service, _service(fact.service)),
        (CG.value, decimal(fact.value)),
        (CG.unit, unit),
        (CG.quote, Literal(fact.quote)),
        (CG.period, None if last else dated(first)),
        (CG.periodStart, dated(first) if last else None),
        (CG.periodEnd, dated(last)),
        (CG.isTarget, Literal(fact.target)),
    ]
    claims.add("measure", fact, f"{fact.value} {fact.unit}: {_short(fact.quote)}", statements)


def _action(fact: Action, names: Names, claims: Claims) -> None:
    claims.add(
        "action",
        fact,
        f"{_words(fact.kind)}: {fact.of}",
        [
            (CG.about, names.holder(fact.of)),
            (CG.action, ACTION[fact.kind]),
            (CG.quote, Literal(fact.quote)),
            (CG.takenOn, dated(fact.when)),
        ],
    )


def _service(service: str | None) -> NamedNode | None:
    return SERVICE[service] if service else None


def _service_label(service: str) -> str:
    record = load_reference().services.get(service)
    return record.label if record else service


def _words(identifier: str) -> str:
    return identifier if identifier == "well-led" else identifier.replace("-", " ")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
