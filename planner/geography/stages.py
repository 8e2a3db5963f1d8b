"""Consecutive levels settled as one: sums with multipliers that keep the order of importance, certified.

A level may be multiplied by any number larger than what all lower levels of its stage can add up to on one
map. That is bounded exactly: each organisation of a cluster answers for an equal share of the cluster's cost,
so a map costs at most as many times the dearest share as there are organisations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.geography.candidates import Table
from planner.geography.sums import Ints

STAGE_LIMIT = 1 << 32
"""A stage's sum over the whole country stays below this, so that linear programmes stay accurate."""
EXACT_LIMIT = 1 << 45
"""A single level may be this large."""


@dataclass(frozen=True)
class Stage:
    """Levels settled together: (level id, multiplier), most important first."""

    parts: tuple[tuple[str, int], ...]

    def cost(self, table: Table) -> Ints:
        """Combined cost of each candidate, shape (candidates,)."""
        total = np.zeros(len(table), dtype=np.int64)
        for level, multiplier in self.parts:
            total += table.columns[level] * multiplier
        return total

    def split(self, total: int) -> tuple[int, ...]:
        """Values of the levels from a combined sum."""
        values = []
        for _, multiplier in self.parts:
            value, total = divmod(total, multiplier)
            values.append(value)
        return tuple(values)


def stages(levels: Sequence[str], limits: Sequence[int]) -> tuple[Stage, ...]:
    """Levels in as few stages as their limits allow, in order.

    Args:
        levels: ids, most important first.
        limits: upper bound of each level's sum over the whole map.

    Raises:
        OverflowError: one level alone is too large for exact sums in 64 bits.

    >>> stages(["a", "b"], [3, 9])
    (Stage(parts=(('a', 10), ('b', 1))),)
    """
    made: list[Stage] = []
    group: list[tuple[str, int]] = []
    reach = 1  # what the group's sums stay below
    for level, limit in zip(levels, limits, strict=True):
        if limit >= EXACT_LIMIT:
            raise OverflowError(f"the aim {level} can reach {limit:,}, too much for exact sums")
        if group and reach * (limit + 1) > STAGE_LIMIT:
            made.append(Stage(tuple(group)))
            group, reach = [], 1
        group = [(one, multiplier * (limit + 1)) for one, multiplier in group] + [(level, 1)]
        reach *= limit + 1
    if group:
        made.append(Stage(tuple(group)))
    return tuple(made)


def rounded(limit: int) -> int:
    """A limit with room to spare, so that a changed decision seldom changes a multiplier (2^k - 1)."""
    return (1 << max(1, (limit * 5 // 4).bit_length())) - 1
