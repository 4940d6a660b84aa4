"""Fits the weights of ``rating_weights.tsv``: which cues of a reading tell right from wrong.

``python -m benchmarks.fit_ratings`` judges each folder that was only scored by weights fitted on
the others: how well they rank, whether they hold what they promise, and precision, recall and F1 by
threshold; ``--write`` fits on all and writes the table. Needs scipy, which nothing else does.

Rules are written by reading articles, so of those their readings are righter than of a text nobody
has seen. What the rules made of a folder while nobody had read it is therefore kept in
``rating_readings.tsv``, cues and verdicts without a word of the text (``--keep FOLDER …`` adds to
it). The development folders have a constant of their own: they help to tell which cues part right
from wrong, not how much is right on the whole.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from benchmarks.extraction import CORPUS, DEVELOPMENT, HELD_OUT, scorer
from caregraph.graph.article import Article, normalise
from caregraph.graph.extraction import extract
from caregraph.graph.extraction.ratings.choose import UNSURE
from caregraph.graph.facts import ArticleFacts
from caregraph.graph.facts_json import to_json

WEIGHTS = Path(__file__).parents[1] / "graph" / "extraction" / "lexicon" / "rating_weights.tsv"
KEPT = Path(__file__).with_name("rating_readings.tsv")
PENALTY = 1.0
"""Of squared weights; chosen by the cross-check, which 2 leaves within 0.01."""

THRESHOLDS = (0.0, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)
BANDS = (0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.0)


@dataclass(frozen=True)
class Reading:
    """A rating of an article that was read (``right`` or ``wrong``) or that was ``missed``."""

    folder: str
    article: str
    verdict: str
    cues: frozenset[str] = frozenset()

    @property
    def right(self) -> bool:
        return self.verdict == "right"


def readings(folder: Path) -> Iterator[Reading]:
    """What the rules read in a folder, with those not sure enough to be told, against its gold."""
    judge = scorer()
    for path in sorted(folder.glob("*.txt")):
        facts = extract(Article(normalise(path.read_text("utf-8")), source=str(path)))
        gold = judge.resolve(json.loads(path.with_suffix(".json").read_text("utf-8")))
        left = {judge.rating_key(fact) for fact in gold["ratings"]}
        for key, cues in _read(facts, judge):
            verdict = "right" if key in left else "wrong"
            left.discard(key)
            yield Reading(folder.name, path.stem, verdict, cues)
        for _ in left:
            yield Reading(folder.name, path.stem, "missed")


def _read(facts: ArticleFacts, judge: Any) -> Iterator[tuple[Any, frozenset[str]]]:
    """The key and the cues of each reading, each key once."""
    unsure = (each.rating for each in facts.rejected if each.reason == UNSURE)
    ratings = (*facts.ratings, *unsure)
    whole = ArticleFacts(organisations=facts.organisations, ratings=ratings)
    written = judge.resolve(to_json(whole))["ratings"]
    seen = set()
    for rating, fact in zip(ratings, written, strict=True):
        key = judge.rating_key(fact)
        if key not in seen:
            seen.add(key)
            yield key, frozenset(rating.cues)


def table_rows() -> list[dict[str, str]]:
    """The rows of the table as they stand."""
    lines = (line for line in WEIGHTS.read_text("utf-8").splitlines() if line[:1] != "#")
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))


def fit(train: Sequence[Reading]) -> dict[str, float]:
    """Weights by cue: logistic regression with an l2 penalty; no cue crosses to the other side.

    A cue's sign is that of its weight in the table: what speaks for a rating never speaks against.
    """
    import numpy as np
    from scipy.optimize import minimize

    train = [reading for reading in train if reading.verdict != "missed"]
    rows = [row for row in table_rows() if row["cue"] != "always"]
    seen = [float(reading.folder in DEVELOPMENT) for reading in train]
    matrix = np.array(
        [
            [*(float(row["cue"] in reading.cues) for row in rows), development, 1.0]
            for reading, development in zip(train, seen, strict=True)
        ]
    )
    side = np.array([1.0 if reading.right else -1.0 for reading in train])
    penalty = np.array([PENALTY] * len(rows) + [0.0, 0.0])

    def loss(weights: Any) -> tuple[float, Any]:
        margin = side * (matrix @ weights)
        slope = -side / (1 + np.exp(margin))
        value = np.logaddexp(0, -margin).sum() + (penalty * weights**2).sum() / 2
        return value, matrix.T @ slope + penalty * weights

    signs: list[tuple[float | None, float | None]] = [
        (0, None) if float(row["weight"]) > 0 else (None, 0) for row in rows
    ]
    bounds = [*signs, (None, None), (None, None)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x
    named = {row["cue"]: float(weight) for row, weight in zip(rows, found, strict=False)}
    return {"always": float(found[-1]), **named}


Judged = list[tuple[Reading, float]]


def cross_check(run: Sequence[Reading], by: Callable[[Reading], str]) -> Judged:
    """The readings of the scored folders, each with its probability by weights fitted without it.

    ``by``: what is left out together, a folder or an article.
    """
    scored = [reading for reading in run if reading.folder not in DEVELOPMENT]
    judged: Judged = []
    for group in sorted({by(reading) for reading in scored}):
        weights = fit([r for r in run if r.folder in DEVELOPMENT or by(r) != group])
        judged += [(r, probability(r, weights)) for r in scored if by(r) == group]
    return judged


def probability(reading: Reading, weights: dict[str, float]) -> float:
    """How sure a reading is by these weights; a cue that the table no longer has says nothing."""
    total = weights["always"] + sum(weights.get(cue, 0.0) for cue in reading.cues)
    return 1 / (1 + exp(-total))


def report(judged: Judged) -> Iterator[str]:
    """How well probabilities rank, what they promise and hold, and what thresholds bring."""
    read = [(r, p) for r, p in judged if r.verdict != "missed"]
    brier = sum((r.right - p) ** 2 for r, p in read) / len(read)
    yield f"area under the curve {area(read):.3f}  Brier {brier:.4f}"
    for low, high in zip(BANDS, (1.01, *BANDS), strict=False):
        band = [(r.right, p) for r, p in read if low <= p < high]
        if band:
            right, mean = sum(r for r, _ in band), sum(p for _, p in band) / len(band)
            told = f"right {right:4}/{len(band):<4} {right / len(band):.3f}"
            yield f"  {low:.2f} to {min(high, 1):.2f}  {told}  promised {mean:.3f}"
    folders = sorted({r.folder for r, _ in judged})
    yield f"{'P / R / F1':10}" + "".join(f"{name:>24}" for name in [*folders, "mean"])
    for least in THRESHOLDS:
        figures = [scores([j for j in judged if j[0].folder == name], least) for name in folders]
        mean = tuple(sum(column) / len(column) for column in zip(*figures, strict=True))
        cells = ("{:.3f} / {:.3f} / {:.3f}".format(*each) for each in [*figures, mean])
        yield f"{least:<10}" + "".join(f"{cell:>24}" for cell in cells)


def area(read: Judged) -> float:
    """How often a right reading is surer than a wrong one; ties count half."""
    right = [p for r, p in read if r.right]
    wrong = [p for r, p in read if not r.right]
    beaten = sum((p > q) + (p == q) / 2 for p in right for q in wrong)
    return beaten / (len(right) * len(wrong)) if right and wrong else 1.0


def scores(judged: Judged, least: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of what is told at a threshold."""
    gold = sum(r.verdict != "wrong" for r, _ in judged)
    told = [r.right for r, p in judged if r.verdict != "missed" and p >= least]
    precision, recall = sum(told) / max(len(told), 1), sum(told) / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def write(weights: dict[str, float]) -> None:
    """Write the weights into the table, its comments, reasons and examples kept."""
    text = WEIGHTS.read_text("utf-8").splitlines()
    rows = table_rows()
    lines = [line for line in text if line.startswith("#")] + ["\t".join(rows[0])]
    for row in rows:
        lines.append("\t".join({**row, "weight": f"{weights[row['cue']]:.2f}"}.values()))
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


