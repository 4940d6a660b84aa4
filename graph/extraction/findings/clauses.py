"""Where a stretch of speech is cut into pieces that can each be one finding."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise

from ...facts import Span
from ..document import Document
from .signs import BIT, Signs

# One class opens all three, and a letter or mark that can go on follows: the engine skips to the
# next such place and tries them only there.
_JOINT = re.compile(
    r"[,;:\s](?=[\sabwty-])(?:"
    r"\s*(?<=\s)(?:and|but|yet|while|although|though|whereas|because|as well as)\s+(?:also\s+)?"
    r"|(?<=[,;:])\s+(?:also\s+)?"
    r"|(?<=\s)-+\s+)"
)
_HARD = re.compile(r"[;:]|\s-|\b(?:but|yet|while|although|though|whereas|because)\b|as well as")
_ANNOUNCES = re.compile(r"(?:that|how)\b")
_TAIL = re.compile(r"(?:which|who|whom|whose|where|when|including|for example|such as)\b")
_FRESH = re.compile(
    r"(?:an?|the|its|their|his|her|our|one|two|three|some|many|most|several|no|not|by|for|with|about|of|from|in|at|on|how"
    r"|[\"'(]*[\w-]+ing|[\"'(]*(?:[\w-]+ ){0,2}[\w-]{3,}s)\b"
)
_SUBJECT = re.compile(
    r"[\"'(]*(?:an?|the|its|their|his|her|our|this|these|those|some|many|most|several|all|none|no"
    r"|not|one|two|three|\d\S*|there|they|it|he|she|we|i|you|who|what|nobody|everybody|everyone"
    r"|others|only|half|more|in|at|on)\b"
    r"|[a-z-]+s\b"
)
_LEADING = re.compile(
    r"(?:[\s\"',.(*:;-]|[•·▪‣◦✔✘✓✗]|\d{1,2}\.\d{0,2}\s|\([a-z]\)"
    r"|\b(?:us(?= that)|them(?= that)|that|how|also|however|meanwhile|and|but|although|though"
    r"|while|because|of|about|by|for|with|as)\b(?=\s))+"
)
_WORD = re.compile(r"\S*\w\S*")
_TRAILING = " \t\n\"',.;:(-"
LONGEST = 35
"""Words of a finding at most: more is a paragraph, not a finding."""
NEAR = 25
"""Letters within which a clause comes to its verb, or names who or what it is about."""
SHORTEST = 3
"""Words that an item of a list needs to stand on its own."""


def cut(document: Document, signs: Signs, start: int, end: int, *, listing: bool) -> Iterator[Span]:
    """The pieces of a stretch; ``listing``: it follows a cue, so bare items may be findings."""
    lower = document.lower
    joints = [match.span() for match in _JOINT.finditer(lower, start, end)]
    joints.append((end, end))
    verbs = [
        sign.start for sign in signs.within("finding_words", start, end) if sign.value & BIT["verb"]
    ]
    left = start
    for (ends, following), (after, _) in pairwise(joints):
        if _parts(lower, signs, verbs, (left, ends, following, after), listing):
            yield _trimmed(document, signs, left, ends)
            left = following
    yield _trimmed(document, signs, left, end)


def _parts(
    lower: str, signs: Signs, verbs: list[int], place: tuple[int, int, int, int], listing: bool
) -> bool:
    """Whether a joint parts two findings: two clauses, or two items of a list."""
    left, ends, following, after = place
    joint = lower[ends:following]
    if _ANNOUNCES.match(lower, following):
        return True
    opens = bisect_left(verbs, following)
    if opens < len(verbs) and verbs[opens] == following:
        return False
    if _HARD.search(joint):
        return True
    if _TAIL.match(lower, following):
        return False
    said, says = _verbs(verbs, left, ends), _verbs(verbs, following, after)
    if said and says:
        first = verbs[bisect_left(verbs, following)]
        return _has_subject(lower, signs, (following, first, after))
    if not listing or says:
        return False
    both = min(
        signs.count(max(left, ends - 200), ends),
        signs.count(following, min(after, following + 200)),
    )
    return both >= SHORTEST + ("," not in joint) and bool(_FRESH.match(lower, following))


def _has_subject(lower: str, signs: Signs, place: tuple[int, int, int]) -> bool:
    """Whether a clause opens with words that can be its subject, and is more than a verb."""
    start, verb, end = place
    if signs.count(start, end) < SHORTEST:
        return False
    if verb - start <= NEAR or _SUBJECT.match(lower, start):
        return True
    words = signs.within("finding_words", start, start + NEAR)
    return any(word.value & BIT["care"] for word in words)


def _verbs(verbs: list[int], start: int, end: int) -> bool:
    return bisect_left(verbs, start) < bisect_left(verbs, end)


def _trimmed(document: Document, signs: Signs, start: int, end: int) -> Span:
    """The clause without the words and marks that only join it, and no longer than a passage."""
    leading = _LEADING.match(document.lower, start, end)
    start = leading.end() if leading else start
    while end > start and document.folded[end - 1] in _TRAILING:
        end -= 1
    if end - start > 6 * LONGEST and signs.count(start, end) > LONGEST:
        words = list(islice(_WORD.finditer(document.lower, start, end), LONGEST))
        end = words[-1].end()
    return Span(start, max(start, end))
