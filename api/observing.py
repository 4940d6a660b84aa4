"""Each request gets an id, is counted and logged as a line of JSON, and may be told to slow down.

The log has the path of a request and never its query, its body or its tokens, unless the setting
``CAREGRAPH_LOG_QUERIES`` asks for the text of queries.
"""

from __future__ import annotations

import json
import logging
import math
import re
import time
import uuid

from flask import Flask, Response, g, request

from .metrics import count_request
from .problems import Problem
from .rate import Rate
from .settings import Settings

ID_HEADER = "X-Request-Id"
LOG = logging.getLogger("caregraph.requests")

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_UNLIMITED = ("/health", "/metrics")
_LONGEST_QUERY = 10_000


def observe(app: Flask, chosen: Settings, rate: Rate | None) -> None:
    """Watch all requests of the app. To be called before anything else looks at a request."""

    def begin() -> None:
        g.begun = time.perf_counter()
        given = request.headers.get(ID_HEADER, "")
        g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        if rate is not None and not request.path.startswith(_UNLIMITED):
            _slow_down(rate.wait(request.remote_addr or ""))

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.begun
        response.headers[ID_HEADER] = g.request_id
        count_request(request.endpoint, request.method, response.status_code, seconds)
        if LOG.isEnabledFor(logging.INFO):
            LOG.info(_line(response, seconds, with_query=bool(chosen.log_queries)))
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


def _line(response: Response, seconds: float, *, with_query: bool) -> str:
    members = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "id": g.request_id,
        "client": request.remote_addr,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "bytes": response.content_length,
        "ms": round(seconds * 1000, 1),
    }
    if with_query and "query_text" in g:
        members["query"] = g.query_text[:_LONGEST_QUERY]
    return json.dumps(members)
