"""Progress on stderr, for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click

_SILENT_SECONDS = 2.0
_TERMINAL_SECONDS = 0.1
_PLAIN_SECONDS = 10.0
# Of fewer articles a rate says little.
_TELLING = 50
_WIDTH = 24


class Progress:
    """Hears of each step; shows a bar on a terminal, else a plain line now and then.

    ``total`` is the number of articles, if it is known.
    """

    def __init__(self, total: int | None = None) -> None:
        self._total = total
        self._terminal = sys.stderr.isatty()
        self._started = time.monotonic()
        self._since = self._next = self._started
        self._step = ""
        self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._wipe()

    def __call__(self, step: str, done: int) -> None:
        """Say how far the step has come, if it is time to."""
        now = time.monotonic()
        if step != self._step:
            self._step, self._since = step, now
            self._next = max(now, self._started + _SILENT_SECONDS)
        if now < self._next:
            return
        self._next = now + (_TERMINAL_SECONDS if self._terminal else _PLAIN_SECONDS)
        line = self._line(done, now - self._since)
        if self._terminal:
            self._draw(line)
        else:
            click.echo(line, err=True)

    def say(self, message: str) -> None:
        """Print a message on a line of its own."""
        self._wipe()
        click.echo(message, err=True)

    def _line(self, done: int, seconds: float) -> str:
        if not done:
            return f"{self._step} …"
        rate = f", {done / seconds:,.0f}/s" if seconds and done >= _TELLING else ""
        if not self._total or done > self._total:
            return f"{self._step}: {done:,}{rate}"
        full = _WIDTH * done // self._total
        bar = "#" * full + "-" * (_WIDTH - full)
        left = f", {(self._total - done) * seconds / done:.0f} s left" if rate else ""
        return f"{self._step} [{bar}] {done:,} of {self._total:,}{rate}{left}"

    def _wipe(self) -> None:
        if self._drawn:
            self._draw("")
            click.echo("\r", err=True, nl=False)

    def _draw(self, line: str) -> None:
        """The line in place of the last one, by spaces alone: any terminal understands them."""
        click.echo(f"\r{line.ljust(self._drawn)}", err=True, nl=False)
        self._drawn = len(line)
