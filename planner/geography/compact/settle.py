"""Settling one level of a large part: its bound raised and its value lowered until they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner import cpsat
from planner.geography.compact.bound import LevelBound, fixed_cost
from planner.geography.compact.connect import solve_connected
from planner.geography.compact.hess import about_centres, hess_bound, recentred, weights_of
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


def settle_level(s: Settling, starts: Sequence[Grouping] = ()) -> int:
    """Improve ``s.best`` at its level and return the bound that is proved of it.

    Args:
        s: the level.
        starts: further groupings worth improving, of as many clusters.
    """
    level = s.part.levels[s.level]
    if isinstance(level, CountLevel):
        if s.part.low == s.part.high:
            return s.value
        return min(level.of(k, s.part.instance, s.part.rulebook) for k in range(s.part.low, s.part.high + 1))
    _improve(s, starts)
    bound = fixed_cost(s.part, level)
    if level.id == "inertia":
        return _about_centres(s)
    if isinstance(level, BottleneckLevel):
        bound = _mean(s)
    elif priced(level):
        bound = _by_prices(s)
    if bound < s.value and not s.budget.exhausted:
        bound = _exactly(s, bound)
    return bound


def _improve(s: Settling, starts: Sequence[Grouping]) -> None:
    """A few clusters settled anew at a time, from the best grouping and others."""
    for n, start in enumerate(dict.fromkeys([s.best, *starts])):
        slice_ = s.budget.part(12 if n else 20)
        better = start
        if s.part.levels[s.level].id == "inertia":
            better = recentred(s.part, weights_of(s.part), s.level, start, slice_, s.workers)
        s.take(polish(s.part, s.pool, better, s.level, slice_, s.workers))
        s.budget.charge(slice_)


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
    """Prices of centres first, then whatever they leave, exactly."""
    weights = weights_of(s.part)
    low, high = s.part.low, s.part.high
    bound = hess_bound(s.part, weights, low, high, s.value)
    proved = bound.value
    while proved < s.value and not s.budget.exhausted:
        before, floor = s.value, s.value
        for k in range(low, high + 1):
            slice_ = s.budget.part(90)
            allowed = bound.allowed(s.value - 1)
            found = about_centres(s.part, allowed, k, s.level, s.best, slice_, s.workers)
            s.budget.charge(slice_)
            s.take(found.clusters)
            if found.solved.status not in ("infeasible", "optimal"):
                floor = min(floor, max(proved, found.solved.bound or 0))
        # what was not allowed has no less than the value known before
        proved = max(proved, min(floor, s.value))
        if s.value == before:
            break
        better = hess_bound(s.part, weights, low, high, s.value)
        bound = better if better.base > bound.base else bound
    return min(proved, s.value)


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
