"""Which cues near a grade speak of it: how it moved, that it is doubted, one of many, or lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import Clause
from .patterns import words
from .symbols import Symbol

MOVES = frozenset({"same", "up", "down", "one-up", "one-down", "two-up", "two-down"})
"""The kinds of cues that say how a grade moved."""
ARROWS = {
    **dict.fromkeys("↑▲↗", "up"),
    **dict.fromkeys("↓▼↘", "down"),
    **dict.fromkeys("=→↔", "same"),
}
"""Signs beside a grade that say how it moved."""
_ARROW = re.compile(f"['\"]?[ (]{{0,2}}([{''.join(ARROWS)}])")
# How far from the grade a cue of a kind may stand, in characters; -1: not on that side.
_REACH = {
    "before": {
        "same": 90,
        "maybe": 60,
        "many": 200,
        "other": 200,
        "up": 60,
        "down": 60,
        "loss": 12,
    },
    "after": {"same": 60, "maybe": -1, "many": 40, "other": 30, "up": 35, "down": 35, "loss": -1},
}
_USUAL_REACH = 45
ASIDE = re.compile(rf", {words('aside')},")
"""An aside between commas."""
_DEBUT = re.compile(
    rf"\b{words('debut')}(?: (?!good|outstanding|inadequate|improvement)\w+){{0,3}} $"
)
# "Propped up", "let the side down": no change of a grade.
_PHRASE = re.compile(
    r"\b(?:prop|held|hold|pick|set|end|ma[dk]e|sign|turn|dragg|summ|average|back|catch|caught|sp[eo]a?k|buil[dt]|shut|"
    r"clos|br[eo]+k|dr[ae]w|put|open|line|queu|writ|written|show|clear|clean|tak|took|grow|grew|"
    r"wak|woke|sit|stand|stood|side|patients?|people|us|it|them|everyone)(?:e|ed|ing|s|en|n)? $"
)
# "up to two hours" is no change of grade.
_UP_TO = re.compile(r"(?:up|down) to (?!['\"]?(?:good|outstanding|requires|inadequate|an?|the)\b)")
# "The same could not be said of maternity, which is inadequate" is no guess.
_MATTER_OF_FACT = re.compile(
    r", (?:which|who) (?:(?:they|inspectors|it|the cqc) )?"
    r"(?:is|are|was|were|has|have|now|rated?|judged|found|remains?)\b[^,]*$"
)
# "Newark fared better" is no change of its grade.
_FARED = re.compile(
    r"\b(?:fare[sd]?|faring|do|does|did|done|doing|performed|came off) (?:\w+ ){0,2}$"
)
# "Fell to good at Ely, but is unchanged at Wells" is two tellings.
_BUT_ANOTHER = ("but is ", "but was ", "but are ", "but were ", "but has ", "but it ")
ONE_AMONG = re.compile(
    r"\b(?:is|are|was|were|became|remains?|now) (?:now |also |still )?(?:one of|among)\b[^.;,]*"
    r"\b(?:to be|that (?:is|are|was|were|has|have)|to have been|to hold|to get|to earn|to receive|"
    r"rated|with)\b"
)
"""What says that who is spoken of has the grade too: "is one of only two trusts to be rated …"."""
# "It is the only one to be rated good" tells what is.
_ONE_OF = re.compile(
    r"\b(?:is|are|was|were|became|becom\w+|as|,) (?:only )?(?:the|its|one of (?:the )?\w+) "
    r"(?:[\w' -]{0,40} )?to be (?:\w+ ){0,3}['\"]?$"
)


def near_tags(clause: Clause, lower: str) -> frozenset[str]:
    """The kinds of the cues that are near enough to the grade to speak of it."""
    turn = _turn(clause.before, lower)
    tags: set[str] = set()
    asides = [a.span() for a in ASIDE.finditer(lower, clause.start, clause.grade.start)]
    for symbol in clause.before:
        if any(start < symbol.start < end - 1 for start, end in asides):
            continue
        if symbol.kind == "cue" and symbol.start >= turn and not _misleads(symbol, lower):
            tags.update(_within(symbol, "before", clause.grade.start - symbol.end))
    for symbol in clause.after:
        if symbol.has("break") and lower.startswith(_BUT_ANOTHER, symbol.start):
            break
        again = lower.startswith(("again in", "once more in"), symbol.start)
        if symbol.kind == "cue" and not again and not _misleads(symbol, lower):
            tags.update(_within(symbol, "after", symbol.start - clause.grade.end))
    arrow = _ARROW.match(lower, clause.grade.end)
    if arrow:
        tags.add(ARROWS[arrow.group(1)])
    told = lower[max(turn, clause.start) : clause.grade.start]
    if "up" in tags and any(_is_debut(s, lower) for s in (*clause.before, *clause.after)):
        tags = _at_debut(tags, clause.grade.values[0])
    if "maybe" in tags and (_MATTER_OF_FACT.search(told) or _ONE_OF.search(told)):
        tags.discard("maybe")
    if ONE_AMONG.search(told):
        tags -= {"maybe", "many"}
    if _is_reached(clause):
        tags.discard("maybe")
    if clause.left:
        tags.add("loss")
    return frozenset(tags)


def _within(symbol: Symbol, side: str, distance: int) -> list[str]:
    return [v for v in symbol.values if distance <= _REACH[side].get(v, _USUAL_REACH)]


def _misleads(symbol: Symbol, lower: str) -> bool:
    """Whether the words are no change of grade: a debut, "up to two hours"."""
    if _UP_TO.match(lower, symbol.start):
        return True
    if lower.startswith(("better", "worse"), symbol.start) and lower.endswith(
        ("the ", "thought "), 0, symbol.start
    ):
        return True
    if lower.startswith((" short of", " short and"), symbol.end):
        return True
    if lower.startswith(("better", "worse"), symbol.start):
        return _FARED.search(lower, max(0, symbol.start - 16), symbol.start) is not None
    if lower.startswith("down as ", symbol.start):
        return True
    if lower[symbol.start : symbol.end] in ("up", "down"):
        return _PHRASE.search(lower, max(0, symbol.start - 20), symbol.start) is not None
    if lower.startswith(" of asking", symbol.end):
        return True
    debut = lower.startswith(("for the first time", "first time"), symbol.start)
    return debut and _DEBUT.search(lower[max(0, symbol.start - 40) : symbol.start]) is not None


def _is_reached(clause: Clause) -> bool:
    """Whether only a change's own words put the grade in doubt: "from good to be rated bad"."""
    if clause.previous is None or clause.previous.start > clause.grade.start:
        return False
    doubts = [s for s in clause.before if s.has("maybe")]
    return bool(doubts) and doubts[0].start >= clause.previous.end


def _is_debut(symbol: Symbol, lower: str) -> bool:
    return symbol.kind == "cue" and lower.endswith("first time", symbol.start, symbol.end)


def _at_debut(tags: set[str], grade: str) -> set[str]:
    """ "For the first time" is a rise to good, and a fall to inadequate, where nothing is lower."""
    if grade in ("good", "outstanding"):
        return tags
    return tags - {"up"} | ({"down"} if grade == "inadequate" else set())


def _turn(before: Sequence[Symbol], lower: str) -> int:
    """Where the grade's own clause begins: after the last break or ", and" that a verb follows."""
    verb = False
    for joint in reversed(before):
        if verb and turns(joint, lower):
            return joint.end
        verb = verb or joint.has("verb")
    return 0


def turns(joint: Symbol, lower: str) -> bool:
    """Whether a joint begins another clause, if a verb follows it."""
    return joint.has("break") or (joint.has("and") and lower[joint.start] == ",")
