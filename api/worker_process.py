"""A process that runs queries, seen from the service: work goes in, its answer or end comes out.

Threads and the gateway's event loop use the same processes, so there are two ways to wait for an
answer. What goes wrong on the way, short of a plain refusal, ends the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
import weakref
from dataclasses import asdict
from pathlib import Path

from ..graph.errors import StoreError
from .evaluation import Limits
from .problems import LimitReached, Problem
from .settings import TOKEN, TOKEN_FILE
from .wire import SPENT, Frames
from .worker import OUT_OF_MEMORY

_log = logging.getLogger(__name__)
_START = 30.0
"""Seconds a new worker may take to open the store."""
_PIPE = 1 << 20
_CHUNK = 1 << 16
_ANSWER = 3
"""Frames of an answer: what it is, its body, and whether the worker is spent."""


def _environment() -> dict[str, str]:
    """Ours, but for what a process that runs strangers' queries needn't know."""
    kept = {name: value for name, value in os.environ.items() if name not in (TOKEN, TOKEN_FILE)}
    return {**kept, "RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}


class Worker:
    """One process for one piece of work at a time."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._ready = self._killed = False
        self._frames = Frames()
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"{__package__}.worker",
                str(path),
                json.dumps(asdict(limits)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
        )
        weakref.finalize(self, self._process.kill)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout.fileno()
        os.set_blocking(self._output, False)
        with contextlib.suppress(AttributeError, OSError):
            fcntl.fcntl(self._output, fcntl.F_SETPIPE_SZ, _PIPE)

    def exchange(self, work: bytes) -> tuple[bytes, bytes]:
        """Give it the work and wait; what its answer is, and the body."""
        try:
            if not self._ready:
                self._await(1, _START)
                self._ready = True
            self._write(work)
            head, body, spent = self._await(_ANSWER, self._limits.seconds)
        except BaseException as error:
            raise self._failure(error) from None
        if spent == SPENT:
            self.end()
        return head, body

    async def exchange_soon(self, work: bytes) -> tuple[bytes, bytes]:
        """The same in an event loop, which does other things meanwhile."""
        loop = asyncio.get_running_loop()
        try:
            if not self._ready:
                await self._await_soon(loop, 1, _START)
                self._ready = True
            self._write(work)
            head, body, spent = await self._await_soon(loop, _ANSWER, self._limits.seconds)
        except (TimeoutError, EOFError) as error:
            # It waits until the process is gone, which takes a while if it had much memory.
            raise await loop.run_in_executor(None, self._failure, error) from None
        except BaseException:
            self.kill()
            raise
        if spent == SPENT:
            self.kill()
        return head, body

    def kill(self) -> None:
        """End the process, without waiting until it is gone."""
        self._killed = True
        self._process.kill()

    def alive(self) -> bool:
        """Whether it can take more work."""
        return not self._killed and self._process.poll() is None

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _write(self, work: bytes) -> None:
        try:
            self._input.write(work)
        except BrokenPipeError:
            raise EOFError from None

    def _await(self, count: int, seconds: float) -> list[bytes]:
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        while True:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            found = self._read(count)
            if found is not None:
                return found

    async def _await_soon(
        self, loop: asyncio.AbstractEventLoop, count: int, seconds: float
    ) -> list[bytes]:
        came: asyncio.Future[list[bytes]] = loop.create_future()

        def more() -> None:
            try:
                found = self._read(count)
            except (BlockingIOError, EOFError) as error:
                if isinstance(error, EOFError) and not came.done():
                    came.set_exception(error)
                return
            if found is not None and not came.done():
                came.set_result(found)

        def late() -> None:
            if not came.done():
                came.set_exception(TimeoutError())

        loop.add_reader(self._output, more)
        timer = loop.call_later(seconds, late)
        try:
            return await came
        finally:
            timer.cancel()
            loop.remove_reader(self._output)

    def _read(self, count: int) -> list[bytes] | None:
        """What has come, if that is so many frames."""
        chunk = os.read(self._output, _CHUNK)
        if not chunk:
            raise EOFError
        self._frames.add(chunk)
        return self._frames.take(count)

    def _failure(self, error: BaseException) -> BaseException:
        """End the process; what the error on the way is to those who wait."""
        if isinstance(error, EOFError):
            return self._why_gone()
        self.end()
        return self._out_of_time() if isinstance(error, TimeoutError) else error

    def _out_of_time(self) -> LimitReached:
        seconds = self._limits.seconds
        return LimitReached(
            "time",
            f"the query was stopped after {seconds:g} seconds; ask for less, narrow it with more"
            " triple patterns and a LIMIT, or put each OPTIONAL behind what must be there",
        )

    def _why_gone(self) -> Problem | StoreError:
        """What the process's end says of the query it was running."""
        status = self._process.wait()
        self.end()
        if status == -signal.SIGKILL:
            return Problem(503, "limit-reached", "the query was stopped", limit="memory")
        if status == -signal.SIGALRM:
            return self._out_of_time()
        if status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, OUT_OF_MEMORY):
            most = self._limits.memory >> 20
            return LimitReached(
                "memory",
                f"the query was stopped: it needed more than {most} MB of memory,"
                " or nests too deep",
            )
        _log.error("a query worker ended with status %d", status)
        return StoreError(f"a query worker ended with status {status}")
