"""One part of the country: its possible clusters, what they cost, and between what its maps can lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.checker.bound.masks import SAFE, Array, Rows, Sets

FINE = 2520
"""Every size to ten divides it, so that shares of a cluster's cost are whole numbers there."""

Terms = Sequence[tuple[str, int]]
"""Levels of one stage with their multipliers, most important first."""


@dataclass(frozen=True, eq=False)
class Part:
    """Possible clusters of one part with their costs."""

    codes: tuple[str, ...]
    sets: Sets
    costs: dict[str, Array]
    """Cost of each possible cluster at each level."""

    @cached_property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """Least and most that any map of the part can add up to at each level.

        Each organisation pays an equal share of its cluster's cost; nobody pays less than the smallest share
        among its possible clusters, nor more than the largest.
        """
        size = self.sets.size()
        result = {}
        for level, column in self.costs.items():
            if int(column.max(initial=0)) * FINE >= SAFE:
                result[level] = (0, len(self.codes) * int(column.max(initial=0)))
                continue
            down, up = column * FINE // size, -(-column * FINE // size)
            low = high = 0
            for i in range(len(self.codes)):
                rows = self.sets.has(i)
                if rows.any():
                    low += int(down[rows].min())
                    high += int(up[rows].max())
            result[level] = (-(-low // FINE), high // FINE)
        return result

    @cached_property
    def _sizes(self) -> tuple[int, int]:
        size = self.sets.size()
        return int(size.min(initial=len(self.codes))), int(size.max(initial=0))

    def possible(self, clusters: int) -> bool:
        """False when no choice of so many possible clusters can cover the part, by size alone."""
        smallest, largest = self._sizes
        return clusters * smallest <= len(self.codes) <= clusters * largest

    def covers(self, rows: Rows) -> bool:
        """Whether some of the possible clusters leave no organisation out."""
        return self.sets.take(rows).union() == (1 << len(self.codes)) - 1

    def cost(self, terms: Terms) -> npt.NDArray[np.int64] | None:
        """Cost of each possible cluster at a stage; None when it doesn't fit into 64 bits."""
        if sum(times * int(self.costs[level].max(initial=1)) for level, times in terms) >= SAFE:
            return None
        total = np.zeros(len(self.sets), dtype=np.int64)
        for level, times in terms:
            total += times * self.costs[level]
        return total

    def amounts(self, terms: Terms, value: int) -> dict[str, int] | None:
        """The only amounts of a stage's levels that a map of the part can have at its value.

        None when there are several (multipliers that don't outweigh what comes after) or none.
        """
        result = {}
        for i, (level, times) in enumerate(terms):
            low, high = self.ranges[level]
            rest = terms[i + 1 :]
            least = value - sum(t * self.ranges[name][1] for name, t in rest)
            most = value - sum(t * self.ranges[name][0] for name, t in rest)
            first, last = max(low, -(-least // times)), min(high, most // times)
            if first != last:
                return None
            result[level] = first
            value -= first * times
        return result if value == 0 else None
