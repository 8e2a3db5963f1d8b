"""Lower bounds of a level from prices of organisations: no grouping costs less than its clusters, priced.

For any whole-number prices p and clusters that cover everybody once, the cost is the sum of p plus, for each
cluster, its cost less its members' prices; so k clusters cost at least ``sum(p) + k · least``. Prices come from
the linear programme over the clusters met so far, kept near the best prices yet (a box around them), and
``least`` from CP-SAT over *all* clusters (:mod:`planner.geography.compact.price`). Nothing rests on the LP's
tolerances.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from planner import cpsat
from planner.geography.compact.levels import PAIRS, always_cut
from planner.geography.compact.model import One
from planner.geography.compact.part import Bools, Ints, Part
from planner.geography.compact.pool import Pool
from planner.geography.compact.price import Pricer, double_cost
from planner.objectives.base import Level

Floats = npt.NDArray[np.float64]
ROUNDS = 400
FINE = 20_000
"""Costs are scaled until the dearest cluster costs about this much, so that whole prices are fine enough."""


FINEST = 16
"""Least scale: rounding prices must not cost a whole unit over a hundred organisations."""


@dataclass(frozen=True)
class Prices:
    """Prices of organisations and of earlier levels, and how far around them the next are sought."""

    people: Floats
    """By position."""
    sides: Floats
    box: float


@dataclass
class LevelBound:
    """What prices prove about one level of a part, given values that earlier levels keep."""

    part: Part
    pool: Pool
    level: int
    low: int
    high: int
    kept: Sequence[tuple[int, int]]
    """(index, value) of earlier levels that keep their value and can be priced."""
    workers: int = 1
    value: int = 0
    """The bound so far."""
    settled: bool = False
    """Better prices would hardly raise the bound."""

    def __post_init__(self) -> None:
        levels = self.part.levels
        self._indices = [self.level, *(i for i, _ in self.kept)]
        self._pricer = Pricer(self.part, levels[self.level], [levels[i] for i, _ in self.kept])
        self._fixed = fixed_cost(self.part, levels[self.level])
        self._rights = [2 * (value - fixed_cost(self.part, levels[i])) for i, value in self.kept]
        special = self.part.members(self.part.exempted)
        special = special[self.part.lawful(special)]
        self._special = special, self._doubles(special, self.part.costs(special))

    def _doubles(self, members: Bools, costs: Sequence[Ints]) -> list[Ints]:
        return [double_cost(self.part, self.part.levels[i], members, costs[i]) for i in self._indices]

    def run(self, target: int, budget: cpsat.Budget, between: Callable[[int], int]) -> None:
        """Raise the bound until it meets a known value, prices settle or the budget is spent.

        Args:
            target: the least value known; the bound need not go beyond.
            budget: what may be spent.
            between: called after each round with its number; returns the least value known by then.
        """
        costs = self._doubles(self.pool.members, self.pool.costs)
        scale = max(FINEST, FINE // max(1, int(costs[0].max(initial=1))))
        whole = 2 * scale * max(1, target - self._fixed)
        share = np.array(self.part.population) / max(1, sum(self.part.population))
        centre = Prices(whole * share, np.zeros(len(self.kept)), 0.5 * whole / len(share))
        best: int | None = None
        for round_ in range(ROUNDS):
            if budget.exhausted or self.value >= target:
                return
            tried = centre
            if round_:
                master = _master(self.pool.members, costs, scale, self._rights, (self.low, self.high), centre)
                if master is None:
                    return
                tried = master
            bound = self._bound(tried, costs, scale, budget)
            if bound is None:
                return
            self.value = max(self.value, self._fixed - (-bound // (2 * scale)))
            if best is None or bound > best + 1:
                centre, best = replace(tried, box=centre.box * 1.3), bound
            else:
                centre = replace(centre, box=centre.box * 0.75)
            target = between(round_)
            costs = self._doubles(self.pool.members, self.pool.costs)
            if centre.box < whole / 1000 / len(share):
                self.settled = True
                return

    def _bound(self, prices: Prices, costs: Sequence[Ints], scale: int, budget: cpsat.Budget) -> int | None:
        """Scaled bound at these prices, in whole numbers; the pool takes in the clusters met."""
        whole = np.rint(prices.people).astype(np.int64)
        sides = np.maximum(0, np.rint(prices.sides)).astype(np.int64)
        known = _reduced(self.pool.members, costs, scale, whole, sides)
        start = self.part.cluster(self.pool.members[int(known.argmin())]) if len(known) else None
        slice_ = budget.part(15)
        found = self._pricer.cheapest(scale, whole.tolist(), sides.tolist(), slice_, start, self.workers)
        budget.charge(slice_)
        if found.least is None:
            return None
        self.pool.add(found.clusters)
        least = min([found.least, *_reduced(*self._special, scale, whole, sides).tolist()])
        base = int(whole.sum()) - sum(int(p) * right for p, right in zip(sides, self._rights, strict=True))
        return int(base + min(self.low * least, self.high * least))


def fixed_cost(part: Part, level: Level) -> int:
    """What every grouping has of a level: pairs that leave the part."""
    if level.id not in PAIRS:
        return 0
    return always_cut(One(part.instance, part.codes, part.rulebook), level)


def _reduced(members: Bools, costs: Sequence[Ints], scale: int, prices: Ints, sides: Ints) -> Ints:
    """Cost of each cluster with side prices on and its members' prices off."""
    reduced = costs[0] * scale - members.astype(np.int64) @ prices
    for price, cost in zip(sides, costs[1:], strict=True):
        reduced = reduced + price * cost
    return reduced


