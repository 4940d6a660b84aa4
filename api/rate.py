"""How many requests one client may make: counted for all workers together, in shared memory."""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from pathlib import Path

from .clients import network

_ENTRY = struct.Struct("dd")
_ENTRIES = 1 << 16
_BURST = 0.25
"""The part of a minute's requests that may come at once."""


class Rate:
    """A bucket for each client, filled evenly over the minute; a request takes one from it.

    The buckets lie in a table by a hash of the client's address that is keyed with the table's own
    secret, so that nobody can choose whose bucket to share.
    """

    def __init__(self, table: Path, a_minute: int) -> None:
        self._full = max(1.0, a_minute * _BURST)
        self._a_second = a_minute / 60
        self._file = os.open(table, os.O_RDWR)
        self._map = mmap.mmap(self._file, 0)
        self._secret = self._map[: _ENTRY.size]

    def wait(self, client: str) -> float:
        """Take a request from the client's bucket; the seconds until there is one if it's empty."""
        place = self._place(client)
        now = time.time()
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            before, at = _ENTRY.unpack_from(self._map, place)
            spent: float = max(0.0, before - (now - at) * self._a_second)
            if spent + 1 > self._full:
                return (spent + 1 - self._full) / self._a_second
            _ENTRY.pack_into(self._map, place, spent + 1, now)
            return 0.0
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _place(self, client: str) -> int:
        digest = hashlib.blake2b(network(client).encode(), key=self._secret, digest_size=8)
        entry = int.from_bytes(digest.digest(), "big") % _ENTRIES
        return _ENTRY.size * (entry + 1)


def make_table(path: Path, secret: bytes) -> None:
    """An empty table, its first entry the secret."""
    path.write_bytes(secret[:16].ljust(16, b"\0") + bytes(_ENTRY.size * _ENTRIES))
