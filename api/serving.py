"""``caregraph serve``: granian's workers over frozen copies of one store, and its keeper."""

from __future__ import annotations

import os
import resource
import socket
from pathlib import Path

import click

from ..graph.errors import InputError
from ..graph.store import Store
from .housekeeping import housekeeping
from .settings import settings

_CONNECTIONS = 1024
"""Connections that one worker keeps, also those on which nothing happens: while it has so many it
accepts no other, so slow clients must not come near it. What they may cost is limited elsewhere."""

_LAST_REQUESTS = 10
"""Seconds that requests under way have to end once the server is told to stop."""

_TRY = (
    ("the newest articles with their facts marked", "{site}/articles"),
    ("what a trust improved in, by which sentence", "{site}/queries/improvements?organisation=RNA"),
    ("a trust as Turtle", "curl -L -H 'Accept: text/turtle' {site}/organisation/RNA"),
)


def serve(
    store_path: str | Path, host: str = "127.0.0.1", port: int = 8000, workers: int = 2
) -> None:
    """Serve the store until interrupted; raises ``InputError`` when the port is taken.

    A build that changes the store meanwhile is picked up; no request is lost by it.
    """
    chosen = settings(os.environ)
    Store.open(store_path, read_only=True).close()
    _check_port(host, port)
    with housekeeping(Path(store_path).resolve(), chosen):
        _announce(f"http://{_host_in_address(host)}:{port}")
        _run(host, port, workers, chosen.client_seconds)


def _run(host: str, port: int, workers: int, client_seconds: float) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    server = Granian(
        f"{__package__}.serving_worker:app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=_connections(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=int(client_seconds * 1000)),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=_LAST_REQUESTS,
    )
    server.serve()


def _connections() -> int:
    """As many as we like, and as the system lets a process hold; a large answer takes two more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * _CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return _CONNECTIONS if soft == resource.RLIM_INFINITY else min(_CONNECTIONS, soft // 4)


def _check_port(host: str, port: int) -> None:
    """Find out that the port is taken before workers start and fail one by one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"can't listen on {host!r} port {port!r}: {(error.strerror or str(error)).lower()};"
                " choose another with --port"
            ) from error


def _announce(site: str) -> None:
    click.echo(f"caregraph is at {site}  (Ctrl-C ends it)\n\nThree things to try:")
    for words, address in _TRY:
        click.echo(f"  {words}\n    {address.format(site=site)}")


def _host_in_address(host: str) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"[{named}]" if ":" in named and not named.startswith("[") else named
