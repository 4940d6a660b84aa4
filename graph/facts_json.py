"""Facts as JSON: the fact format's keys in its order, then where each fact comes from."""

from __future__ import annotations

from typing import Any

from .facts import ArticleFacts, Fact

# The keys of the fact format, in its order; a fact's further fields follow them.
FORMAT: dict[str, tuple[str, ...]] = {
    "organisations": ("name", "kind", "ods"),
    "sites": ("name", "operator"),
    "people": ("name", "honorific", "role", "organisation", "kind"),
    "inspections": ("of", "sites", "services", "start", "end", "published", "manner"),
    "ratings": ("of", "service", "question", "rating", "previous", "trend", "when"),
    "findings": ("polarity", "of", "service", "quote"),
    "quotes": ("speaker", "starts"),
    "measures": ("quote", "value", "unit", "when"),
    "actions": ("kind", "of", "quote"),
}
FURTHER: dict[str, tuple[str, ...]] = {
    "organisations": ("code",),
    "sites": ("code",),
    "quotes": ("about",),
    "measures": ("of", "service", "target"),
    "actions": ("when",),
}
ARTICLE = ("title", "publisher", "published", "url")


def to_json(facts: ArticleFacts) -> dict[str, Any]:
    """The facts of one article, ready for ``json.dumps``; equal facts give equal bytes."""
    article: dict[str, Any] = {key: getattr(facts, key) for key in ARTICLE}
    return {"article": article} | {
        kind: [_fact(fact, keys, FURTHER.get(kind, ())) for fact in getattr(facts, kind)]
        for kind, keys in FORMAT.items()
    }


def _fact(fact: Fact, keys: tuple[str, ...], further: tuple[str, ...]) -> dict[str, Any]:
    return (
        {key: _plain(getattr(fact, key)) for key in keys}
        | {
            "evidence": [{"start": span.start, "end": span.end} for span in fact.evidence],
            "confidence": fact.confidence,
            "rule": fact.rule,
            "attribution": {"voice": fact.attribution.voice, "speaker": fact.attribution.speaker},
        }
        | {key: _plain(getattr(fact, key)) for key in further}
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
