"""Whether an action that the words tell took place: not feared, denied, discussed or another's."""

from __future__ import annotations

import re
from typing import Protocol

from ..facts import ActionKind, Span
from .document import Document

_ANYONES = ("special-measures", "leaves-special-measures")  # no other regulator has them
_UNREAL = re.compile(  # "may" but not the month
    r"(?:\b(?:(?i:could|would|might|if|whether|threat\w*)|may)\b[^.;:\"]{0,80}"
    r"|\b(?i:fear\w*|risk\w*|avoid\w*|hop\w+|never|not|no|nobody|without|unless|nor|denied"
    r"|rather than|short of (?:a|an|the|plac\w+|issu\w+|serv\w+|impos\w+)"
    r"|consider\w*|possibility|possible|rul\w+ out|n't|cannot|wants?|wanted|should|calls? for"
    r"|close to|on the brink|escap\w+ being|spared|dodg\w+|avert\w+|stav\w+ off|voluntarily"
    r"|(?:bid|bids|efforts?|attempt\w*|battle|fight|try|tries|tried|trying|aim\w*|struggl\w+) to"
    r"|expected to|due to be|ministers)\b[^.;:\"]{0,45})\Z"
)
_NOT_SO = re.compile(  # after the words: done by others, or not done at all
    r"[^.;,]{0,30}\b(?:by (?:ministers|the information commissioner|the welsh|the scottish"
    r"|the government)"
    r"|(?:was|were|had been|been) (?:discussed|considered|mooted|rejected|ruled out|averted)"
    r"|did not follow|never came)\b"
)
_SOMEBODY = re.compile(
    r"\b(?:said|says|told|urged|insisted|believes?|argued|demanded|mps?|chief executive|agrees?"
    r"|accepts?|accepted|knows?|campaigners?|union)\b"
)
_DENIED = re.compile(r"\b(?:not|never|n't|no longer)\b")
_OTHERS = re.compile(
    r"\b(?:ofsted|hse|health and safety executive|fire (?:service|authority)"
    r"|environment agency"
    r"|information commissioner|nursing and midwifery council|general medical council|council"
    r"|police)\b"
)
_OURS = re.compile(r"\b(?:cqc|care quality commission|commission|watchdog|inspectors?)\b")
_TO_THE_TRUST = re.compile(
    r"\b(?:trust|hospital|provider) (?:was|has been|had been) (?:\w+ly )?(?:prosecuted|fined)\b"
)
# What a notice itself asks for is no demand beside it: "a notice which requires the trust to act".
_IN_A_NOTICE = re.compile(
    r"\b(?:notices?|conditions?)\b(?:(?! and )[^.;]){0,90}?(?:,? (?:which|under which|that)\b"
    r"|\b(?:telling|ordering|requiring|instructing|demanding|asking|giving|meaning)\b)"
    r"|\b(?:notices?|conditions?)\b[^.;]{0,90}? and must (?:now )?(?:tell|show|report)\b"
)
_REPORT = re.compile(  # these come out too, and inspectors go in
    r"\b(?:reports?|findings|results?|verdicts?|ratings?|grades?|news|figures|reviews?|stor(?:y|ies)"
    r"|inspectors|inspection|teams?|staff|patients?|people|he|she|i|we|you)\b[^.;]*\Z"
)


class Wording(Protocol):
    """The row of the table that found the words."""

    @property
    def kind(self) -> ActionKind: ...
    @property
    def sure(self) -> bool: ...
    @property
    def narrated(self) -> bool: ...
    @property
    def elliptic(self) -> bool: ...


def took_place(document: Document, sentence: Span, span: Span, row: Wording) -> bool:
    """Whether it was done, by the regulator of care."""
    if row.kind == "must-improve" and document.block_at(span.start).kind == "headline":
        return False
    if row.narrated and not _is_narrated(document, sentence, span):
        return False
    if row.elliptic and _REPORT.search(document.lower[sentence.start : span.start]):
        return False
    if row.kind == "must-improve" and _IN_A_NOTICE.search(
        document.lower, max(sentence.start, span.start - 200), span.end
    ):
        return False
    if not row.sure and not _is_real(document.folded, sentence, span, row.kind):
        return False
    if _NOT_SO.match(document.lower, span.end, sentence.end):
        return False
    near = (max(sentence.start, span.start - 200), min(sentence.end, span.end + 200))
    others = row.kind not in _ANYONES and _OTHERS.search(document.lower, *near)
    return not others or bool(
        _OURS.search(document.lower, *near)
        or _TO_THE_TRUST.search(document.lower, max(sentence.start, span.start - 70), span.end)
    )


def _is_narrated(document: Document, sentence: Span, span: Span) -> bool:
    """Whether the text itself says so: not in a quotation, nor as what somebody other said."""
    block = document.block_at(span.start)
    if document.folded.count('"', block.start, span.start) % 2:
        return False
    near = (max(sentence.start, span.start - 200), min(sentence.end, span.end + 200))
    return not _SOMEBODY.search(document.lower, *near)


def _is_real(folded: str, sentence: Span, span: Span, kind: ActionKind) -> bool:
    before = folded[max(sentence.start, span.start - 100) : span.start]
    if kind == "must-improve":
        return not re.search(r"\b(?:could|would|if|not|no)\b[^.;:\"]{0,20}\Z", before)
    return not _UNREAL.search(before) and not _DENIED.search(folded, *span)
