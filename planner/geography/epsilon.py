"""The least of one sum over the choices of a part while other sums keep limits: the step of every trade-off.

A linear programme with a row for each limit gives prices; as the price of a limit is never positive, what a
choice leaves unused of it only makes the choice dearer, so the reduced costs bound from below, in whole
numbers over every candidate. What could still be as good is searched by layers under all limits at once
(epsilon constraints: Haimes, Lasdon and Wismer 1971).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner import cpsat
from planner.geography.bounds import SCALE, Bound, Programme, Side, priced
from planner.geography.candidates import Table
from planner.geography.entry import LimitError
from planner.geography.layers import Cover, Layers, TooWideError
from planner.geography.part import TAIL
from planner.geography.sums import Ints
from planner.geography.within import Bounded, Sums

GROWTH = 4


@dataclass(frozen=True)
class Least:
    """A choice that has the least sum, and of such the least of the limited sums in their order."""

    values: tuple[int, ...]
    """The least sum, then the limited ones."""
    rows: tuple[int, ...]


class Epsilon:
    """Asks one part again and again under changing limits.

    Args:
        sums: of the part.
        aim: name of the sum to minimise; best the one with the largest numbers.
        sides: names of the sums with limits.
    """

    def __init__(self, sums: Sums, aim: str, sides: Sequence[str]) -> None:
        self.sums, self.aim, self.sides = sums, aim, tuple(sides)
        self.part = sums.part
        self._programme: _Limited | None = None

    def least(
        self, k: int, limits: Mapping[str, int], budget: cpsat.Budget, most: int | None = None
    ) -> Least | None:
        """The best choice of ``k`` clusters within the limits; None when there is none.

        Args:
            k: number of clusters.
            limits: most of each side.
            budget: charged.
            most: do not look beyond this much of the aim.

        Raises:
            LimitError: the budget is spent, or too many candidates are alike.
        """
        held = self.sums.bounded(k, {name: limits[name] for name in self.sides}, budget)
        if held is None:
            return None
        bound = self._bound(k, [limits[name] for name in self.sides], budget)
        if not bound.possible:
            return None
        whole = (self.sums.most(self.aim) if most is None else most) * SCALE - bound.base
        if whole < 0:
            return None
        return self._search(_Question(k, held, bound, whole, limits), budget)

    def _bound(self, k: int, limits: Sequence[int], budget: cpsat.Budget) -> Bound:
        if self._programme is None:
            table = self.part.table
            columns = [self.sums.costs[name] for name in self.sides]
            aim = self.sums.costs[self.aim]
            self._programme = _Limited(table, aim, columns, self.sums.most(self.aim))
        budget.spent_work += 1e-3 + 1e-7 * len(self.part.table)
        if budget.exhausted:
            raise LimitError
        return self._programme.within(k, limits, budget.seconds_left)

    def _search(self, q: _Question, budget: cpsat.Budget) -> Least | None:
        """Candidates are let in by their reduced cost until the best choice lies among them for certain."""
        reduced = q.bound.reduced[q.held.left]
        ordered = np.sort(reduced)
        size, gap = TAIL, -1
        while True:
            if gap < 0:
                gap = q.whole if size >= len(ordered) else min(q.whole, int(ordered[size]))
            keep = np.flatnonzero(reduced <= gap)
            found = self._layered(q, keep, reduced, gap, budget)
            if found is not None:
                excess = found.values[0] * SCALE - q.bound.base
                if excess <= gap or gap >= q.whole:
                    return found if excess <= q.whole else None
                gap = min(q.whole, excess)
                continue
            if gap >= q.whole:
                return None
            size, gap = max(size, len(keep)) * GROWTH, -1

    def _layered(self, q: _Question, keep: Ints, reduced: Ints, gap: int, budget: cpsat.Budget) -> Least | None:
        """The best choice of some candidates, as far as it lies at most ``gap`` above the bound."""
        if not len(keep):
            return None
        sums = (*(s[keep] for s in q.held.sums), reduced[keep])
        masks = self.part.layered(q.held.left[keep])
        question = Cover(masks, self.part.n, q.k, sums, (*q.held.gaps, gap), at_most=True)
        try:
            layers = Layers(question, budget, keep_ties=False)
        except TooWideError:
            raise LimitError from None
        if layers.final is None or not len(layers.final.mask):
            return None
        final = layers.final.sums
        sides = [(final[:, j] + q.held.bases[j]) // SCALE for j in range(len(self.sides))]
        total = final[:, -1] + q.bound.base
        for j, name in enumerate(self.sides):  # what is unused of a limit was counted at its price
            total = total - q.bound.prices.sides[j] * (q.limits[name] - sides[j])
        values = [total // SCALE, *sides]
        best = int(np.lexsort(values[::-1])[0])
        state = layers.first_final + best
        parents = np.concatenate([x.parent for x in layers.states])
        columns = np.concatenate([x.column for x in layers.states])
        rows = []
        while parents[state] >= 0:
            rows.append(int(q.held.left[keep[columns[state]]]))
            state = int(parents[state])
        return Least(tuple(int(v[best]) for v in values), tuple(sorted(rows)))


@dataclass(frozen=True)
class _Question:
    """What one search is about."""

    k: int
    held: Bounded
    bound: Bound
    whole: int
    limits: Mapping[str, int]


class _Limited(Programme):
    """A linear programme with a row for each limit; to exceed one by a unit is dearer than any choice."""

    def __init__(self, table: Table, cost: Ints, columns: Sequence[Ints], most: int) -> None:
        super().__init__(table.masks, table.sums, cost, [Side(c, 0) for c in columns], most)
        self.unlimited = self.solver.infinity()
        penalty = 2.0 * (most + 1)
        for number, row in enumerate(self.rows):
            above = number > self.sums.n
            for sign in (-1.0,) if above else (1.0, -1.0):
                slack = self.solver.NumVar(0.0, self.unlimited, "")
                row.SetCoefficient(slack, sign)
                self.objective.SetCoefficient(slack, penalty)

    def within(self, k: int, limits: Sequence[int], seconds: float) -> Bound:
        """The least total cost of ``k`` candidates within the limits is at least this."""
        self.sides = [Side(s.column, limit) for s, limit in zip(self.sides, limits, strict=True)]
        for row, limit in zip(self.rows[self.sums.n + 1 :], limits, strict=True):
            row.SetBounds(-self.unlimited, float(limit))
        found = self.bound(k, seconds)
        if all(p <= 0 for p in found.prices.sides):
            return found
        # a limit that is not used up has no price; one above 0, by rounding, would prove too much
        prices = replace(found.prices, sides=tuple(min(0, p) for p in found.prices.sides))
        return priced(self.sums, self.cost, k, self.sides, prices, self.most)
