"""Who ran which site when: by the reference tables' codes and mergers, and by what articles say.

A site's code begins with that of the trust that registered it, so a former code names a former
operator; the day on which that trust closed is the last on which it ran the site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Triple

from .. import identifiers
from ..ledger.times import span
from ..mapping.literals import dated
from ..reference import OrganisationRecord, Reference, SiteRecord, load_reference
from ..vocabulary import CG, DCTERMS, PREFIXES, RDF, RDFS
from .roles import Labels
from .stated import stated

if TYPE_CHECKING:
    from ..store import Store

Ends = tuple[str, str]
"""The IRIs of a site and an operator."""

Members = Mapping[str, Collection[str]]
_Told = tuple[NamedNode, NamedNode, NamedNode, NamedNode]
_TRUST_CODE = 3
_DAY = len("2019-07-12")


@dataclass(slots=True)
class _Operation:
    site: NamedNode
    operator: NamedNode
    names: tuple[str, str] = ("", "")
    since: str | None = None
    until: str | None = None
    because: str | None = None
    claims: list[NamedNode] = field(default_factory=list)
    dates: list[Literal] = field(default_factory=list)

    def triples(self) -> Iterator[Triple]:
        node = identifiers.operation(self.site, self.operator)
        yield Triple(node, RDF.type, CG.Operation)
        yield Triple(node, RDFS.label, Literal(f"{self.names[0]}, run by {self.names[1]}"))
        yield Triple(node, CG.ofSite, self.site)
        yield Triple(node, CG.byOperator, self.operator)
        for term, day in ((CG.operatedFrom, self.since), (CG.operatedUntil, self.until)):
            if (literal := dated(day)) is not None:
                yield Triple(node, term, literal)
        if self.because is not None:
            yield Triple(node, CG.because, Literal(self.because))
        if self.dates:
            shown = sorted(self.dates, key=lambda day: (span(day), day.value))
            yield Triple(node, CG.firstShown, shown[0])
            yield Triple(node, CG.lastShown, shown[-1])
        for claim in self.claims:
            yield Triple(node, CG.shownBy, claim)


def operations(store: Store, same: Mapping[str, str]) -> Iterator[Triple]:
    """Each operator's time of running each site, from the tables and the articles."""
    issued = _issued(store)
    told = ((*row, issued.get(row[1].value)) for row in _told(store))
    for operation in _operations(store, tables(), told, same):
        yield from operation.triples()


def operations_of(
    store: Store, pairs: Iterable[Ends], same: Mapping[str, str], members: Members
) -> Iterator[Triple]:
    """The same of some pairs of site and operator, as they are known."""
    wanted = set(pairs)
    known = {pair: tables()[pair] for pair in wanted if pair in tables()}
    told = {row for site, operator in wanted for row in _told_of(store, site, operator, members)}
    dated = ((*row, _issue(store, row[1])) for row in sorted(told, key=str))
    for operation in _operations(store, known, dated, same):
        yield from operation.triples()


def _operations(
    store: Store,
    known: Mapping[Ends, _Operation],
    told: Iterable[tuple[*_Told, Literal | None]],
    same: Mapping[str, str],
) -> list[_Operation]:
    names = Labels(store)
    found = {pair: replace(each, claims=[], dates=[]) for pair, each in known.items()}
    for claim, _, *ends, day in told:
        site, operator = (NamedNode(same.get(it.value, it.value)) for it in ends)
        key = site.value, operator.value
        if key not in found:
            found[key] = _Operation(site, operator, (names[site], names[operator]))
        found[key].claims.append(claim)
        found[key].dates += [day] if day is not None else []
    return [found[key] for key in sorted(found)]


def _told_of(store: Store, site: str, operator: str, members: Members) -> Iterator[_Told]:
    """The claims that give the site, or one merged into it, the operator, or one merged into it."""
    for ran in (operator, *members.get(operator, ())):
        for quad in stated(store, None, CG.operator, NamedNode(ran)):
            for each in (site, *members.get(site, ())):
                about = Quad(quad.subject, CG.about, NamedNode(each), quad.graph_name)
                if about in store.engine:
                    yield quad.subject, quad.graph_name, about.object, quad.object  # type: ignore[misc]


