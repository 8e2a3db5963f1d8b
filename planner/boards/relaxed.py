"""Levels by linear programmes, certified in whole numbers.

Boards of one cluster are almost a flow of people to seats: the linear programme of a sum of levels mostly has
the same least value as the boards themselves, and a corner in whole numbers. GLOP finds both in a fraction of
the time that CP-SAT needs, for each further sum starts where the last one ended. None of its numbers is
believed: its prices are rounded, and the bound that they give (weak duality: any prices give one) is worked
out in whole numbers; a corner counts only if it meets every condition of the model in whole numbers. Whatever
is not settled so is left to CP-SAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    model_update_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver as math_opt
from ortools.sat.python import cp_model

from planner import cpsat
from planner.boards.matrix import ENDLESS, Ints, Matrix, matrix_of

Floats = npt.NDArray[np.float64]

FINEST = 40
"""Prices are rounded to multiples of 1/2**FINEST, or as fine as 64 bits allow."""
SAFE = float(1 << 61)
STEP = 2e-5
"""Work of one step of the simplex method, in CP-SAT's units."""
NEAR = 1e-6


class Relaxed:
    """The linear programme of a model; conditions may be added, and sums be made small one after another."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.low, self.high = matrix.low, matrix.high
        self._aim: Ints = np.zeros(len(matrix.least), dtype=np.int64)
        self._sums: list[Ints] = []
        programme = model_pb2.ModelProto()
        unknowns = programme.variables
        unknowns.ids.extend(range(len(matrix.least)))
        unknowns.lower_bounds.extend(matrix.least.tolist())
        unknowns.upper_bounds.extend(matrix.most.tolist())
        unknowns.integers.extend([False] * len(matrix.least))
        rows = programme.linear_constraints
        rows.ids.extend(range(len(matrix.low)))
        rows.lower_bounds.extend(_endless(matrix.low).tolist())
        rows.upper_bounds.extend(_endless(matrix.high).tolist())
        entries = programme.linear_constraint_matrix
        entries.row_ids.extend(matrix.row.tolist())
        entries.column_ids.extend(matrix.column.tolist())
        entries.coefficients.extend(matrix.coefficient.tolist())
        self._solver = math_opt.new(
            parameters_pb2.SOLVER_TYPE_GLOP, programme, parameters_pb2.SolverInitializerProto()
        )
        self._change = model_update_pb2.ModelUpdateProto()

    def least(self, aim: Ints, budget: cpsat.Budget) -> tuple[int, Ints | None] | None:
        """A certified lower bound of a sum, and the corner where it was found if that is in whole numbers.

        Args:
            aim: coefficient of each unknown.
            budget: charged with the steps taken.

        Returns:
            None where GLOP gives no answer, or one too large to certify.
        """
        changed = np.flatnonzero(aim != self._aim)
        terms = self._change.objective_updates.linear_coefficients
        terms.ids.extend(changed.tolist())
        terms.values.extend(aim[changed].tolist())
        self._aim = aim
        answer = self._run(budget)
        if answer is None:
            return None
        prices, x = answer
        bound = self._certified(prices)
        if bound is None:
            return None
        whole = np.rint(x)
        near = bool((np.abs(x - whole) < NEAR).all())
        return bound, whole.astype(np.int64) if near else None

    def hold(self, aim: Ints, value: int) -> None:
        """From now on a sum has this value."""
        used = np.flatnonzero(aim)
        row = len(self.low)
        self._sums.append(aim)
        self.low, self.high = np.append(self.low, value), np.append(self.high, value)
        made = self._change.new_linear_constraints
        made.ids.append(row)
        made.lower_bounds.append(value)
        made.upper_bounds.append(value)
        entries = self._change.linear_constraint_matrix_updates
        entries.row_ids.extend([row] * len(used))
        entries.column_ids.extend(used.tolist())
        entries.coefficients.extend(aim[used].tolist())

    def _run(self, budget: cpsat.Budget) -> tuple[Floats, Floats] | None:
        """Prices of conditions and values of unknowns."""
        if budget.exhausted or not self._solver.update(self._change):
            return None
        self._change = model_update_pb2.ModelUpdateProto()
        limits = parameters_pb2.SolveParametersProto()
        limits.time_limit.FromMilliseconds(max(1, int(budget.seconds_left * 1000)))
        if budget.work is not None:
            limits.iteration_limit = max(1, int((budget.work - budget.spent_work) / STEP))
        # steps go on from where the last sum ended only on the programme as it is
        limits.glop.use_preprocessing = False
        limits.glop.use_scaling = False
        found = self._solver.solve(
            limits,
            model_parameters_pb2.ModelSolveParametersProto(),
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
        budget.spent_work += found.solve_stats.simplex_iterations * STEP
        if found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL or not found.solutions:
            return None
        best = found.solutions[0]
        prices, x = np.zeros(len(self.low)), np.zeros(len(self._aim))
        prices[best.dual_solution.dual_values.ids] = best.dual_solution.dual_values.values
        x[best.primal_solution.variable_values.ids] = best.primal_solution.variable_values.values
        return prices, x

    def _certified(self, prices: Floats) -> int | None:
        """The lower bound of the present aim that prices of conditions give, in whole numbers throughout."""
        m = self.matrix
        prices = np.where(self.low <= -ENDLESS, np.minimum(prices, 0.0), prices)
        prices = np.where(self.high >= ENDLESS, np.maximum(prices, 0.0), prices)
        size = float(np.abs(self._aim).max(initial=0)) + 1
        reach = np.zeros(len(self._aim))
        np.add.at(reach, m.column, np.abs(m.coefficient * prices[m.row]))
        for price, aim in zip(prices[len(m.low) :], self._sums, strict=True):
            reach += np.abs(aim * price)
        room = SAFE / (float(reach.max(initial=0)) + size)
        if not 1 <= room < np.inf:
            return None
        scale = 1 << min(FINEST, int(np.log2(room)))
        whole = np.rint(prices * scale).astype(np.int64)
        reduced = self._aim * scale
        np.subtract.at(reduced, m.column, m.coefficient * whole[m.row])
        for price, aim in zip(whole[len(m.low) :].tolist(), self._sums, strict=True):
            reduced -= aim * price
        ends = np.where(whole > 0, self.low, self.high)
        total = sum(p * e for p, e in zip(whole.tolist(), ends.tolist(), strict=True) if p)
        own = np.where(reduced > 0, m.least, m.most)
        total += sum(r * e for r, e in zip(reduced.tolist(), own.tolist(), strict=True) if r)
        return -(-int(total) // scale)


def _endless(ends: Ints) -> Floats:
    return np.where(np.abs(ends) >= ENDLESS, np.copysign(np.inf, ends), ends.astype(np.float64))


def flat(expression: Any, unknowns: int) -> tuple[Ints, int]:
    """Coefficients of an expression, shape (unknowns,), and its constant."""
    made = np.zeros(unknowns, dtype=np.int64)
    if isinstance(expression, int):
        return made, expression
    sums = cp_model.FlatIntExpr(expression)
    np.add.at(made, [v.index for v in sums.vars], list(sums.coeffs))
    return made, int(sums.offset)


@dataclass(frozen=True)
class Lowest:
    """What linear programmes say of levels that are made as small as can be, in order of importance."""

    values: tuple[int, ...]
    """Certified lower bound of each of the first levels while those before it are at theirs."""
    corner: tuple[int, ...]
    """Values of all unknowns that meet every condition and have every bound, so are best; empty if not found.

    Then there are values of all levels.
    """


def lowest(
    cp: cp_model.CpModel, stages: Sequence[Sequence[tuple[Any, int]]], budget: cpsat.Budget
) -> Lowest | None:
    """Certified bounds of levels, one programme for each sum; and an assignment, if a corner has them all.

    Args:
        cp: the model; stays as it is.
        stages: sums in order of importance, each as (level, multiplier), multipliers falling; a multiplier is
            larger than all that follows in its sum can amount to, and no level is below 0.
        budget: charged with the steps taken.

    Returns:
        None where the model or the answers are of no use; that says nothing about the model. Without a corner
        there is no value for the last level.
    """
    matrix = matrix_of(cp)
    if matrix is None or not stages:
        return None
    relaxed = Relaxed(matrix)
    values: list[int] = []
    aims: list[tuple[Ints, int]] = []
    corner: Ints | None = None
    for number, stage in enumerate(stages):
        levels = [flat(level, len(matrix.least)) for level, _ in stage]
        constant = sum(c * m for (_, c), (_, m) in zip(levels, stage, strict=True))
        total = np.zeros(len(matrix.least), dtype=np.int64)
        for (aim, _), (_, multiplier) in zip(levels, stage, strict=True):
            total += aim * multiplier
        found = relaxed.least(total, budget)
        if found is None or found[0] + constant < 0:
            return None
        rest, corner = found[0] + constant, found[1]
        for (aim, own), (_, multiplier) in zip(levels, stage, strict=True):
            value, rest = divmod(rest, multiplier)
            aims.append((aim, value - own))
            values.append(value)
            if number < len(stages) - 1:
                relaxed.hold(*aims[-1])
    if corner is not None and matrix.met(corner) and all(int(a @ corner) == v for a, v in aims):
        return Lowest(tuple(values), tuple(corner.tolist()))
    return Lowest(tuple(values[:-1]), ())
