"""The triples that hold in a store, asked for one by one: what a change needs to know of the rest.

Triples about a class without a name, or of a link within a chain, are in no graph; they are worked
out when asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from .. import identifiers
from ..vocabulary import RDF
from .schema import Term, Triple

if TYPE_CHECKING:
    from ..store import Store
    from .backward import Backward

INFERRED = identifiers.graph("inferred")


class StoredFacts:
    """What all graphs of a store hold, and some triples more."""

    def __init__(self, store: Store, rules: Backward, more: Iterable[Triple] = ()) -> None:
        self._engine = store.engine
        self._rules = rules
        self._more: set[Triple] = set()
        self._objects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._asked: set[Triple] = set()
        for triple in more:
            self.add(triple)

    def add(self, triple: Triple) -> None:
        """Hold one more, which may be of a class or a link without a name."""
        self._more.add(triple)
        subject, predicate, object_ = triple
        self._objects[predicate, subject].append(object_)
        self._subjects[predicate, object_].append(subject)

    def asserted(self, triple: Triple) -> bool:
        """Whether a graph other than that of the inferences has it."""
        return any(quad.graph_name != INFERRED for quad in self._quads(*triple))

    def inferred(self, triple: Triple) -> bool:
        """Whether the graph of the inferences has it."""
        return next(iter(self._quads(*triple, INFERRED)), None) is not None

    def holds(self, subject: Term, predicate: Term, object_: Term) -> bool:
        """Whether it is known or, of a class without a name, follows at once."""
        triple = (subject, predicate, object_)
        if triple in self._more or next(iter(self._quads(*triple)), None) is not None:
            return True
        return predicate == RDF.type and isinstance(object_, ox.BlankNode) and self._is(triple)

    def objects(self, predicate: Term, subject: Term) -> Iterator[Term]:
        """What the subject has for a property with a name."""
        yield from self._objects.get((predicate, subject), ())
        for quad in self._quads(subject, predicate, None):
            yield quad.object

    def subjects(self, predicate: Term, object_: Term) -> Iterator[Term]:
        """What has the object for a property, or reaches it by a link without a name."""
        yield from self._subjects.get((predicate, object_), ())
        if isinstance(predicate, ox.BlankNode):
            for first, second in self._rules.links(predicate):
                for middle in self.subjects(second, object_):
                    yield from self.subjects(first, middle)
        else:
            for quad in self._quads(None, predicate, object_):
                yield quad.subject

    def matching(
        self, subject: Term | None, predicate: Term, object_: Term | None
    ) -> Iterator[Triple]:
        """The triples of a subject, or else of an object, one after the other."""
        if subject is not None:
            return ((subject, predicate, found) for found in self.objects(predicate, subject))
        assert object_ is not None
        return ((found, predicate, object_) for found in self.subjects(predicate, object_))

    def _is(self, triple: Triple) -> bool:
        """Whether a rule makes it a member of the class; none does by way of the same question."""
        if triple in self._asked:
            return False
        self._asked.add(triple)
        try:
            instances = self._rules.instances(triple, self)
            return any(all(self.holds(*each) for each in found.premises) for found in instances)
        finally:
            self._asked.discard(triple)

    def _quads(
        self, subject: Term | None, predicate: Term, object_: Term | None, graph: Any = None
    ) -> Iterable[Any]:
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            return ()
        return self._engine.quads_for_pattern(subject, predicate, object_, graph)
