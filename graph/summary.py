"""What a build did, in numbers and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .batches import KINDS, Outcome

if TYPE_CHECKING:
    from .validation import Violation


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article, or an article that gave no graph, with the reason."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The articles of a build by what became of them, their facts, and what the checks found.

    ``facts`` and ``unlinked`` tell of the new and renewed articles. ``violations`` are
    theirs too, or of the whole store (``validated_whole``) where all was derived anew, and ``None``
    when nothing was validated; ``inferred`` is ``None`` when there was no reasoning.
    """

    new: int = 0
    renewed: int = 0
    unchanged: int = 0
    repeated: int = 0
    failures: tuple[Failure, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    unlinked: Mapping[str, int] = field(default_factory=dict)
    inferred: int | None = None
    violations: tuple[Violation, ...] | None = None
    validated_whole: bool = False


class Tally:
    """Counts while a build runs; ``summary`` gives the result."""

    def __init__(self) -> None:
        self.new = self.renewed = self.unchanged = self.repeated = 0
        self._failures: list[Failure] = []
        self._facts: Counter[str] = Counter()
        self._unlinked: Counter[str] = Counter()

    def failed(self, source: str, message: str) -> None:
        """Note a failure."""
        self._failures.append(Failure(source, message))

    def stored(self, outcome: Outcome, *, renewed: bool) -> None:
        """Note an article whose graph went into the store."""
        self.renewed += renewed
        self.new += not renewed
        self._facts.update(dict(zip(KINDS, outcome.facts, strict=True)))
        self._unlinked.update(set(outcome.unlinked))

    @property
    def done(self) -> int:
        """How many articles have been dealt with, in whatever way."""
        known = self.new + self.renewed + self.unchanged + self.repeated
        return known + len(self._failures)

    @property
    def changed(self) -> bool:
        """Whether any article's graph was written."""
        return bool(self.new or self.renewed)

    def summary(
        self,
        inferred: int | None = None,
        violations: tuple[Violation, ...] | None = None,
        *,
        validated_whole: bool = False,
    ) -> Summary:
        """The counts so far, names most frequent first."""
        unlinked = sorted(self._unlinked.items(), key=lambda item: (-item[1], item[0]))
        return Summary(
            new=self.new,
            renewed=self.renewed,
            unchanged=self.unchanged,
            repeated=self.repeated,
            failures=tuple(self._failures),
            facts={kind: self._facts[kind] for kind in KINDS},
            unlinked=dict(unlinked),
            inferred=inferred,
            violations=violations,
            validated_whole=validated_whole,
        )
