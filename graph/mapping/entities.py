"""Organisations, sites and people, and the claims that the article names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from .. import identifiers
from ..facts import ArticleFacts, Organisation, Person, Site
from ..vocabulary import CG, FOAF, ORG, RDF, RDFS
from .claims import Claims
from .literals import dated
from .names import Names, Triple
from .posts import is_past, post_name

ORGANISATION_CLASSES: dict[str, NamedNode] = {
    "trust": CG.Trust,
    "provider": CG.Provider,
    "regulator": CG.Regulator,
    "body": CG.PublicBody,
}
PERSON_CLASSES: dict[str, tuple[NamedNode, ...]] = {
    "inspector": (CG.Inspector, FOAF.Person),
    "executive": (CG.Executive, FOAF.Person),
    "other": (FOAF.Person,),
}
_HOSPITAL = re.compile(r"\b(?:hospital|infirmary)\b", re.IGNORECASE)


def is_hospital(name: str) -> bool:
    """Whether a site's own name says that it is a hospital."""
    return _HOSPITAL.search(name) is not None


def map_entities(facts: ArticleFacts, names: Names, claims: Claims) -> Iterator[Triple]:
    """The descriptions of all entities; their claims are noted on the way."""
    for organisation in facts.organisations:
        yield from _organisation(organisation, names, claims)
    for site in facts.sites:
        yield from _site(site, names, claims)
    for person in facts.people:
        yield from _person(person, facts.published, names, claims)


def _organisation(fact: Organisation, names: Names, claims: Claims) -> Iterator[Triple]:
    node = names.organisation(fact.name)
    yield node, RDF.type, ORGANISATION_CLASSES[fact.kind]
    yield node, RDFS.label, Literal(fact.name)
    if fact.ods:
        yield node, CG.odsCode, Literal(fact.ods)
    linked = Literal(fact.code is not None or fact.ods is not None)
    claims.add("mention", fact, f"{fact.name} is named", [(CG.about, node), (CG.linked, linked)])


def _site(fact: Site, names: Names, claims: Claims) -> Iterator[Triple]:
    node = names.site(fact.name)
    yield node, RDF.type, CG.Hospital if is_hospital(fact.name) else CG.Site
    yield node, RDFS.label, Literal(fact.name)
    linked = Literal(fact.code is not None)
    claims.add("mention", fact, f"{fact.name} is named", [(CG.about, node), (CG.linked, linked)])
    if fact.operator:
        operator = names.organisation(fact.operator)
        yield node, CG.operatedBy, operator
        label = f"{fact.operator} runs {fact.name}"
        claims.add("operator", fact, label, [(CG.about, node), (CG.operator, operator)])


def _person(fact: Person, published: str | None, names: Names, claims: Claims) -> Iterator[Triple]:
    node = names.person(fact.name)
    for kind in PERSON_CLASSES[fact.kind]:
        yield node, RDF.type, kind
    yield node, RDFS.label, Literal(fact.name)
    yield node, FOAF.name, Literal(fact.name)
    if fact.honorific:
        yield node, FOAF.title, Literal(fact.honorific)
    claims.add("mention", fact, f"{fact.name} is named", [(CG.about, node)])
    if fact.role:
        yield from _role(fact, fact.role, published, names, claims)


def _role(
    fact: Person, role: str, published: str | None, names: Names, claims: Claims
) -> Iterator[Triple]:
    """A role makes a post only within an organisation: a post of nowhere would be everyone's.

    A role of the past shows nobody in the post on the article's day.
    """
    node = names.person(fact.name)
    organisation = names.organisation(fact.organisation) if fact.organisation else None
    past = is_past(role)
    post = None
    if organisation is not None and not past:
        name = post_name(role)
        post = identifiers.post(identifiers.key_of(organisation), name)
        yield node, ORG.holds, post
        yield post, RDF.type, ORG.Post
        yield post, RDFS.label, Literal(name)
        yield post, ORG.postIn, organisation
    where = f" of {fact.organisation}" if fact.organisation else ""
    claims.add(
        "role",
        fact,
        f"{fact.name}: {role}{where}",
        [
            (CG.about, node),
            (CG.post, post),
            (CG.roleName, Literal(role)),
            (CG.organisation, organisation),
            (CG.heldOn, None if past else dated(published)),
        ],
    )
