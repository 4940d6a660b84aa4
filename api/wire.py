"""How a query and its answer cross the pipe between the service and a worker process."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import Any, TypeAlias

from ..graph.article import Article
from .analysing import Analysed, Analysing
from .evaluation import Answer, Request, form_of
from .problems import Problem

LENGTH = struct.Struct(">Q")
"""Every frame opens with the length of what follows it."""

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
    members = {
        "text": request.text,
        "accept": request.accept,
        "named": request.named,
        "default_graphs": request.default_graphs,
        "named_graphs": request.named_graphs,
        "rows": request.rows,
        "union": request.union,
        "inlined": request.inlined,
        "store": store,
    }
    return frame(json.dumps(members).encode("utf-8", "surrogatepass"))


def article_frame(article: Article) -> bytes:
    """An article whose facts are wanted, as one frame."""
    return frame(json.dumps({"article": asdict(article)}).encode("utf-8", "surrogatepass"))


def analysis_frame(asked: Analysing, store: str) -> bytes:
    """An analysis as one frame, with the folder of the store to ask."""
    members = {"analysis": asdict(asked), "store": store}
    return frame(json.dumps(members).encode("utf-8", "surrogatepass"))


def read_work(payload: bytes) -> Work:
    """What is in a frame."""
    members = json.loads(payload)
    if "article" in members:
        return Article(**members["article"])
    store = members.pop("store")
    if "analysis" in members:
        return Analysing(**members["analysis"]), store
    for name in ("default_graphs", "named_graphs"):
        members[name] = tuple(members[name])
    return Request(**members), store


def facts_frames(facts: bytes) -> bytes:
    """An article's facts in the place of an answer."""
    return frame(b"{}") + frame(facts)


def analysis_frames(analysed: Analysed) -> bytes:
    """An analysis's answer as two frames: what was cut of it, and its body."""
    return frame(json.dumps({"cut": analysed.cut}).encode()) + frame(analysed.body)


def answer_frames(answer: Answer) -> bytes:
    """An answer as two frames: what it is, and its body."""
    head = {
        "kind": answer.kind,
        "form": answer.form.name,
        "cut": answer.cut,
    }
    return frame(json.dumps(head).encode()) + frame(answer.body)


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


def read_head(head: bytes) -> dict[str, Any]:
    """What an answer is; raises the ``Problem`` that stands in its place."""
    members: dict[str, Any] = json.loads(head)
    if "problem" in members:
        raise Problem(members["status"], members["problem"], members["detail"], **members["extra"])
    return members
