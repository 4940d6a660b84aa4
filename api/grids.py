"""The rating grid of a trust or site: key questions by services, the newest rating in each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..graph.store import Store
from ..graph.vocabulary import BASE, CG, DCTERMS, QUESTION, RDF, STANDING
from .documents import Node, Term, article_of, label, value
from .links import href

QUESTIONS = ("overall", "safe", "effective", "caring", "responsive", "well-led", "use-of-resources")
WHOLE = "as a whole"
_REPORTED = "reported"
_REGISTERED = "in the register"


@dataclass(frozen=True, slots=True)
class Cell:
    """One rating: its grade in words, when it was known, what says so, and where to read that."""

    grade: str
    key: str
    date: str
    origin: str
    href: str
    certain: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One service (or the whole), its cells in the order of the grid's questions."""

    service: str
    href: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid: key questions across, services down."""

    questions: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class _Rated:
    service: Term | None
    question: str
    cell: Cell

    @property
    def rank(self) -> tuple[bool, str, bool, str]:
        """What makes one rating go before another: it stands, is newer, an article says so."""
        cell = self.cell
        return cell.certain, cell.date, cell.origin.startswith(_REPORTED), cell.href


def rating_grid(store: Store, holder: ox.NamedNode) -> Grid | None:
    """The grid of a holder; ``None`` where nothing rates it."""
    newest: dict[tuple[Term | None, str], _Rated] = {}
    for rated in _ratings(store, holder):
        place = (rated.service, rated.question)
        if place not in newest or rated.rank > newest[place].rank:
            newest[place] = rated
    if not newest:
        return None
    used = {question for _, question in newest}
    questions = tuple(question for question in QUESTIONS if question in used)
    services = sorted({service for service, _ in newest}, key=lambda term: _row_place(store, term))
    rows = (_row(store, service, questions, newest) for service in services)
    names = (label(store, QUESTION[question]) for question in questions)
    return Grid(tuple(names), tuple(rows))


def _row(
    store: Store,
    service: Term | None,
    questions: tuple[str, ...],
    newest: dict[tuple[Term | None, str], _Rated],
) -> GridRow:
    found = (newest.get((service, question)) for question in questions)
    cells = tuple(rated.cell if rated else None for rated in found)
    if service is None:
        return GridRow(WHOLE, "", cells)
    return GridRow(label(store, service), href(str(service)[1:-1]), cells)


def _row_place(store: Store, service: Term | None) -> tuple[bool, str]:
    return (False, "") if service is None else (True, label(store, service))


def _ratings(store: Store, holder: ox.NamedNode) -> Iterator[_Rated]:
    """The ledger's ratings of the holder; before there are any, what claims and register say."""
    of_kind: dict[ox.NamedNode, list[ox.NamedNode]] = {kind: [] for kind in _READERS}
    for quad in store.engine.quads_for_pattern(None, CG.about, holder):
        for kind, nodes in of_kind.items():
            typed = ox.Quad(quad.subject, RDF.type, kind, quad.graph_name)
            if isinstance(quad.subject, ox.NamedNode) and typed in store.engine:
                nodes.append(quad.subject)
    wanted = [CG.Rating] if of_kind[CG.Rating] else [CG.RatingClaim, CG.RegisterEntry]
    for kind in wanted:
        for node in of_kind[kind]:
            if (rated := _READERS[kind](store, node)) is not None:
                yield rated


def _in_ledger(store: Store, rating: ox.NamedNode) -> _Rated | None:
    # Without a standing no date places the rating: it gives way to one that stands.
    current = value(store, rating, CG.standing) == STANDING.current
    known = value(store, rating, CG.validOn) or value(store, rating, CG.knownFrom)
    behind = store.engine.quads_for_pattern(rating, CG.supportedBy, None)
    reported = any("/claim/" in str(quad.object) for quad in behind)
    origin = _REPORTED if reported else _REGISTERED
    if value(store, rating, CG.confirms) is not None:
        origin = f"{origin}, left in place"
    if next(store.engine.quads_for_pattern(rating, CG.disputedBy, None), None) is not None:
        origin = f"{origin}, disputed"
    return _rated(store, rating, known, origin, current=current)


def _claimed(store: Store, claim: ox.NamedNode) -> _Rated | None:
    article = ox.NamedNode(article_of(claim.value) or claim.value)
    current = value(store, claim, CG.standing) != STANDING.past
    known = value(store, article, DCTERMS.issued) if current else value(store, claim, CG.ratedIn)
    origin = _REPORTED if current else "before, as reported"
    return _rated(store, claim, known, origin, current=current)


def _registered(store: Store, entry: ox.NamedNode) -> _Rated | None:
    known = value(store, entry, CG.reportedOn)
    return _rated(store, entry, known, _REGISTERED, current=True)


def _rated(
    store: Store, node: Node, known: Term | None, origin: str, *, current: bool
) -> _Rated | None:
    grade, question = value(store, node, CG.grade), value(store, node, CG.question)
    if not isinstance(grade, ox.NamedNode) or not isinstance(question, ox.NamedNode):
        return None
    key = grade.value.removeprefix(f"{BASE}rating/")
    date = known.value if isinstance(known, ox.Literal) else ""
    cell = Cell(label(store, grade), key, date, origin, href(str(node)[1:-1]), current)
    service = value(store, node, CG.service)
    return _Rated(service, question.value.removeprefix(f"{BASE}question/"), cell)


_READERS: dict[ox.NamedNode, Callable[[Store, ox.NamedNode], _Rated | None]] = {
    CG.Rating: _in_ledger,
    CG.RatingClaim: _claimed,
    CG.RegisterEntry: _registered,
}
"""How a rating is read, by the class of what states it."""