def _told(store: Store) -> list[_Told]:
    """Claim, article, site and operator of all that articles tell, sorted by claim."""
    rows = store.query(
        """SELECT ?claim ?article ?site ?operator { GRAPH ?article {
            ?claim cg:operator ?operator ; cg:about ?site } }""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    return sorted((tuple(row) for row in rows), key=str)


def _issued(store: Store) -> dict[str, Literal]:
    """Article → its day, if one is known."""
    rows = store.query(
        "SELECT ?it ?day { GRAPH ?it { ?it dcterms:issued ?day } }", prefixes=PREFIXES
    )
    assert isinstance(rows, QuerySolutions)
    return {it.value: day for it, day in rows if span(day) is not None}


def _issue(store: Store, article: NamedNode) -> Literal | None:
    quads = store.engine.quads_for_pattern(article, DCTERMS.issued, None, article)
    days = (quad.object for quad in quads if isinstance(quad.object, Literal))
    return next((day for day in days if span(day) is not None), None)


@cache
def tables() -> Mapping[Ends, _Operation]:
    """Site and operator → when it ran the site, by the reference tables."""
    return {(each.site.value, each.operator.value): each for each in _of_tables(load_reference())}


def _of_tables(reference: Reference) -> Iterator[_Operation]:
    """The present operator of each site of a trust, and those before it."""
    for site in reference.sites.values():
        chain = list(_before(site, reference))
        present = reference.organisations.get(site.operator or "")
        if not chain or present is None:
            continue
        for trust, code in chain:
            yield _Operation(
                _site(site),
                _organisation(trust),
                (site.name, trust.name),
                until=trust.ended,
                because=f"{code} is a code of the site" if code else "it took over who ran it",
            )
        last = next((t for t, _ in reversed(chain) if present.code in t.successors), None)
        yield _Operation(
            _site(site),
            _organisation(present),
            (site.name, present.name),
            since=_day_after(last.ended) if last is not None else None,
            because="the reference tables give it as the operator now",
        )


def _before(
    site: SiteRecord, reference: Reference
) -> Iterator[tuple[OrganisationRecord, str | None]]:
    """The trusts that ran the site before, each with the code that tells it, if one does."""
    told: dict[str, str | None] = {}
    for code in (site.code, *site.other_codes):
        trust = reference.organisations.get(code[:_TRUST_CODE])
        if trust is not None and code != site.code and not trust.closed:
            continue  # a trust of today with a further code gives some service there
        heirs = list(_heirs(trust, site, reference))
        if trust is not None and trust.code != site.operator:
            told.setdefault(trust.code, code)
        if heirs and site.operator in heirs[-1].successors[:1]:
            told |= {heir.code: None for heir in heirs if heir.code not in told}
    trusts = [reference.organisations[code] for code in told]
    for trust in sorted(trusts, key=lambda trust: (trust.ended or "9999", trust.code)):
        yield trust, told[trust.code]


def _heirs(
    trust: OrganisationRecord | None, site: SiteRecord, reference: Reference
) -> Iterator[OrganisationRecord]:
    """The trust and who took over, up to who runs the site now.

    Where that leads elsewhere, the site had left before: the heirs never ran it.
    """
    seen: set[str] = set()
    while trust is not None and trust.code != site.operator and trust.code not in seen:
        yield trust
        seen.add(trust.code)
        following = trust.successors[:1]
        trust = reference.organisations.get(following[0]) if following else None


def _day_after(day: str | None) -> str | None:
    if day is None or len(day) != _DAY:
        return day
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _site(record: SiteRecord) -> NamedNode:
    return identifiers.site(identifiers.site_key(record.name, record.code))


def _organisation(record: OrganisationRecord) -> NamedNode:
    return identifiers.organisation(identifiers.organisation_key(record.name, record.code))
