"""The entity register of one article: which organisations and sites it names, and where.

Stages add to it from the surest handle to the weakest; what stands in it already decides what a
weaker handle means.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from ..facts import OrganisationKind, Span
from ..reference import OrganisationRecord, Reference, SiteRecord, load_reference
from .document import Document
from .handles import Strength
from .tokens import Token, scan

_NEAR = 120


@dataclass(frozen=True, slots=True)
class Named:
    """One place in the text that names an entity: by which handle, and how sure."""

    span: Span
    key: str
    rule: str
    confidence: float
    generic: bool = False


@dataclass(slots=True)
class Entry:
    """One organisation or site in the article; ``record`` is None when no table lists it."""

    key: str
    name: str
    site: bool
    kind: OrganisationKind | None = None
    record: OrganisationRecord | SiteRecord | None = None
    operator: str | None = None
    named: list[Named] = field(default_factory=list)


class Register:
    """What the article names, filled stage by stage."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.reference: Reference = load_reference()
        self.entries: dict[str, Entry] = {}
        self.tokens = tuple(scan(document))
        self.starts = [token.start for token in self.tokens]
        self.acronyms: dict[str, str] = {}
        self._before_merger: dict[str, str] = {}  # today's code → the closed organisation named
        self._taken: set[int] = set()
        self._name_ends: dict[int, int] = {}  # the last token of a name → where the name ends
        self._codes: set[str] = set()  # of the listed organisations that the article names
        self.unlisted_holder = any(_names_a_trust(document, token) for token in self.tokens)
        self.places = {token.wording for token in self.tokens if token.strength <= Strength.PLACE}

    def add(
        self, key: str, span: Span, rule: str, confidence: float, *, new: Entry | None = None
    ) -> Entry:
        """Put down that the words at ``span`` name the entity ``key``."""
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = new or self._entry(key)
            if isinstance(entry.record, OrganisationRecord):
                self._codes.add(entry.record.code)
                for successor in entry.record.successors:
                    self._before_merger.setdefault(successor, key)
        entry.named.append(Named(span, key, rule, confidence))
        return entry

    def _entry(self, key: str) -> Entry:
        kind, _, code = key.partition(":")
        if kind == "site":
            site = self.reference.sites[code]
            operator = f"organisation:{site.operator}" if site.operator else None
            return Entry(key, site.name, True, None, site, operator)
        organisation = self.reference.organisations[code]
        return Entry(key, organisation.name, False, organisation.kind, organisation)

    def active(self, key: str | None) -> bool:
        """Whether the article names it (so far)."""
        return key in self.entries

    def at_home(self, site: SiteRecord) -> bool:
        """Whether the article names the site's operator, or one whose services it took over."""
        return self.operator_of(site) is not None

    def operator_of(self, site: SiteRecord) -> str | None:
        """The organisation in the article that runs the site, or ran it until it closed."""
        for code in (site.operator, site.registered):
            if code in self._codes:
                return f"organisation:{code}"
        return self._before_merger.get(site.operator or "")

    def operator_entry(self, entry: Entry) -> Entry | None:
        """The organisation in the article that runs the site."""
        if isinstance(entry.record, SiteRecord):
            return self.entries.get(self.operator_of(entry.record) or "")
        return self.entries.get(entry.operator or "")

    def organisations(self) -> list[Entry]:
        """The organisations so far."""
        return [entry for entry in self.entries.values() if not entry.site]

    def sites(self) -> list[Entry]:
        """The sites so far."""
        return [entry for entry in self.entries.values() if entry.site]

    def take(self, index: int, end: int) -> None:
        """The token, and those that ``end`` reaches over, are settled."""
        self._taken.add(index)
        while index + 1 < len(self.tokens) and self.tokens[index + 1].start < end:
            index += 1
            self._taken.add(index)

    def taken_at(self, offset: int) -> bool:
        """Whether a settled token covers the offset."""
        index = self.token_at(offset)
        return index is not None and index in self._taken

    def take_span(self, span: Span) -> None:
        """Every token that starts inside the span is settled."""
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        self._taken.update(range(first, last))
        if first < last:
            self._name_ends[last - 1] = span.end

    def token_taken(self, index: int) -> bool:
        """Whether the token is settled."""
        return index in self._taken

    def reference_kind(self, token: Token) -> OrganisationKind | None:
        """The kind of the organisation that the token may stand for."""
        code = next((handle.code for handle in token.handles if not handle.site), None)
        return self.reference.organisations[code].kind if code else None

    def followed_by_capital(self, token: Token) -> bool:
        """Whether a capitalised word goes on right after: "Papworth Everard"."""
        after = self.document.folded[token.end : token.end + 2]
        return len(after) == 2 and after[0] == " " and after[1].isupper()

    def taken_before(self, offset: int) -> int:
        """Where the last settled token before the offset ends, or the name that it is part of."""
        index = bisect_left(self.starts, offset) - 1
        while index >= 0 and offset - self.starts[index] < _NEAR:
            if index in self._taken and self.tokens[index].end <= offset:
                end = self._name_ends.get(index, 0)
                return end if end <= offset and end else self.tokens[index].end
            index -= 1
        return 0

    def token_at(self, offset: int) -> int | None:
        """The index of the token that the offset lies in."""
        index = bisect_left(self.starts, offset + 1) - 1
        return index if index >= 0 and offset < self.tokens[index].end else None

    def token_after(self, offset: int) -> Token | None:
        """The first token that starts at or after the offset."""
        index = bisect_left(self.starts, offset)
        return self.tokens[index] if index < len(self.tokens) else None


def _names_a_trust(document: Document, token: Token) -> bool:
    """Whether a trust is named that no table lists: "NHS Trust" outside any name that is known."""
    return (
        token.noun is not None
        and not token.handles
        and token.noun[0] == "trust"
        and "nhs" in token.wording
        and document.folded[token.start : token.start + 1].isupper()
        and document.folded[max(0, token.start - 4) : token.start].lower() != "the "
    )
