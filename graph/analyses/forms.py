"""An answer of an analysis as bytes: CSV, TSV, or JSON with objects for rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping

from ..drawing import FORMS as PICTURES
from ..errors import UnknownName
from ..store import Store
from .answers import Answer
from .catalogue import Analysis

__all__ = ["FORMS", "NETWORKS", "PICTURES", "answer_bytes", "written"]

NETWORKS = ("graphml", "gexf", "cyjs")
"""Forms of an answer that is a network, for other programs."""


def written(
    store: Store, form: str, analysis: Analysis, given: Mapping[str, str]
) -> tuple[bytes, Answer]:
    """The analysis asked and its answer in the form named, data or picture; and the answer."""
    if form in PICTURES:
        return analysis.draw(store, given, form)
    if form in NETWORKS:
        return analysis.network(store, given, form)
    answer = analysis.ask(store, given)
    return answer_bytes(form, analysis, given, answer), answer


def answer_bytes(form: str, analysis: Analysis, given: Mapping[str, str], answer: Answer) -> bytes:
    """The answer in the form named, the same bytes for the same answer."""
    if form not in FORMS:
        raise UnknownName("form of an analysis", form, (*FORMS, *PICTURES, *NETWORKS))
    return FORMS[form](analysis, given, answer).encode("utf-8", "replace")


def _json(analysis: Analysis, given: Mapping[str, str], answer: Answer) -> str:
    names = answer.names()
    members = {
        "analysis": analysis.name,
        "sentence": analysis.sentence,
        "parameters": dict(sorted(given.items())),
        "columns": names,
        "rows": [dict(zip(names, row, strict=True)) for row in answer.flat()],
        "notes": list(answer.notes),
        **({"cut": answer.cut} if answer.cut else {}),
    }
    return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


def _csv(_: Analysis, __: Mapping[str, str], answer: Answer) -> str:
    return _lines(answer, ",")


def _tsv(_: Analysis, __: Mapping[str, str], answer: Answer) -> str:
    return _lines(answer, "\t")


def _lines(answer: Answer, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(answer.names())
    writer.writerows(answer.flat())
    return out.getvalue()


FORMS: dict[str, Callable[[Analysis, Mapping[str, str], Answer], str]] = {
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
}
"""Forms of an answer as data, by name."""
