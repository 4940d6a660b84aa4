"""Which people of one name are the same: what speaks for it and against, added up.

One IRI is already one person: the same name in the same organisation. Compared are the IRIs that
share a name: people of two organisations, and those whose organisation an article doesn't tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from ..ledger.times import apart
from ..reference import load_reference
from ..vocabulary import BASE
from .judgements import Judgement, Pair, Reason, weigh
from .people import Known

_ELSEWHERE = Decimal("0.7")
"""What people of two unrelated organisations come to at most: a name proves no identity."""
_WORTH = Decimal("0.1")
"""A weaker match is not told."""
_COMMON_ROLES = frozenset({"vice-chair", "ward-sister", "district-judge", "district-nurse"})
"""Roles of two words that many have."""
_RARE = 3


def judge_people(people: Iterable[Known], decided: Mapping[Pair, Judgement]) -> Iterator[Judgement]:
    """A judgement for each pair worth one, by the decision where there is one."""
    for judgement in _judged(people):
        held = decided.get(judgement.pair, judgement)
        if held.decision is not None or held.score >= _WORTH:
            yield held


def _judged(people: Iterable[Known]) -> Iterator[Judgement]:
    by_name: dict[str, list[Known]] = defaultdict(list)
    at_home: dict[str, list[Known]] = defaultdict(list)
    for known in people:
        by_name[known.key].append(known)
        if known.home is not None:
            at_home[known.home].append(known)
    for namesakes in by_name.values():
        if len(namesakes) > 1 and _is_whole(namesakes[0]):
            yield from _namesakes(namesakes)
    for colleagues in at_home.values():
        yield from _spellings(colleagues)


def _is_whole(known: Known) -> bool:
    """Whether the name is more than a first name, which tells nobody from others."""
    return " " in known.name


def _namesakes(namesakes: list[Known]) -> Iterator[Judgement]:
    placed = [known for known in namesakes if known.home is not None]
    for one, other in combinations(placed, 2):
        reasons = [reason for rule in _RULES for reason in rule(one, other)]
        became = any(reason is _BECAME for reason in reasons)
        yield weigh(one.iri, other.iri, reasons, Decimal(1) if became else _ELSEWHERE)
    yield from _nowhere_known([known for known in namesakes if known.home is None], placed)


def _nowhere_known(loose: list[Known], placed: list[Known]) -> Iterator[Judgement]:
    """Those without an organisation: beside those who have one, and beside each other.

    Each is tied to one of its like and not to all, or a common name would tie hundreds in pairs.
    """
    firsts: dict[tuple[str, str], Known] = {}
    for known in loose:
        near = [other for other in placed if other.home in known.near]
        for other in near:
            yield weigh(known.iri, other.iri, _beside(known, other))
        shared = next((handle for handle in _handles(known) if handle in firsts), None)
        if shared is not None:
            yield weigh(firsts[shared].iri, known.iri, [_SHARED[shared[0]]])
        elif not near and (other := [*placed, *loose][0]) is not known:
            yield weigh(known.iri, other.iri, [_NAME_ALONE])
        for handle in _handles(known):
            firsts.setdefault(handle, known)


def _beside(known: Known, other: Known) -> list[Reason]:
    reasons = [
        Reason(Decimal("0.8"), "the same name, in an article about the other's organisation")
    ]
    if known.posts and not known.posts & other.posts:
        reasons.append(Reason(Decimal("-0.45"), "but told with another role"))
    return reasons


def _handles(known: Known) -> Iterator[tuple[str, str]]:
    """What two of one name and no organisation may share, the most telling first."""
    for post in sorted(known.posts):
        if post not in _COMMON_ROLES and "-" in post:
            yield "role", post
    for provider in sorted(known.near):
        yield "provider", f"{provider} {' '.join(sorted(known.posts))}"


_SHARED = {
    "role": Reason(Decimal("0.85"), "the same name and the same role in words"),
    "provider": Reason(Decimal("0.75"), "the same name, in articles about the same provider"),
}
_NAME_ALONE = Reason(Decimal("0.3"), "the same name, and nothing else that ties them")
_BECAME = Reason(Decimal("0.6"), "the one organisation was taken over by the other")


def _same_name(one: Known, other: Known) -> Iterator[Reason]:
    yield Reason(Decimal("0.3"), "the same name, at different organisations")


def _rare(one: Known, other: Known) -> Iterator[Reason]:
    if len(one.name.replace("-", " ").split()) >= _RARE:
        yield Reason(Decimal("0.15"), "a name of three parts or more")


def _took_over(one: Known, other: Known) -> Iterator[Reason]:
    if _leads_to(one.home, other.home) or _leads_to(other.home, one.home):
        yield _BECAME


def _post(one: Known, other: Known) -> Iterator[Reason]:
    for post in sorted(one.posts & other.posts)[:1]:
        yield Reason(Decimal("0.15"), f"the same post: {post.replace('-', ' ')}")


def _told_together(one: Known, other: Known) -> Iterator[Reason]:
    if one.home in other.near or other.home in one.near:
        yield Reason(Decimal("0.15"), "an article about the one names the other's organisation")


def _sides(one: Known, other: Known) -> Iterator[Reason]:
    if {*one.kinds, *other.kinds} == {"Inspector", "Executive"}:
        yield Reason(Decimal("-0.1"), "the one is of a regulator, the other of a provider")


def _times(one: Known, other: Known) -> Iterator[Reason]:
    if one.shown is None or other.shown is None:
        return
    if apart(one.shown, other.shown) > timedelta(0):
        yield Reason(Decimal("0.1"), "shown in the two posts one after the other")
    elif "Executive" in one.kinds & other.kinds:
        yield Reason(Decimal("-0.2"), "shown in the two posts at the same time")


_RULES: tuple[Callable[[Known, Known], Iterator[Reason]], ...] = (
    _same_name,
    _rare,
    _took_over,
    _post,
    _told_together,
    _sides,
    _times,
)
"""What is looked at in people of two organisations."""


def _leads_to(old: str | None, new: str | None) -> bool:
    code, reference = (old or "").rpartition("/")[2], load_reference()
    if code not in reference.organisations:
        return False
    successor = reference.successor(code)
    return successor is not None and f"{BASE}organisation/{successor.code}" == new


def _spellings(colleagues: list[Known]) -> Iterator[Judgement]:
    """People of one organisation whose names may be two spellings of one."""
    by_surname: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for known in colleagues:
        if _is_whole(known):
            words = known.name.lower().replace("-", " ").split()
            by_surname[words[0][0], words[-1]].append(known)
    for alike in by_surname.values():
        for one, other in combinations(alike, 2):
            if one.posts & other.posts or _short(one.name, other.name):
                reason = f"{one.name} and {other.name} in one organisation"
                yield weigh(one.iri, other.iri, [Reason(Decimal("0.5"), reason)])


def _short(one: str, other: str) -> bool:
    """Whether the one first name is the start of the other: Chris, Christopher."""
    first, second = sorted((one.split()[0].lower(), other.split()[0].lower()), key=len)
    return second.startswith(first)
