"""For those who run the service: is it alive, can it answer, and what has it done."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from .metrics import CONTENT_TYPE, exposition
from .problems import Problem
from .shared import shared

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@blueprint.get("/health/ready")
def ready() -> Response:
    """Whether the store can be read."""
    try:
        next(iter(shared().store.engine.quads_for_pattern(None, None, None)), None)
    except (AssertionError, OSError) as error:
        raise Problem(503, "not-ready", "the store can't be read") from error
    return _uncached(jsonify(status="ok"))


@blueprint.get("/health/live")
def live() -> Response:
    """Whether the process answers at all: it asks nothing else."""
    return _uncached(jsonify(status="ok"))


@blueprint.get("/metrics")
def metrics() -> Response:
    """The counts of all workers."""
    return _uncached(Response(exposition(), content_type=CONTENT_TYPE))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
