"""Whether a grade's word is a rating at all: plain adjectives, hopes and denials are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .frames import Frame
from .moves import ONE_AMONG
from .patterns import wordings, words
from .symbols import Symbol

_FOLLOWS = frozenset(wordings("follows"))
_NOUN = frozenset(wordings("rating noun"))
_NEXT_WORD = re.compile(r"['\"]?[ ]*([a-z][\w-]*)?")
_RATED = re.compile(rf"\b{words('rated')}\b")
_DETERMINER = re.compile(rf"\b{words('determiner')} ['\"]?$")
_NOT = re.compile(
    r"(?:\b(?:below|above|short of|not|no longer|never|neither|nor|no)|n't) "
    r"(?:been |be |rated |yet |just |quite |a |an |being |judged |actually )*['\"]?$|"
    r"\bnever (?:been |rated |had )*(?:better|higher|worse|lower|anything but|more) "
    r"(?:than )?['\"]?$"
)
# One of these is in whatever the patterns above and below match.
_DENIALS = ("no", "n't", "never", "neither", "below", "above", "short of")
_STOPPED_SHORT = re.compile(r"\b(?:stop|stops|stopped) short of\b[^.;]*$")
# "The Royal's medication charts required …", "treatment at the Royal was …".
_OWNED_THING = re.compile(
    r"'s ((?:[a-z-]+ ){1,3}?)(?:was|were|is|are|required?|requires|needed|needs) (?:\w+ )?['\"]?$"
)
_TO_DO = re.compile(r" to (?!['\"]?(?:good|outstanding|requires|an?|the|be)\b)[a-z]+ ")
_FEW_ARE = re.compile(
    r"\b(?:only )?(?:a few|few|many|most|several|hardly any) (?:\w+ ){0,3}?"
    r"(?:are|were|have been|get|got) (?:\w+ ){0,2}['\"]?$"
)
_THING_IS = re.compile(
    r"\b(?:staffing|record[- ]keeping|cleanliness|communication|paperwork|hygiene|signage|parking|"
    r"equipment|lighting|food|morale|training|supervision)(?: levels?| arrangements)? "
    r"(?:was|were|is|are|required?|requires) (?:\w+ )?['\"]?$"
)
_THING_AT = re.compile(
    r"\b((?:treatment|teaching|training|parking|food|record[- ]keeping|paperwork|equipment|"
    r"cleaning|hygiene|communication|morale|signs?|drug charts?|records))"
    r"(?: with [a-z]+)? (?:at|in) [\w' -]{2,50} "
    r"(?:was|were|is|are|required?|requires) (?:\w+ )?['\"]?$"
)
_RATEABLE_NOUN = re.compile(
    r"\b(?:ratings?|grades?|marks?|scores?|verdicts?|hospitals?|sites?|units?|wards?|departments?|"
    r"services?|care|trust|itself|overall|performance|leadership|leaders|safety|own|current|result|results|"
    r"management|governance|infirmary|clinics?|centre|a&e|neighbour|sister)\b"
)
_NONE = re.compile(
    r"(?:^|[.;:\"] *)['\" ]*(?:neither|none of|not one of|nobody|no one|"
    r"nor (?:is|was|has|does|do|did)|"
    r"no (?:other )?(?:part|service|department|ward|area|hospital|core service|site|unit|trust|"
    r"question|category|domain)s?)\b(?:(?!, (?:which|who) )[^.;:])*$"
)
# "Good or outstanding" gives neither.
_EITHER_LEFT = re.compile(r"\b(?:outstanding|good|inadequate|improvement)['\"]? n?or ['\"]?$")
_EITHER_RIGHT = re.compile(r"['\"]? n?or ['\"]?(?:outstanding|good|inadequate|requires?)\b")
_WORD = re.compile(
    r"\bthe (?:word|label|term|tag) ['\"]?$|"
    r"\bwhat (?:does|do|did|is|would) (?:it mean to be (?:rated )?)?(?:an? )?['\"]?$|"
    r"\b(?:ratings|grades|labels|words|terms|marks) such as [^.;]{0,30}$"
)
# "Hospitals that required improvement" are none in particular.
_SOME_THAT = re.compile(
    r"(?<!the )(?<!both )(?<!two )\b(?:hospitals|trusts|services|wards|units|places|homes) "
    r"(?:that|which) (?:\w+ ){0,3}['\"]?$"
)
# "Called the oversight inadequate": of a thing that is never rated.
_THING = re.compile(
    r"\b(?:call(?:ed|s|ing)?|judged|found|describ(?:ed|es|ing)|brand(?:ed|s)|label(?:led|s)|thought|considered)"
    r" (?:the |its |their |his |her )?((?:(?!to |as |be )[a-z-]+ ){1,3}?)(?:as )?['\"]?$"
)
# "G = good, RI = requires improvement" explains what the letters mean.
_LEGEND_LEFT = re.compile(r"\b(?:ri|[goir]) ?[=:-] ?['\"]?$")
_LEGEND_RIGHT = re.compile(r"['\"]? ?= ?['\"]?(?:outstanding|good|inadequate|requires?)\b")
# "Good is not a place to stop": the word itself is spoken of.
_MUSED = re.compile(rf"['\"]? {words('muse')}\b")
# "As good a team as any".
_IN_QUESTIONS = re.compile(r"['\"]? in (?:all|every|each|one|two|three|four|five)\b")
_OF_YEAR = re.compile(r"['\"]? (?:of|from|in) (?:\w+ )?(?:19|20)\d\d\b")
# "Good (up from inadequate): surgery, maternity."
_HEADS_LIST = re.compile(r"['\"]?(?:: | \((?:up|down|from|all|un|no|was|were|prev))")
# "Good in 2016, it is now inadequate."
_ONCE = re.compile(
    r"['\"]? (?:overall )?(?:(?:back )?in (?:\w+ )?(?:19|20)\d\d|last time|at its last inspection|"
    r"at the last inspection|previously|until now|until then), "
)
_AGO = re.compile(r"['\"]? (?:\w+|\d+) (?:years?|months?)\b")
# "Told to improve by the watchdog" stands for a grade, "told to improve its records" doesn't.
_OBJECT = re.compile(r" (?:the|its|their|his|her|how|patient|staff|waiting|this|that|these|upon)\b")
_TOLD = re.compile(
    r"['\"]?(?:[.,;:)]|$| (?:by|again|overall|too|also|as well|back|in (?:19|20)\d\d|last|"
    r"(?:on|for|in) (?:being |its |the )?"
    r"(?:safe\w*|effective|caring|responsive|well|leadership))\b)"
)
_ASKED = re.compile(r"\?[ '\"]*(?:(?:still|now|also|again|only|just|simply) ['\"]?)?$")
_AS_GOOD = frozenset({"as", "a", "an"})
_PRONOUN = re.compile(
    r"\b(?:it|they|that|which|this|both|one) (?:\w+ ){0,2}"
    r"(?:is|are|was|were|been|remains?) (?:\w+ )?['\"]?$|"
    r"\b(?:it|they|which|that) (?:\w+ ){1,3}to (?:an? )?['\"]?$|"
    r"\b(?:it|they)'(?:s|re) ['\"]?$|\b(?:having|had|has|have) been ['\"]?$|"
    r"\bfrom ['\"]?$"
)
_RATEABLE = re.compile(rf"\b{words('rateable')}\b")
_INDEFINITE = re.compile(r"\ban? ['\"]?$")
_RATING_NEXT = re.compile(r"['\"]? (?:rating|grade)\b")
_GOT = re.compile(rf"\b{words('got')}\b")
# "Six of its eight services were good" counts without naming.
_COUNT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|most|many|several|some|"
    r"half|none|all but \w+) (?:out )?of (?:the |its |their )?(?:[\w'-]+ ){0,4}?"
    r"(?:services|hospitals|areas|departments|wards|units|trusts|categories|questions|sites|homes|"
    r"locations|teams)\b|"
    r"\b(?:one|two|three|four|five|six|most|many|several|some|half) (?:out )?of "
    r"(?:them|these|those)\b"
)

# "All services inspected were good" names none of them; "good in four" leaves open which.
_PARTS = re.compile(
    r"\b(?:all|both|each|every|most|many|several|some|the other|remaining|two|three|four|five|six|"
    r"seven|eight|nine|ten) (?:of )?(?:the |its |their |these |those )?(?:[a-z-]+ ){0,2}?"
    r"(?:services|departments|wards|units|teams|clinics|areas|categories)\b"
)
_SOME_PARTS = re.compile(
    r"\b(?:some|other|many|most|several|certain) (?:\w+ )?(?:aspects|elements|parts)\b"
)
# "Of the three one was good, one required improvement" tells not which.
_ONE_IS = re.compile(
    r"(?:^|[,;:]|\band|\bbut) (?:only |the )?"
    r"(?:one|another|others?|two|three|a third|some|a few|few|many|most|half|several) "
    r"(?:(?:was|is|were|are|had|has|got|received|remains?|stays?) (?:\w+ ){0,2})?['\"]?$"
)
_IN_SO_MANY = re.compile(
    r"['\"]? (?:in|for|on|under|across) (?:all )?(?:one|two|three|four|five)\b"
)
_SOME_ARE = re.compile(
    r"(?<!all )(?<!the )(?<!first )(?<!last )(?<!other )(?<!\w)"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) (?:more |others? )?"
    r"(?:is|are|was|were) (?:now |also |all |both )?(?:rated |judged |found to be )?['\"]?\Z"
)
# No wording of it is longer: it need not be looked for farther back.
_SOME_REACH = 60


def is_rating(grade: Symbol, before: Sequence[Symbol], lower: str, start: int) -> bool:
    """Whether the grade's word is a rating; ``before``: the sentence's symbols before it."""
    kind = grade.values[1]
    left = lower[max(start, grade.start - 110) : grade.start]
    right = lower[grade.end : grade.end + 25]
    denied = any(sign in left for sign in _DENIALS) and (
        _NONE.search(left) or _NOT.search(left) or _STOPPED_SHORT.search(left)
    )
    if (
        denied
        or _is_mused(left, right)
        or _SOME_THAT.search(left)
        or _is_of_doing(grade, right)
        or _is_thing(grade, left, before)
    ):
        return False
    quoted = left[-1:] in ("'", '"') and right[:1] in ("'", '"')
    if kind == "rating" or quoted:
        return True
    if answers(grade, lower):
        return True
    if kind == "told":
        kinds = {s.kind for s in before}
        if _OBJECT.match(right):
            return False
        return bool(kinds & {"question", "service"} or ("holder" in kinds and _TOLD.match(right)))
    return _is_no_adjective(left, right) and _has_context(left, right, before)


def answers(grade: Symbol, lower: str) -> bool:
    """Whether the grade stands right after a question: "Is the service safe? Good"."""
    return _ASKED.search(lower[max(0, grade.start - 14) : grade.start]) is not None


def has_subject(grade: Symbol, lower: str, start: int) -> bool:
    """Whether a clause that names nothing still has something that can be rated."""
    if answers(grade, lower):
        return True
    left = lower[max(start, grade.start - 70) : grade.start]
    generic = _INDEFINITE.search(left) and _RATING_NEXT.match(lower, grade.end)
    if generic and not _GOT.search(left):
        return False
    return _RATEABLE.search(left, max(0, len(left) - 60)) is not None


def speaks_of_ratings(frame: Frame, lower: str) -> bool:
    """Whether a frame tells a rating here: no hope, no figure about many, no one else's rating."""
    if frame.stranger or frame.questions == ("",) or frame.tags & {"maybe", "many", "other"}:
        return False
    told = lower[frame.clause.start : frame.grade_span.start]
    if not (frame.holders or frame.services) and (_FEW_ARE.search(told) or _THING_IS.search(told)):
        return False
    if frame.services or frame.questions:
        return True
    if frame.holders and _is_of_thing(frame, lower):
        return False
    if _IN_SO_MANY.match(lower, frame.grade_span.end):
        return False
    if _SOME_ARE.search(told, max(0, len(told) - _SOME_REACH)):
        return False
    if ONE_AMONG.search(told):
        return True
    if not frame.holders and (_ONE_IS.search(told) or _SOME_PARTS.search(told)):
        return False
    if not frame.part and _PARTS.search(told):
        return False
    return " of " not in told or _COUNT.search(told) is None


