"""``/dumps``: the whole store in a file of each form, packed, with its checksum."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pyoxigraph as ox
from flask import Blueprint, Response, request, send_file

from ..graph.store import Store
from ..graph.vocabulary import PREFIXES
from .gateway import FILE
from .problems import Problem
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
    plain = shared().store.engine.dump(None, wanted.form, prefixes=PREFIXES)
    assert plain is not None
    packed = gzip.compress(plain, 6, mtime=0)
    checksum = hashlib.sha256(packed).hexdigest()
    if name.endswith(CHECKSUM):
        return _text(_line(checksum, wanted))
    return send_file(io.BytesIO(packed), "application/gzip", etag=checksum, conditional=True)


def _file(folder: Path, wanted: Dump, name: str) -> Response:
    """The dump's file, made when it is first asked for; others who ask wait for it."""
    path = folder / wanted.name
    with _alone(folder):
        if not path.exists():
            _make(shared().store, wanted, path)
    if name.endswith(CHECKSUM):
        return _text(path.with_name(name).read_text(encoding="ascii"))
    response = send_file(path, "application/gzip", etag=shared().tag(name) or "", conditional=True)
    if response.status_code == 200:
        request.environ[FILE] = path
    return response


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
    path.with_name(wanted.name + CHECKSUM).write_text(_line(checksum, wanted), encoding="ascii")
    os.replace(packed, path)


def _line(checksum: str, wanted: Dump) -> str:
    return f"{checksum}  {wanted.name}\n"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process and thread at a time."""
    with open(folder / "lock", "wb") as lock:
        flock(lock, LOCK_EX)
        yield
