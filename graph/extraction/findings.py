"""What inspectors praised or criticised: clauses in the regulator's voice that take a side.

A sentence counts where the regulator speaks in it (``Inspectors found …``, its own quotation) or
where the passage goes on from such a sentence. Its clauses are weighed by the words of
``lexicon/polarity.tsv``; how the regulator is heard is in ``lexicon/finding_cues.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ..facts import Finding, Polarity, Quote, Span
from .document import Document
from .entities import Entities
from .lexicon import Lexicon, Wording, table
from .people import People
from .scope import Scope
from .services import ServiceMention

REGULATOR = "Care Quality Commission"

_SPLIT = re.compile(
    r"\s*;\s+(?:and\s+)?"
    r"|,?\s+(?:and|but|yet|while|although|though|whereas)\s+(?=that\b|how\b)"
    r"|,\s+(?:and|but|yet|while|although|though|whereas)\s+"
    r"|\s+but\s+"
    r"|\s+and\s+(?=(?:there|some|many|most|one|no|a|an|the|it|they|he|she|we|that|staff|patients|people"
    r"|leaders|managers|nurses|doctors|families|relatives|children|teams)\b)"
    r"|,\s+(?=(?:there|staff|patients|people|some|many|no)\b)"
    r"|:\s+|\s+-\s+"
)
_LEADING = re.compile(r"(?:[\s\"',.(]|\b(?:that|how|also|however|meanwhile|and|but)\b(?=\s))+")
_TRAILING = " \t\n\"',.;:()-"
_WORD = re.compile(r"[^\s]*\w[^\s]*")
# Ratings, demands, plans and hopes: no findings, however they sound.
_NO_FINDING = re.compile(
    r"\b(?:rat(?:ed|ing|ings|es?)|requir(?:es|ing|ed?) improvement|special measures"
    r"|warning notices?|action plan|must|will|would like|should|hopes?d?|expect(?:s|ed)?"
    r"|we have told|in future|was published|came out|inspected|if )\b"
    r"|\b(?:i|we) (?:am|are) (?:sorry|calling|asking|urging)\b"
)
LONGEST = 35
"""Words of a finding at most: more is a paragraph, not a finding."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """The words that the regulator is heard to say, and which way their cue leans (-1, 0, 1)."""

    start: int
    end: int
    lean: int
    rule: str


@cache
def _polarity() -> tuple[Lexicon, dict[str, int]]:
    weights = {row["wording"]: int(row["weight"]) for row in table("polarity")}
    return Lexicon((wording, wording) for wording in weights), weights


@cache
def _cues() -> Lexicon:
    rows = table("finding_cues")
    return Lexicon((row["wording"], f"{row['place']} {row['polarity']}") for row in rows)


@cache
def _subjects() -> Lexicon:
    return Lexicon((row["wording"], row["pronoun"]) for row in table("regulator_subjects"))


def find_findings(
    document: Document,
    entities: Entities,
    services: tuple[ServiceMention, ...],
    quotes: tuple[Quote, ...],
    people: People,
) -> tuple[Finding, ...]:
    """The findings in the order of the text; none where it names no provider."""
    if entities.lead is None:
        return ()
    scope = Scope(document, entities, services)
    found: dict[str, Finding] = {}
    for heard in _Listener(document, quotes, people).listen():
        for clause, score in _clauses(document, heard):
            finding = _finding(document, clause, score, heard, scope)
            found.setdefault(finding.quote, finding)
    return tuple(found.values())


def _finding(document: Document, clause: Span, score: int, heard: _Heard, scope: Scope) -> Finding:
    polarity: Polarity = "praise" if score > 0 else "concern"
    sure = 0.5 + 0.1 * min(abs(score), 3) - (0.15 if heard.rule == "findings.carried" else 0)
    return Finding(
        evidence=(clause,),
        rule=heard.rule,
        confidence=round(sure, 2),
        polarity=polarity,
        of=scope.holder(clause),
        quote=document.text[clause.start : clause.end],
        service=scope.service(clause),
    )


class _Listener:
    """Goes through the sentences and says where the regulator is heard."""

    def __init__(self, document: Document, quotes: tuple[Quote, ...], people: People) -> None:
        self._document = document
        inspectors = {person.name for person in people.people if person.kind == "inspector"}
        self._quotes = [
            (quote.evidence[0], quote.speaker in inspectors or quote.speaker == REGULATOR)
            for quote in quotes
        ]
        self._quote_starts = [span.start for span, _ in self._quotes]
        self._cues = _cues().find(document.lower)
        self._cue_starts = [cue.start for cue in self._cues]
        self._subjects = _subjects().find(document.lower)
        self._subject_starts = [subject.start for subject in self._subjects]
        self._people_starts = sorted(mention.span.start for mention in people.mentions)

    def listen(self) -> Iterator[_Heard]:
        lean, carrying, last_block, headed = 0, False, -1, False
        for sentence in self._document.sentences:
            number = self._document.block_index(sentence.start)
            block = self._document.blocks[number]
            if block.kind in ("headline", "heading"):
                headed, lean = self._heading(sentence)
                carrying, last_block = headed, number
                continue
            if number != last_block:
                goes_on = carrying and last_block == number - 1 and self._opens_list(number)
                carrying = headed or goes_on
            heard = self._in_quotation(sentence)
            if heard is None:
                heard = self._by_cue(sentence, carrying)
            if heard is None and carrying and not self._others_speak(sentence):
                heard = _Heard(sentence.start, sentence.end, lean, "findings.carried")
            carrying = heard is not None and heard.rule != "findings.quoted"
            if heard is not None:
                lean = heard.lean
                last_block = number
                yield heard

    def _heading(self, sentence: Span) -> tuple[bool, int]:
        for cue in self._within(self._cues, self._cue_starts, sentence):
            for value in cue.values:
                if value.startswith("heading"):
                    return True, _lean(value)
        heard = self._by_cue(sentence, carrying=False)
        announces = heard is not None and self._document.folded[sentence.end - 1] == ":"
        return announces, heard.lean if heard and announces else 0

    def _opens_list(self, number: int) -> bool:
        """Whether the block before announces this one, or both are of one list."""
        before = self._document.blocks[number - 1]
        return (
            before.kind in ("heading", "bullet")
            or self._document.folded[before.end - 1] == ":"
            or self._document.blocks[number].kind == "bullet"
        )

    def _in_quotation(self, sentence: Span) -> _Heard | None:
        """The regulator's own words, where most of the sentence is in its quotation."""
        place = bisect_right(self._quote_starts, sentence.end) - 1
        while place >= 0 and self._quotes[place][0].end > sentence.start:
            span, regulator = self._quotes[place]
            start, end = max(span.start, sentence.start), min(span.end, sentence.end)
            if 2 * (end - start) > sentence.end - sentence.start:
                return _Heard(start, end, 0, "findings.quoted") if regulator else None
            place -= 1
        return None

    def _by_cue(self, sentence: Span, carrying: bool) -> _Heard | None:
        """What follows (or, at the end of the sentence, goes before) a cue of the regulator."""
        subjects = self._within(self._subjects, self._subject_starts, sentence)
        for cue in self._within(self._cues, self._cue_starts, sentence):
            for value in cue.values:
                if value.startswith("phrase"):
                    return _Heard(sentence.start, sentence.end, _lean(value), "findings.phrase")
                if value.startswith("verb") and self._speaks(subjects, cue.start, carrying):
                    return self._said(sentence, cue, _lean(value))
        return None

    def _speaks(self, subjects: list[Wording], verb: int, carrying: bool) -> bool:
        """Whether the nearest words before or after the verb are the regulator."""
        for subject in subjects:
            pronoun = subject.values[0]
            near = 0 <= verb - subject.end <= 45 or 0 <= subject.start - verb <= 14
            if near and (pronoun == "no" or (pronoun == "yes" and carrying)):
                return True
        return False

    def _said(self, sentence: Span, cue: Wording, lean: int) -> _Heard:
        if sentence.end - cue.end < 14 and cue.start - sentence.start > 30:
            comma = self._document.folded.rfind(",", sentence.start, cue.start)
            end = comma if comma > sentence.start else cue.start
            return _Heard(sentence.start, end, lean, "findings.cue")
        return _Heard(cue.end, sentence.end, lean, "findings.cue")

    def _others_speak(self, sentence: Span) -> bool:
        """Whether somebody else is named or quoted in the sentence."""
        first = bisect_right(self._people_starts, sentence.start - 1)
        if first < len(self._people_starts) and self._people_starts[first] < sentence.end:
            return True
        place = bisect_right(self._quote_starts, sentence.end) - 1
        return (
            place >= 0
            and self._quotes[place][0].end > sentence.start
            and not self._quotes[place][1]
        )

    @staticmethod
    def _within(found: list[Wording], starts: list[int], sentence: Span) -> list[Wording]:
        first = bisect_right(starts, sentence.start - 1)
        return found[first : bisect_right(starts, sentence.end - 1)]


