"""What is named together: pairs of entities by the number of articles that name both."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

from ..folding import COMMISSION
from .answers import Answer, Row, first_of
from .values import Values
from .view import View, within

COLUMNS = ("one", "other", "articles", "of_one", "of_other", "share", "first", "last")
_NAMED = """SELECT DISTINCT ?article ?named ?date {
    GRAPH ?article { ?article cg:mentions ?named OPTIONAL { ?article dcterms:issued ?date } } }"""


def co_mentions(view: View, values: Values) -> Answer:
    """Pairs by how many articles name both; share is that of the articles that name either."""
    dates, named = _articles(view, values)
    things = view.things(iri for present in named.values() for iri in present)
    kind, about = values.text("kind"), values.things("about")
    if kind:
        named = {
            article: {iri for iri in present if things[iri].kind == kind or iri in (about or ())}
            for article, present in named.items()
        }
    alone = Counter(iri for present in named.values() for iri in present)
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article in sorted(named):
        for one, other in combinations(sorted(named[article]), 2):
            if about is None or one in about or other in about:
                together[one, other].append(article)
    rows: list[Row] = []
    for (one, other), articles in together.items():
        if len(articles) < values.number("least"):
            continue
        if about is not None and one not in about:
            one, other = other, one
        days = sorted(dates[article] for article in articles if dates[article])
        share = len(articles) / (alone[one] + alone[other] - len(articles))
        rows.append(
            (
                things[one],
                things[other],
                len(articles),
                alone[one],
                alone[other],
                round(share, 3),
                days[0] if days else None,
                days[-1] if days else None,
            )
        )
    rows.sort(key=lambda row: (-int(str(row[2])), -float(str(row[5])), row[0], row[1]))
    return first_of(rows, values.number("limit"), COLUMNS, ("one", "other"))


def _articles(view: View, values: Values) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Article → its date, and article → what it names, in the span of days asked for."""
    since, until = values.text("since"), values.text("until")
    wanted = values.things("about") or frozenset()
    dates: dict[str, str] = {}
    named: dict[str, set[str]] = defaultdict(set)
    for row in view.rows(_NAMED):
        article, iri = row["article"].value, view.known(row["named"])
        date = row["date"].value if row["date"] is not None else ""
        if (since or until) and not within(date, date, since, until):
            continue
        if iri == COMMISSION and values.text("commission") == "without" and iri not in wanted:
            continue
        dates[article] = date
        named[article].add(iri)
    return dates, named
