"""Every choice of one part whose sums stay within limits, or the best of them, each proved.

A limit on a sum is worth a bound: prices of a linear programme for that sum alone tell how much of it every
other candidate must have, so a candidate that leaves too little is out. What is left is searched by layers
(:mod:`planner.geography.layers`) under all limits at once. Everything is in whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.geography.bounds import SCALE, Prices, Programme, priced
from planner.geography.join import NEVER
from planner.geography.layers import Cover, TooWideError
from planner.geography.part import Part
from planner.geography.sums import Ints
from planner.geography.ties import Ways

FEW = 200
"""With fewer candidates left than this the limits are not tightened again."""
ROUNDS = 3
LISTED = 60_000
"""Choices of one number of clusters that are listed at most."""


@dataclass(frozen=True)
class Choices:
    """Choices of one part with the same number of clusters."""

    k: int
    rows: npt.NDArray[np.int64]
    """Shape (choices, k): rows of the part's table."""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Bounded:
    """Candidates that leave enough of every limit to the others."""

    left: Ints
    """Rows of the part's table."""
    sums: list[Ints]
    """Reduced costs of those left, for each limit."""
    gaps: list[int]
    """Most that reduced costs of a choice may add up to."""
    bases: list[int]
    """Bound of each sum: a choice has its base and its reduced costs."""


