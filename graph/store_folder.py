"""A store's folder: what is not opened as one, its marks, and the engine's errors as ours."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .errors import StoreError

UNFINISHED = "UNFINISHED"
"""A file in the store's folder for as long as a build is under way; the engine leaves it be."""

EDITED = "EDITED"
"""Another, from a change by hand on: what was derived may no longer follow, until a build."""


DERIVED_BY = "DERIVED_BY"
"""A file that tells which version of the program's rules made what was derived."""


class Marks:
    """The marks of a store: files in its folder, or remembered where it is in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._remembered: set[str] = set()
        self._derived_by: str | None = None

    @property
    def derived_by(self) -> str | None:
        """Which rules made what was derived, if that is known."""
        if self._folder is None:
            return self._derived_by
        try:
            return (self._folder / DERIVED_BY).read_text("utf-8")
        except (OSError, ValueError):
            return None

    @derived_by.setter
    def derived_by(self, rules: str) -> None:
        if self._folder is None:
            self._derived_by = rules
        elif rules != self.derived_by:
            with writing():
                (self._folder / DERIVED_BY).write_text(rules, "utf-8")

    def __bool__(self) -> bool:
        """Whether there is any."""
        if self._folder is None:
            return bool(self._remembered)
        return any((self._folder / mark).exists() for mark in (UNFINISHED, EDITED))

    def set(self, mark: str) -> None:
        """Put the mark there."""
        if self._folder is None:
            self._remembered.add(mark)
        else:
            with writing():
                (self._folder / mark).touch()

    def clear(self) -> None:
        """Take all away."""
        self._remembered.clear()
        if self._folder is not None:
            with writing():
                for mark in (EDITED, UNFINISHED):
                    (self._folder / mark).unlink(missing_ok=True)


def is_unfinished(folder: Path) -> bool:
    """Whether a build of the store is under way or was broken off: it has a part of the whole."""
    return (folder / UNFINISHED).exists()


def check_folder(folder: Path, *, must_exist: bool) -> None:
    """Refuse what is no store before the engine would write its files into it."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"the store {str(folder)!r} is a file; name a folder")
    present = folder.is_dir() and any(folder.iterdir())
    if must_exist and not present:
        raise StoreError(f"there is no store at {str(folder)!r}; 'caregraph build' makes one")
    if present and not (folder / "CURRENT").is_file():
        raise StoreError(
            f"the folder {str(folder)!r} holds other files and no store; name an empty folder"
        )


@contextmanager
def opening(folder: Path) -> Generator[None]:
    """The engine's errors on opening, each as one sentence that names the folder."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(_why_closed(folder, error)) from error


def _why_closed(folder: Path, error: OSError | RuntimeError) -> str:
    message, name = str(error), repr(str(folder))
    if isinstance(error, PermissionError) or "Permission denied" in message:
        return f"no permission to open the store {name}"
    if "LOCK" in message:
        return f"the store {name} is in use by another process; wait for it, or name another store"
    if "orruption" in message or isinstance(error, RuntimeError):
        return f"the store {name} is damaged ({message}); delete the folder and build it again"
    return f"the store {name} can't be opened: {message}"


@contextmanager
def writing() -> Generator[None]:
    """The engine's errors on writing as a StoreError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        message = str(error)
        if "No space left" in message:
            message = "no space is left on the disk"
        elif "on read-write instances" in message:
            message = "it was opened for reading only"
        raise StoreError(f"the store can't be written: {message}") from error
