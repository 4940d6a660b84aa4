"""The optional extractor that asks a language model, beside the rules: ``caregraph[llm]``.

A model only proposes. Every fact must quote words that stand in the article and pass the checks;
what is left is merged with the rules' facts by agreement. Nothing here is imported, and no
connection is ever made, unless a build asks for it.
"""

from __future__ import annotations

from .client import KEY_VARIABLE, Endpoint
from .extractor import ModelExtractor, connect

__all__ = ["KEY_VARIABLE", "Endpoint", "ModelExtractor", "connect"]
