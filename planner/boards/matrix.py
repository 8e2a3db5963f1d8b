"""The conditions of a model as whole-number rows of a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

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
    literals: list[int] = []
    weights: list[int] = []
    ends: list[tuple[int, int]] = []
    for constraint in model.proto.constraints:
        if not _rows(constraint, sizes, literals, weights, ends):
            return None
    column, coefficient = np.array(literals, dtype=np.int64), np.array(weights, dtype=np.int64)
    row = np.repeat(np.arange(len(sizes)), sizes)
    bounds = np.array(ends, dtype=np.int64).reshape(-1, 2)
    turned = column < 0  # literal -v-1 is 1 - v
    moved = np.zeros(len(sizes), dtype=np.int64)
    np.add.at(moved, row[turned], coefficient[turned])
    low = np.where(bounds[:, 0] <= -ENDLESS, -ENDLESS, bounds[:, 0] - moved)
    high = np.where(bounds[:, 1] >= ENDLESS, ENDLESS, bounds[:, 1] - moved)
    column, coefficient = np.where(turned, -column - 1, column), np.where(turned, -coefficient, coefficient)
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


def _rows(
    constraint: Any, sizes: list[int], literals: list[int], weights: list[int], ends: list[tuple[int, int]]
) -> bool:
    """Append a condition; False where rows don't say it."""
    when = constraint.enforcement_literal
    if constraint.has_linear():
        linear = constraint.linear
        domain = linear.domain
        if len(domain) != 2 or len(when):
            return False
        held, low, high = list(linear.vars), domain[0], domain[1]
        literals += held
        weights += list(linear.coeffs)
    elif constraint.has_bool_and() and len(when) == 1:
        for held_too in list(constraint.bool_and.literals):
            literals += (when[0], held_too)
            weights += (1, -1)
            sizes.append(2)
            ends.append((-ENDLESS, 0))
        return True
    elif len(when):
        return False
    else:
        if constraint.has_at_most_one():
            held, low, high = list(constraint.at_most_one.literals), -ENDLESS, 1
        elif constraint.has_exactly_one():
            held, low, high = list(constraint.exactly_one.literals), 1, 1
        elif constraint.has_bool_or():
            held, low, high = list(constraint.bool_or.literals), 1, ENDLESS
        else:
            return False
        literals += held
        weights += [1] * len(held)
    sizes.append(len(held))
    ends.append((low, high))
    return True


__all__ = ["ENDLESS", "Ints", "Matrix", "matrix_of"]
