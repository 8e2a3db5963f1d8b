"""The same programme in 0 and 1 for regions with very many possible clusters: first thinned by prices.

The linear programme (GLOP) gives a price to each organisation, to the number of clusters and to each limit. In
whole numbers they bound from below what any map costs, however far off they are: a cluster whose excess over
its price is larger than what a map may cost above the bound is in no such map. HiGHS chooses among those left,
until none that was left out could be in a better map.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from benchmarks.baselines.partitions import Listed, Programme

SCALE = 2**20
"""Prices are rounded to this part of one."""
FEW, GROWTH = 400, 4
"""Clusters let in at first, and how many times more where they don't do."""


class Thinned:
    """Asked as :class:`Programme` is."""

    def __init__(self, found: Listed, k: int) -> None:
        self.found, self.k = found, k
        codes = sorted(set().union(*found.clusters))
        self.inside = np.array([[code in s for code in codes] for s in found.clusters], dtype=np.int64)
        self.adds = {name: np.array(adds, dtype=np.int64) for name, adds in found.adds.items()}
        self.linear = mathopt.Model()
        self.shares = [self.linear.add_variable(lb=0.0) for _ in found.clusters]
        self.held = [self._row(column) for column in self.inside.T]
        self.count = self._row(np.ones(len(self.shares), dtype=np.int64))
        self.sums = {name: self._row(column) for name, column in self.adds.items()}
        for row in self.held:
            row.lower_bound = row.upper_bound = 1.0
        self.count.lower_bound = self.count.upper_bound = float(k)

    def _row(self, column: npt.NDArray[np.int64]) -> mathopt.LinearConstraint:
        row = self.linear.add_linear_constraint()
        for i in np.flatnonzero(column):
            row.set_coefficient(self.shares[i], float(column[i]))
        return row

    def _most(self, limits: Mapping[str, int]) -> dict[str, int]:
        """Limits of what clusters add, boundaries twice."""
        twice = {"boundary_cut": 2}
        return {n: twice.get(n, 1) * (most - self.found.always[n]) for n, most in limits.items()}

    def _excess(self, name: str, most: Mapping[str, int]) -> tuple[npt.NDArray[np.int64], int] | None:
        """What each cluster costs above its price, none below 0, and the bound of all maps, both scaled.

        None where not even shares of clusters make a map.
        """
        for other, row in self.sums.items():
            row.upper_bound = float(most.get(other, np.inf))
        self.linear.minimize(
            mathopt.fast_sum(float(c) * x for c, x in zip(self.adds[name], self.shares, strict=True))
        )
        solved = mathopt.solve(self.linear, mathopt.SolverType.GLOP)
        none = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)
        if solved.termination.reason in none:
            return None
        if solved.termination.reason != mathopt.TerminationReason.OPTIMAL:
            raise RuntimeError(f"no prices: {solved.termination.reason}")
        price = solved.dual_values()
        held = np.array([round(price[row] * SCALE) for row in self.held], dtype=np.int64)
        # a price of a limit above 0, by rounding, would prove too much
        limits = {n: min(0, round(price[self.sums[n]] * SCALE)) for n in most}
        excess = self.adds[name] * SCALE - self.inside @ held
        for other, each in limits.items():
            excess = excess - each * self.adds[other]
        least = int(excess.min())
        bound = int(held.sum()) + least * self.k + sum(each * most[n] for n, each in limits.items())
        return excess - least, bound

    def least(self, name: str, limits: Mapping[str, int]) -> list[int] | None:
        """A map with the least of an aim while others keep limits; None: there is none.

        Raises:
            RuntimeError: a solver gives no proof.
        """
        priced = self._excess(name, self._most(limits))
        if priced is None:
            return None
        excess, bound = priced
        ordered = np.sort(excess)
        size, gap = FEW, -1
        while True:
            gap = max(gap, int(ordered[min(size, len(ordered)) - 1]))
            kept = np.flatnonzero(excess <= gap)
            some = Listed(
                [self.found.clusters[i] for i in kept],
                {n: [int(v) for v in column[kept]] for n, column in self.adds.items()},
                self.found.always,
                self.found.wished,
            )
            rows = Programme(some, self.k).least(name, limits) if self.inside[kept].any(axis=0).all() else None
            if rows is not None:
                added = sum(some.adds[name][row] for row in rows)
                # a map that is better costs at most one less, and all its clusters were let in
                short = (added - 1) * SCALE - bound
                if short <= gap:
                    return [int(kept[row]) for row in rows]
                gap = short
            if len(kept) == len(excess):
                return None
            size = len(kept) * GROWTH if rows is None else size

    def front(self, few: str, many: str) -> list[tuple[int, int]]:
        """All best compromises of two aims: the least of one, then of the other, one piece fewer each time.

        It ends where the least of the first aim alone is reached, so every question has an answer; only the
        first may have none.
        """
        alone = self.least(few, {})
        points: list[tuple[int, int]] = []
        most: dict[str, int] = {}
        while alone is not None and (not points or points[-1][0] > self.found.total(few, alone)):
            dear = self.found.total(many, self._sure(many, most))
            pieces = self.found.total(few, self._sure(few, {many: dear}))
            if pieces > most.get(few, pieces):
                raise RuntimeError("a map with fewer pieces and as little of the other is not found")
            points.append((pieces, dear))
            most = {few: pieces - 1}
        return sorted(points)

    def _sure(self, name: str, limits: Mapping[str, int]) -> list[int]:
        rows = self.least(name, limits)
        if rows is None:
            raise RuntimeError("a map that is known is not found")
        return rows


def nearest(found: Listed, organisations: int) -> list[int]:
    """The numbers of clusters as near to the one wished as that of any map; one of two may have no map."""
    for far in range(organisations):
        near = [k for k in sorted({found.wished - far, found.wished + far}) if 1 <= k <= organisations]
        if any(Thinned(found, k).least("splits", {}) is not None for k in near):
            return near
    return []
