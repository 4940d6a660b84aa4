"""Large answers as clients take them: whole, broken off, or never."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import pytest

from caregraph.api import pipes

DATA = bytes(range(256)) * 8_000

if len(DATA) < pipes.SMALLEST:
    pytest.skip("pipes are opened anew on Linux alone", allow_module_level=True)


def send(read: Callable[[str], int], seconds: float = 10) -> tuple[bool, int]:
    """Whether all was taken, and how much a reader of the path took."""

    async def run() -> tuple[bool, int]:
        paths: list[str] = []
        sending = asyncio.ensure_future(pipes.send(DATA, paths.append, seconds))
        await asyncio.sleep(0)
        reading = asyncio.ensure_future(asyncio.to_thread(read, paths[0]))
        return await asyncio.wait_for(sending, 20), await reading

    before = len(os.listdir("/proc/self/fd"))
    try:
        return asyncio.run(run())
    finally:
        assert len(os.listdir("/proc/self/fd")) == before, "all ends are closed"


def test_an_answer_comes_whole() -> None:
    def read(path: str) -> int:
        with open(path, "rb") as file:
            found = file.read()
        assert found == DATA
        return len(found)

    assert send(read) == (True, len(DATA))


def test_a_reader_who_leaves_ends_it() -> None:
    def read(path: str) -> int:
        with open(path, "rb", buffering=0) as file:
            return len(file.read(60_000))

    assert send(read) == (False, 60_000)


def test_a_reader_who_takes_nothing_ends_it() -> None:
    assert send(lambda _: 0, seconds=0.1) == (False, 0)
