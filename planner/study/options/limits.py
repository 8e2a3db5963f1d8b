"""Limits of a set of maps, and what they leave to each part of the country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.join import NEVER, join
from planner.geography.part import Part
from planner.geography.sums import Ints
from planner.geography.within import Choices, Sums
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level

Vector = tuple[int, ...]
Limits = Mapping[str, int]
"""Most of each level, by id, as a plan states its value."""
TRIES = 5
"""Part limits of the last level on the way to its full tolerance."""


@dataclass
class Ground:
    """Parts of the country and the levels of the map, asked about under changing limits.

    Args:
        parts: as the engine keeps them.
        levels: levels of the map, most important first.
        instance: with the decisions that count.
        rulebook: in force.
        budget: charged.
    """

    parts: Sequence[Part]
    levels: Sequence[Level]
    instance: Instance
    rulebook: Rulebook
    budget: cpsat.Budget
    sums: list[Sums] = field(init=False)
    constant: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.summed = [x.id for x in self.levels if isinstance(x, GeographyLevel)]
        self.largest = [x.id for x in self.levels if isinstance(x, BottleneckLevel)]
        self.columned = [x.id for x in self.levels if isinstance(x, GeographyLevel | BottleneckLevel)]
        self.constant = {
            x.id: x.constant(self.instance, self.rulebook) if isinstance(x, GeographyLevel) else 0
            for x in self.levels
        }
        self.sums = [self._sums(part) for part in self.parts]
        self._lists: dict[object, Choices] = {}

    def _sums(self, part: Part) -> Sums:
        return Sums(part, {name: part.table.columns[name] for name in self.summed})

    def replace(self, parts: Sequence[Part]) -> None:
        """Go on with other parts, of which some clusters are ruled out."""
        known = {id(part): sums for part, sums in zip(self.parts, self.sums, strict=True)}
        self.parts = list(parts)
        self.sums = [known.get(id(part)) or self._sums(part) for part in self.parts]
        self._lists.clear()

    def counted(self, total: int) -> dict[str, int]:
        """Levels that the number of clusters settles."""
        return {
            x.id: x.of(total, self.instance, self.rulebook) for x in self.levels if isinstance(x, CountLevel)
        }

    def most(self) -> dict[str, int]:
        """What no map exceeds, by level; for levels without a limit."""
        everyone = range(1, sum(p.n for p in self.parts) + 1)
        found = {name: sum(s.most(name) for s in self.sums) + self.constant[name] for name in self.summed}
        for name in self.largest:
            found[name] = max((int(p.table.columns[name].max(initial=0)) for p in self.parts), default=0)
        for level in self.levels:
            if isinstance(level, CountLevel):
                found[level.id] = max(level.of(t, self.instance, self.rulebook) for t in everyone)
        return found

    def totals(self, limits: Limits, low: int, high: int) -> list[int]:
        """Numbers of clusters that keep the limits."""
        return [
            t for t in range(low, high + 1) if all(value <= limits[i] for i, value in self.counted(t).items())
        ]

    def room(self, limits: Limits, totals: Sequence[int]) -> list[dict[int, dict[str, int]]]:
        """For each part and number of clusters that a map within the limits may give it: most of each level.

        Empty where there is no such map; what is left out is proved to be of no use.
        """
        if not totals:
            return [{} for _ in self.parts]
        everybody = sum(p.n for p in self.parts)
        near = [round(sum(totals) / len(totals) * p.n / everybody) for p in self.parts]
        lows = [
            {name: s.roughly(name, self.budget, k) for name in self.summed}
            for s, k in zip(self.sums, near, strict=True)
        ]
        exact: set[tuple[int, int]] = set()
        alive = [[k for k in p.numbers if k <= max(totals)] for p in self.parts]
        while True:
            found = self._cut(limits, totals, lows, alive)
            if found is None:
                return [{} for _ in self.parts]
            if any(set(rooms) != set(ks) for rooms, ks in zip(found, alive, strict=True)):
                alive = [sorted(rooms) for rooms in found]
                continue
            todo = [(n, k) for n, ks in enumerate(alive) for k in ks if (n, k) not in exact]
            if not todo or self.budget.exhausted:
                return found
            for n, k in todo:
                exact.add((n, k))
                for name in self.summed:
                    lows[n][name][k] = max(int(lows[n][name][k]), self.sums[n].least(name, k, self.budget))

    def _cut(
        self,
        limits: Limits,
        totals: Sequence[int],
        lows: Sequence[Mapping[str, Ints]],
        alive: Sequence[Sequence[int]],
    ) -> list[dict[int, dict[str, int]]] | None:
        """Room left by what all others need at least; None when some limit can't be kept."""
        found: list[dict[int, dict[str, int]]] = [{k: {} for k in ks} for ks in alive]
        top = max(totals)
        for name in self.summed or [""]:
            costs = []
            for n, ks in enumerate(alive):
                cost = np.full(self.parts[n].n + 1, NEVER, dtype=np.int64)
                cost[list(ks)] = lows[n][name][list(ks)] if name else 0
                costs.append(cost)
            joint = join(costs, totals)
            limit = limits[name] - self.constant[name] if name else 0
            if joint is None or joint.value > limit:
                return None
            for n, ks in enumerate(alive):
                for k in ks:
                    others = int((joint.ahead[n][: top + 1 - k] + joint.behind[n + 1][k:]).min())
                    if others >= NEVER or others + int(costs[n][k]) > limit:
                        found[n].pop(k, None)
                    elif name and k in found[n]:
                        found[n][k][name] = limit - others
        return found

    def choices(self, n: int, k: int, room: Limits, limits: Limits) -> Choices:
        """Every choice of ``k`` clusters of part ``n`` within its room and the limits of largest values.

        Raises:
            TooWideError: too many to list.
        """
        key = (n, k, *room.items(), *(limits[name] for name in self.largest))
        if key not in self._lists:
            sums = self.sums[n]
            asked = dict(room) | {sums.above(name, limits[name]): 0 for name in self.largest}
            self._lists[key] = sums.within(k, asked, self.budget)
        return self._lists[key]

    def values(self, n: int, rows: Ints) -> Ints:
        """Levels with columns over choices of part ``n``, shape (choices, levels); ``rows`` (choices, k)."""
        columns = self.parts[n].table.columns
        found = np.empty((len(rows), len(self.columned)), dtype=np.int64)
        for j, name in enumerate(self.columned):
            each = columns[name][rows]
            found[:, j] = each.max(axis=1) if name in self.largest else each.sum(axis=1)
        return found

    def stated(self, values: Ints, used: Ints) -> Ints:
        """All levels of maps in order, as a plan states them, shape (maps, levels).

        Args:
            values: of levels with columns, shape (maps, levels with columns).
            used: clusters of each map.
        """
        each, place = np.unique(used, return_inverse=True)
        by_total = [self.counted(t) for t in each.tolist()]
        found = np.empty((len(values), len(self.levels)), dtype=np.int64)
        for j, level in enumerate(self.levels):
            if isinstance(level, CountLevel):
                found[:, j] = np.array([c[level.id] for c in by_total], dtype=np.int64)[place]
            else:
                found[:, j] = values[:, self.columned.index(level.id)] + self.constant[level.id]
        return found


def slices(levels: Sequence[Level], best: Limits, limits: Limits) -> Iterator[dict[str, int]]:
    """Growing limits, the last being those asked for, so that what comes into each is no better than before.

    No map is better than the best, so where the first levels may not exceed it they equal it: what lies
    beyond such limits is worse at the first level that differs.
    """
    ids = [x.id for x in levels]
    for place in range(len(ids) - 1, -1, -1):
        tolerance = limits[ids[place]] - best[ids[place]]
        last = place == len(ids) - 1
        for more in _steps(tolerance, last):
            yield {
                name: best[name] if i < place else best[name] + more if i == place else limits[name]
                for i, name in enumerate(ids)
            }


def _steps(tolerance: int, first: bool) -> list[int]:
    """Part tolerances on the way to a full one."""
    if first:
        return sorted({tolerance >> (2 * i) for i in range(TRIES)} | {0, tolerance})
    found, step = [], 1
    while step < tolerance:
        found.append(step)
        step *= 2
    return [*found, tolerance] if tolerance else []
