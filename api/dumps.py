"""``/dumps``: the whole store in a file of each form, packed, with its checksum."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request, send_file

from ..graph.store import Store
from ..graph.vocabulary import PREFIXES
from .gateway import FILE
from .negotiation import HTML, JSON, choose
from .problems import Problem
from .responses import data_response, page_response
from .shared import shared

blueprint = Blueprint("dumps", __name__)


@dataclass(frozen=True, slots=True)
class Dump:
    """One form of the whole: its file's name, its form, and the media type of what is packed."""

    name: str
    form: ox.RdfFormat
    media_type: str
    label: str


DUMPS = (
    Dump("caregraph.nq.gz", ox.RdfFormat.N_QUADS, "application/n-quads", "N-Quads"),
    Dump("caregraph.trig.gz", ox.RdfFormat.TRIG, "application/trig", "TriG"),
)
"""All dumps; each has its SHA-256 beside it, as ``sha256sum -c`` reads it."""

CHECKSUM = ".sha256"


@blueprint.get("/dumps", strict_slashes=False)
def dumps() -> Response:
    """All dumps with their sizes and checksums."""
    return _list(request.args.get("format"))


@blueprint.get("/dumps.json")
def dumps_as_json() -> Response:
    """The same for programs."""
    return _list(JSON.name)


def _list(named: str | None) -> Response:
    form = choose(request.headers.get("Accept"), (HTML, JSON), named=named, kind="list")
    listed = [_listed(each) for each in DUMPS]
    if form is HTML:
        return page_response(render_template("dumps.html", dumps=listed))
    body = json.dumps({"dumps": listed}, ensure_ascii=False, indent=1) + "\n"
    return data_response(body.encode(), form)


def _listed(each: Dump) -> dict[str, Any]:
    """A dump as a program reads it in the list, which has it made if nobody asked for it yet."""
    folder = _folder()
    if folder is None:
        packed = _packed(each)
        size, checksum = len(packed), hashlib.sha256(packed).hexdigest()
    else:
        path = _made(folder, each)
        size, checksum = path.stat().st_size, _checksum_file(path).read_text("ascii").split()[0]
    return {
        "name": each.name,
        "address": f"/dumps/{each.name}",
        "form": each.label,
        "mediaType": each.media_type,
        "compression": "gzip",
        "bytes": size,
        "sha256": checksum,
        "checksum": f"/dumps/{each.name}{CHECKSUM}",
    }


@blueprint.get("/dumps/<name>")
def dump(name: str) -> Response:
    """One dump, or its checksum."""
    wanted = next((each for each in DUMPS if each.name == name.removesuffix(CHECKSUM)), None)
    if wanted is None:
        names = ", ".join(each.name for each in DUMPS)
        raise Problem(404, "not-found", f"there is no dump {name!r}; there are {names}")
    folder = _folder()
    response = _from_memory(wanted, name) if folder is None else _file(folder, wanted, name)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _folder() -> Path | None:
    """Where dumps lie: within a server's own copy of the store, with which they go."""
    state = shared()
    if state.version is None or state.store.path is None:
        return None
    inside = state.store.path / "dumps"
    inside.mkdir(exist_ok=True)
    return inside


def _from_memory(wanted: Dump, name: str) -> Response:
    """The dump made for this request alone, of a store that may change at any time."""
    packed = _packed(wanted)
    checksum = hashlib.sha256(packed).hexdigest()
    if name.endswith(CHECKSUM):
        return _text(_line(checksum, wanted))
    return send_file(io.BytesIO(packed), "application/gzip", etag=checksum, conditional=True)


def _packed(wanted: Dump) -> bytes:
    plain = shared().store.engine.dump(None, wanted.form, prefixes=PREFIXES)
    assert plain is not None
    return gzip.compress(plain, 6, mtime=0)


def _file(folder: Path, wanted: Dump, name: str) -> Response:
    path = _made(folder, wanted)
    if name.endswith(CHECKSUM):
        return _text(_checksum_file(path).read_text(encoding="ascii"))
    response = send_file(path, "application/gzip", etag=shared().tag(name) or "", conditional=True)
    if response.status_code == 200:
        request.environ[FILE] = path
    return response


def _made(folder: Path, wanted: Dump) -> Path:
    """The dump's file, made when it is first asked for; who asks meanwhile is told when again.

    One thread may be busy for as long as that takes, not each that has a request for it.
    """
    path = folder / wanted.name
    if not path.exists():
        with _alone(folder):
            if not path.exists():
                _make(shared().store, wanted, path)
    return path


def _checksum_file(path: Path) -> Path:
    return path.with_name(path.name + CHECKSUM)


def _text(line: str) -> Response:
    return Response(line, content_type="text/plain; charset=utf-8")


def _make(store: Store, wanted: Dump, path: Path) -> None:
    plain, packed = path.with_suffix(".plain"), path.with_suffix(".new")
    store.engine.dump(str(plain), wanted.form, prefixes=PREFIXES)
    with (
        open(plain, "rb") as source,
        open(packed, "wb") as target,
        gzip.GzipFile("", "wb", 6, target, mtime=0) as out,
    ):
        shutil.copyfileobj(source, out, 1 << 20)
    plain.unlink()
    with open(packed, "rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    _checksum_file(path).write_text(_line(checksum, wanted), encoding="ascii")
    os.replace(packed, path)


def _line(checksum: str, wanted: Dump) -> str:
    return f"{checksum}  {wanted.name}\n"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process and thread at a time; others are not kept waiting."""
    with open(folder / "lock", "wb") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            problem = Problem(503, "not-ready", "a dump is being made; ask again in some seconds")
            problem.headers["Retry-After"] = "5"
            raise problem from None
        yield
