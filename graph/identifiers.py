"""The one place where IRIs are minted.

Keys are codes where they exist, else slugs of names. A slug keeps two names apart unless they
differ only in case, accents, spaces and the marks in ``_QUIET``; what it would lose besides goes
into a hash at its end.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

from .vocabulary import BASE

WHOLE = "-"
"""Stands where a rating's service would, when the whole organisation or site is rated."""

_LONGEST_SLUG = 80
_QUIET = " -'.,()/:"
_FOLDED = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "ß": "ss"})
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def digest(text: str, length: int) -> str:
    """The first hex digits of a text's SHA-256, whatever code points it holds."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """A name as ASCII letters, digits and hyphens: never empty, stable, collisions kept apart."""
    folded = _fold(name)
    words = "".join(
        char if char.isascii() and char.isalnum() else "" if char in "'." else "-"
        for char in folded.replace("&", " and ")
    )
    plain = "-".join(filter(None, words.split("-")))
    lost = any(not (char.isascii() and char.isalnum()) and char not in _QUIET for char in folded)
    if plain and not lost and len(plain) <= _LONGEST_SLUG:
        return plain
    return f"{plain[:_LONGEST_SLUG].strip('-') or 'unnamed'}_{digest(folded, 8)}"


def _fold(name: str) -> str:
    """Lower case without accents, one kind of space, apostrophe and dash; "&" counts as "and"."""
    spaced = " ".join(name.translate(_FOLDED).split()).replace("&", " and ")
    decomposed = unicodedata.normalize("NFKD", spaced)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.lower().split())


def _safe(key: str) -> str:
    """A code as one path segment; ODS and CQC codes come through unchanged."""
    return quote(key.encode("utf-8", "surrogatepass"), safe="")


def _node(path: str) -> NamedNode:
    return NamedNode(BASE + path)


def article(key: str) -> NamedNode:
    """The article, and the name of its graph."""
    return _node(f"article/{key}")


def graph(name: str) -> NamedNode:
    """One of the graphs beside the articles': ontology, reference, register, ledger, inferred."""
    return _node(f"graph/{name}")


def evidence(article_key: str, start: int, end: int) -> NamedNode:
    """Code points ``start`` to ``end`` (exclusive) of an article, as RFC 5147 writes them."""
    return _node(f"article/{article_key}#char={start},{end}")


def claim(article_key: str, kind: str, content: str) -> NamedNode:
    """What one article says, by its kind ("rating") and its content in canonical form."""
    return _node(f"article/{article_key}/claim/{kind}-{digest(content, 10)}")


def article_of(claim: NamedNode) -> NamedNode:
    """The article that a claim is under."""
    return NamedNode(claim.value.partition("/claim/")[0])


def organisation_key(name: str, code: str | None = None) -> str:
    """An organisation's key: its code in the reference tables, else a slug of its name."""
    return _safe(code) if code else slug(name)


def site_key(name: str, code: str | None = None, operator: str | None = None) -> str:
    """A site's key: its code, else its operator's key (``-`` when not known) and a slug."""
    return _safe(code) if code else f"{operator or WHOLE}/{slug(name)}"


def organisation(key: str) -> NamedNode:
    """An organisation by its key."""
    return _node(f"organisation/{key}")


def site(key: str) -> NamedNode:
    """A hospital, clinic or centre by its key."""
    return _node(f"site/{key}")


def person(name: str, place: str) -> NamedNode:
    """A person by name and place: the key of their organisation, else ``nowhere`` of the article.

    A name alone is no identity: two trusts can each have a Jo Marsh.
    """
    return _node(f"person/{slug(name)}/{place}")


def nowhere(article_key: str) -> str:
    """The place of those whose organisation an article doesn't tell: that article."""
    return f"article-{article_key}"


def judgement(one: NamedNode, other: NamedNode) -> NamedNode:
    """A judgement whether two IRIs stand for the same, in whatever order they are given."""
    return _node(f"judgement/{digest(' '.join(sorted((one.value, other.value))), 16)}")


def decision(one: NamedNode, other: NamedNode) -> NamedNode:
    """A reviewer's decision whether two IRIs stand for the same."""
    return _node(f"decision/{judgement(one, other).value.rpartition('/')[2]}")


def tenure(post: NamedNode, person: NamedNode) -> NamedNode:
    """A person's time in a post, by the post's key and the person's."""
    return _node(f"tenure/{key_of(post)}/{key_of(person)}")


def operation(site: NamedNode, operator: NamedNode) -> NamedNode:
    """An organisation's time of running a site, by the keys of both."""
    return _node(f"operation/{key_of(site)}/by/{key_of(operator)}")


def change(organisation_key: str, what: str) -> NamedNode:
    """A change of an organisation: its end, by the day, or one of its names."""
    return _node(f"change/{organisation_key}/{what}")


def post(organisation_key: str, role: str) -> NamedNode:
    """A post in an organisation, by the organisation's key and the role's name."""
    return _node(f"post/{organisation_key}/{slug(role)}")


def inspection(holder_key: str, date: str) -> NamedNode:
    """An inspection of an organisation, by the date of its start or of its report."""
    return _node(f"inspection/{holder_key}/{_safe(date)}")


def undated_inspection(holder_key: str, article_key: str, number: int) -> NamedNode:
    """An inspection that no date tells from others: the n-th that the article speaks of."""
    return _node(f"inspection/{holder_key}/article-{article_key}-{number}")


def identifying(date: str | None) -> bool:
    """Whether a date is precise enough to mean the same inspection in every article."""
    return date is not None and _DATED.fullmatch(date) is not None


def rating(holder_key: str, service: str | None, question: str, date: str) -> NamedNode:
    """A rating in the world: who holds it, for which service and key question, given when."""
    path = f"{holder_key}/{_safe(service or WHOLE)}/{_safe(question)}/{_safe(date)}"
    return _node(f"rating-of/{path}")


def register_entry(holder_key: str, service: str | None, question: str, content: str) -> NamedNode:
    """A row of the official register, by what it rates and the row's content."""
    path = f"{holder_key}/{_safe(service or WHOLE)}/{_safe(question)}"
    return _node(f"register-entry/{path}/{digest(content, 10)}")


def unit(name: str) -> NamedNode:
    """A unit of measure or the thing counted; ISO currency codes keep their capitals."""
    return _node(f"unit/{name}" if name in ("GBP", "EUR", "USD") else f"unit/{slug(name)}")


def run(version: str, rules: str) -> NamedNode:
    """One version of the extraction rules; ``rules`` is the hash of the rule set."""
    return _node(f"run/{_safe(version)}-{rules[:8]}")


def key_of(node: NamedNode) -> str:
    """The key of an organisation or site in other IRIs: what follows its kind in its own."""
    return node.value.removeprefix(BASE).partition("/")[2]


def web(address: str | None) -> NamedNode | None:
    """A web address as given by a source, made safe; ``None`` when it is not one."""
    try:
        parts = urlsplit((address or "").strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return NamedNode(quote(parts.geturl(), safe="%:/?#[]@!$&'()*+,;=~-._"))
    except ValueError:
        return None
