"""Python's collector of garbage, kept from going again and again through what stays anyway."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@cache
def settle() -> None:
    """Take what is loaded so far as staying for good: word lists and patterns, mostly; once."""
    gc.collect()
    gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """No collecting while much is made that stays until the end, as a ledger is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
