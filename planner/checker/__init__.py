"""Judges a finished plan from what is written in it and the instance; never loads a solver.

``verify`` answers whether a plan may be trusted, ``judge`` how it stands by each rule.
"""

from planner.checker.judgement import judge
from planner.checker.verdict import Problem, Verdict
from planner.checker.verify import verify

__all__ = ["Problem", "Verdict", "judge", "verify"]
