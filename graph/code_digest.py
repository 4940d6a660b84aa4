"""A digest of the files of the package that decide something: it changes when they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

_DECIDING = (".py", ".tsv", ".csv", ".json", ".ttl")

Folder = tuple[str, str]
"""A package's name and a folder in it."""


def code_digest(folders: Iterable[Folder], *, beside: str = "") -> str:
    """The first 8 hex digits of a hash over the folders' files and the line ``beside`` them."""
    total = hashlib.sha256()
    parts = (part for package, name in folders for part in _parts(_folder(package, name), name))
    for path, part in sorted(parts):
        total.update(f"{path}\0{hashlib.sha256(part).hexdigest()}\n".encode())
    total.update(beside.encode())
    return total.hexdigest()[:8]


def _folder(package: str, name: str) -> Traversable:
    return files(package).joinpath(name)


def _parts(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{above}/{entry.name}"
        if entry.is_dir():
            yield from _parts(entry, path)
        elif entry.name.endswith(_DECIDING):
            yield path, entry.read_bytes()
