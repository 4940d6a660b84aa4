"""An article's facts as the service gives them: read from its text, and kept nowhere."""

from __future__ import annotations

import json

from ..graph.article import Article


def facts_of(article: Article) -> bytes:
    """The facts as JSON; what reads them is loaded when it is first wanted."""
    from ..graph.extraction import extract
    from ..graph.facts_json import to_json

    return json.dumps(to_json(extract(article)), ensure_ascii=False).encode() + b"\n"
