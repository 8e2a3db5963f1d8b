"""Choosing clusters of one group of regions: levels settled one at a time, each fixed at its proved value.

For a given number of clusters and each level: a bound over all candidates (:mod:`planner.geography.bounds`),
then CP-SAT on the candidates that
a better choice could still use, until value and bound meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner import cpsat
from planner.geography.bounds import SCALE, Bound, Side, lp_bound
from planner.geography.candidates import Table
from planner.rules.base import Expr, PartitionRule

TAIL = 400
"""Candidates of the first try; more are let in until the proof closes."""
RAISES = 8
"""How often a level's bound is raised by one before it is settled over all candidates."""
SMALL = 2500
"""Few enough candidates to settle a level at once instead of narrowing by later levels first."""


@dataclass
class CpChoice:
    """A choice among candidates as CP-SAT sees it; implements :class:`planner.rules.base.Choice`."""

    codes: Sequence[str]
    members: npt.NDArray[np.bool_]
    model: cp_model.CpModel
    chosen: Sequence[Expr] = field(default_factory=list)

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """Post the condition, under the literal if there is one."""
        constraint = self.model.add(condition)
        if literal is not None:
            constraint.only_enforce_if(literal)


@dataclass(frozen=True)
class Settled:
    """What is known about one number of clusters in one group."""

    status: cpsat.Status
    values: tuple[int, ...]
    """Value of each level of the choice found; empty without one."""
    bounds: tuple[int, ...]
    """Proved lower bounds of the levels, given that earlier ones stand at their values."""
    rows: tuple[int, ...]
    """Candidates chosen (rows of the group's table)."""
    left: npt.NDArray[np.bool_]
    """Candidates that an equally good choice may use."""


@dataclass(frozen=True)
class _Found:
    """Outcome of a search; ``rows`` is the last choice known, lawful at least."""

    status: cpsat.Status
    rows: tuple[int, ...] = ()
    left: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass
