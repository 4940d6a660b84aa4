"""Which names of a clause can say whose its grade is: none in an aside, not who only tells it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence

from .clauses import LIST_GAP, Clause
from .moves import ASIDE, turns
from .symbols import Symbol

PLACED = re.compile(
    r", which (?:is|are|was|were) (?:[a-z-]+ ){0,2}(?:at|in) (?:the )?(?!\d|(?:january|february|"
    r"march|april|may|june|july|august|september|october|november|december)\b)"
)
"""How an aside tells where a service is: "surgery, which was inspected at X alone, is good"."""
# "At X, where inspectors looked at surgery, the rating is good."
_LOOKED_AT = re.compile(
    r", where (?:the )?(?:inspectors|inspection team|they|it|cqc|team) (?:had )?(?:only |also )?"
    r"(?:looked at|visited|inspected|went to|assessed|checked) "
)
SPREAD = ("community-", "mh-", "ambulance-", "nhs-")
"""Services of these sectors are run across places rather than in one hospital."""
_COMMA = re.compile(r", (?:the |its )?$")
_IS = re.compile(r"\b(?:is|are|was|were|as) (?:now )?(?:the )?$")
_ONE = re.compile(r"'s (?:only|first|last|biggest|largest|smallest|main|other|second|third|one)\b")
_OWNED = re.compile(r"'s (?!(?:rating|grade|overall)\b)[a-z][\w' -]{1,60},")
_APPOSED = ("trust, ", "hospital, ", "provider, ", "trust - ", "hospital - ")
_TELLS = re.compile(
    r" (?:has |have |had |was |were )?(?:\w+ )?(?:said|says|told|learned|learnt|heard|announced|"
    r"confirmed|revealed|reported|admitted|hopes|believes|insisted) (?:\w+ )?"
    r"(?:that |how )?(?:the |its |their )?"
)
# "A Priory Group mental health hospital" is not the group.
_WHOSE_HOSPITAL = re.compile(
    r" (?:(?!and |or |the |an? |in |of |at |for |is |are |was |were )[a-z-]+ ){0,3}"
    r"(?:hospitals?|clinics?)\b(?! (?:trust|group))"
)
_SITE = re.compile(r"Hospital\b(?!.*\bTrust)|Infirmary\b(?!.*\bTrust)|House$|Clinic$|Centre$|Unit$")
# 'The trust said: "We are thrilled that X …"'.
_SAYS_IN_QUOTES = re.compile(
    r" (?:\w+ ){0,2}(?:said|says|told|wrote|added|tweeted|posted)\b[^\"]{0,40}[:,] ?\"[^\"]{0,60}"
)
# "Trust bosses have apologised after the Royal was …".
_BOSSES = re.compile(
    r"(?:'s)? (?:bosses|chiefs|leaders|managers|officials|executives|directors|governors)\b"
    r"[^,;.]{0,60} (?:after|that|as|when|because|over) (?:the )?"
)
_ALL_TELL = (_TELLS, _SAYS_IN_QUOTES, _BOSSES)
_WITHIN = re.compile(r"\b(?:within|elsewhere (?:at|in)|elsewhere within) (?:the )?$")
# A holder named within this many characters after "which runs" is what is run.
_RUN = 40


def own_symbols(clause: Clause, lower: str) -> tuple[Symbol, ...]:
    """The symbols before the grade that can say whose it is."""
    symbols = _told(without_embedded(clause.before, lower), lower)
    for index in range(len(symbols) - 1, 0, -1):
        joint = symbols[index]
        if index + 1 < len(symbols) and _lists_holders(joint, symbols[index + 1], lower):
            return symbols[index + 1 :]
        if turns(joint, lower) and not lower.startswith((", where", ", with"), joint.start):
            rest = symbols[index + 1 :]
            if _opens_anew(symbols[:index], rest, lower):
                return rest
    return symbols


def _is_around(symbol: Symbol, lower: str) -> bool:
    """Whether a holder only says where others are: "within the trust, the Royal is good"."""
    if symbol.kind != "holder" or lower[symbol.end : symbol.end + 2] != ", ":
        return False
    return _WITHIN.search(lower, max(0, symbol.start - 16), symbol.start) is not None


def _only_describes(symbol: Symbol, lower: str) -> bool:
    """Whether a holder's name only says whose hospital is spoken of."""
    if symbol.kind != "holder" or _SITE.search(symbol.values[0]):
        return False
    return _WHOSE_HOSPITAL.match(lower, symbol.end) is not None


