"""Best compromises over all maps: those of every part joined by number of clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.geography.join import NEVER, join
from planner.geography.national import Map, clusters_of_rows
from planner.geography.order import Order
from planner.geography.sums import Ints
from planner.objectives.base import GeographyLevel
from planner.study.options.limits import Ground
from planner.study.options.thin import thin
from planner.study.pareto.parts import PartFront, Vector, table_of


@dataclass(frozen=True)
class MapPoint:
    """One best compromise and a map that has it."""

    values: Vector
    """By level, as a plan states them."""
    grouping: Map


Points = Sequence[tuple[dict[str, int], tuple[int, ...]]]


class MapFront:
    """All best compromises of maps whose number of clusters is among some.

    Args:
        ground: parts, and the levels to trade off, in order.
        totals: numbers of clusters allowed.
        most: no point with more than this of a level (by id, as stated) is asked for; may be left out.
    """

    def __init__(self, ground: Ground, totals: Sequence[int], most: Mapping[str, int] | None = None) -> None:
        if not ground.summed:
            raise ValueError("at least one of the aims must add up over clusters")
        self.ground, self.totals = ground, list(totals)
        self.most = ground.most() | dict(most or {})
        self.names = ground.columned

    def points(self) -> list[MapPoint]:
        """Every best compromise, in order of its values.

        Raises:
            LimitError: the budget is spent, or too many candidates are alike.
        """
        rooms = self.ground.room(self.most, self.totals)
        if not all(rooms):
            return []
        fronts = [PartFront(sums, self.ground.summed, self.ground.largest) for sums in self.ground.sums]
        largest = {name: self.most[name] for name in self.ground.largest}
        lists: list[dict[int, Points]] = []
        for front, room in zip(fronts, rooms, strict=True):
            found = {k: front.points(k, {**most, **largest}, self.ground.budget) for k, most in room.items()}
            front.sums.close()
            lists.append({k: points for k, points in found.items() if points})
        return self._joined(lists) if all(lists) else []

    def _joined(self, lists: Sequence[Mapping[int, Points]]) -> list[MapPoint]:
        """Points of all parts together, with every number of clusters kept apart."""
        top = max(self.totals)
        used = np.zeros(1, dtype=np.int64)
        values = np.zeros((1, len(self.names)), dtype=np.int64)
        behind = _reach(lists, self.totals)
        back: list[tuple[Ints, list[tuple[int, ...]], Ints]] = []
        adds = [name not in self.ground.largest for name in self.names]
        for n, part in enumerate(lists):
            ks = np.concatenate([np.full(len(p), k, dtype=np.int64) for k, p in part.items()])
            table = np.concatenate([table_of(p, self.names) for p in part.values()])
            rows = [r for p in part.values() for _, r in p]
            a = np.repeat(np.arange(len(used)), len(ks))
            c = np.tile(np.arange(len(ks)), len(used))
            k = used[a] + ks[c]
            ok = k <= top
            ok[ok] &= behind[n + 1][k[ok]] < NEVER
            a, c, k = a[ok], c[ok], k[ok]
            if not len(a):
                return []
            made = np.where(adds, values[a] + table[c], np.maximum(values[a], table[c]))
            keep = thin(k, made, np.zeros((len(k), 0), dtype=np.int64))
            used, values = k[keep], made[keep]
            back.append((a[keep], rows, c[keep]))
        stated = self.ground.stated(values, used)
        some = thin(np.zeros(len(used), dtype=np.int64), stated, np.zeros((len(used), 0), dtype=np.int64))
        points = [MapPoint(tuple(stated[i].tolist()), self._map(back, int(i))) for i in some]
        return sorted(points, key=lambda p: p.values)

    def _map(self, back: Sequence[tuple[Ints, list[tuple[int, ...]], Ints]], row: int) -> Map:
        clusters: set[frozenset[str]] = set()
        for part, (parent, rows, choice) in zip(reversed(self.ground.parts), reversed(back), strict=True):
            clusters |= clusters_of_rows(part, rows[int(choice[row])])
            row = int(parent[row])
        return frozenset(clusters)


def ends(ground: Ground, totals: Sequence[int]) -> dict[str, int]:
    """Most of each of two sums on the front: what it has where the other is least; empty where not known."""
    one, *rest = ground.levels
    if len(rest) != 1 or not isinstance(one, GeographyLevel) or not isinstance(rest[0], GeographyLevel):
        return {}
    found = {}
    for first, second in ((one, rest[0]), (rest[0], one)):
        order = Order([first, second], ground.instance, ground.rulebook, ground.budget)
        joined = order.best(ground.parts, totals)
        if joined is None or not joined.proved:
            return {}
        found[second.id] = joined.values[1] + ground.constant[second.id]
    return found


def _reach(lists: Sequence[Mapping[int, Points]], totals: Sequence[int]) -> Sequence[Ints]:
    """Whether the parts from each on can make up a total, by clusters used: NEVER where they can't."""
    costs = []
    for part in lists:
        cost = np.full(max(part) + 1, NEVER, dtype=np.int64)
        cost[list(part)] = 0
        costs.append(cost)
    joint = join(costs, totals)
    return (
        joint.behind
        if joint is not None
        else [np.full(max(totals) + 1, NEVER, dtype=np.int64)] * (len(lists) + 1)
    )
