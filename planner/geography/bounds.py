"""Lower bounds for choosing clusters: a linear programme over the candidates, certified in whole numbers.

Exact cover with ``k`` clusters, earlier stages fixed: minimise cost over 0/1 choices with every organisation
covered once. Any prices of organisations give a valid bound (weak duality), so the prices of the linear
programme are scaled to integers, and the bound and the reduced costs that follow are exact integer arithmetic
over *every* candidate: nothing depends on the tolerances of the solver (GLOP). Candidates enter the programme
as they are priced in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from planner.geography.sums import Ints, Mask, MemberSums

Floats = npt.NDArray[np.float64]

SCALE = 1 << 16
"""Prices are multiples of 1/SCALE."""
FIRST_EACH = 12
FIRST_IN_ALL = 3000
PRICED_COLUMNS = 250
ROUNDS = 200
SAFE = 1 << 61
GLOP = (
    "change_status_to_imprecise: false dual_feasibility_tolerance: 1e-9 cost_scaling: NO_COST_SCALING "
    "use_preprocessing: false"
)


@dataclass(frozen=True)
class Side:
    """An earlier level, fixed at its proved value."""

    column: Ints
    value: int


@dataclass(frozen=True)
class Prices:
    """Integer prices, multiples of 1/SCALE: of organisations, of the number of clusters, of earlier levels."""

    organisations: tuple[int, ...]
    count: int
    sides: tuple[int, ...] = ()

    def base(self, k: int, values: Sequence[int] = ()) -> int:
        """Scaled lower bound of every choice of ``k`` clusters, when no reduced cost is negative."""
        fixed = sum(p * v for p, v in zip(self.sides, values, strict=True))
        return sum(self.organisations) + k * self.count + fixed


@dataclass(frozen=True)
class Bound:
    """A proved lower bound and what it leaves of the candidates."""

    base: int
    """Scaled: every choice costs exactly ``base`` plus its scaled reduced costs."""
    reduced: Ints
    """Scaled reduced cost of each candidate, never negative."""
    prices: Prices
    possible: bool
    """False when the prices prove that no choice exists at all."""

    @property
    def value(self) -> int:
        """Least whole-number cost that is not ruled out."""
        return -(-self.base // SCALE)

    def within(self, value: int) -> npt.NDArray[np.bool_]:
        """Candidates that a choice costing at most ``value`` may use."""
        return self.reduced <= value * SCALE - self.base


def certify(sums: MemberSums, cost: Ints, k: int, sides: Sequence[Side], prices: Floats, most: int) -> Bound:
    """Turn any prices into a bound by integer arithmetic over all candidates.

    Args:
        sums: sums over the candidates' members.
        cost: cost of each candidate, never negative.
        k: number of clusters.
        sides: earlier levels.
        prices: shape (organisations + 1 + sides,); where too large for 64-bit sums, zeros, which bound too.
        most: upper bound of the cost of any choice.
    """
    n = sums.n
    scaled = [int(p) for p in np.rint(np.clip(prices, -1e15, 1e15) * SCALE).tolist()]
    reach = sum(abs(p) for p in scaled[: n + 1]) + int(cost.max(initial=0)) * SCALE
    reach += sum(abs(p) * int(s.column.max(initial=0)) for p, s in zip(scaled[n + 1 :], sides, strict=True))
    if reach > SAFE:
        scaled = [0] * len(scaled)
    given = Prices(tuple(scaled[:n]), scaled[n], tuple(scaled[n + 1 :]))
    return priced(sums, cost, k, sides, given, most)


def priced(sums: MemberSums, cost: Ints, k: int, sides: Sequence[Side], prices: Prices, most: int) -> Bound:
    """The bound that whole prices give, with the least reduced cost moved into the price of one cluster."""
    reduced = cost * SCALE - sums.of(np.array(prices.organisations, dtype=np.int64)) - prices.count
    for price, side in zip(prices.sides, sides, strict=True):
        if price:
            reduced -= side.column * price
    least = int(reduced.min()) if len(reduced) else 0
    # every choice has exactly k candidates, so moving the least into the price of one cluster is exact
    made = Prices(prices.organisations, prices.count + least, prices.sides)
    base = made.base(k, [s.value for s in sides])
    return Bound(base, reduced - least, made, base <= most * SCALE)


class Programme:
    """The linear programme of one stage; kept between numbers of clusters, so that each starts from the last.

    Args:
        masks: candidates, shape (candidates,).
        sums: of their members.
        cost: of each, never negative.
        sides: earlier stages.
        most: upper bound of the cost of any choice.
        first: rows worth trying first; with earlier stages they must hold a choice.
    """

    def __init__(
        self,
        masks: Mask,
        sums: MemberSums,
        cost: Ints,
        sides: Sequence[Side],
        most: int,
        first: npt.NDArray[np.int64] | None = None,
    ) -> None:
        self.masks, self.sums, self.cost, self.sides, self.most = masks, sums, cost, sides, most
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        # GLOP's tolerances grow with the dearest cost, which would spoil the bound; prices a little off are
        # as good as exact ones, for they are certified afterwards; and so few rows need no preprocessing
        self.solver.SetSolverSpecificParametersAsString(GLOP)
        n = sums.n
        self.rows = [self.solver.Constraint(1.0, 1.0) for _ in range(n)]
        self.rows.append(self.solver.Constraint(0.0, 0.0))
        self.rows += [self.solver.Constraint(float(s.value), float(s.value)) for s in sides]
        self.objective = self.solver.Objective()
        self.objective.SetMinimization()
        # to miss an organisation is dearer than any choice
        penalty = 2.0 * (most + 1)
        for row in () if sides else self.rows:
            for sign in (1.0, -1.0):
                slack = self.solver.NumVar(0.0, self.solver.infinity(), "")
                row.SetCoefficient(slack, sign)
                self.objective.SetCoefficient(slack, penalty)
        self.inside = np.zeros(len(masks), dtype=np.bool_)
        chosen = self._first()
        self._add(chosen if first is None else np.union1d(chosen, first))

    def bound(self, k: int, seconds: float) -> Bound:
        """The least total cost of ``k`` candidates that cover every organisation once is at least this.

        Stopping early (``seconds`` for each step) weakens the bound, never its truth.
        """
        self.rows[self.sums.n].SetBounds(float(k), float(k))
        best: Bound | None = None
        for _ in range(ROUNDS):
            self.solver.set_time_limit(max(1, int(seconds * 1000)))
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            prices = np.array([row.dual_value() for row in self.rows])
            made = certify(self.sums, self.cost, k, self.sides, prices, self.most)
            if best is None or made.base > best.base:
                best = made
            # what the programme has not seen and would make it cheaper by more than the scale can tell
            exact = made.reduced + (made.prices.count - round(float(prices[self.sums.n]) * SCALE))
            fresh = np.flatnonzero((exact < -4) & ~self.inside)
            if not len(fresh):
                break
            if len(fresh) > PRICED_COLUMNS:
                fresh = fresh[np.argpartition(exact[fresh], PRICED_COLUMNS)[:PRICED_COLUMNS]]
            self._add(fresh)
        if best is None:
            zeros = np.zeros(len(self.rows))
            best = certify(self.sums, self.cost, k, self.sides, zeros, self.most)
        return best

    def _first(self) -> npt.NDArray[np.int64]:
        """Cheapest candidates for their size, some around every organisation."""
        if len(self.masks) <= FIRST_EACH * self.sums.n:
            return np.arange(len(self.masks))
        size = self.sums.of(np.ones(self.sums.n, dtype=np.int64))
        each = self.cost / np.maximum(size, 1)
        pool = np.arange(len(self.masks))
        if len(pool) > FIRST_IN_ALL:
            pool = np.argpartition(each, FIRST_IN_ALL)[:FIRST_IN_ALL]
        pool = pool[np.lexsort((pool, each[pool]))]
        picked = [pool[:FIRST_EACH]]
        for i in range(self.sums.n):
            bit = np.uint64(1) << np.uint64(i)
            here = pool[(self.masks[pool] & bit) != 0][:FIRST_EACH]
            if not len(here):
                here = np.flatnonzero((self.masks & bit) != 0)[:FIRST_EACH]
            picked.append(here)
        return np.unique(np.concatenate(picked))

    def _add(self, rows: npt.NDArray[np.int64]) -> None:
        """Let candidates in."""
        infinity, n = self.solver.infinity(), self.sums.n
        for row in rows.tolist():
            if self.inside[row]:
                continue
            column = self.solver.NumVar(0.0, infinity, "")
            self.objective.SetCoefficient(column, float(self.cost[row]))
            self.rows[n].SetCoefficient(column, 1.0)
            mask = int(self.masks[row])
            while mask:
                lowest = mask & -mask
                self.rows[lowest.bit_length() - 1].SetCoefficient(column, 1.0)
                mask ^= lowest
            for number, side in enumerate(self.sides):
                self.rows[n + 1 + number].SetCoefficient(column, float(side.column[row]))
            self.inside[row] = True
