"""What a search finds: things by any of their names, then titles and sentences, best first.

Words are looked up as they stand and as the start of longer ones. Those like them in spelling
count too, behind them: for names always, for texts where the words as they stand find nothing.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from .paging import Window
from .search_index import KINDS, TEXTS, THINGS
from .sentences import Piece

MOST_WORDS = 12
MOST_THINGS = 5_000
"""Things ranked at most; no word of a name is in as many."""

_WORD = re.compile(r"[^\W_]+")
_GENITIVE = re.compile(r"['’]s\b")
_LIKE = 0.8
"""How alike two words must be, as difflib has it: one letter in five, two in ten."""

_COMMON, _FEW = 20, 50
"""A word that one text in so many has tells little, if it is in more than a few."""

_ALIKE = 3
_SHORTEST = 4
"""Words of fewer letters are looked up as they stand alone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what to call it, in pieces with the words asked for marked.

    ``also`` is the other name by which a thing was found; ``evidence`` are the IRIs of all evidence
    in a sentence.
    """

    kind: str
    iri: str
    name: str
    pieces: tuple[Piece, ...]
    also: str = ""
    date: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits; how many there are of each kind, and how the words were read.

    ``partial`` tells that nothing has all the words, so these have some.
    """

    hits: tuple[Hit, ...]
    kinds: dict[str, int]
    total: int
    read_as: dict[str, tuple[str, ...]]
    partial: bool = False


def find(index: sqlite3.Connection, text: str, kind: str, window: Window) -> Found:
    """A page of what is found for the words of a text, of one kind or of all.

    Without words it is all of a kind, by name.
    """
    words = [_folded(word) for word in _WORD.findall(_GENITIVE.sub("", text))][:MOST_WORDS]
    search = _Search(index, words)
    if not words:
        return search.all_of(kind, window) if kind in KINDS else Found((), {}, 0, {})
    found = search.page(kind, window)
    if not found.kinds and len(words) > 1:
        return _Search(index, _telling(index, words), partial=True).page(kind, window)
    return found