def _lists_holders(joint: Symbol, following: Symbol, lower: str) -> bool:
    """Whether a colon opens a list of who is rated: "the ratings have not changed: X is good"."""
    return joint.has("comma") and lower[joint.start] == ":" and following.kind == "holder"


def _told(symbols: Sequence[Symbol], lower: str) -> tuple[Symbol, ...]:
    """The symbols of what is told, without who learned it: "the trust heard that surgery …"."""
    named = [i for i, s in enumerate(symbols) if s.kind in ("holder", "service")]
    for before, index in reversed([*itertools.pairwise(named)]):
        teller, told = symbols[before], symbols[index]
        gap = lower[teller.end : told.start]
        if teller.kind == "holder" and any(tells.fullmatch(gap) for tells in _ALL_TELL):
            return tuple(symbols[index:])
    return tuple(symbols)


def _opens_anew(before: Sequence[Symbol], rest: Sequence[Symbol], lower: str) -> bool:
    """Whether a subject and its verb follow a joint, and not only the last member of a list."""
    subject = next((s for s in rest if s.kind != "cue"), None)
    ahead = next((s for s in reversed(before) if s.kind != "cue"), None)
    if subject is None or subject.kind not in ("holder", "service"):
        return False
    listed = ahead is not None and ahead.kind == subject.kind
    if ahead is not None and listed and LIST_GAP.fullmatch(lower[ahead.end : subject.start]):
        return False
    return any(s.has("verb", "same", "up", "down") for s in rest)


def without_embedded(symbols: Sequence[Symbol], lower: str) -> tuple[Symbol, ...]:
    """The symbols without asides and without the holders of "which runs X", "part of Y"."""
    kept: list[Symbol] = []
    run: Symbol | None = None
    for symbol in _without_asides(symbols, lower):
        if _only_describes(symbol, lower) or _is_around(symbol, lower):
            continue
        if symbol.has("rel"):
            run = symbol if kept or not lower.startswith("neighbouring", symbol.start) else None
        elif run is None or symbol.kind != "holder":
            kept.append(symbol)
        elif _is_run(lower[run.end : symbol.start]):
            run = symbol if not lower.endswith("behind", run.start, run.end) else None
        else:
            run = None
            kept.append(symbol)
    return tuple(kept)


def _is_run(gap: str) -> bool:
    """Whether the holder after the gap is what is run: not "the neighbouring trust, X, …"."""
    if gap.endswith(_APPOSED):
        return False
    return len(gap) < _RUN or LIST_GAP.fullmatch(gap) is not None


def _without_asides(symbols: Sequence[Symbol], lower: str) -> Sequence[Symbol]:
    """The symbols outside ", which runs the district nurses," after something named."""
    named = [s for s in symbols if s.kind in ("holder", "service")]
    if len(named) < 2:
        return symbols
    symbols = [
        s
        for s in symbols
        if s.kind not in ("holder", "service") or s is named[0] or not _is_possessor(s, lower)
    ]
    starts: list[int] = []
    ends: list[int] = []
    for aside in ASIDE.finditer(lower, named[0].end, symbols[-1].end + 1):
        if _LOOKED_AT.match(lower, aside.start()):
            continue
        if _is_placed(named[0]) and PLACED.match(lower, aside.start(), aside.end()):
            continue
        starts.append(aside.start())
        ends.append(aside.end())
    return [s for s in symbols if not _lies_within(s.start, starts, ends)]


def _is_placed(named: Symbol) -> bool:
    """Whether it is a service of hospitals: those run across places are visited here and there."""
    return named.kind == "service" and not named.values[0].startswith(SPREAD)


def _is_possessor(symbol: Symbol, lower: str) -> bool:
    """Whether the name only tells whose what stands before is: "X, the trust's third site, …"."""
    end = symbol.end - 2 * lower[symbol.start : symbol.end].endswith("'s")
    left = max(0, symbol.start - 16)
    if _COMMA.search(lower, left, symbol.start):
        return _OWNED.match(lower, end) is not None
    return bool(_IS.search(lower, left, symbol.start) and _ONE.match(lower, end))


def _lies_within(offset: int, starts: list[int], ends: list[int]) -> bool:
    """Whether the offset lies inside one of the stretches, their last character left out."""
    index = bisect_left(starts, offset) - 1
    return index >= 0 and offset < ends[index] - 1
