"""Answers on their way out: content type, validators, and a cut that can't be missed.

An answer is whole before its first byte goes out. So its status is true, its header says whether
it was cut, and a query that is stopped half way is a problem, not an answer that ends early; the
limits bound what is held for that. Validators are weak: one stands for all codings of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from .negotiation import Form
from .standing_headers import CUT


def data_response(
    body: bytes, form: Form, *, cut: str | None = None, tag: str | None = None
) -> Response:
    """Data in one of the forms; ``tag`` is its validator where it isn't that of the bytes."""
    response = Response(body, content_type=form.content_type)
    if tag:
        response.set_etag(tag, weak=True)
    return _finished(response, cut)


def known(tag: str | None) -> bool:
    """Whether the client says that it has what the validator stands for.

    A star stands for whatever is here, which is known when it has been worked out.
    """
    given = request.if_none_match
    return tag is not None and not given.star_tag and given.contains_weak(tag)


def not_modified(tag: str | None) -> Response:
    """Tell the client that what it has still holds."""
    response = Response(status=304)
    if tag:
        response.set_etag(tag, weak=True)
    response.headers["Vary"] = "Accept"
    return response


def page_response(
    page: str,
    *,
    status: int = 200,
    cut: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page for a reader."""
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers.update(headers or {})
    return _finished(response, cut)


def see_other(address: str) -> Response:
    """Send a client from a thing to the document that describes it."""
    response = Response(f"see {address}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = address
    response.headers["Vary"] = "Accept"
    return response


def _finished(response: Response, cut: str | None) -> Response:
    response.headers["Vary"] = "Accept"
    if cut:
        response.headers[CUT] = cut
    if response.status_code == 200:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
