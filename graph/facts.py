"""The kinds of facts an article can state, each with the words it came from.

Their fields are those of the corpus's fact format; every fact also carries its evidence, the rule
that made it, how sure that rule is, and who says it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

OrganisationKind = Literal["trust", "provider", "regulator", "body"]
PersonKind = Literal["inspector", "executive", "other"]
Grade = Literal["outstanding", "good", "requires-improvement", "inadequate"]
Question = Literal[
    "overall", "safe", "effective", "caring", "responsive", "well-led", "use-of-resources"
]
Trend = Literal["up", "down", "same"]
Manner = Literal["unannounced", "announced", "focused", "comprehensive", "follow-up"]
Polarity = Literal["praise", "concern"]
ActionKind = Literal[
    "special-measures",
    "leaves-special-measures",
    "warning-notice",
    "conditions",
    "fine",
    "prosecution",
    "suspension",
    "requirement-notice",
    "must-improve",
]
Voice = Literal["narration", "regulator", "provider", "person"]

GRADES: tuple[Grade, ...] = ("inadequate", "requires-improvement", "good", "outstanding")
"""Worst first: the index is the rank that decides whether a change is up or down."""


class Span(NamedTuple):
    """Code points ``start`` to ``end`` (exclusive) of the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it: narrator, regulator, provider or another person, by name if known."""

    voice: Voice = "narration"
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact carries: evidence spans (the most telling first), rule, confidence 0–1.

    ``cues``: the rows of a table of weights that the confidence is made of, the heaviest first.
    """

    evidence: tuple[Span, ...]
    rule: str
    confidence: float
    attribution: Attribution = Attribution()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Fact):
    """An organisation named; ``name`` is official where the reference tables list it.

    ``code``: its key in the reference tables (ODS code, CQC provider id, regulator id), ``None``
    when not linked. ``ods``: the ODS code alone, as the fact format wants it.
    """

    name: str
    kind: OrganisationKind
    ods: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Fact):
    """A hospital, clinic or centre named; ``operator`` is an organisation's name."""

    name: str
    operator: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """A named person in an official or public capacity."""

    name: str
    kind: PersonKind
    honorific: str | None = None
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Fact):
    """One visit or set of visits; ISO 8601 dates cut to what is known, ``--05`` without a year."""

    of: str
    sites: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    published: str | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Fact):
    """A rating of an organisation or site (``service`` None) or of a service there.

    ``when`` is ``current``, ``past`` or an ISO 8601 date or year.
    """

    of: str
    service: str | None
    question: Question
    rating: Grade
    previous: Grade | None = None
    trend: Trend | None = None
    when: str = "current"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rating that was read and is not told as a fact, and why."""

    rating: Rating
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Fact):
    """What was praised or criticised; ``quote`` equals the slice of its first evidence span."""

    polarity: Polarity
    of: str
    quote: str
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Fact):
    """A statement in quotation marks; the first evidence span is the words without their marks.

    ``about`` holds the names of organisations and sites that the words are about.
    """

    speaker: str | None
    starts: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Fact):
    """A figure with its unit; money in pounds. ``target`` marks what was aimed at, not reached."""

    quote: str
    value: float | int
    unit: str
    when: str | None = None
    of: str | None = None
    service: str | None = None
    target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Fact):
    """Enforcement, or its end."""

    kind: ActionKind
    of: str
    quote: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """All facts of one article, each kind in the order of the text, and its sentences.

    ``rejected``: what was read and is no fact; it is explained, never stored.
    """

    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    organisations: tuple[Organisation, ...] = ()
    sites: tuple[Site, ...] = ()
    people: tuple[Person, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    ratings: tuple[Rating, ...] = ()
    findings: tuple[Finding, ...] = ()
    quotes: tuple[Quote, ...] = ()
    measures: tuple[Measure, ...] = ()
    actions: tuple[Action, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    sentences: tuple[Span, ...] = field(default=(), repr=False)
