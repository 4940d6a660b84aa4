"""Frozen copies of a store, one of them current: what servers read while others write or build.

Oxigraph calls it undefined to read a store that another process writes. So readers open copies
that never change. A copy costs little: the data files, which the engine never changes once written,
are linked; only its logs and lists are copied. A new copy becomes current in one step.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ..graph.store_folder import is_unfinished

_CURRENT = "current"
_TRIES = 3
_UNIMPORTANT = ("LOCK", "LOG", "IDENTITY")
"""Starts of the names of files that change without the data."""


class Snapshots:
    """The copies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = str(folder / _CURRENT)
        self._last = ("", folder)

    def current(self) -> Path | None:
        """The copy to read now; cheap enough for every request."""
        try:
            name = os.readlink(self._pointer)
        except OSError:
            return None
        last = self._last
        if name != last[0]:
            last = self._last = (name, self.folder / name)
        return last[1]

    def take(self, store: Path) -> bool:
        """Copy a store that nobody writes if it isn't what is current; whether there's a new copy.

        Not one whose build was broken off: what is current is older, but whole.
        Files are looked at before and after, so a copy from the midst of a change isn't used.
        Not for the process that writes the store itself: it would let go of its lock.
        """
        for _ in range(_TRIES):
            if is_written(store) or is_unfinished(store):
                return False
            before = version(store)
            now = self.current()
            if now is not None and now.name == before:
                return False
            copied = self._filled(lambda target: _copy(store, target))
            if copied is not None:
                if not is_written(store) and version(store) == before:
                    self._promote(copied, before)
                    return True
                shutil.rmtree(copied, ignore_errors=True)
        return False

    def publish(self, fill: Callable[[Path], None]) -> None:
        """Make current what ``fill`` writes into a folder that it makes."""
        made = self._filled(fill)
        if made is not None:
            self._promote(made, version(made))

    def prune(self, seconds: float) -> None:
        """Delete the copies that have not been current for so long."""
        now, oldest = self.current(), time.time() - seconds
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink() and entry != now:
                with contextlib.suppress(OSError):
                    if entry.stat().st_mtime < oldest:
                        shutil.rmtree(entry, ignore_errors=True)

    def _filled(self, fill: Callable[[Path], None]) -> Path | None:
        target = self.folder / f"new-{os.getpid()}"
        shutil.rmtree(target, ignore_errors=True)
        try:
            fill(target)
        except FileNotFoundError:  # a file went while it was copied: the store has just changed
            shutil.rmtree(target, ignore_errors=True)
            return None
        return target

    def _promote(self, made: Path, name: str) -> None:
        before, final = self.current(), self.folder / name
        if final.exists():
            shutil.rmtree(made)
        else:
            os.rename(made, final)
        pointer = self.folder / f"pointer-{os.getpid()}"
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(name)
        os.replace(pointer, self._pointer)
        if before is not None and before != final:
            with contextlib.suppress(OSError):
                os.utime(before)


def version(store: Path) -> str:
    """A name for the state of a store's files, the same as long as nothing is written."""
    listing = sorted(
        f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
        for entry in os.scandir(store)
        if entry.is_file() and not entry.name.startswith(_UNIMPORTANT)
    )
    return hashlib.sha256("\n".join(listing).encode()).hexdigest()[:16]


def is_written(store: Path) -> bool:
    """Whether another process holds the store's lock; asks without taking it.

    Known on Linux alone; elsewhere only a change of the files tells.
    """
    if sys.platform != "linux":
        return False
    try:
        with open(store / "LOCK", "rb") as lock:
            asked = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            answer = fcntl.fcntl(lock, fcntl.F_GETLK, asked)
    except FileNotFoundError:
        return False
    return bool(struct.unpack("hhqqi", answer)[0] != fcntl.F_UNLCK)


def _copy(store: Path, target: Path) -> None:
    target.mkdir()
    for entry in sorted(os.scandir(store), key=lambda entry: entry.name):
        if entry.is_file() and not entry.name.startswith(("LOCK", "LOG")):
            _copy_file(Path(entry.path), target / entry.name)


def _copy_file(source: Path, target: Path) -> None:
    if source.suffix == ".sst":
        try:
            os.link(source, target)
            return
        except FileNotFoundError:
            raise
        except OSError:  # another file system, or one without links
            pass
    shutil.copy2(source, target)
