"""What is drawn of each answer: boxes and links, bars, a matrix or a chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from ..counting import counted
from ..drawing import Plan
from ..drawing.plans import Bar, Bars, Chain, Matrix, Step
from ..drawing.sketch import Box, Link, Sketch, sketch, title_lines
from .actors import actors
from .answers import Answer, Cell, Thing
from .communities import communities_of
from .mobility import GRADE_NAMES
from .moves import BOTH, FOLLOWED, MOVED
from .networks import ties_network
from .values import Values
from .view import View

MOST_BARS, MOST_LINKS, MOST_MEMBERS = 30, 36, 72

_Drawn: TypeAlias = tuple[Thing, Thing, str, tuple[str, ...]]
"""From one thing to another, by which kind of line, with which words."""

Draw: TypeAlias = Callable[[View, Values, Answer], Plan]


def centrality_figure(view: View, values: Values, answer: Answer) -> Plan:
    """A bar for each entity."""
    bars = [
        Bar(thing.name, float(str(score)), thing.kind)
        for _, thing, _, score, _, _ in answer.rows[:MOST_BARS]
        if isinstance(thing, Thing)
    ]
    found = answer.found or len(answer.rows)
    left = (f"{found - len(bars)} entities of lower rank are not drawn",)
    return Bars(values.text("by"), tuple(bars), answer.notes + (left if found > len(bars) else ()))


def mobility_figure(view: View, values: Values, answer: Answer) -> Plan:
    """The matrix with the share of each row."""
    counts = tuple(tuple(int(str(cell)) for cell in row[1:5]) for row in answer.rows)
    names = tuple(name.capitalize() for name in GRADE_NAMES)
    return Matrix(
        "before", "after, with the share of all that were so before", names, counts, answer.notes
    )


def path_figure(view: View, values: Values, answer: Answer) -> Plan:
    """The entities along the way, with tie and sentence between them."""
    steps = [
        Step(one.name, one.kind, _tied(tie, said, start, end), str(sentence or ""))
        for _, one, tie, _, said, start, end, sentence, *_ in answer.rows
        if isinstance(one, Thing)
    ]
    for row in answer.rows[-1:]:
        if isinstance(row[3], Thing):
            steps.append(Step(row[3].name, row[3].kind, "", ""))
    return Chain(tuple(steps))


def _tied(tie: Cell, said: Cell, start: Cell, end: Cell) -> str:
    role = f", as {said}" if said else ""
    when = f"{start}" if start == end else f"{start} to {end}"
    return f"{tie}{role}" + (f" ({when})" if start else "")


def moves_figure(view: View, values: Values, answer: Answer) -> Plan:
    """Organisations with an arrow for each person who moved, dashed where that is not sure."""
    told: dict[tuple[Thing, Thing, str], list[str]] = defaultdict(list)
    for row in answer.rows:
        person, how, before, after = row[0], str(row[1]), row[2], row[5]
        if isinstance(person, Thing) and isinstance(before, Thing) and isinstance(after, Thing):
            year = f" {str(row[7])[:4]}" if row[7] else ""
            kind = {MOVED: "moved", BOTH: "at both", FOLLOWED: "taken over"}.get(
                how, "perhaps moved"
            )
            told[before, after, kind].append(f"{person.name}{year}")
    links: list[_Drawn] = [
        (one, other, kind, tuple(names)) for (one, other, kind), names in told.items()
    ]
    return _linked(links)


def speakers_figure(view: View, values: Values, answer: Answer) -> Plan:
    """Speakers with an arrow to the organisation that they speak for."""
    links: list[_Drawn] = []
    for speaker, place, role, quotations, *_ in answer.rows:
        if isinstance(speaker, Thing) and isinstance(place, Thing) and speaker != place:
            said = title_lines(str(role)) if role else ()
            links.append((speaker, place, "speaks for", (*said, f"{quotations} quoted")))
    return _linked(links)


def co_mentions_figure(view: View, values: Values, answer: Answer) -> Plan:
    """Lines between what is named together, with the number of articles."""
    links: list[_Drawn] = [
        (row[0], row[1], "named together", (counted(row[2], "articles"),))
        for row in answer.rows
        if isinstance(row[0], Thing) and isinstance(row[1], Thing) and isinstance(row[2], int)
    ]
    return _linked(links)


def communities_figure(view: View, values: Values, answer: Answer) -> Plan:
    """Each community by itself, the largest first; ties between communities are counted."""
    found = actors(view, values)
    chosen: list[list[int]] = []
    least = values.number("least")
    groups = [group for group in communities_of(view, found) if len(group) >= least]
    for group in groups:
        if chosen and sum(map(len, chosen)) + len(group) > MOST_MEMBERS:
            break
        chosen.append(group)
    of = {node: number for number, group in enumerate(chosen) for node in group}
    pairs = [(one, other) for one, other in found.graph.edges if one in of and other in of]
    links = [
        Link(found.things[one].iri, found.things[other].iri, "tied")
        for one, other in pairs
        if of[one] == of[other]
    ]
    left = []
    if len(chosen) < len(groups):
        smaller = counted(len(groups) - len(chosen), "smaller communities", "are")
        left.append(f"{smaller} not drawn")
    if across := sum(of[one] != of[other] for one, other in pairs):
        drawn = "is" if across == 1 else "are"
        left.append(f"{counted(across, 'ties')} between these communities {drawn} not drawn")
    main = {found.things[group[0]].iri for group in chosen}
    things = [found.things[node] for node in sorted(of)]
    return Sketch(tuple(_boxes(things, main)), tuple(links), tuple(left))


def ties_figure(view: View, values: Values, answer: Answer) -> Plan:
    """The network, or the neighbourhood, as the draw command draws it."""
    graph = ties_network(view, values, answer)
    return sketch(graph, values.things("about") or ())


def _linked(links: Sequence[_Drawn]) -> Sketch:
    """Things and the first of the links between them; the others are counted."""
    drawn = links[:MOST_LINKS]
    things = dict.fromkeys(thing for one, other, *_ in drawn for thing in (one, other))
    left = len(links) - len(drawn)
    return Sketch(
        tuple(_boxes(things, set())),
        tuple(Link(one.iri, other.iri, kind, words) for one, other, kind, words in drawn),
        (f"{left} further ties are not drawn",) if left else (),
    )


def _boxes(things: Iterable[Thing], main: set[str]) -> Iterable[Box]:
    for thing in things:
        yield Box(thing.iri, thing.kind, title_lines(thing.name), main=thing.iri in main)


def headed(sentence: str, given: Mapping[str, str]) -> str:
    """What a picture is called: what it shows, and the values that were given."""
    said = sentence.partition(":")[0].rstrip(".")
    values = ", ".join(f"{name} {value}" for name, value in given.items() if value.strip())
    return f"{said} ({values})" if values else said
