"""What a query's text shows without an engine: its form, the graphs it names, how deep it nests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

# Every alternative is bounded or takes all that it looked at, so that no text takes long to read:
# a string that isn't closed goes on to its line's end, and a prefix has 100 characters at most.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*+)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
      | (?P<string>'''(?:[^\\']|\\.|'(?!''))*+(?:''')?|\"""(?:[^\\"]|\\.|"(?!""))*+(?:\""")?
                  |'(?:[^'\\\n\r]|\\.)*+'?|"(?:[^"\\\n\r]|\\.)*+"?)
      | (?P<variable>[?$]\w++)
      | (?P<prefixed>[^\W\d_]?[\w.-]{0,100}:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+)
      | (?P<word>@?[A-Za-z][A-Za-z0-9_-]*+)
      | (?P<mark>[{}()\[\];])
    """,
    re.VERBOSE | re.DOTALL,
)

UPDATES = {
    "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH",
}  # fmt: skip
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


_OF_WEIGHT = ("FROM", *sorted(UPDATES))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query that counts: its kind, its text and where it starts."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query's text shows without parsing it: its form, the graphs it names, its depth."""

    form: str | None
    graphs: tuple[str, ...]
    has_dataset: bool
    depth: int


def read(text: str, *, shallow: int = 0) -> Reading:
    """A query's form, dataset and depth, from its tokens.

    A query that can't nest deeper than ``shallow`` and has no word of an update or a dataset in it,
    not even in a name, is not taken apart: its form is left open, its depth the most there can be.
    """
    most = sum(map(text.count, "{(["))
    capitals = text.upper()
    if most <= shallow and not any(map(capitals.__contains__, _OF_WEIGHT)):
        return Reading(None, (), False, most)
    pieces = list(tokens(text))
    graphs, has_dataset = _dataset(pieces)
    return Reading(_form(pieces), tuple(graphs), has_dataset, depth(pieces))


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a query or update that count, comments left out."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield Token(match.lastgroup or "", match[0], match.start())


def _form(read: list[Token]) -> str | None:
    """The first word that says what the text asks for."""
    words = (token.text.upper() for token in read if token.kind == "word")
    return next((word for word in words if word in _FORMS or word in UPDATES), None)


def _dataset(read: list[Token]) -> tuple[list[str], bool]:
    """The graphs after FROM and FROM NAMED, which all stand before the first brace of WHERE."""
    prefixes: dict[str, str] = {}
    base, graphs, found = "", [], False
    for here, token in enumerate(read):
        following = read[here + 1 : here + 3]
        word = token.text.upper() if token.kind == "word" else ""
        if word == "BASE" and following and following[0].kind == "iri":
            base = following[0].text[1:-1]
        elif word == "PREFIX" and len(following) == 2:
            prefixes[following[0].text] = urljoin(base, following[1].text[1:-1])
        elif word == "FROM" and following:
            found = True
            named = following[0].text.upper() == "NAMED" and len(following) == 2
            graphs.append(_iri(following[1] if named else following[0], base, prefixes))
    return [graph for graph in graphs if graph], found


def _iri(token: Token, base: str, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        iri = token.text[1:-1]
        return urljoin(base, iri) if base else iri
    prefix, colon, local = token.text.partition(":")
    return prefixes.get(prefix + colon, "") + local.replace("\\", "") if colon else ""


def has_pattern(text: str) -> bool:
    """Whether a query has anything to match: not ``ASK {}``, nor the DESCRIBE of an IRI alone."""
    pieces, nested, in_template = list(tokens(text)), 0, False
    for before, token in zip([None, *pieces], pieces, strict=False):
        if token.text == "{":
            if not nested:
                in_template = before is not None and before.text.upper() == "CONSTRUCT"
            nested += 1
        elif token.text == "}":
            nested -= 1
        elif nested and not in_template:
            return True
    return False


def depth(read: list[Token]) -> int:
    """How deep the brackets nest."""
    nested = deepest = 0
    for token in read:
        if token.kind == "mark":
            nested += (token.text in "{([") - (token.text in "})]")
            deepest = max(deepest, nested)
    return deepest