@dataclass
class Sums:
    """Sums over the candidates of one part, with what is known of how little they can be.

    Args:
        part: with no rules of its own about the choice.
        costs: by name, shape (candidates,), never negative.
    """

    part: Part
    costs: Mapping[str, Ints]
    _programmes: dict[str, Programme] = field(default_factory=dict, repr=False)
    _prices: dict[tuple[str, int], Prices] = field(default_factory=dict, repr=False)
    _most: dict[str, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.part.own:
            raise TooWideError

    def most(self, name: str) -> int:
        """Upper bound of a sum over any choice."""
        if name not in self._most:
            each = -(-self.costs[name] // np.maximum(self.part.size, 1))
            self._most[name] = self.part.n * int(each.max(initial=0))
        return self._most[name]

    def prices(self, name: str, k: int, budget: cpsat.Budget) -> Prices:
        """Prices that bound a sum over choices of ``k`` clusters well."""
        if (name, k) not in self._prices:
            if name not in self._programmes:
                table = self.part.table
                self._programmes[name] = Programme(
                    table.masks, table.sums, self.costs[name], (), self.most(name)
                )
            budget.spent_work += 1e-3 + 1e-7 * len(self.part.table)
            self._prices[name, k] = self._programmes[name].bound(k, budget.seconds_left).prices
        return self._prices[name, k]

    def least(self, name: str, k: int, budget: cpsat.Budget) -> int:
        """No choice of ``k`` clusters has a smaller sum; NEVER when there is no such choice."""
        if k not in self.part.numbers:
            return NEVER
        base = self.prices(name, k, budget).base(k)
        return NEVER if base > self.most(name) * SCALE else -(-base // SCALE)

    def roughly(self, name: str, budget: cpsat.Budget, near: int) -> Ints:
        """Lower bounds by number of clusters (index), from prices of ``near`` and those looked at."""
        low = np.full(self.part.n + 1, NEVER, dtype=np.int64)
        if not self.part.numbers or not len(self.part.table):
            return low
        self.prices(name, min(max(near, self.part.numbers.start), self.part.numbers.stop - 1), budget)
        known = [p for (of, _), p in self._prices.items() if of == name]
        for k in self.part.numbers:
            base = max(p.base(k) for p in known)
            low[k] = NEVER if base > self.most(name) * SCALE else max(0, -(-base // SCALE))
        return low

    def above(self, column: str, limit: int) -> str:
        """Name of a sum that counts candidates with more than ``limit`` of a column of the part's table."""
        name = f"{column} above {limit}"
        if name not in self.costs:
            over = (self.part.table.columns[column] > limit).astype(np.int64)
            self.costs = {**self.costs, name: over}
        return name

    def bounded(self, k: int, limits: Mapping[str, int], budget: cpsat.Budget) -> Bounded | None:
        """What limits on single sums leave to choices of ``k`` clusters; None where there is no choice."""
        left = np.arange(len(self.part.table))
        if k not in self.part.numbers or not len(left):
            return None
        sums: list[Ints] = []
        gaps: list[int] = []
        bases: list[int] = []
        for name, limit in limits.items():
            prices = self.prices(name, k, budget)
            bound = priced(self.part.table.sums, self.costs[name], k, (), prices, self.most(name))
            gap = limit * SCALE - bound.base
            if gap < 0 or not bound.possible:
                return None
            keep = bound.reduced[left] <= gap
            left = left[keep]
            sums = [*(s[keep] for s in sums), bound.reduced[left]]
            gaps.append(gap)
            bases.append(bound.base)
        return Bounded(left, sums, gaps, bases)

    def close(self) -> None:
        """Give back the memory of the linear programmes."""
        self._programmes.clear()

    def within(self, k: int, limits: Mapping[str, int], budget: cpsat.Budget, most: int = LISTED) -> Choices:
        """Every choice of ``k`` clusters whose sums are at most these, each once, in a fixed order.

        Raises:
            TooWideError: more than ``most``, too many to look at, or the budget is spent.
        """
        found = self._ways(k, limits, budget)
        if found is None:
            return Choices(k, np.zeros((0, k), dtype=np.int64))
        left, ways = found
        if ways.count() > most:
            raise TooWideError
        paths = [left[sorted(path)] for path in ways.walk()]
        rows = np.array(paths, dtype=np.int64).reshape(len(paths), k)
        return Choices(k, _allowed(rows, self.part.refused))

    def count(self, k: int, limits: Mapping[str, int], budget: cpsat.Budget) -> int:
        """How many choices of ``k`` clusters have sums that are at most these.

        Raises:
            TooWideError: too many to look at, the budget is spent, or some choices are refused.
        """
        if self.part.refused:
            raise TooWideError
        ways = self._ways(k, limits, budget)
        return 0 if ways is None else ways[1].count()

    def _ways(self, k: int, limits: Mapping[str, int], budget: cpsat.Budget) -> tuple[Ints, Ways] | None:
        """Candidates left and the ways to choose among them; None where there is no choice."""
        bounded = self.bounded(k, limits, budget)
        if bounded is None:
            return None
        left, sums, gaps = bounded.left, bounded.sums, bounded.gaps
        for _ in range(ROUNDS if limits else 0):
            before = len(left)
            if before <= FEW:
                break
            found = self._tightened(left, k, limits, budget)
            if found is None:
                return None
            left, sums, gaps = found
            if 4 * len(left) > 3 * before:
                break
        if not len(left):
            return None
        if not limits:
            sums, gaps = [np.zeros(len(left), dtype=np.int64)], [0]
        question = Cover(self.part.layered(left), self.part.n, k, tuple(sums), tuple(gaps), at_most=True)
        return left, Ways(question, budget)

    def _tightened(
        self, left: Ints, k: int, limits: Mapping[str, int], budget: cpsat.Budget
    ) -> tuple[Ints, list[Ints], list[int]] | None:
        """Fewer candidates, from bounds over those left alone; None when no choice is."""
        table = self.part.table
        sums: list[Ints] = []
        gaps: list[int] = []
        for name, limit in limits.items():
            masks, members = table.masks[left], table.sums.rows(left)
            programme = Programme(masks, members, self.costs[name][left], (), self.most(name))
            bound = programme.bound(k, budget.seconds_left)
            gap = limit * SCALE - bound.base
            if gap < 0 or not bound.possible:
                return None
            keep = bound.reduced <= gap
            left = left[keep]
            sums = [s[keep] for s in sums] + [bound.reduced[keep]]
            gaps.append(gap)
            if not len(left):
                return None
        return left, sums, gaps


def _allowed(rows: npt.NDArray[np.int64], refused: Sequence[frozenset[int]]) -> npt.NDArray[np.int64]:
    """Choices that hold no set of rows that must not be chosen together."""
    for group in refused:
        held = sum(np.isin(rows, row).any(axis=1) for row in group)
        rows = rows[held < len(group)]
    return rows