def kept() -> list[Reading]:
    """The readings of folders from the time when nobody had read them."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t")
        return [Reading(f, a, v, frozenset(filter(None, c.split("; ")))) for f, a, v, c in lines]


def keep(run: Iterable[Reading]) -> None:
    """Write readings by folder and article."""
    lines = sorted((r.folder, r.article, r.verdict, "; ".join(sorted(r.cues))) for r in run)
    KEPT.write_text("".join("\t".join(line) + "\n" for line in lines), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--keep", nargs="*", type=Path, help="folders that nobody has read, to keep readings of"
    )
    parser.add_argument("--write", action="store_true", help="fit on all and write the table")
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: nothing to fit", file=sys.stderr)
        return 2
    if arguments.keep:
        fresh = {path.name for path in arguments.keep}
        old = [reading for reading in kept() if reading.folder not in fresh]
        keep([*old, *(reading for path in arguments.keep for reading in readings(path))])
        return 0
    run = [r for name in (*DEVELOPMENT, *HELD_OUT) for r in readings(CORPUS / name)] + kept()
    if arguments.write:
        write(fit(run))
        print(f"wrote {WEIGHTS}; see the difference in git before it stays")
        return 0
    for left_out, by in (("folder", _folder), ("article", _article)):
        print(f"each {left_out} by weights fitted on the others")
        print("\n".join(report(cross_check(run, by))))
    return 0


def _folder(reading: Reading) -> str:
    return reading.folder


def _article(reading: Reading) -> str:
    return f"{reading.folder}/{reading.article}"


if __name__ == "__main__":
    sys.exit(main())
