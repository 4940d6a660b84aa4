"""Explanations as text: marked sentences and indented proofs, legible without any colour.

What colour tells is always told in brackets too: ``«evidence»``, ``[grade good]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

Paint = Callable[[str, str], str]
"""Gives words the colour of a kind of thing, or leaves them as they are."""

COLOURS = {
    "holder": "cyan",
    "organisation": "cyan",
    "site": "cyan",
    "person": "cyan",
    "service": "blue",
    "question": "magenta",
    "grade": "green",
    "change": "yellow",
    "date": "bright_blue",
    "figure": "green",
    "praise": "green",
    "concern": "red",
}
_OTHERS = "yellow"
_DETAIL = "bright_black"
_NOT_TOLD: tuple[object, ...] = (None, "", (), [], False)


def plain(words: str, _: str) -> str:
    """No colour at all."""
    return words


def coloured(words: str, kind: str) -> str:
    """The colour of the kind, by the terminal's codes."""
    if kind == "evidence":
        return click.style(words, bold=True)
    if kind == "detail":
        return click.style(words, fg=_DETAIL)
    return click.style(words, fg=COLOURS.get(kind, _OTHERS))


def fact_lines(explained: dict[str, Any], paint: Paint = plain) -> Iterator[str]:
    """An article's facts, by kind and in the order of the text."""
    article = explained["article"]
    told = [article[key] for key in ("title", "publisher", "published") if article[key]]
    yield paint(" · ".join(told) or "an article without a title", "evidence")
    yield paint(f"article/{article['key']}", "detail")
    if "note" in explained:
        yield explained["note"]
    for kind, facts in explained["facts"].items():
        yield ""
        yield paint(f"{kind} ({len(facts)})", "evidence")
        for number, fact in enumerate(facts, start=1):
            yield ""
            yield from _fact(number, fact, paint)
    if explained["rejected"]:
        yield ""
        yield paint(f"read, but not told as facts ({len(explained['rejected'])})", "evidence")
        for number, fact in enumerate(explained["rejected"], start=1):
            yield ""
            yield from _fact(number, fact, paint)


def _fact(number: int, fact: dict[str, Any], paint: Paint) -> Iterator[str]:
    told = ", ".join(
        f"{key} {_value(value)}" for key, value in fact["fact"].items() if value not in _NOT_TOLD
    )
    yield f"{number}. {told}"
    for passage in fact["passages"]:
        yield f"   {marked(passage, paint)}"
    voice, speaker = fact["attribution"]["voice"], fact["attribution"]["speaker"]
    said = f"{voice}: {speaker}" if speaker else voice
    details = [f"rule {fact['rule']}", f"confidence {fact['confidence']:g}", f"voice {said}"]
    if fact["cues"]:
        details.append(f"cues {', '.join(fact['cues'])}")
    yield paint(f"   {' · '.join(details)}", "detail")
    if "reason" in fact:
        yield paint(f"   rejected: {fact['reason']}", "detail")
    for weighed in fact.get("weighed", ()):
        told = f"{weighed['weight']:+.2f} {weighed['cue']}: {weighed['reason']}"
        yield paint(f"   {told}", "detail")


