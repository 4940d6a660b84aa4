"""The network as files for other programs: GraphML, and GEXF with dates that Gephi plays back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import UnknownName
from .export import NOT_XML
from .folding import first_day, last_day

if TYPE_CHECKING:
    from .network import Network


def network_bytes(graph: Network, form: str) -> bytes:
    """The network in the form named: ``graphml`` or ``gexf``."""
    if form not in FORMS:
        raise UnknownName("network form", form, FORMS)
    return FORMS[form](graph).encode()


def graphml(graph: Network) -> str:
    """The network in GraphML, the same bytes for the same network."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_clean(graph))) + "\n"


def gexf(graph: Network) -> str:
    """The network in GEXF 1.2, dynamic where edges have a date with a year."""
    import networkx as nx

    dated = _clean(graph)
    for _, _, data in dated.edges(data=True):
        days = {"start": first_day(data.pop("start", "")), "end": last_day(data.pop("end", ""))}
        data.update({name: day for name, day in days.items() if day})
    buffer = io.BytesIO()
    nx.write_gexf(dated, buffer, version="1.2draft")
    # networkx stamps the day of writing, which would make each day's file another.
    return re.sub(r' lastmodifieddate="[^"]*"', "", buffer.getvalue().decode("utf-8")) + "\n"


def _clean(graph: Network) -> Network:
    """A copy whose texts hold no character that XML can't."""
    import networkx as nx

    copy: Network = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        copy.add_node(node, **_cleaned(data))
    for source, target, key, data in graph.edges(keys=True, data=True):
        copy.add_edge(source, target, key=key, **_cleaned(data))
    return copy


def _cleaned(data: dict[str, object]) -> dict[str, object]:
    return {
        name: NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in data.items()
    }


FORMS: dict[str, Callable[[Network], str]] = {"graphml": graphml, "gexf": gexf}
"""Forms of network files, by the suffix of a file's name."""
