"""The network command: which analyses there are, and the answer of one in the form wanted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..graph.analyses import ANALYSES, FORMS, NETWORKS, PICTURES, Cell, Thing, analysis, written
from ..graph.errors import InputError, UnknownName
from ..graph.store import Store
from .asking import in_short, print_table, values_of
from .files_out import output_to


def list_analyses() -> None:
    """Every analysis with its sentence and its parameters."""
    for each in ANALYSES.values():
        click.echo(f"{each.name} {in_short(each.parameters)}")
        click.echo(f"    {each.sentence}")


def analyse(
    name: str, params: tuple[str, ...], form: str | None, out: str | None, folder: Path
) -> None:
    """Run the analysis, and write its answer to a file or stdout, its notes to stderr."""
    chosen, given = analysis(name), values_of(params)
    wanted = _form(form, out)
    with Store.open(folder, read_only=True) as store:
        if wanted == "table":
            answer = chosen.ask(store, given)
            print_table(answer.columns, [[_shown(cell) for cell in row] for row in answer.rows])
        else:
            body, answer = written(store, wanted, chosen, given)
            with output_to(out or "-") as sink:
                sink.write(body)
    for note in (*answer.notes, *((answer.cut,) if answer.cut else ())):
        click.echo(note, err=True)


def _form(form: str | None, out: str | None) -> str:
    """The form named, else the file's suffix, else a table for people and CSV for programs."""
    suffix = Path(out).suffix.removeprefix(".").lower() if out else ""
    wanted = form or suffix or ("table" if sys.stdout.isatty() and not out else "csv")
    known = (*FORMS, *PICTURES, *NETWORKS)
    if wanted not in known and (wanted != "table" or out):
        raise UnknownName("format", wanted, known if out else ("table", *known))
    if wanted in PICTURES and not out and sys.stdout.isatty():
        raise InputError(f"a picture is no text for a terminal; write it with --out FILE.{wanted}")
    return wanted


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.name if isinstance(cell, Thing) else str(cell)
