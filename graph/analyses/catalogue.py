"""The analyses of the network as one table, from which command, endpoint and docs are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..drawing import picture
from ..errors import InputError, NothingToDraw, UnknownName
from ..named_queries import ANY, Parameter
from ..network_files import network_bytes
from ..store import Store
from .answers import Answer
from .centrality import centrality
from .communities import communities
from .figures import (
    Draw,
    centrality_figure,
    co_mentions_figure,
    communities_figure,
    headed,
    mobility_figure,
    moves_figure,
    path_figure,
    speakers_figure,
    ties_figure,
)
from .mentions import co_mentions
from .mobility import mobility
from .moves import moves
from .networks import Weave, found_network, ties_network
from .paths import path
from .speakers import speakers
from .ties import ties
from .values import Values, read
from .view import View


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question to the network: what it answers, how to read that, what it wants to be told."""

    name: str
    sentence: str
    reading: str
    parameters: tuple[Parameter, ...]
    run: Callable[[View, Values], Answer]
    figure: Draw
    weave: Weave | None = None

    def ask(self, store: Store, given: Mapping[str, str]) -> Answer:
        """The answer for the values given; ``InputError`` for one that is missing or unfit."""
        return self.run(View(store), read(store, self.name, self.parameters, given))

    def draw(self, store: Store, given: Mapping[str, str], form: str) -> tuple[bytes, Answer]:
        """The answer as a picture (``svg`` or ``png``), and the answer itself."""
        view, values = View(store), read(store, self.name, self.parameters, given)
        answer = self.run(view, values)
        if not answer.rows:
            raise NothingToDraw(f"the analysis {self.name!r} has no rows to draw for these values")
        plan = self.figure(view, values, answer)
        return picture(plan, headed(self.sentence, given), form), answer

    def network(self, store: Store, given: Mapping[str, str], form: str) -> tuple[bytes, Answer]:
        """The answer as a network for other programs (``graphml`` …), and the answer itself."""
        if self.weave is None:
            raise InputError(f"the analysis {self.name!r} is no network; take it as csv or json")
        view, values = View(store), read(store, self.name, self.parameters, given)
        answer = self.run(view, values)
        return network_bytes(self.weave(view, values, answer), form), answer


_SINCE = Parameter("since", "date", "only what is dated on this day or later", ANY)
_UNTIL = Parameter("until", "date", "only what is dated on this day or earlier", ANY)
_COMMISSION = Parameter(
    "commission", "presence", "with or without the Care Quality Commission, tied to all", "without"
)


def _limit(rows: int) -> Parameter:
    return Parameter("limit", "integer", "rows at most", str(rows))


