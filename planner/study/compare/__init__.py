"""Plans side by side: the same figures of today, a reference grouping and each plan."""

from planner.study.compare.ask import compare
from planner.study.compare.make import Entry, comparison

__all__ = ["Entry", "compare", "comparison"]
