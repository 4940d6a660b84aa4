"""Names that only what stands beside them tells: "Elm Court, a secure unit", "a solicitor at …"."""

from __future__ import annotations

import re

from ..facts import Span
from .name_shapes import openers
from .register import Register
from .unlisted import put_unlisted

_UNIT_BESIDE = re.compile(
    r", an? (?:(?!(?:at|the|of|from|in|with|by|for|to|on|and|who) )[\w-]+ ){0,4}"
    r"(?:unit|hospital|clinic)(?= (?:at|in|for|there|that|which|run)\b|[,.])"
)
_UNIT_BEFORE = re.compile(r", (?<=\bunit, )([A-Z][a-z']+(?: [A-Z][a-z']+)?)\b")
_SHORT_NAME = re.compile(r"(?:^|[^\w'] ?)((?:The )?[A-Z][a-z']+(?: [A-Z][a-z']+)?)$")
_FIRM = re.compile(
    r"\b(?:(?:solicitor|lawyer|paralegal|barrister)s?|(?<=\ba )partner) (?:at|from|with) (?:the )?"
    r"(?:law firm )?(?P<firm>[A-Z][\w'-]+(?: (?:& |and )?[A-Z][\w'-]+){1,3})"
)


def name_beside(register: Register) -> None:
    """Register units and law firms; runs after the names that say by themselves what they are."""
    _units(register)
    _firms(register)


def _units(register: Register) -> None:
    """Units of one or two capitalised words by what stands beside: "Elm Court, a secure unit"."""
    folded = register.document.folded
    spans = [Span(*match.span(1)) for match in _UNIT_BEFORE.finditer(folded)]
    for match in _UNIT_BESIDE.finditer(folded):
        left = max(0, match.start() - 40)
        if short := _SHORT_NAME.search(folded[left : match.start()]):
            spans.append(Span(left + short.start(1), left + short.end(1)))
    for span in spans:
        index = register.token_at(span.start)
        if folded.startswith(("At ", "In ", "For ", "On "), span.start):
            continue
        known = index is not None and (
            register.tokens[index].handles or register.token_taken(index)
        )
        last = folded[span.start : span.end].split()[-1].lower()
        if not known and last not in openers():
            put_unlisted(register, span, "site")


def _firms(register: Register) -> None:
    """Law firms by who works there: "a solicitor at Marsh Obi", "lawyers from Tarn and Penfold"."""
    for match in _FIRM.finditer(register.document.folded):
        span = Span(*match.span("firm"))
        if not _any_token(register, span):
            put_unlisted(register, span, "body")


def _any_token(register: Register, span: Span) -> bool:
    """Whether the tables know something that begins in the span."""
    token = register.token_after(span.start)
    return token is not None and token.start < span.end
