"""How sure a rating is: the cues of its reading and their weights.

Each cue is a row of ``rating_weights.tsv`` with its weight, reason and example; the sum of the
weights is the logit of the probability that the rating is right. The cues of a frame are found
while it is read (``frame_cues``), those of a claim when it is made (``claim_cues``), those of two
claims when they are put together (``choose``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from ..lexicon import table
from .clauses import Clause
from .places import Places
from .scope import without_embedded
from .symbols import Symbol

if TYPE_CHECKING:
    from .discourse import Discourse
    from .frames import Frame
    from .tables import Entry

SURE = 0.5
"""Below this a reading is more likely wrong than right, and is not told as a fact.

In the cross-check of ``benchmarks/fit_ratings.py`` it takes ``dev-c`` from a precision of .86 at a
recall of .81 to .89 at .80.
"""

_NEARLY_CERTAIN, _LIKELY = 0.95, 0.89
"""Of ratings with a probability from 0.9 to 0.95 some 92 in 100 were right, of those above 98."""

# A holder of its own clause farther from the grade than this, in characters, is often another's.
_FAR = 45


class Weight(NamedTuple):
    """A row of the table: how much a cue speaks for a rating, and why."""

    cue: str
    weight: float
    reason: str


@cache
def weights() -> dict[str, Weight]:
    """The cues of the table by name."""
    rows = table("rating_weights")
    return {r["cue"]: Weight(r["cue"], float(r["weight"]), r["reason"]) for r in rows}


@lru_cache(maxsize=4096)
def probability(cues: frozenset[str]) -> float:
    """How often a rating read with these cues is right."""
    held = weights()
    total = held["always"].weight + sum(held[cue].weight for cue in sorted(cues))
    return 1 / (1 + exp(-total))


def shown(sure: float) -> float:
    """The probability, held below what is promised of 0.9 until it is that: 97 in 100."""
    return round(sure if sure >= _NEARLY_CERTAIN else min(sure, _LIKELY), 3)


def telling(cues: Iterable[str]) -> tuple[str, ...]:
    """The cues in the order of what they weigh, the heaviest first."""
    held = weights()
    return tuple(sorted(cues, key=lambda cue: (-abs(held[cue].weight), cue)))


class Sentence(NamedTuple):
    """The sentence of a frame: whom it names outside asides, whether it is an item of a list."""

    holders: frozenset[str]
    item: bool


def sentence_of(symbols: Sequence[Symbol], lower: str, *, item: bool) -> Sentence:
    """What the frames of a sentence with these symbols have in common."""
    told = without_embedded([symbol for symbol in symbols if symbol.values], lower)
    named = (value for symbol in told if symbol.kind == "holder" for value in symbol.values)
    return Sentence(frozenset(named), item)


def frame_cues(
    built: Frame,
    settled: Frame,
    clause: Clause,
    earlier: Frame | None,
    sentence: Sentence,
    discourse: Discourse,
) -> frozenset[str]:
    """What a frame's sentence says of how sure it is; ``built``: before it was filled in."""
    return frozenset(
        (
            *_sentence_cues(settled, sentence),
            *_source_cues(built, earlier, discourse),
            *_holder_cues(built, settled, clause),
            *_service_cues(built, settled, earlier),
        )
    )


def _sentence_cues(settled: Frame, sentence: Sentence) -> Iterable[str]:
    if sentence.item:
        yield "list item"
    if not sentence.holders <= set(settled.holders):
        yield "other holder in the sentence"


# Where the holder of a frame comes from when its own clause does not name it.
_KEPT = "holder kept from a rating"


def _source_cues(built: Frame, earlier: Frame | None, discourse: Discourse) -> frozenset[str]:
    """Where the holder comes from; frames of one sentence share what the first of them has."""
    if built.holders:
        return frozenset()
    if earlier is not None:
        return earlier.cues & {_KEPT}
    return frozenset() if discourse.turned or not discourse.holders else frozenset({_KEPT})


def _holder_cues(built: Frame, settled: Frame, clause: Clause) -> Iterable[str]:
    if len(settled.holders) > 1:
        yield "several holders"
    if built.tied:
        yield "holder beside the service"
    if built.holders and _distance(clause, settled.holders) > _FAR:
        yield "holder far from the grade"


def _distance(clause: Clause, holders: Sequence[str]) -> int:
    """Characters between the grade and the nearest of the clause's names of these holders."""
    grade = clause.grade
    return min(
        (
            max(s.start - grade.end, grade.start - s.end)
            for s in (*clause.before, *clause.after)
            if s.kind == "holder" and not set(holders).isdisjoint(s.values)
        ),
        default=0,
    )


def _service_cues(built: Frame, settled: Frame, earlier: Frame | None) -> Iterable[str]:
    if settled.services and not built.services:
        shared = earlier is not None and earlier.services == settled.services
        if not shared or (earlier is not None and "service kept" in earlier.cues):
            yield "service kept"


def claim_cues(
    frame: Frame, of: str, service: str | None, places: Places, *, spoken: bool
) -> frozenset[str]:
    """The cues of one claim of a frame: those of the frame, of what is rated, of who speaks."""
    cues = set(frame.cues)
    if spoken:
        cues.add("in a quotation")
    if service is None:
        if of in places.operators and _KEPT not in cues and _is_only_site(of, places):
            cues.add("whole hospital, perhaps its trust")
        cues.discard(_KEPT)
    elif "service kept" in cues:
        # It stands or falls with the rating before: whose that is has been asked there.
        cues.discard(_KEPT)
    elif _KEPT in cues and _has_rival(of, places):
        cues.add("hospital or its trust")
    return frozenset(cues)


def entry_cues(entry: Entry) -> frozenset[str]:
    """The cues of a grade in a table."""
    return frozenset() if entry.holders else frozenset({"no holder in the table"})


def time_cues(when: str, *, ahead: bool = False) -> frozenset[str]:
    """The cues of when a rating held; ``ahead``: its date stands before the grade."""
    if not when[:4].isdigit():
        return frozenset()
    return frozenset({"dated", "month ahead of the grade"} if ahead else {"dated"})


def _has_rival(of: str, places: Places) -> bool:
    """Whether another may be meant: a site's trust or its other sites, a trust's only site."""
    if of in places.operators:
        return places.operators[of] is not None
    return len(places.sites_of(of)) == 1


def _is_only_site(site: str, places: Places) -> bool:
    """Whether the article names no other site of those who run it."""
    operator = places.operators[site]
    return operator is not None and places.sites_of(operator) == (site,)
