"""The commands that write a file of the graph: whole, or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from ..graph.errors import InputError, UnknownName
from ..graph.export import FORMS, rdf_form, write_rdf
from ..graph.store import Store

NETWORK_FORMS = ("graphml", "gexf", "cyjs", "csv", "nodes")


def export_to(file: str, form: str | None, folder: Path) -> None:
    """Write the store's graph to the file (``-``: stdout), in the form named or by its suffix."""
    wanted = _form(file, form, "turtle")
    if wanted not in NETWORK_FORMS and rdf_form(wanted) is None:
        raise UnknownName("export form", wanted, _known_forms())
    with Store.open(folder, read_only=True) as store, output_to(file) as output:
        if wanted in NETWORK_FORMS:
            from ..graph.network import write

            write(store, output, wanted)
        else:
            write_rdf(store, output, wanted)


def _known_forms() -> list[str]:
    suffixes = [suffix.removeprefix(".") for each in FORMS.values() for suffix in each.suffixes]
    return [*FORMS, *suffixes, *NETWORK_FORMS]


def draw_to(file: str, subject: str | None, depth: int, form: str | None, folder: Path) -> None:
    """Draw the network, or what surrounds the subject, into the file (``-``: stdout)."""
    from ..graph.drawing import draw

    wanted = _form(file, form, "svg")
    with Store.open(folder, read_only=True) as store:
        picture = draw(store, subject, depth=depth, form=wanted)
    with output_to(file) as output:
        output.write(picture)


def _form(file: str, form: str | None, example: str) -> str:
    """The form named, else the file's suffix."""
    wanted = (form or Path(file).suffix.removeprefix(".")).lower()
    if not wanted:
        raise InputError(f"{file!r} has no suffix that tells the form; add --format, say {example}")
    return wanted


@contextmanager
def output_to(file: str) -> Generator[IO[bytes]]:
    """Standard output, a pipe or device, or a file that takes its name only when it is whole."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    if path.is_dir():
        raise InputError(f"{file!r} is a folder; name a file")
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {str(path.parent)!r} to write {path.name!r} in")
    if path.exists() and not path.is_file():
        # A pipe or a device is written to: a file in its place would take it from everyone.
        with path.open("wb") as output:
            yield output
        return
    # The file that a link leads to, so that the link stays one.
    path = path.resolve()
    with _part_of(path) as part:
        try:
            yield part
            part.flush()
            os.chmod(part.name, 0o666 & ~_umask())
            os.replace(part.name, path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _part_of(path: Path) -> IO[bytes]:
    try:
        return NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
