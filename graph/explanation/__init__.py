"""Why caregraph says what it says: facts down to their sentence, triples down to their sources.

``explain_article`` (``facts``, ``stages``) marks what the stages saw in the sentence of each fact;
``explain_triple`` (``proof_json``, ``proofs``, ``axioms``, ``witnesses``) proves a triple.
"""

from __future__ import annotations

from .facts import KINDS, explain_article, stored_article
from .proof_json import NoProof, explain_triple

__all__ = ["KINDS", "NoProof", "explain_article", "explain_triple", "stored_article"]
