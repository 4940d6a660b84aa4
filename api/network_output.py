"""The network command: which analyses there are, and the answer of one in the form wanted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..graph.analyses import ANALYSES, FORMS, Answer, Cell, Thing, analysis, answer_bytes
from ..graph.errors import UnknownName
from ..graph.store import Store
from .asking import in_short, print_table, values_of


def list_analyses() -> None:
    """Every analysis with its sentence and its parameters."""
    for each in ANALYSES.values():
        click.echo(f"{each.name} {in_short(each.parameters)}")
        click.echo(f"    {each.sentence}")


def analyse(name: str, params: tuple[str, ...], form: str | None, folder: Path) -> None:
    """Run the analysis and write its answer to stdout, its notes to stderr."""
    chosen, given = analysis(name), values_of(params)
    wanted = form or ("table" if sys.stdout.isatty() else "csv")
    if wanted != "table" and wanted not in FORMS:
        raise UnknownName("format", wanted, ("table", *FORMS))
    with Store.open(folder, read_only=True) as store:
        answer = chosen.ask(store, given)
    if wanted == "table":
        print_table(answer.columns, [[_shown(cell) for cell in row] for row in answer.rows])
    else:
        click.echo(answer_bytes(wanted, chosen, given, answer), nl=False)
    _tell(answer)


def _tell(answer: Answer) -> None:
    for note in (*answer.notes, *((answer.cut,) if answer.cut else ())):
        click.echo(f"{note}", err=True)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.name if isinstance(cell, Thing) else str(cell)
