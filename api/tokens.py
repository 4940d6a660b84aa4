"""Who may write: tokens from the environment or a file, compared without telling how near."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that let a client write, as digests, so that none is ever shown or logged."""

    _digests: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Tokens:
        """The tokens in lines of text; empty lines and those that start with ``#`` don't count."""
        found = (line.strip() for line in lines)
        return cls(tuple(_digest(token) for token in found if token and token[0] != "#"))

    def __bool__(self) -> bool:
        """Whether anyone may write."""
        return bool(self._digests)

    def allow(self, authorization: str | None) -> bool:
        """Whether an ``Authorization`` header carries a token: ``Bearer``, or ``Basic``'s password.

        All digests are compared, each in constant time.
        """
        digest = _digest(_credential(authorization or ""))
        return any([hmac.compare_digest(digest, known) for known in self._digests])


NO_TOKENS = Tokens()
"""Nobody may write."""


def _credential(authorization: str) -> str:
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