_TABLE = (
    Analysis(
        "centrality",
        "Who is in the middle of the network: entities ranked by a measure of centrality.",
        "Entities are tied by inspections, operation, posts and quotations, not by services."
        " Betweenness is the share of shortest ways between others that lead through an entity,"
        " closeness how near all it reaches are, degree the share of the others that it is tied to."
        " Kind narrows the list, not the network.",
        (
            Parameter("by", "measure", "betweenness, closeness or degree", "betweenness"),
            Parameter("kind", "entity-kind", "list one kind of entity: trust, executive …", ANY),
            _COMMISSION,
            _SINCE,
            _UNTIL,
            _limit(50),
        ),
        centrality,
        centrality_figure,
        found_network,
    ),
    Analysis(
        "co-mentions",
        "What is named together: pairs of entities by the number of articles that name both.",
        "Share is the number of articles that name both by the number that name either.",
        (
            Parameter("about", "subject-name", "pairs with this entity: name, code or IRI", ANY),
            Parameter("kind", "entity-kind", "what it is paired with: trust, hospital …", ANY),
            Parameter("least", "integer", "articles that name both, at least", "2"),
            _COMMISSION,
            _SINCE,
            _UNTIL,
            _limit(100),
        ),
        co_mentions,
        co_mentions_figure,
    ),
    Analysis(
        "communities",
        "Groups of entities that are tied among themselves more than to others.",
        "Found by Louvain's method on the same ties as for centrality, weighted by their number;"
        " the same data always gives the same groups. The entity with most ties comes first.",
        (
            Parameter("least", "integer", "entities of a community, at least", "3"),
            _COMMISSION,
            _SINCE,
            _UNTIL,
        ),
        communities,
        communities_figure,
        found_network,
    ),
    Analysis(
        "mobility",
        "How ratings move from one inspection to the next: a matrix of grades before and after.",
        "Each row is a grade before, each column how often the next rating of the same holder,"
        " service and key question was of that grade, by the ledger of all articles and the"
        " register.",
        (
            Parameter("question", "question", "a key question (safe …) or overall", ANY),
            Parameter("service", "service", "a core service: surgery, maternity …", ANY),
            Parameter("organisation", "organisation-name", "this one and its sites", ANY),
            _SINCE,
            _UNTIL,
        ),
        mobility,
        mobility_figure,
    ),
    Analysis(
        "moves",
        "Who moved between organisations: people whom articles place at one and later at another.",
        "An article proves a post on its day alone: last_there and first_there are days of proof,"
        " not of leaving and coming. How is moved where all proof of the one comes before all of"
        " the other, at both where they overlap, renamed or merged where the second organisation"
        " took over the first, order unknown without dates. Two of one name are kept apart until a"
        " reviewer decides: how is then perhaps, and score says how much speaks for one person.",
        (
            Parameter("person", "person-name", "a person, by name or IRI", ANY),
            Parameter("organisation", "organisation-name", "from here or to here", ANY),
            _SINCE,
            _UNTIL,
        ),
        moves,
        moves_figure,
    ),
    Analysis(
        "path",
        "How two entities hang together: the shortest chain of ties, each with its sentence.",
        "Of ways as long the one with the surest ties is taken. A way through the Care Quality"
        " Commission, which inspects all, counts as four steps more. Others is the number of"
        " further ties between the two.",
        (
            Parameter("from", "subject-name", "an organisation, site or person"),
            Parameter("to", "subject-name", "another: name, code or IRI"),
            _SINCE,
            _UNTIL,
        ),
        path,
        path_figure,
    ),
    Analysis(
        "speakers",
        "Who speaks for whom: those quoted, with the organisation that articles place them in.",
        "The organisation and role are those that the article with the quotation gives the speaker;"
        " if it gives none, the one organisation that other articles know. Organisations that are"
        " quoted themselves speak for themselves. Words are those of the latest quotation.",
        (
            Parameter("speaker", "agent-name", "a person or organisation, by name or IRI", ANY),
            Parameter("organisation", "organisation-name", "for whom they speak", ANY),
            _SINCE,
            _UNTIL,
            _limit(200),
        ),
        speakers,
        speakers_figure,
    ),
    Analysis(
        "ties",
        "The ties themselves: who is tied to whom, how, when, by which claim.",
        "Claims fold into edges between two: see the network's description. Without about it is"
        " the whole network.",
        (
            Parameter("about", "subject-name", "what lies around this: name, code or IRI", ANY),
            Parameter("depth", "integer", "steps away from it", "1"),
            Parameter("tie", "tie", "one kind of tie: rated, inspected, leads …", ANY),
            _SINCE,
            _UNTIL,
            _limit(10_000),
        ),
        ties,
        ties_figure,
        ties_network,
    ),
)

ANALYSES: Mapping[str, Analysis] = {analysis.name: analysis for analysis in _TABLE}
"""All analyses by name, in order of their names."""


def analysis(name: str) -> Analysis:
    """The analysis of this name; raises ``UnknownName`` with what was probably meant."""
    if name not in ANALYSES:
        raise UnknownName("analysis", name, ANALYSES)
    return ANALYSES[name]
