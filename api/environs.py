"""A request as WSGI tells it, from granian's own interface."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from .direct import HEADERS_SIZE


def _as_wsgi_has_it(path: str) -> str:
    """A path's bytes, each as a character."""
    if path.isascii() and "%" not in path:
        return path
    return unquote_to_bytes(path).decode("latin-1")


def environ_of(scope: Any) -> dict[str, Any]:
    """A request as WSGI tells it."""
    host, _, port = (scope.server or "").rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_wsgi_has_it(scope.path),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    size = 0
    for name, value in scope.headers.items():
        size += len(name) + len(value)
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ[HEADERS_SIZE] = size
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ
