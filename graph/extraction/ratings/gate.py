"""Whether a grade's word is a rating at all: plain adjectives, hopes, denials and others' ratings are not."""

from __future__ import annotations

import re

from .frames import Frame
from .symbols import Symbol

# A word after "good" that leaves it a rating; any other word is what the adjective describes.
_FOLLOWS = frozenset(
    "rating ratings grade grades score mark marks badge verdict result overall for in at on by and or but across when since to as with "
    "while whilst too also now again after although though under because from a the its it last then this that both before once twice either "
    "until if without following previously status in-between one two is was were are has had have however than where which who still all "
    "having so there elsewhere instead only despite not even within during each just throughout thanks due if according they their category"
    " time second third up down today yesterday".split()
)
_NEXT_WORD = re.compile(r"['\"]?[ ]*([a-z][\w-]*)?")
# Words before the grade that show a rating is meant.
_ANCHOR = re.compile(
    r"\b(?:rat(?:ed|ing|ings|e|es)(?: it| them| the \w+| as| overall| an?| both| all| for \w+)*|re-rated|judged|deemed|graded|marked|scored|branded|ranked|labelled|classed|"
    r"awarded|given|received?s?|received|handed|an?|its|the|of|to|at|from|as|found(?: to be| it)?|be|been|is|are|was|were|'s|'re|being|remains?|remained|stays?|stayed|kept|keeps?|retains?|"
    r"retained|still|now|overall|both|all|also|again|previously|once|either|each|came out|had|got|gets|getting|earned|achieved|it|and|or|moved up|became|turned|only|declared|considered|currently|another|with) ['\"]?$"
)
_STRONG = re.compile(r"\b(?:rat(?:ed|ing|ings|e)|judged|deemed|graded|marked|scored|branded|ranked|labelled|awarded|found to be)\b")
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|his|this|that|very|so|more|most|really|truly|some|any|no|of|such|pretty|just|quite|not|doing|do) ['\"]?$")
_COPULA = re.compile(r"\b(?:is|are|was|were|be|been|'s|'re|being|remains?|remained|stays?|stayed|still|now|also|again|both|all|and|or) ['\"]?$")
_NOUN = frozenset({"rating", "ratings", "grade", "grades", "score", "mark", "marks", "badge", "verdict", "overall", "for", "status"})
_NOT = re.compile(r"(?:\bbelow|\babove|\bshort of|\bnot|n't|\bno longer|\bnever|\bneither|\bnor|\bno) (?:been |be |rated |yet |just |quite |a |an |being |judged |actually )*['\"]?$")

_NONE = re.compile(r"(?:^|[.;:\"] *)['\" ]*(?:neither|none of|not one of|nobody|no one|nor is|nor was|nor has|nor does|nor do|nor did)\b[^.;]*$")

# "Good or outstanding" gives neither.
_EITHER_LEFT = re.compile(r"\b(?:outstanding|good|inadequate|improvement)['\"]? n?or ['\"]?$")
_EITHER_RIGHT = re.compile(r"['\"]? n?or ['\"]?(?:outstanding|good|inadequate|requires?)\b")
# "Good is not a place to stop": the word itself is spoken of.
_MUSED = re.compile(r"['\"]? (?:may|might|sounds?|means?|does not (?:mean|bring|tell|do|say)|did not bring|is not (?:a|the)|isn't (?:a|the)|is what|is never|as if|would not|feels|was never)\b")
_RECEIVED = re.compile(
    r"\b(?:receiv\w+|given|gave|gives|giving|award\w*|got|gets|getting|achiev\w+|earn\w*|scoop\w*|ha[sd]|have|with|hand\w*|secur\w+|retain\w*|kept|keeps|held|holds?|"
    r"result\w*|won|wins|maintain\w*|there (?:was|is)|land\w*|came|come|emerg\w+|celebrat\w+|mov\w+|ris\w+|rose|improv\w+|return\w*|to|been|gain\w*|on to|took|bagged|notched)\b"
)
# "Six of its eight services were good" counts without naming.
_COUNT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|most|many|several|some|half|none|all but \w+) (?:out )?of "
    r"(?:the |its |their )?(?:[a-z'-]+ ){0,4}?(?:services|hospitals|areas|departments|wards|units|trusts|categories|questions|sites|homes|locations|teams)\b"
)
_SUBJECT = re.compile(
    r"\b(?:it|they|it's|they're|which|that|who|both|all|now|still|overall|remains?|keeps?|stays?|trust|hospital|unit|service|department|rated?|rating|ratings|grades?|judged|deemed|graded|branded|found|down as|"
    r"re-rated|verdict|awarded|given|gave|received?|earned|scooped|from|up|we|we're|been)\b"
)


def has_subject(grade: Symbol, lower: str, start: int) -> bool:
    """Whether a grade in a clause that names nothing still has something that it can be the rating of."""
    return _SUBJECT.search(lower, max(start, grade.start - 60), grade.start) is not None


def is_generic(grade: Symbol, lower: str, start: int) -> bool:
    """Whether "a good rating" is spoken of in general, without anyone who gave or got it."""
    left = lower[max(start, grade.start - 70) : grade.start]
    if not re.search(r"\ban? ['\"]?$", left) or not re.match(r"['\"]? (?:rating|grade)\b", lower[grade.end : grade.end + 10]):
        return False
    return _RECEIVED.search(left) is None


def speaks_of_ratings(frame: Frame, lower: str) -> bool:
    """Whether a frame tells a rating of someone here: no hope, no figure about many, no one else's rating."""
    if frame.stranger or frame.tags & {"maybe", "many", "other"}:
        return False
    if frame.services or frame.questions:
        return True
    return _COUNT.search(lower, frame.clause.start, frame.grade_span.start) is None


def is_rating(grade: Symbol, before: tuple[Symbol, ...], lower: str, start: int) -> bool:
    """Whether the grade's word stands for a rating; ``before`` are the symbols of its clause to its left."""
    value, kind = grade.values
    left = lower[max(start, grade.start - 40) : grade.start]
    right = lower[grade.end : grade.end + 25]
    if _NOT.search(left) or _NONE.search(lower[max(start, grade.start - 110) : grade.start]):
        return False
    quoted = left[-1:] in ("'", '"') and right[:1] in ("'", '"')
    if _MUSED.match(right) or _EITHER_LEFT.search(left) or _EITHER_RIGHT.match(right):
        return False
    if kind == "rating" or quoted:
        return True
    if kind == "told":
        return any(s.kind in ("question", "service") for s in before)
    word = (match := _NEXT_WORD.match(right)) and match.group(1) or ""
    if (word in ("as", "a", "an") and left.endswith("as ")) or _MUSED.match(right):
        return False
    if word and word not in _FOLLOWS and right[:1] in (" ", "'", '"'):
        return False
    article = _ARTICLE.search(left)
    if article and word and word not in _NOUN:
        strong = _STRONG.search(lower[max(start, grade.start - 60) : grade.start])
        return bool(strong)
    if any(s.kind != "cue" for s in before):
        return True
    if _STRONG.search(lower[max(start, grade.start - 60) : grade.start]) or word in _NOUN:
        return True
    return bool(re.search(r"\b(?:it|they|that|which|this|both|one) (?:\w+ ){0,2}(?:is|are|was|were|been|remains?) (?:\w+ )?['\"]?$|\b(?:it|they)'(?:s|re) ['\"]?$|\b(?:having|had|has|have) been ['\"]?$", left))
