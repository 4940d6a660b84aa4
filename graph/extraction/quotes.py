"""Statements in quotation marks with the one who makes them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..facts import Quote, Span
from .document import Document
from .entities import Entities
from .people import People, make_scene
from .quotations import Quotation
from .roles import Scene
from .speakers import Cast, Subject

_STARTS = re.compile(r"\S+(?:[ ]+\S+){0,7}")
_TAG_VERB_LEAD = re.compile(r"(?:,? ?(?:also|then|later|has|had|is|was|drily|simply|in turn|herself|himself)){0,2} ?$")
_CLAUSE_END = re.compile(r"[.!?]+(?=\s|$)")
_APPOSED = re.compile(r"^(?:,|\(| of | at | from | for | with |'s? | -|:)")
NOBODY = Subject(-1, -1, "unnamed")


@dataclass(frozen=True, slots=True)
class _Speaker:
    name: str | None
    rule: str
    confidence: float


@dataclass(slots=True)
class _Discourse:
    """Who spoke last, by the pronoun that can stand for them."""

    last: _Speaker | None = None
    organisation: str | None = None
    persons: list[str] = field(default_factory=list)


def find_quotes(
    document: Document, quotations: tuple[Quotation, ...], people: People, entities: Entities
) -> tuple[Quote, ...]:
    """All statements with a speaker, in the order of the text."""
    statements = [quotation for quotation in quotations if quotation.full]
    if not statements:
        return ()
    scene = people.scene or make_scene(document, entities)
    outers = [quotation.outer for quotation in quotations if not quotation.nested]
    reader = _Reader(scene, Cast(scene, people, entities, outers), people, outers)
    return tuple(_quotes(document, statements, reader, entities))


def _quotes(
    document: Document, statements: list[Quotation], reader: _Reader, entities: Entities
) -> Iterator[Quote]:
    previous: Quotation | None = None
    for quotation in statements:
        if previous is not None and _goes_on(document, previous, quotation):
            previous = quotation
            continue
        speaker = reader.nested(quotation) if quotation.nested else reader.speaker(quotation)
        if not quotation.nested:
            previous = quotation
        if speaker is not None:
            yield _quote(document, quotation, speaker, entities)


def _goes_on(document: Document, previous: Quotation, quotation: Quotation) -> bool:
    """A paragraph that is all statement goes on with the statement that ended the paragraph before."""
    if quotation.nested or not (previous.sentence and quotation.sentence):
        return False
    between = document.folded[previous.outer.end : quotation.outer.start]
    return "\n" in between and not between.strip()


def _quote(
    document: Document, quotation: Quotation, speaker: _Speaker, entities: Entities
) -> Quote:
    words = _STARTS.match(document.text, quotation.span.start, quotation.span.end)
    about = {mention.name: None for mention in entities.within(*quotation.span)}
    return Quote(
        speaker=speaker.name,
        starts=words.group() if words else "",
        about=tuple(about),
        evidence=(quotation.span,),
        rule=speaker.rule,
        confidence=speaker.confidence,
    )


class _Reader:
    """Reads the narrator's words around each statement, and remembers who spoke."""

    def __init__(self, scene: Scene, cast: Cast, people: People, outers: list[Span]) -> None:
        self.scene = scene
        self.cast = cast
        self.people = people
        self.outers = outers
        self.outer_starts = [span.start for span in outers]
        self.last: _Speaker | None = None
        self.last_organisation: str | None = None
        self.last_at = 0

    def nested(self, quotation: Quotation) -> _Speaker | None:
        """Words quoted inside a statement count when the statement says whose they are."""
        sentence = self.scene.document.sentence_at(quotation.outer.start)
        flat = self.scene.flat
        verb = self._verb_before(sentence.start, quotation.outer.start)
        if verb is None or len(flat[verb[1] : quotation.outer.start].strip(" ,:")) > 12:
            return None
        for subject in reversed(self.cast.subjects[: bisect_left(self.cast._starts, verb[0])]):
            if subject.start < sentence.start:
                break
            if subject.kind in ("organisation", "regulator", "person"):
                return _Speaker(subject.name, "quotes.nested", 0.7)
        return None

    def speaker(self, quotation: Quotation) -> _Speaker | None:
        """The tag after the words, the words before them, then whoever the discourse is about."""
        found = self._after(quotation) or self._before(quotation) or self._carried(quotation)
        if found is None:
            return None
        self.last = found
        self.last_at = quotation.outer.end
        if found.name is not None and found.name not in self.people.genders:
            self.last_organisation = found.name
        return found

    # --- the tag after -------------------------------------------------------------------------

    def _after(self, quotation: Quotation) -> _Speaker | None:
        flat = self.scene.flat
        start = quotation.outer.end
        block_end = self.scene.document.block_at(quotation.outer.start).end
        if start >= block_end:
            return None
        stop = self._clause_end(start, block_end)
        tag = flat[start:stop]
        if not tag.strip(" ,") or flat[start - 2 : start - 1] in ".":
            return None
        subjects = self.cast.between(start, stop)
        verbs = [cue for cue in self.scene.cues_within(start, stop) if cue.verb]
        if not subjects or not verbs:
            return None
        lead = flat[start : verbs[0].start].strip(" ,")
        if not lead or lead in ("as", "also", "then"):
            after = [s for s in subjects if s.start >= verbs[0].end]
            if after and after[0].start - verbs[0].end <= 60 and (
                quotation.sentence or after[0].start - verbs[0].end < 6
            ):
                return self._resolve(self._main(after), quotation, "quotes.tag-after", 0.97)
            return None
        if subjects[0].start - start <= 12 and verbs[0].start - subjects[0].end <= 30:
            return self._resolve(subjects[0], quotation, "quotes.tag-after", 0.96)
        return None

    def _main(self, subjects: list[Subject]) -> Subject:
        """A named person soon after the verb beats the organisation in front ("said CQC inspector X")."""
        first = subjects[0]
        if first.kind in ("person", "pronoun", "unnamed"):
            return first
        for subject in subjects[1:]:
            if subject.kind == "person" and subject.start - first.end < 70:
                return subject
            if subject.kind in ("pronoun", "unnamed", "regulator"):
                break
        return first

    def _clause_end(self, start: int, block_end: int) -> int:
        index = bisect_left(self.outer_starts, start)
        if index < len(self.outers):
            block_end = min(block_end, self.outers[index].start)
        match = _CLAUSE_END.search(self.scene.flat, start, block_end)
        while match and self.scene.flat[match.start() - 2 : match.start()] in ("Dr", "Mr", "Ms", "rs", "of"):
            match = _CLAUSE_END.search(self.scene.flat, match.end(), block_end)
        return match.start() if match else block_end

    # --- the words before ----------------------------------------------------------------------

    def _before(self, quotation: Quotation) -> _Speaker | None:
        start = self._sentence_start(quotation)
        end = quotation.outer.start
        if start >= end or not self.scene.flat[start:end].strip(" -:"):
            return None
        verb = self._verb_before(start, end)
        limit = verb[0] if verb else end
        subjects = self.cast.between(start, limit)
        if not subjects and verb:
            subjects = self.cast.between(start, end)
        if not subjects:
            return self._source(quotation) if verb or not quotation.sentence else None
        rule, confidence = ("quotes.tag-before", 0.95) if verb else ("quotes.clause", 0.75)
        return self._resolve(self._subject_of(subjects, limit), quotation, rule, confidence)

    def _sentence_start(self, quotation: Quotation) -> int:
        """Where the narrator's sentence begins: after the last full stop outside quotations."""
        document = self.scene.document
        start = document.sentence_at(quotation.outer.start).start
        index = bisect_right(self.outer_starts, start) - 1
        if index >= 0 and self.outers[index].start <= start < self.outers[index].end:
            start = self.outers[index].end
        return min(start, quotation.outer.start)

    def _verb_before(self, start: int, end: int) -> tuple[int, int] | None:
        verbs = [cue for cue in self.scene.cues_within(start, end) if cue.verb]
        if not verbs:
            return None
        return verbs[-1].start, verbs[-1].end

    def _subject_of(self, subjects: list[Subject], limit: int) -> Subject:
        """The nearest subject before the verb, or the person whom it stands in apposition to."""
        nearest = subjects[-1]
        if nearest.kind == "person":
            return nearest
        for subject in reversed(subjects[:-1]):
            if subject.kind == "person" and _APPOSED.match(self.scene.flat[subject.end : subject.end + 7]):
                if not self.scene.flat.startswith("'s", subject.end):
                    return subject
        if nearest.kind == "pronoun" and self.scene.flat[nearest.start : nearest.end].lower() == "who":
            return subjects[-2] if len(subjects) > 1 else nearest
        return nearest

    # --- the discourse -------------------------------------------------------------------------

    def _carried(self, quotation: Quotation) -> _Speaker | None:
        """No words of the narrator's in the sentence: whoever was brought in before goes on."""
        block = self.scene.document.block_at(quotation.outer.start)
        index = self.scene.document.block_index(block.start)
        start = self.scene.document.blocks[max(index - 1, 0)].start
        subject = self._topic(max(start, self.last_at), quotation.outer.start)
        if subject is not None:
            return self._resolve(subject, quotation, "quotes.carried", 0.8)
        if self.last is not None:
            return _Speaker(self.last.name, "quotes.carried", 0.7)
        return None

    def _source(self, quotation: Quotation) -> _Speaker | None:
        """A fragment in a clause without a speaker is the report's."""
        return _Speaker(self.cast.regulator, "quotes.report", 0.6)

    def _topic(self, start: int, end: int) -> Subject | None:
        """Whom the last sentence before is about: its first subject that is no one's possessor."""
        sentences = self.scene.document.sentences
        index = self.scene.document.sentence_index(max(end - 1, 0))
        while index >= 0 and sentences[index].end > start:
            span = sentences[index]
            found = [
                s for s in self.cast.between(max(span.start, start), min(span.end, end))
                if s.kind in ("person", "organisation", "regulator", "unnamed")
            ]
            people = [s for s in found if s.kind == "person"]
            for subject in people or found:
                if not self.scene.flat.startswith("'", subject.end):
                    return subject
            index -= 1
        return None

    def _resolve(
        self, subject: Subject, quotation: Quotation, rule: str, confidence: float
    ) -> _Speaker | None:
        if subject.kind in ("person", "organisation", "regulator", "site"):
            return _Speaker(subject.name, rule, confidence)
        if subject.kind == "unnamed":
            return _Speaker(None, rule, confidence - 0.1)
        word = self.scene.flat[subject.start : subject.end].lower()
        if word in ("it", "they"):
            return self._pronoun_of_many(word, subject, rule, confidence - 0.1)
        return self._pronoun_of_one(word, subject, rule, confidence - 0.05)

    def _pronoun_of_many(self, word: str, subject: Subject, rule: str, confidence: float) -> _Speaker:
        before = self.cast.between(max(0, subject.start - 700), subject.start)
        for earlier in reversed(before):
            if earlier.kind == "regulator" or earlier.kind == "organisation":
                return _Speaker(earlier.name, rule, confidence)
        return _Speaker(self.last_organisation or self.cast.regulator, rule, confidence)

    def _pronoun_of_one(self, word: str, subject: Subject, rule: str, confidence: float) -> _Speaker | None:
        """He or she: the person last spoken of, if of that gender, else the last who was."""
        gender = {"he": "m", "she": "f"}.get(word, "-")
        sentences = self.scene.document.sentences
        index = self.scene.document.sentence_index(subject.start)
        fallback = self.last
        for _ in range(12):
            if index < 0:
                break
            span = sentences[index]
            found = self.cast.between(span.start, min(span.end, subject.start))
            for candidate in found:
                if candidate.kind == "unnamed" and not [s for s in found if s.kind == "person"]:
                    return _Speaker(None, rule, confidence - 0.1)
                if candidate.kind != "person" or candidate.name is None:
                    continue
                if self.scene.flat.startswith("'s", candidate.end) and len(found) > 1:
                    continue
                told = self.people.genders.get(candidate.name, "-")
                if "-" in (gender, told) or told == gender:
                    return _Speaker(candidate.name, rule, confidence)
            index -= 1
        return fallback
