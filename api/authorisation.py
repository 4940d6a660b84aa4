"""Whether the request at hand may write: only where tokens are set, and with one of them."""

from __future__ import annotations

from flask import request

from .problems import Problem, Refused
from .shared import shared
from .writing import Writer


def writer_for_request() -> Writer:
    """What makes the request's change; refuses those who may not write, saying why."""
    state = shared()
    if state.writer is None or not state.settings.tokens:
        raise Refused("this endpoint only reads: updates are refused")
    if not state.settings.tokens.allow(request.headers.get("Authorization")):
        problem = Problem(401, "unauthorized", "writing needs a token: 'Authorization: Bearer …'")
        problem.headers["WWW-Authenticate"] = 'Bearer realm="caregraph", Basic realm="caregraph"'
        raise problem
    return state.writer
