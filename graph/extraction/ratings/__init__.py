"""Ratings: whose, of which service and key question, which grade, what it was before, and when.

The way of a sentence, a module a step (``read.py`` runs them):

- ``symbols``     text → holders, services, questions, grades, references and cues, by the tables
- ``references``  "both hospitals", "the latter", "as was" → what they mean (``memory``); ``gate``
  leaves out grades that are plain adjectives, hopes, denials
- ``asked``       "when asking whether it is caring" → one question
- ``clauses``     one clause for each grade; ``before``: which grade is only the one before
- ``frames``      a grade × holders × services × questions: ``attach`` says whose it is, ``scope``
  which names count, ``moves`` which cues near it speak of it, ``strangers`` that it is nobody's
  known, ``pairs``: "surgery at A and maternity at B", ``whose``: "both hospitals run by X",
  ``nearby``: "Rated good in 2017, the Royal …"
- ``topic``       what the text is about (``places``: where each service is run; ``subjects``: what
  a sentence is on); ``discourse`` fills from it what a clause leaves open (``ellipsis``: "so was")
- ``time``        now, a year, or some time before: a ``standing`` (``tense``: by words alone;
  ``scene``: the past that a paragraph tells of; ``events``: dates of other things)
- ``claims``      one claim for each key, with evidence, rule, confidence (``tables``: from cells)
- ``amend``       "safe is up by one grade": a clause without a grade adds to one told before
- ``confidence``  how sure a reading is, by its cues and ``lexicon/rating_weights.tsv``
- ``choose``      one value for each key and time; previous and trend from each key's timeline

To teach a wording, add a row to ``services``, ``questions``, ``grades``, ``changes``, ``cues``,
``references`` or ``rating_patterns`` in ``lexicon``.
"""

from __future__ import annotations

from .read import find_ratings

__all__ = ["find_ratings"]
