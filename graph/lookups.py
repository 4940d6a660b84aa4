"""Lookups: queries of one triple pattern, whose shape alone bounds what a row of them costs.

The engine answers such a pattern by walking the part of one index that holds the matches: each
step is a row, and nothing is gathered, sorted or compared. So with a LIMIT its cost is known before
it runs, whatever the data. Only what this grammar matches from end to end counts; it is far
narrower than SPARQL, and has no word for anything else that a query can hold.
"""

from __future__ import annotations

import re

_LONGEST = 2_000
"""Characters of a lookup; a longer query is none."""

_MANY = 1_000

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = rf"[?$]{_NAME}"
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*>'
_PREFIX = r"(?:[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?:"
_NODE = rf"(?:{_IRI}|{_PREFIX}[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)"
_QUOTED = r"""(?:"[^"'\\\r\n]*"|'[^"'\\\r\n]*')"""
_LITERAL = rf"{_QUOTED}(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^{_NODE})?"

_LOOKUP = re.compile(
    rf"""\s*(?:(?i:PREFIX)\s+{_PREFIX}\s*{_IRI}\s*){{0,20}}
    (?:(?P<ask>(?i:ASK))|(?i:SELECT)\s+(?P<rows>\*|{_VARIABLE}(?:\s+{_VARIABLE}){{0,2}}))
    (?:\s+(?i:WHERE))?\s*
    \{{\s*(?P<subject>{_VARIABLE}|{_NODE})
    \s+(?P<predicate>{_VARIABLE}|{_NODE}|a)
    \s+(?P<object>{_VARIABLE}|{_NODE}|{_LITERAL})
    \s*+(?:\.\s*+)?\}}
    (?P<limit>\s*(?i:LIMIT)\s+(?P<most>[0-9]{{1,9}}))?\s*""",
    re.VERBOSE | re.ASCII,
)


def lookup(sparql: str, most: int) -> str | None:
    """The lookup as it is to be run, with so many rows at most; ``None`` for any other query.

    Of the three places at least one is a constant, and no variable stands in two of them: else
    the engine would pass over matches without a row for each. A query for no variable, or for one
    that the pattern doesn't have, is none either: its rows could not be told apart. And who sets a
    limit in the thousands awaits more than a lookup.
    """
    found = _LOOKUP.fullmatch(sparql) if len(sparql) <= _LONGEST else None
    if found is None:
        return None
    terms = found.group("subject", "predicate", "object")
    variables = [term[1:] for term in terms if term[0] in "?$"]
    if len(variables) == len(terms) or len(set(variables)) < len(variables):
        return None
    if found["ask"]:
        return None if found["limit"] else sparql
    asked = variables if found["rows"] == "*" else [name[1:] for name in found["rows"].split()]
    if not asked or not set(asked) <= set(variables):
        return None
    wanted = int(found["most"]) if found["limit"] else most
    if wanted > _MANY:
        return None
    end = found.start("limit") if found["limit"] else len(sparql)
    return f"{sparql[:end]} LIMIT {min(wanted, most)}"
