"""Who a fact is about: the provider that the nearest context names.

The sentence's own provider first, then the one last named shortly before, then the article's lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Document
from .entities import Entities, Mention

_LISTED = re.compile(r"[\s,]*(?:and\s+|&\s+)?(?:(?:at|to|on)\s+)?(?:the\s+)?")
_HEADING = 70
_REACH = 700  # how far back, in characters, an earlier mention still holds


class Holders:
    """Finds the provider or trust that a place in the text speaks of."""

    def __init__(self, document: Document, entities: Entities) -> None:
        self._document = document
        self._entities = entities

    def provider(self, mention: Mention) -> str | None:
        """The provider of care behind a mention: itself, or the operator of a site."""
        if mention.kind == "site":
            return self._entities.operator(mention.name)
        return mention.name if self._entities.kind(mention.name) in ("trust", "provider") else None

    def at(self, offset: int) -> str | None:
        """The provider that the words at ``offset`` are about, if the text names one."""
        mention = self.mention_at(offset)
        return self.provider(mention) if mention is not None else self._entities.lead

    def mention_at(self, offset: int) -> Mention | None:
        """The nearest mention that leads to a provider: in the sentence, else shortly before it."""
        sentence = self._document.sentence_at(offset)
        return (
            self._last(sentence.start, offset)
            or self._first(offset, sentence.end)
            or self._last(max(0, sentence.start - _REACH), sentence.start)
        )

    def all_at(self, offset: int) -> tuple[str, ...]:
        """As :meth:`at`, but all of them where the words name several: "A and B", "both trusts"."""
        sentence = self._document.sentence_at(offset)
        for mentions in (
            self._entities.within(sentence.start, offset)[::-1],
            self._entities.within(offset, sentence.end),
        ):
            named = tuple(self._listed(mentions))
            if named:
                return tuple(sorted(set(named), key=named.index))
        single = self._lead_before(sentence.start) or self.at(offset)
        return (single,) if single else ()

    def listed_with(self, mention: Mention) -> tuple[str, ...]:
        """The providers that one mention names in a list with others, in the order of the text."""
        sentence = self._document.sentence_at(mention.span.start)
        before = self._entities.within(sentence.start, mention.span.start)[::-1]
        after = self._entities.within(mention.span.start, sentence.end)
        earlier = tuple(self._listed((mention, *before)))
        later = tuple(self._listed((mention, *(m for m in after if m != mention))))
        return tuple(dict.fromkeys((*earlier[::-1], *later)))

    def named_within(self, start: int, end: int) -> str | None:
        """The provider of the last mention by name in the stretch."""
        mention = self._last(start, end)
        return self.provider(mention) if mention is not None and not mention.generic else None

    def _lead_before(self, offset: int) -> str | None:
        """The article's lead where a paragraph opens without a name: visits are mostly to it.

        Not where the paragraph, or the short line above it, has named another.
        """
        lead = self._entities.lead
        index = self._document.block_index(offset)
        block, above = self._document.blocks[index], self._document.blocks[max(0, index - 1)]
        near = above if above.end - above.start <= _HEADING else block
        opens = self._document.lower[offset : offset + 40]
        if self._last(near.start, offset) is not None or "the latter" in opens:
            return None
        mentions = self._entities.within(max(0, offset - _REACH), offset)
        return lead if any(self.provider(mention) == lead for mention in mentions) else None

    def _listed(self, mentions: tuple[Mention, ...]) -> Iterator[str]:
        """The first provider among the mentions and those listed together with it."""
        held: Mention | None = None
        for mention in mentions:
            name = self.provider(mention)
            if name is None:
                continue
            if held is not None and not self._together(held, mention):
                return
            held = mention
            yield name

    def _together(self, one: Mention, other: Mention) -> bool:
        first, second = sorted((one.span, other.span))
        return bool(
            _LISTED.fullmatch(self._document.lower, first.end, max(second.start, first.end))
        )

    def _last(self, start: int, end: int) -> Mention | None:
        mentions = reversed(self._entities.within(start, end))
        return next((mention for mention in mentions if self.provider(mention)), None)

    def _first(self, start: int, end: int) -> Mention | None:
        mentions = self._entities.within(start, end)
        return next((mention for mention in mentions if self.provider(mention)), None)