def _value(value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(words.split())


def marked(passage: dict[str, Any], paint: Paint = plain) -> str:
    """The sentence on one line, each symbol in brackets with its label, evidence in «»."""
    text, start = passage["text"], passage["start"]
    opened = [span["start"] for span in passage["evidence"]]
    closed = [span["end"] for span in passage["evidence"]]
    told = [symbol for symbol in passage["symbols"] if any(map(str.isalnum, symbol["words"]))]
    symbols = {symbol["start"]: symbol for symbol in told}
    ends = {symbol["end"]: symbol for symbol in told}
    pieces: list[str] = []
    kind = "text"
    edges = sorted({start, passage["end"], *opened, *closed, *symbols, *ends})
    for left, right in zip(edges, [*edges[1:], passage["end"]], strict=True):
        if left in ends:
            pieces.append(paint(_tail(ends[left]), kind))
            kind = "text"
        pieces.append(paint("»", "evidence") * closed.count(left))
        pieces.append(paint("«", "evidence") * opened.count(left))
        if left in symbols:
            kind = symbols[left]["kind"]
            pieces.append(paint(f"[{kind} ", kind))
        words = _one_line(text[left - start : right - start])
        pieces.append(words if kind == "text" else paint(words, kind))
    return "".join(pieces)


def _one_line(words: str) -> str:
    return "".join(" " if char.isspace() else char for char in words)


def _tail(symbol: dict[str, Any]) -> str:
    """The closing bracket, with what the words stand for where they don't say it themselves."""
    value, words = symbol["value"], symbol["words"]
    shown = _spaced(value) in _spaced(_one_line(words)) if value else True
    return "]" if shown else f" = {value}]"


def _spaced(words: str) -> str:
    """Lower case with a space at each end and for hyphens, to look for whole words in."""
    return f" {words.replace('-', ' ').casefold()} "


def proof_lines(explained: dict[str, Any], paint: Paint = plain) -> Iterator[str]:
    """A proof as a tree: what is concluded above, what it rests on indented below."""
    yield from _step(explained["proof"], "", paint)


def _step(step: dict[str, Any], indent: str, paint: Paint) -> Iterator[str]:
    triple = step["triple"]
    yield f"{indent}{paint(triple['words'], 'evidence')}"
    inner = f"{indent}  "
    yield paint(f"{inner}{' — '.join(_value(label) for label in triple['labels'])}", "detail")
    if step["rule"] is None:
        yield from _stated(step, inner, paint)
        return
    yield f"{inner}by {paint('[rule ' + step['rule'] + ']', 'change')} {step['because']}"
    for axiom in step["axioms"]:
        yield from _axiom(axiom, inner, paint)
    for premise in step["premises"]:
        yield from _step(premise, inner, paint)


def _axiom(axiom: dict[str, Any], indent: str, paint: Paint) -> Iterator[str]:
    by = f", by {axiom['rule']}: {axiom['because']}" if axiom["rule"] else ""
    yield f"{indent}{paint('[axiom]', 'service')} {axiom['statement']}{by}"
    for premise in axiom.get("premises", ()):
        yield from _axiom(premise, f"{indent}  ", paint)


def _stated(step: dict[str, Any], indent: str, paint: Paint) -> Iterator[str]:
    for source in step["stated"]:
        date = f", {source['date']}" if source["date"] else ""
        name = _value(source["name"])
        yield f"{indent}{paint('[stated]', 'grade')} in {name}{date} <{source['graph']}>"
        for reason in source["because"]:
            yield f"{indent}  {paint('[judgement]', 'change')} {_value(reason)}"
        for claim in source["claims"]:
            yield from _claim(claim, f"{indent}  ", paint)
        if source["more"]:
            yield f"{indent}  and {source['more']} more of its claims"
    if step["more_graphs"]:
        yield f"{indent}and in {step['more_graphs']} more graphs"


def _claim(claim: dict[str, Any], indent: str, paint: Paint) -> Iterator[str]:
    yield f"{indent}{paint('[claim]', 'question')} {_value(claim['words'])}"
    who = f"{claim['voice']}: {claim['speaker']}" if claim["speaker"] else claim["voice"]
    details = (f"rule {claim['rule']}", f"confidence {claim['confidence']}", f"voice {who}")
    yield paint(f"{indent}  {' · '.join(details)}", "detail")
    for quoted in claim["evidence"]:
        yield f"{indent}  {_quoted(quoted, paint)}"


def _quoted(quoted: dict[str, Any], paint: Paint) -> str:
    before, exact, after = (_one_line(quoted[key]) for key in ("before", "exact", "after"))
    return f"{before}«{paint(exact, 'evidence')}»{after}"
