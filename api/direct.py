"""Queries answered from the gateway's loop, without the app: what most requests to a store are.

Lookups it answers itself; the rest is for the processes that run queries.

Whatever is not a plain query with a plain answer goes to the app, and so does every problem; what
is answered here is limited, counted and logged as it is there, and carries the same headers.
"""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..graph.errors import CaregraphError
from ..graph.outside import calls_outside
from .abandonment import Client
from .admission import is_repeatable
from .clients import client_of
from .compression import coding_for, pack
from .evaluation import Answer, Request
from .lookups import Lookups
from .metrics import count_query, count_request
from .negotiation import Form, wants_page
from .observing import COUNTED, log_request, request_id
from .pool import Pool
from .problems import Problem, as_problem
from .protocol import FORM, QUERY, Pairs, decoded, pairs_in, query_in, values
from .rate import Rate
from .settings import Settings
from .shared import tag_of
from .snapshots import Snapshots
from .standing_headers import CORS, CUT, REQUEST_ID, SECURITY

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

MOST_BODY = 1 << 20
MOST_ADDRESS = 32 << 10
MOST_HEADERS = 32 << 10
HEADERS_SIZE = "caregraph.headers"
"""Where the gateway says how large a request's headers are together."""

_PATHS = frozenset({"/sparql", "/sparql/"})
_FOR_THE_APP = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_CONTENT_ENCODING"})
_SLOW_TO_PACK = 64 << 10
_STANDING = [(name.lower(), value) for name, value in {**SECURITY, **CORS}.items()]


class Direct:
    """Answers queries from the pool's workers, about the newest copy of the store."""

    def __init__(
        self,
        pool: Pool,
        lookups: Lookups,
        snapshots: Snapshots,
        chosen: Settings,
        rate: Rate | None,
    ) -> None:
        self._pool = pool
        self._lookups = lookups
        self._snapshots = snapshots
        self._chosen = chosen
        self._rate = rate

    async def answer(
        self, environ: Environ, body: bytes, client: Client
    ) -> tuple[int, Headers, bytes] | None:
        """The answer to a request; ``None`` for what is the app's. Raises ``Problem``."""
        begun = time.perf_counter()
        asked = _query(environ, body)
        folder = self._snapshots.current()
        federated = self._chosen.service_hosts and asked and calls_outside(asked.text)
        if asked is None or federated or folder is None or not self._may(environ):
            return None
        answer = await self._ask(asked, client, folder)
        headers, data = await _packed(environ, answer)
        name = request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        headers.append((REQUEST_ID.lower(), name))
        headers.append(("etag", f'W/"{tag_of(folder.name, self._pool.limits, asked)}"'))
        self._observe(environ, name, len(data), time.perf_counter() - begun, asked)
        return 200, headers, data

    def _may(self, environ: Environ) -> bool:
        """Count the request; whether its client may make it."""
        if self._rate is None:
            return True
        if self._rate.wait(client_of(environ, self._chosen.proxies)) > 0:
            return False
        environ[COUNTED] = True
        return True

    async def _ask(self, asked: Request, client: Client, folder: Path) -> Answer:
        try:
            answer = self._lookups.answer(asked, folder)
            if answer is None:
                answer = await self._pool.ask_soon(asked, client, folder)
        except CaregraphError as error:
            problem = as_problem(error)
            count_query(problem.kind)
            raise problem from error
        count_query("cut" if answer.cut else "answered")
        return answer

    def _observe(
        self, environ: Environ, name: str, size: int, seconds: float, asked: Request
    ) -> None:
        method = environ["REQUEST_METHOD"]
        count_request("sparql.sparql", method, 200, seconds)
        query = asked.text if self._chosen.log_queries else None
        client, path = client_of(environ, self._chosen.proxies), environ["PATH_INFO"]
        log_request(name, client, method, path, 200, size, seconds, query)


def _query(environ: Environ, body: bytes) -> Request | None:
    """The query of a request that has one and nothing else that counts."""
    method = environ["REQUEST_METHOD"]
    if environ["PATH_INFO"] not in _PATHS or method not in ("GET", "POST"):
        return None
    if not _FOR_THE_APP.isdisjoint(environ) or not _is_small(environ, body):
        return None
    accept = environ.get("HTTP_ACCEPT")
    try:
        pairs = pairs_in(environ["QUERY_STRING"].encode("latin-1"), "the address")
        if method == "POST":
            pairs += _pairs_of_body(environ.get("CONTENT_TYPE", "").lower(), body)
        asked = query_in(pairs, method, accept)
    except (Problem, ValueError):
        return None
    if asked is None or values(pairs, "update") or not is_repeatable(asked.text):
        return None
    return None if wants_page(accept, asked.named) else asked


def _pairs_of_body(kind: str, body: bytes) -> Pairs:
    if kind == QUERY:
        return [("query", decoded(body, "the query"))]
    if kind == FORM:
        return pairs_in(body, "the form")
    raise ValueError(kind)


def _is_small(environ: Environ, body: bytes) -> bool:
    address = len(environ["QUERY_STRING"]) + len(environ["PATH_INFO"])
    return (
        address <= MOST_ADDRESS and environ[HEADERS_SIZE] <= MOST_HEADERS and len(body) <= MOST_BODY
    )


async def _packed(environ: Environ, answer: Answer) -> tuple[Headers, bytes]:
    """The body as the client takes it, with the headers that say so."""
    headers = [*_headers_of(answer.form)]
    if answer.cut:
        headers.append((CUT.lower(), answer.cut))
    body = answer.body
    coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING"), len(body))
    if coding:
        headers.append(("content-encoding", coding))
        if len(body) < _SLOW_TO_PACK:
            body = pack(body, coding)
        else:
            body = await asyncio.to_thread(pack, body, coding)
    headers.append(("content-length", str(len(body))))
    return headers, body


@lru_cache(maxsize=16)
def _headers_of(form: Form) -> Headers:
    """What every answer in the form carries."""
    vary = ("vary", "Accept, Accept-Encoding")
    return [*_STANDING, ("content-type", form.content_type), vary]
