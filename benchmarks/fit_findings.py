"""Fits the weights of findings' traits and words on the development folders of the corpus.

Run ``python -m benchmarks.fit_findings`` to judge each folder by weights fitted on the others, with
``--write`` to fit on all of them and write the table; ``--also FOLDER`` takes in further folders
of articles with gold facts. Needs scikit-learn, which nothing else does.
The side of a clause depends on the finding before it: the first round takes that from the gold
facts, the later ones from what the round before would have found.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from pathlib import Path

from benchmarks.extraction import CORPUS, DEVELOPMENT, scorer
from caregraph.graph.article import normalise
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import find_entities
from caregraph.graph.extraction.findings.mood import Mood
from caregraph.graph.extraction.findings.portraits import Candidate, candidates
from caregraph.graph.extraction.findings.read import SURE, context
from caregraph.graph.extraction.findings.signs import Signs
from caregraph.graph.extraction.findings.traits import Leant
from caregraph.graph.extraction.people import find_people
from caregraph.graph.extraction.quotations import find_quotations
from caregraph.graph.extraction.quotes import find_quotes
from caregraph.graph.facts import Polarity

LEXICON = Path(__file__).parents[1] / "graph" / "extraction" / "lexicon"
WEIGHTS = LEXICON / "finding_weights.tsv"
WORDS = LEXICON / "finding_word_weights.tsv"
ROUNDS = 3
STRENGTHS = {"finding": 0.1, "praise": 0.5}
"""Inverse strength of the l2 penalty, chosen by the cross-check."""

OFTEN = 3
"""A word of fewer clauses has no weight."""

SMALLEST = 0.03
"""A weight nearer to nothing is left out of the table."""

WORD = "word"
"""Stands for the manner where the trait is a word: those weigh the same in any."""

Weights = dict[str, dict[tuple[str, str], float]]


@dataclass(frozen=True)
class Example:
    """A clause of a development article, what describes it, and the side that the gold gives it."""

    article: str
    candidate: Candidate
    traits: tuple[str, ...]
    sides: tuple[str, ...]
    gold: Polarity | None


def examples(folder: Path) -> list[Example]:
    """All clauses of a folder in order; each gold finding goes to the clause that meets it best."""
    same_passage = scorer().same_passage
    found: list[Example] = []
    for path in sorted(folder.glob("*.txt")):
        text = normalise(path.read_text("utf-8"))
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))["findings"]
        clauses = list(described(text))
        sides: dict[int, Polarity] = {}
        for fact in gold:
            start = text.find(fact["quote"])
            met = [
                (overlap(candidate, start, len(fact["quote"])), -index)
                for index, (candidate, _, _) in enumerate(clauses)
                if index not in sides
                and overlap(candidate, start, len(fact["quote"])) > 0
                and same_passage(fact["quote"], text[slice(*candidate.span)])
            ]
            if met:
                sides[-max(met)[1]] = fact["polarity"]
        name = f"{folder.name}/{path.stem}"
        found += [Example(name, *clause, sides.get(i)) for i, clause in enumerate(clauses)]
    return found


def described(text: str) -> Iterable[tuple[Candidate, tuple[str, ...], tuple[str, ...]]]:
    """Each clause that may be a finding, its traits, and those of its side."""
    document = Document(text)
    entities = find_entities(document)
    people = find_people(document, entities)
    quotes = find_quotes(document, find_quotations(document), people, entities)
    signs = Signs(document.lower)
    mood = Mood(document, signs)
    for clause in candidates(document, signs, quotes, people):
        parts = (clause.telling, clause.side, clause.wording, clause.shape)
        sides = (Leant(clause.side), mood.leaning(clause))
        yield (
            clause,
            tuple(trait for part in parts for trait in part.traits()),
            tuple(trait for side in sides for trait in side.traits()),
        )


def overlap(candidate: Candidate, start: int, length: int) -> float:
    """The share of the longer of the two passages that both hold."""
    shared = min(start + length, candidate.span.end) - max(start, candidate.span.start)
    return shared / max(length, candidate.span.end - candidate.span.start)


def fit(train: list[Example]) -> Weights:
    """Weights of both questions: (manner, trait) → weight."""
    weights: Weights = {}
    for number in range(ROUNDS):
        before = pasts(train, weights if number else None)
        asked = [(finding_traits(e, past), e.gold is not None) for e, past in before]
        sided = [(side_traits(e, past), e.gold == "praise") for e, past in before if e.gold]
        weights = {"finding": logistic(asked, "finding"), "praise": logistic(sided, "praise")}
    return weights


Past = tuple[Candidate, Polarity] | None


def pasts(run: list[Example], weights: Weights | None) -> list[tuple[Example, Past]]:
    """Each clause with the finding before it in its article: the gold's, or by these weights."""
    paired: list[tuple[Example, Past]] = []
    last: Past = None
    article = ""
    for example in run:
        if example.article != article:
            last, article = None, example.article
        paired.append((example, last))
        side, sure = judged(example, last, weights) if weights else (example.gold, 1.0)
        if side and sure >= SURE:
            last = example.candidate, side
    return paired


