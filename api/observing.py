"""Each request gets an id, is counted and logged as a line of JSON, and may be told to slow down.

The log has the path of a request and never its query, its body or its tokens, unless the setting
``CAREGRAPH_LOG_QUERIES`` asks for the text of queries.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
import time

from flask import Flask, Response, g, request

from .metrics import count_request
from .problems import Problem
from .rate import Rate
from .settings import Settings
from .standing_headers import REQUEST_ID

LOG = logging.getLogger("caregraph.requests")

COUNTED = "caregraph.counted"
"""Set in a request's environment where its client's requests are counted already."""

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_UNLIMITED = ("/health", "/metrics")
_LONGEST_QUERY = 10_000


def observe(app: Flask, chosen: Settings, rate: Rate | None) -> None:
    """Watch all requests of the app. To be called before anything else looks at a request."""

    def begin() -> None:
        g.begun = time.perf_counter()
        g.request_id = request_id(request.headers.get(REQUEST_ID, ""))
        counted = COUNTED in request.environ or request.path.startswith(_UNLIMITED)
        if rate is not None and not counted:
            _slow_down(rate.wait(request.remote_addr or ""))

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.begun
        response.headers[REQUEST_ID] = g.request_id
        count_request(request.endpoint, request.method, response.status_code, seconds)
        query = g.get("query_text") if chosen.log_queries else None
        log_request(
            g.request_id,
            request.remote_addr,
            request.method,
            request.path,
            response.status_code,
            response.content_length,
            seconds,
            query,
        )
        return response

    app.before_request(begin)
    app.after_request(end)


def _slow_down(seconds: float) -> None:
    if seconds > 0:
        problem = Problem(
            429, "too-many-requests", f"too many requests; try again in {seconds:.0f} seconds"
        )
        problem.headers["Retry-After"] = str(math.ceil(seconds))
        raise problem


def request_id(given: str) -> str:
    """What to call a request: the name given if it is short and plain, else a new one."""
    return given if _ID.fullmatch(given) else os.urandom(16).hex()


def log_request(
    name: str,
    client: str | None,
    method: str,
    path: str,
    status: int,
    size: int | None,
    seconds: float,
    query: str | None,
) -> None:
    """One line of JSON for one request; ``query`` is its text where that is to be logged."""
    if not LOG.isEnabledFor(logging.INFO):
        return
    members = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "id": name,
        "client": client,
        "method": method,
        "path": path,
        "status": status,
        "bytes": size,
        "ms": round(seconds * 1000, 1),
    }
    if query is not None:
        members["query"] = query[:_LONGEST_QUERY]
    LOG.info(json.dumps(members))
