"""Whether a query would leave this machine: Oxigraph calls the address that SERVICE names."""

from __future__ import annotations

import re

# A "<" before the word can make one lexer see an IRI where the engine sees "less than", so this
# looks at the raw text: a SERVICE clause within a string or a comment is refused too.
_SKIP = r"(?:\s|\#[^\n\r]*+(?:[\n\r]|$))*+"
_SERVICE = re.compile(
    rf"service{_SKIP}(?:silent{_SKIP})?"
    rf"(?:<[^\s<>{{}}]*+>|[?$]\w+|[^\s<>{{}}#:]*+:(?:[^\s{{}}#\\]|\\.)*+){_SKIP}\{{",
    re.IGNORECASE,
)


def calls_outside(sparql: str) -> bool:
    """Whether the query holds a SERVICE clause."""
    return _SERVICE.search(sparql) is not None
