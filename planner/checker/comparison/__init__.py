"""Counts every figure of a comparison again, from the instance and the plans alone."""

from planner.checker.comparison.check import check_comparison

__all__ = ["check_comparison"]
