"""How a query and its answer cross the pipe between the service and a worker process.

The worker believes what the service sends, which comes marshalled. The service believes no worker,
which may have run a hostile query: answers come as JSON and bytes.
"""

from __future__ import annotations

import json
import marshal
import struct
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypeAlias

from ..graph.article import Article
from .analysing import Analysed, Analysing
from .evaluation import Answer, Request, form_of
from .problems import Problem

LENGTH = struct.Struct(">Q")
"""Every frame opens with the length of what follows it."""

_SHORT = 256
"""Bytes of an answer's head that is worth keeping as read: the same ones come again."""

SPENT = b"spent"
"""The third frame of an answer when the worker kept so much memory that it should be replaced."""


Work: TypeAlias = tuple[Request | Analysing, str] | Article
"""What a worker is given to do: a query or analysis with the store's folder, or an article."""


def frame(payload: bytes) -> bytes:
    """A payload as it goes into the pipe."""
    return LENGTH.pack(len(payload)) + payload


class Frames:
    """Frames cut from what comes through a pipe, piece by piece."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, piece: bytes) -> None:
        """Take in what has come."""
        self._data += piece

    def take(self, count: int) -> list[bytes] | None:
        """So many whole frames, once they are there."""
        found: list[bytes] = []
        start = 0
        for _ in range(count):
            begin = start + LENGTH.size
            if len(self._data) < begin:
                return None
            start = begin + LENGTH.unpack_from(self._data, begin - LENGTH.size)[0]
            if len(self._data) < start:
                return None
            found.append(bytes(memoryview(self._data)[begin:start]))
        del self._data[:start]
        return found


def request_frame(request: Request, store: str) -> bytes:
    """A query as one frame, with the folder of the store to ask."""
    return frame(marshal.dumps(("query", tuple(request), store)))


def article_frame(article: Article) -> bytes:
    """An article whose facts are wanted, as one frame."""
    return frame(marshal.dumps(("article", asdict(article), "")))


def analysis_frame(asked: Analysing, store: str) -> bytes:
    """An analysis as one frame, with the folder of the store to ask."""
    return frame(marshal.dumps(("analysis", asdict(asked), store)))


def read_work(payload: bytes) -> Work:
    """What is in a frame."""
    kind, given, store = marshal.loads(payload)
    if kind == "query":
        return Request._make(given), store
    if kind == "article":
        return Article(**given)
    return Analysing(**given), store


def facts_frames(facts: bytes) -> bytes:
    """An article's facts in the place of an answer."""
    return frame(b"{}") + frame(facts)


def analysis_frames(analysed: Analysed) -> bytes:
    """An analysis's answer as two frames: what was cut of it, and its body."""
    return frame(json.dumps({"cut": analysed.cut}).encode()) + frame(analysed.body)


def answer_frames(answer: Answer) -> bytes:
    """An answer as two frames: what it is, and its body."""
    return _answer_head(answer.kind, answer.form.name, answer.cut) + frame(answer.body)


@lru_cache(maxsize=64)
def _answer_head(kind: str, form: str, cut: str | None) -> bytes:
    return frame(json.dumps({"kind": kind, "form": form, "cut": cut}).encode())


def problem_frames(problem: Problem) -> bytes:
    """A problem in an answer's place: an empty body follows it."""
    head: dict[str, Any] = {
        "status": problem.status,
        "problem": problem.kind,
        "detail": problem.detail,
        "extra": problem.extra,
    }
    return frame(json.dumps(head).encode()) + frame(b"")


def read_answer(head: bytes, body: bytes) -> Answer:
    """The answer in two frames; raises the ``Problem`` that stands in its place."""
    members = read_head(head)
    form = form_of(members["kind"], members["form"])
    return Answer(members["kind"], form, members["cut"], body)


@lru_cache(maxsize=256)
def _members(head: bytes) -> Mapping[str, Any]:
    members: dict[str, Any] = json.loads(head)
    return members


def read_head(head: bytes) -> Mapping[str, Any]:
    """What an answer is; raises the ``Problem`` that stands in its place."""
    members = _members(head) if len(head) < _SHORT else json.loads(head)
    if "problem" in members:
        raise Problem(members["status"], members["problem"], members["detail"], **members["extra"])
    return members
