"""The best map within limits that lies far enough from given maps; none left out.

For each part of the country and number of clusters all choices are listed that a map within the limits may
use. The parts are joined by a dynamic programme over the number of clusters, the levels and the distances
to the given maps, which add up over parts. A label that another is no worse than in anything is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.geography.join import NEVER, join
from planner.geography.layers import TooWideError
from planner.geography.national import Map, clusters_of_rows
from planner.geography.part import Part
from planner.geography.sums import Ints
from planner.geography.within import Choices
from planner.study.options.limits import Ground, Limits, Vector, slices
from planner.study.options.near import capped
from planner.study.options.thin import thin

LABELS = 150_000
"""Labels kept before giving up."""
PAIRS = 1 << 20
Apart = Sequence[tuple[Map, int]]
"""Maps, and the fewest organisations to move from each."""


@dataclass
class _Pool:
    """Choices of one part."""

    n: int
    k: Ints
    values: Ints
    """Shape (choices, levels with columns)."""
    rows: list[tuple[int, ...]]
    masks: list[npt.NDArray[np.uint64]]
    """By number of clusters as they come: shape (choices, k)."""
    known: dict[tuple[tuple[int, ...], int], Ints] = field(default_factory=dict)

    def distances(self, other: tuple[int, ...], most: int) -> Ints:
        """To another map of the part, at most ``most``; kept."""
        key = (other, most)
        if key not in self.known:
            found = np.zeros(len(self.k), dtype=np.int64)
            for masks in self.masks:
                here = np.flatnonzero(self.k == masks.shape[1])
                found[here] = capped(masks, other, self.n, most)
            self.known[key] = found
        return self.known[key]


@dataclass
class MapsWithin:
    """Maps within limits, told one by one.

    Args:
        ground: parts and levels.
        best: value of each level of the best map.
        limits: most of each level, no less than the best.
        low: fewest clusters.
        high: most clusters.
    """

    ground: Ground
    best: Limits
    limits: Limits
    low: int
    high: int

    def __post_init__(self) -> None:
        self._slices = list(slices(self.ground.levels, self.best, self.limits))
        self._at = 0
        self._pools: list[_Pool] | None = None

    def refused(self, parts: Sequence[Part]) -> None:
        """Some clusters were ruled out since: go on with these parts."""
        self.ground.replace(parts)
        self._pools = None

    def following(self, apart: Apart) -> tuple[Vector, Map] | None:
        """The best map of all that lie far enough from the given ones; None: proved that there is none.

        The given maps may only become more from call to call.

        Raises:
            TooWideError: too many maps to look at, or the budget is spent.
        """
        while self._at < len(self._slices):
            limits = self._slices[self._at]
            totals = self.ground.totals(limits, self.low, self.high)
            if self._pools is None:
                self._pools = self._listed(limits, totals)
            found = self._best(self._pools, limits, totals, apart) if self._pools else None
            if found is not None:
                return found
            self._at += 1
            self._pools = None
        return None

    # ---- lists of choices

    def _listed(self, limits: Limits, totals: Sequence[int]) -> list[_Pool]:
        """Choices of each part; none at all when no map keeps the limits."""
        rooms = self.ground.room(limits, totals)
        if self.ground.budget.exhausted:
            raise TooWideError
        if not all(rooms):
            return []
        pools = []
        for n, room in enumerate(rooms):
            lists = [self.ground.choices(n, k, most, limits) for k, most in sorted(room.items())]
            pool = self._pool(n, [x for x in lists if len(x)])
            if pool is None:
                return []
            pools.append(pool)
        return pools

    def _pool(self, n: int, lists: Sequence[Choices]) -> _Pool | None:
        part = self.ground.parts[n]
        some = [x.rows for x in lists]
        if not some:
            return None
        ks = np.concatenate([np.full(len(rows), rows.shape[1], dtype=np.int64) for rows in some])
        values = np.concatenate([self.ground.values(n, rows) for rows in some])
        rows = [tuple(r) for block in some for r in block.tolist()]
        masks = [part.table.masks[block] for block in some]
        return _Pool(part.n, ks, values, rows, masks)

    # ---- the best of them

    def _best(
        self, pools: Sequence[_Pool], limits: Limits, totals: Collection[int], apart: Apart
    ) -> tuple[Vector, Map] | None:
        near = [self._distances(n, pool, apart) for n, pool in enumerate(pools)]
        wanted = np.array([most for _, most in apart], dtype=np.int64)
        best: tuple[Vector, Map] | None = None
        for total in sorted(totals):
            found = _Join(self.ground, pools, near, wanted, limits, total).answer(best[0] if best else None)
            if found is not None and (best is None or found[0] < best[0]):
                best = found[0], self._map(pools, found[1])
        return best

    def _distances(self, n: int, pool: _Pool, apart: Apart) -> Ints:
        """Shape (choices, maps)."""
        place = {code: i for i, code in enumerate(self.ground.parts[n].table.codes)}
        found = []
        for grouping, most in apart:
            inside = sorted(
                sum(1 << place[c] for c in cluster if c in place)
                for cluster in grouping
                if cluster & place.keys()
            )
            found.append(pool.distances(tuple(inside), most))
        return np.stack(found, axis=1) if found else np.zeros((len(pool.k), 0), dtype=np.int64)

    def _map(self, pools: Sequence[_Pool], picked: Sequence[int]) -> Map:
        return frozenset[frozenset[str]]().union(
            *(
                clusters_of_rows(part, pool.rows[i])
                for part, pool, i in zip(self.ground.parts, pools, picked, strict=True)
            )
        )


class _Join:
    """One choice of every part, with one number of clusters in all."""

    def __init__(
        self,
        ground: Ground,
        pools: Sequence[_Pool],
        near: Sequence[Ints],
        wanted: Ints,
        limits: Limits,
        total: int,
    ) -> None:
        self.ground, self.pools, self.near, self.wanted, self.total = ground, pools, near, wanted, total
        self.names = ground.columned
        self.adds = [name not in ground.largest for name in self.names]
        self.limit = np.array([limits[name] - ground.constant[name] for name in self.names], dtype=np.int64)
        nothing = [np.zeros(len(pool.k), dtype=np.int64) for pool in pools]
        self.reach = self._behind(nothing)
        """NEVER where the parts after each can't make up the number of clusters."""
        self.behind = [
            self._behind([pool.values[:, j] for pool in pools] if adds else nothing)
            for j, adds in enumerate(self.adds)
        ]
        reach = [d.max(axis=0) for d in near]
        self.still = [sum(reach[n + 1 :], np.zeros(len(wanted), dtype=np.int64)) for n in range(len(pools))]
        """How far the parts after each may add at most to every distance."""

    def _behind(self, values: Sequence[Ints]) -> tuple[Ints, ...] | None:
        """Least sum over the parts after each, by clusters used; None: the total can't be reached."""
        costs = []
        for pool, each in zip(self.pools, values, strict=True):
            cost = np.full(pool.n + 1, NEVER, dtype=np.int64)
            np.minimum.at(cost, pool.k, each)
            costs.append(cost)
        joint = join(costs, [self.total])
        return None if joint is None else joint.behind

    def answer(self, known: Vector | None) -> tuple[Vector, list[int]] | None:
        """The best values, as a plan states them, and the number of the choice in each pool."""
        if self.reach is None:
            return None
        wide = len(self.names)
        used = np.zeros(1, dtype=np.int64)
        values = np.zeros((1, wide), dtype=np.int64)
        far = np.zeros((1, len(self.wanted)), dtype=np.int64)
        back: list[tuple[Ints, Ints]] = []
        for n, pool in enumerate(self.pools):
            keep = thin(pool.k, pool.values, self.near[n]) if len(self.pools) > 1 else np.arange(len(pool.k))
            grown = self._grown(n, used, values, far, keep)
            if grown is None:
                return None
            used, values, far, parent, choice = grown
            if n + 1 < len(self.pools):
                some = thin(used, values, far)
                used, values, far, parent, choice = (x[some] for x in (used, values, far, parent, choice))
                if len(used) > LABELS or self.ground.budget.exhausted:
                    raise TooWideError
            back.append((parent, choice))
        ranked = self.ground.stated(values, used)
        row = int(np.lexsort(ranked.T[::-1])[0])
        vector = tuple(int(v) for v in ranked[row])
        if known is not None and known <= vector:
            return None
        picked = []
        for parent, choice in reversed(back):
            picked.append(int(choice[row]))
            row = int(parent[row])
        return vector, picked[::-1]

    def _grown(
        self, n: int, used: Ints, values: Ints, far: Ints, keep: Ints
    ) -> tuple[Ints, Ints, Ints, Ints, Ints] | None:
        """Every label with every choice of a part, as far as a map within the limits may come of it."""
        pool, near = self.pools[n], self.near[n]
        found = []
        step = max(1, PAIRS // max(1, len(keep) * (1 + len(self.names) + len(self.wanted))))
        for first in range(0, len(used), step):
            a = np.repeat(np.arange(first, min(first + step, len(used))), len(keep))
            c = np.tile(keep, len(a) // len(keep)) if len(keep) else keep
            k = used[a] + pool.k[c]
            ok = k <= self.total
            if self.reach is not None:
                ok[ok] &= self.reach[n + 1][k[ok]] < NEVER
            a, c, k = a[ok], c[ok], k[ok]
            far_now = np.minimum(far[a] + near[c], self.wanted)
            ok = (far_now + self.still[n] >= self.wanted).all(axis=1)
            a, c, k, far_now = a[ok], c[ok], k[ok], far_now[ok]
            made = np.empty((len(a), len(self.names)), dtype=np.int64)
            ok = np.ones(len(a), dtype=np.bool_)
            for j, adds in enumerate(self.adds):
                one, two = values[a, j], pool.values[c, j]
                made[:, j] = one + two if adds else np.maximum(one, two)
                after = self.behind[j]
                if after is not None:
                    ok &= made[:, j] + after[n + 1][k] <= self.limit[j]
            found.append((k[ok], made[ok], far_now[ok], a[ok], c[ok]))
        if not any(len(x[0]) for x in found):
            return None
        k, made, far_now, a, c = (np.concatenate([x[i] for x in found]) for i in range(5))
        return k, made, far_now, a, c
