"""The app as each worker of the server makes it, from what ``serve`` left in the environment."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from .app import create_app
from .clients import UnderWay
from .direct import MOST_BODY, Direct
from .gateway import Gateway
from .housekeeping import COPIES, RATES, WRITES
from .lookups import Lookups
from .observing import LOG
from .pool import Pool
from .rate import Rate
from .settings import settings
from .shared import Following
from .snapshots import Snapshots
from .writing import KeeperWriter

_THREADS = 8
"""Requests that one worker answers at a time; more than run queries: pages go on."""


def app() -> Gateway:
    """The app with its pool of query processes, following the copies that the keeper makes."""
    chosen = settings(os.environ)
    snapshots = Snapshots(Path(os.environ[COPIES]))
    folder = snapshots.current()
    assert folder is not None
    pool = Pool(
        folder, chosen.limits, workers=chosen.query_workers, of_one_client=chosen.client_queries
    )
    rate = Rate(Path(os.environ[RATES]), chosen.requests_a_minute) if RATES in os.environ else None
    if not chosen.quiet:
        _log_requests()
    address = os.environ.get(WRITES)
    writer = KeeperWriter(Path(address), chosen.write_seconds) if address else None
    source = Following(snapshots, pool, writer, chosen)
    flask = create_app(source=source, settings=chosen, rate=rate)

    def most_body(authorization: str | None) -> int:
        return chosen.write_size if chosen.tokens.allow(authorization) else MOST_BODY

    return Gateway(
        flask,
        direct=Direct(pool, Lookups(source, chosen.limits), snapshots, chosen, rate),
        threads=_THREADS,
        seconds=chosen.client_seconds,
        most_body=most_body,
        under_way=UnderWay(chosen.client_requests),
        proxies=chosen.proxies,
        hosts=chosen.hosts,
        ended=pool.close,
    )


def _log_requests() -> None:
    """One line for each request on the error output, whatever else is logged there."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
