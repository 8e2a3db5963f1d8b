"""Exact cover by layers: a dynamic programme over covered sets, bounded by reduced costs.

Organisations are taken in an order in which neighbours stand close together. A *state* is the set of
organisations covered so far and what it cost above the bound; from every state the lowest uncovered
organisation is covered by each candidate that fits. Reduced costs are never negative, so a state above what a
better choice may cost is dropped; states that cover the same set are merged. Everything is in whole numbers,
so what is found is exact, and finding nothing is a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from planner import cpsat
from planner.geography.sums import Ints, Mask

PAIRS = 1 << 20
"""Pairs of state and candidate looked at in one step."""
STATES = 400_000
"""States kept before giving up; a solver takes over."""
WAITING = 4_000_000
"""States waiting to be merged (some 40 bytes each) before giving up."""
WORK_PER_PAIR = 4e-9
"""Deterministic work charged for looking at a pair, in units of about a second."""
ONE = np.uint64(1)


class TooWideError(Exception):
    """More states than are worth keeping."""


@dataclass(frozen=True)
class Cover:
    """An exact-cover question.

    ``sums`` are scaled reduced costs: sum number j over a choice may be at most ``gaps[j]``, and all but the
    last must be exactly that (earlier stages keep their proved value), unless ``at_most`` is set.
    """

    masks: Mask
    """Shape (candidates,), bit i for organisation i in the order of layers."""
    n: int
    k: int | None
    """Number of clusters; None for any."""
    sums: tuple[Ints, ...]
    gaps: tuple[int, ...]
    at_most: bool = False
    """Every sum may stay below its gap."""


@dataclass
class _Layer:
    """States that share their lowest uncovered organisation."""

    mask: Mask
    count: Ints
    sums: Ints
    """Shape (states, sums)."""
    parent: Ints
    column: Ints


@dataclass
class Layers:
    """All states of a question, after dropping what can't lead to an answer."""

    question: Cover
    budget: cpsat.Budget
    keep_ties: bool
    """Keep states of unequal last sum apart, and every way into a state."""
    states: list[_Layer] = field(default_factory=list)
    moves: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)
    """(from, to, column) in the numbering of all states, when ties are kept."""
    final: _Layer | None = None
    first_final: int = 0
    waiting: int = 1
    """States found and not merged yet."""

    def __post_init__(self) -> None:
        self._run()

    def _run(self) -> None:
        q = self.question
        size = np.bitwise_count(q.masks)
        self.smallest, self.largest = int(size.min(initial=64)), int(size.max(initial=0))
        first = lowest(q.masks)
        order = np.argsort(first, kind="stable")
        starts = np.searchsorted(first[order], np.arange(q.n + 1))
        wide = len(q.sums)
        waiting: list[list[_Layer]] = [[] for _ in range(q.n + 1)]
        zero = np.zeros(1, dtype=np.int64)
        waiting[0].append(
            _Layer(np.zeros(1, dtype=np.uint64), zero, np.zeros((1, wide), dtype=np.int64), zero - 1, zero - 1)
        )
        total = 0
        for node in range(q.n + 1):
            if not waiting[node]:
                self.states.append(_empty(wide))
                continue
            layer, total = self._merge(waiting[node], total)
            self.waiting -= sum(len(x.mask) for x in waiting[node])
            waiting[node] = []
            self.states.append(layer)
            if node == q.n:
                self.final, self.first_final = layer, total - len(layer.mask)
                return
            if total > STATES:
                raise TooWideError
            columns = order[starts[node] : starts[node + 1]]
            self._grow(layer, total - len(layer.mask), columns, waiting)
            if self.budget.exhausted:
                raise TooWideError
        self.first_final = total

    def _merge(self, found: list[_Layer], total: int) -> tuple[_Layer, int]:
        """One layer from its pieces: states alike are one, numbered from ``total``."""
        mask = np.concatenate([x.mask for x in found])
        count = np.concatenate([x.count for x in found])
        sums = np.concatenate([x.sums for x in found])
        parent = np.concatenate([x.parent for x in found])
        column = np.concatenate([x.column for x in found])
        keys = [sums[:, j] for j in range(sums.shape[1] - 1, -1, -1)]
        order = np.lexsort((*keys, count, mask))
        mask, count, sums = mask[order], count[order], sums[order]
        parent, column = parent[order], column[order]
        new = np.ones(len(mask), dtype=np.bool_)
        same = (mask[1:] == mask[:-1]) & (count[1:] == count[:-1])
        for j in range(sums.shape[1] - (0 if self.keep_ties else 1)):
            same &= sums[1:, j] == sums[:-1, j]
        new[1:] = ~same
        if self.keep_ties:
            number = np.cumsum(new) - 1 + total
            self.moves.append((parent, number, column))
        keep = np.flatnonzero(new)
        layer = _Layer(mask[keep], count[keep], sums[keep], parent[keep], column[keep])
        return layer, total + len(keep)

    def _grow(self, layer: _Layer, start: int, columns: Ints, waiting: list[list[_Layer]]) -> None:
        """Cover the layer's organisation in every way that fits; new states wait at their own organisation."""
        q = self.question
        if not len(columns):
            return
        full = np.uint64((1 << q.n) - 1)
        masks = q.masks[columns]
        prices = [s[columns] for s in q.sums]
        step = max(1, PAIRS // len(columns))
        for first in range(0, len(layer.mask), step):
            part = slice(first, first + step)
            mask, sums = layer.mask[part], layer.sums[part]
            fits = (mask[:, None] & masks[None, :]) == 0
            for j, gap in enumerate(q.gaps):
                fits &= prices[j][None, :] <= (gap - sums[:, j])[:, None]
            a, b = np.nonzero(fits)
            self.budget.spent_work += fits.size * WORK_PER_PAIR
            grown = mask[a] | masks[b]
            count = layer.count[part][a] + 1
            done = grown == full
            if q.k is not None:  # those left must make as many clusters as are left, by size
                rest, more = q.n - np.bitwise_count(grown).astype(np.int64), q.k - count
                right = (rest >= more * self.smallest) & (rest <= more * self.largest) & (done | (more > 0))
                a, b, grown, count, done = a[right], b[right], grown[right], count[right], done[right]
            added = sums[a] + np.stack([p[b] for p in prices], axis=1) if prices else sums[a]
            if done.any() and len(q.gaps) > 1 and not q.at_most:
                exact = ~done
                hit = np.ones(len(done), dtype=np.bool_)
                for j in range(len(q.gaps) - 1):
                    hit &= added[:, j] == q.gaps[j]
                keep = exact | hit
                a, b, grown, count, done, added = (x[keep] for x in (a, b, grown, count, done, added))
            at = np.full(len(grown), q.n)
            at[~done] = lowest(~grown[~done])
            self.waiting += len(grown)
            if self.waiting > WAITING:
                raise TooWideError
            origin, column = a + start + first, columns[b]
            for node in np.unique(at).tolist():
                here = at == node
                waiting[node].append(_Layer(grown[here], count[here], added[here], origin[here], column[here]))


def _empty(wide: int) -> _Layer:
    none = np.zeros(0, dtype=np.int64)
    return _Layer(np.zeros(0, dtype=np.uint64), none, np.zeros((0, wide), dtype=np.int64), none, none)


def lowest(masks: Mask) -> Ints:
    """Number of the lowest bit that is set, for masks that are not 0 (a power of two is exact in float)."""
    number: Ints = np.frexp((masks & (~masks + ONE)).astype(np.float64))[1].astype(np.int64) - 1
    return number


def least(question: Cover, budget: cpsat.Budget) -> tuple[int, tuple[int, ...]] | None:
    """The least last sum of a choice and the candidates of one that has it; None when there is no choice.

    Raises:
        TooWideError: too many states, or the budget is spent.
    """
    layers = Layers(question, budget, keep_ties=False)
    if layers.final is None or not len(layers.final.mask):
        return None
    best = int(np.argmin(layers.final.sums[:, -1]))
    value = int(layers.final.sums[best, -1])
    parents = np.concatenate([x.parent for x in layers.states])
    columns = np.concatenate([x.column for x in layers.states])
    state = layers.first_final + best
    rows = []
    while parents[state] >= 0:
        rows.append(int(columns[state]))
        state = int(parents[state])
    return value, tuple(sorted(rows))


def layer_order(neighbours: Sequence[int]) -> list[int]:
    """Organisations so that neighbours stand close together: breadth first from a far end of each piece."""
    n = len(neighbours)
    order: list[int] = []
    placed = 0
    for start in range(n):
        if placed >> start & 1:
            continue
        piece = _breadth_first(neighbours, start)
        far = _breadth_first(neighbours, piece[-1])
        order += far
        for i in far:
            placed |= 1 << i
    return order


def _breadth_first(neighbours: Sequence[int], start: int) -> list[int]:
    order, seen = [start], 1 << start
    for i in order:
        fresh = neighbours[i] & ~seen
        seen |= fresh
        while fresh:
            lowest = fresh & -fresh
            order.append(lowest.bit_length() - 1)
            fresh ^= lowest
    return order


def moved(masks: Mask, order: Sequence[int]) -> Mask:
    """Masks with bit ``order[i]`` at place i."""
    out = np.zeros_like(masks)
    for new, old in enumerate(order):
        out |= ((masks >> np.uint64(old)) & ONE) << np.uint64(new)
    return out
