"""The command line: data on stdout, progress and messages on stderr, one sentence for an error.

Everything heavy is imported by the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .extractors import tell_dropped, with_extractor

if TYPE_CHECKING:
    from ..graph.llm import ModelExtractor

Sources = tuple[str, ...]


class _OneSentence(click.Group):
    """A group that turns what can go wrong into a sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from ..graph.errors import CaregraphError

        try:
            return super().invoke(ctx)
        except CaregraphError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # the reader has seen enough: click ends quietly
        except OSError as error:
            raise click.ClickException(_sentence(error)) from error


def _sentence(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename!r} can't be used: {reason}" if error.filename else reason


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"caregraph {version('caregraph')}")
    except PackageNotFoundError:
        click.echo("caregraph (not installed)")
    ctx.exit()


def with_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--store``, which may also stand before the command's name."""

    @click.option("--store", "own", type=click.Path(path_type=Path), help="The store's folder.")
    @click.pass_obj
    @functools.wraps(command)
    def run(before: Path, /, *args: Any, own: Path | None, **options: Any) -> None:
        command(*args, store=own or before, **options)

    return run


@click.group(
    cls=_OneSentence,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    envvar="CAREGRAPH_STORE",
    default=Path("caregraph-store"),
    help="The store's folder  [else $CAREGRAPH_STORE, else ./caregraph-store]",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context, store: Path) -> None:
    """Map news about hospital inspections into a graph, every fact tied to its sentence."""
    ctx.obj = store


@cli.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--reasoning/--no-reasoning", default=True, help="Infer what follows (OWL 2 RL).")
@click.option("--validation/--no-validation", default=True, help="Check shapes and checks.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes  [default: one a core]; with llm questions at once  [default: 1]",
)
@click.option(
    "--max-megabytes",
    type=click.FloatRange(min=0, min_open=True),
    default=20,
    show_default=True,
    help="Refuse a longer article.",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="CAREGRAPH_DECISIONS",
    help="Who is who by a reviewer  [else $CAREGRAPH_DECISIONS, else STORE.decisions.tsv]",
)
@with_extractor
@with_store
def build(
    sources: Sources,
    reasoning: bool,
    validation: bool,
    jobs: int | None,
    max_megabytes: float,
    decisions: Path | None,
    extractor: ModelExtractor | None,
    store: Path,
) -> None:
    """Bring articles (.txt, .html, .jsonl, folders) into the graph."""
    from ..graph.identity.decisions import decisions_for
    from ..graph.pipeline import build as build_graph
    from ..graph.reading import count
    from ..graph.store import Store
    from .progress import Progress
    from .report import print_failures, print_summary

    _refuse_if_none_exists(sources)
    decided = decisions_for(store, decisions)
    with Store.open(store) as opened, Progress(count(sources)) as progress:
        summary = build_graph(
            opened,
            sources,
            reasoning=reasoning,
            validation=validation,
            jobs=jobs,
            limit=round(max_megabytes * 1_000_000),
            extractor=extractor,
            decisions=decided,
            noted=progress.say,
            progress=progress,
        )
    print_summary(summary)
    print_failures(summary)
    tell_dropped(extractor)
    if summary.failures:
        sys.exit(1)


def _refuse_if_none_exists(sources: Sources) -> None:
    """A mistyped path should not leave an empty store behind."""
    if not any(Path(source).exists() for source in sources):
        raise click.ClickException(f"there is no file or folder {sources[0]!r}")


@cli.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write NAME.json for each NAME.txt into this folder, made if need be.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0,
    help="Leave out facts less sure than this, from 0 to 1.",
)
@with_extractor
def facts(
    sources: Sources, out: Path | None, min_confidence: float, extractor: ModelExtractor | None
) -> None:
    """Print the facts of articles as JSON, without any store."""
    from ..graph.extraction import extract
    from .facts_output import write_facts

    complete = write_facts(sources, out, min_confidence, extractor or extract)
    tell_dropped(extractor)
    if not complete:
        sys.exit(1)


@cli.command()
@click.argument("words", metavar="ARTICLE | SUBJECT PREDICATE OBJECT", nargs=-1, required=True)
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help="Facts of this kind alone.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@with_store
def explain(words: tuple[str, ...], kinds: tuple[str, ...], form: str, store: Path) -> None:
    """Show what made the facts of ARTICLE, or the proof of a triple.

    ARTICLE is a file or a stored article's key or IRI; a triple is of IRIs, prefixed names
    (cg:worksFor) or keys (organisation/RNA).
    """
    from .explain_output import explain as explain_words

    explain_words(words, kinds, form, store)


