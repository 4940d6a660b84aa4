"""How fast the reasoner is beside owlrl, and what one article more costs in growing stores.

Run ``python -m benchmarks.reasoning [TRIPLES]``, a million unless told. The articles of
``tests/articles`` are repeated, each copy about people, organisations and places of its own. All
figures are seconds of processor time, taken in one run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph

from caregraph.graph.article import Article
from caregraph.graph.background import GRAPHS
from caregraph.graph.extraction import extract
from caregraph.graph.mapping import map_article
from caregraph.graph.reading import read
from caregraph.graph.reasoning import Changes, closure, compile_rules, infer, our_schema
from caregraph.graph.reasoning.schema import Triple
from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE

ARTICLES = Path(__file__).parents[1] / "tests" / "articles"
_OWN = tuple(
    f"{BASE}{kind}/" for kind in ("article", "inspection", "organisation", "person", "post", "site")
)
OWLRL_TRIPLES = 10_000
STORES = (100, 1_000, 4_000)


def copies() -> Iterator[list[ox.Quad]]:
    """The graphs of articles without end, no two about the same things."""
    articles: list[Article] = list(read([ARTICLES], lambda source, message: None))
    graphs = [list(map_article(article, extract(article))) for article in articles]
    for number in count():
        for graph in graphs:
            yield [ox.Quad(*(_copied(term, number) for term in quad)) for quad in graph]


def _copied(term: Any, number: int) -> Any:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_OWN):
        return ox.NamedNode(f"{term.value}-{number}")
    return term


def triples(wanted: int) -> list[Triple]:
    """So many triples: the ontology with its concepts, then articles."""
    stated = chain(GRAPHS["ontology"](), (quad for graph in copies() for quad in graph))
    return [(q.subject, q.predicate, q.object) for q in islice(stated, wanted)]  # type: ignore[misc]


def taken(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ours(stated: list[Triple]) -> float:
    rules = compile_rules(our_schema())
    return taken(lambda: [ox.Triple(*each) for each in closure(rules, stated)])  # type: ignore[arg-type]


def theirs(stated: list[Triple]) -> float:
    nt = ox.serialize((ox.Triple(*each) for each in stated), format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    graph = Graph().parse(data=(nt or b"").decode(), format="nt")
    return taken(lambda: DeductiveClosure(OWLRL_Semantics).expand(graph))


def one_article_more(articles: int) -> tuple[int, float, float]:
    """Statements of a store of so many articles; seconds to infer from one more and one less."""
    with Store.open() as store:
        graphs = list(islice(copies(), articles + 1))
        store.engine.bulk_extend(quad for graph in graphs[:-1] for quad in graph)
        infer(store)
        changes = Changes()
        name = graphs[-1][0].graph_name
        assert isinstance(name, ox.NamedNode)
        changes.add(name)
        store.engine.extend(graphs[-1])
        more = taken(lambda: infer(store, changes))
        changes = Changes()
        changes.remove(store, name)
        store.remove_graph(name)
        less = taken(lambda: infer(store, changes))
        return len(store), more, less


def main() -> int:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    small, large = triples(OWLRL_TRIPLES), triples(wanted)
    slow, fast = theirs(small), ours(large)
    rates = len(small) / slow, len(large) / fast
    print(f"owlrl:     {len(small):>9,} triples in {slow:6.1f} s, {rates[0]:>9,.0f} a second")
    print(f"caregraph: {len(large):>9,} triples in {fast:6.1f} s, {rates[1]:>9,.0f} a second")
    print(f"per triple caregraph is {rates[1] / rates[0]:,.0f} times as fast")
    for articles in STORES:
        size, more, less = one_article_more(articles)
        print(
            f"in a store of {articles:>5,} articles ({size:>9,} statements) one more takes"
            f" {1000 * more:.0f} ms, one less {1000 * less:.0f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
