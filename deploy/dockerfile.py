"""A Dockerfile read into its instructions: enough of the language for ours."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

KNOWN = frozenset(
    {
        *("FROM", "RUN", "COPY", "ENV", "LABEL", "WORKDIR", "USER", "VOLUME", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its word, its options, and the rest as written."""

    word: str
    options: dict[str, str]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as a list: of JSON, or split as a shell does."""
        found: list[str] = (
            json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)
        )
        return found


@dataclass(frozen=True, slots=True)
class Stage:
    """What one FROM begins."""

    image: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def last(self, word: str) -> Instruction | None:
        """The instruction that holds in the end, of those that replace each other."""
        return next((each for each in reversed(self.instructions) if each.word == word), None)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile; raises ``ValueError`` for what isn't known here."""
    found: list[Stage] = []
    for instruction in _instructions(text):
        if instruction.word == "FROM":
            image, *named = instruction.words
            found.append(Stage(image, named[1] if len(named) == 2 else str(len(found))))
        elif not found:
            raise ValueError(f"{instruction.word} stands before the first FROM")
        else:
            found[-1].instructions.append(instruction)
    return found


def _instructions(text: str) -> Iterator[Instruction]:
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        if not line.strip():
            continue
        word, _, rest = line.strip().partition(" ")
        if word not in KNOWN:
            raise ValueError(f"{word!r} is no instruction known here")
        options = {}
        while option := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
            options[option[1]] = option[2]
            rest = rest[option.end() :]
        yield Instruction(word, options, rest)
