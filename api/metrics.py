"""What the service counts, in Prometheus' words; the workers' counts are added up.

The client library decides when it is imported whether counts are shared, so that the process that
starts the workers must not import this before it has set ``SHARED_COUNTS``.
"""

from __future__ import annotations

import os
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

from .settings import SHARED_COUNTS

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

REQUESTS = Counter(
    "caregraph_requests", "Requests answered", ["endpoint", "method", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "caregraph_request_seconds",
    "Seconds that answering a request took",
    ["endpoint"],
    buckets=_BUCKETS,
)
QUERIES = Counter("caregraph_queries", "Queries by what came of them", ["outcome"])


def count_request(endpoint: str | None, method: str, status: int, seconds: float) -> None:
    """Count one request; labels are of few values, whatever clients send."""
    where = endpoint or "none"
    how = method if method in _METHODS else "other"
    requests, took = _counted(where, how, status)
    requests.inc()
    took.observe(seconds)


@cache
def _counted(where: str, how: str, status: int) -> tuple[Counter, Histogram]:
    """What counts such requests, looked up once."""
    return REQUESTS.labels(where, how, str(status)), SECONDS.labels(where)


def count_query(outcome: str) -> None:
    """Count one query by what came of it: answered, cut, or the kind of problem."""
    _come_of(outcome).inc()


@cache
def _come_of(outcome: str) -> Counter:
    return QUERIES.labels(outcome)


def exposition() -> bytes:
    """All counts in the text format."""
    if SHARED_COUNTS not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