def _master(
    members: Bools,
    costs: Sequence[Ints],
    scale: int,
    rights: Sequence[int],
    number: tuple[int, int],
    centre: Prices,
) -> Prices | None:
    """Best prices over the clusters met, no further from the centre than its box; None when the LP fails."""
    model = mathopt.Model()
    chosen = [model.add_variable(lb=0.0) for _ in range(len(members))]
    model.objective.is_maximize = False
    for z, cost in zip(chosen, (costs[0] * scale).tolist(), strict=True):
        model.objective.set_linear_coefficient(z, float(cost))
    rows = []
    for i, price in enumerate(centre.people.tolist()):
        row = model.add_linear_constraint(lb=1.0, ub=1.0)
        for z in np.flatnonzero(members[:, i]).tolist():
            row.set_coefficient(chosen[z], 1.0)
        _boxed(model, row, price + centre.box, price - centre.box)
        rows.append(row)
    count = model.add_linear_constraint(lb=float(number[0]), ub=float(number[1]))
    for z in chosen:
        count.set_coefficient(z, 1.0)
    side_rows = []
    for cost, right, price in zip(costs[1:], rights, centre.sides.tolist(), strict=True):
        row = model.add_linear_constraint(lb=-np.inf, ub=float(right))
        for z, c in zip(chosen, cost.tolist(), strict=True):
            if c:
                row.set_coefficient(z, float(c))
        _boxed(model, row, -max(0.0, price - centre.box), -(price + centre.box))
        side_rows.append(row)
    answer = mathopt.solve(model, mathopt.SolverType.GLOP)
    if answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    dual = answer.dual_values()
    return Prices(np.array([dual[r] for r in rows]), np.array([-dual[r] for r in side_rows]), centre.box)


def _boxed(model: mathopt.Model, row: mathopt.LinearConstraint, above: float, below: float) -> None:
    """Keep the price of a row between two numbers by letting it be met, or overshot, at these."""
    for sign, price in ((1.0, above), (-1.0, -below)):
        slack = model.add_variable(lb=0.0)
        row.set_coefficient(slack, sign)
        model.objective.set_linear_coefficient(slack, price)
