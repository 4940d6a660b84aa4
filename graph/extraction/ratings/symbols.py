"""The text as symbols that ratings are read from: holders, services, questions, grades, cues."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from ..document import Document
from ..entities import Entities
from ..lexicon import Candidates, Lexicon, Wording, table
from ..services import ServiceMention, sure_of

SymbolKind = Literal["holder", "service", "question", "grade", "reference", "cue"]

QUESTIONS = ("safe", "effective", "caring", "responsive", "well-led")
NAMED = ("holder", "service", "question")
"""The kinds of symbols that name what is rated."""
# A town between a hospital's name and what goes on with it.
_TOWN = re.compile(
    r" in (?!January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Spring|Summer|Autumn|Winter|CQC|NHS)"
    r"[A-Z][a-z]+(?:-[a-z]+)*(?:-[A-Z][a-z]+)?(?: [A-Z][a-z]+)*"
    r"(?=,? and |,? but |, (?:the |at )?[A-Z]|,? (?:is|are|was|were|has|have) )"
)
_SHORT = 2
"""Letters of an abbreviated grade."""
_HOLDERS = frozenset({"trust", "provider"})


class Symbol(NamedTuple):
    """A stretch of text that says one thing.

    ``values`` holds names, service ids, questions, the grade and its kind, or the kinds of a cue.
    """

    kind: SymbolKind
    values: tuple[str, ...]
    start: int
    end: int

    def has(self, *values: str) -> bool:
        """Whether this is a cue of one of these kinds."""
        if self.kind == "cue":
            for value in values:
                if value in self.values:
                    return True
        return False


def read_symbols(
    document: Document, entities: Entities, services: Sequence[ServiceMention]
) -> list[Symbol]:
    """All symbols but the cues, in order: names win over services, these over words."""
    lower = document.lower
    taken = _with_towns(_claim(_holders(entities, document.folded), []), document.folded, services)
    named = (
        Symbol("service", (sure_of(lower[slice(*s.span)], s.service),), s.span.start, s.span.end)
        for s in services
    )
    topics = [t for t in _topics().find(lower) if _is_written_so(document.folded, t)]
    return _claim(_meant(topics), _claim(named, taken))


def _is_written_so(folded: str, wording: Wording) -> bool:
    """Whether an abbreviated grade is in capitals: "RI"."""
    start, end, values = wording
    if end - start > _SHORT or not values[0].startswith("grade:"):
        return True
    return folded[start:end].isupper()


def read_cues(lower: str) -> Candidates:
    """The cues of the whole text, for ``with_cues``."""
    return _cues().scan(lower)


def with_cues(symbols: list[Symbol], cues: Candidates, start: int, end: int) -> list[Symbol]:
    """The symbols of the stretch from ``start`` to ``end`` together with its cues."""
    return _claim(_meant(cues.within(start, end)), symbols)


def _claim(fresh: Iterable[Symbol], taken: list[Symbol]) -> list[Symbol]:
    """Both lists in order, without the fresh ones that overlap a taken one."""
    merged: list[Symbol] = []
    position, count = 0, len(taken)
    for symbol in fresh:
        while position < count and taken[position].end <= symbol.start:
            merged.append(taken[position])
            position += 1
        if position == count or taken[position].start >= symbol.end:
            merged.append(symbol)
    return merged + taken[position:]


def _holders(entities: Entities, folded: str) -> list[Symbol]:
    """Who can hold a rating; other organisations' names only keep their words from being read.

    "Both hospitals" is one symbol that holds two.
    """
    kinds = {organisation.name: organisation.kind for organisation in entities.organisations}
    symbols: list[Symbol] = []
    for mention in entities.mentions:
        holds = mention.kind == "site" or kinds.get(mention.name) in _HOLDERS
        values = (mention.name,) if holds else _bystander(mention.name)
        symbol = Symbol("holder" if holds else "cue", values, *mention.span)
        if holds and symbols and symbols[-1][:1] + symbols[-1][2:] == symbol[:1] + symbol[2:]:
            symbol = symbol._replace(values=symbols.pop().values + values)
        if symbols and _is_acronym(symbols[-1], symbol, folded):
            symbol = symbols.pop()._replace(end=symbol.end + 1)
        symbols.append(symbol)
    return symbols


def _is_acronym(name: Symbol, short: Symbol, folded: str) -> bool:
    """Whether brackets after a name hold its short form: "Eastmere General Hospital (EGH)"."""
    same = name.kind == short.kind == "holder" and name.values == short.values
    return (
        same and folded[name.end : short.start] == " (" and folded[short.end : short.end + 1] == ")"
    )


def _with_towns(
    symbols: list[Symbol], folded: str, services: Sequence[ServiceMention]
) -> list[Symbol]:
    """The holders together with the town told beside them: "the Royal in Ely" is one name."""
    starts = [service.span.start for service in services]
    longer: list[Symbol] = []
    for symbol, following in itertools.zip_longest(symbols, symbols[1:]):
        town = _TOWN.match(folded, symbol.end) if symbol.kind == "holder" else None
        if town is not None:
            free = following is None or following.start >= town.end()
            index = bisect_left(starts, symbol.end)
            if free and not (index < len(starts) and starts[index] < town.end()):
                symbol = symbol._replace(end=town.end())
        longer.append(symbol)
    return longer


def _bystander(name: str) -> tuple[str, ...]:
    """What the name of who holds no ratings says: perhaps that it rates other things."""
    return ("name", "other") if name.lower() in _others() else ("name",)


@cache
def _others() -> frozenset[str]:
    return frozenset(row["wording"] for row in table("cues") if row["value"] == "other")


def _meant(found: list[Wording]) -> Iterator[Symbol]:
    make = tuple.__new__  # what a named tuple's own constructor comes to, at half its time
    for start, end, values in found:
        yield make(Symbol, (*_meaning(values), start, end))


@cache
def _meaning(payloads: tuple[str, ...]) -> tuple[SymbolKind, tuple[str, ...]]:
    """Kind and values of a wording; a grade, question or reference is no cue besides."""
    for kind in _KINDS:
        values = [p.partition(":")[2] for p in payloads if p.startswith(f"{kind}:")]
        if values:
            return kind, tuple(part for value in values for part in value.split("+"))
    raise ValueError(f"no kind in {payloads!r}")


_KINDS: tuple[SymbolKind, ...] = ("grade", "question", "reference", "cue")


@cache
def _topics() -> Lexicon:
    """Grades, questions, references and ellipses: what makes a sentence worth reading closely.

    Cues that hold such a wording ("the last time" holds "the last") are found with them.
    """
    holding = _holding()
    cues = ((wording, payload) for wording, payload in _cue_wordings() if wording in holding)
    return Lexicon([*_topic_wordings(), *cues])


@cache
def _cues() -> Lexicon:
    holding = _holding()
    return Lexicon(pair for pair in _cue_wordings() if pair[0] not in holding)


@cache
def _holding() -> frozenset[str]:
    """The wordings of cues that are found together with the topics."""
    topics = Lexicon(_topic_wordings())
    return frozenset(
        wording
        for wording, payload in _cue_wordings()
        if payload.startswith("cue:copy-") or topics.find(wording)
    )


def _topic_wordings() -> Iterator[tuple[str, str]]:
    for row in table("grades"):
        yield row["wording"], f"grade:{row['value']}+{row['kind']}"
    for kind in ("question", "reference"):
        for row in table(f"{kind}s"):
            yield row["wording"], f"{kind}:{row['value']}"


def _cue_wordings() -> Iterator[tuple[str, str]]:
    for name in ("changes", "cues"):
        for row in table(name):
            yield row["wording"], f"cue:{row['value']}"
