"""The people of all articles, each IRI with what tells whether it is of the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions

from ..identifiers import slug
from ..ledger.times import Days, span
from ..mapping.posts import is_past, post_name
from ..vocabulary import PREFIXES

if TYPE_CHECKING:
    from ..store import Store


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


def people(store: Store) -> list[Known]:
    """Everyone whom articles name, sorted by IRI."""
    found: dict[str, Known] = {}
    for iri, name, article in _rows(store, "?it foaf:name ?a BIND(?g AS ?b)"):
        known = found.setdefault(iri, Known(iri))
        known.name = min(known.name or name, name)
        known.articles.add(article)
    for kind in ("Inspector", "Executive"):
        for iri, _, _ in _rows(store, f'?it a cg:{kind} BIND("" AS ?a) BIND("" AS ?b)'):
            if iri in found:
                found[iri].kinds.add(kind)
    for iri, role, organisation in _roles(store):
        if iri in found and not is_past(role):
            found[iri].posts.add(slug(post_name(role)))
            if organisation:
                found[iri].home = organisation
    for iri, day, _ in _rows(
        store, '?c a cg:RoleClaim ; cg:about ?it ; cg:heldOn ?a BIND("" AS ?b)'
    ):
        if iri in found and (days := _days(day)) is not None:
            found[iri].days.append(days)
    near = _providers_told_of(store)
    for known in found.values():
        known.near = {provider for article in known.articles for provider in near[article]}
    return [found[iri] for iri in sorted(found)]


def _roles(store: Store) -> Iterator[tuple[str, str, str]]:
    return _rows(
        store,
        """?c a cg:RoleClaim ; cg:about ?it ; cg:roleName ?a
        OPTIONAL { ?c cg:organisation ?b }""",
    )


def _providers_told_of(store: Store) -> defaultdict[str, set[str]]:
    """Article → the providers of care it names: nearly all name the regulator."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for article, provider, _ in _rows(
        store,
        """?it cg:mentions ?a . { ?a a cg:Trust } UNION { ?a a cg:Provider } BIND("" AS ?b)""",
    ):
        found[article].add(provider)
    return found


def _rows(store: Store, pattern: str) -> Iterator[tuple[str, str, str]]:
    """Matches within one article's graph; what a look-up gives twice is the same."""
    rows = store.query(
        f"SELECT ?it ?a ?b {{ GRAPH ?g {{ {pattern} }} }}",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    for it, a, b in rows:
        yield it.value, a.value, b.value if b is not None else ""


def _days(text: str) -> Days | None:
    from pyoxigraph import Literal

    return span(Literal(text))
