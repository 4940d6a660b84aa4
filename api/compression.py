"""Answers packed as the client can unpack them: zstd or gzip, for what gets smaller by it."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable

from flask import Response, request
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_SMALLEST = 1_000
"""Bytes below which packing is not worth it."""

_LARGE = 1 << 20
"""Bytes from which gzip packs quickly rather than well."""

_PACKED = ("text/", "application/", "image/svg")


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 1 if len(body) > _LARGE else 6, mtime=0)


_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstd.compress(body, 3),
    "gzip": _gzip,
}
"""The codings, best first."""


def compress(response: Response) -> Response:
    """The response, packed if the client takes it so; its validator is weak, as for all forms."""
    kind = response.mimetype or ""
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return response
    if response.status_code == 200 and kind.startswith(_PACKED):
        response.vary.add("Accept-Encoding")
        body = response.get_data()
        coding = coding_for(request.headers.get("Accept-Encoding"), len(body))
        if coding:
            response.set_data(pack(body, coding))
            response.headers["Content-Encoding"] = coding
    return response


def pack(body: bytes, coding: str) -> bytes:
    """The body in one of the codings."""
    return _CODINGS[coding](body)


def coding_for(header: str | None, size: int) -> str | None:
    """The coding that the client likes best, among equals our best; none for what is small."""
    if not header or size < _SMALLEST:
        return None
    accepted = parse_accept_header(header)
    liked = max(_CODINGS, key=lambda coding: accepted.quality(coding))
    return liked if accepted.quality(liked) > 0 else None