def _is_thing(grade: Symbol, left: str, before: Sequence[Symbol]) -> bool:
    """Whether the word is said of a thing that the watchdog does not rate."""
    thing = _THING.search(left)
    if thing is None or _RATEABLE.search(thing[1]):
        return False
    begin = grade.start - (len(left) - thing.start(1))
    return not any(s.kind != "cue" and s.end > begin for s in before)


def _is_of_doing(grade: Symbol, right: str) -> bool:
    """Whether what is done is bad, not a place: "it is inadequate to have one doctor"."""
    return grade.values[0] == "inadequate" and _TO_DO.match(right) is not None


def _is_of_thing(frame: Frame, lower: str) -> bool:
    """Whether not the holder is rated but a thing of its: "the Royal's drug charts were good"."""
    if frame.services or frame.questions or frame.part:
        return False
    told = lower[frame.clause.start : frame.grade_span.start]
    owned = _OWNED_THING.search(told) or _THING_AT.search(told)
    if owned is None or _RATEABLE_NOUN.search(owned[1]):
        return False
    return not any(owned[1].strip() in holder.lower() for holder in frame.holders)


def _is_mused(left: str, right: str) -> bool:
    """Whether the word is spoken about, or only one of two: "good or outstanding"."""
    ends_in_or = "or" in left[-4:] and _EITHER_LEFT.search(left)
    either = _WORD.search(left) or ends_in_or or _EITHER_RIGHT.match(right)
    if _LEGEND_LEFT.search(left) or _LEGEND_RIGHT.match(right):
        return True
    return bool(either or _MUSED.match(right))


