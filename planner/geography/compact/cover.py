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
from planner.geography.compact.trees import limits

ONE = 1_000_000
"""Price of a cluster, so that prices are whole numbers."""
FLOORS = ((50, 50), (50, 10), (25, 5), (10, 2), (2, 0))
"""Least prices in hundredths of an organisation's share of the lightest cluster, small ones and large ones.

With lower ones the bound is better and the list longer.
"""
SETS = 1_500_000
ROWS = 150_000
MOST = 25_000
"""Clusters that CP-SAT is given to choose from."""
SHARES = (100, 60, 40, 25, 15)
"""Hundredths of what a cluster may cost above the least, tried in turn until the list is short enough."""
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


def price_clusters(part: Part, pool: Pool, budget: cpsat.Budget) -> tuple[Priced, bool]:
    """Prices for a bound on the number of clusters, and whether possible clusters could be listed at all.

    Args:
        part: the part; its clusters hang together.
        pool: clusters known; takes in more.
        budget: only its clock and stop count, for nothing here is work of CP-SAT.
    """
    people = np.array(part.population, dtype=np.int64)
    least = limits(part)[0]
    if least < 1:  # somebody without people may stand alone
        people, least = np.ones_like(people), 1
    large = people >= least
    share = np.minimum(-(-people * ONE // least), ONE)
    best = Priced(share)  # a cluster has at least the fewest people, so it costs at least ONE
    listed = False
    for small_floor, large_floor in FLOORS:
        floor = np.where(large, share * large_floor // 100, share * small_floor // 100)
        prices = _master(pool, floor) if len(pool) else share
        for _ in range(ROUNDS):
            if budget.exhausted:
                return best, listed
            try:
                known = _cheaper(part, prices, budget)
            except TooManySetsError:
                return best, listed
            listed = True
            cheapest = min([ONE, *known[1].tolist()])
            if cheapest > 0:
                # dearer by what the cheapest lacks, rounded up, no cluster costs less than ONE
                proved = Priced(-(-prices * ONE // cheapest))
                if proved.prices.sum() < best.prices.sum():
                    best = proved
            if not len(known[0]):
                break
            pool.add_rows(known[0])
            prices = _master(pool, floor)
    return best, listed


def _cheaper(part: Part, prices: Ints, budget: cpsat.Budget) -> tuple[Bools, Ints]:
    """Possible clusters that cost less than ONE, the cheapest in all and of each organisation, and costs."""
    rows, costs = affordable(part, prices, ONE - 1, budget)
    pick = set(np.argsort(costs, kind="stable")[:BETTER].tolist())
    for i in range(rows.shape[1]):
        mine = np.flatnonzero(rows[:, i])
        pick.update(mine[np.argsort(costs[mine], kind="stable")[:8]].tolist())
    order = sorted(pick)
    return rows[order], costs[order]


def affordable(part: Part, prices: Ints, limit: int, budget: cpsat.Budget) -> tuple[Bools, Ints]:
    """Every possible cluster that costs at most so much: rows of shape (clusters, n) and costs.

    Raises:
        TooManySetsError: there are too many to list, or the budget is spent.
    """
    masks, costs = light_sets(part.near, prices.tolist(), limit, SETS)
    kept, cost, count = [], [], 0
    for where, rows in blocks(masks, len(part.codes)):
        fine = part.lawful(rows, connected=True)
        kept.append(rows[fine])
        cost.append(costs[where][fine])
        count += int(fine.sum())
        if count > ROWS or budget.exhausted:
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


@dataclass(frozen=True)
class Table:
    """Clusters that a grouping of so many clusters may use."""

    rows: Bools
    """Shape (clusters, n)."""
    complete: bool
    """No such grouping uses any other cluster."""


def table_for(part: Part, priced: Priced, number: int, budget: cpsat.Budget) -> Table:
    """Clusters that a grouping of ``number`` clusters may use, all of them if there are few enough.

    The list by prices is narrowed once more by prices of the same list that may be below 0, since everybody is
    to be in a cluster: linear programme, then whole-number arithmetic.
    """
    left = int(priced.prices.sum()) - number * ONE
    for share in SHARES:
        try:
            rows, _ = affordable(part, priced.prices, ONE + left * share // 100, budget)
        except TooManySetsError:
            continue
        break
    else:
        return Table(np.zeros((0, len(part.codes)), dtype=np.bool_), complete=False)
    if not rows.any(axis=0).all():
        return Table(rows[:0], complete=share == 100)
    prices = _exact_prices(rows)
    reduced = rows.astype(np.int64) @ prices - ONE
    least = int(reduced.min())
    # the clusters chosen have reduced costs that add up to this
    in_all = int(prices.sum()) - number * ONE
    rows = rows[reduced - least <= in_all - number * least]
    if len(rows) <= MOST:
        return Table(rows, complete=share == 100)
    order = np.argsort(rows.astype(np.int64) @ prices, kind="stable")
    return Table(rows[order[:MOST]], complete=False)


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
