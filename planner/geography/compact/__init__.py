"""Maps without a list of possible clusters: the compact reference model, and the engine for large parts."""

from planner.geography.compact.answer import LargeAnswer, NotPostableError
from planner.geography.compact.large import solve_large
from planner.geography.compact.mip import to_mathopt
from planner.geography.compact.reference import compact_best, compact_model

__all__ = ["LargeAnswer", "NotPostableError", "compact_best", "compact_model", "solve_large", "to_mathopt"]
