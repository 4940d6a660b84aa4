"""What can go wrong for a client, in one shape: problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from ..graph.errors import CaregraphError, InputError, NothingToDraw, QueryError, UnknownName

MEDIA_TYPE = "application/problem+json"

KINDS = {
    "bad-input": "A value that the request gives can't be used; the detail names it.",
    "bad-request": "The request itself can't be read, or asks for two things at once.",
    "query-error": "The SPARQL query can't be read or run; line and column say where, if known.",
    "query-refused": "The query asks for what this service doesn't do for anyone.",
    "query-too-long": "The query has more characters than this service reads.",
    "limit-reached": "The query was stopped: it went past the limit of time or memory.",
    "endpoint-failed": "Another endpoint, which SERVICE names, gave no answer that can be used.",
    "not-ready": "The service can't read its store; it may be able to in a moment.",
    "busy": "All places for queries are taken; try again after the seconds of Retry-After.",
    "not-found": "The data says nothing of what the address names.",
    "unknown-name": "No question, parameter or value has this name; the detail offers the nearest.",
    "not-acceptable": "The answer has no form that the request takes; those it has are listed.",
    "method-not-allowed": "The address can't be used with this method; those it takes are listed.",
    "unsupported-media-type": "The body is in a form that isn't read.",
    "content-too-large": "The body is larger than this service reads.",
    "address-too-long": "The address is longer than this service reads.",
    "headers-too-large": "The headers are larger than this service reads.",
    "unauthorized": "Writing needs a token, sent as 'Authorization: Bearer …'.",
    "too-many-requests": "This client sent more requests than it may; Retry-After says when again.",
    "request-timeout": "The body of the request took too long to arrive.",
    "abandoned": "The client left before its answer was ready; it is in the log alone.",
    "internal-error": "Something went wrong here, and it has been logged.",
}
"""What each kind of problem means; the list at ``/problems``, where the types lead."""


class Problem(CaregraphError):  # noqa: N818 - the word of RFC 9457
    """A request that can't be answered: status, kind (the end of its type), what else to say."""

    def __init__(self, status: int, kind: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}

    @property
    def title(self) -> str:
        """The kind in words, the same for every problem of that kind."""
        return self.kind.replace("-", " ")

    def body(self) -> dict[str, Any]:
        """The members of the problem details."""
        return {
            "type": f"/problems#{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }


class NotAcceptable(Problem):
    """No form of the answer that the client takes; lists the media types there are."""

    def __init__(self, detail: str, media_types: tuple[str, ...]) -> None:
        super().__init__(406, "not-acceptable", detail, available=list(media_types))


class Refused(Problem):
    """A query that this endpoint doesn't run, whoever asks."""

    def __init__(self, detail: str, *, status: int = 403, **extra: Any) -> None:
        super().__init__(status, "query-refused", detail, **extra)


class Busy(Problem):
    """All places for queries are taken; to be tried again."""

    def __init__(self, waited: float) -> None:
        when = f" for {waited:g} seconds" if waited else ""
        detail = f"all places for queries are taken{when}; try again shortly"
        super().__init__(503, "busy", detail)
        self.headers = {"Retry-After": "5"}


class LimitReached(Problem):
    """A query that was stopped: it went past the limit named."""

    def __init__(self, limit: str, detail: str) -> None:
        super().__init__(503, "limit-reached", detail, limit=limit)


INTERNAL = "something went wrong here, and it has been logged"


def as_problem(error: CaregraphError) -> Problem:
    """The problem that an error of ours is to a client.

    A name that a parameter gives is a mistake in the request; where it is the address that leads
    nowhere, its route says 404.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, QueryError):
        position = {"line": error.line, "column": error.column}
        known = {name: value for name, value in position.items() if value is not None}
        return Problem(400, "query-error", str(error), **known)
    if isinstance(error, UnknownName):
        return Problem(400, "unknown-name", str(error))
    if isinstance(error, NothingToDraw):
        return Problem(404, "not-found", str(error))
    if isinstance(error, InputError):
        return Problem(400, "bad-input", str(error))
    return Problem(500, "internal-error", INTERNAL)
