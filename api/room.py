"""Room for bodies and answers that clients send or take slowly: what one process may hold."""

from __future__ import annotations


class Room:
    """So many bytes; what alone is larger than all of them still gets in when nothing else is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    def take(self, size: int) -> bool:
        """Take room for so many bytes; false where there is not enough."""
        if size and self._taken and self._taken + size > self._most:
            return False
        self._taken += size
        return True

    def give_back(self, size: int) -> None:
        """Those bytes are gone."""
        self._taken -= size
