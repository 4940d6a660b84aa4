"""Every role that an article gives a person: read once, for people and for posts over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from .. import identifiers
from ..vocabulary import CG, PREFIXES, RDF, RDFS
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store


_REFERENCE = identifiers.graph("reference")


class Role(NamedTuple):
    """What a role claim says; ``held`` is the day of its article, unless the role is past."""

    claim: NamedNode
    person: NamedNode
    words: str
    organisation: NamedNode | None
    post: NamedNode | None
    held: Literal | None


def roles(store: Store) -> list[Role]:
    """All role claims of the articles, sorted by their IRIs."""
    rows = store.query(
        """SELECT ?claim ?person ?words ?organisation ?post ?held { GRAPH ?article {
            ?claim a cg:RoleClaim ; cg:about ?person ; cg:roleName ?words .
            OPTIONAL { ?claim cg:organisation ?organisation }
            OPTIONAL { ?claim cg:post ?post }
            OPTIONAL { ?claim cg:heldOn ?held } } }""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    told = [Role(claim, who, words.value, *rest) for claim, who, words, *rest in rows]
    return in_order(told)


def in_order(told: Iterable[Role]) -> list[Role]:
    """Roles sorted by their claims' IRIs."""
    return sorted(told, key=lambda role: (role.claim.value, role.person.value))


def roles_with(store: Store, predicate: NamedNode, value: NamedNode) -> Iterator[Role]:
    """The roles whose claims have a value for a property: a person, a post, an organisation."""
    for quad in stated(store, None, predicate, value):
        claim, graph = quad.subject, quad.graph_name
        if Quad(claim, RDF.type, CG.RoleClaim, graph) in store.engine:

            def told(term: NamedNode, claim: Any = claim, graph: Any = graph) -> list[Any]:
                found = store.engine.quads_for_pattern(claim, term, None, graph)
                return [quad.object for quad in found]

            optional = (told(term) or [None] for term in (CG.organisation, CG.post, CG.heldOn))
            for person, words, *rest in product(told(CG.about), told(CG.roleName), *optional):
                yield Role(claim, person, words.value, *rest)  # type: ignore[arg-type]


class Labels:
    """What things are called: officially, else of several labels the first in order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def __getitem__(self, node: NamedNode) -> str:
        held = self._known.get(node.value)
        if held is None:
            quads = self._store.engine.quads_for_pattern
            found = [quad.object for quad in quads(node, RDFS.label, None, _REFERENCE)]
            found = found or [quad.object for quad in stated(self._store, node, RDFS.label)]
            labels = (label.value for label in found if isinstance(label, Literal))
            held = self._known[node.value] = min(labels, default=node.value)
        return held
