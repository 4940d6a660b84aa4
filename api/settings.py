"""What the environment can set of the service, each with its default and what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ..graph.errors import InputError
from .evaluation import Limits
from .tokens import NO_TOKENS, Tokens

_MEGABYTE, _KILOBYTE = 1 << 20, 1 << 10
_SHORTEST = 0.1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a query may cost, how many run at a time, who may write, and who is served how."""

    limits: Limits = field(default_factory=Limits)
    query_workers: int = 2
    tokens: Tokens = NO_TOKENS
    write_seconds: float = 60
    write_size: int = 64 * _MEGABYTE
    client_seconds: float = 20
    article_size: int = 256 * _KILOBYTE
    requests_a_minute: int = 0
    client_requests: int = 256
    client_queries: int = 0
    proxies: int = 0
    quiet: int = 0
    log_queries: int = 0
    service_hosts: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Setting:
    """One variable of the environment: what it sets, its unit, and what it means."""

    name: str
    sets: str
    unit: int
    text: str


SETTINGS = (
    _Setting("CAREGRAPH_QUERY_SECONDS", "seconds", 1, "seconds that a query may take"),
    _Setting("CAREGRAPH_QUERY_MEGABYTES", "memory", _MEGABYTE, "memory that a query may take"),
    _Setting("CAREGRAPH_QUERY_ROWS", "rows", 1, "rows or triples of an answer"),
    _Setting("CAREGRAPH_ANSWER_MEGABYTES", "size", _MEGABYTE, "size of an answer"),
    _Setting(
        "CAREGRAPH_QUERY_WORKERS", "query_workers", 1, "processes that run queries, for each worker"
    ),
    _Setting("CAREGRAPH_WRITE_SECONDS", "write_seconds", 1, "seconds that a write may take"),
    _Setting("CAREGRAPH_WRITE_MEGABYTES", "write_size", _MEGABYTE, "size of an update or a graph"),
    _Setting(
        "CAREGRAPH_CLIENT_SECONDS",
        "client_seconds",
        1,
        "seconds that a client may take to send its request, or to take a piece of its answer",
    ),
    _Setting(
        "CAREGRAPH_ARTICLE_KILOBYTES", "article_size", _KILOBYTE, "size of a text sent to /facts"
    ),
    _Setting(
        "CAREGRAPH_REQUESTS_A_MINUTE",
        "requests_a_minute",
        1,
        "requests of one client in a minute; unset: any number",
    ),
    _Setting(
        "CAREGRAPH_CLIENT_REQUESTS",
        "client_requests",
        1,
        "requests of one client under way at a time, in each worker",
    ),
    _Setting(
        "CAREGRAPH_CLIENT_QUERIES",
        "client_queries",
        1,
        "queries of one client that run at a time, in each worker; unset: as many as there are",
    ),
    _Setting("CAREGRAPH_PROXIES", "proxies", 1, "proxies in front whose X-Forwarded headers hold"),
    _Setting(
        "CAREGRAPH_QUIET", "quiet", 1, "1 writes no line for each request to the error output"
    ),
    _Setting("CAREGRAPH_LOG_QUERIES", "log_queries", 1, "1 puts the queries' text in those lines"),
)
"""All settings that are numbers; the store's is ``CAREGRAPH_STORE``."""

TOKEN, TOKEN_FILE = "CAREGRAPH_WRITE_TOKEN", "CAREGRAPH_WRITE_TOKEN_FILE"
"""The settings that let clients write: a token, or a file with one on each line."""

SERVICE_HOSTS = "CAREGRAPH_SERVICE_HOSTS"
"""The setting that lists the hosts which a query may ask by SERVICE; none unless set."""

HOSTS = "CAREGRAPH_HOSTS"
"""The setting that lists the names this service is called by; any well-formed one unless set."""

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where a server's workers leave their counts for each other; set before they count."""

_LIMITS = frozenset(limit.name for limit in fields(Limits))


def settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment; raises ``InputError`` for a value that can't be one."""
    found = Settings(
        tokens=_tokens(environment),
        service_hosts=_hosts(environment, SERVICE_HOSTS),
        hosts=_hosts(environment, HOSTS),
    )
    for setting in SETTINGS:
        text = environment.get(setting.name, "").strip()
        if text:
            read = _seconds if setting.name.endswith("_SECONDS") else _whole
            found = _with(found, setting, read(setting.name, text) * setting.unit)
    return found


def _with(found: Settings, setting: _Setting, number: float) -> Settings:
    change: dict[str, Any] = {setting.sets: number}
    if setting.sets in _LIMITS:
        return replace(found, limits=replace(found.limits, **change))
    return _replaced(found, change)


def _replaced(found: Settings, change: Mapping[str, Any]) -> Settings:
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return Settings(**{**values, **change})


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 10**6 and len(text) < 8):
        raise InputError(f"the setting {name} is {text!r}; give a whole number from 1 to 1000000")
    return int(text)


def _seconds(name: str, text: str) -> float:
    """Seconds, of which a part can be given: ``0.5``."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text) or float(text) < _SHORTEST:
        raise InputError(
            f"the setting {name} is {text!r}; give seconds from {_SHORTEST:g} to 999999, such as 10"
            " or 0.5"
        )
    return float(text)


def _hosts(environment: Mapping[str, str], setting: str) -> frozenset[str]:
    names = environment.get(setting, "").replace(",", " ").lower().split()
    for name in names:
        if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?|[0-9a-f:]+", name):
            raise InputError(
                f"the setting {setting} has {name!r}; give hosts such as 'query.wikidata.org'"
                " or 'localhost:8890'"
            )
    return frozenset(names)


def _tokens(environment: Mapping[str, str]) -> Tokens:
    lines = [environment.get(TOKEN, "")]
    path = environment.get(TOKEN_FILE, "")
    if path:
        try:
            lines += Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"the file {path!r} that {TOKEN_FILE} names can't be read") from error
    return Tokens.of(lines)
