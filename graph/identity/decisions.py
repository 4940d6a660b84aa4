"""A reviewer's decisions: a plain file of pairs that are, or are not, the same.

One decision a line, columns parted by tabs: ``same`` or ``different``, two IRIs (or what follows
the base in them: ``person/jo-marsh/RNA``), and if wanted who decided and why. Lines that start
with ``#`` and empty ones say nothing. The file is kept in the store as ``graph/decisions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from .. import identifiers
from ..errors import InputError, UnknownName
from ..vocabulary import BASE, CG, PREFIXES, RDF, RDFS, VERDICT
from .clusters import Groups
from .judgements import Judgement, Pair, Verdict, pair_of
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store

DECISIONS = identifiers.graph("decisions")
SUFFIX = ".decisions.tsv"
"""What follows the store's name in that of the file beside it."""

_VERDICTS: dict[str, Verdict] = {"same": "same", "different": "different"}
_KEY = re.compile(r"(person|organisation|site)/[^\s<>\"{}|^`\\]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a line of the file says."""

    verdict: Verdict
    one: NamedNode
    other: NamedNode
    by: str = ""
    note: str = ""
    line: int = 0

    @property
    def pair(self) -> Pair:
        """The two IRIs in order."""
        return pair_of(self.one.value, self.other.value)

    def triples(self) -> Iterator[Triple]:
        """The decision as statements."""
        node = identifiers.decision(self.one, self.other)
        yield Triple(node, RDF.type, CG.Decision)
        keys = " and ".join(iri.removeprefix(BASE) for iri in self.pair)
        yield Triple(node, RDFS.label, Literal(f"{keys}: {self.verdict}"))
        yield Triple(node, CG.compares, self.one)
        yield Triple(node, CG.compares, self.other)
        yield Triple(node, CG.verdict, VERDICT[self.verdict])
        if self.by:
            yield Triple(node, CG.decidedBy, Literal(self.by))
        if self.note:
            yield Triple(node, CG.because, Literal(self.note))


def beside(store: Path) -> Path:
    """Where a store's decisions are kept unless told otherwise."""
    return store.with_name(store.name + SUFFIX)


def decisions_for(store: Path, given: Path | None) -> tuple[Decision, ...] | None:
    """The decisions of the file given, else of the one beside the store; ``None`` without one."""
    path = given or beside(store)
    return read_decisions(path) if given is not None or path.exists() else None


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file; ``InputError`` names the first line that can't be meant."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{str(path)!r} is no UTF-8 text: {error.reason}") from error
    found: dict[Pair, Decision] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            decision = _decision(str(path), number, line)
            held = found.setdefault(decision.pair, decision)
            if held.verdict != decision.verdict:
                raise _wrong(path, number, f"it says otherwise than line {held.line}")
    _agree(path, found.values())
    return tuple(found[pair] for pair in sorted(found))


def decisions_graph(decisions: Iterable[Decision]) -> Iterator[Triple]:
    """All decisions as statements, as ``graph/decisions``."""
    for decision in decisions:
        yield from decision.triples()


def unknown(store: Store, decisions: Iterable[Decision]) -> Iterator[str]:
    """A sentence for each thing of a decision that nothing in the store is about, in their order.

    Its article may be yet to come, or gone; it may as well be mistyped.
    """
    for decision in sorted(decisions, key=lambda decision: decision.line):
        for node in (decision.one, decision.other):
            if not any(stated(store, node, RDFS.label)):
                key = node.value.removeprefix(BASE)
                kind = key.partition("/")[0]
                reason = UnknownName(kind, key, _named(store, kind, key))
                yield f"line {decision.line} of the decisions says nothing yet: {reason}"


def _named(store: Store, kind: str, key: str) -> list[str]:
    """What else of the kind is named, and begins alike."""
    begin = f"{BASE}{key[: len(kind) + 2]}"
    rows = store.query(
        f"""SELECT DISTINCT ?it {{ ?it {RDFS.label} ?name
            FILTER(STRSTARTS(STR(?it), {Literal(begin)})) }}"""
    )
    assert isinstance(rows, QuerySolutions)
    return sorted(row["it"].value.removeprefix(BASE) for row in rows)


def decided(store: Store) -> Mapping[Pair, Judgement]:
    """The decisions that the store holds, as judgements by pair."""
    rows = store.query(
        f"""SELECT ?decision ?verdict ?one ?other ?by ?why {{ GRAPH {DECISIONS} {{
            ?decision a cg:Decision ; cg:verdict ?verdict ; cg:compares ?one, ?other .
            FILTER(STR(?one) < STR(?other))
            OPTIONAL {{ ?decision cg:decidedBy ?by }}
            OPTIONAL {{ ?decision cg:because ?why }} }} }}""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    found: dict[Pair, Judgement] = {}
    for row in rows:
        verdict = cast(Verdict, row["verdict"].value.rpartition("/")[2])
        said = [f"{row['by'].value} decided" if row["by"] else "a reviewer decided"]
        said += [row["why"].value] if row["why"] else []
        pair = row["one"].value, row["other"].value
        score = Decimal(1 if verdict == "same" else 0)
        found[pair] = Judgement(pair, verdict, score, ": ".join(said), row["decision"])
    return dict(sorted(found.items()))


def _decision(path: str, number: int, line: str) -> Decision:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 3:
        raise _wrong(path, number, "give a verdict and two IRIs, parted by tabs")
    verdict = _VERDICTS.get(cells[0].lower())
    if verdict is None:
        raise _wrong(path, number, f"{cells[0]!r} is no verdict; write same or different")
    one, other = (_thing(path, number, cell) for cell in cells[1:3])
    if one == other:
        raise _wrong(path, number, f"{cells[1]!r} is compared with itself")
    kinds = {node.value.removeprefix(BASE).partition("/")[0] for node in (one, other)}
    if len(kinds) > 1:
        raise _wrong(path, number, f"{cells[1]!r} and {cells[2]!r} are not of one kind")
    by, note = (*cells[3:5], "", "")[:2]
    return Decision(verdict, one, other, by, note, number)


def _thing(path: str, number: int, words: str) -> NamedNode:
    key = words.strip("<>").removeprefix(BASE)
    if not _KEY.fullmatch(key):
        raise _wrong(
            path, number, f"{words!r} is no person, organisation or site; write person/jo-marsh/RNA"
        )
    return NamedNode(BASE + key)


def _agree(path: Path, decisions: Iterable[Decision]) -> None:
    """Refuse a pair that is told apart and joined over others."""
    groups = Groups()
    told = sorted(decisions, key=lambda decision: decision.line)
    for decision in told:
        if decision.verdict == "same":
            groups.join(*decision.pair)
    for decision in told:
        if decision.verdict == "different" and groups.joined(*decision.pair):
            raise _wrong(path, decision.line, "other lines make the two the same")


def _wrong(path: str | Path, number: int, reason: str) -> InputError:
    return InputError(f"line {number} of the decisions {str(path)!r} can't be meant: {reason}")