class _Search:
    """The words of one search, and how they are looked up."""

    def __init__(
        self, index: sqlite3.Connection, words: list[str], *, partial: bool = False
    ) -> None:
        self._index = index
        self._words = words
        self._partial = partial
        self._joint = " OR " if partial else " AND "
        self._spans = {
            kind: (first, last) for kind, first, last in index.execute("SELECT * FROM span")
        }
        self._like = {word: _like(index, word) for word in words}
        self._plain = self._joint.join(_start(word) for word in words)
        self._wide = self._joint.join(
            "(" + " OR ".join([_start(word), *map(_quoted, self._like[word])]) + ")"
            for word in words
        )

    def page(self, kind: str, window: Window) -> Found:
        """Things first, then texts: those of the kind asked for, all counted."""
        things = self._things()
        query, texts = self._texts()
        counts = {each: sum(hit.kind == each for hit in things) for each in THINGS} | texts
        wanted = [hit for hit in things if kind in ("", hit.kind)]
        shown, _ = window.of(wanted)
        asked = [each for each in TEXTS if kind in ("", each) and texts[each]]
        room, skip = window.size - len(shown), max(0, window.start - len(wanted))
        rest = self._ranked(query, asked, room, skip) if asked and room else ()
        return Found(
            (*shown, *rest),
            {each: count for each, count in counts.items() if count},
            len(wanted) + sum(texts[each] for each in asked),
            self._read_as(),
            self._partial,
        )

    def all_of(self, kind: str, window: Window) -> Found:
        """All of a kind, by name."""
        first, last = self._spans.get(kind, (1, 0))
        rows = self._index.execute(
            "SELECT kind, iri, name, rest FROM entry WHERE id BETWEEN ? AND ?"
            " ORDER BY name COLLATE NOCASE, iri LIMIT ? OFFSET ?",
            (first, last, window.size, window.start),
        )
        total = last - first + 1
        return Found(tuple(self._hit(*row) for row in rows), {kind: total}, total, {})

    def _things(self) -> list[Hit]:
        """All things with the words in one of their names, the best name first."""
        last = max((self._spans[kind][1] for kind in THINGS if kind in self._spans), default=0)
        rows = self._index.execute(
            "SELECT kind, iri, entry.name, entry.also FROM words JOIN entry ON id = words.rowid"
            " WHERE words MATCH ? AND words.rowid <= ? LIMIT ?",
            (self._wide, last, MOST_THINGS),
        )
        ranked = [
            (self._place(each), number > 0, len(each), each, kind, iri, name)
            for kind, iri, name, also in rows
            for number, each in [self._best([name, *also.split("\n")])]
        ]
        return [
            Hit(kind, iri, name, self._pieces(name), best if other else "")
            for _, other, _, best, kind, iri, name in sorted(ranked)
        ]

    def _best(self, names: list[str]) -> tuple[int, str]:
        return min(enumerate(names), key=lambda each: (self._place(each[1]), each[0]))

    def _place(self, name: str) -> int:
        """How well a name fits: it is the words, starts with them, has them, or words like them."""
        tokens = [_folded(word) for word in _WORD.findall(name)]
        if tokens == self._words:
            return 0
        missing = [word for word in self._words if not any(map(_starts(word), tokens))]
        if missing:
            near = sum(any(like in tokens for like in self._like[word]) for word in missing)
            return 3 + 2 * len(missing) - near
        return 1 if " ".join(tokens).startswith(" ".join(self._words)) else 2

    def _texts(self) -> tuple[str, dict[str, int]]:
        """The query that finds texts, the words as they stand if they do, and how many of each."""
        for query in (self._plain, self._wide):
            counts = {kind: self._count(query, kind) for kind in TEXTS}
            if any(counts.values()):
                return query, counts
        return self._plain, dict.fromkeys(TEXTS, 0)

    def _count(self, query: str, kind: str) -> int:
        first, last = self._spans.get(kind, (1, 0))
        counted = self._index.execute(
            "SELECT count(*) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?",
            (query, first, last),
        )
        return int(counted.fetchone()[0])

    def _ranked(self, query: str, kinds: list[str], room: int, skip: int) -> tuple[Hit, ...]:
        """Titles before sentences, each by how rare and how thick the words are in them (BM25)."""
        first, last = self._spans[kinds[0]][0], self._spans[kinds[-1]][1]
        sentences = self._spans.get("sentence", (last + 1, last))[0]
        rows = self._index.execute(
            "SELECT kind, iri, entry.name, rest FROM ("
            " SELECT rowid, rank FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY rowid >= ?, rank, rowid LIMIT ? OFFSET ?"
            ") JOIN entry ON id = rowid ORDER BY id >= ?, rank, id",
            (query, first, last, sentences, room, skip, sentences),
        )
        return tuple(self._hit(*row) for row in rows)

    def _hit(self, kind: str, iri: str, name: str, rest: str) -> Hit:
        pieces = self._pieces(name)
        if kind == "article":
            return Hit(kind, iri, name, pieces, date=rest)
        return Hit(kind, iri, name, pieces, evidence=tuple(rest.split()))

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        """The text parted, the words that were asked for marked."""
        pieces, done = [], 0
        for match in _WORD.finditer(text):
            if self._is_asked(_folded(match[0])):
                pieces += [Piece(text[done : match.start()], False), Piece(match[0], True)]
                done = match.end()
        return tuple(piece for piece in (*pieces, Piece(text[done:], False)) if piece.text)

    def _is_asked(self, token: str) -> bool:
        starts = any(_starts(word)(token) for word in self._words)
        return starts or any(token in like for like in self._like.values())

    def _read_as(self) -> dict[str, tuple[str, ...]]:
        """The words that no text has as they stand, and those taken for them."""
        unknown = (word for word in self._words if self._like[word] and not self._is_known(word))
        return {word: self._like[word] for word in unknown}

    def _is_known(self, word: str) -> bool:
        found = self._index.execute(
            "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (_start(word),)
        )
        return found.fetchone() is not None


def _telling(index: sqlite3.Connection, words: list[str]) -> list[str]:
    """The words that few texts have; all where none is so."""
    count = index.execute("SELECT count(*) FROM entry").fetchone()[0]
    uses = {word: _uses(index, word) for word in words}
    few = [word for word in words if uses[word] <= max(_FEW, count // _COMMON)]
    return few if any(uses[word] for word in few) else words


def _uses(index: sqlite3.Connection, word: str) -> int:
    found = index.execute("SELECT uses FROM term WHERE (size, word) = (?, ?)", (len(word), word))
    return int((found.fetchone() or (0,))[0])


def _like(index: sqlite3.Connection, word: str) -> tuple[str, ...]:
    """Words of the index that are spelt like this one, the nearest first."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    room = 1 if len(word) < 8 else 2
    rows = index.execute(
        "SELECT word FROM term WHERE size BETWEEN ? AND ?", (len(word) - room, len(word) + room)
    )
    others = (row[0] for row in rows if not row[0].startswith(word))
    return tuple(get_close_matches(word, others, n=_ALIKE, cutoff=_LIKE))


def _starts(word: str) -> Callable[[str], bool]:
    """Whether a token is the word or starts with it; one letter is only itself."""
    return lambda token: token.startswith(word) if len(word) > 1 else token == word


def _start(word: str) -> str:
    return f"{_quoted(word)}*" if len(word) > 1 else _quoted(word)


def _quoted(word: str) -> str:
    return f'"{word}"'


def _folded(text: str) -> str:
    """As the index folds words: no case, no accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))
