"""What can go wrong in caregraph, as one tree.

CaregraphError
├── InputError          what the user gave can't be used (a path, a file, a name, a query)
│   ├── ReadingError    an article that can't be read
│   ├── QueryError      a SPARQL query that can't be run; carries line and column when known
│   ├── NothingToDraw   a picture of what there is none of
│   └── UnknownName     a name that is not known, with what was probably meant
├── ModelError          a language model gave no answer that can be used
│   └── ModelUnavailable  nor will it for the next article: it can't be reached or gives no access
└── StoreError          the store can't be opened, read or written
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# As much as one sentence can list.
_LISTED = 160


class CaregraphError(Exception):
    """Root of all errors raised on purpose; the message is one sentence for the user."""


class InputError(CaregraphError):
    """What the user gave can't be used."""


class ReadingError(InputError):
    """An article that can't be read; a batch reports it and goes on."""


class QueryError(InputError):
    """A SPARQL query that can't be run."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class NothingToDraw(InputError):  # noqa: N818 - reads as what happened
    """A picture is asked for of what there is none of."""


class UnknownName(InputError):  # noqa: N818 - reads as what happened
    """A name that is not among the known ones; the message offers the nearest, or all of a few."""

    def __init__(self, kind: str, name: str, known: Iterable[str], otherwise: str = "") -> None:
        names = list(dict.fromkeys(known))
        near = get_close_matches(name, sorted(names), n=1)
        listed = ", ".join(names)
        if near:
            hint = f"; did you mean {near[0]!r}?"
        elif names and len(listed) <= _LISTED:
            hint = f"; there {'is' if len(names) == 1 else 'are'} {listed}"
        else:
            hint = f"; {otherwise}" if otherwise else ""
        super().__init__(f"no {kind} named {name!r}{hint}")


class ModelError(CaregraphError):
    """A language model gave no answer that can be used; the batch goes on without the article."""


class ModelUnavailable(ModelError):  # noqa: N818 - reads as what happened
    """A language model can't be reached or gives no access: asking on is no use."""


class StoreError(CaregraphError):
    """The store can't be opened, read or written."""
