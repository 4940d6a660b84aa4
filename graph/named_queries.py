"""The questions kept in ``queries/*.rq``: their sentences, their parameters, and safe filling.

A query file opens with its sentence and its parameters, and runs as it stands with their examples:

    # The ratings of an organisation that still stand.
    # param organisation (organisation-name, required): its code, IRI or part of its name
    SELECT … WHERE { VALUES ?organisation { <https://w3id.org/caregraph/organisation/RNA> } … }

Filling replaces the block ``VALUES ?organisation { … }`` by the value given, as an escaped term;
where a parameter is left out and its default is ``any``, the block goes, the restriction with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from .errors import InputError, UnknownName
from .parameters import pattern, recognition
from .vocabulary import rebase

_SENTENCE = re.compile(r"# (?P<text>.+)")
_PARAMETER = re.compile(
    r"# param (?P<name>\w+) \((?P<type>[\w-]+), (?:required|default (?P<default>[^)]+))\): "
    r"(?P<text>.+)"
)
_CONTINUED = re.compile(r"#  +(?P<text>.+)")
_BLOCK = re.compile(r"VALUES \?(\w+) \{([^}]*)\}")

ANY = "any"
"""The default that stands for no restriction."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query wants to be told; ``default`` is ``None`` when a value is required."""

    name: str
    type: str
    text: str
    default: str | None = None

    @property
    def required(self) -> bool:
        """Whether the query can't be asked without a value."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One file of ``queries/``: what it answers, what it wants to be told, and its SPARQL text."""

    name: str
    sentence: str
    parameters: tuple[Parameter, ...]
    text: str

    def fill(self, **params: str | int) -> str:
        """The SPARQL text with the values bound, or ``InputError`` for a missing or unfit one."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in params:
            if name not in known:
                raise UnknownName(f"parameter of the query {self.name!r}", name, known)
        patterns = {
            parameter.name: self._pattern(parameter, params.get(parameter.name))
            for parameter in self.parameters
        }
        # One pass over the file's own text: what a value holds is never looked at again.
        return _BLOCK.sub(lambda block: patterns.get(block[1], block[0]), self.text)

    def recognitions(self, **params: str | int) -> Iterator[tuple[Parameter, str, str]]:
        """Each parameter and value that name a thing, with a query whether the graph knows it."""
        for parameter in self.parameters:
            value = str(params.get(parameter.name, "")).strip()
            if not value or value == ANY == parameter.default:
                continue
            asked = recognition(parameter.name, parameter.type, value)
            if asked is not None:
                yield parameter, value, asked

    def unrecognised(self, known: Callable[[str], bool], **params: str | int) -> Iterator[str]:
        """A sentence for each name given that nothing stored has; ``known`` answers an ASK."""
        for parameter, value, asked in self.recognitions(**params):
            if not known(asked):
                yield (
                    f"nothing stored is named {value!r}, given as {parameter.name!r};"
                    f" {parameter.text}"
                )

    def _pattern(self, parameter: Parameter, value: str | int | None) -> str:
        given = "" if value is None else str(value).strip()
        chosen = given or parameter.default
        if chosen is None:
            raise InputError(
                f"the query {self.name!r} needs a value for {parameter.name!r}: {parameter.text}"
            )
        if chosen == ANY == parameter.default:
            return ""
        return pattern(parameter.name, parameter.type, chosen)


@lru_cache(maxsize=1)
def named_queries() -> Mapping[str, NamedQuery]:
    """All named queries by name, in order of their names."""
    found = (
        parse(entry.name.removesuffix(".rq"), entry.read_text(encoding="utf-8"))
        for entry in files("caregraph.queries").iterdir()
        if entry.name.endswith(".rq")
    )
    return {query.name: query for query in sorted(found, key=lambda query: query.name)}


def named_query(name: str) -> NamedQuery:
    """The query of this name; raises ``UnknownName`` with what was probably meant."""
    queries = named_queries()
    if name not in queries:
        raise UnknownName("query", name, queries, "'caregraph query' lists them")
    return queries[name]


def parse(name: str, text: str) -> NamedQuery:
    """A query file's header read; raises ``InputError`` when it does not say what it answers."""
    header = list(_header(text.splitlines()))
    first = _SENTENCE.fullmatch(header[0]) if header else None
    if first is None or header[0].startswith("# param"):
        raise InputError(f"the query {name!r} opens with no '# sentence that says what it answers'")
    parameters = tuple(_parameter(name, line) for line in header[1:])
    return NamedQuery(name, first["text"], parameters, rebase(text))


def _header(lines: Iterable[str]) -> Iterator[str]:
    """The comment lines at the top, each joined with the further indented lines below it."""
    entry = ""
    for line in lines:
        if not line.startswith("#"):
            break
        continued = _CONTINUED.fullmatch(line)
        if continued and entry:
            entry += f" {continued['text']}"
            continue
        if entry:
            yield entry
        entry = line
    if entry:
        yield entry


def _parameter(query: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None:
        raise InputError(
            f"the query {query!r} describes a parameter as {line!r};"
            " write '# param NAME (TYPE, required): what it is' or '(TYPE, default VALUE)'"
        )
    return Parameter(match["name"], match["type"], match["text"], match["default"])
