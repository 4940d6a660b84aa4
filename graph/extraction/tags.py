"""The narrator's words around a statement: "X said", "said X", and whom "she" stands for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from ..facts import Span
from .cues import Cue
from .people import People
from .quotations import Quotation
from .roles import Scene
from .signatures import signed
from .speakers import Cast, Speaker, Subject

# What stands before the mark is looked at after it: the engine skips to the next mark.
_CLAUSE_END = re.compile(
    r"[.!?](?<!\bDr.)(?<!\bMr.)(?<!\bMs.)(?<!\bMrs.)(?<!\bSt.)(?<!\bProf.)[.!?]*(?=\s|$)"
)
_APPOSED = re.compile(r" ?(?:,|\(| of | at | from | for | with | -|:)")
_SIDELINE = re.compile(r"\b(?:with|of|to|for|by|from|and|between|alongside|than|like) (?:the )?$")
_ASIDE = re.compile(r", (?:with|but|while|and|although|though|as|because|despite)\b")
_TOLD = re.compile(r"\btold (?:the |our |cqc )?$")
_PASSIVE = re.compile(r"\b(?:is|was|are|were|been|being|be)(?: \w+ly)? $")
_AT_ONCE = 12
_REACH = 1500  # no clause is read further back than this
_GO_ON = ("it", "they", "he", "she", "regulator", "organisation")  # go on past what is aside
_NAMED = ("person", "organisation", "regulator")


class TagReader:
    """Finds the speaker of each statement in order, and remembers who spoke last."""

    def __init__(self, scene: Scene, cast: Cast, people: People, outers: list[Span]) -> None:
        self.scene = scene
        self.cast = cast
        self.genders = people.genders
        self.roles = {person.name: (person.role or "").lower().split() for person in people.people}
        self.outers = outers
        self.outer_starts = [span.start for span in outers]
        self.last: Speaker | None = None
        self.last_at = 0

    def speaker(self, quotation: Quotation) -> Speaker | None:
        """The tag after the words, the words before them, then whoever the discourse is about."""
        found = (
            signed(self.cast, quotation)
            or self._after(quotation)
            or self._before(quotation)
            or self._carried(quotation)
        )
        if found is not None:
            self.last, self.last_at = found, quotation.outer.end
        return found

    def nested(self, quotation: Quotation) -> Speaker | None:
        """Words quoted inside a statement count when the statement says whose they are."""
        start = self.scene.document.sentence_at(quotation.outer.start).start
        start = max(start, quotation.outer.start - _REACH)
        verb = self._last_verb(start, quotation.outer.start)
        if verb is None or quotation.outer.start - verb.end > 8:
            return None
        for subject in reversed(self.cast.all[: self._index(verb.start)]):
            if subject.start < start:
                break
            if subject.kind in _NAMED:
                return Speaker(subject.name, "quotes.nested", 0.7)
        return None

    def _index(self, offset: int) -> int:
        return bisect_left(self.cast.all, offset, key=lambda subject: subject.start)

    # --- the tag after -------------------------------------------------------------------------

    def _after(self, quotation: Quotation) -> Speaker | None:
        """ "…," said NAME; "…," NAME said."""
        start = quotation.outer.end
        stop = self._clause_end(quotation)
        verb = next((cue for cue in self.scene.cues_within(start, stop) if cue.verb), None)
        if verb is None or self.scene.flat[start:stop][:1] == ".":
            return None
        subjects = self.cast.between(start, stop)
        if not self.scene.flat[start : verb.start].strip(" ,"):
            later = [subject for subject in subjects if subject.start >= verb.end]
            reach = 60 if quotation.sentence else 6
            if later and later[0].start - verb.end <= reach:
                return self._resolve(self._inverted(later), "quotes.tag-after", 0.97)
            return None
        if (
            len(subjects) > 1
            and subjects[0].kind == "spokesperson"
            and subjects[1].end < verb.start
        ):
            subjects = subjects[1:]
        if (
            subjects
            and subjects[0].start - start <= 40
            and self._at_once(start, subjects[0])
            and 0 < verb.start - subjects[0].end <= self._reach_of(subjects[0])
            and (quotation.sentence or self.scene.flat.startswith(",", start))
            and (quotation.sentence or not _ASIDE.match(self.scene.flat, start))
        ):
            return self._resolve(subjects[0], "quotes.tag-after", 0.96)
        return None

    def _at_once(self, start: int, subject: Subject) -> bool:
        between = self.scene.flat[start : subject.start]
        posts = [cue for cue in self.scene.cues_within(start, subject.start) if cue.role]
        return len(between) <= _AT_ONCE or subject.kind == "organisation" or bool(posts)

    def _reach_of(self, subject: Subject) -> int:
        """How far behind a name its verb may stand: across an apposition, if one follows."""
        return 110 if self.scene.flat.startswith(", ", subject.end) else 40

    def _inverted(self, subjects: list[Subject]) -> Subject:
        """A person soon after the verb beats the group in front ("said CQC inspector NAME")."""
        first = subjects[0]
        if first.kind not in ("organisation", "regulator", "site", "post", "one", "spokesperson"):
            return first
        for subject in subjects[1:]:
            if subject.kind == "person" or first.kind == "spokesperson":
                return subject if subject.start - first.end < 70 else first
            if subject.kind in ("he", "she", "many", "who"):
                break
        return first

    def _clause_end(self, quotation: Quotation) -> int:
        start = quotation.outer.end
        stop = self.scene.document.block_at(quotation.outer.end - 1).end
        index = bisect_left(self.outer_starts, start)
        if index < len(self.outers):
            stop = min(stop, self.outers[index].start)
        match = _CLAUSE_END.search(self.scene.flat, start, max(start, stop))
        return match.start() if match else stop

    # --- the words before ----------------------------------------------------------------------

    def _before(self, quotation: Quotation) -> Speaker | None:
        """NAME, role, said: "…"; the verb may be missing before a fragment."""
        start, end = self._sentence_start(quotation), quotation.outer.start
        if start >= end or not self.scene.flat[start:end].strip(" -:"):
            return None
        verb = self._last_verb(start, end)
        if verb is None:
            return self._verbless(quotation, start, end)
        passive = _PASSIVE.search(self.scene.flat, max(start, verb.start - 20), verb.start)
        if passive and not quotation.sentence:
            return self._report()
        inverted = self._said_name(verb, end)
        if inverted is not None:
            return self._resolve(inverted, "quotes.tag-before", 0.93)
        subjects = self.cast.between(start, verb.start) or self.cast.between(start, end)
        subjects = [s for s in subjects if s.kind != "site" or verb.start - s.end <= 3]
        if not subjects:
            return self._report()
        if self.scene.flat.endswith("ing", verb.start, verb.end):
            return self._resolve(self._chief(subjects), "quotes.tag-before", 0.85)
        return self._resolve(self._main(subjects), "quotes.tag-before", 0.95)

    def _chief(self, subjects: list[Subject]) -> Subject:
        """The subject of "…, telling them that": the first person, else the first subject."""
        return next((s for s in subjects if s.kind == "person"), subjects[0])

    def _verbless(self, quotation: Quotation, start: int, end: int) -> Speaker | None:
        """No verb of saying in the clause: a person or pronoun in it, else the report."""
        subjects = self.cast.between(start, end)
        people = [s for s in subjects if s.kind in ("person", "he", "she", "regulator")]
        if people:
            return self._resolve(self._main(people), "quotes.clause", 0.75)
        if quotation.sentence and subjects:
            return self._resolve(subjects[0], "quotes.clause", 0.7)
        return None if quotation.sentence else self._report()

    def _said_name(self, verb: Cue, end: int) -> Subject | None:
        """ ", said NAME, "…": the subject follows the verb."""
        if self.scene.flat[verb.start - 2 : verb.start] != ", ":
            return None
        later = self.cast.between(verb.end, min(end, verb.end + 60))
        if not later or later[0].start - verb.end > 2:
            return None
        return later[0] if self.scene.flat.startswith(",", later[0].end) else None

    def _sentence_start(self, quotation: Quotation) -> int:
        """Where the narrator's sentence begins, after any statement that it begins in."""
        start = self.scene.document.sentence_at(quotation.outer.start).start
        index = bisect_right(self.outer_starts, start) - 1
        if index >= 0 and start < self.outers[index].end:
            start = self.outers[index].end
        return max(min(start, quotation.outer.start), quotation.outer.start - _REACH)

    def _last_verb(self, start: int, end: int) -> Cue | None:
        verbs = [cue for cue in self.scene.cues_within(start, end) if cue.verb]
        return verbs[-1] if verbs else None

    def _main(self, subjects: list[Subject]) -> Subject:
        """The nearest subject before the verb, or the person to whose apposition it belongs."""
        nearest = subjects[-1]
        flat = self.scene.flat
        aside = _SIDELINE.search(flat, max(0, nearest.start - 20), nearest.start) is not None
        if nearest.kind == "person" and not aside:
            return nearest
        if nearest.kind == "they" and (tellers := self._tellers(subjects)) is not None:
            return tellers
        others = [s.kind for s in subjects[:-1]]
        if nearest.kind == "organisation" and aside and others and others[-1] in _GO_ON:
            return self._main(subjects[:-1])
        for subject in reversed(subjects[:-1]):
            if subject.kind == "person" and _APPOSED.match(flat, subject.end):
                return subject
        if nearest.kind == "who" and len(subjects) > 1:
            return subjects[-2]
        return nearest

    def _tellers(self, subjects: list[Subject]) -> Subject | None:
        """Who "they" are in "staff told inspectors that they": not the inspectors."""
        if len(subjects) < len(("staff", "inspectors", "they")):
            return None
        tellers, told, _ = subjects[-3:]
        between = self.scene.flat[tellers.end : told.start]
        return tellers if _TOLD.search(between) and told.kind == "regulator" else None

    # --- the discourse -------------------------------------------------------------------------

    def _carried(self, quotation: Quotation) -> Speaker | None:
        """No words of the narrator's in the sentence: whoever was brought in before goes on."""
        document = self.scene.document
        index = document.block_index(quotation.outer.start)
        floor = max(document.blocks[max(index - 1, 0)].start, self.last_at)
        topic = self._topic(floor, quotation.outer.start)
        if topic is not None:
            return self._resolve(topic, "quotes.carried", 0.8)
        return Speaker(self.last.name, "quotes.carried", 0.7) if self.last else None

    def _topic(self, floor: int, end: int) -> Subject | None:
        """Whom the last sentence is about: its first person, else its first subject with a name."""
        sentences = self.scene.document.sentences
        index = self.scene.document.sentence_index(max(end - 1, 0))
        while index >= 0 and sentences[index].end > floor:
            span = sentences[index]
            found = self._until(Span(max(span.start, floor), span.end), end)
            for wanted in (
                ("person",),
                ("he", "she", "post"),
                ("organisation", "regulator", "one"),
            ):
                for subject in found:
                    if subject.kind in wanted and not self.scene.flat.startswith("'", subject.end):
                        return subject
            index -= 1
        return None

    def _report(self) -> Speaker:
        """A fragment in a clause without a speaker is the report's."""
        return Speaker(self.cast.regulator, "quotes.report", 0.6)

    def _resolve(self, subject: Subject, rule: str, confidence: float) -> Speaker | None:
        if subject.kind in ("person", "organisation", "regulator"):
            return Speaker(subject.name, rule, confidence)
        if subject.kind == "site":
            operator = self.scene.entities.operator(subject.name or "")
            return Speaker(operator or subject.name, rule, confidence - 0.1)
        if subject.kind in ("one", "many"):
            return Speaker(None, rule, confidence - 0.1)
        if subject.kind in ("it", "they", "who", "spokesperson"):
            return self._many(subject, rule, confidence - 0.1)
        return self._holder(subject, rule, confidence) or self._one(
            subject, rule, confidence - 0.05
        )

    def _holder(self, subject: Subject, rule: str, confidence: float) -> Speaker | None:
        """ "The judge": the person with that role who was named last."""
        if subject.kind != "post":
            return None
        word = self.scene.flat[subject.start : subject.end].lower().rsplit(" ", 1)[-1]
        for index in range(self._index(subject.start) - 1, -1, -1):
            name = self.cast.all[index].name
            if name in self.roles and word in self.roles[name]:
                return Speaker(name, rule, confidence - 0.05)
        bearers = [name for name, role in self.roles.items() if word in role]
        return Speaker(bearers[0], rule, confidence - 0.1) if len(bearers) == 1 else None

    def _many(self, subject: Subject, rule: str, confidence: float) -> Speaker:
        """It or they: the first organisation of the nearest sentence before that names one."""
        document = self.scene.document
        index = document.sentence_index(subject.start)
        for at in range(index, max(index - 6, -1), -1):
            span = document.sentences[at]
            found = self._until(span, subject.start)
            for earlier in self._ranked(subject.kind, found):
                return Speaker(earlier.name, rule, confidence)
        lead = self.scene.entities.lead if subject.kind == "spokesperson" else None
        return Speaker(lead or self.cast.regulator, rule, confidence - 0.2)

    def _until(self, span: Span, stop: int) -> list[Subject]:
        stop = min(span.end, stop)
        return self.cast.between(max(span.start, stop - _REACH), stop)

    def _ranked(self, kind: str, found: list[Subject]) -> list[Subject]:
        """Its organisations: "they" are inspectors first, a spokesperson is never theirs."""
        named = [s for s in found if s.kind in ("organisation", "regulator")]
        if kind == "they":
            named.sort(key=lambda s: s.kind != "regulator")
        elif kind == "spokesperson":
            named = [s for s in named if s.name != self.cast.regulator]
        return named

    def _one(self, subject: Subject, rule: str, confidence: float) -> Speaker | None:
        """He or she: the person whom the nearest sentence is about, if of that gender."""
        gender = {"he": "m", "she": "f"}.get(subject.kind, "-")
        document = self.scene.document
        index = document.sentence_index(subject.start)
        for at in range(index, max(index - 12, -1), -1):
            span = document.sentences[at]
            found = self._until(span, subject.start)
            if found and found[0].kind == "one" and not any(s.kind == "person" for s in found):
                return Speaker(None, rule, confidence - 0.1)
            fitting = [s for s in found if s.kind == "person" and self._fits(s, gender)]
            owned = [s for s in fitting if not self.scene.flat.startswith("'s", s.end)]
            if fitting:
                return Speaker((owned or fitting)[0].name, rule, confidence)
        return self.last

    def _fits(self, subject: Subject, gender: str) -> bool:
        told = self.genders.get(subject.name or "", "-")
        return "-" in (told, gender) or told == gender
