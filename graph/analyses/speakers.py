"""Who speaks for whom: speakers with the organisations that articles place them in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..vocabulary import BASE
from .answers import Answer, Row, first_of
from .values import Values
from .view import View, within

COLUMNS = (
    "speaker",
    "speaks_for",
    "role",
    "quotations",
    "articles",
    "first",
    "last",
    "of_whom",
    "words",
    "claim",
)
_MOST_NAMED = 3

_QUOTES = """SELECT DISTINCT ?claim ?article ?speaker ?date ?words ?of {
    GRAPH ?article {
        ?claim a cg:QuoteClaim ; cg:speaker ?speaker ; cg:statedIn ?article ; cg:quote ?words .
        OPTIONAL { ?claim cg:about ?of FILTER(?of != ?speaker) }
        OPTIONAL { ?article dcterms:issued ?date }
    } }"""
_ROLES = """SELECT DISTINCT ?article ?person ?organisation ?role {
    GRAPH ?article {
        ?claim a cg:RoleClaim ; cg:about ?person ; cg:organisation ?organisation ;
            cg:roleName ?role .
    } }"""


@dataclass(frozen=True, slots=True, order=True)
class _Quotation:
    date: str
    claim: str
    article: str
    speaker: str
    words: str
    of: frozenset[str]


def speakers(view: View, values: Values) -> Answer:
    """A row for each speaker and organisation that they speak for, most quotations first."""
    wanted, organisations = values.things("speaker"), values.things("organisation")
    said: dict[tuple[str, str], list[_Quotation]] = defaultdict(list)
    roles: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    places = _Places(view)
    for quotation in _quotations(view, values.text("since"), values.text("until")):
        if wanted is not None and quotation.speaker not in wanted:
            continue
        for organisation, role in places.of(quotation):
            if organisations is None or organisation in organisations:
                said[quotation.speaker, organisation].append(quotation)
                roles[quotation.speaker, organisation][role] += 1
    rows = _rows(view, said, roles)
    return first_of(rows, values.number("limit"), COLUMNS, ("speaker", "speaks_for"))


def _rows(
    view: View,
    said: dict[tuple[str, str], list[_Quotation]],
    roles: dict[tuple[str, str], Counter[str]],
) -> list[Row]:
    of = {iri for told in said.values() for each in told for iri in each.of}
    named = view.things({*of, *(iri for pair in said for iri in pair if iri)})
    rows: list[Row] = []
    for (speaker, organisation), told in said.items():
        last = max(told)
        dates = sorted(each.date for each in told if each.date)
        spoken = Counter(iri for each in told for iri in each.of)
        rows.append(
            (
                named[speaker],
                named[organisation] if organisation else None,
                _commonest(roles[speaker, organisation]),
                len({each.claim for each in told}),
                len({each.article for each in told}),
                dates[0] if dates else None,
                dates[-1] if dates else None,
                _listed(named[iri].name for iri in _ranked(spoken)),
                last.words,
                last.claim,
            )
        )
    rows.sort(key=lambda row: (-int(str(row[3])), row[0], str(row[1])))
    return rows


class _Places:
    """In which organisations articles place people."""

    def __init__(self, view: View) -> None:
        self._there: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._anywhere: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in view.rows(_ROLES):
            place, person = (view.known(row["organisation"]), row["role"].value), row["person"]
            self._there[row["article"].value, view.known(person)].add(place)
            self._anywhere[view.known(person)].add(place)

    def of(self, quotation: _Quotation) -> list[tuple[str, str]]:
        """The speaker's organisations and roles: by the article, else by others if all agree."""
        if quotation.speaker.startswith(f"{BASE}organisation/"):
            return [(quotation.speaker, "")]
        there = self._there.get((quotation.article, quotation.speaker))
        if there:
            return _one_each(there)
        elsewhere = _one_each(self._anywhere.get(quotation.speaker, ()))
        return elsewhere if len(elsewhere) == 1 else [("", "")]


def _one_each(places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """One role for each organisation, the first in order."""
    return sorted(
        {organisation: role for organisation, role in sorted(places, reverse=True)}.items()
    )


def _quotations(view: View, since: str, until: str) -> list[_Quotation]:
    told: dict[tuple[str, str, str, str, str], set[str]] = defaultdict(set)
    for row in view.rows(_QUOTES):
        date = row["date"].value if row["date"] is not None else ""
        claim, article, words = (row[name].value for name in ("claim", "article", "words"))
        of = told[date, claim, article, view.known(row["speaker"]), words]
        if row["of"] is not None:
            of.add(view.known(row["of"]))
    return [
        _Quotation(*parts, frozenset(of))
        for parts, of in sorted(told.items())
        if (not since and not until) or within(parts[0], parts[0], since, until)
    ]


def _commonest(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda word: (-counts[word], word), default="") or None


def _ranked(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda iri: (-counts[iri], iri))


def _listed(names: Iterable[str]) -> str | None:
    known = list(names)
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    return "; ".join(known[:_MOST_NAMED]) + more or None
