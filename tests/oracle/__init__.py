"""Brute force from ``docs/semantics.md`` alone: no solver, nothing of ``planner`` but its vocabulary."""

from tests.oracle.answer import OracleAnswer, best, best_people_first, geography_only

__all__ = ["OracleAnswer", "best", "best_people_first", "geography_only"]
