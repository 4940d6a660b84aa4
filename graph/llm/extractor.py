"""Article → facts by rules and a language model together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..article import Article
from ..errors import ModelUnavailable
from ..extraction import extract
from ..extraction.attribution import Sources, attribute
from ..extraction.document import Document
from ..extraction.entities import Entities, find_entities
from ..extraction.people import People
from ..facts import ArticleFacts
from .answers import Proposal, read_answer
from .client import ChatClient, Endpoint
from .merging import merge, merge_kind
from .pieces import pieces
from .proposing import ground
from .questions import instructions, question
from .schema import answer_schema

Ask = Callable[[str, str, dict[str, Any]], str]
"""Asks a model: instructions, question and the answer's schema → the content of its answer."""

_ATTRIBUTED = ("inspections", "ratings", "findings", "measures", "actions")


class ModelExtractor:
    """Extracts as ``extract`` does, with a language model as second witness.

    An answer that is no use costs what it would have added; a model that gives none costs the
    article (``ModelError``), so that a later build tries again. Once it can't be reached, it is not
    asked again. May be used by several threads.
    """

    def __init__(self, ask: Ask, model: str) -> None:
        self.model = model
        self._ask = ask
        self._dropped: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._unavailable: str | None = None

    def __call__(self, article: Article) -> ArticleFacts:
        """The facts that the rules and the model find, merged."""
        if self._unavailable is not None:
            raise ModelUnavailable(self._unavailable)
        rules = extract(article)
        document = Document(article.text, article.published)
        dropped: Counter[str] = Counter()
        proposals = self._proposals(article, document, rules, dropped)
        proposed = ground(document, rules, proposals, dropped)
        with self._lock:
            self._dropped += dropped
        return merge(rules, _attributed(document, rules, proposed))

    @property
    def dropped(self) -> dict[str, int]:
        """How many proposals fell, by reason, most frequent first."""
        with self._lock:
            return dict(sorted(self._dropped.items(), key=lambda item: (-item[1], item[0])))

    def _proposals(
        self, article: Article, document: Document, rules: ArticleFacts, dropped: Counter[str]
    ) -> list[Proposal]:
        found: list[Proposal] = []
        for piece in pieces(document):
            answer = self._answer(question(article, rules, piece))
            found += read_answer(answer, piece, dropped)
        return found

    def _answer(self, user: str) -> str:
        try:
            return self._ask(instructions(), user, answer_schema())
        except ModelUnavailable as error:
            self._unavailable = str(error)
            raise


def connect(endpoint: Endpoint) -> ModelExtractor:
    """An extractor that asks the model of an endpoint; nothing is sent before an article comes."""
    return ModelExtractor(ChatClient(endpoint).ask, endpoint.model)


def _attributed(document: Document, rules: ArticleFacts, proposed: ArticleFacts) -> ArticleFacts:
    """The proposed facts with whose words they rest on, as the rules would tell it."""
    entities = _entities(document, rules, proposed)
    people = People(merge_kind("people", rules.people, proposed.people), ())
    quotes = merge_kind("quotes", rules.quotes, proposed.quotes)
    sources = Sources(document, quotes, people, entities)
    said: dict[str, Any] = {
        kind: attribute(getattr(proposed, kind), sources) for kind in _ATTRIBUTED
    }
    about = tuple(
        replace(quote, about=_about(entities, *quote.evidence[0])) for quote in proposed.quotes
    )
    said["quotes"] = attribute(about, sources)
    return replace(proposed, **said)


def _entities(document: Document, rules: ArticleFacts, proposed: ArticleFacts) -> Entities:
    """Those that the rules find in the text, and those that the model added."""
    found = find_entities(document)
    return replace(
        found,
        organisations=merge_kind("organisations", rules.organisations, proposed.organisations),
        sites=merge_kind("sites", rules.sites, proposed.sites),
        _starts=[],
    )


def _about(entities: Entities, start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in entities.within(start, end)))
