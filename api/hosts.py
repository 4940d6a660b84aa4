"""The name by which a request calls this service: it goes into addresses that answers hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .problems import Problem

_HOST = re.compile(
    r"([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)


def host_problem(
    environ: Mapping[str, Any], hosts: Collection[str], hops: int = 0
) -> Problem | None:
    """What is wrong with the name, if anything is; ``hops`` proxies may tell the one meant."""
    told = environ.get("HTTP_X_FORWARDED_HOST", "").split(",") if hops else []
    host = told[-hops].strip() if len(told) >= hops > 0 else environ.get("HTTP_HOST")
    if host is None:
        if environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
            return None
        return Problem(400, "bad-request", "a request names one host, in its header 'Host'")
    found = _HOST.fullmatch(host)
    if found is None:
        return Problem(400, "bad-request", f"the host {host[:100]!r} is no 'name' or 'name:port'")
    if hosts and not {found[0].lower(), found[1].lower().strip("[]")} & set(hosts):
        return Problem(400, "bad-request", f"this service is not called {host!r}")
    return None
