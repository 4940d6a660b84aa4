"""The ontology as a reader needs it to write SPARQL: terms, shapes, concepts, worked examples."""

from .examples import EXAMPLES, Example, examples, sample
from .outside import GRAPHS, IRIS, OUTSIDE
from .reference import Documentation, documentation
from .shapes import Carried
from .terms import Fact, Link, Term

__all__ = [
    "EXAMPLES",
    "GRAPHS",
    "IRIS",
    "OUTSIDE",
    "Carried",
    "Documentation",
    "Example",
    "Fact",
    "Link",
    "Term",
    "documentation",
    "examples",
    "sample",
]
