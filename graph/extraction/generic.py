"""What "the trust", "the hospital" or "both sites" refers to, where discourse settles it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from ..facts import Span
from ..reference import SiteRecord
from .register import Entry, Named, Register
from .tokens import Token

_DEFINITE = re.compile(
    r"\b(?:the|this|that|our) (?:(?:\d+-bed|whole|entire|same|nhs|county's|city's|town's"
    r"|island's|region's"
    r"|local|acute|main|east|merged|troubled|general|district|under-fire) )*$"
)
_SEVERAL = re.compile(
    r"\b(both|each of the two|(?<=the )two|(?<=its )two|(?<=the )three|(?<=its )three"
    r"|all three|all)"
    r"(?: of)?(?: the| its)?(?: \w+)? $|\b(its) $"
)
_NEITHER = re.compile(r"\b(?:neither|either|each) $")
_POSSESSOR = re.compile(r"\b([A-Z][\w-]+)'s (?:\w+ )?$")
_PARENT = re.compile(r"\b(?:its|their|the) parent $|\btheir $|\bits $")
_SPOKESMAN = re.compile(r" spokes")
# "Trust bosses said" without an article.
_BOSSES = re.compile(r" (?:bosses|chiefs|leaders|managers|officials|executives|board members)\b")
_SISTER = re.compile(r"\b(?:its|the|their) $")
_COUNT = {"both": 2, "each of the two": 2, "two": 2, "three": 3, "all three": 3}
CQC = "organisation:cqc"
# "The hospital watchdog" watches all of them.
_OF_ALL = re.compile(r"s?'? (?:watchdog|regulator|inspector|rating)")
# "The hospital in Newark" is Newark's.
_IN_A_PLACE = re.compile(r" (?:in|at) ")
_THAT_RUNS = re.compile(
    r",? (?:that|which) (?:also )?(?:runs|manages|operates|owns|ran|managed) |"
    r" (?:behind|running|responsible for|in charge of) "
)
_BESIDE_IT = 8
_RUN_BY = re.compile(r"\b(?:run|managed|operated|owned) by\b|\bpart of\b|\bbelongs to\b")
_NEAR = 60
_MANY = 12  # "all its hospitals" in a text that names more than these says too little
_SURE = 0.6
_AT_OR_BY = re.compile(r"\b(?:at|by|from|with|to|of|in|as)(?: the)? $")
_BESIDE = re.compile(
    r"\b(?:took over|taken over|services of|services from|acquired|absorbed|swallowed|merged with|"
    r"merger (?:of|with)|formerly|previously|once called|known as|replaced|successor to|"
    r"inherited from|"
    r"neighbour(?:ing|s)?|next door|nearby|unlike|compared with|alongside|along with|together with|"
    r"following|behind|joins|joining|ahead of|"
    r"took on|split from|left by|transferred from|buddied with|twinned with|partnership with|like)"
    r"(?:,? (?:\w+ )?(?:trust|hospital|provider|organisation))?,? (?:with |at )?(?:the )?$"
)
_ASIDE = re.compile(r", (?:which|who|whose|where)\b[^,;.]*$")
_NAMED_AHEAD = 8
_MEMORY = 200  # mentions that a text is taken to remember


class _Line:
    """The specific mentions in text order, and which entities there are of each sort."""

    def __init__(self, register: Register) -> None:
        entries = register.entries
        named = sorted((n.span.start, n.key) for entry in entries.values() for n in entry.named)
        self.starts = [start for start, _ in named]
        self.keys = [key for _, key in named]
        self.sites = [key for key in dict.fromkeys(self.keys) if entries[key].site]
        self.regulators = [k for k in dict.fromkeys(self.keys) if entries[k].kind == "regulator"]
        self.holders = [key for key in dict.fromkeys(self.keys) if _holder(entries[key])]
        counts = Counter(key for key in self.keys if _holder(entries[key]))
        self.main = counts.most_common(1)[0][0] if counts else None
        if self.holders and self.main != self.holders[0]:
            self.main = None

    def before(self, offset: int) -> list[str]:
        """The last mentions before the offset, the nearest first; not the whole of a long text."""
        index = bisect_left(self.starts, offset)
        return self.keys[max(0, index - _MEMORY) : index][::-1]

    def holder_before(self, register: Register, offset: int) -> bool:
        """Whether a trust or provider is named before the offset."""
        return any(_holder(register.entries[key]) for key in self.before(offset))

    def back(self, offset: int) -> Iterator[tuple[int, str]]:
        """The mentions before the offset with their places, the nearest first."""
        index = bisect_left(self.starts, offset)
        for at in range(index - 1, max(-1, index - _MEMORY - 1), -1):
            yield self.starts[at], self.keys[at]


def resolve_generic(register: Register) -> None:
    """Add a mention for every generic noun that earlier (else later) names settle."""
    line = _Line(register)
    if not line.keys:
        return
    found = []
    for index, token in enumerate(register.tokens):
        if token.noun is None or not token.noun[2] or register.token_taken(index):
            continue
        before = register.document.lower[max(0, token.start - 30) : token.start]
        found += [(token, key) for key in _REFER[token.noun[2]](register, line, token, before)]
    for token, key in found:
        span = Span(token.start, token.end)
        register.entries[key].named.append(
            Named(span, key, f"entities.generic-{token.noun[2] if token.noun else ''}", _SURE, True)
        )


def _holder(entry: Entry) -> bool:
    return not entry.site and entry.kind in ("trust", "provider")


def _recent_trust(register: Register, line: _Line, offset: int) -> str | None:
    """The trust named last, itself or by one of its sites; else the first to come.

    One named once in an earlier paragraph, and only "at" or "by" it, was in passing.
    """
    passing: str | None = None
    for start, key in line.back(offset):
        entry = register.entries[key]
        owner = entry if _holder(entry) else register.operator_entry(entry) if entry.site else None
        if owner is None:
            continue
        if key == owner.key and (
            (passing is None and _in_passing(register, line, owner, start, offset))
            or _beside(register, line, owner, start)
            or _in_aside(register, line, owner, start)
        ):
            passing = passing or owner.key
        elif owner.key != passing:
            return owner.key
    return passing or _first_holder(register, line, offset)


def _first_holder(register: Register, line: _Line, offset: int) -> str | None:
    """The first trust that the text names, unless a site named before is another's."""
    for _, key in line.back(offset):
        record = register.entries[key].record
        run = isinstance(record, SiteRecord) and record.operator is not None
        if run and register.operator_entry(register.entries[key]) is None:
            return None
    return line.holders[0] if line.holders else None


