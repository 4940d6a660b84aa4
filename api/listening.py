"""The sockets on which a worker of the server listens, and what connections inherit from them."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator


def drop_stuck_clients(seconds: float) -> int:
    """End connections whose client takes nothing for so long; how many sockets were told.

    The server itself waits for them without end. Linux alone does it, which takes what is set on a
    listening socket for all its connections; elsewhere there is nothing to tell, as if it were.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return 1
    told = 0
    for listener in _listeners():
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
        told += 1
    return told


def _listeners() -> Iterator[socket.socket]:
    """Those of this process, whoever opened them."""
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(name))) as found:
            if found.family != socket.AF_UNIX and found.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                yield found
