"""``caregraph validate``: what is wrong with the graph goes to stdout, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .report import print_violations

if TYPE_CHECKING:
    from ..graph.store import Store


def shapes_and_checks_hold(store: Store) -> bool:
    """Print every violation of the shapes and checks; whether there is none."""
    from ..graph.validation import validate

    violations = tuple(validate(store))
    print_violations(violations)
    return not violations


def inferences_agree(store: Store, article: str) -> bool:
    """Print what only caregraph or only owlrl infers from the articles called so; whether none."""
    from ..graph.article_names import articles_named
    from ..graph.reasoning.second_opinion import compare_article

    agree = True
    for iri in articles_named(store, article):
        difference = compare_article(store, iri)
        for who, lines in (
            ("caregraph", difference.ours_alone),
            ("owlrl", difference.owlrls_alone),
        ):
            for line in lines:
                click.echo(f"only {who} infers: {line}")
        same = not (difference.ours_alone or difference.owlrls_alone)
        click.echo(f"{iri}: {'owlrl infers the same' if same else 'the inferences differ'}")
        agree = agree and same
    return agree