def _lean(value: str) -> int:
    return 1 if value.endswith("praise") else -1 if value.endswith("concern") else 0


def _clauses(document: Document, heard: _Heard) -> Iterator[tuple[Span, int]]:
    """The clauses that take a side, each with its weight; a cue leans on those that take none."""
    start = heard.start
    cuts = [(cut.start(), cut.end()) for cut in _SPLIT.finditer(document.lower, start, heard.end)]
    for end, following in [*cuts, (heard.end, heard.end)]:
        clause = _trimmed(document, start, end)
        start = following
        if clause.end - clause.start < 8:
            continue
        words = document.lower[clause.start : clause.end]
        if _NO_FINDING.search(words):
            continue
        score = _weight(words) or 2 * heard.lean or (1 if heard.rule == "findings.cue" else 0)
        if score:
            yield clause, score


def _weight(words: str) -> int:
    """The sum of the polarities; a negation turns what would have been praise."""
    lexicon, weights = _polarity()
    found = [weights[wording.values[0]] for wording in lexicon.find(words)]
    worst = sum(weight for weight in found if weight < 0)
    best = sum(weight for weight in found if weight > 0)
    if worst and best and -1 in found and worst > -2 * best:
        return worst - 1
    return best + worst


def _trimmed(document: Document, start: int, end: int) -> Span:
    """The clause without the words and marks that only join it, and no longer than a passage."""
    leading = _LEADING.match(document.lower, start, end)
    start = leading.end() if leading else start
    while end > start and document.folded[end - 1] in _TRAILING:
        end -= 1
    words = list(islice(_WORD.finditer(document.text, start, end), LONGEST))
    return Span(start, words[-1].end() if words else start)
