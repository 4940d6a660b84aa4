"""What a build did and what the checks found, in lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from ..graph.counting import counted

if TYPE_CHECKING:
    from ..graph.summary import Summary
    from ..graph.validation import Violation

_NAMES_SHOWN = 10
_VIOLATIONS_SHOWN = 20


def print_summary(summary: Summary) -> None:
    """The counts on stdout, a line a subject."""
    click.echo(f"articles: {_articles(summary)}")
    if summary.new or summary.renewed:
        click.echo(f"facts: {_counts(summary.facts)}")
        click.echo(f"names not linked: {_names(summary.unlinked)}")
    if summary.inferred is not None:
        click.echo(f"inferred: {counted(summary.inferred, 'statements')}")
    if summary.violations is not None:
        where = "" if summary.validated_whole else " in what is new or renewed"
        click.echo(f"validation: {_number(len(summary.violations))}{where}")
        _list_violations(summary.violations)


def _articles(summary: Summary) -> str:
    counts = {
        "new": summary.new,
        "renewed": summary.renewed,
        "unchanged": summary.unchanged,
        "repeated": summary.repeated,
        "failed": len(summary.failures),
    }
    always = ("new", "unchanged", "failed")
    return ", ".join(f"{n:,} {kind}" for kind, n in counts.items() if n or kind in always)


def _counts(facts: Mapping[str, int]) -> str:
    return ", ".join(counted(number, kind) for kind, number in facts.items())


def _names(unlinked: Mapping[str, int]) -> str:
    if not unlinked:
        return "none"
    shown = ", ".join(list(unlinked)[:_NAMES_SHOWN])
    more = len(unlinked) - _NAMES_SHOWN
    return f"{len(unlinked):,} ({shown}{f' and {more:,} more' if more > 0 else ''})"


def print_failures(summary: Summary) -> None:
    """Each failure's sentence on stderr."""
    for failure in summary.failures:
        click.echo(f"failed: {failure.message}", err=True)


def print_violations(violations: tuple[Violation, ...]) -> None:
    """All violations on stdout, or that there are none."""
    for violation in violations:
        click.echo(_line(violation))
    click.echo(_number(len(violations)))


def _list_violations(violations: Iterable[Violation]) -> None:
    for number, violation in enumerate(violations):
        if number == _VIOLATIONS_SHOWN:
            click.echo("  … 'caregraph validate' lists them all")
            return
        click.echo(f"  {_line(violation)}")


def _number(violations: int) -> str:
    return counted(violations, "violations") if violations else "no violations"


def _line(violation: Violation) -> str:
    """What is wrong, with what, by which check, and the sentence it rests on."""
    path = f" ({violation.path.rpartition('#')[2].rpartition('/')[2]})" if violation.path else ""
    sentence = f" in: {violation.sentence}" if violation.sentence else ""
    return f"{violation.check}: {violation.message}{path}: <{violation.focus}>{sentence}"
