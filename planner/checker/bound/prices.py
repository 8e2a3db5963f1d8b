"""What prices prove: a bound that holds whatever the prices are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.checker.bound.masks import SAFE, Array, Rows
from planner.checker.bound.part import Part, Terms
from planner.core.certificate import StagePrices


@dataclass(frozen=True, eq=False)
class Reduced:
    """Reduced costs of some possible clusters, none below 0.

    ``scale`` times the cost of any choice of them that covers the part is ``base`` plus the sum of its reduced
    costs, exactly.
    """

    costs: Array
    base: int
    scale: int

    @property
    def bound(self) -> int:
        """No choice costs less."""
        return -(-self.base // self.scale)

    def within(self, value: int) -> int:
        """Sum of reduced costs of a choice that costs ``value``."""
        return value * self.scale - self.base


NONE = StagePrices(organisations=(), count=0)
"""No prices: nothing but the costs themselves."""


def usable(prices: StagePrices, part: Part, earlier: int) -> bool:
    """Whether prices are of the right shape."""
    return len(prices.organisations) == len(part.codes) and len(prices.earlier) == earlier


def reduce(
    part: Part,
    terms: Terms,
    prices: StagePrices,
    scale: int,
    clusters: int,
    rows: Rows,
    amounts: Mapping[str, int],
) -> Reduced | None:
    """Reduced costs under some prices, shifted by the least of them so that none is below 0.

    Args:
        part: the part.
        terms: levels of the stage.
        prices: of the stage; without organisations there are none.
        scale: what costs are multiplied by.
        clusters: how many clusters a choice has.
        rows: possible clusters that may be chosen, at least one.
        amounts: of each level of earlier stages, in order, what every choice adds up to.

    Returns:
        Reduced costs in the order of ``rows``, or None when they don't fit into 64 bits.
    """
    cost = part.cost(terms)
    if cost is None:
        return None
    weights = list(prices.organisations)
    largest = scale * int(cost.max(initial=1)) + sum(map(abs, weights)) + abs(prices.count)
    by_level = list(zip(amounts, prices.earlier, strict=True)) if weights else []
    largest += sum(abs(price) * int(part.costs[level].max(initial=1)) for level, price in by_level)
    if largest >= SAFE:
        return None
    reduced = scale * cost[rows] - prices.count
    base = clusters * prices.count
    if weights:
        reduced -= part.sets.take(rows).sums(weights)
        base += sum(weights)
        for level, price in by_level:
            reduced -= price * part.costs[level][rows]
            base += price * amounts[level]
    least = int(reduced.min())
    reduced -= np.int64(least)
    return Reduced(reduced, base + clusters * least, scale)


def suspects(part: Part, terms: Terms, lines: Sequence[StagePrices], scale: int, most: int) -> Rows:
    """Possible clusters that prices for the first stage call too cheap, ``most`` at the most.

    Where the prices are those of a finished search, such a set breaks a rule that the listing did not look at.
    """
    cost = part.cost(terms)
    found = np.zeros(len(part.sets), dtype=np.bool_)
    if cost is None:
        return np.flatnonzero(found)
    for line in lines:
        largest = scale * int(cost.max(initial=1)) + sum(map(abs, line.organisations)) + abs(line.count)
        if usable(line, part, 0) and largest < SAFE:
            found |= scale * cost - line.count - part.sets.sums(line.organisations) < 0
    rows: Rows = np.flatnonzero(found)
    return rows[:most]


def by_number(
    part: Part, terms: Terms, lines: Sequence[StagePrices], scale: int, numbers: Sequence[int]
) -> dict[int, int]:
    """The best bound of the first stage that any of the lines proves, for each number of clusters."""
    rows = np.arange(len(part.sets), dtype=np.intp)
    lowest = sum(times * part.ranges[level][0] for level, times in terms)
    bounds = dict.fromkeys(numbers, lowest)
    for line in lines:
        if not usable(line, part, 0):
            continue
        one, two = (reduce(part, terms, line, scale, k, rows, {}) for k in (1, 2))
        if one is None or two is None:
            continue
        each = two.base - one.base
        for k in numbers:
            bounds[k] = max(bounds[k], -(-(one.base + (k - 1) * each) // scale))
    return bounds