def _beside(register: Register, line: _Line, owner: Entry, start: int) -> bool:
    """Whether a trust is only spoken of beside another: "took over X", "its neighbour, X"."""
    if line.holders[0] == owner.key:
        return False
    return _BESIDE.search(register.document.lower, max(0, start - 60), start) is not None


def _in_aside(register: Register, line: _Line, owner: Entry, start: int) -> bool:
    """Whether a trust is named within ", whose chair once ran X" of a sentence about another."""
    document = register.document
    sentence = document.sentence_at(start)
    if _ASIDE.search(document.lower, sentence.start, start) is None:
        return False
    first = bisect_left(line.starts, sentence.start)
    keys = line.keys[first : bisect_left(line.starts, start)][:_NAMED_AHEAD]
    return any(key != owner.key and _holder(register.entries[key]) for key in keys)


def _in_passing(register: Register, line: _Line, owner: Entry, start: int, offset: int) -> bool:
    document = register.document
    return (
        len(owner.named) == 1
        and line.main not in (None, owner.key)
        and document.block_index(start) < document.block_index(offset)
        and _AT_OR_BY.search(document.lower, max(0, start - 12), start) is not None
    )


def _trust(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    if _NEITHER.search(before):
        return line.holders if len(line.holders) == 2 else []
    document = register.document
    if owner := _POSSESSOR.search(document.folded, max(0, token.start - 30), token.start):
        named = [key for key in line.holders if owner[1] in register.entries[key].name]
        return named if len(named) == 1 else []
    spoken = before.endswith(" a ") or before.rstrip() == "a"
    led = document.sentence_at(token.start).start == token.start
    if not (_DEFINITE.search(before) or _PARENT.search(before)) and not (
        (spoken and _SPOKESMAN.match(document.lower, token.end))
        or (led and _BOSSES.match(document.lower, token.end))
    ):
        return []
    key = _runner(register, line, token) or _recent_trust(register, line, token.start)
    return [key] if key else []


def _runner(register: Register, line: _Line, token: Token) -> str | None:
    """Who runs the site named right after "the trust that runs"."""
    found = _THAT_RUNS.match(register.document.lower, token.end)
    index = bisect_left(line.starts, token.end)
    if found is None or index == len(line.keys) or line.starts[index] - found.end() > _BESIDE_IT:
        return None
    entry = register.entries[line.keys[index]]
    owner = register.operator_entry(entry) if entry.site else None
    return owner.key if owner is not None else None


def _site(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    if _NEITHER.search(before):
        pairs = (keys for keys in (line.sites, line.holders) if len(keys) == 2)
        return next(pairs, [])
    if not _DEFINITE.search(before) or _OF_ALL.match(register.document.lower, token.end):
        return []
    if here := _named_by_its_place(register, line, token):
        return [here]
    called = register.document.lower[token.start : token.end].removesuffix("'s")
    own = [k for k in line.sites if called in register.entries[k].name.lower()]
    if called == "infirmary" and len(own) == 1:
        return own
    earlier = next((k for k in line.before(token.start) if register.entries[k].site), None)
    if earlier is None:
        earlier = line.sites[0] if len(line.sites) == 1 else None
    if earlier is None and not line.sites:
        earlier = _recent_trust(register, line, token.start)
    return [earlier] if earlier else []


def _named_by_its_place(register: Register, line: _Line, token: Token) -> str | None:
    """The site that is named right behind by where it is: "the hospital in Newark"."""
    gap = _IN_A_PLACE.match(register.document.lower, token.end)
    index = bisect_left(line.starts, token.end)
    if gap is None or index == len(line.keys) or line.starts[index] != gap.end():
        return None
    return line.keys[index] if register.entries[line.keys[index]].site else None


def _several(line: _Line, before: str, keys: list[str], offset: int) -> list[str]:
    """As many of ``keys`` as the number word asks for: those named so far, else all."""
    match = _SEVERAL.search(before)
    if match is None:
        return []
    wanted = _COUNT.get(match[1] or match[2])
    earlier = [key for key in dict.fromkeys(line.before(offset)) if key in keys]
    if wanted is None:
        return keys if 1 < len(keys) <= _MANY else []
    if len(keys) == wanted:
        return keys
    return sorted(earlier[:wanted], key=keys.index) if len(earlier) >= wanted else []


def _sites(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    return _several(line, before, line.sites, token.start)


def _trusts(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    return _several(line, before, line.holders, token.start)


def _other(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    """The site beside the one named last, where the article has two."""
    if not _SISTER.search(before):
        return []
    keys = line.sites
    earlier = [key for key in line.before(token.start) if key in keys]
    if len(keys) != 2 or not earlier:
        return []
    return [keys[1 - keys.index(earlier[0])]]


def _regulator(register: Register, line: _Line, token: Token, before: str) -> list[str]:
    if not _DEFINITE.search(before):
        return []
    return [CQC] if register.active(CQC) else line.regulators[:1]


_REFER = {
    "trust": _trust,
    "trusts": _trusts,
    "site": _site,
    "sites": _sites,
    "other": _other,
    "regulator": _regulator,
}


def place_unlisted(register: Register) -> None:
    """Give each unlisted site its operator: "run by" beside it, else whoever is spoken of there."""
    line = _Line(register)
    for entry in register.entries.values():
        if entry.site and entry.record is None and entry.operator is None:
            span = min(named.span for named in entry.named)
            after = _next_holder(register, line, span.end)
            namesake = register.reference.sites_named(entry.name)
            if after is None and namesake and not line.holder_before(register, span.start):
                continue
            entry.operator = after or _recent_trust(register, line, span.start)


def _next_holder(register: Register, line: _Line, offset: int) -> str | None:
    index = bisect_left(line.starts, offset)
    if index == len(line.starts) or line.keys[index] not in line.holders:
        return None
    between = register.document.lower[offset : line.starts[index]]
    return line.keys[index] if len(between) < _NEAR and _RUN_BY.search(between) else None


def lead(register: Register) -> str | None:
    """The trust or provider that the article is chiefly about: named first and most."""
    weight: dict[str, float] = {}
    opening = register.document.sentences[2].end if len(register.document.sentences) > 2 else 0
    for entry in register.entries.values():
        holder = entry if _holder(entry) else register.operator_entry(entry) if entry.site else None
        if holder is None or not _holder(holder):
            continue
        for named in entry.named:
            gain = 0.5 if named.generic else 1.0
            weight[holder.key] = weight.get(holder.key, 0.0) + gain
            if named.span.start < opening:
                weight[holder.key] += 3 * gain
    if not weight:
        return None
    best = max(
        weight,
        key=lambda key: (weight[key], -min(n.span.start for n in register.entries[key].named)),
    )
    return register.entries[best].name
