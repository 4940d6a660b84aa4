"""Which post a role's words name: "Chief exec", "interim chief executive" are of one post."""

from __future__ import annotations

import re

_STAND_IN = re.compile(r"\b(?:interim|acting|temporary|caretaker)\b\s*", re.IGNORECASE)
_PAST = re.compile(
    r"^\W*(?:the )?(?:then[- ])?(?:former|ex|previous|retired|late)\b", re.IGNORECASE
)
_NAMES = {
    "ceo": "chief executive",
    "chief exec": "chief executive",
    "chief executive officer": "chief executive",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "trust chair": "chair",
    "trust chairman": "chair",
    "coo": "chief operating officer",
    "finance director": "director of finance",
    "nursing director": "director of nursing",
}
"""Other wordings of a post, in lower case."""


def post_name(role: str) -> str:
    """The post's name: without "interim" and the like; in one wording where several are usual."""
    bare = " ".join(_STAND_IN.sub("", role).split())
    return _NAMES.get(bare.lower(), bare) or role


def stands_in(role: str) -> bool:
    """Whether the role is told as held for a time only, for want of someone appointed."""
    return _STAND_IN.search(role) is not None


def is_past(role: str) -> bool:
    """Whether the role is told as one that the person no longer has."""
    return _PAST.search(role) is not None
