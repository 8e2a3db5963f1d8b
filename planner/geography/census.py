"""How many choices of one part meet every rule, exactly, by number of clusters; and uniform samples of them.

The same layers as in :mod:`planner.geography.layers`, but nothing is bounded: states are the covered sets and
the number of clusters used, and every state counts the ways into it. Counts are kept in two 64-bit limbs, which
is room for more maps than there can be of 63 organisations.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from planner import cpsat
from planner.geography.entry import LimitError
from planner.geography.layers import PAIRS, lowest
from planner.geography.part import Part
from planner.geography.sums import Ints, Mask

STATES = 3_000_000
"""States of one part before giving up."""
LIMB = 40
_LOW = (1 << LIMB) - 1


@dataclass
class _Layer:
    """States whose lowest uncovered organisation is the same; (mask, count) sorted, each once."""

    mask: Mask
    count: Ints
    high: Ints
    low: Ints
    """Ways: ``high * 2^40 + low``."""
    by_count: dict[int, Ints] = field(default_factory=dict)

    def ways(self, row: int) -> int:
        return (int(self.high[row]) << LIMB) + int(self.low[row])

    def of_count(self, count: int) -> Ints:
        """Rows of the states of so many clusters, their masks rising."""
        if count not in self.by_count:
            self.by_count[count] = np.flatnonzero(self.count == count)
        return self.by_count[count]


class Census:
    """All states of a part.

    Args:
        part: with no rules of its own about the choice and nothing refused.
        budget: a limit ends the work.

    Raises:
        LimitError: too many states, the budget is spent, or the part has rules of its own.
    """

    def __init__(self, part: Part, budget: cpsat.Budget) -> None:
        if part.special:
            raise LimitError
        self.part, self.budget, self.n = part, budget, part.n
        self.masks = part.layered(np.arange(len(part.table)))
        order = (
            np.argsort(lowest(self.masks), kind="stable") if len(self.masks) else np.zeros(0, dtype=np.int64)
        )
        starts = np.searchsorted(lowest(self.masks)[order], np.arange(self.n + 1))
        self.columns = [order[starts[i] : starts[i + 1]] for i in range(self.n)]
        self.layers = self._forward()
        final = self.layers[self.n]
        self.by_number = {int(k): final.ways(row) for row, k in enumerate(final.count.tolist())}
        """Number of choices by number of clusters."""

    def _forward(self) -> list[_Layer]:
        """Every state with the ways into it."""
        waiting: list[list[_Layer]] = [[] for _ in range(self.n + 1)]
        one, zero = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        waiting[0].append(_Layer(np.zeros(1, dtype=np.uint64), zero, zero, one))
        layers = []
        total = 0
        for node in range(self.n + 1):
            layer = _merged(waiting[node])
            waiting[node] = []
            layers.append(layer)
            total += len(layer.mask)
            if total > STATES or self.budget.exhausted:
                raise LimitError
            if node == self.n:
                break
            for first, last in self._steps(layer, node):
                a, grown, at = self._grown(layer, node, first, last)
                for place in np.unique(at).tolist():
                    here = at == place
                    source = a[here]
                    waiting[place].append(
                        _Layer(grown[here], layer.count[source] + 1, layer.high[source], layer.low[source])
                    )
                    if sum(len(x.mask) for x in waiting[place]) > 4 * PAIRS:
                        waiting[place] = [_merged(waiting[place])]
        return layers

    def _steps(self, layer: _Layer, node: int) -> list[tuple[int, int]]:
        step = max(1, PAIRS // max(1, len(self.columns[node])))
        return [(i, min(i + step, len(layer.mask))) for i in range(0, len(layer.mask), step)]

    def _grown(self, layer: _Layer, node: int, first: int, last: int) -> tuple[Ints, Mask, Ints]:
        """States that follow from some states: their source, mask and layer."""
        if self.budget.exhausted:
            raise LimitError
        masks = self.masks[self.columns[node]]
        a, b = np.nonzero((layer.mask[first:last, None] & masks[None, :]) == 0)
        grown = layer.mask[first:last][a] | masks[b]
        at = np.full(len(grown), self.n)
        open_ = grown != np.uint64((1 << self.n) - 1)
        at[open_] = lowest(~grown[open_])
        return a + first, grown, at

    def samples(self, k: int, how_many: int, rng: random.Random) -> list[tuple[int, ...]]:
        """Choices of ``k`` clusters as sorted rows, each drawn with the same chance, with replacement.

        Raises:
            ValueError: there is no such choice.
        """
        if not self.by_number.get(k):
            raise ValueError(f"there is no choice of {k} clusters")
        return [self._one(k, rng) for _ in range(how_many)]

    def _one(self, k: int, rng: random.Random) -> tuple[int, ...]:
        """Walk back from the whole map: into a state came as many choices as its ways say."""
        node, mask, count, rows = self.n, (1 << self.n) - 1, k, []
        while mask:
            options: list[tuple[int, int, int, int]] = []
            for source in range(node):
                layer = self.layers[source]
                columns = self.columns[source]
                masks = self.masks[columns]
                inside = np.flatnonzero((masks & ~np.uint64(mask)) == 0)
                before = np.uint64(mask) & ~masks[inside]
                known = layer.of_count(count - 1)
                if not len(inside) or not len(known):
                    continue
                place = np.minimum(np.searchsorted(layer.mask[known], before), len(known) - 1)
                there = np.flatnonzero(layer.mask[known[place]] == before)
                for i in there.tolist():
                    row = int(known[place[i]])
                    options.append((source, int(columns[inside[i]]), int(before[i]), layer.ways(row)))
            draw = rng.randrange(sum(ways for *_, ways in options))
            for source, column, left, ways in options:
                if draw < ways:
                    node, mask, count = source, left, count - 1
                    rows.append(column)
                    break
                draw -= ways
        return tuple(sorted(rows))


def _merged(found: list[_Layer]) -> _Layer:
    """One layer from its pieces: states alike are one, their ways added."""
    none = np.zeros(0, dtype=np.int64)
    if not found:
        return _Layer(np.zeros(0, dtype=np.uint64), none, none, none)
    mask = np.concatenate([x.mask for x in found])
    count = np.concatenate([x.count for x in found])
    order = np.lexsort((count, mask))
    mask, count = mask[order], count[order]
    new = np.ones(len(mask), dtype=np.bool_)
    new[1:] = (mask[1:] != mask[:-1]) | (count[1:] != count[:-1])
    starts = np.flatnonzero(new)
    low = np.add.reduceat(np.concatenate([x.low for x in found])[order], starts)
    high = np.add.reduceat(np.concatenate([x.high for x in found])[order], starts)
    return _Layer(mask[starts], count[starts], high + (low >> LIMB), low & _LOW)
