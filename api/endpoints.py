"""Another SPARQL endpoint asked over HTTP: one whose host the settings list, and no other.

A name that leads to an address of a private network is not asked, whatever list it is on: an
address is asked only if it is public, or if the list has it as an address. It is looked up once and
the connection made to what was found; redirects, proxies and packed answers are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlencode, urlsplit

import pyoxigraph as ox

from .problems import Problem, Refused

MOST_BYTES = 4 << 20
"""Size of an answer from elsewhere."""

_JSON = "application/sparql-results+json"
_PORTS = {"http": 80, "https": 443}


def ask_endpoint(
    address: str, query: str, hosts: Collection[str], seconds: float
) -> tuple[list[ox.Variable], list[ox.QuerySolution]]:
    """The variables and rows that a SELECT is answered.

    Raises ``Refused`` for a host that isn't listed, else ``Problem``.
    """
    parts = _listed(address, hosts)
    try:
        with closing(_connection(parts, hosts, seconds)) as connection:
            body = _exchange(connection, parts, query, seconds)
        answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(answer, ox.QuerySolutions):
            return answer.variables, list(answer)
    except (OSError, HTTPException, SyntaxError, ValueError) as error:
        raise _unanswered(address, str(error) or type(error).__name__) from error
    raise _unanswered(address, "its answer is no table")


def _unanswered(address: str, why: str) -> Problem:
    return Problem(502, "endpoint-failed", f"the endpoint <{address}> gave no answer: {why}")


def _listed(address: str, hosts: Collection[str]) -> SplitResult:
    try:
        parts = urlsplit(address)
        if _names(parts) & set(hosts):
            return parts
    except ValueError:
        pass
    raise Refused(
        f"SERVICE <{address}> is refused: this endpoint asks {', '.join(sorted(hosts))} alone"
    )


def _names(parts: SplitResult) -> set[str]:
    """What a list may call the host of an address; nothing where the address is an odd one."""
    if parts.scheme not in _PORTS or "@" in parts.netloc or parts.hostname is None:
        return set()
    return {parts.hostname, f"{parts.hostname}:{_port(parts)}"}


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _connection(parts: SplitResult, hosts: Collection[str], seconds: float) -> HTTPConnection:
    """A connection to an address that may be asked; made here, so that it is that address."""
    host = parts.hostname or ""
    found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        # One listed as it is was meant, wherever it is; a name may lead anywhere.
        if address != host and not ipaddress.ip_address(address).is_global:
            raise OSError(f"{host!r} leads to {address}, which is in no public network")
    connection = HTTPConnection(host, _port(parts), timeout=seconds)
    reached = socket.create_connection((addresses[0], _port(parts)), timeout=seconds)
    if parts.scheme == "https":
        reached = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
    connection.sock = reached
    return connection


def _exchange(connection: HTTPConnection, parts: SplitResult, query: str, seconds: float) -> bytes:
    """The answer's body, all of it within the time: what drips in is cut off."""
    timer = threading.Timer(seconds, connection.sock.shutdown, [socket.SHUT_RDWR])
    timer.daemon = True
    timer.start()
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _JSON}
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, urlencode({"query": query}), kind)
        response = connection.getresponse()
        if response.status != 200:
            raise HTTPException(f"it answered with status {response.status}")
        body = response.read(MOST_BYTES + 1)
    finally:
        timer.cancel()
    if len(body) > MOST_BYTES:
        raise HTTPException(f"its answer has more than {MOST_BYTES} bytes")
    return body