def finding_traits(example: Example, past: Past) -> list[tuple[str, str]]:
    """The traits for the question whether it is a finding, for any manner and for its own."""
    names = [*example.traits, *context(example.candidate, past)[0].traits()]
    words = [(WORD, word) for word in example.candidate.words.traits()]
    return [("any", n) for n in names] + [(example.candidate.manner, n) for n in names] + words


def side_traits(example: Example, past: Past) -> list[tuple[str, str]]:
    """The traits for the question which side it takes."""
    words = [(WORD, word) for word in example.candidate.words.sides()]
    sides = (*example.sides, *context(example.candidate, past)[1].traits())
    return [("any", name) for name in sides] + words


def judged(example: Example, past: Past, weights: Weights) -> tuple[Polarity, float]:
    """The side and the probability by these weights, as ``findings.read.judge`` gives them."""
    finding = probability(weights["finding"], finding_traits(example, past))
    praise = probability(weights["praise"], side_traits(example, past))
    return ("praise", finding * praise) if praise > 0.5 else ("concern", finding * (1 - praise))


def probability(weights: dict[tuple[str, str], float], traits: list[tuple[str, str]]) -> float:
    total = weights["any", "always"] + sum(weights.get(trait, 0.0) for trait in traits)
    return 1 / (1 + exp(-total))


def logistic(
    rows: list[tuple[list[tuple[str, str]], bool]], question: str
) -> dict[tuple[str, str], float]:
    """Logistic regression with an l2 penalty over the traits of the rows."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    often = Counter(trait for traits, _ in rows for trait in traits)
    told = [[t for t in traits if t[0] != WORD or often[t] >= OFTEN] for traits, _ in rows]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{"\t".join(t): 1.0 for t in traits} for traits in told])
    model = LogisticRegression(C=STRENGTHS[question], max_iter=4000)
    model.fit(matrix, [answer for _, answer in rows])
    names = [tuple(name.split("\t")) for name in vectors.feature_names_]
    return {("any", "always"): model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}


def cross_check(by_folder: dict[str, list[Example]]) -> None:
    """Print precision and recall of each folder by weights fitted on the others."""
    for held, run in by_folder.items():
        weights = fit([e for name, other in by_folder.items() if name != held for e in other])
        told = [(e, judged(e, past, weights)) for e, past in pasts(run, weights)]
        found = [(e, side) for e, (side, sure) in told if sure >= SURE]
        right = sum(e.gold == side for e, side in found)
        gold = sum(e.gold is not None for e in run)
        print(f"{held:8} precision {right / len(found):.3f}  recall {right / gold:.3f} of clauses")


def write(weights: Weights) -> None:
    """Write the two tables, their opening comments kept."""
    traits = ["question\tmanner\ttrait\tweight"]
    words = ["question\tplace\tword\tweight"]
    for question, held in weights.items():
        traits.append(f"{question}\tany\talways\t{held['any', 'always']:.2f}")
        for (manner, trait), weight in sorted(held.items(), key=lambda item: item[0][::-1]):
            if trait == "always" or abs(weight) < SMALLEST:
                continue
            if manner == WORD:
                words.append(f"{question}\t{trait.replace(' ', chr(9))}\t{weight:.2f}")
            else:
                traits.append(f"{question}\t{manner}\t{trait}\t{weight:.2f}")
    for path, rows in ((WEIGHTS, traits), (WORDS, words)):
        head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
        path.write_text("\n".join(head + rows) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="fit on all folders and write")
    parser.add_argument(
        "--also", nargs="*", type=Path, default=[], help="further folders to fit on"
    )
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: nothing to fit", file=sys.stderr)
        return 2
    folders = [*(CORPUS / name for name in DEVELOPMENT), *arguments.also]
    by_folder = {folder.name: examples(folder) for folder in folders}
    if arguments.write:
        write(fit([example for run in by_folder.values() for example in run]))
        print(f"wrote {WEIGHTS} and {WORDS}; see the difference in git before it stays")
    else:
        cross_check({name: run for name, run in by_folder.items() if name != "seeds"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
