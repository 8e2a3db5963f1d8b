"""Tries every choice of possible clusters that could still be better, within a number of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MOST_ROWS = 50_000
"""More possible clusters are not searched."""
DEEPEST = 400
"""Nor more clusters."""


@dataclass
class Steps:
    """Steps that searches may still take together; a step is one possible cluster tried."""

    left: int
    taken: int = 0

    def take(self) -> bool:
        """Take one; False when there is none left."""
        self.taken += 1
        self.left -= 1
        return self.left >= 0


class _StoppedError(Exception):
    """No step is left."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    least: int | None
    """Smallest sum of a choice within the limit; None when none was found."""
    finished: bool
    """Every choice was tried, so that nothing below ``least`` (or within the limit) exists."""


@dataclass(eq=False)
class Search:
    """Exact covers of a part by a number of clusters with a small sum of reduced costs.

    Sums of earlier stages must be met exactly. No reduced cost is below 0.
    """

    masks: Sequence[int]
    costs: Sequence[int]
    earlier: Sequence[tuple[int, ...]]
    """Of each possible cluster, its reduced cost at each earlier stage."""
    members: int
    accept: Callable[[Sequence[int]], Sequence[int] | None]
    """Judges a choice: None when it counts, else those of it that may never be chosen; none if not together."""
    _dead: set[int] = field(default_factory=set)
    _rejected: int = 0
    """Choices that did not count."""
    _failed: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)

    def run(self, clusters: int, limit: int, exact: tuple[int, ...], step: int, allowed: Steps) -> Found:
        """The least sum up to a limit.

        Args:
            clusters: how many to choose.
            limit: largest sum of interest.
            exact: sums at the earlier stages.
            step: how much better the next choice must be.
            allowed: steps that may be taken.
        """
        if clusters > DEEPEST or len(self.masks) > MOST_ROWS:
            return Found(None, finished=False)
        self._limit, self._step, self._allowed = limit, step, allowed
        self._least: int | None = None
        self._options = self._by_first()
        self._largest = max((mask.bit_count() for mask in self.masks), default=0)
        try:
            self._fill((1 << self.members) - 1, clusters, 0, exact, [])
        except _StoppedError:
            return Found(self._least, finished=False)
        return Found(self._least, finished=True)

    def _by_first(self) -> list[tuple[int, list[int]]]:
        """Organisations, those in few possible clusters first, with the clusters that come first there."""
        many = [0] * self.members
        for i in range(self.members):
            many[i] = sum(mask >> i & 1 for mask in self.masks)
        order = sorted(range(self.members), key=lambda i: (many[i], i))
        rest = set(range(len(self.masks)))
        options = []
        for i in order:
            here = sorted((c for c in rest if self.masks[c] >> i & 1), key=lambda c: (self.costs[c], c))
            rest.difference_update(here)
            options.append((1 << i, here))
        return options

    def _fill(
        self, left: int, clusters: int, spent: int, exact: tuple[int, ...], chosen: list[int], at: int = 0
    ) -> bool:
        """Cover what is left; whether a choice that counts was found."""
        if not left:
            return clusters == 0 and not any(exact) and self._judge(spent, chosen)
        if not clusters <= left.bit_count() <= clusters * self._largest:
            return False
        key, limit = (left, clusters, exact), self._limit
        if self._failed.get(key, -1) >= limit - spent:
            return False
        while not self._options[at][0] & left:
            at += 1
        found, rejected = False, self._rejected
        for c in self._options[at][1]:
            total = spent + self.costs[c]
            if total > self._limit:
                break
            if self.masks[c] & ~left or c in self._dead:
                continue
            if not self._allowed.take():
                raise _StoppedError
            rest = tuple(a - b for a, b in zip(exact, self.earlier[c], strict=True))
            if not rest or min(rest) >= 0:
                chosen.append(c)
                found |= self._fill(left & ~self.masks[c], clusters - 1, total, rest, chosen, at + 1)
                chosen.pop()
        # a choice may have been rejected for what was chosen before, which says nothing of what is left
        if not found and self._rejected == rejected:
            self._failed[key] = max(self._failed.get(key, -1), limit - spent)
        return found

    def _judge(self, spent: int, chosen: list[int]) -> bool:
        dead = self.accept(chosen)
        if dead is not None:
            self._rejected += 1
            self._dead.update(dead)
            return False
        self._least, self._limit = spent, spent - self._step
        return True
