"""Who asks: a client's address behind proxies, and how many requests of each are under way."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any


def client_of(environ: dict[str, Any], proxies: int) -> str:
    """The client's address, behind as many proxies as hold."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else []
    address: str = told[-proxies] if len(told) >= proxies > 0 else environ["REMOTE_ADDR"]
    return address.strip()


@lru_cache(maxsize=4096)
def network(client: str) -> str:
    """An address as one client: of IPv6 the network that one household or host gets."""
    try:
        address = ipaddress.ip_address(client.strip("[]"))
    except ValueError:
        return client
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


class UnderWay:
    """The requests of each client that are being sent, worked on or answered; so many at most."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count: dict[str, int] = {}

    def enter(self, client: str) -> bool:
        """One more of the client, if it may have more."""
        count = self._count.get(client, 0)
        if count >= self._most:
            return False
        self._count[client] = count + 1
        return True

    def leave(self, client: str) -> None:
        """One of the client's has ended."""
        count = self._count.pop(client) - 1
        if count:
            self._count[client] = count
