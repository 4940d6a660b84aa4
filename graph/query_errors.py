"""What is wrong with a query's text, in a sentence with line and column.

The engine names the place where its parser gave up and the marks that it hoped for there. Of the
words that it hoped for it names the longest alone, and places them past the wrong one; so the wrong
word is looked up here among those that SPARQL has.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from .errors import QueryError
from .query_text import UPDATES, Token, read, tokens

_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_MARK = re.compile(r'"((?:[^"\\]|\\.)*)"')

WORDS = {
    "a", "base", "prefix", "version", "select", "distinct", "reduced", "construct",
    "describe", "ask", "where", "from", "named", "as", "group", "by", "having", "order",
    "asc", "desc", "limit", "offset", "values", "undef", "optional", "graph", "union",
    "minus", "filter", "bind", "service", "silent", "lateral", "exists", "not", "in", "true",
    "false", "separator", "insert", "delete", "data", "load", "clear", "drop", "create",
    "add", "move", "copy", "with", "using", "into", "to", "default", "all", "str", "lang",
    "langmatches", "langdir", "haslang", "haslangdir", "strlang", "strlangdir", "strdt",
    "datatype", "bound", "iri", "uri", "bnode", "rand", "abs", "ceil", "floor", "round",
    "concat", "strlen", "ucase", "lcase", "encode_for_uri", "contains", "strstarts",
    "strends", "strbefore", "strafter", "year", "month", "day", "hours", "minutes", "seconds",
    "timezone", "tz", "now", "uuid", "struuid", "md5", "sha1", "sha256", "sha384", "sha512",
    "coalesce", "if", "sameterm", "isiri", "isuri", "isblank", "isliteral", "isnumeric",
    "regex", "substr", "replace", "triple", "istriple", "subject", "predicate", "object",
    "adjust", "count", "sum", "min", "max", "avg", "sample", "group_concat",
}  # fmt: skip
"""The words of SPARQL 1.1, with those of 1.2 that the engine knows."""


def asks(text: str) -> None:
    """Raise ``QueryError`` for an update sent as a query."""
    form = read(text).form
    if form in UPDATES:
        raise QueryError(
            f"the query is an update ({form}), and this only reads; ask with SELECT, ASK,"
            " CONSTRUCT or DESCRIBE"
        )


def syntax_error(text: str, message: str, what: str = "query") -> QueryError:
    """The engine's message on a text that it can't read, as an error of ours with the place."""
    found = _POSITION.match(message)
    if not found:
        return QueryError(f"the {what} can't be read: {message}")
    line, column = int(found[1]), int(found[2])
    at = _offset(text, line, column)
    wrong, hint = _wrong(text, at, found[3])
    if wrong is not None:
        line, column = _place(text, wrong.start)
    return QueryError(
        f"the {what} can't be read at line {line}, column {column}{hint}", line=line, column=column
    )


def _wrong(text: str, at: int, message: str) -> tuple[Token | None, str]:
    """What is wrong, if it is a word: the first that SPARQL hasn't; and what to say of it."""
    marks = [mark.replace('\\"', '"') for mark in _MARK.findall(message)]
    if "\\\\U" in marks:
        return None, ": the string has no end"
    before = [token for token in tokens(text) if token.start <= at]
    if "Prefix not found" in message and before:
        prefix = before[-1].text.partition(":")[0]
        return before[-1], f": the prefix '{prefix}:' isn't declared"
    for token in before:
        if token.kind == "word" and token.text[0] != "@" and token.text.lower() not in WORDS:
            return token, _no_word(token)
    return None, "" if "[_]" in message else _expected(marks)


def _no_word(token: Token) -> str:
    near = get_close_matches(token.text.lower(), sorted(WORDS), n=1, cutoff=0.7)
    meant = f"; did you mean {near[0].upper()!r}?" if near else ""
    return f": {token.text!r} is no word of SPARQL{meant}"


def _expected(marks: list[str]) -> str:
    listed = " ".join(marks)
    return f": expected {'one of ' if len(marks) > 1 else ''}{listed}" if marks else ""


def _offset(text: str, line: int, column: int) -> int:
    before = text.split("\n")[: line - 1]
    return sum(len(each) + 1 for each in before) + column - 1


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