@cli.command()
@click.argument("query", metavar="[NAME|FILE|-]", required=False)
@click.option("--param", "params", metavar="K=V", multiple=True, help="A value for the query.")
@click.option(
    "--format",
    "form",
    help="table, csv, tsv, json, xml; for a graph ttl, nt, jsonld, rdf"
    "  [default: table or ttl; csv when not on a terminal]",
)
@with_store
def query(query: str | None, params: tuple[str, ...], form: str | None, store: Path) -> None:
    """Ask a named query, a file or stdin (-); without a name list all."""
    from .asking import ask, list_queries

    if query is None:
        list_queries()
    else:
        ask(query, params, form, store)


@cli.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--param", "params", metavar="K=V", multiple=True, help="A value for the analysis.")
@click.option(
    "--format",
    "form",
    help="table, csv, tsv, json, svg, png; graphml, gexf, cyjs"
    "  [default: by suffix, else table; csv off a terminal]",
)
@click.option("--out", metavar="FILE", help="Write to this file, a picture or data.")
@with_store
def network(
    name: str | None, params: tuple[str, ...], form: str | None, out: str | None, store: Path
) -> None:
    """Analyse the network; without a name list the analyses."""
    from .network_output import analyse, list_analyses

    if name is None:
        list_analyses()
    else:
        analyse(name, params, form, out, store)


@cli.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--format",
    "form",
    help="turtle, trig, ntriples, nquads, jsonld, rdfxml; of the network graphml, gexf, cyjs, csv,"
    " nodes  [default: by suffix]",
)
@with_store
def export(file: str, form: str | None, store: Path) -> None:
    """Write the graph to FILE (- for stdout) in an RDF or network form."""
    from .files_out import export_to

    export_to(file, form, store)


@cli.command()
@click.argument("words", metavar="[SUBJECT] FILE", nargs=-1, required=True)
@click.option(
    "--depth", type=click.IntRange(1, 5), default=1, show_default=True, help="Steps away."
)
@click.option("--format", "form", help="svg or png  [default: by suffix]")
@with_store
def draw(words: tuple[str, ...], depth: int, form: str | None, store: Path) -> None:
    """Draw the network, or what surrounds SUBJECT, as SVG or PNG."""
    from .files_out import draw_to

    *subject, file = words
    if len(subject) > 1:
        raise click.UsageError(f"a subject of several words wants quotes: '{' '.join(subject)}'")
    draw_to(file, subject[0] if subject else None, depth, form, store)


@cli.command()
@click.argument("article")
@with_store
def retract(article: str, store: Path) -> None:
    """Take an article out, with what followed from it.

    ARTICLE is its key, its IRI, its file or the start of its title.
    """
    from ..graph.pipeline import retract as retract_article
    from ..graph.store import Store
    from .progress import Progress

    Store.open(store, read_only=True).close()  # never makes one
    with Store.open(store) as opened, Progress() as progress:
        for iri in retract_article(opened, article, progress=progress):
            click.echo(f"retracted {iri}")


@cli.command()
@click.option(
    "--owlrl",
    "article",
    metavar="ARTICLE",
    help="Close one article's graph by owlrl instead, and tell where the inferences differ.",
)
@with_store
def validate(article: str | None, store: Path) -> None:
    """Check the graph by shapes and checks; exit 1 on a violation."""
    from ..graph.store import Store
    from .validating import inferences_agree, shapes_and_checks_hold

    with Store.open(store, read_only=True) as opened:
        holds = inferences_agree(opened, article) if article else shapes_and_checks_hold(opened)
    if not holds:
        sys.exit(1)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@with_store
def serve(host: str, port: int, workers: int, store: Path) -> None:
    """Serve the graph: SPARQL, linked data and pages."""
    from .serving import serve as serve_store

    serve_store(store, host, port, workers)


def main() -> None:
    """The entry point of the ``caregraph`` command."""
    _stand_in_for_closed_streams()
    cli.main(prog_name="caregraph")


def _stand_in_for_closed_streams() -> None:
    """A closed standard stream is as good as ``/dev/null``.

    Its number would else go to the next file opened, and what is printed into the store.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
            if getattr(sys, name).fileno() != number:
                os.dup2(getattr(sys, name).fileno(), number)
