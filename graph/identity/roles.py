"""Every role that an article gives a person: read once, for people and for posts over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions

from .. import identifiers
from ..vocabulary import PREFIXES, RDFS

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
    return sorted(told, key=lambda role: (role.claim.value, role.person.value))


class Labels:
    """What things are called: officially, else of several labels the first in order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def __getitem__(self, node: NamedNode) -> str:
        held = self._known.get(node.value)
        if held is None:
            found = self._labels(node, _REFERENCE) or self._labels(node, None)
            held = self._known[node.value] = min(found, default=node.value)
        return held

    def _labels(self, node: NamedNode, graph: NamedNode | None) -> list[str]:
        quads = self._store.engine.quads_for_pattern(node, RDFS.label, None, graph)
        return [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
