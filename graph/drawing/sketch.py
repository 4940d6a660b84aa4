"""What a drawing of the network shows: boxes of words and lines between them, before any layout.

Ratings become words in the box of what they rate; a service is drawn once for each organisation or
site that it was rated at. What a drawing has no room for is counted.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..counting import counted
from ..folding import COMMISSION

if TYPE_CHECKING:
    from ..network import Network

MOST_BOXES = 120
MOST_WITH_SERVICES = 60
"""Above this many boxes, services are counted at who holds them, and the Commission left out."""

_WIDTH = 22
_MOST_LINES = 8
_QUESTIONS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
_EdgeData = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words in a box, with the grade that colours it, if any."""

    words: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A node as drawn: its kind gives shape and colour."""

    key: str
    kind: str
    title: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    main: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """All edges of one kind from one box to another, as one line."""

    source: str
    target: str
    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """Boxes and links to draw, and sentences that say what was left out."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    left_out: tuple[str, ...] = ()


def sketch(graph: Network, main: Iterable[str] = ()) -> Sketch:
    """What to draw of a network; the ``main`` nodes are always drawn and stand out."""
    chosen = set(main)
    ratings, actions, between = _sorted_out(graph)
    whole = Sketch(
        tuple([*_entities(graph, ratings, actions, chosen), *_services(graph, ratings)]),
        tuple([*_links(between), *_service_links(graph, ratings)]),
    )
    return _fewer(_without_hub(_without_services(whole), chosen), chosen)


