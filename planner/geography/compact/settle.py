"""Settling one level of a large part: its bound raised and its value lowered until they meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner import cpsat
from planner.geography.compact.bound import LevelBound, fixed_cost
from planner.geography.compact.connect import solve_connected
from planner.geography.compact.hess import about_centres, hess_bound, weights_of
from planner.geography.compact.improve import polish
from planner.geography.compact.levels import post_level
from planner.geography.compact.model import Labels
from planner.geography.compact.part import Part
from planner.geography.compact.pool import Grouping, Pool, best_cover
from planner.geography.compact.price import priced
from planner.geography.compact.rules import post_rules
from planner.objectives.base import BottleneckLevel, CountLevel

EVERY = 4
"""Rounds of pricing between looks for a better grouping of the clusters met."""


@dataclass
class Settling:
    """A level being settled; earlier levels keep the values of ``best``, proved."""

    part: Part
    pool: Pool
    best: Grouping
    level: int
    budget: cpsat.Budget
    workers: int = 1

    @property
    def value(self) -> int:
        """Value of the best grouping."""
        return self.part.values(self.best)[self.level]

    def take(self, grouping: Grouping) -> None:
        """Keep what is better and no worse before."""
        if grouping and self.part.values(grouping) < self.part.values(self.best):
            self.best = grouping


def settle_level(s: Settling) -> int:
    """Improve ``s.best`` at its level and return the bound that is proved of it."""
    level = s.part.levels[s.level]
    if isinstance(level, CountLevel):
        if s.part.low == s.part.high:
            return s.value
        return min(level.of(k, s.part.instance, s.part.rulebook) for k in range(s.part.low, s.part.high + 1))
    bound = fixed_cost(s.part, level)
    if level.id == "inertia":
        bound = _about_centres(s)
    elif isinstance(level, BottleneckLevel):
        bound = _mean(s)
    elif priced(level):
        bound = _by_prices(s)
    if bound < s.value and not s.budget.exhausted:
        bound = _exactly(s, bound)
    return bound


def _mean(s: Settling) -> int:
    """The largest cluster is no smaller than the mean one."""
    weights = (
        s.part.population if s.part.levels[s.level].id == "largest_population" else [1] * len(s.part.codes)
    )
    return -(-sum(weights) // s.part.high)


def _by_prices(s: Settling) -> int:
    """Prices raise the bound; between rounds the clusters met are put together."""
    values = s.part.values(s.best)
    kept = [(i, values[i]) for i in range(s.level) if priced(s.part.levels[i])]
    bounded = LevelBound(s.part, s.pool, s.level, s.part.low, s.part.high, kept, s.workers)

    def between(round_: int) -> int:
        if round_ % EVERY == EVERY - 1:
            slice_ = s.budget.part(10)
            cover = best_cover(
                s.part, s.pool.members, s.pool.costs, s.part.low, s.part.high, slice_, s.best, s.workers
            )
            s.budget.charge(slice_)
            before = s.value
            s.take(cover.grouping)
            if s.value < before:
                slice_ = s.budget.part(10)
                s.take(polish(s.part, s.pool, s.best, s.level, slice_, s.workers))
                s.budget.charge(slice_)
        return s.value

    slice_ = s.budget.part(85)
    bounded.run(s.value, slice_, between)
    s.budget.charge(slice_)
    return min(bounded.value, s.value)


def _about_centres(s: Settling) -> int:
    """Better centres for the clusters as they are, then prices, then what prices leave."""
    weights = weights_of(s.part)
    numbers = range(s.part.low, s.part.high + 1)
    values = s.part.values(s.best)
    while not s.budget.exhausted:
        allowed = np.zeros_like(weights, dtype=np.bool_)
        for cluster in s.best:
            inside = [s.part.position[c] for c in cluster]
            allowed[:, inside[int(weights[np.ix_(inside, inside)].sum(axis=0).argmin())]] = True
        slice_ = s.budget.part(10)
        found, _ = about_centres(s.part, allowed, len(s.best), s.level, values, slice_, s.workers, s.value)
        s.budget.charge(slice_)
        if not found:
            break
        s.take(found)
    bound = hess_bound(s.part, weights, s.part.low, s.part.high, s.value)
    while bound.value < s.value and not s.budget.exhausted:
        allowed = bound.allowed(s.value - 1)
        slice_ = s.budget.part(40)
        before = s.value
        open_ = False
        for k in numbers:
            found, status = about_centres(s.part, allowed, k, s.level, values, slice_, s.workers, s.value)
            s.take(found)
            open_ = open_ or status not in ("infeasible", "optimal")
        s.budget.charge(slice_)
        if not open_:
            return s.value
        if s.value == before:
            break
        bound = max(bound, hess_bound(s.part, weights, s.part.low, s.part.high, s.value), key=lambda b: b.base)
    return min(bound.value, s.value)


def _exactly(s: Settling, bound: int) -> int:
    """What is left of the budget goes to the whole at once, for less than the value known."""
    if s.part.low != s.part.high:
        return bound
    model = Labels(s.part.instance, s.part.codes, s.part.rulebook, s.part.low)
    post_rules(model, s.part.rules)
    values = s.part.values(s.best)
    for n in range(s.level):
        model.model.add(post_level(model, s.part.levels[n]) <= values[n])
    aim = post_level(model, s.part.levels[s.level])
    model.model.add(aim >= bound)
    model.model.add(aim <= s.value - 1)
    model.model.minimize(aim)
    found = solve_connected(model, s.part.near, s.part.loose, s.budget, workers=s.workers)
    s.take(found.clusters)
    if found.solved.status in ("infeasible", "optimal"):
        return s.value
    return max(bound, min(s.value, found.solved.bound or 0))
