"""The facts of an article explained: sentence with symbols, rule, cues, and who says it.

As JSON, from which the command line is written too. Facts are those of the ``extract`` given, by
kind and in the order of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pyoxigraph as ox

from .. import identifiers
from ..article import Article
from ..errors import InputError
from ..extraction import extract
from ..extraction.document import Document
from ..extraction.ratings.confidence import weights
from ..facts import ArticleFacts, Fact, Rating, Span
from ..facts_json import FORMAT, to_json
from ..mapping.run import extraction_run
from ..store import Store
from ..vocabulary import CG, RDF
from .stages import CUES, Mark, Stages

KINDS = tuple(FORMAT)
_APART = ("evidence", "confidence", "rule", "attribution")


def explain_article(
    article: Article, kinds: Iterable[str] = KINDS, facts: ArticleFacts | None = None
) -> dict[str, Any]:
    """The explanation of an article's facts; ``facts`` where they are known already."""
    found = extract(article) if facts is None else facts
    stages = Stages(article)
    written = to_json(found)
    wanted = set(kinds)
    return {
        "article": {"key": article.key, **written["article"]},
        "facts": {
            kind: list(_of_kind(kind, getattr(found, kind), written[kind], stages))
            for kind in KINDS
            if kind in wanted
        },
        "rejected": _rejected(found, stages) if "ratings" in wanted else [],
    }


def _rejected(found: ArticleFacts, stages: Stages) -> list[dict[str, Any]]:
    """The ratings that were read and are no facts, each with the reason."""
    ratings = tuple(each.rating for each in found.rejected)
    written = to_json(replace(found, ratings=ratings))["ratings"]
    return [
        {"reason": each.reason, **_explained("ratings", each.rating, words, stages)}
        for each, words in zip(found.rejected, written, strict=True)
    ]


def _of_kind(
    kind: str, facts: tuple[Fact, ...], written: list[dict[str, Any]], stages: Stages
) -> Iterator[dict[str, Any]]:
    pairs = sorted(zip(facts, written, strict=True), key=lambda pair: sorted(pair[0].evidence))
    for fact, words in pairs:
        yield _explained(kind, fact, words, stages)


def _explained(kind: str, fact: Fact, words: dict[str, Any], stages: Stages) -> dict[str, Any]:
    passages = [_passage(kind, fact, span, stages) for span in around(stages.document, fact)]
    weighed = {"weighed": _weighed(fact)} if isinstance(fact, Rating) else {}
    return {
        "fact": {key: value for key, value in words.items() if key not in _APART},
        **{key: words[key] for key in ("rule", "confidence", "attribution", "evidence")},
        **weighed,
        "cues": list(dict.fromkeys(_cues(passages))),
        "passages": passages,
    }


def _weighed(rating: Rating) -> list[dict[str, Any]]:
    """What the rating's confidence is made of: what speaks for it, or below nought against it."""
    return [weights()[cue]._asdict() for cue in rating.cues]


def around(document: Document, fact: Fact) -> list[Span]:
    """The sentences that hold the fact's evidence, those in a row together, in order."""
    held: list[tuple[int, int]] = []
    for span in sorted(fact.evidence):
        first = document.sentence_index(span.start)
        last = document.sentence_index(max(span.end - 1, span.start))
        if held and first <= held[-1][1] + 1:
            held[-1] = (held[-1][0], max(last, held[-1][1]))
        else:
            held.append((first, last))
    return [_stretch(document, fact, first, last) for first, last in held]


def _stretch(document: Document, fact: Fact, first: int, last: int) -> Span:
    """From sentence to sentence, and evidence that lies outside of any with them."""
    start, end = document.sentences[first].start, document.sentences[last].end
    touching = [
        span for span in fact.evidence if first <= document.sentence_index(span.start) <= last
    ]
    return Span(
        min([start, *(span.start for span in touching)]),
        max([end, *(span.end for span in touching)]),
    )


def _passage(kind: str, fact: Fact, span: Span, stages: Stages) -> dict[str, Any]:
    text = stages.document.text
    return {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "symbols": [_symbol(text, mark) for mark in stages.marks(kind, span)],
        "evidence": [
            {"start": own.start, "end": own.end}
            for own in sorted(set(fact.evidence))
            if span.start <= own.start and own.end <= span.end
        ],
    }


def _symbol(text: str, mark: Mark) -> dict[str, Any]:
    start, end = mark.span
    words = text[start:end]
    return {"kind": mark.kind, "value": mark.value, "words": words, "start": start, "end": end}


def _cues(passages: list[dict[str, Any]]) -> Iterator[str]:
    for passage in passages:
        for symbol in passage["symbols"]:
            if symbol["kind"] in CUES and any(map(str.isalnum, symbol["words"])):
                yield f"{symbol['words']} ({symbol['kind']} {symbol['value']})".replace(" )", ")")


def made_otherwise(store: Store, article: Article) -> bool:
    """Whether other rules, or a language model, made the stored claims of the article."""
    node = identifiers.article(article.key)
    made_by = ox.Quad(extraction_run(), RDF.type, CG.ExtractionRun, node)
    return made_by not in store.engine


def check_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds asked for, all unless any is; raises InputError on one that isn't there."""
    wanted = tuple(kinds)
    for kind in wanted:
        if kind not in KINDS:
            raise InputError(f"there is no kind of fact {kind!r}; there are {', '.join(KINDS)}")
    return wanted or KINDS