def _sorted_out(
    graph: Network,
) -> tuple[
    dict[tuple[str, str], list[_EdgeData]],
    dict[str, list[_EdgeData]],
    dict[tuple[str, str, str], list[_EdgeData]],
]:
    """Ratings by (holder, service), actions by holder, and edges between two by their kind."""
    ratings: dict[tuple[str, str], list[_EdgeData]] = defaultdict(list)
    actions: dict[str, list[_EdgeData]] = defaultdict(list)
    between: dict[tuple[str, str, str], list[_EdgeData]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        if data["kind"] == "rated":
            ratings[source, target].append(data)
        elif data["kind"] == "enforcement":
            actions[source].append(data)
        else:
            between[source, target, data["kind"]].append(data)
    return ratings, actions, between


def _entities(
    graph: Network,
    ratings: dict[tuple[str, str], list[_EdgeData]],
    actions: dict[str, list[_EdgeData]],
    main: set[str],
) -> Iterator[Box]:
    for node, data in graph.nodes(data=True):
        if data["kind"] == "service":
            continue
        lines = [*_rating_lines(ratings.get((node, node), [])), *_action_lines(actions[node])]
        yield Box(node, data["kind"], title_lines(data["label"]), _cut(lines), node in main)


def _services(graph: Network, ratings: dict[tuple[str, str], list[_EdgeData]]) -> Iterator[Box]:
    for (holder, service), told in sorted(ratings.items()):
        if holder != service:
            title = title_lines(graph.nodes[service]["label"])
            yield Box(f"{holder} {service}", "service", title, _cut(_rating_lines(told)))


def _service_links(
    graph: Network, ratings: dict[tuple[str, str], list[_EdgeData]]
) -> Iterator[Link]:
    for holder, service in sorted(ratings):
        if holder != service:
            yield Link(holder, f"{holder} {service}", "rated")


def _rating_lines(told: list[_EdgeData]) -> list[Line]:
    """The newest word on each key question, what stands now before what is past."""
    newest: dict[str, _EdgeData] = {}
    for data in sorted(told, key=lambda data: (data.get("standing") == "current", _when(data))):
        newest[data["question"]] = data
    order = {question: place for place, question in enumerate(_QUESTIONS)}
    named = sorted(newest.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return [
        Line(f"{question}: {data['grade']}{_year(data)}", data["grade"]) for question, data in named
    ]


def _action_lines(told: list[_EdgeData]) -> list[Line]:
    seen = sorted({(_when(data), f"{data['label']}{_year(data)}") for data in told})
    return [Line(words) for _, words in seen]


def _cut(lines: list[Line]) -> tuple[Line, ...]:
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    kept = lines[: _MOST_LINES - 1]
    return (*kept, Line(f"and {len(lines) - len(kept)} more"))


def _links(between: dict[tuple[str, str, str], list[_EdgeData]]) -> Iterator[Link]:
    for (source, target, kind), told in sorted(between.items()):
        yield Link(source, target, kind, _link_words(kind, told))


def _link_words(kind: str, told: list[_EdgeData]) -> tuple[str, ...]:
    """Roles for posts; years and how often for the rest."""
    if kind in ("leads", "works for"):
        roles = list(dict.fromkeys(data["label"] for data in told))
        return title_lines(" / ".join(roles[:2]))
    if kind == "operates":
        return ("operates",)
    years = sorted({_when(data)[:4] for data in told} - {"", "--"})
    often = f" ({len(told)})" if len(told) > 1 else ""
    span = "" if not years else f" {years[0]}" + (f"–{years[-1]}" if len(years) > 1 else "")
    return (f"{kind}{often}{span}",)


def _when(data: _EdgeData) -> str:
    date: str = data.get("start", "")
    return "" if date.startswith("-") else date


def _year(data: _EdgeData) -> str:
    return f" ({_when(data)[:4]})" if _when(data) else ""


def title_lines(words: str) -> tuple[str, ...]:
    """Words as the few short lines of a box."""
    lines = textwrap.wrap(words, _WIDTH) or [words]
    return tuple(lines) if len(lines) <= 4 else (*lines[:3], f"{lines[3]}…")


def _without_services(whole: Sketch) -> Sketch:
    """A sketch of many boxes without those of services, their number noted at each holder."""
    services = {box.key for box in whole.boxes if box.kind == "service"}
    if len(whole.boxes) <= MOST_WITH_SERVICES or not services:
        return whole
    rated = Counter(link.source for link in whole.links if link.target in services)
    boxes = tuple(
        replace(box, lines=(*box.lines, *_rated_services(rated[box.key])))
        for box in whole.boxes
        if box.key not in services
    )
    links = tuple(link for link in whole.links if link.target not in services)
    said = f"{len(services)} rated services are counted where they are held, not drawn"
    return Sketch(boxes, links, (*whole.left_out, said))


def _rated_services(count: int) -> tuple[Line, ...]:
    return () if not count else (Line(f"{count} rated service{'s' * (count > 1)}"),)


def _without_hub(whole: Sketch, main: set[str]) -> Sketch:
    """A sketch of many boxes without the Commission, whose ties would cross all others."""
    hub = COMMISSION
    if len(whole.boxes) <= MOST_WITH_SERVICES or hub in main:
        return whole
    boxes = tuple(box for box in whole.boxes if box.key != hub)
    links = tuple(link for link in whole.links if hub not in (link.source, link.target))
    ties = len(whole.links) - len(links)
    its = f"the Care Quality Commission and its {counted(ties, 'ties')} are not drawn"
    said = (its,) if ties else ()
    return Sketch(boxes, links, (*whole.left_out, *said))


def _fewer(whole: Sketch, main: set[str]) -> Sketch:
    """The best connected boxes, when there are more than a drawing can hold."""
    if len(whole.boxes) <= MOST_BOXES:
        return whole
    kept = _most_telling(whole, main)
    boxes = tuple(box for box in whole.boxes if box.key in kept)
    links = tuple(link for link in whole.links if {link.source, link.target} <= kept)
    said = (
        f"{len(whole.boxes) - len(boxes)} entities of which less is said"
        f" and {len(whole.links) - len(links)} of their ties are not drawn"
    )
    return Sketch(boxes, links, (*whole.left_out, said))


def _most_telling(whole: Sketch, main: set[str]) -> set[str]:
    """The boxes with most ties and ratings; one that says nothing only beside one that is kept."""
    ties = Counter(end for link in whole.links for end in (link.source, link.target))
    told = {box.key: len(box.lines) for box in whole.boxes}
    ranked = sorted(told, key=lambda key: (key not in main, -ties[key] - told[key], key))
    kept = {key for key in ranked if key in main or told[key] or ties[key] > 1}
    kept = set([key for key in ranked if key in kept][: MOST_BOXES * 3 // 4])
    near = {end for link in whole.links for end in _other_end(link, kept)}
    return kept | set([key for key in ranked if key in near - kept][: MOST_BOXES - len(kept)])


def _other_end(link: Link, kept: set[str]) -> tuple[str, ...]:
    """The end of a link whose other end is kept."""
    ends = ((link.source, link.target), (link.target, link.source))
    return tuple(end for end, other in ends if other in kept)