def _next_word(right: str) -> str:
    match = _NEXT_WORD.match(right)
    return match.group(1) or "" if match else ""


def _is_no_adjective(left: str, right: str) -> bool:
    """Whether no noun follows that the word only describes, as in "good practice"."""
    word = _next_word(right)
    if _IN_QUESTIONS.match(right) or _OF_YEAR.match(right) or _AGO.match(right):
        return True
    if (
        word in _AS_GOOD
        and left.endswith(" as ")
        and not right.startswith((" as well", "' as well"))
    ):
        return False
    if word and word not in _FOLLOWS and right[:1] in (" ", "'", '"'):
        return False
    if word and word not in _NOUN and _DETERMINER.search(left):
        got = word in ("on", "in", "it", "they") and _GOT.search(left, max(0, len(left) - 20))
        return bool(got or _RATED.search(left, max(0, len(left) - 60)))
    return True


def _has_context(left: str, right: str, before: Sequence[Symbol]) -> bool:
    """Whether something that can be rated, or a word for rating, stands before the grade."""
    opens = not left.strip(" '\"")
    if opens and (_HEADS_LIST.match(right) or _ONCE.match(right)):
        return True
    if any(s.kind != "cue" for s in before) or _next_word(right) in _NOUN:
        return True
    if _IN_QUESTIONS.match(right):
        return True
    near = left[-60:]
    return bool(_RATED.search(near) or _PRONOUN.search(near))
