"""The names an article uses and the things they stand for, within that article."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..facts import ArticleFacts
from ..vocabulary import CG, FOAF, RDF, RDFS

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


class Names:
    """Finds the organisation, site or person that a fact names.

    A name that no organisation, site or person fact introduces still becomes a thing, with no more
    known about it than that.
    """

    def __init__(self, facts: ArticleFacts, article_key: str) -> None:
        self._nowhere = identifiers.nowhere(article_key)
        self._organisations = {
            fact.name: identifiers.organisation(
                identifiers.organisation_key(fact.name, fact.code or fact.ods)
            )
            for fact in facts.organisations
        }
        self._strays: dict[NamedNode, tuple[NamedNode, str]] = {}
        self._sites = {
            fact.name: identifiers.site(
                identifiers.site_key(fact.name, fact.code, self._operator_key(fact.operator))
            )
            for fact in facts.sites
        }
        self._people = {
            fact.name: identifiers.person(fact.name, self._place(fact.organisation))
            for fact in sorted(facts.people, key=lambda fact: fact.organisation is not None)
        }

    def _place(self, organisation: str | None) -> str:
        """Where a person belongs, which tells people of one name apart."""
        if organisation is None:
            return self._nowhere
        return identifiers.key_of(self.organisation(organisation))

    def _operator_key(self, name: str | None) -> str | None:
        return None if name is None else identifiers.key_of(self.organisation(name))

    def organisation(self, name: str) -> NamedNode:
        """The organisation of this name."""
        node = self._organisations.get(name)
        if node is None:
            node = identifiers.organisation(identifiers.organisation_key(name))
            self._strays.setdefault(node, (CG.Organisation, name))
        return node

    def site(self, name: str) -> NamedNode:
        """The site of this name."""
        node = self._sites.get(name)
        if node is None:
            node = identifiers.site(identifiers.site_key(name))
            self._strays.setdefault(node, (CG.Site, name))
        return node

    def person(self, name: str) -> NamedNode:
        """The person of this name."""
        return self._people.get(name) or identifiers.person(name, self._nowhere)

    def holder(self, name: str) -> NamedNode:
        """The organisation or site of this name: what ratings, findings and actions are about."""
        if name not in self._organisations and name in self._sites:
            return self._sites[name]
        return self.organisation(name)

    def anyone(self, name: str) -> NamedNode:
        """The person, organisation or site of this name: who speaks."""
        if name in self._people:
            return self._people[name]
        if name in self._organisations or name in self._sites:
            return self.holder(name)
        node = identifiers.person(name, self._nowhere)
        self._strays.setdefault(node, (FOAF.Agent, name))
        return node

    def mentioned(self) -> Iterator[NamedNode]:
        """Everything that the article's facts introduce."""
        yield from self._organisations.values()
        yield from self._sites.values()
        yield from self._people.values()

    def strays(self) -> Iterator[Triple]:
        """Kind and label of what was named and not introduced; ask when all facts are mapped."""
        for node, (kind, name) in self._strays.items():
            yield node, RDF.type, kind
            yield node, RDFS.label, Literal(name)
