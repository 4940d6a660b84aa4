"""The people of all articles, each IRI with what tells whether it is of the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QuerySolutions

from ..identifiers import slug
from ..ledger.times import Days, span
from ..mapping.posts import is_past, post_name
from ..vocabulary import CG, FOAF, PREFIXES, RDF
from .roles import Role
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store

_KINDS = ("Inspector", "Executive")


@dataclass(slots=True)
class Known:
    """What all articles tell of one IRI; ``home`` is the organisation in it, if any."""

    iri: str
    name: str = ""
    home: str | None = None
    kinds: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    days: list[Days] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name as it stands in the IRI: what people must share to be compared."""
        return self.iri.rpartition("/")[0]

    @property
    def shown(self) -> Days | None:
        """From the first to the last day on which articles show them in their post."""
        if not self.days:
            return None
        return min(days[0] for days in self.days), max(days[1] for days in self.days)


def people(store: Store, told: Iterable[Role]) -> list[Known]:
    """Everyone whom articles name, sorted by IRI, with the roles that they are told in."""
    found: dict[str, Known] = {}
    for iri, name, article in _rows(store, "?it ?name ?g { GRAPH ?g { ?it foaf:name ?name } }"):
        known = found.setdefault(iri, Known(iri))
        known.name = min(known.name or name, name)
        known.articles.add(article)
    for kind in _KINDS:
        for (iri,) in _rows(store, f"DISTINCT ?it {{ GRAPH ?g {{ ?it a cg:{kind} }} }}"):
            if iri in found:
                found[iri].kinds.add(kind)
    of_kind = "DISTINCT ?it { VALUES ?kind { cg:Trust cg:Provider } GRAPH ?g { ?it a ?kind } }"
    providers = {iri for (iri,) in _rows(store, of_kind)}
    return _with_roles(store, found, told, providers.__contains__)


def people_among(store: Store, iris: Iterable[str], told: Iterable[Role]) -> list[Known]:
    """Those of some IRIs whom articles name, with the roles that they are told in."""
    found: dict[str, Known] = {}
    for iri in iris:
        for quad in stated(store, NamedNode(iri), FOAF.name):
            known = found.setdefault(iri, Known(iri))
            name, article = quad.object.value, quad.graph_name.value  # type: ignore[union-attr]
            known.name = min(known.name or name, name)
            known.articles.add(article)
    for iri, known in found.items():
        for kind in _KINDS:
            if any(stated(store, NamedNode(iri), RDF.type, CG[kind])):
                known.kinds.add(kind)

    @cache
    def is_provider(iri: str) -> bool:
        kinds = (CG.Trust, CG.Provider)
        return any(any(stated(store, NamedNode(iri), RDF.type, kind)) for kind in kinds)

    return _with_roles(store, found, told, is_provider)


def _with_roles(
    store: Store,
    found: dict[str, Known],
    told: Iterable[Role],
    is_provider: Callable[[str], bool],
) -> list[Known]:
    for role in told:
        if role.person.value in found and not is_past(role.words):
            _take(found[role.person.value], role)
    _tell_providers(store, found.values(), is_provider)
    return [found[iri] for iri in sorted(found)]


def _take(known: Known, role: Role) -> None:
    known.posts.add(slug(post_name(role.words)))
    if role.organisation is not None:
        known.home = role.organisation.value
    if (days := span(role.held)) is not None:
        known.days.append(days)


def _tell_providers(
    store: Store, everyone: Iterable[Known], is_provider: Callable[[str], bool]
) -> None:
    """The providers of care that articles name beside namesakes: nearly all name the regulator."""
    namesakes: dict[str, list[Known]] = defaultdict(list)
    for known in everyone:
        namesakes[known.key].append(known)
    for known in (known for alike in namesakes.values() if len(alike) > 1 for known in alike):
        for article in known.articles:
            node = NamedNode(article)
            quads = store.engine.quads_for_pattern(node, CG.mentions, None, node)
            named = (quad.object.value for quad in quads if isinstance(quad.object, NamedNode))
            known.near.update(iri for iri in named if is_provider(iri))


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    rows = store.query(f"SELECT {query}", prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        yield tuple(term.value for term in row)
