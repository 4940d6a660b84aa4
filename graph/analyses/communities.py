"""Groups of entities that are tied among themselves more than to others (Louvain's method)."""

from __future__ import annotations

from .actors import Actors, actors
from .answers import Answer, Row
from .values import Values
from .view import View

COLUMNS = ("community", "size", "entity", "kind", "ties_inside", "ties_outside")
_SEED = 1


def communities(view: View, values: Values) -> Answer:
    """Each entity with the number of its community, the largest community first."""
    found = actors(view, values)
    groups = communities_of(view, found)
    least = values.number("least")
    rows: list[Row] = []
    for number, group in enumerate(groups, 1):
        if len(group) >= least:
            rows += _rows(found, group, number)
    small = sum(len(group) < least for group in groups)
    return Answer(COLUMNS, tuple(rows), ("entity",), _notes(found, groups, small, least))


def communities_of(view: View, found: Actors) -> list[list[int]]:
    """The communities of actors that the view has found."""
    return view.once(("communities", found), lambda: grouped(found))


def grouped(found: Actors) -> list[list[int]]:
    """The communities, each in the order of its names, the largest first."""
    import networkx as nx

    if not found.graph.number_of_edges():
        return []
    parts = nx.community.louvain_communities(found.graph, weight="weight", seed=_SEED)
    groups = [sorted(part, key=lambda node: _rank(found, node)) for part in parts]
    return sorted(groups, key=lambda group: (-len(group), [found.things[node] for node in group]))


def _rank(found: Actors, node: int) -> tuple[int, str, str]:
    """Those with most ties name a community."""
    return -found.ties(node), found.things[node].name, found.things[node].iri


def _rows(found: Actors, group: list[int], number: int) -> list[Row]:
    members = set(group)
    rows: list[Row] = []
    for node in group:
        inside = sum(
            int(data["weight"])
            for _, other, data in found.graph.edges(node, data=True)
            if other in members
        )
        thing = found.things[node]
        rows.append((number, len(group), thing, thing.kind, inside, found.ties(node) - inside))
    return rows


def _notes(found: Actors, groups: list[list[int]], small: int, least: int) -> tuple[str, ...]:
    import networkx as nx

    if not groups:
        return ()
    share = nx.community.modularity(found.graph, map(set, groups), weight="weight")
    notes = [f"{len(groups)} communities, modularity {share:.3f}"]
    if small:
        notes.append(f"{small} of fewer than {least} are left out")
    return tuple(notes)
