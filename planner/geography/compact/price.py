"""The cluster that is cheapest at given prices of organisations, as a model of a single cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner import cpsat
from planner.geography.compact.connect import cut_loose
from planner.geography.compact.levels import PAIRS, pair_weights, slot_cost
from planner.geography.compact.model import Cluster, One
from planner.geography.compact.part import Bools, Ints, Part
from planner.geography.compact.rules import post_rules
from planner.objectives.base import GeographyLevel, Level
from planner.rules.base import Expr


def priced(level: Level) -> bool:
    """Whether a level is a sum over clusters that a model of one cluster can hold."""
    return isinstance(level, GeographyLevel) and level.id != "inertia"


def double_cost(part: Part, level: Level, members: Bools, column: Ints) -> Ints:
    """Twice what each cluster has of a level; a pair that is cut counts once in each of its two clusters."""
    if level.id not in PAIRS:
        return 2 * column
    cost = np.zeros(len(members), dtype=np.int64)
    for (i, j), weight in pair_weights(One(part.instance, part.codes, part.rulebook), level).items():
        cost += (members[:, i] ^ members[:, j]) * np.int64(weight)
    return cost


@dataclass(frozen=True)
class Found:
    """Outcome of pricing."""

    least: int | None
    """No cluster costs less than this, prices taken off; None when nothing is known."""
    clusters: tuple[Cluster, ...]
    """Clusters met, the cheapest last."""


class Pricer:
    """Model of one cluster that costs what some levels say, less the prices of its members.

    Exempted sets break its rules, so whoever bounds with it looks at them as well.
    """

    def __init__(self, part: Part, level: Level, sides: Sequence[Level]) -> None:
        self.part = part
        self.one = One(part.instance, part.codes, part.rulebook)
        post_rules(self.one, part.rules)
        self.slot = self.one.slots[0]
        self.apart: dict[tuple[int, int], cp_model.IntVar] = {}
        self.cost = self._double(level)
        self.sides = [self._double(side) for side in sides]

    def _double(self, level: Level) -> Expr:
        if level.id not in PAIRS:
            return 2 * slot_cost(self.one, level, self.slot)
        weights = pair_weights(self.one, level)
        return cp_model.LinearExpr.weighted_sum([self._apart(*p) for p in weights], list(weights.values()))

    def _apart(self, i: int, j: int) -> cp_model.IntVar:
        if (i, j) not in self.apart:
            literal = self.one.model.new_bool_var(f"{i},{j} apart")
            a, b = self.slot.inside[i], self.slot.inside[j]
            self.one.model.add(literal >= a - b)  # as sums: twice as fast here as clauses
            self.one.model.add(literal >= b - a)
            self.apart[i, j] = literal
        return self.apart[i, j]

    def cheapest(
        self,
        scale: int,
        prices: Sequence[int],
        side_prices: Sequence[int],
        budget: cpsat.Budget,
        start: Cluster | None = None,
        workers: int = 1,
    ) -> Found:
        """Least of scale · cost + sum of side prices · sides − prices of members, over all lawful clusters.

        Args:
            scale: of the cost, so that prices can be whole numbers.
            prices: by position.
            side_prices: of the sides.
            budget: what may be spent; stopping early weakens the bound, never its truth.
            start: a cluster to begin from.
            workers: threads of the solver.
        """
        inside = list(self.slot.inside.values())
        aim = scale * self.cost - cp_model.LinearExpr.weighted_sum(inside, list(prices))
        for side, price in zip(self.sides, side_prices, strict=True):
            aim += price * side
        model = self.one.model
        model.minimize(aim)
        model.clear_hints()  # type: ignore[no-untyped-call]
        for code, x in zip(self.part.codes, inside if start is not None else (), strict=False):
            model.add_hint(x, int(code in (start or ())))
        met: list[Cluster] = []
        solved = cpsat.solve(
            model,
            budget,
            confirm=False,
            workers=workers,
            light=True,
            seen=lambda at: met.append(
                frozenset(self.part.codes[i] for i, x in self.slot.inside.items() if at(x))
            ),
        )
        if self.part.connects and met:
            held = [(self.slot, {self.part.position[code] for code in met[-1]})]
            cut_loose(self.one, self.part.near, held, ())
        return Found(solved.bound, tuple(met))
