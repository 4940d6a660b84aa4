"""What analysts ask of the network: centrality, moves, paths and the like, as tables."""

from .answers import Answer, Cell, Plain, Thing
from .catalogue import ANALYSES, Analysis, analysis
from .forms import FORMS, NETWORKS, PICTURES, answer_bytes, written
from .values import choices

__all__ = [
    "ANALYSES",
    "FORMS",
    "NETWORKS",
    "PICTURES",
    "Analysis",
    "Answer",
    "Cell",
    "Plain",
    "Thing",
    "analysis",
    "answer_bytes",
    "choices",
    "written",
]
