"""Maps without a list of possible clusters: the compact reference model, and the engine for large parts."""

from planner.geography.compact.answer import LargeAnswer, NotPostableError
from planner.geography.compact.large import solve_large
from planner.geography.compact.mip import to_mathopt
from planner.geography.compact.reference import compact_best, compact_model
from planner.geography.compact.ruled_out import RuledOut
from planner.geography.compact.single import has_cluster

__all__ = [
    "LargeAnswer",
    "NotPostableError",
    "RuledOut",
    "compact_best",
    "compact_model",
    "has_cluster",
    "solve_large",
    "to_mathopt",
]
