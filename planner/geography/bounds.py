"""Lower bounds for choosing clusters: LP over the candidates, priced in as needed, certified in whole numbers.

Exact cover with ``k`` clusters, earlier levels fixed: minimise cost over 0/1 choices with every organisation
covered once. Any
dual prices give a valid bound, so the LP's are scaled to integers, and the bound and the reduced costs that
follow are
exact integer arithmetic over *every* candidate: nothing depends on the LP solver's tolerances.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SCALE = 1 << 16
"""Dual prices are multiples of 1/SCALE."""
FIRST_COLUMNS = 400
PRICED_COLUMNS = 300
ROUNDS = 200


@dataclass(frozen=True)
class Bound:
    """A proved lower bound and what it leaves of the candidates."""

    base: int
    """Scaled: every choice costs at least ``base`` plus its scaled reduced costs."""
    reduced: Ints
    """Scaled reduced cost of each candidate, at least 0 after the shift by the least."""
    possible: bool
    """False when prices prove that no choice exists at all."""

    @property
    def value(self) -> int:
        """Least whole-number cost that is not ruled out."""
        return -(-self.base // SCALE)

    def within(self, value: int) -> npt.NDArray[np.bool_]:
        """Candidates that a choice costing at most ``value`` may use."""
        return self.reduced <= value * SCALE - self.base


@dataclass(frozen=True)
class Side:
    """An earlier level, fixed at its proved value."""

    column: Ints
    value: int


def lp_bound(
    members: npt.NDArray[np.bool_],
    cost: Ints,
    k: int,
    sides: list[Side],
    seconds: float,
    first: npt.NDArray[np.int64],
) -> tuple[Bound, npt.NDArray[np.int64]]:
    """Bound the least total cost of ``k`` candidates that cover every organisation once.

    Args:
        members: shape (candidates, organisations).
        cost: shape (candidates,), never negative.
        k: number of clusters.
        sides: earlier levels that must keep their value.
        seconds: wall-clock limit for each LP; stopping early weakens the bound, never its truth.
        first: rows worth trying first, for example those an LP nearby used.

    Returns:
        The bound, and the rows of candidates that the last LP used.
    """
    count, n = members.shape
    rows = [members.astype(np.float64)]
    rows.append(np.ones((count, 1)))
    rows += [s.column.astype(np.float64)[:, None] for s in sides]
    matrix: Floats = np.concatenate(rows, axis=1)
    demand = np.array([1.0] * n + [float(k)] + [float(s.value) for s in sides])
    ceiling = int(cost.max(initial=0)) * k + 1
    penalty = (
        1000.0 * ceiling
    )  # so that a choice missing a thousandth of an organisation is dearer than any real one
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[first] = True
    if len(first) < n:
        chosen[_first(members, cost)] = True
    prices = np.zeros(matrix.shape[1])
    used = np.flatnonzero(chosen)
    for _ in range(ROUNDS):
        index = np.flatnonzero(chosen)
        solved = _restricted(matrix[index], cost[index], demand, penalty, seconds)
        if solved is None:
            break
        prices, basic = solved
        used = index[basic]
        reduced = cost - matrix @ prices
        fresh = np.flatnonzero((reduced < -1e-6) & ~chosen)
        if not len(fresh):
            break
        if len(fresh) > PRICED_COLUMNS:
            fresh = fresh[np.argpartition(reduced[fresh], PRICED_COLUMNS)[:PRICED_COLUMNS]]
        chosen[fresh] = True
    return certify(members, cost, k, sides, prices, ceiling), used


def certify(
    members: npt.NDArray[np.bool_], cost: Ints, k: int, sides: list[Side], prices: Floats, ceiling: int
) -> Bound:
    """Turn any prices into a bound by integer arithmetic over all candidates.

    Prices too large for 64-bit sums are replaced by zeros, which bound too.
    """
    n = members.shape[1]
    scaled = [int(p) for p in np.rint(prices * SCALE)]
    largest = max(
        [abs(p) for p in scaled[: n + 1]]
        + [abs(p) * int(s.column.max(initial=1)) for p, s in zip(scaled[n + 1 :], sides, strict=True)]
        + [int(cost.max(initial=0)) * SCALE]
    )
    if largest > 2**62 // (n + len(sides) + 3):
        scaled = [0] * len(scaled)
    integer = np.array(scaled, dtype=np.int64)
    reduced = cost * SCALE - members.astype(np.int64) @ integer[:n] - integer[n]
    base = sum(scaled[:n]) + k * scaled[n]
    for price, side in zip(scaled[n + 1 :], sides, strict=True):
        reduced -= side.column * price
        base += price * side.value
    least = int(reduced.min(initial=0))
    if least < 0 or (least > 0 and len(reduced)):
        # every choice has exactly k candidates, so moving the least into the base is exact
        base += k * least
        reduced = reduced - least
    return Bound(base, reduced, -(-base // SCALE) < ceiling)


def _first(members: npt.NDArray[np.bool_], cost: Ints) -> npt.NDArray[np.int64]:
    """Cheapest candidates for their size, enough of them around every organisation."""
    count, n = members.shape
    if count <= FIRST_COLUMNS * 4:
        return np.arange(count)
    each = cost / np.maximum(members.sum(axis=1), 1)
    picked = [np.argsort(each, kind="stable")[:FIRST_COLUMNS]]
    for i in range(n):
        rows = np.flatnonzero(members[:, i])
        picked.append(rows[np.argsort(each[rows], kind="stable")[: FIRST_COLUMNS // 10]])
    return np.unique(np.concatenate(picked))


def _restricted(
    matrix: Floats, cost: Ints, demand: Floats, penalty: float, seconds: float
) -> tuple[Floats, npt.NDArray[np.int64]] | None:
    """Dual prices of the LP over some candidates and the candidates it uses; None when the LP did not end well.

    Artificial columns, dear enough, stand for what the candidates can't cover.
    """
    model = mathopt.Model()
    columns = [model.add_variable(lb=0.0) for _ in range(len(cost))]
    over = [model.add_variable(lb=0.0) for _ in demand]
    under = [model.add_variable(lb=0.0) for _ in demand]
    rows = []
    for n, right in enumerate(demand):
        row = model.add_linear_constraint(lb=float(right), ub=float(right))
        row.set_coefficient(over[n], 1.0)
        row.set_coefficient(under[n], -1.0)
        rows.append(row)
    for i, column in enumerate(columns):
        for j in np.flatnonzero(matrix[i]).tolist():
            rows[j].set_coefficient(column, float(matrix[i, j]))
        column_cost = float(cost[i])
        if column_cost:
            model.objective.set_linear_coefficient(column, column_cost)
    for variable in over + under:
        model.objective.set_linear_coefficient(variable, penalty)
    answer = mathopt.solve(
        model,
        mathopt.SolverType.GLOP,
        params=mathopt.SolveParameters(time_limit=dt.timedelta(seconds=max(0.05, seconds))),
    )
    if answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    duals = answer.dual_values()
    values = answer.variable_values(columns)
    return np.array([duals[r] for r in rows]), np.flatnonzero(np.array(values) > 1e-9)
