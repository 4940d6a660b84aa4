"""Why caregraph says what it says: facts down to their sentence, triples down to their sources.

``explain_article`` (``facts``, ``stages``) marks what the stages saw in the sentence of each fact;
``explain_triple`` (``proof_json``, ``proofs``, ``axioms``, ``witnesses``) proves a triple. Each is
imported when it is first asked for: the one brings all of extraction along.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts import KINDS, explain_article
    from .proof_json import NoProof, explain_triple

__all__ = ["KINDS", "NoProof", "explain_article", "explain_triple"]

_HOMES = {
    "KINDS": "facts",
    "NoProof": "proof_json",
    "explain_article": "facts",
    "explain_triple": "proof_json",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
