"""How ratings move from one inspection to the next: a matrix of grades before and after."""

from __future__ import annotations

from collections import Counter

from ..facts import GRADES
from ..vocabulary import RATING
from .answers import Answer, Row
from .values import Values
from .view import View, within

GRADE_NAMES = tuple(grade.replace("-", " ") for grade in GRADES)
COLUMNS = ("before", *(grade.replace("-", "_") for grade in GRADES), "total", "same_or_better")

_PAIRS = """SELECT DISTINCT ?rating ?before ?grade ?valid ?earlier ?confirmed WHERE {{
    {holder}
    GRAPH <{ledger}> {{
        ?rating a cg:Rating ; cg:about ?holder ; cg:question ?question ; cg:grade ?grade ;
            cg:previousGrade ?before .
        {service}
        OPTIONAL {{ ?rating cg:validOn ?valid }}
        OPTIONAL {{ ?rating cg:previousRating ?earlier }}
        OPTIONAL {{ ?rating cg:confirms ?confirmed }}
    }}
    {question}
}}"""


def mobility(view: View, values: Values) -> Answer:
    """How many ratings of each grade before had which grade after, by the ledger."""
    counts: Counter[tuple[str, str]] = Counter()
    told = left = 0
    for row in view.rows(_query(values)):
        if row["confirmed"] is not None:
            left += 1
            continue
        valid = row["valid"].value if row["valid"] is not None else ""
        since, until = values.text("since"), values.text("until")
        if (since or until) and not within(valid, valid, since, until):
            continue
        counts[row["before"].value, row["grade"].value] += 1
        told += row["earlier"] is None
    rows = tuple(_row(counts, place) for place in range(len(GRADES)))
    return Answer(COLUMNS, rows, notes=_notes(counts.total(), told, left))


def _row(counts: Counter[tuple[str, str]], place: int) -> Row:
    before = RATING[GRADES[place]].value
    cells = [counts[before, RATING[grade].value] for grade in GRADES]
    total = sum(cells)
    share = round(sum(cells[place:]) / total, 3) if total else None
    return (GRADE_NAMES[place], *cells, total, share)


def _query(values: Values) -> str:
    from ..ledger import LEDGER

    holders = values.things("organisation")
    holder = ""
    if holders is not None:
        named = " ".join(f"<{iri}>" for iri in sorted(holders))
        holder = (
            f"{{ SELECT DISTINCT ?holder {{ VALUES ?named {{ {named} }}"
            " ?holder cg:operatedBy? ?named } }"
        )
    service, question = values.text("service"), values.text("question")
    return _PAIRS.format(
        ledger=LEDGER.value,
        holder=holder,
        service=f"?rating cg:service <{service}> ." if service else "",
        question=f"VALUES ?question {{ <{question}> }}" if question else "",
    )


def _notes(pairs: int, told: int, left: int) -> tuple[str, ...]:
    said = []
    if pairs:
        said.append(f"{pairs - told} pairs of ratings at hand, {told} whose grade before is told")
    if left:
        ratings, are = ("rating", "is") if left == 1 else ("ratings", "are")
        said.append(f"{left} {ratings} that an inspection left in place {are} not counted")
    return tuple(said)
