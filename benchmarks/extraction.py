"""Scores of extraction per kind of fact and corpus folder, and what changed since the accepted run.

Run ``python -m benchmarks.extraction`` in a checkout that has the corpus at ``../shared/corpus``;
``--accept`` keeps the run as the one to compare with. Folders named in ``HELD_OUT`` are only
scored: nobody reads their texts or errors while writing rules, so they show the fall on the unseen.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from caregraph.graph.article import Article, normalise
from caregraph.graph.extraction import extract
from caregraph.graph.facts_json import to_json

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
ACCEPTED = Path(__file__).with_name("extraction.accepted.tsv")
DEVELOPMENT = ("seeds", "dev", "dev-b", "dev-d")
HELD_OUT = ("dev-c",)
LEVELS = (0.9, 0.8, 0.7, 0.5, 0.0)
STRICT = {
    "organisations": "organisations",
    "sites": "sites",
    "people": "people+role",
    "inspections": "inspections+dates",
    "ratings": "ratings",
    "findings": "findings",
    "quotes": "quotes",
    "measures": "measures",
    "actions": "actions",
}
"""Kind of fact → the strictest way in which it is scored, for the table of reliability."""

Outcome = tuple[str, str, str, str, str]
"""Folder, kind, article, digest of the fact, and ``found`` or ``wrong``."""


def scorer() -> ModuleType:
    """The corpus's own scoring script as a module."""
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_score"] = module
    spec.loader.exec_module(module)
    return module


def predict(folder: Path, out: Path) -> None:
    """The facts of each article of the folder as JSON files in ``out``."""
    for path in sorted(folder.glob("*.txt")):
        facts = to_json(extract(Article(normalise(path.read_text("utf-8")), source=str(path))))
        (out / f"{path.stem}.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")


def tallies(folder: str) -> tuple[dict[str, Any], list[tuple[str, float]]]:
    """Kind → the scorer's tally for the folder; and kind and confidence of each fact found."""
    with TemporaryDirectory() as out:
        predict(CORPUS / folder, Path(out))
        found = [
            (kind, fact["confidence"])
            for path in sorted(Path(out).glob("*.json"))
            for kind, facts in json.loads(path.read_text("utf-8")).items()
            if kind != "article"
            for fact in facts
        ]
        return dict(scorer().score(CORPUS / folder, Path(out))), found


def reliability(
    results: dict[str, dict[str, Any]], found: dict[str, list[tuple[str, float]]]
) -> str:
    """Of the facts found in the held-out folders with so much confidence, how many are right."""
    lines = [f"{'right / found':16}" + "".join(f"{f'>= {low}':>15}" for low in LEVELS)]
    for kind, scored in STRICT.items():
        cells = []
        for low, high in zip(LEVELS, (1.01, *LEVELS), strict=False):
            sure = [c for name in HELD_OUT for k, c in found[name] if k == kind and low <= c < high]
            wrong = [
                fact
                for name in HELD_OUT
                for _, fact in results[name][scored].wrong
                if low <= fact["confidence"] < high
            ]
            right = len(sure) - len(wrong)
            cells.append(f"{right:5}/{len(sure):<4}{right / len(sure):5.2f}" if sure else "-")
        lines.append(f"{kind:16}" + "".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)


def outcomes(folder: str, tally: dict[str, Any]) -> Iterator[tuple[Outcome, object]]:
    """Each fact that was missed or wrong, with its text for printing."""
    for kind, result in tally.items():
        for word, facts in (("missed", result.missed), ("wrong", result.wrong)):
            for article, fact in facts:
                text = json.dumps(fact, sort_keys=True, ensure_ascii=False)
                digest = hashlib.sha256(text.encode()).hexdigest()[:10]
                yield (folder, kind, article, digest, word), fact


def table(results: dict[str, dict[str, Any]]) -> str:
    """F1 per kind and folder, with precision and recall of the development and held-out folders."""
    lines = [f"{'F1':20}" + "".join(f"{name:>9}" for name in results) + f"{'held out P / R':>18}"]
    for kind in next(iter(results.values())):
        row = "".join(f"{tally[kind].f1:9.3f}" for tally in results.values())
        held = [results[name][kind] for name in HELD_OUT if name in results]
        precision = sum(t.matched for t in held) / max(sum(t.predicted for t in held), 1)
        recall = sum(t.matched for t in held) / max(sum(t.gold for t in held), 1)
        lines.append(f"{kind:20}{row}{precision:10.3f} / {recall:.3f}")
    return "\n".join(lines)


def changes(now: dict[Outcome, object]) -> Iterator[str]:
    """What is missed or wrong now and was not at the accepted run, and the other way round."""
    if not ACCEPTED.exists():
        return
    lines = ACCEPTED.read_text("utf-8").splitlines()
    before = {tuple(line.split("\t")) for line in lines}
    for outcome, fact in now.items():
        if outcome not in before and outcome[0] not in HELD_OUT:
            yield f"- {outcome[4]}: {outcome[1]}: {outcome[0]}/{outcome[2]}: {json.dumps(fact)}"
    for gone in sorted(before - set(now)):
        if gone[0] not in HELD_OUT:
            yield f"+ no longer {gone[4]}: {gone[1]}: {gone[0]}/{gone[2]}: #{gone[3]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--accept", action="store_true", help="keep this run to compare with")
    parser.add_argument("--kind", help="print the changes of this kind of fact only")
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: nothing to score", file=sys.stderr)
        return 2
    results, found = {}, {}
    for name in (*DEVELOPMENT, *HELD_OUT):
        results[name], found[name] = tallies(name)
    print(table(results), reliability(results, found), sep="\n\n")
    now = {key: fact for name in results for key, fact in outcomes(name, results[name])}
    for line in changes(now):
        if not arguments.kind or f": {arguments.kind}: " in line:
            print(line)
    if arguments.accept:
        rows = sorted("\t".join(outcome) for outcome in now)
        ACCEPTED.write_text("\n".join(rows) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
