"""A large answer handed over as its client takes it.

The server's own stream takes everything at once and keeps it until it is sent, so that clients who
don't read fill its memory. What it reads from a file it reads as the client takes it: so it is
given the reading end of a pipe, and here is known how much has been taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sys
from collections.abc import Callable

_PIPE = 1 << 17
SMALLEST = 1 << 18 if sys.platform == "linux" else sys.maxsize
"""Bytes below which an answer is not worth a pipe, more than a pipe holds; Linux alone lets a pipe
be opened by another."""


async def send(data: bytes, respond: Callable[[str], None], seconds: float) -> bool:
    """Write the data into a pipe whose path ``respond`` tells the server; whether all was taken.

    ``seconds`` are for each piece. Where it breaks off the connection does: fewer bytes than the
    answer's header says have come.
    """
    read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    with contextlib.suppress(OSError):
        fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, _PIPE)
    opened = [read_end]
    rest = memoryview(data)
    try:
        respond(f"/proc/self/fd/{read_end}")
        while rest:
            try:
                rest = rest[os.write(write_end, rest) :]
            except BlockingIOError:
                if not await _has_room(write_end, seconds):
                    return False
                # The server has read, so it has opened its own end: if that closes, we are told.
                while opened:
                    os.close(opened.pop())
    except BrokenPipeError:
        return False
    finally:
        for end in (*opened, write_end):
            os.close(end)
    return True


async def _has_room(pipe: int, seconds: float) -> bool:
    """Wait until the pipe takes more, or has no reader; false where that takes too long.

    No error tells that it was late: it would hold on to the answer until garbage is collected.
    """
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[bool] = loop.create_future()

    def found(has_room: bool) -> None:
        if not ready.done():
            ready.set_result(has_room)

    loop.add_writer(pipe, found, True)
    timer = loop.call_later(seconds, found, False)
    try:
        return await ready
    finally:
        timer.cancel()
        loop.remove_writer(pipe)
