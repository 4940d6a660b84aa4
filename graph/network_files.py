"""The network as files for other programs, the same bytes for the same network.

GraphML and Cytoscape JSON hold it whole; GEXF has dates that Gephi plays back; the two CSV files
are its edges and its nodes, as Gephi and Cytoscape import them from a table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .errors import UnknownName
from .export import NOT_XML
from .folding import first_day, last_day

if TYPE_CHECKING:
    from .network import Network


def network_bytes(graph: Network, form: str) -> bytes:
    """The network in one of the forms of ``FORMS``."""
    if form not in FORMS:
        raise UnknownName("network form", form, FORMS)
    return FORMS[form](graph).encode("utf-8", "replace")


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
    # It also names the graph, which GEXF has no place for.
    return re.sub(r' (lastmodifieddate|name)="[^"]*"', "", buffer.getvalue().decode()) + "\n"


def cytoscape(graph: Network) -> str:
    """The network in Cytoscape JSON: for Cytoscape, and ``elements`` for cytoscape.js."""
    import networkx as nx

    members = nx.cytoscape_data(graph, name="label")
    members["data"] = {"name": "caregraph"}
    for edge in members["elements"]["edges"]:
        edge["data"]["id"] = edge["data"]["key"]
    return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


def edge_list(graph: Network) -> str:
    """The edges as CSV: ends by IRI, name and kind, then what each edge carries."""
    rows = (
        {
            "source": source,
            "target": target,
            "type": "Directed",
            "id": key,
            **{f"source_{name}": value for name, value in graph.nodes[source].items()},
            **{f"target_{name}": value for name, value in graph.nodes[target].items()},
            "weight": data.get("articles", 1),
            **data,
        }
        for source, target, key, data in graph.edges(keys=True, data=True)
    )
    return _csv(_EDGE_COLUMNS, rows)


def node_list(graph: Network) -> str:
    """The nodes as CSV: IRI, name and kind."""
    return _csv(
        ("id", "label", "kind"), ({"id": node, **data} for node, data in graph.nodes.items())
    )


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


_EDGE_COLUMNS = (
    *("source", "target", "type", "id", "label", "weight", "kind", "start", "end"),
    *("source_label", "source_kind", "target_label", "target_kind"),
    *("question", "grade", "previous", "movement", "standing", "action"),
    *("confidence", "articles", "article", "claim"),
)


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


FORMS: dict[str, Callable[[Network], str]] = {
    "graphml": graphml,
    "gexf": gexf,
    "cyjs": cytoscape,
    "csv": edge_list,
    "nodes": node_list,
}
"""Forms of network files; all but ``nodes`` are also the suffix of a file's name."""
