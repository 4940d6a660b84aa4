"""The service: ``create_app`` puts its parts together over one store."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from ..graph.store import Store
from . import (
    articles,
    context,
    dataset,
    dumps,
    entities,
    error_pages,
    explaining,
    facts,
    graph_store,
    health,
    networks,
    openapi,
    pages,
    questions,
    searching,
    sitemap,
    sparql,
)
from .compression import compress
from .direct import MOST_ADDRESS, MOST_BODY, MOST_HEADERS
from .engine import engine_for
from .evaluation import Limits
from .gateway import REFUSED
from .hosts import host_problem
from .observing import observe
from .problems import Problem
from .rate import Rate
from .settings import Settings
from .shared import Fixed, Shared, Source, share, shared
from .standing_headers import CORS, PREFLIGHT, SECURITY
from .writing import InProcessWriter

DEFAULT_STORE = "./caregraph-store"


_PARTS = (
    pages,
    health,
    sparql,
    graph_store,
    questions,
    searching,
    networks,
    facts,
    explaining,
    openapi,
    dataset,
    dumps,
    sitemap,
    context,
    articles,
    entities,
)
"""In the order of their addresses: the last takes all others."""


def create_app(
    store: Store | None = None,
    *,
    limits: Limits | None = None,
    workers: int = 2,
    settings: Settings | None = None,
    source: Source | None = None,
    rate: Rate | None = None,
) -> Flask:
    """The WSGI app over a store; without one, over ``$CAREGRAPH_STORE`` opened for reading.

    ``workers`` processes run queries over a store on disk. ``settings`` says the rest; its own
    limits hold where ``limits`` is left out. ``source`` is for a server that switches stores, and
    ``rate`` for one that counts its clients' requests.
    """
    chosen = settings or Settings()
    if source is None:
        source = _fixed(store or _store_of_environment(), limits or chosen.limits, workers, chosen)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if chosen.proxies:
        hops = chosen.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    share(app.extensions, source)
    observe(app, chosen, rate)
    app.before_request(_check_size)
    app.after_request(_add_headers)
    app.after_request(compress)
    error_pages.register(app)
    for part in _PARTS:
        app.register_blueprint(part.blueprint)
    return app


def _store_of_environment() -> Store:
    path = Path(os.environ.get("CAREGRAPH_STORE") or DEFAULT_STORE)
    return Store.open(path, read_only=True)


def _fixed(store: Store, limits: Limits, workers: int, chosen: Settings) -> Source:
    """One store for good; changes can be made to one in memory alone."""
    engine = engine_for(store, limits, workers=workers)
    writer = InProcessWriter(store) if store.path is None and chosen.tokens else None
    return Fixed(Shared(store, engine, writer, settings=chosen))


def _check_size() -> None:
    """Refuse what is larger or odder than any honest request, before reading it."""
    refused = request.environ.get(REFUSED) or host_problem(request.environ, shared().settings.hosts)
    if refused is not None:
        raise refused
    if len(request.query_string) + len(request.path) > MOST_ADDRESS:
        raise Problem(414, "address-too-long", "the address is too long; send long queries by POST")
    if sum(len(name) + len(value) for name, value in request.headers) > MOST_HEADERS:
        raise Problem(431, "headers-too-large", "the headers are larger than this service reads")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "unsupported-media-type", "a compressed body isn't read; send it plain")
    chosen = shared().settings
    if chosen.tokens and chosen.tokens.allow(request.headers.get("Authorization")):
        request.max_content_length = chosen.write_size


def _add_headers(response: Response) -> Response:
    for name, value in (SECURITY | CORS).items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    return response
