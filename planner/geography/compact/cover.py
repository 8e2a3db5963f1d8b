"""As many clusters as can be: bounded by prices over every possible cluster, settled among the few that matter.

Organisations get prices of at least 0 such that no possible cluster costs less than 1. Then there are at most
as many clusters as all prices together, and in a grouping of T clusters each costs at most 1 plus what the sum
leaves above T. Both are read from a complete list of the connected sets that cost so little
(:mod:`planner.geography.compact.listing`): with good prices there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from planner import cpsat
from planner.geography.compact.listing import TooManySetsError, blocks, light_sets
from planner.geography.compact.part import Bools, Ints, Part
from planner.geography.compact.pool import Pool
from planner.geography.compact.trees import window

ONE = 1_000_000
"""Price of a cluster, so that prices are whole numbers."""
FLOORS = ((50, 50), (50, 10), (25, 5), (10, 2), (2, 0))
"""Least prices in hundredths of an organisation's share of the lightest cluster, small ones and large ones.

With lower ones the bound is better and the list longer.
"""
SETS = 1_500_000
ROWS = 150_000
BETTER = 100
"""New clusters taken into the linear programme at a time."""
ROUNDS = 40


@dataclass(frozen=True)
class Priced:
    """Prices that prove how many clusters there are at most."""

    prices: Ints
    """By position, whole multiples of 1/ONE, at least 0; no possible cluster costs less than ONE."""

    @property
    def most(self) -> int:
        """No grouping has more clusters."""
        return int(self.prices.sum()) // ONE


def price_clusters(part: Part, pool: Pool, budget: cpsat.Budget) -> Priced | None:
    """Prices for a bound on the number of clusters; None when even the first list is too long.

    Args:
        part: the part; its clusters hang together.
        pool: clusters known; takes in more.
        budget: only its clock and stop count, for nothing here is work of CP-SAT.
    """
    least = max(1, window(part)[0])
    people = np.array(part.population, dtype=np.int64)
    large = people >= least
    best: Priced | None = None
    share = np.minimum(people * ONE // least, ONE)
    for small_floor, large_floor in FLOORS:
        floor = np.where(large, share * large_floor // 100, share * small_floor // 100)
        prices = np.maximum(floor, share) if best is None and not len(pool) else _master(pool, floor)
        for _ in range(ROUNDS):
            if budget.exhausted:
                return best
            try:
                known = _cheaper(part, prices)
            except TooManySetsError:
                return best
            cheapest = min([ONE, *known[1].tolist()])
            if cheapest > 0:
                # dearer by what the cheapest lacks, rounded up, no cluster costs less than ONE
                proved = Priced(-(-prices * ONE // cheapest))
                if best is None or proved.prices.sum() < best.prices.sum():
                    best = proved
            if not len(known[0]):
                break
            pool.add_rows(known[0])
            prices = _master(pool, floor)
    return best


def _cheaper(part: Part, prices: Ints) -> tuple[Bools, Ints]:
    """Possible clusters that cost less than ONE, the cheapest in all and of each organisation, and costs."""
    rows, costs = affordable(part, prices, ONE - 1)
    pick = set(np.argsort(costs, kind="stable")[:BETTER].tolist())
    for i in range(rows.shape[1]):
        mine = np.flatnonzero(rows[:, i])
        pick.update(mine[np.argsort(costs[mine], kind="stable")[:8]].tolist())
    order = sorted(pick)
    return rows[order], costs[order]


def affordable(part: Part, prices: Ints, limit: int) -> tuple[Bools, Ints]:
    """Every possible cluster that costs at most so much: rows of shape (clusters, n) and costs.

    Raises:
        TooManySetsError: there are too many to list.
    """
    masks, costs = light_sets(part.near, prices.tolist(), limit, SETS)
    kept, cost, count = [], [], 0
    for where, rows in blocks(masks, len(part.codes)):
        fine = part.lawful(rows, connected=True)
        kept.append(rows[fine])
        cost.append(costs[where][fine])
        count += int(fine.sum())
        if count > ROWS:
            raise TooManySetsError
    special = part.members(part.exempted)
    special = special[part.lawful(special)]
    price = special.astype(np.int64) @ prices
    kept.append(special[price <= limit])
    cost.append(price[price <= limit])
    rows, first = np.unique(np.concatenate(kept), axis=0, return_index=True)
    return rows, np.concatenate(cost)[first]


def _master(pool: Pool, floor: Ints) -> Ints:
    """Least prices over the clusters met, none below its floor, rounded up."""
    model = mathopt.Model()
    prices = [model.add_variable(lb=float(f)) for f in floor.tolist()]
    for row in pool.members:
        constraint = model.add_linear_constraint(lb=float(ONE))
        for i in np.flatnonzero(row).tolist():
            constraint.set_coefficient(prices[i], 1.0)
    model.minimize(mathopt.fast_sum(prices))
    answer = mathopt.solve(model, mathopt.SolverType.GLOP)
    if answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return np.maximum(floor, ONE)
    found = np.array(answer.variable_values(prices))
    return np.maximum(floor, np.ceil(found - 1e-3).astype(np.int64))


def table_for(part: Part, priced: Priced, number: int) -> Bools | None:
    """Every cluster that a grouping of ``number`` clusters may use, shape (clusters, n); None if too many.

    The list by prices is narrowed once more by prices of the same list that may be below 0, since everybody is
    to be in a cluster: linear programme, then whole-number arithmetic.
    """
    left = int(priced.prices.sum()) - number * ONE
    try:
        rows, _ = affordable(part, priced.prices, ONE + left)
    except TooManySetsError:
        return None
    if not len(rows) or not rows.any(axis=0).all():
        return rows[:0]
    prices = _exact_prices(rows)
    reduced = rows.astype(np.int64) @ prices - ONE
    least = int(reduced.min())
    # the clusters chosen have reduced costs that add up to this
    budget = int(prices.sum()) - number * ONE
    return rows[reduced - least <= budget - number * least]


def _exact_prices(rows: Bools) -> Ints:
    """Prices, also below 0, of the linear programme that covers everybody once by most clusters."""
    count, n = rows.shape
    size = rows.sum(axis=1)
    chosen = np.zeros(count, dtype=np.bool_)
    for i in range(n):
        mine = np.flatnonzero(rows[:, i])
        chosen[mine[np.argsort(size[mine], kind="stable")[:30]]] = True
    prices = np.zeros(n)
    for _ in range(ROUNDS):
        model = mathopt.Model()
        columns = np.flatnonzero(chosen)
        z = [model.add_variable(lb=0.0) for _ in columns]
        lines = []
        for i in range(n):
            line = model.add_linear_constraint(lb=1.0, ub=1.0)
            bare = model.add_variable(lb=0.0)
            line.set_coefficient(bare, 1.0)
            model.objective.set_linear_coefficient(bare, -10.0)
            for c in np.flatnonzero(rows[columns, i]).tolist():
                line.set_coefficient(z[c], 1.0)
            lines.append(line)
        for x in z:
            model.objective.set_linear_coefficient(x, 1.0)
        model.objective.is_maximize = True
        answer = mathopt.solve(model, mathopt.SolverType.GLOP)
        if answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
            break
        dual = answer.dual_values()
        prices = np.array([dual[line] for line in lines])
        reduced = rows.astype(np.float32) @ prices.astype(np.float32) - 1.0
        fresh = np.flatnonzero((reduced < -1e-4) & ~chosen)
        if not len(fresh):
            break
        chosen[fresh[np.argsort(reduced[fresh], kind="stable")[:300]]] = True
    return np.rint(prices * ONE).astype(np.int64)
