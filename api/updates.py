"""Which updates are run, and the dataset that the protocol's parameters give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from ..graph.outside import calls_outside
from ..graph.query_text import Token, depth, tokens
from .problems import Problem, Refused


def admit_update(
    text: str, *, deepest: int, using: Sequence[str] = (), using_named: Sequence[str] = ()
) -> str:
    """The update to run, with USING written out; refuses what would read from elsewhere.

    The engine's binding has no parameter for the dataset of an update's patterns.
    """
    read = list(tokens(text))
    nested = depth(read)
    if nested > deepest:
        raise Refused(
            f"the update nests {nested} brackets deep; {deepest} are the most", status=400
        )
    words = {token.text.upper() for token in read if token.kind == "word"}
    if "LOAD" in words:
        raise Refused("LOAD is refused: nothing is fetched; send the data with INSERT DATA or PUT")
    if calls_outside(text):
        raise Refused("SERVICE is refused: this endpoint calls no other")
    if not using and not using_named:
        return text
    if words & {"USING", "WITH"}:
        raise Problem(
            400,
            "bad-request",
            "the update has USING or WITH of its own; leave out using-graph-uri and"
            " using-named-graph-uri",
        )
    return "".join(_with_dataset(text, read, "".join(_clauses(using, using_named))))


def _clauses(using: Iterable[str], using_named: Iterable[str]) -> Iterator[str]:
    try:
        yield from (f"USING {ox.NamedNode(iri)} " for iri in using)
        yield from (f"USING NAMED {ox.NamedNode(iri)} " for iri in using_named)
    except ValueError as error:
        raise Problem(
            400, "bad-input", f"a graph named in the request is no IRI: {error}"
        ) from error


def _with_dataset(text: str, read: list[Token], clauses: str) -> Iterator[str]:
    """The text with the clauses before the WHERE of each operation.

    ``DELETE WHERE { … }`` has no place for them: its pattern is written out as template.
    """
    done = nested = 0
    for here, token in enumerate(read):
        nested += (token.text == "{") - (token.text == "}")
        if nested or token.kind != "word" or token.text.upper() != "WHERE":
            continue
        yield text[done : token.start]
        if here and read[here - 1].text.upper() == "DELETE":
            yield _block(text, read[here + 1 :])
        yield f" {clauses}"
        done = token.start
    yield text[done:]


def _block(text: str, following: list[Token]) -> str:
    """The text of the braces that come next."""
    nested = 0
    for token in following:
        nested += (token.text == "{") - (token.text == "}")
        if not nested:
            return text[following[0].start : token.start + 1]
    return ""
