"""Ratings: whose, of which service and key question, which grade, what it was before, and when."""

from __future__ import annotations

from .read import find_ratings

__all__ = ["find_ratings"]
