"""Joining parts of the country that share only the number of clusters: exact sums over every total at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.geography.sums import Ints

NEVER = 1 << 60
"""Stands for impossible; no sum of real costs reaches it."""
Steps = tuple[npt.NDArray[np.bool_], ...]
"""For each part, shape (clusters used before it, clusters of it): may this step be taken?"""


@dataclass(frozen=True)
class Joint:
    """The best sum over one number of clusters for each part, with their total among those allowed."""

    value: int
    costs: tuple[Ints, ...]
    ahead: tuple[Ints, ...]
    """Best sum of the parts before each part, by clusters used."""
    behind: tuple[Ints, ...]
    """Best sum of each part and those after it, by clusters used before."""
    tight: Steps
    """Steps that lie on some best choice. Any way made of such steps alone is a best choice."""

    @property
    def totals(self) -> tuple[int, ...]:
        """Totals that reach the best sum, rising."""
        good = (self.ahead[-1] == self.value) & (self.behind[-1] == 0)
        return tuple(np.flatnonzero(good).tolist())

    def numbers(self) -> Iterator[tuple[int, int]]:
        """(part, number of clusters) of every step on some best choice."""
        for part, steps in enumerate(self.tight):
            for k in np.flatnonzero(steps.any(axis=0)).tolist():
                yield part, k

    def allocations(self) -> Iterator[tuple[int, ...]]:
        """Numbers of clusters by part of every best choice, in order."""

        def onwards(part: int, used: int) -> Iterator[tuple[int, ...]]:
            if part == len(self.tight):
                yield ()
                return
            for k in np.flatnonzero(self.tight[part][used]).tolist():
                for rest in onwards(part + 1, used + k):
                    yield (k, *rest)

        yield from onwards(0, 0)


def join(costs: Sequence[Ints], totals: Collection[int], steps: Steps | None = None) -> Joint | None:
    """The best sum over all parts for any total allowed; None when no total can be reached.

    Args:
        costs: for each part, cost by number of clusters (index), NEVER where impossible.
        totals: numbers of clusters allowed in all.
        steps: steps allowed, for example those tight at an earlier stage; all when not given.

    >>> joint = join([np.array([NEVER, 5, 3]), np.array([NEVER, 4, 1])], {3})
    >>> joint.value, list(joint.allocations())
    (6, [(1, 2)])
    """
    top = max(totals, default=0)
    ahead = [_only({0}, top)]
    for part, cost in enumerate(costs):
        reach = np.full(top + 1, NEVER, dtype=np.int64)
        for k in _possible(cost, top):
            found = ahead[-1][: top + 1 - k] + cost[k]
            if steps is not None:
                found = np.where(steps[part][: top + 1 - k, k], found, NEVER)
            reach[k:] = np.minimum(reach[k:], found)
        ahead.append(np.minimum(reach, NEVER))
    behind = [_only(totals, top)]
    for part in range(len(costs) - 1, -1, -1):
        reach = np.full(top + 1, NEVER, dtype=np.int64)
        for k in _possible(costs[part], top):
            found = behind[-1][k:] + costs[part][k]
            if steps is not None:
                found = np.where(steps[part][: top + 1 - k, k], found, NEVER)
            reach[: top + 1 - k] = np.minimum(reach[: top + 1 - k], found)
        behind.append(np.minimum(reach, NEVER))
    behind.reverse()
    value = int(behind[0][0])
    if value >= NEVER:
        return None
    tight = []
    for part, cost in enumerate(costs):
        on = np.zeros((top + 1, len(cost)), dtype=np.bool_)
        for k in _possible(cost, top):
            here = ahead[part][: top + 1 - k] + cost[k] + behind[part + 1][k:] == value
            on[: top + 1 - k, k] = here if steps is None else here & steps[part][: top + 1 - k, k]
        tight.append(on)
    return Joint(value, tuple(costs), tuple(ahead), tuple(behind), tuple(tight))


def _possible(cost: Ints, top: int) -> list[int]:
    """Numbers of clusters that a part can have."""
    return [k for k in np.flatnonzero(cost < NEVER).tolist() if k <= top]


def _only(places: Collection[int], top: int) -> Ints:
    start = np.full(top + 1, NEVER, dtype=np.int64)
    start[[p for p in places if 0 <= p <= top]] = 0
    return start
