"""The process that runs queries one by one over a store opened for reading, and can be killed.

``python -m caregraph.api.worker STORE LIMITS`` reads requests from its input and writes answers to
its output, framed as ``wire`` says; it opens with an empty frame when it is ready.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from ..graph.article import Article
from ..graph.errors import CaregraphError
from ..graph.store import Store
from .analysing import Analysing, analyse
from .confinement import cut_network, die_after, lift_limit, limit_memory, used_memory
from .evaluation import Limits, evaluate
from .extracting import facts_of
from .problems import Problem, as_problem
from .wire import (
    LENGTH,
    SPENT,
    Work,
    analysis_frames,
    answer_frames,
    facts_frames,
    frame,
    problem_frames,
    read_work,
)

GRACE = 1.0
"""Seconds after the time limit at which the kernel ends a worker that its service has left."""


def main(path: str, limits: Limits) -> None:
    """Answer requests until the input ends."""
    source, sink = sys.stdin.buffer, _private_output()
    cut_network()
    opened = _Opened(path, limits.memory)
    _send(sink, frame(b""))
    while payload := _receive(source):
        die_after(limits.seconds + GRACE)
        answer = _answer(opened, read_work(payload), limits)
        _send(sink, answer + frame(SPENT if used_memory() > opened.spent else b""))
        die_after(0)


class _Opened:
    """The store that was asked last, kept open: the service moves on to newer copies of it.

    What a query may take counts from when the store is open; opening it takes more than some may.
    """

    def __init__(self, folder: str, memory: int) -> None:
        self._memory = memory
        self._open(folder)

    def at(self, folder: str) -> Store:
        """The store in the folder."""
        if folder != self._folder:
            self._store.close()
            lift_limit()
            self._open(folder)
        return self._store

    def _open(self, folder: str) -> None:
        self._folder, self._store = folder, Store.open(folder, read_only=True)
        self.spent = limit_memory(self._memory) - self._memory // 2


def _answer(opened: _Opened, work: Work, limits: Limits) -> bytes:
    try:
        if isinstance(work, Article):
            return facts_frames(facts_of(work))
        request, folder = work
        if isinstance(request, Analysing):
            return analysis_frames(analyse(opened.at(folder), request))
        return answer_frames(evaluate(opened.at(folder), request, limits))
    except CaregraphError as error:
        return problem_frames(as_problem(error))
    except RecursionError:
        return problem_frames(Problem(400, "query-error", "the query is nested too deep"))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


OUT_OF_MEMORY = 70
"""The status a worker leaves with when Python, not the engine, found no more memory."""


def _private_output() -> BinaryIO:
    """The pipe to the service; what anything else prints goes to the error output."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sink


def _receive(source: BinaryIO) -> bytes:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _send(sink: BinaryIO, data: bytes) -> None:
    sink.write(data)
    sink.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1], Limits(**json.loads(sys.argv[2])))
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # the service is gone: nobody is left to answer
