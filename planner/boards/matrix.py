"""The conditions of a model as whole-number rows of a matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner.boards.conditions import Condition, conditions

Ints = npt.NDArray[np.int64]

ENDLESS = 1 << 62
"""Ends of ranges beyond this are none."""


@dataclass(frozen=True)
class Matrix:
    """Rows ``low <= sum of coefficients times unknowns <= high``, and the unknowns' own ranges."""

    row: Ints
    """Row of each entry, ascending."""
    column: Ints
    """Unknown of each entry; ascending within a row, each once."""
    coefficient: Ints
    low: Ints
    """Shape (rows,); ``-ENDLESS`` where there is none."""
    high: Ints
    """Shape (rows,); ``ENDLESS`` where there is none."""
    least: Ints
    """Shape (unknowns,)."""
    most: Ints
    """Shape (unknowns,)."""

    def of(self, x: Ints) -> Ints:
        """The sum of each row at an assignment of shape (unknowns,)."""
        sums = np.zeros(len(self.low), dtype=np.int64)
        np.add.at(sums, self.row, self.coefficient * x[self.column])
        return sums

    def met(self, x: Ints) -> bool:
        """Whether an assignment of shape (unknowns,) meets every row and every range."""
        if not ((self.least <= x) & (x <= self.most)).all():
            return False
        sums = self.of(x)
        return bool(((self.low <= sums) & (sums <= self.high)).all())


def matrix_of(model: cp_model.CpModel) -> Matrix | None:
    """The whole model as rows; None where a condition or a range is of a kind that rows don't say.

    An assignment in whole numbers meets the rows exactly when it meets the model.
    """
    domains = [v.domain for v in model.proto.variables]
    if any(len(d) != 2 for d in domains):
        return None
    ranges = [(d[0], d[1]) for d in domains]
    sizes: list[int] = []
    unknowns: list[int] = []
    factors: list[int] = []
    ends: list[tuple[int, int]] = []
    for condition in conditions(model):
        if condition is None or len(condition.ranges) != 2 or condition.ranges[0] > condition.ranges[1]:
            return None  # the last: one of no literals must hold, as where a rule can't be met at all
        if condition.when:
            said = _whenever(condition)
            if said is None or any(ranges[v] != (0, 1) for v in condition.unknowns):
                return None
            for pair, weights, most in said:
                unknowns += pair
                factors += weights
                sizes.append(2)
                ends.append((-ENDLESS, most))
            continue
        unknowns += condition.unknowns
        factors += condition.factors
        sizes.append(len(condition.unknowns))
        ends.append((condition.ranges[0], condition.ranges[1]))
    column, coefficient = np.array(unknowns, dtype=np.int64), np.array(factors, dtype=np.int64)
    row = np.repeat(np.arange(len(sizes)), sizes)
    bounds = np.clip(np.array(ends, dtype=np.int64).reshape(-1, 2), -ENDLESS, ENDLESS)
    low, high = bounds[:, 0], bounds[:, 1]
    row, column, coefficient = _once(row, column, coefficient)
    own = np.array(ranges, dtype=np.int64).reshape(-1, 2)
    return Matrix(row, column, coefficient, low, high, own[:, 0], own[:, 1])


def _once(row: Ints, column: Ints, coefficient: Ints) -> tuple[Ints, Ints, Ints]:
    """Entries sorted, those of one place added up."""
    if not len(row):
        return row, column, coefficient
    order = np.lexsort((column, row))
    row, column, coefficient = row[order], column[order], coefficient[order]
    first = np.flatnonzero(np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])])
    return row[first], column[first], np.add.reduceat(coefficient, first)


def _whenever(condition: Condition) -> list[tuple[tuple[int, int], tuple[int, int], int]] | None:
    """Rows of "all of these literals hold whenever another does": a pair, its factors, and their largest sum.

    None for anything else under a literal. The unknowns are taken to be 0 or 1.
    """
    unknowns, factors, ranges, when = condition
    opposite = sum(f < 0 for f in factors)
    all_of_them = len(unknowns) - opposite
    if len(when) != 1 or tuple(ranges) != (all_of_them, all_of_them) or {*factors} - {1, -1}:
        return None
    one = when[0]
    rows = []
    for unknown, factor in zip(unknowns, factors, strict=True):
        # the condition is 1 - x where it says that x is 0; so is a literal with a factor below 0
        pair, weights = (one if one >= 0 else -1 - one, unknown), (1 if one >= 0 else -1, -factor)
        rows.append((pair, weights, (factor < 0) - (one < 0)))
    return rows


__all__ = ["ENDLESS", "Ints", "Matrix", "matrix_of"]