class Problem:
    """One group's candidates, level costs and rules about the choice."""

    table: Table
    costs: Sequence[npt.NDArray[np.int64]]
    rules: Sequence[PartitionRule]
    budget: cpsat.Budget
    refused: list[frozenset[int]] = field(default_factory=list)
    """Sets of candidates that must not all be chosen (their boards can't be made lawful)."""
    unfinished: bool = False
    """A limit cut :meth:`equals` short: there may be more."""
    _warm: dict[int, set[int]] = field(default_factory=dict)

    def _tail(
        self, rows: npt.NDArray[np.int64], k: int, level: int, sides: Sequence[Side], at_most: int | None
    ) -> tuple[cpsat.Solved, tuple[int, ...]]:
        """CP-SAT over some candidates: the least cost at a level, or just any choice when ``level`` is -1."""
        members = self.table.members[rows]
        if not members.any(axis=0).all():  # an organisation that no candidate left covers
            return cpsat.Solved("infeasible", None, None, lambda _: 0), ()
        choice = CpChoice(self.table.codes, members, cp_model.CpModel())
        model = choice.model
        choice.chosen = [model.new_bool_var(f"c{row}") for row in rows]
        for rule in self.rules:
            rule.post(choice)
        model.add(cp_model.LinearExpr.sum(choice.chosen) == k)
        for side in sides:
            model.add(cp_model.LinearExpr.weighted_sum(choice.chosen, side.column[rows].tolist()) == side.value)
        at = {int(row): v for row, v in zip(rows, choice.chosen, strict=True)}
        for group in self.refused:
            if group <= at.keys():
                model.add_bool_or([at[row].negated() for row in group])
        if level >= 0:
            cost = cp_model.LinearExpr.weighted_sum(choice.chosen, self.costs[level][rows].tolist())
            if at_most is not None:
                model.add(cost <= at_most)
            model.minimize(cost)
        solved = cpsat.solve(model, self.budget, confirm=False)
        picked = () if solved.value is None else tuple(r for r, v in at.items() if solved.at(v))
        return solved, picked

    def _bound(self, left: npt.NDArray[np.int64], k: int, level: int, sides: list[Side]) -> Bound:
        """LP bound of a level over the candidates left; columns that mattered before are tried first."""
        warm = self._warm.setdefault(level, set())
        first = np.flatnonzero(np.isin(left, np.fromiter(warm, dtype=np.int64, count=len(warm))))
        bound, used = lp_bound(
            self.table.members[left],
            self.costs[level][left],
            k,
            [Side(s.column[left], s.value) for s in sides],
            self.budget.seconds_left,
            first,
        )
        warm.update(int(row) for row in left[used])
        return bound

    def _search(self, left: npt.NDArray[np.int64], k: int, level: int, sides: list[Side]) -> _Found:
        """Settle this level and all later ones over the candidates left (row numbers).

        While many candidates could still be used at the bound, the bound is taken for the value and later
        levels narrow the choice
        first; only when that proves impossible is the bound raised by one.
        """
        if self.budget.exhausted:
            return _Found("unknown")
        lp = self._bound(left, k, level, sides)
        if not lp.possible:
            return _Found("infeasible")
        cost = self.costs[level]
        last = level == len(self.costs) - 1
        ceiling = int(cost[left].max(initial=0)) * k
        value = lp.value
        for raised in range(ceiling - value + 1):
            inside = left[lp.within(value)]
            if last or len(inside) <= SMALL or raised >= RAISES:
                return self._exact(left, lp, k, level, sides, value)
            deeper = self._search(inside, k, level + 1, [*sides, Side(cost, value)])
            if deeper.status != "infeasible":
                return deeper
            value += 1
        return _Found("infeasible")

    def _exact(
        self, left: npt.NDArray[np.int64], lp: Bound, k: int, level: int, sides: list[Side], lower: int
    ) -> _Found:
        """Settle a level with CP-SAT on candidates that a choice up to a growing limit may use; go on."""
        cost = self.costs[level]
        ordered = np.sort(lp.reduced)
        size = TAIL
        while True:
            reach = int(ordered[min(size, len(ordered)) - 1]) + lp.base
            limit = max(lower, reach // SCALE)
            keep = left[lp.within(limit)]
            everything = len(keep) == len(left)
            solved, rows = self._tail(keep, k, level, sides, None if everything else limit)
            if solved.status == "optimal" and solved.value is not None:
                break
            if solved.value is not None or solved.status == "unknown":
                return _Found("unknown", rows)
            if everything:
                return _Found("infeasible")
            lower, size = limit + 1, size * 4
        value = solved.value
        if level == len(self.costs) - 1:
            return _Found("optimal", rows, left[lp.within(value)])
        deeper = self._search(left[lp.within(value)], k, level + 1, [*sides, Side(cost, value)])
        return deeper if deeper.rows else _Found(deeper.status, rows)

    def settle(self, k: int) -> Settled:
        """The best choice of ``k`` clusters, level by level."""
        found = self._search(np.arange(len(self.table)), k, 0, [])
        keep = np.zeros(len(self.table), dtype=np.bool_)
        if found.status == "infeasible":
            return Settled("infeasible", (), (), (), keep)
        if not found.rows:
            return Settled("unknown", (), (), (), keep)
        chosen = sorted(found.rows)
        values = tuple(int(cost[chosen].sum()) for cost in self.costs)
        if found.status == "optimal":
            keep[found.left] = True
            return Settled("optimal", values, values, tuple(chosen), keep)
        return Settled("feasible", values, (0,) * len(values), tuple(chosen), keep)

    def equals(self, k: int, settled: Settled, cap: int) -> Iterator[tuple[int, ...]]:
        """Every choice of ``k`` clusters as good as the settled one, at most ``cap``; the settled one first."""
        sides = [Side(c, v) for c, v in zip(self.costs, settled.values, strict=True)]
        seen = list(self.refused)
        try:
            rows = settled.rows
            for _ in range(cap):
                yield rows
                self.refused.append(frozenset(rows))
                solved, found = self._tail(np.flatnonzero(settled.left), k, -1, sides, None)
                if solved.value is None:
                    self.unfinished = self.unfinished or solved.status == "unknown"
                    return
                rows = tuple(sorted(found))
        finally:
            self.refused[:] = seen
