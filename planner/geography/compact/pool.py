"""Clusters met so far, and the best grouping that can be made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner import cpsat
from planner.geography.compact.model import Cluster
from planner.geography.compact.part import Bools, Ints, Part
from planner.objectives.base import BottleneckLevel, CountLevel, Level
from planner.rules.base import Expr

Grouping = frozenset[Cluster]


class Pool:
    """Lawful clusters as rows, each once, with their levels' costs."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.members: Bools = np.zeros((0, len(part.codes)), dtype=np.bool_)
        self.costs: list[Ints] = [np.zeros(0, dtype=np.int64) for _ in part.levels]
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self.members)

    def add(self, clusters: Iterable[Cluster]) -> int:
        """Take in clusters that are lawful and new; how many."""
        return self.add_rows(self.part.members(clusters))

    def add_rows(self, rows: Bools) -> int:
        """The same for rows."""
        fresh = []
        for n, row in enumerate(np.packbits(rows, axis=1)):
            key = row.tobytes()
            if key not in self._known:
                self._known.add(key)
                fresh.append(n)
        rows = rows[fresh]
        rows = rows[self.part.lawful(rows)] if len(rows) else rows
        self.members = np.concatenate([self.members, rows])
        self.costs = [np.concatenate([a, b]) for a, b in zip(self.costs, self.part.costs(rows), strict=True)]
        return len(rows)


@dataclass(frozen=True)
class Cover:
    """The best grouping made of some clusters."""

    grouping: Grouping
    """Empty when none was found."""
    proved: bool
    """No grouping of these clusters is better at any level."""
    none: bool
    """There is proof that these clusters make no grouping at all."""


def best_cover(
    part: Part,
    members: Bools,
    costs: Sequence[Ints],
    low: int,
    high: int,
    budget: cpsat.Budget,
    start: Grouping | None = None,
    workers: int = 1,
) -> Cover:
    """The best grouping made of some clusters, level by level.

    Args:
        part: the part.
        members: shape (clusters, organisations).
        costs: of each level, shape (clusters,).
        low: fewest clusters.
        high: most clusters.
        budget: what may be spent.
        start: a grouping to begin from, if made of these clusters.
        workers: threads of the solver.
    """
    if not members.any(axis=0).all():
        return Cover(frozenset(), proved=False, none=True)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"c{row}") for row in range(len(members))]
    bare = [model.new_bool_var(f"bare{i}") for i in range(len(part.codes))]
    for i, left in enumerate(bare):
        model.add_exactly_one([left, *(chosen[row] for row in np.flatnonzero(members[:, i]))])
    number = cp_model.LinearExpr.sum(chosen)
    model.add(number >= low)
    model.add(number <= high)
    held = {part.cluster(row) for row in members} if start else set()
    if start and start <= held:
        for x, row in zip(chosen, members, strict=True):
            model.add_hint(x, int(part.cluster(row) in start))
    # with one number of clusters asked for, levels about the number are settled
    aims = [
        (level, cost)
        for level, cost in zip(part.levels, costs, strict=True)
        if low < high or not isinstance(level, CountLevel)
    ]
    # as few as can be left bare: an aim guides the search, where mere possibility leaves it lost
    model.minimize(cp_model.LinearExpr.sum(bare))
    solved = cpsat.solve(model, budget, confirm=False, workers=workers, light=True)
    if solved.value != 0:
        return Cover(frozenset(), proved=False, none=solved.status == "infeasible" or (solved.bound or 0) > 0)
    best = _made(part, members, chosen, solved)
    model.add(cp_model.LinearExpr.sum(bare) == 0)
    cpsat.hint(model, solved)
    for level, cost in aims:
        aim = _aim(model, part, level, cost, chosen, low, high)
        model.clear_objective()  # type: ignore[no-untyped-call]
        model.minimize(aim)
        solved = cpsat.solve(model, budget, confirm=False, workers=workers, light=True)
        if solved.value is not None:
            best = _made(part, members, chosen, solved)
        if solved.status != "optimal":
            return Cover(best, proved=False, none=False)
        model.add(aim <= solved.value)
        cpsat.hint(model, solved)
    return Cover(best, proved=True, none=False)


def _made(part: Part, members: Bools, chosen: Sequence[Expr], solved: cpsat.Solved) -> Grouping:
    return frozenset(part.cluster(row) for row, x in zip(members, chosen, strict=True) if solved.at(x))


def _aim(
    model: cp_model.CpModel,
    part: Part,
    level: Level,
    cost: Ints,
    chosen: Sequence[cp_model.IntVar],
    low: int,
    high: int,
) -> Expr:
    """A level of the choice."""
    if isinstance(level, CountLevel):
        span = list(range(low, high + 1))
        k = [model.new_bool_var(f"k{n}") for n in span]
        model.add_exactly_one(k)
        model.add(sum(chosen) == cp_model.LinearExpr.weighted_sum(k, span))
        return cp_model.LinearExpr.weighted_sum(k, [level.of(n, part.instance, part.rulebook) for n in span])
    if isinstance(level, BottleneckLevel):
        most = model.new_int_var(0, int(cost.max(initial=0)), level.id)
        for x, c in zip(chosen, cost.tolist(), strict=True):
            model.add(most >= c).only_enforce_if(x)
        return most
    return cp_model.LinearExpr.weighted_sum(chosen, cost.tolist())
