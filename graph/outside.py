"""Whether a query would leave this machine: Oxigraph calls the address that SERVICE names."""

from __future__ import annotations

import re

from .query_text import Token, tokens

# The engine wants no space around a keyword: "1SERVICE", "trueSERVICE" and "SERVICEx:y" call too.
_SKIP = r"(?:\s|\#[^\n\r]*+(?:[\n\r]|$))*+"
_SERVICE = re.compile(
    rf"service{_SKIP}(?:silent{_SKIP})?"
    rf"(?:<[^\s<>{{}}]*+>|[?$]\w+|[^\s<>{{}}#:]*+:(?:[^\s{{}}#\\]|\\.)*+){_SKIP}\{{",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?P<name>[?$:][A-Za-z0-9_-]*+)|service", re.IGNORECASE)
_MOST_WORDS = 20
"""Places that are looked at in an unclear text; each may take a look through all of it."""

_CLEAR = re.compile(r"<\w+://|<[^#'e]*>")
"""IRIs that can't be a "less than" with a comment, a string or the word itself behind it."""


def calls_outside(sparql: str) -> bool:
    """Whether the query holds a SERVICE clause.

    A "<" can make one lexer see an IRI where the engine sees "less than", and so take what follows
    for a string or a comment. Such a text is refused for anything in it that looks like a clause.
    """
    if "service" not in sparql.lower():
        return False
    pieces = list(tokens(sparql))
    if all(piece.kind != "iri" or _CLEAR.match(piece.text) for piece in pieces):
        return any(map(_is_call, pieces, [*pieces[1:], Token("", "", 0)]))
    places = [found.start() for found in _WORD.finditer(sparql) if found["name"] is None]
    return len(places) > _MOST_WORDS or any(_SERVICE.match(sparql, place) for place in places)


def _is_call(piece: Token, following: Token) -> bool:
    """Whether it is the keyword, or a prefix that it is glued to."""
    if piece.kind == "word":
        return "SERVICE" in piece.text.upper() and not piece.text.startswith("@")
    prefix = piece.text.partition(":")[0] if piece.kind == "prefixed" else ""
    return "SERVICE" in prefix.upper() and following.text == "{"
