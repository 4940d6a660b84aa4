"""``/facts``: post an article's text, get its facts; nothing is stored, and nothing is fetched."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, render_template, request

from ..graph.article import Article, normalise
from .problems import Problem
from .responses import page_response
from .shared import shared

blueprint = Blueprint("facts", __name__)

MEMBERS = {
    "text": "the article's text",
    "title": "its title, if the text doesn't open with it",
    "published": "the day it was published, as 2019-07-12: what 'last year' is counted from",
    "publisher": "who published it",
    "author": "who wrote it",
    "url": "where it stands",
}
"""The members of an article sent as JSON; only the text is required."""


FORM = "application/x-www-form-urlencoded"

READ = ("text/plain", "application/json", FORM)
"""The media types that an article is read in."""


@blueprint.get("/facts")
def page() -> Response:
    """A page to try it on."""
    return page_response(render_template("facts.html", most=shared().settings.article_size))


@blueprint.post("/facts")
def facts() -> Response:
    """The facts of one article, sent as plain text, or with more of it as JSON or a form."""
    most = shared().settings.article_size
    data = request.get_data(cache=False)
    if len(data) > most:
        raise Problem(413, "content-too-large", f"the article is larger than {most} bytes")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem(415, "unsupported-media-type", "only UTF-8 is read")
    article = _article(request.mimetype, _decoded(data))
    return Response(shared().facts(article), content_type="application/json")


def _article(kind: str, text: str) -> Article:
    if kind == "text/plain":
        return Article(_clean(text))
    if kind == "application/json":
        return _of_members(_json(text))
    if kind == FORM:
        return _of_members(_form(text))
    raise Problem(
        415,
        "unsupported-media-type",
        f"an article in {kind or 'no media type'!r} isn't read; send text/plain or JSON",
        available=list(READ),
    )


def _json(text: str) -> dict[str, Any]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad-input", f"the JSON can't be read: {error}") from error
    if not isinstance(members, dict):
        raise Problem(400, "bad-input", "send one JSON object with the member 'text'")
    return members


def _form(text: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(text, errors="strict", max_num_fields=len(MEMBERS) + 1)
    except ValueError as error:
        raise Problem(400, "bad-input", f"the form can't be read: {error}") from error
    return dict(pairs)


def _of_members(members: dict[str, Any]) -> Article:
    unknown = sorted(set(members) - set(MEMBERS))
    if unknown:
        raise Problem(400, "bad-input", f"no member named {unknown[0]!r}; there are {_names()}")
    strings = {name: _string(name, members.get(name)) for name in MEMBERS}
    _check_date(strings["published"])
    return Article(
        _clean(strings["text"] or ""),
        title=strings["title"],
        published=strings["published"],
        publisher=strings["publisher"],
        author=strings["author"],
        url=strings["url"],
    )


def _names() -> str:
    return ", ".join(MEMBERS)


def _string(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise Problem(400, "bad-input", f"the member {name!r} is no string")
    if value is not None and not value.isprintable() and name != "text":
        raise Problem(400, "bad-input", f"the member {name!r} is not one line of text")
    return value


def _check_date(text: str | None) -> None:
    try:
        known = text is None or date.fromisoformat(text).isoformat() == text
    except ValueError:
        known = False
    if not known:
        raise Problem(400, "bad-input", f"{text!r} is no date; write it as 2019-07-12")


def _clean(text: str) -> str:
    """The text as articles are kept; half a character in a JSON escape is refused."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Problem(400, "bad-input", "the text holds half a character") from error
    cleaned = normalise(text)
    if not cleaned.strip():
        raise Problem(400, "bad-input", "the article has no text")
    return cleaned


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "bad-request", "the article is not UTF-8") from error
