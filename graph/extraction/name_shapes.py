"""Runs of capitalised words that make one name: where they start, where they end, what parts them.

A listed name may be only a part of such a run ("Royal Infirmary" in a trust's own "Eastmere Royal
Infirmary"): then it isn't that name at all.
"""

from __future__ import annotations

import re
from functools import cache

from .document import Block, Document
from .handles import load_handles
from .lexicon import table
from .names import could_name_person
from .register import Register
from .tokens import Token

_LINKS = frozenset({"of", "and", "the", "&", "for", "upon", "on", "in", "to"})
_PREPOSITIONS = frozenset({"of", "for", "on", "in", "to"})
_REACH = 80  # characters that a name may stretch
_CLOSERS = re.compile(r"[.!?;:()\"|\n]|,$")
_ADJECTIVE = re.compile(r"[A-Z]\w*(?:-\w+)*-(?!(?:on|upon|in|le|by|the|under|super|next)\b)[a-z]+$")
_LISTED = re.compile(r"[A-Z][\w'-]+,$")
_TOWNS_OWN = re.compile(
    r"(?<!\bQueen's )(?<!\bKing's )(?:Royal|General|District|County|City) (?:Infirmary|Hospital)\b"
)
_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_NAME_OF_PERSON = re.compile(r" ([A-Z][a-z]+ [A-Z][\w'-]+)")
_OF_PRESS = frozenset({"news", "newsletter", "bulletin", "update", "blog", "statement"})
_ENDS_NAME = frozenset({"general", "royal", "ward", "unit", "trust", "hospice"})
_BEFORE_OF = frozenset(
    {
        "city", "borough", "isle", "isles", "county", "university", "college", "friends",
        "league", "society", "house", "church", "institute", "association", "save", "campaign",
        "council", "royal", "faculty", "school", "bishop", "alliance", "federation", "department",
        "office", "ministry", "action", "sisters", "our", "community", "justice",
    }
)  # fmt: skip


@cache
def openers() -> frozenset[str]:
    """Words that open a sentence with a capital and belong to no name."""
    return frozenset(row["wording"] for row in table("sentence_openers"))


@cache
def _site_nouns() -> frozenset[str]:
    return frozenset(
        wording for wording, noun in load_handles().nouns.items() if noun[0] in ("site", "lodge")
    )


@cache
def _posts() -> frozenset[str]:
    """Last words of posts that lead, after which "of" opens a name: "Chief Executive of"."""
    led = (row["wording"] for row in table("roles") if row["class"] == "executive")
    return frozenset(wording.rpartition(" ")[2] for wording in led)


def parts_of_name(word: str) -> bool:
    """Whether the capitalised word can stand inside a name: no opener, no "Crisis-hit"."""
    return word[:1].isupper() and word.lower() not in openers() and not _ADJECTIVE.match(word)


def name_start(
    register: Register, end: int, *, least: int | None = None, lists: bool = False
) -> int:
    """Where the capitalised words that stop at ``end`` start; ``end`` when there are none.

    ``lists``: commas may part them, as in "Upham, Sele and Yard Hospitals NHS Trust".
    """
    folded = register.document.folded
    start = position = end
    settled = register.taken_before(end) if least is None else least
    least = max(end - _REACH, settled)
    link = ""
    while position > least:
        left = folded.rfind(" ", max(0, least - 1), position - 1) + 1
        left = max(left, folded.rfind("\n", max(0, least - 1), position - 1) + 1, least)
        word = folded[left : position - 1] if position else ""
        if not word or (_CLOSERS.search(word) and not (lists and _LISTED.match(word))):
            break
        if word.endswith("'s") and _TOWNS_OWN.match(folded, position, end + _REACH):
            break
        if parts_of_name(word):
            if link and _parted(register.document, word, link, left):
                break
            start, link = left, ""
        elif word in _LINKS and (not link or (link == "the" and word != "and")):
            link = word
        else:
            break
        if left <= least or folded[left - 1] == "\n":
            break
        position = left
    return start


def _parted(document: Document, word: str, link: str, left: int) -> bool:
    """ "Saltby Hospital and Hope House" are two; "Members of Sale Council" opens with no name."""
    low = word.lower()
    if link in ("and", "&", "the"):
        return low in _site_nouns() or low in _ENDS_NAME
    if link in _PREPOSITIONS and low in _posts():
        return True
    if link in _PREPOSITIONS and low not in _BEFORE_OF:
        return not word.endswith("'s") and (
            document.sentence_at(left).start == left or document.folded[left - 1] == "\n"
        )
    return False


def name_end(register: Register, start: int) -> int:
    """Where the run of capitalised words that follows ``start`` ends."""
    folded = register.document.folded
    end, position = start, start
    while position < start + _REACH and folded[position : position + 1] == " ":
        right = position + 1
        while right < len(folded) and not folded[right].isspace() and folded[right] not in ',;:()"':
            right += 1
        word = folded[position + 1 : right]
        bare = word.rstrip(".!?'")
        bare = bare.removesuffix("'s")
        if word.endswith("s'"):
            bare = word
        if bare.lower() in _OF_PRESS:
            break
        if bare and bare[0].isupper():
            end = position + 1 + len(bare)
        elif word not in _LINKS:
            break
        if bare != word and (not word.endswith("'s") or _person_next(folded, right)):
            break
        position = right
    return end


def _person_next(folded: str, right: int) -> bool:
    """Whether "Healthwatch Wexmoor's" is followed by its man or woman, two words of no place."""
    following = _NAME_OF_PERSON.match(folded, right)
    return following is not None and could_name_person(following[1])


def in_title_case(document: Document, offset: int) -> bool:
    """Whether the offset lies in a headline or heading whose every long word has a capital."""
    block = document.block_at(offset)
    return block.kind in ("headline", "heading") and _title_case(document.folded, block)


def _title_case(folded: str, block: Block) -> bool:
    words = [word for word in _WORD.findall(folded, block.start, block.end) if len(word) > 3]
    return len(words) > 3 and all(word[0].isupper() for word in words)


def word_before(register: Register, token: Token) -> str:
    """The capitalised word that runs on into the token and belongs to no settled name, or ""."""
    start = token.start
    folded = register.document.folded
    if start < 2 or folded[start - 1] != " " or register.taken_before(start) == start - 1:
        return ""
    left = max(folded.rfind(mark, max(0, start - 40), start - 1) for mark in ' \n"(') + 1
    word = folded[left : start - 1]
    if not parts_of_name(word) or word.endswith("'s") or _CLOSERS.search(word):
        return ""
    if (word.isupper() and len(word) > 1) or in_title_case(register.document, start):
        return ""
    return word


def noun_after(register: Register, token: Token) -> Token | None:
    """The noun that ends a run of capitals after the token: "Princess Royal | Care Centre"."""
    folded = register.document.folded
    if token.wording.rpartition(" ")[2] in _site_nouns():
        return None
    end = token.end
    following = register.token_after(end)
    while following is not None and following.start - token.end < _REACH:
        between = folded[end : following.start].split(" ")
        if between[0] or between[-1] or not all(w[:1].isupper() for w in between[1:-1]):
            return None
        if not folded[following.start].isupper() or _CLOSERS.search(folded, end, following.start):
            return None
        if following.noun and following.noun[0] in ("site", "body", "trust"):
            return following
        end = following.end
        following = register.token_after(end)
    return None
