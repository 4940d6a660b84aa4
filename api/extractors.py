"""The options that bring a language model into extraction; without them nothing is ever asked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..graph.llm import ModelExtractor

_NEEDED = ("llm_url", "llm_model")


def with_extractor(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--extractor`` and what belongs to it; it receives ``extractor``."""

    @click.option(
        "--extractor",
        "kind",
        type=click.Choice(["rules", "llm"]),
        default="rules",
        show_default=True,
        help="Rules alone, or with a language model (pip install 'caregraph[llm]').",
    )
    @click.option("--llm-url", help="An OpenAI-compatible endpoint; its key: $CAREGRAPH_LLM_KEY.")
    @click.option("--llm-model", help="The name of the model to ask there.")
    @functools.wraps(command)
    def run(*args: Any, kind: str, **options: Any) -> None:
        url, model = (options.pop(name) for name in _NEEDED)
        if kind == "rules" and (url or model):
            raise click.UsageError("--llm-url and --llm-model want --extractor llm")
        if kind == "llm" and not (url and model):
            raise click.UsageError("--extractor llm wants --llm-url and --llm-model")
        extractor = _connect(url, model) if kind == "llm" else None
        command(*args, extractor=extractor, **options)

    return run


def _connect(url: str, model: str) -> ModelExtractor:
    from ..graph.llm import Endpoint, connect

    return connect(Endpoint(url, model))


def tell_dropped(extractor: ModelExtractor | None) -> None:
    """Say on stderr how many of the model's facts did not hold, and why."""
    if extractor is None or not extractor.dropped:
        return
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in extractor.dropped.items())
    total = sum(extractor.dropped.values())
    click.echo(f"{extractor.model}: {total:,} of the model's facts dropped: {reasons}", err=True)
