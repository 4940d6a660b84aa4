"""An analysis of the network as a piece of work: the same in a worker process and in our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..graph.store import Store


@dataclass(frozen=True, slots=True)
class Analysing:
    """An analysis as a client asks for it: its name, its values, and the form of the answer."""

    name: str
    given: Mapping[str, str]
    form: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """The answer in that form; ``cut`` says in a sentence what was left out, if any."""

    body: bytes
    cut: str | None = None


def analyse(store: Store, asked: Analysing) -> Analysed:
    """Run the analysis; raises ``InputError`` for values that are missing or unfit."""
    # Imported when first asked: what it needs takes a while to load.
    from ..graph.analyses import analysis, written

    body, answer = written(store, asked.form, analysis(asked.name), asked.given)
    return Analysed(body, answer.cut)
