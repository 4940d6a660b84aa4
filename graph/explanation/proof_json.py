"""A proof as JSON: steps with rule, axioms and premises, stated triples with their sources.

The command line and the pages are written from the same form.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pyoxigraph as ox

from ..errors import InputError
from ..reasoning.backward import RULES
from ..reasoning.schema import Term, Triple
from ..store import Store
from .axioms import Axiom, knowledge
from .proofs import INFERRED, Step, prove
from .terms import label, resource, value, words
from .witnesses import Witnesses


class NoProof(InputError):  # noqa: N818 - reads as what happened
    """The store neither states the triple nor infers it."""


def explain_triple(store: Store, subject: str, predicate: str, object_: str) -> dict[str, Any]:
    """The shortest proof of a triple given in words; raises NoProof where there is none."""
    triple = _read(store, subject, predicate, object_)
    proof = prove(store, triple)
    if proof is None:
        raise NoProof(_not_found(store, triple))
    return ProofWriter(store).write(proof)


def _read(store: Store, subject: str, predicate: str, object_: str) -> Triple:
    """The triple meant; a literal's language or datatype may be left out where it is plain."""
    about, by, given = resource(subject), resource(predicate), value(object_)
    if isinstance(given, ox.Literal) and next(iter(_stated(store, about, by, given)), None) is None:
        alike = [
            quad.object
            for quad in _stated(store, about, by, None)
            if isinstance(quad.object, ox.Literal) and quad.object.value == given.value
        ]
        given = min(alike, key=str, default=given)
    return about, by, given


def _stated(store: Store, subject: Any, predicate: Any, object_: Any) -> Any:
    return store.engine.quads_for_pattern(subject, predicate, object_)


def _not_found(store: Store, triple: Triple) -> str:
    """What was looked for, and why it may be missing."""
    message = f"the store neither states nor infers '{' '.join(map(words, triple))}'"
    unknown = [words(term) for term in triple if not _spoken_of(store, term)]
    if unknown:
        return f"{message}; it says nothing of {' or '.join(map(repr, unknown))}"
    if not store.has_graph(INFERRED):
        return f"{message}; it was built without reasoning, so nothing is inferred"
    return message


def _spoken_of(store: Store, term: Term) -> bool:
    if isinstance(term, ox.Literal):
        return True
    patterns = ((term, None, None), (None, term, None), (None, None, term))
    return any(next(iter(_stated(store, *pattern)), None) is not None for pattern in patterns)


class ProofWriter:
    """Writes proofs over one store as JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._witnesses = Witnesses(store)

    def write(self, proof: Step) -> dict[str, Any]:
        """The triple, how many uses of rules its proof has, and the proof."""
        return {
            "triple": self._triple(proof.triple),
            "rules": proof.size,
            "proof": self.step(proof),
        }

    def step(self, step: Step) -> dict[str, Any]:
        """One step with all that it rests on."""
        written: dict[str, Any] = {"triple": self._triple(step.triple), "rule": step.rule}
        if step.rule is None:
            stated, more = self._witnesses.of(step.triple)
            return written | {"stated": [asdict(each) for each in stated], "more_graphs": more}
        return written | {
            "because": RULES[step.rule],
            "axioms": [_axiom(axiom) for axiom in step.axioms],
            "premises": [self.step(premise) for premise in step.premises],
        }

    def _triple(self, triple: Triple) -> dict[str, Any]:
        names = ("subject", "predicate", "object")
        terms = dict(zip(names, map(_term, triple), strict=True))
        return terms | {
            "words": " ".join(map(_words, triple)),
            "labels": [label(self._store, term) or _words(term) for term in triple],
        }


def _axiom(axiom: Axiom) -> dict[str, Any]:
    if axiom.rule is None:
        return {"statement": axiom.statement, "rule": None}
    return {
        "statement": axiom.statement,
        "rule": axiom.rule,
        "because": RULES[axiom.rule],
        "premises": [_axiom(premise) for premise in axiom.premises],
    }


def _term(term: Term) -> str | dict[str, str]:
    """An IRI as it is; a literal by its parts; a class without a name in words."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return _words(term)
    parts = {"value": term.value, "datatype": term.datatype.value}
    return parts | ({"language": term.language} if term.language else {})


def _words(term: Term) -> str:
    return knowledge().axioms.words(term) if isinstance(term, ox.BlankNode) else words(term)
