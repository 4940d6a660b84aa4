"""Whether a word of ``lexicon/visits.tsv`` tells that inspectors came, and that they did come."""

from __future__ import annotations

import re

from ..facts import Span
from .document import Document
from .lexicon import Wording

INSPECTORS = re.compile(
    r"\b(?:(?<!fire )inspectors?|inspection teams?|cqc(?:'s)?|care quality commission|commission"
    r"|watchdogs?|regulators?"
    r"|teams? of inspectors|(?:its|whose|their|his|her|an?(?: \w+)?) teams?|assessors)\b"
)
_OTHERS = re.compile(
    r"\b(?:ofsted|estyn|healthcare inspectorate wales|hiw|hse|health and safety executive|hmp"
    r"|fire (?:service|inspectors)|royal college|coroner|ofgem|human tissue authority"
    r"|general medical council)\b"
)
_UNTOLD = re.compile(  # before the word: a visit that did not happen, or not yet; "may" but not May
    r"\b(?:(?i:if|would|will|next|due|planned|expected|future|unless|could|might|any|await\w*"
    r"|did not|didn't|to be|own|(?:head|director|chief inspector|manager) of"
    r"|ask(?:ed|ing|s)? for|requested|call(?:s|ed|ing)? for|cancelled|postponed|mock)|may)\b"
    r"|\bto\s+\Z"
)
_NEGATED = re.compile(r"\b(?:not|never|n't)\s+(?:yet\s+)?(?:been\s+)?\Z")
_STOPPED = re.compile(  # after the word: not a visit, or not one that took place
    r"\s+(?:stop|stopped|paused?|suspended|were (?:paused|suspended)|teams?|managers?|leads?|heads?"
    r"|programmes?|regime|framework|chief|department|room|fees?|will|would"
    r"|(?:(?:is|are|was|were|had been) )?(?:due|planned|scheduled|expected|cancelled|postponed"
    r"|called off)|(?:is|are|was|were) to)\b"
)
_QUALIFIED = re.compile(
    r"\b(?:surprise|follow-up|unannounced|announced|last|latest|return|first|second|third"
    r"|focused|routine"
    r"|recent|earlier|previous|report|based on|rated|our|led (?:the|both)|inspection managers?)\b"
)
_PRONOUN = re.compile(r"\b(?:they|it|we)\s+(?:had\s+|then\s+|were\s+|was\s+|last\s+)*\Z")
_PERSON = re.compile(
    r"\b(?:chief executive|mp|minister|chair|director|he|she|mother|father|who (?:became|took))\b"
)
_THE = re.compile(r"(?:\b(?:the|their|its|this|that|these|those|an?)|'s)\s+(?:[\w-]+\s+){0,2}\Z")
_GUESTS = re.compile(
    r"\b(?:minister\w*|mps?|secretary|royal|prince\w*|king|queen|duke|duchess|famil\w+|relatives"
    r"|visiting|visitors?|home visits?|patients?|gp|needs|risk|mental health)\b"
)
_SOMETHING_THAT = re.compile(r"(?<!inspectors)(?<!team)(?<!teams) that\s+\Z")
_IDIOM = re.compile(
    r"\s+(?:down|out|up|across|under|away|off|the|a|it|for|them|him|her|that"
    r"|this)\b(?!\s+(?:hospital|trust|unit|ward))"
)
_BARE = ("came", "come", "called", "checked", "returned")
_NEW_SUBJECT = re.compile(
    r"\b(?:it|they|he|she|as|there|rated|rating|trust|hospital|service|which)\b"
)
_PRO_VISIT = re.compile(
    r"\b(?:first|second|third|another|latest|last|it|they|this|that|which|these|both|one|other|latter"
    r"|former)\s+\Z"
)
_VISIT_WORD = re.compile(r"\b(?:inspections?|visits?)\b")


def tells_visit(document: Document, sentence: Span, word: Wording) -> bool:
    """Whether the word tells of a visit by the inspectors that took place."""
    lower = document.lower
    before = lower[sentence.start : word.start]
    clause = max(lower.rfind(stop, sentence.start, word.start) for stop in ".;:")
    near = max(clause, sentence.start, word.start - 52)
    if document.block_at(word.start).kind == "headline":
        return False
    if _UNTOLD.search(document.folded, near, word.start):
        return False
    whole = lower[sentence.start : sentence.end]
    if _OTHERS.search(whole) and not INSPECTORS.search(whole):
        return False
    kind = word.values[0]
    if kind == "event":
        return _is_event(document, sentence, before)
    if kind in ("noun", "inspect", "passive"):
        return not _STOPPED.match(lower, word.end)
    if kind == "visit-noun":
        return bool(
            INSPECTORS.search(whole)
            or _QUALIFIED.search(whole)
            or (
                _THE.search(before[-50:])
                and not _GUESTS.search(whole)
                and _after_inspectors(document, sentence)
            )
        )
    if kind == "saw":
        return bool(INSPECTORS.search(lower, max(sentence.start, word.start - 60), word.end))
    return _came(document, sentence, before, word)


def is_denied(lower: str, word: Wording) -> bool:
    """ "Had not been inspected": without a date nothing of a visit is told."""
    return bool(_NEGATED.search(lower, max(0, word.start - 24), word.start))


def _after_inspectors(document: Document, sentence: Span) -> bool:
    """ "The visit in May": the inspectors' own when those were spoken of shortly before."""
    return bool(INSPECTORS.search(document.lower, max(0, sentence.start - 500), sentence.start))


def _came(document: Document, sentence: Span, before: str, word: Wording) -> bool:
    """Whether those who came were the inspectors: named before the verb, or "they" after them."""
    if _SOMETHING_THAT.search(before[-16:]):
        return False
    subject = None
    for match in INSPECTORS.finditer(before):
        subject = match
    if subject is not None:
        if word.values[0] == "copula" and _NEW_SUBJECT.search(before, subject.end()):
            return False
        return not _PERSON.search(before, subject.end()) and not _is_idiom(document.lower, word)
    if word.values[0] == "copula" and "last" not in document.lower[word.start : word.end]:
        return False
    if not _PRONOUN.search(before[-50:]):
        return False
    left = document.lower[max(0, sentence.start - 500) : sentence.start] + before
    return bool(INSPECTORS.search(left)) and not _PERSON.search(before)


def _is_idiom(lower: str, word: Wording) -> bool:
    """Whether the verb goes on as another one: "came down on", "called for"."""
    return lower[word.start : word.end] in _BARE and bool(_IDIOM.match(lower, word.end))


def _is_event(document: Document, sentence: Span, before: str) -> bool:
    """ "The first took place …": what took place is the visit of this or the last few sentences."""
    if _VISIT_WORD.search(before):
        return True
    left = document.lower[max(0, sentence.start - 300) : sentence.start]
    return bool(_PRO_VISIT.search(before[-20:]) and _VISIT_WORD.search(left))
