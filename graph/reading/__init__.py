"""Articles from files and folders: plain text, HTML and JSON Lines, one at a time."""

from .sources import DEFAULT_LIMIT, SUFFIXES, count, read

__all__ = ["DEFAULT_LIMIT", "SUFFIXES", "count", "read"]
